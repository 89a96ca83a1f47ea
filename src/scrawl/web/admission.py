"""How many requests are read at a time: past that they are turned away at once, so that those let in are answered soon.

Where work can only be waited for, more of it makes everyone wait. Large pictures have a place of their own to wait at,
and never take all of the slots: what they cost is paid by who sends them. The first of them gets the next slot, which
hardly delays the small ones.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from flask import Flask, request

from scrawl.web.problems import Problem

SLOTS = 2  # at work in a process; the network and the decoders leave Python's lock
THREADS = 64  # that answer requests: more than are usually let in, so that some are free for all else
LEAST_QUEUE = 8  # may wait however long a slot is held: a machine that is busy otherwise still serves a few
MOST_WAIT = 0.25  # seconds that one may have to wait for a slot, as far as can be told when it comes …
LARGE_WAIT = 0.75  # … and that a large picture may, and does: both its waits together take no longer
LONGEST_WAIT = 1.0  # seconds after which another is turned away all the same
USUAL, LARGE_USUAL = 0.005, 0.4  # seconds that a slot is held, until that is known
LEARNT = 1 / 4  # the share of the last one in it
BATCHES = 4  # requests with many pictures that are being answered; together they take one slot at a time
BATCH_WAIT = 30.0  # seconds that a picture of one waits for it
LARGE_PIXELS = 2_000_000
RETRY_SECONDS = 1

# In the environment: with which status the server's gateway turned a request away, or that it let it in.
REFUSED, ADMITTED = "scrawl.refused", "scrawl.admitted"

_REFUSALS = {
    408: ("body_too_slow", "The body came too slowly. Send it again over a better connection."),
    503: ("busy", "Too many requests are being read. Try again in a moment."),
}


class Line:
    """Slots, and those who wait for them in their order. Safe across threads.

    A semaphore would give a slot to who comes just as it gets free, past those who wait.
    """

    def __init__(self, slots: int, usual: float = USUAL) -> None:
        """So many slots, each held for about `usual` seconds."""
        self._lock = threading.Lock()
        self._slots = self._free = slots
        self._seconds = usual
        self._inside = 0
        self._lent = 0  # slots that are held for long
        self._waiting: deque[threading.Event] = deque()

    def enter(self, most: float, least: int = 0) -> bool:
        """Take a place inside, at work or waiting; of the latter there are `least`.

        Beyond them there is none for who would probably wait for more than `most` seconds.
        """
        with self._lock:
            waiting = max(self._inside - self._slots + 1, 0)
            if waiting > least and waiting * self._seconds > most * max(self._slots - self._lent, 1):
                return False
            self._inside += 1
            return True

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._inside -= 1

    @contextmanager
    def place(self, most: float, least: int = 0) -> Iterator[None]:
        """The same as a context; Problem 503 if there is none."""
        if not self.enter(most, least):
            raise refusal(503)
        try:
            yield
        finally:
            self.leave()

    @contextmanager
    def slot(self, most: float, *, long: bool = False) -> Iterator[None]:
        """The next slot, in its turn; Problem 503 if that takes more than `most` seconds.

        Who holds it for `long` is next, as the wait would come on top, and tells nothing of how long others do.
        """
        self._take(most, is_next=long)
        began = time.perf_counter()
        with self._lock:
            self._lent += long
        try:
            yield
        finally:
            self._give(time.perf_counter() - began, long)

    def _take(self, most: float, *, is_next: bool) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Event()
            self._waiting.insert(0 if is_next else len(self._waiting), turn)
        if not turn.wait(most):
            with self._lock:
                if not turn.is_set():  # at the last moment
                    self._waiting.remove(turn)
                    raise refusal(503)

    def _give(self, held: float, long: bool) -> None:
        with self._lock:
            self._lent -= long
            if not long:
                self._seconds += LEARNT * (held - self._seconds)
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class Gate:
    """Lets requests in to be read. Safe across threads."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._line = Line(slots)
        self._large = Line(1, LARGE_USUAL)
        self._batches = threading.BoundedSemaphore(BATCHES)
        self._batch = Line(1)

    def enter(self) -> bool:
        """Take a place among those at work or waiting, if there is one."""
        return self._line.enter(MOST_WAIT, LEAST_QUEUE)

    def leave(self) -> None:
        """Give the place back."""
        self._line.leave()

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place among those at work or waiting, if the gateway took none; Problem 503 at once if there is none."""
        taken = ADMITTED in request.environ
        with nullcontext() if taken else self._line.place(MOST_WAIT, LEAST_QUEUE):
            yield

    @contextmanager
    def batch(self) -> Iterator[None]:
        """A place among the requests with many pictures; Problem 503 at once if there is none."""
        if not self._batches.acquire(blocking=False):
            raise refusal(503)
        try:
            yield
        finally:
            self._batches.release()

    @contextmanager
    def at_work(self, pixels: int) -> Iterator[None]:
        """A slot to read a picture of so many pixels in; Problem 503 if none gets free in time."""
        if pixels <= LARGE_PIXELS:
            with self._line.slot(LONGEST_WAIT):
                yield
        else:
            with self._large.place(LARGE_WAIT), self._long(LARGE_WAIT):
                yield

    @contextmanager
    def at_work_in_batch(self, pixels: int) -> Iterator[None]:
        """The same for one of many pictures, which may wait for longer, as its client does not wait for it alone."""
        with self._batch.slot(BATCH_WAIT):
            if pixels <= LARGE_PIXELS:
                with self._line.slot(BATCH_WAIT):
                    yield
            else:
                with self._long(BATCH_WAIT):
                    yield

    @contextmanager
    def _long(self, most: float) -> Iterator[None]:
        """A slot for a large picture, which both waits for it together may take so many seconds."""
        began = time.perf_counter()
        with self._large.slot(most), self._line.slot(most - (time.perf_counter() - began), long=True):
            yield


def refusal(status: int) -> Problem:
    """What is told to who is turned away."""
    return Problem(status, *_REFUSALS[status], headers={"Retry-After": str(RETRY_SECONDS)})


def guard(app: Flask) -> None:
    """Answer what the gateway turned away."""

    @app.before_request
    def _refuse() -> None:
        if REFUSED in request.environ:
            raise refusal(request.environ[REFUSED])
