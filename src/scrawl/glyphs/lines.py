"""Lines of writing: which glyphs stand in which, and in what order they are read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WORD_GAP = 0.3  # of the higher glyph's height: neighbours that stand nearer are in one word
SAME_LINE = 0.4  # share of the lower glyph's height that neighbours in a line have in common, at least


def lines_of(boxes: NDArray[np.int64], leads: Sequence[bool] | None = None) -> list[list[int]]:
    """Places of the glyphs with `boxes` (n, 4), left, top, right, bottom, in each line; lines from top to bottom.

    From left to right each glyph joins the line whose last glyph it overlaps most in height, so that a line
    may rise or fall; a glyph that overlaps none begins a line. Where it is told which ones lead, these keep to the last
    that leads: a bit of a comb or a box that stands between two digits does not part their line.
    """
    rows: list[list[int]] = boxes.tolist()  # a page has too few for arrays to be quicker
    leading = [True] * len(rows) if leads is None else leads
    lines: list[list[int]] = []
    ends: list[int] = []  # the glyph of each line that others keep to
    for place in sorted(range(len(rows)), key=lambda k: rows[k][0] + rows[k][2]):
        shares = [
            (shared >= SAME_LINE and leading[end], shared)
            for end, shared in ((end, _shared_height(rows[place], rows[end])) for end in ends)
        ]
        if max((shared for _, shared in shares), default=0) >= SAME_LINE:
            line = shares.index(max(shares))
            lines[line].append(place)
            if leading[place] or not leading[ends[line]]:
                ends[line] = place
        else:
            lines.append([place])
            ends.append(place)
    return sorted(lines, key=lambda line: sum(rows[k][1] + rows[k][3] for k in line) / len(line))


def words_of(boxes: NDArray[np.int64], line: list[int]) -> list[list[int]]:
    """The glyphs of a line, places in `boxes` (n, 4), in the groups that stand close together."""
    words = [line[:1]]
    for before, place in pairwise(line):
        higher = max(boxes[each, 3] - boxes[each, 1] for each in (before, place))
        if boxes[place, 0] - boxes[before, 2] < WORD_GAP * higher:
            words[-1].append(place)
        else:
            words.append([place])
    return words


def _shared_height(a: list[int], b: list[int]) -> float:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return shared / min(a[3] - a[1], b[3] - b[1])
