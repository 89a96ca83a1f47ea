"""Where the time of a reading goes, for the server's answers and metrics and for the benchmarks.

The two steps that have a function of their own are marked where they are defined; the rest of the time within
`measured` is the page's: finding the ink, its components and its lines. Outside of `measured` nothing is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass
class Timings:
    """Seconds.

    decode   from the bytes of a picture to pixels, or from strokes to ink
    network  in the network, however often it was asked
    total    the whole context of `measured`, the page's share included
    """

    decode: float = 0.0
    network: float = 0.0
    total: float = 0.0

    def add(self, other: Timings) -> None:
        """Count what another one measured as well."""
        self.decode += other.decode
        self.network += other.network
        self.total += other.total

    def shares(self) -> dict[str, float]:
        """Seconds of each step, the page's included; together the total."""
        page = self.total - self.decode - self.network
        return {"decode": self.decode, "page": page, "network": self.network}


_running: ContextVar[Timings | None] = ContextVar("timings", default=None)


@contextmanager
def measured() -> Iterator[Timings]:
    """Measure what this thread reads within the context; the total is known when it ends."""
    timings = Timings()
    token = _running.set(timings)
    began = time.perf_counter()
    try:
        yield timings
    finally:
        timings.total = time.perf_counter() - began
        _running.reset(token)


def counts_as(
    step: Literal["decode", "network"],
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Add the time of each call of the decorated function to that step."""

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def timed(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            timings = _running.get()
            if timings is None:
                return function(*args, **kwargs)
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                setattr(timings, step, getattr(timings, step) + time.perf_counter() - began)

        return timed

    return decorate
