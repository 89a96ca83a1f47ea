"""Who waits for a slot, in which order, and for how long."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from loops import run

from scrawl.web.queue import LONG, Busy, Gone, Queue

SHORT_WORK, LONG_WORK = 0.01, 0.5


class Work:
    """Requests of a test; each holds its slot until it is let go, and says that it began."""

    def __init__(self, slots: int) -> None:
        self.queue = Queue(slots)
        self.began: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, work: float, patience: float | None = 60.0, gone: Any = None) -> None:
        """Start a request, and let the loop see to it."""

        async def request() -> None:
            async with self.queue.slot(work, patience, gone):
                self.began.append(name)
                await self.ends[name].wait()

        self.ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(request())
        await settle()

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await self.tasks[name]
        await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_shortest_work_is_next_and_equals_keep_their_order() -> None:
    async def scenario() -> None:
        work = Work(1)
        await work.ask("first", SHORT_WORK)
        for name, seconds in (("photograph", LONG_WORK), ("a", 0.02), ("b", 0.01), ("c", 0.01)):
            await work.ask(name, seconds)
        for name in ("first", "b", "c", "a", "photograph"):
            await work.end(name)
        assert work.began == ["first", "b", "c", "a", "photograph"]

    run(scenario())


def test_long_work_leaves_a_slot_to_short_work() -> None:
    async def scenario() -> None:
        work = Work(2)
        for name in ("one", "two"):
            await work.ask(name, LONG_WORK)
        assert work.began == ["one"]
        await work.ask("drawing", SHORT_WORK)
        assert work.began == ["one", "drawing"]
        await work.end("drawing")
        await work.ask("another", LONG)  # the longest that is still short
        assert work.began == ["one", "drawing", "another"]
        await work.end("one")
        assert work.began[-1] == "two"

    run(scenario())


def test_a_photograph_does_not_starve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each second of waiting makes up for .1 s of work, so that half a second's is past what comes five later."""

    async def scenario() -> None:
        work, loop = Work(1), asyncio.get_running_loop()
        now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: now)
        await work.ask("first", SHORT_WORK)
        await work.ask("photograph", LONG_WORK)
        now += 4.8
        await work.ask("soon", SHORT_WORK)
        now += 0.2
        await work.ask("late", SHORT_WORK)
        now += 0.1
        for name in ("first", "soon", "photograph", "late"):
            await work.end(name)
        assert work.began == ["first", "soon", "photograph", "late"]

    run(scenario())


def test_who_would_wait_for_longer_than_it_likes_is_told_at_once_when_to_come() -> None:
    async def scenario() -> None:
        work = Work(2)
        for k in range(6):
            await work.ask(f"{k}", LONG_WORK)
        # Five wait, two slots: 1.25 s until the next one's turn.
        with pytest.raises(Busy) as busy:
            await work.queue.slot(LONG_WORK, 1.0).__aenter__()
        assert busy.value.seconds == pytest.approx(0.25)
        await work.ask("patient", LONG_WORK, 1.3)
        await work.ask("drawing", SHORT_WORK, 0.0)  # is not kept waiting by them
        assert work.began == ["0", "drawing"]
        assert not work.tasks["patient"].done()

    run(scenario())


def test_who_was_let_in_without_patience_is_given_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits before it, but the one slot is held for long: by its own last request, on a busy machine."""
    wait, given = asyncio.wait, []

    def quickly(*what: Any, timeout: float, **how: Any) -> Any:
        given.append(timeout)
        return wait(*what, timeout=timeout / 5, **how)

    async def scenario() -> None:
        work = Work(1)
        monkeypatch.setattr(asyncio, "wait", quickly)
        await work.ask("first", SHORT_WORK)
        await work.ask("quick", SHORT_WORK, 0.0)
        await work.end("first")
        assert work.began == ["first", "quick"]
        await work.ask("slow", SHORT_WORK, 0.0)
        with pytest.raises(Busy):
            await work.tasks["slow"]
        await work.ask("next", SHORT_WORK, 10.0)
        assert given == [0.5, 0.5, 10.0]
        await work.end("quick")
        assert work.began == ["first", "quick", "next"]

    run(scenario())


def test_a_blink_is_a_twentieth_of_a_second() -> None:
    async def scenario() -> None:
        work = Work(1)
        await work.ask("first", SHORT_WORK)
        await work.ask("waits", 0.044)
        await work.ask("still within a blink", 0.012, 0.0)
        assert not work.tasks["still within a blink"].done()
        with pytest.raises(Busy) as busy:
            await work.queue.slot(SHORT_WORK, 0.0).__aenter__()
        assert busy.value.seconds == pytest.approx(0.056)

    run(scenario())


def test_what_takes_longer_than_thought_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each counts for an eighth: one that took nine times as long doubles what is expected of the next."""

    async def scenario() -> None:
        queue, loop = Queue(1), asyncio.get_running_loop()
        now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: now)
        async with queue.slot(SHORT_WORK, None):
            now += 9 * SHORT_WORK
        async with queue.slot(SHORT_WORK, None):
            waits = asyncio.create_task(queue.slot(LONG, None).__aenter__())
            await settle()
            with pytest.raises(Busy) as busy:
                await queue.slot(SHORT_WORK, 0.06).__aenter__()
            assert busy.value.seconds == pytest.approx(2 * LONG - 0.06)
        await waits

    run(scenario())


def test_who_has_gone_is_not_read() -> None:
    async def scenario() -> None:
        work, left = Work(1), asyncio.Event()
        await work.ask("first", SHORT_WORK)
        await work.ask("gone", SHORT_WORK, gone=left.wait)
        await work.ask("next", SHORT_WORK)
        left.set()
        with pytest.raises(Gone):
            await work.tasks["gone"]
        await work.end("first")
        assert work.began == ["first", "next"]

    run(scenario())


def test_one_that_is_cancelled_as_its_turn_comes_gives_the_slot_back() -> None:
    async def scenario() -> None:
        work = Work(1)
        await work.ask("first", SHORT_WORK)
        await work.ask("cancelled", SHORT_WORK)
        await work.ask("next", SHORT_WORK)
        work.ends["first"].set()
        while not work.tasks["first"].done():
            await asyncio.sleep(0)
        work.tasks["cancelled"].cancel()
        await settle()
        assert work.began == ["first", "next"]

    run(scenario())
