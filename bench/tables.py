"""How well tables of handwritten numbers are read with `layout=table`: 3 to 20 rows, 2 to 8 columns, made-up pages.

    python bench/tables.py --pages 30
    python bench/tables.py --half development --way ruled --save wrong

`plain` has any pen on white paper, `ruled` printed rules, tilted; `tilted` lies askew without rules, and `photographed`
has half of the nuisances of a photograph, half of them ruled. The structure is right if there are as many rows and
columns; a cell is right if its text, or that it has none, is right in its place.
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
from scrawl.scenes import compose, pages, tables, writing
from scrawl.scenes.pages import Folder

WAYS = ("plain", "ruled", "tilted", "photographed")
LEAST = 24  # px, the least height of digits: twenty rows must fit a photograph


reader = cache(Reader)


def read_page(folder: Folder, seed: int, way: str, save: Path | None, number: int) -> Counter[str]:
    """How much of the table of that number is right."""
    rng = np.random.default_rng([seed, WAYS.index(way), number])
    hand = pages.a_hand(folder, rng)
    height = writing.a_height(rng, LEAST)
    pen = writing.a_pen(height, rng)
    cells = tables.texts(rng)
    is_ruled = way == "ruled" or (way == "photographed" and rng.random() < 0.5)
    written, form = tables.written(hand, cells, height, pen, rng, ruled=is_ruled)
    named = {"pen"} | ({"rotation"} if way == "tilted" else set())
    if way == "photographed":
        named |= compose.some(rng) - {"squared", "ruled", "blackboard"}
    page = compose.photograph(written, named, rng, form)
    table = reader().read(page.pixels, layout="table").table
    assert table
    found = {(cell.row, cell.column): cell.text for cell in table.cells}
    wanted = {(r, c): text for r, row in enumerate(cells) for c, text in enumerate(row)}
    is_right = (table.rows, table.columns) == (len(cells), len(cells[0]))
    right = sum(found.get(place) == text for place, text in wanted.items())
    if save and right < len(wanted):
        name = f"{way}-{number:03d}-{len(cells)}x{len(cells[0])}-{table.rows}x{table.columns}-{right}-{len(wanted)}"
        (save / f"{name}.png").write_bytes(encode_png(page.pixels))
    held = Counter(cells=len(wanted), right=right) if is_right else Counter[str]()
    return Counter(tables=1, structure=is_right, all=len(wanted), all_right=right) + Counter(
        {f"held {name}": count for name, count in held.items()}
    )


@options.command(__doc__)
@options.writers
@options.count("--pages", 30, "way")
@options.seed
@options.only("--way", WAYS)
@options.save
@options.workers
def main(
    folder: Folder, count: int, seed: int, ways: tuple[str, ...], save: Path | None, workers: int
) -> None:
    print("| tables | n | structure right | cells right | of those in tables of the right structure |")
    print("|---|--:|--:|--:|--:|", flush=True)
    with processes(workers) as mapper:
        for way in ways or WAYS:
            told = sum(mapper(partial(read_page, folder, seed, way, save), range(count)), Counter[str]())
            shares = (
                f"{100 * told[part] / max(told[whole], 1):.1f} %"
                for part, whole in (
                    ("structure", "tables"),
                    ("all_right", "all"),
                    ("held right", "held cells"),
                )
            )
            print(f"| {way} | {told['tables']} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    main()
