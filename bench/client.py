"""Asks a server from many connections, kept alive if it does: a client that costs less than what it measures.

An answer is only told apart by its status and its length; one thread waits for all connections at once.
"""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PATH = "/api/v1/read"


def request(
    body: bytes, kind: str, path: str = PATH, method: str = "POST", headers: Mapping[str, str] | None = None
) -> bytes:
    """A whole HTTP request."""
    named = {"Host": "localhost", "Content-Type": kind, "Content-Length": len(body), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


@dataclass
class Tally:
    """What came back: seconds of each answer by its status, and the requests that got none.

    late  seconds from when each request was due until it was sent: what this client itself adds to its answer's
    """

    seconds: dict[int, list[float]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    lost: int = 0
    elapsed: float = 0.0

    @property
    def counts(self) -> Counter[int]:
        """Answers by status."""
        return Counter({status: len(each) for status, each in self.seconds.items()})

    @property
    def rate(self) -> float:
        """Answers 200 a second."""
        return self.counts[200] / self.elapsed

    def at(self, share: float, status: int = 200) -> float:
        """Milliseconds within which that share of the answers came; NaN if there was none."""
        return _within(share, self.seconds.get(status, []))

    def late_at(self, share: float) -> float:
        """Milliseconds within which that share of the requests was sent."""
        return _within(share, self.late)

    @property
    def median(self) -> float:
        """Milliseconds."""
        each = self.seconds.get(200, [])
        return 1e3 * statistics.median(each) if each else float("nan")


def _within(share: float, seconds: list[float]) -> float:
    """Milliseconds that so great a share does not exceed; NaN of none."""
    each = sorted(seconds)
    return 1e3 * each[min(int(share * len(each)), len(each) - 1)] if each else float("nan")


class Connection:
    """One request at a time, sent and received as far as the socket allows."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.left = memoryview(b"")
        self.came = b""
        self.began = 0.0
        self.stays = True

    def send(self, message: bytes, began: float | None = None) -> None:
        """Begin a request."""
        self.left, self.came = memoryview(message), b""
        self.began = began or time.perf_counter()
        self.push()

    @property
    def is_closed(self) -> bool:
        """Whether the server has closed it while it was idle."""
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def push(self) -> bool:
        """Send what the socket takes; whether something is left."""
        try:
            while self.left:
                self.left = self.left[self.socket.send(self.left) :]
        except BlockingIOError:
            return True
        return False

    def pull(self) -> int | None:
        """The status of the answer once it is whole; ConnectionError if the server hung up."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError
        self.came += part
        head, end, body = self.came.partition(b"\r\n\r\n")
        if not end:
            return None
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        self.stays = head.startswith(b"HTTP/1.1") and b"connection: close" not in head.lower()
        return int(head[9:12]) if len(body) >= length else None


class Load:
    """Requests over many connections, all waited for in one loop."""

    def __init__(self, port: int, messages: Sequence[bytes], connections: int) -> None:
        self.port, self.messages, self.connections = port, messages, connections
        self.tally = Tally()
        self.reopens = True  # a connection that the server closes after its answer
        self._sent = 0
        self._waiting = selectors.DefaultSelector()

    def closed(self, seconds: float) -> Tally:
        """Each connection asks again as soon as it is answered."""
        began = time.perf_counter()
        for _ in range(self.connections):
            self._send(self._connected())
        while time.perf_counter() - began < seconds:
            for connection in self._answered(0.1):
                self._send(connection)
        self._settle(20.0)
        self.tally.elapsed = time.perf_counter() - began
        return self.tally

    def counted(self, count: int) -> Tally:
        """So many requests altogether, each connection's as soon as its last is answered."""
        idle = [self._connected() for _ in range(min(self.connections, count))]
        while self._sent < count:
            for connection in idle[: count - self._sent]:
                self._send(connection)
            idle = self._answered(0.1)
        self._settle(60.0)
        return self.tally

    def until_closed(self) -> Tally:
        """The same, until the server has closed every connection."""
        self.reopens = False
        began = time.perf_counter()
        for _ in range(self.connections):
            self._send(self._connected())
        while self._waiting.get_map():
            for connection in self._answered(0.1):
                if connection.is_closed:
                    self._lose(connection)
                else:
                    self._send(connection)
        self.tally.elapsed = time.perf_counter() - began
        return self.tally

    def open(self, rate: float, seconds: float) -> Tally:
        """So many requests a second, whether or not the earlier ones were answered.

        A request is timed from when it was due. Connections are added as long as all of them wait, up to the most.
        """
        idle: deque[Connection] = deque()
        began, due, made = time.perf_counter(), 0, 0
        while (now := time.perf_counter() - began) < seconds:
            while due < now * rate:
                if not idle and made < self.connections:
                    idle.append(self._connected())
                    made += 1
                if not idle:
                    break
                connection = idle.popleft()
                if connection.socket.fileno() < 0:  # closed while it was idle
                    made -= 1
                    continue
                self.tally.late.append(time.perf_counter() - began - due / rate)
                self._send(connection, began + due / rate)
                due += 1
            idle.extend(self._answered(0.001))
        idle.extend(self._settle(20.0))
        self.tally.elapsed = seconds
        return self.tally

    def _connected(self) -> Connection:
        connection = Connection(self.port)
        self._waiting.register(connection.socket, selectors.EVENT_READ, connection)
        return connection

    def _send(self, connection: Connection, began: float | None = None) -> None:
        message = self.messages[self._sent % len(self.messages)]
        self._sent += 1
        try:
            connection.send(message, began)
        except OSError:
            self._lose(connection)
            return
        if connection.left:
            self._waiting.modify(connection.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, connection)

    def _answered(self, seconds: float) -> list[Connection]:
        """The connections whose answer came within so many seconds, or is there."""
        done = []
        for key, events in self._waiting.select(seconds):
            connection: Connection = key.data
            try:
                if events & selectors.EVENT_WRITE and not connection.push():
                    self._waiting.modify(connection.socket, selectors.EVENT_READ, connection)
                if events & selectors.EVENT_READ and (status := connection.pull()) is not None:
                    took = time.perf_counter() - connection.began
                    self.tally.seconds.setdefault(status, []).append(took)
                    connection.began = 0.0
                    if connection.stays:
                        done.append(connection)
                    else:
                        self._lose(connection)
                        done += [self._connected()] if self.reopens else []
            except OSError:
                self._lose(connection)
        return done

    def _lose(self, connection: Connection) -> None:
        """The connection was closed: an idle one may be, one that waits has lost its request."""
        self.tally.lost += connection.began > 0
        self._waiting.unregister(connection.socket)
        connection.socket.close()

    def _settle(self, seconds: float) -> list[Connection]:
        """Wait for what is under way; what does not come is lost."""
        done: list[Connection] = []
        began = time.perf_counter()
        while self._under_way() and time.perf_counter() - began < seconds:
            done += self._answered(0.1)
        for connection in self._under_way():
            self._lose(connection)
        return done

    def _under_way(self) -> list[Connection]:
        return [key.data for key in self._waiting.get_map().values() if key.data.began]
