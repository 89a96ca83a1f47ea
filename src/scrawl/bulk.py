"""Many pictures on every processor: processes that each hold the network and read a share of them."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from ctypes import c_bool
from functools import cache
from itertools import islice, takewhile
from typing import Unpack

from scrawl.errors import BadInput, EngineError
from scrawl.reader import MOST_SOURCES, Options, Reader, Source
from scrawl.reading import Reading

SHARE = 2 * MOST_SOURCES  # sources that a process takes at a time
AHEAD = 4  # shares a process has waiting, so that a long list of sources is not all in memory


def read_all(
    sources: Iterable[Source],
    *,
    processes: int | None = None,
    **how: Unpack[Options],
) -> Iterator[Reading | BadInput | OSError]:
    """The results of `Reader.read_many`, in the sources' order, from `processes` processes (one a processor).

    Sources travel to them: paths do so cheaply. On Windows and macOS the program that calls this needs the usual
    `if __name__ == "__main__":`. Raises EngineError if one of the processes is killed.
    """
    count = processes or os.cpu_count() or 1
    rest = iter(sources)
    # Forking a process that has threads, as ONNX Runtime's, is unsafe.
    context = multiprocessing.get_context("spawn")
    # No lock: a process that is killed while it looks would keep it for ever.
    stop = context.RawValue(c_bool, False)
    pool = ProcessPoolExecutor(count, context, _start, (stop,))
    waiting: deque[Future[list[Reading | BadInput | OSError]]] = deque()
    try:
        while share := list(islice(rest, SHARE)):
            with interrupts_wait():
                waiting.append(pool.submit(_read, share, how))
            if len(waiting) >= AHEAD * count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenExecutor as error:
        raise EngineError(
            "A process that reads was killed, perhaps for want of memory: try fewer processes."
        ) from error
    finally:
        stop.value = True
        pool.shutdown(cancel_futures=True)


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Ctrl-C is heard when the context ends, and not by processes started in it, until they say what they do then.

    The mask is for the processes, which take it over; it does not keep this one from hearing, since any thread that
    is without it (those of a library of arithmetic) may be given the signal, and Python raises in the main thread.
    Windows has no signal mask: a process of a pool that is just starting may show a stack trace there.
    """
    heard: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    ours = threading.current_thread() is threading.main_thread() and before is not None
    masks = hasattr(signal, "pthread_sigmask")
    if ours:
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if ours:
            signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


_reader = cache(Reader)
_stop = c_bool(False)


def _start(stop: c_bool) -> None:
    import cv2  # noqa: PLC0415 — each process takes one processor

    global _stop  # noqa: PLW0603 — a pool's initializer has no other way to keep something
    _stop = stop
    # Ctrl-C goes to all processes of a terminal; this one ends when the first tells it to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    _reader()


def _read(sources: list[Source], how: Options) -> list[Reading | BadInput | OSError]:
    wanted = takewhile(lambda _: not _stop.value, sources)
    return list(_reader().read_many(wanted, **how))
