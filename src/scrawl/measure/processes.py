"""Measuring in several processes: a `map` that deals the work out, and a reader kept in each process."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2

from scrawl.bulk import interrupts_wait
from scrawl.reader import Reader
from scrawl.recognizer import Recognizer

Mapper = Callable[..., Iterable[Any]]  # `map`, or one that deals the work out to processes

MOST_WORKERS = 61  # that Windows can wait for


@contextmanager
def processes(count: int | None = None) -> Iterator[Mapper]:
    """A `map` that deals out to `count` processes, by default one for each core; with 0, to none but this one."""
    if count == 0:
        yield map
        return
    pool = ProcessPoolExecutor(
        count or min(os.cpu_count() or 1, MOST_WORKERS), get_context("spawn"), initializer=_begin
    )

    def dealt(*work: Any) -> Iterable[Any]:
        with interrupts_wait():
            return pool.map(*work)

    try:
        yield dealt
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Be one of several: leave Ctrl-C to the process that waits, and the other cores to the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)


@cache
def reader_with(weights: Path) -> Reader:
    """This process's reader with the weights in that folder."""
    return Reader(Recognizer(weights=weights))
