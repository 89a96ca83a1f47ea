"""How many requests are read at a time: past that they are turned away at once, so that those let in are answered soon.

Where work can only be waited for, more of it makes everyone wait. Large pictures have a place of their own to wait at,
and never take all of the slots: what they cost is paid by who sends them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, request

from scrawl.web.problems import Problem

SLOTS = 2  # at work in a process; the network and the decoders leave Python's lock
QUEUE = 48  # that wait for a slot
LARGE_QUEUE = 4  # large pictures that wait, or are at work
THREADS = 64  # in which requests are answered: more than may wait, so that some are free to turn others away
MOST_WAIT = 0.75  # seconds for a slot
BATCHES = 4  # requests with many pictures that are being answered; together they take one slot at a time
BATCH_WAIT = 30.0  # seconds that a picture of one waits for it
LARGE_PIXELS = 2_000_000
RETRY_SECONDS = 1

REFUSED = (
    "scrawl.refused"  # in the environment: the status with which the server's gateway turned a request away
)

_REFUSALS = {
    408: ("body_too_slow", "The body came too slowly. Send it again over a better connection."),
    503: ("busy", "Too many requests are being read. Try again in a moment."),
}


class Gate:
    """Lets requests in to be read. Safe across threads."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._admitted = threading.BoundedSemaphore(slots + QUEUE)
        self._slots = threading.BoundedSemaphore(slots)
        self._large_admitted = threading.BoundedSemaphore(LARGE_QUEUE)
        self._large_slot = threading.BoundedSemaphore(1)
        self._batches = threading.BoundedSemaphore(BATCHES)
        self._batch_slot = threading.BoundedSemaphore(1)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place among those at work or waiting; Problem 503 at once if there is none."""
        with _held(self._admitted, 0):
            yield

    @contextmanager
    def batch(self) -> Iterator[None]:
        """A place among the requests with many pictures; Problem 503 at once if there is none."""
        with _held(self._batches, 0):
            yield

    @contextmanager
    def at_work(self, pixels: int) -> Iterator[None]:
        """A slot to read a picture of so many pixels in; Problem 503 if none gets free in time."""
        with self._slot(pixels, 0, MOST_WAIT):
            yield

    @contextmanager
    def at_work_in_batch(self, pixels: int) -> Iterator[None]:
        """The same for one of many pictures, which may wait for longer, as its client does not wait for it alone."""
        with _held(self._batch_slot, BATCH_WAIT), self._slot(pixels, BATCH_WAIT, BATCH_WAIT):
            yield

    @contextmanager
    def _slot(self, pixels: int, to_be_admitted: float, to_begin: float) -> Iterator[None]:
        """A slot within so many seconds."""
        if pixels <= LARGE_PIXELS:
            with _held(self._slots, to_begin):
                yield
        else:
            with (
                _held(self._large_admitted, to_be_admitted),
                _held(self._large_slot, to_begin),
                _held(self._slots, to_begin),
            ):
                yield


@contextmanager
def _held(places: threading.Semaphore, seconds: float) -> Iterator[None]:
    if not (places.acquire(timeout=seconds) if seconds else places.acquire(blocking=False)):
        raise refusal(503)
    try:
        yield
    finally:
        places.release()


def refusal(status: int) -> Problem:
    """What is told to who is turned away."""
    return Problem(status, *_REFUSALS[status], headers={"Retry-After": str(RETRY_SECONDS)})


def guard(app: Flask) -> None:
    """Answer what the gateway turned away."""

    @app.before_request
    def _refuse() -> None:
        if REFUSED in request.environ:
            raise refusal(request.environ[REFUSED])
