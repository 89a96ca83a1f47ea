"""Between Granian's event loop and the WSGI application: bodies are gathered here, so that a slow one holds no thread.

Behind Granian's own WSGI interface the application waits for a body in one of its threads: a handful of clients that
stall in the middle of theirs would keep all others from being answered.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, TypeVar, TypeVarTuple, Unpack, cast

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian._granian import RSGIHTTPStreamTransport as StreamTransport
from granian._granian import RSGIProtocolClosed, RSGIProtocolError
from granian.rsgi import Scope

from scrawl.web.admission import REFUSED, THREADS

PATIENCE_SECONDS = 20.0  # for a body, and …
LEAST_RATE = 20_000  # bytes a second that it comes in
MOST_HELD = 256 * 1024 * 1024  # bytes of bodies that are being gathered at a time
MOST_DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read and thrown away

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes | Iterator[bytes]]
Door = Callable[[dict[str, Any]], AbstractContextManager[Answer | None]]


class Gateway:
    """Serves a WSGI application over RSGI: its threads get whole requests, and give answers whole or in parts."""

    def __init__(
        self, application: Application, most_bytes: int, door: Door = lambda _: nullcontext()
    ) -> None:
        """Bodies of more bytes, or of unknown length, are not kept: the application is to refuse them.

        The door gives the answer to who does not get as far as that, or None; what is let in leaves by it, too.
        """
        self._application = application
        self._door = door
        self._most_bytes = most_bytes
        self._held = 0
        self._threads = ThreadPoolExecutor(THREADS, "request")

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        try:
            sent = await self._body(environ, protocol)
        except (RSGIProtocolError, RSGIProtocolClosed):
            return  # the client went away
        environ["wsgi.input"] = io.BytesIO(sent)
        with self._door(environ) as turned_away:
            if turned_away:
                status, headers, body = turned_away
            else:
                status, headers, body = await self._in_thread(self._answer, environ)
        if isinstance(body, bytes):
            protocol.response_bytes(status, headers, body)
        else:
            await self._send(protocol.response_stream(status, headers), body)

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """End the worker, once all is answered.

        At once: threads of Granian's that still let go of their objects panic where Python is being taken down.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    async def _body(self, environ: dict[str, Any], protocol: HTTPProtocol) -> bytes:
        """The body; nothing of one that is refused, which `environ` then says where the application cannot know."""
        told = environ.get("CONTENT_LENGTH", "")
        length = int(told) if told.isdecimal() else 0
        if "HTTP_TRANSFER_ENCODING" in environ or length > self._most_bytes:
            return await _drained(protocol)
        if not length:
            return b""
        if self._held + length > MOST_HELD:
            environ[REFUSED] = 503
            return await _drained(protocol)
        self._held += length
        try:
            async with asyncio.timeout(PATIENCE_SECONDS + length / LEAST_RATE):
                return await protocol()
        except TimeoutError:
            environ[REFUSED] = 408
            return b""
        finally:
            self._held -= length

    async def _send(self, transport: StreamTransport, parts: Iterator[bytes]) -> None:
        """Send each part as soon as it was made, until the client is gone. No thread is held in between.

        Granian keeps what the client has not fetched yet: whoever makes the parts is to bound them.
        """
        try:
            while (part := await self._in_thread(next, parts, None)) is not None:
                await transport.send_bytes(part)
        except (RSGIProtocolError, RSGIProtocolClosed):
            pass
        finally:
            await self._in_thread(_close, parts)

    def _in_thread(
        self, function: Callable[[Unpack[Arguments]], Result], *arguments: *Arguments
    ) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """What the application answers, in one of its threads; in parts if it does not know how much that will be."""
        said: list[tuple[str, Headers]] = []
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


async def _drained(protocol: HTTPProtocol) -> bytes:
    """Nothing, once the body was read, within bounds.

    A client that is still sending when its connection is closed reports that, and never sees the answer.
    """
    left = MOST_DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for part in protocol:
                left -= len(part)
                if left < 0:
                    break
    return b""


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
