"""Many pictures on every processor: processes that each hold the network and read a share of them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import islice

from scrawl.errors import BadInput
from scrawl.reader import Layout, Reader, Source
from scrawl.reading import Reading

SHARE = 256  # sources that a process takes at a time
AHEAD = 4  # shares a process has waiting, so that a long list of sources is not all in memory


def read_all(
    sources: Iterable[Source], *, layout: Layout = "auto", processes: int | None = None
) -> Iterator[Reading | BadInput | OSError]:
    """What `Reader.read_many` gives, in the same order, from so many processes (one a processor).

    Sources travel to them: paths do so cheaply. On Windows and macOS the program that calls this needs the usual
    `if __name__ == "__main__":`.
    """
    count = processes or os.cpu_count() or 1
    rest = iter(sources)
    # Forking a process that has threads, as ONNX Runtime's, is unsafe.
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _start) as pool:
        waiting: list[Future[list[Reading | BadInput | OSError]]] = []
        while share := list(islice(rest, SHARE)):
            waiting.append(pool.submit(_read, share, layout))
            if len(waiting) >= AHEAD * count:
                yield from waiting.pop(0).result()
        for each in waiting:
            yield from each.result()


_reader = cache(Reader)


def _start() -> None:
    import cv2  # noqa: PLC0415 — each process takes one processor

    cv2.setNumThreads(1)
    _reader()


def _read(sources: list[Source], layout: Layout) -> list[Reading | BadInput | OSError]:
    return list(_reader().read_many(sources, layout=layout))
