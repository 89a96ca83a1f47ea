"""The server as it is really started: what it prints, answers and holds in memory, and how it ends."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pytest
from patterns import bars

from scrawl.picture import encode_png
from scrawl.server.address import AddressError, check_address
from scrawl.server.workers import usual_workers
from scrawl.web.gateway import THREADS

ROOT = Path(__file__).parent.parent
READ = "/api/v1/read"
DRAWING = json.dumps({"strokes": [[[50, 20], [50, 80]]]}).encode()


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    first_line: str

    def request(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, bytes]:
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if kind else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def raw(self, head: bytes, body: bytes = b"") -> bytes:
        """All that comes back to a request made by hand."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(head + b"Connection: close\r\n\r\n" + body)
            return b"".join(iter(lambda: connection.recv(65_536), b""))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast(int, probe.getsockname()[1])


def _start(port: int, *options: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port), *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _stopped(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which is ended with the context however that ends."""
    with process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    port = _free_port()
    with _stopped(_start(port)) as process:
        yield Served(process, port, cast(IO[str], process.stdout).readline())


def test_the_line_names_the_address_and_is_true_when_it_comes(served: Served) -> None:
    assert served.first_line == f"Scrawl is ready: http://127.0.0.1:{served.port}\n"
    assert served.request("GET", "/readyz")[0] == 200


def test_reads_a_drawing(served: Served) -> None:
    status, body = served.request("POST", READ, DRAWING, "application/json")
    assert status == 200
    assert len(json.loads(body)["digits"]) == 1


def test_chunked_body_is_refused_for_its_unknown_length(served: Served) -> None:
    answer = served.raw(
        b"POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
        b"Transfer-Encoding: chunked\r\n",
        b"4\r\n\x89PNG\r\n0\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 411 ")
    assert b"application/problem+json" in answer
    assert b"length_required" in answer


def test_post_of_nothing_is_an_empty_body(served: Served) -> None:
    answer = served.raw(b"POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"empty_body" in answer


@pytest.mark.parametrize(
    ("size", "kind", "status", "code"),
    [
        (20_000_000, "image/png", 413, "body_too_large"),
        (20_000_000, "application/json", 413, "body_too_large"),
        (10_000_000, "text/plain", 415, "unsupported_media_type"),
    ],
)
def test_client_that_goes_on_sending_gets_to_see_why_it_is_refused(
    served: Served, size: int, kind: str, status: int, code: str
) -> None:
    answer, body = served.request("POST", READ, b"\0" * size, kind)
    assert (answer, json.loads(body)["code"]) == (status, code)


def test_foreign_host_is_refused(served: Served) -> None:
    answer = served.raw(b"GET / HTTP/1.1\r\nHost: example.com\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"host_not_allowed" in answer


def test_static_files_are_closed_again(served: Served) -> None:
    for _ in range(30):
        assert served.request("GET", "/static/-/main.js")[0] == 200
    if sys.platform == "linux":
        names = [_target(file) for pid in _workers(served) for file in Path(f"/proc/{pid}/fd").iterdir()]
        assert names.count("main.js") <= THREADS


def _target(descriptor: Path) -> str:
    """The name of the open file; empty if it was closed meanwhile."""
    try:
        return descriptor.readlink().name
    except FileNotFoundError:
        return ""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_worker_is_small_and_has_no_tensorflow(served: Served) -> None:
    served.request("POST", READ, DRAWING, "application/json")
    for pid in _workers(served):
        resident = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        assert resident is not None
        assert int(resident[1]) < 180_000
        assert "tensorflow" not in Path(f"/proc/{pid}/maps").read_text()


def test_serving_never_imports_tensorflow() -> None:
    program = """
import sys
import time
from scrawl.web import create_app
client = create_app().test_client()
assert client.get("/").status_code == 200
answer = client.post("/api/v1/read?include=frame", json={"strokes": [[[50, 20], [50, 80]]]})
assert len(answer.json["digits"]) == 1, answer.text
heavy = {"tensorflow", "keras", "matplotlib", "skimage", "scipy", "rich", "onnx"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_signals_end_it_cleanly(name: str) -> None:
    with _start(_free_port()) as process:
        cast(IO[str], process.stdout).readline()
        process.send_signal(getattr(signal, name))
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_taken_port_is_told_in_one_line(served: Served) -> None:
    port = served.port
    with _start(port) as process:
        out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert err == f"Error: Port {port} is in use. Choose another: scrawl serve --port {port + 1}\n"


def test_wrong_setting_is_told_in_one_line() -> None:
    with _start(_free_port(), SCRAWL_MAX_BYTES="much") as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert err.startswith("Error: SCRAWL_MAX_BYTES: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "words"),
    [("nowhere.invalid", "no host 'nowhere.invalid'"), ("192.0.2.1", "not an address of this machine")],
)
def test_host_that_is_not_here(host: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        check_address(host, _free_port())


def test_port_5000_in_use_names_airplay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrawl.server.address._answers", lambda *_: True)
    with pytest.raises(AddressError, match=r"AirPlay Receiver.*scrawl serve --port 5001$"):
        check_address("127.0.0.1", 5000)


def test_localhost_is_reached_by_its_number() -> None:
    assert check_address("localhost", _free_port()) == "127.0.0.1"


def test_two_workers_count_as_one_and_say_that_they_stop(tmp_path: Path) -> None:
    """Behind a proxy that names the clients: limit, metrics and readiness are those of the server, not of a worker."""
    settings = {
        "SCRAWL_RATE_LIMIT": "30",
        "SCRAWL_PROXY_HOPS": "1",
        "TMPDIR": str(tmp_path),
        "TEMP": str(tmp_path),
    }
    port = _free_port()
    with _stopped(_start(port, "--workers", "2", "--drain", "20", **settings)) as process:
        served = Served(process, port, cast(IO[str], process.stdout).readline())
        if sys.platform == "linux":
            _until(
                lambda: served.request("GET", "/healthz")[0] == 200 and _answering(tmp_path, "/healthz") == 2
            )
        head = b"GET /api/v1/model HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\n"
        answers = [served.raw(head).split(b" ", 2)[1] for _ in range(45)]
        # One more becomes free every two seconds.
        assert 30 <= answers.count(b"200") < 40
        assert set(answers) == {b"200", b"429"}
        counted = served.request("GET", "/metrics")[1].decode()
        assert sum(map(int, re.findall(r'total{.*route="/api/v1/model",status="\d+"} (\d+)', counted))) == 45
        if sys.platform == "linux":
            assert _answering(tmp_path, "/api/v1/model") == 2
        if sys.platform != "win32":
            process.terminate()
            _until(lambda: served.request("GET", "/readyz")[0] == 503)
            assert b"stopping" in served.request("GET", "/readyz")[1]
            assert served.request("POST", READ, DRAWING, "application/json")[0] == 200
    assert list(tmp_path.glob("scrawl-*")) == []


def _until(holds: Callable[[], bool]) -> None:
    """Wait until it holds, ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def _answering(temporary: Path, route: str) -> int:
    """How many workers have counted an answer of that route."""
    return sum(route.encode() in file.read_bytes() for file in temporary.glob("scrawl-*/counter_*.db"))


def _workers(served: Served) -> list[int]:
    """The processes that serve: all children but multiprocessing's tracker."""
    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_clients_that_stall_keep_nobody_waiting(served: Served) -> None:
    whole = _post(DRAWING)
    stalled = [socket.create_connection(("127.0.0.1", served.port), timeout=20) for _ in range(40)]
    try:
        for each in stalled:
            each.sendall(whole[:-1])
        assert served.request("POST", READ, DRAWING, "application/json")[0] == 200
        stalled[0].sendall(whole[-1:])
        assert stalled[0].recv(12) == b"HTTP/1.1 200"
    finally:
        for each in stalled:
            each.close()


def test_client_that_hangs_up_in_the_middle_is_no_fault(served: Served) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", served.port)) as client:
            client.sendall(_post(DRAWING)[:-1])
    assert served.request("POST", READ, DRAWING, "application/json")[0] == 200


def test_clients_that_went_away_while_they_waited_are_not_read() -> None:
    costly = _post(encode_png(bars()), "image/png")
    port = _free_port()
    with _stopped(_start(port, "--workers", "1", SCRAWL_MAX_SECONDS="0.1")) as process:
        served = Served(process, port, cast(IO[str], process.stdout).readline())
        clients = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(5)]
        for client in clients:
            client.sendall(costly)
            time.sleep(0.05)
        for client in clients[2:]:
            client.close()
        assert {client.recv(12) for client in clients[:2]} == {b"HTTP/1.1 200"}
        counted = served.request("GET", "/metrics")[1].decode()
        assert re.findall(r'route="/api/v1/read",status="\d+"} (\d+)', counted) == ["2"]
        for client in clients[:2]:
            client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM for one process")
def test_what_was_accepted_is_answered_before_it_ends() -> None:
    port = _free_port()
    with _start(port) as process:
        cast(IO[str], process.stdout).readline()
        clients = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(16)]
        for client in clients:
            client.sendall(_post(DRAWING))
        # When half of them are answered, the bytes of all have been read.
        answers = [client.recv(12) for client in clients[::2]]
        process.send_signal(signal.SIGTERM)
        answers += [client.recv(12) for client in clients[1::2]]
        for client in clients:
            client.close()
        assert process.wait(timeout=30) == 0
    assert set(answers) == {b"HTTP/1.1 200"}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_killed_worker_is_replaced() -> None:
    port = _free_port()
    with _start(port) as process:
        try:
            served = Served(process, port, cast(IO[str], process.stdout).readline())
            # When all of them are there.
            while len(before := _workers(served)) < usual_workers():
                time.sleep(0.1)
            os.kill(before[0], signal.SIGKILL)
            while len(after := set(_workers(served)) - set(before)) < 1:
                time.sleep(0.1)
            while not _reads(served):
                time.sleep(0.1)
            assert after
        finally:
            process.terminate()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_the_process_that_minds_them() -> None:
    port = _free_port()
    with _start(port) as process:
        served = Served(process, port, cast(IO[str], process.stdout).readline())
        workers = _workers(served)
        process.kill()
    assert workers
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        time.sleep(0.1)


def _post(body: bytes, kind: str = "application/json") -> bytes:
    """A request for a reading."""
    head = f"POST {READ} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: {kind}\r\n\r\n".encode() + body


def _reads(served: Served) -> bool:
    try:
        return served.request("POST", READ, DRAWING, "application/json")[0] == 200
    except OSError:
        return False
