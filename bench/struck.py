"""How well cells of a table that were struck out are told from all others, on made-up pages with a few of each kind.

    python bench/struck.py --half development --pages 20

A cell is told as struck out if its middle is in a cell of the answer that is called so.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from pathlib import Path

import numpy as np
import options

from scrawl import Reader
from scrawl.measure.processes import processes
from scrawl.picture import encode_png
from scrawl.scenes import struck
from scrawl.scenes.pages import Folder

WAYS = ("plain", "photographed")
MEASURED = 2  # part of the seed, which keeps these pages apart from those that were fitted to

reader = cache(Reader)


def read_page(
    folder: Folder, seed: int, way: str, save: Path | None, number: int
) -> Counter[tuple[str, str]]:
    """How many cells of each kind there are, and how many of them are told as struck out."""
    rng = np.random.default_rng([seed, MEASURED, WAYS.index(way), number])
    page = struck.page(folder, rng, photographed=way == "photographed")
    table = reader().read(page.pixels, layout="table").table
    assert table
    boxes = [cell.box for cell in table.cells if cell.content == "struck_out"]
    told: Counter[tuple[str, str]] = Counter()
    for kind, place in zip(page.lines, page.boxes.tolist(), strict=True):
        x, y, width, height = place
        across, down = x + width / 2, y + height / 2
        is_told = any(
            left <= across <= left + wide and top <= down <= top + tall for left, top, wide, tall in boxes
        )
        told += Counter({(kind, "all"): 1, (kind, "told"): is_told})
        if save and is_told != (kind in struck.STRUCK):
            (save / f"{way}-{number:03d}-{kind}-{x}-{y}.png").write_bytes(
                encode_png(page.pixels[max(y, 0) : y + height, max(x, 0) : x + width])
            )
    return told


@options.command(__doc__)
@options.writers
@options.count("--pages", 20, "way")
@options.seed
@options.save
@options.workers
def main(folder: Folder, count: int, seed: int, save: Path | None, workers: int) -> None:
    kinds = [kind for kind in struck.KINDS if kind != "empty"]
    print(f"| told as struck out | {' | '.join(kinds)} |")
    print(f"|---|{'--:|' * len(kinds)}", flush=True)
    with processes(workers) as mapper:
        for way in WAYS:
            read = mapper(partial(read_page, folder, seed, way, save), range(count))
            told = sum(read, Counter[tuple[str, str]]())
            counts = (f"{told[kind, 'told']} of {told[kind, 'all']}" for kind in kinds)
            print(f"| {way} | {' | '.join(counts)} |", flush=True)


if __name__ == "__main__":
    main()
