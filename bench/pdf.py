"""A page of a PDF against the same picture as a PNG: whether both are answered alike, and how much longer a PDF takes.

    python bench/pdf.py [--pages 40] [--seed 0]

Numbers on paper and on photographed paper, enlarged to as many pixels as A4 has at 200 dpi. Each picture lies in a PDF
without loss, and as a JPEG, as scanners write it; the PNG holds what that decodes to. Prints how many answers are the
same, and medians of the times until the pixels are there; what comes after is the same. A worker's first PDF, which
starts the process that draws, is told apart.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import cv2
import numpy as np
import options
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.picture import decode, encode_jpeg, encode_png
from scrawl.picture.pdf.document import PAGE_PIXELS
from scrawl.scenes import compose
from scrawl.scenes.pages import Folder, numbers

sys.path.insert(0, str(Path(__file__).parent.parent / "tests/support"))
import pdfs

TURNS = 3  # of the two, for each page


def sheets(folder: Folder, count: int, seed: int) -> Iterator[NDArray[np.uint8]]:
    """Pages of some nuisances and of all, (H, W, 3)."""
    for number in range(count):
        nuisances = (compose.some, compose.together)[number % 2]
        pixels = numbers(nuisances, folder, np.random.default_rng([seed, number])).pixels
        scale = (PAGE_PIXELS / (pixels.shape[0] * pixels.shape[1])) ** 0.5
        yield np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale), np.uint8)


def timed(content: bytes) -> float:
    """Until the pixels are there, ms."""
    began = time.perf_counter()
    decode(content)
    return 1e3 * (time.perf_counter() - began)


@options.command(__doc__)
@options.data
@click.option("--pages", type=click.IntRange(1), default=40, show_default=True)
@options.seed
def main(data: Path, pages: int, seed: int) -> None:
    reader = Reader()
    print(f"the first PDF, of an empty page: {timed(pdfs.empty(20, 20)):.0f} ms")
    for kind, write in (("without loss", pdfs.written), ("as JPEG", pdfs.scanned)):
        same, times = 0, []
        for sheet in sheets(Folder(data, development=True), pages, seed):
            pdf = write(sheet)
            png = encode_png(sheet if write is pdfs.written else decode(encode_jpeg(sheet)))
            same += reader.read(pdf).to_dict() == reader.read(png).to_dict()
            times += [(timed(png), timed(pdf)) for _ in range(TURNS)]
        before, after = (statistics.median(each) for each in zip(*times, strict=True))
        extra = statistics.median(after - before for before, after in times)
        print(
            f"{kind}: {same} of {pages} answers are the same; PNG {before:.0f} ms, PDF {after:.0f} ms, "
            f"{extra:.0f} ms more"
        )


if __name__ == "__main__":
    main()
