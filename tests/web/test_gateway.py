"""Bodies are gathered before a thread sees them, and what is posted waits for its turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from loops import run

from scrawl.web import gateway
from scrawl.web.admission import REFUSED
from scrawl.web.gateway import Gateway


class Client:
    """A client as the server shows it: what it sends, part by part, and what comes back.

    goes    a time after which it goes away; None for never
    """

    def __init__(
        self, *parts: bytes, announced: int | None = None, goes: float | None = None, **headers: str
    ) -> None:
        self._parts = parts
        self._goes = goes
        length = sum(map(len, parts)) if announced is None else announced
        self.scope: Any = SimpleNamespace(
            method="POST" if length else "GET",
            path="/api/v1/read",
            query_string="",
            http_version="1.1",
            scheme="http",
            client="127.0.0.1:1",
            server="127.0.0.1:2",
            headers={"content-length": str(length), **headers},
        )
        self.announced = length
        self.status = 0
        self.body = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part
            await asyncio.sleep(0)
        if sum(map(len, self._parts)) < self.announced:
            await asyncio.sleep(60)

    async def client_disconnect(self) -> None:
        await asyncio.sleep(3600 if self._goes is None else self._goes)

    def response_bytes(self, status: int, _: Any, body: bytes) -> None:
        self.status, self.body = status, body


class Application:
    """Answers with what it was sent, or with why it was refused; `hold` keeps what says so until `go_on`."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        problem = environ.get(REFUSED)
        status = problem.status if problem else 200
        body = environ["wsgi.input"].read()
        if status == 200:
            self.seen.append(body)
            if body.startswith(b"hold"):
                assert self.go_on.wait(30)
        start(f"{status} X", [("Content-Length", "0")])
        return [body]


async def answered(entry: Gateway, client: Client) -> int:
    protocol: Any = client
    await entry(client.scope, protocol)
    return client.status


def test_what_is_announced_and_does_not_come_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_HELD", 1_000)
    monkeypatch.setattr(gateway, "PATIENCE_SECONDS", 0.3)

    async def scenario() -> None:
        entry = Gateway(Application(), 10_000, 2)
        stalled = [Client(b"x", announced=10_000) for _ in range(40)]
        waiting = [asyncio.create_task(answered(entry, each)) for each in stalled]
        await asyncio.sleep(0.1)
        assert await answered(entry, Client(b"4" * 500)) == 200
        assert await asyncio.gather(*waiting) == [408] * 40

    run(scenario())


def test_more_than_can_be_held_is_refused_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_HELD", 1_000)

    async def scenario() -> None:
        application = Application()
        entry = Gateway(application, 10_000, 2)
        held = asyncio.create_task(answered(entry, Client(b"hold", b"4" * 600)))
        await asyncio.sleep(0.1)
        assert await answered(entry, Client(b"4" * 300, b"4" * 300)) == 503
        application.go_on.set()
        assert await held == 200
        assert await answered(entry, Client(b"4" * 600)) == 200

    run(scenario())


def test_a_slow_body_has_as_long_as_its_bytes_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(gateway, "LEAST_RATE", 1_000)

    async def scenario() -> None:
        entry = Gateway(Application(), 10_000, 2)
        assert await answered(entry, Client(*[b"4" * 100] * 5)) == 200
        began = asyncio.get_running_loop().time()
        assert await answered(entry, Client(b"4" * 200, announced=400)) == 408
        assert asyncio.get_running_loop().time() - began >= 0.25

    run(scenario())


def test_who_goes_away_is_not_read_and_who_waits_in_vain_is_told() -> None:
    async def scenario() -> None:
        application = Application()
        entry = Gateway(application, 10_000, 1)
        held = asyncio.create_task(answered(entry, Client(b"hold")))
        await asyncio.sleep(0.1)
        assert await answered(entry, Client(b"gone", goes=0.05)) == 0
        assert await answered(entry, Client(b"in vain", prefer="wait=0")) == 503
        patient = asyncio.create_task(answered(entry, Client(b"patient", prefer="wait=30")))
        assert await answered(entry, Client()) == 200  # what is not posted waits for nobody
        application.go_on.set()
        assert (await held, await patient) == (200, 200)
        assert application.seen == [b"hold", b"", b"patient"]

    run(scenario())
