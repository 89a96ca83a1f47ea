"""Between Granian's event loop and the WSGI application, where requests are let in.

Bodies are gathered here, so that a slow one holds no thread, and requests wait here for their turn to be read. Behind
Granian's own WSGI interface the application waits for a body in one of its threads: a handful of clients that stall in
the middle of theirs would keep all others from being answered.
"""

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, cast

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian._granian import RSGIProtocolClosed, RSGIProtocolError
from granian.rsgi import Scope

from scrawl.web.admission import REFUSED, Answer, Refuse, busy, patience_of, too_slow, work_of
from scrawl.web.observe import ARRIVED
from scrawl.web.queue import Busy, Gone, Queue

THREADS = 8  # that answer requests without a slot
PATIENCE_SECONDS = 20.0  # for a body, and …
LEAST_RATE = 20_000  # … bytes a second that it comes in beyond that
MOST_HELD = 256 * 1024 * 1024  # bytes of bodies that came and are not answered yet
MOST_DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read and thrown away
PART_WORK = 0.3  # seconds that a part of a long answer takes: one picture of a batch

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gateway:
    """Serves a WSGI application over RSGI: its threads get whole requests, and give answers whole or in parts.

    A request with a body waits for a slot, in which it is read.
    """

    def __init__(
        self, application: Application, most_bytes: int, slots: int, refuse: Refuse = lambda *_: None
    ) -> None:
        """Bodies of more bytes, or of unknown length, are not kept: the application is to refuse them.

        `refuse` answers who finds no place here; where it gives None the application is to.
        """
        self._application = application
        self._most_bytes = most_bytes
        self._held = 0
        self._queue = Queue(slots)
        self._threads = slots + THREADS
        self._refuse = refuse

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_default_executor(ThreadPoolExecutor(self._threads, "request"))

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        environ[ARRIVED] = time.perf_counter()
        body = b""
        try:
            body = await self._received(environ, protocol)
            self._held += len(body)
            status, headers, answer = await self._answered(environ, protocol, body)
            if isinstance(answer, bytes):
                protocol.response_bytes(status, headers, answer)
            else:
                await self._send(protocol, status, headers, answer)
        except (RSGIProtocolError, RSGIProtocolClosed, Gone):
            pass  # the client went away
        finally:
            self._held -= len(body)

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """End the worker, once all is answered.

        At once: threads of Granian's that still let go of their objects panic where Python is being taken down.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    async def _received(self, environ: dict[str, Any], protocol: HTTPProtocol) -> bytes:
        """The body; nothing of one that is refused, which `environ` then says where the application cannot know.

        What has not come yet counts for nothing, however much is announced.
        """
        told = environ.get("CONTENT_LENGTH", "")
        length = int(told) if told.isdecimal() else 0
        if "HTTP_TRANSFER_ENCODING" in environ or length > self._most_bytes:
            await _drain(protocol)
            return b""
        if not length:
            return b""
        body = bytearray()
        end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        try:
            async with asyncio.timeout_at(end) as timer:
                async for part in protocol:
                    body += part
                    self._held += len(part)
                    timer.reschedule(end + len(body) / LEAST_RATE)
                    if self._held > MOST_HELD:
                        environ[REFUSED] = busy(PATIENCE_SECONDS)
                        break
                else:
                    return bytes(body)
            await _drain(protocol)
        except TimeoutError:
            environ[REFUSED] = too_slow()
        finally:
            self._held -= len(body)
        return b""

    async def _answered(self, environ: dict[str, Any], protocol: HTTPProtocol, body: bytes) -> Answer:
        """The application's answer; a request with a body gets it in a slot."""
        environ["wsgi.input"] = io.BytesIO(body)
        if body:
            try:
                work, patience = work_of(environ, body), patience_of(environ)
                async with self._queue.slot(work, patience, protocol.client_disconnect):
                    return await asyncio.to_thread(self._answer, environ)
            except Busy as full:
                environ[REFUSED] = busy(full.seconds)
        if REFUSED in environ and (refusal := self._refuse(environ, environ[REFUSED])):
            return refusal
        return await asyncio.to_thread(self._answer, environ)

    async def _send(
        self, protocol: HTTPProtocol, status: int, headers: list[tuple[str, str]], parts: Iterator[bytes]
    ) -> None:
        """Send each part as soon as it was made, in a slot of its own. No thread is held in between.

        Granian keeps all parts that the client has not fetched yet: the application has to bound their size.
        """
        transport = protocol.response_stream(status, headers)
        try:
            while True:
                async with self._queue.slot(PART_WORK, None, protocol.client_disconnect):
                    part = await asyncio.to_thread(next, parts, None)
                if part is None:
                    break
                await transport.send_bytes(part)
        finally:
            await asyncio.to_thread(_close, parts)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """What the application answers, in one of its threads; in parts if it does not know how much that will be."""
        said: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self._application(environ, lambda status, headers, *_: said.append((status, headers)))
        status, headers = said[-1]  # Flask says so before it gives the first part
        if status.startswith("200") and not any(name.lower() == "content-length" for name, _ in headers):
            return 200, headers, cast(Iterator[bytes], parts)
        try:
            body = b"".join(parts)
        finally:
            _close(parts)
        return int(status[:3]), headers, body


def _close(parts: Iterable[bytes]) -> None:
    """Tell the application that nobody asks for more."""
    getattr(parts, "close", lambda: None)()


async def _drain(protocol: HTTPProtocol) -> None:
    """Read a body and throw it away, within bounds.

    A client that is still sending when its connection is closed reports that, and never sees the answer.
    """
    left = MOST_DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for part in protocol:
                left -= len(part)
                if left < 0:
                    break


def environ_of(scope: Scope) -> dict[str, Any]:
    """What WSGI calls a request, but for the body (PEP 3333).

    Headers with an underscore are left out: they could pass for those that a proxy sets.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = _address(scope.client)
    environ["SERVER_NAME"], environ["SERVER_PORT"] = _address(scope.server)
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def _address(address: str) -> tuple[str, str]:
    """Host, without brackets, and port."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), port
