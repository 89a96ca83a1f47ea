"""The web application behind Granian, from the check of the address to the line that says it is ready.

Nothing of the application is imported here but in the worker: the process that waits for signals stays small.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer
from granian.server.mp import MPServer

from scrawl.errors import ScrawlError
from scrawl.server.address import check_address, reachable
from scrawl.server.shared import METRICS_VARIABLE, STOPPING

if TYPE_CHECKING:
    from multiprocessing.synchronize import Lock

    from scrawl.web.gateway import Gateway

MOST_WORKERS = 4  # unless told otherwise
LEAST_SLOTS = 2  # of a worker: one is busy in the network or a decoder, another in Python
HEAD_MILLISECONDS = 10_000  # for a request's head
STOP_SECONDS = 15  # for what was accepted to be answered: it may wait for ten

# So that the memory of large pictures goes back to the system: glibc would keep it, for each thread apart.
MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 20),
}

# After which Python's lock goes to the next thread: the loop needs it several times to take a request in and answer it.
SWITCH_SECONDS = 0.0005  # a tenth of Python's own

POLL_SECONDS = 0.02  # between looks at /readyz until a worker listens
RETRY_SECONDS = 1.0  # between looks once it listens, but cannot read
POLL_TIMEOUT_SECONDS = 5.0  # of one look


class Server(MPServer):
    """Granian with processes, which says that it is not ready any more a while before it stops.

    `serve` has to be given the function that loads the application in a worker.
    """

    def __init__(self, address: str, port: int, workers: int, shared: Path, drain: float = 0) -> None:
        super().__init__(
            "scrawl.web:create_app",
            address=address,
            port=port,
            interface=Interfaces.RSGI,
            workers=workers,
            workers_kill_timeout=STOP_SECONDS,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
            websockets=False,
            log_level=LogLevels.error,
        )
        self._shared = shared
        self._drain = drain

    def shutdown(self, exit_code: int = 0) -> None:
        """Serve on for the while, or until the next signal; then stop."""
        (self._shared / STOPPING).touch()
        if self.interrupt_signal:
            self.main_loop_interrupt.clear()
            self.main_loop_interrupt.wait(self._drain)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def usual_workers() -> int:
    """How many processes serve unless told otherwise: one for each processor we may use, within reason."""
    if sys.platform == "win32":  # where Granian has one
        return 1
    return min(processors(), MOST_WORKERS)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def serve(host: str, port: int, workers: int, drain: float = 0) -> None:
    """Serve until SIGINT or SIGTERM; prints the address once a worker reads.

    After the signal everything is answered for `drain` seconds more, but /readyz says that it is stopping; what was
    accepted is answered before it ends. A worker that dies is replaced, once one has been ready.
    Raises AddressError if nothing can listen there, SystemExit(1) if the workers fail.
    """
    address = check_address(host, port)
    # Forking after threads have started is unsafe, and Windows and macOS cannot: one way everywhere.
    multiprocessing.set_start_method("spawn", force=True)
    for name, value in MEMORY.items():
        os.environ.setdefault(name, value)
    with TemporaryDirectory(prefix="scrawl-", ignore_cleanup_errors=True) as folder:
        server = Server(address, port, workers, Path(folder), drain)
        load = partial(
            load_app,
            frozenset({host.lower(), address}),
            Path(folder),
            max(LEAST_SLOTS, -(-processors() // workers)),
            multiprocessing.Lock(),
        )
        stopped = threading.Event()
        threading.Thread(target=_announce, args=(server, stopped), daemon=True).start()
        try:
            server.serve(target_loader=load, wrap_loader=False)
        finally:
            stopped.set()


def load_app(names: frozenset[str], shared: Path, slots: int, telling: Lock) -> Gateway:
    """The application, inside a worker; one worker alone tells, in one line, of an error that keeps it from starting.

    It answers to `names`, those it is bound to, beside the loopback's, unless the settings say which. What the
    workers count together is in the folder `shared`.
    """
    os.environ[METRICS_VARIABLE] = str(shared)  # which the metrics' library reads when it is imported

    import cv2  # noqa: PLC0415 — only the worker pays for these

    from scrawl.web import create_app, logs  # noqa: PLC0415
    from scrawl.web.admission import refuser  # noqa: PLC0415
    from scrawl.web.gateway import Gateway  # noqa: PLC0415
    from scrawl.web.settings import LOOPBACK, Settings  # noqa: PLC0415

    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.setswitchinterval(SWITCH_SECONDS)
    cv2.setNumThreads(1)  # a request takes one processor; there are others to be read on the rest
    try:
        settings = Settings.from_environment()
        logs.configure(settings.log_level)
        if "allowed_hosts" not in settings.model_fields_set:
            settings = settings.model_copy(update={"allowed_hosts": LOOPBACK | names})
        app = create_app(settings, shared=shared)
        return Gateway(app, settings.max_bytes, slots, refuser(app))
    except ScrawlError as error:
        if telling.acquire(block=False):
            print(f"Error: {error}", file=sys.stderr, flush=True)
        sys.exit(1)


def _end_with_parent() -> None:
    """End the worker if the process that would replace and stop it was killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _announce(server: AbstractServer[Any], stopped: threading.Event) -> None:
    """Print the server's address as soon as it reads."""
    host, port = reachable(server.bind_addr), server.bind_port
    while (status := _readiness(host, port)) != 200:
        if stopped.wait(RETRY_SECONDS if status else POLL_SECONDS):
            return
    # Not before: a worker that cannot start would be started again and again.
    server.respawn_failed_workers = True
    shown = f"[{host}]" if ":" in host else host
    print(f"Scrawl is ready: http://{shown}:{port}", flush=True)


def _readiness(host: str, port: int) -> int | None:
    """Status of /readyz; None while nobody answers."""
    connection = http.client.HTTPConnection(host, port, timeout=POLL_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
