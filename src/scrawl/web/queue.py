"""The queue of requests to read: the shortest work first, but waiting makes up for long work.

The queue runs on one event loop; a request that has a slot is read in another thread.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

LONG = 0.05  # seconds of work: longer work leaves one slot to shorter work
BLINK = 0.05  # seconds: nobody notices a shorter wait, so it refuses nobody
GRACE = 0.5  # seconds that an admitted request may wait, however impatient: the machine may be busy otherwise
AGEING = 0.1  # seconds of work that a second of waiting makes up for: those of a photograph within ten
LEARNT = 1 / 8  # weight of the last work done in the moving average of the pace


class Busy(Exception):
    """There was no slot within the time that the client waits; in `seconds` there probably is one."""

    def __init__(self, seconds: float) -> None:
        """Say when to come again."""
        super().__init__(f"busy for {seconds:.1f} s more")
        self.seconds = seconds


class Gone(Exception):
    """The client went away while it waited."""


# One that waits: the lower its rank, the sooner is its turn; the number tells apart those of one rank.
_Waiting = tuple[float, int, asyncio.Future[None]]


class Queue:
    """Slots to read in, and those who wait for one."""

    def __init__(self, slots: int) -> None:
        """Give out `slots`; from two on one is left to short work."""
        self._free, self._free_for_long = slots, max(slots - 1, 1)
        self._slots = slots
        self._waiting: dict[bool, list[_Waiting]] = {True: [], False: []}  # for long work, for short work
        self._work = {True: 0.0, False: 0.0}  # seconds of all that waits
        self._pace = 1.0  # seconds that were needed lately for each that was estimated
        self._numbers = count()

    @asynccontextmanager
    async def slot(
        self, work: float, patience: float | None, gone: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncIterator[None]:
        """A slot, when it is the turn of `work`, in seconds.

        Raises Busy if that takes more than `patience` seconds, at once where the work before it tells so, or Gone once
        `gone` returned, which is to do so when the client goes away.
        """
        is_long = work > LONG
        if self._has_place(is_long) and not self._waiting[is_long]:
            self._take(is_long)
        else:
            await self._wait(work, patience, gone)
        began = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            needed = asyncio.get_running_loop().time() - began
            self._pace += LEARNT * (needed / work - self._pace)
            self._give(is_long)

    def _has_place(self, is_long: bool) -> bool:
        return self._free > 0 and not (is_long and self._free_for_long == 0)

    def _take(self, is_long: bool) -> None:
        self._free -= 1
        self._free_for_long -= is_long

    def _give(self, is_long: bool) -> None:
        self._free += 1
        self._free_for_long += is_long
        while turns := [kind for kind, waiting in self._waiting.items() if waiting and self._has_place(kind)]:
            kind = min(turns, key=lambda kind: self._waiting[kind][0])
            *_, turn = heapq.heappop(self._waiting[kind])
            if not turn.done():
                self._take(kind)
                turn.set_result(None)

    async def _wait(
        self, work: float, patience: float | None, gone: Callable[[], Awaitable[object]] | None
    ) -> None:
        is_long = work > LONG
        before = self._work[False] + (self._work[True] if is_long else 0.0)
        expected = self._pace * before / self._slots
        if patience is not None and expected > max(patience, BLINK):
            raise Busy(expected - patience)
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        leaves = asyncio.ensure_future(gone() if gone else loop.create_future())
        rank = work + AGEING * loop.time()
        heapq.heappush(self._waiting[is_long], (rank, next(self._numbers), turn))
        self._work[is_long] += work
        try:
            longest = None if patience is None else max(patience, GRACE)
            await asyncio.wait((turn, leaves), timeout=longest, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if turn.done():
                self._give(is_long)
            raise
        finally:
            has_left = leaves.done()
            self._work[is_long] -= work
            turn.cancel()  # unless it is done
            leaves.cancel()
        if turn.cancelled():
            raise Gone if has_left else Busy(expected)
