"""Combs: printed rows of boxes for one digit each. Their digits are one number, however far apart they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.rules import TIMES, Lines
from scrawl.glyphs.parts import SPECK
from scrawl.glyphs.signs import Sign


def joined(signs: Sequence[Sign], height: float, upright: Lines) -> set[int]:
    """Which signs of a line of writing stand in the next box after the sign before: places in `signs`.

    signs    from left to right
    height   of the line's digits, px
    upright  (n, 6) printed upright rules, in px of the signs' boxes: see `Rules.lines`
    """
    boxes = np.array([sign.box for sign in signs], np.float64).reshape(-1, 4)
    middles = boxes[:, 0] + boxes[:, 2] / 2
    teeth = _teeth(boxes, height, upright)
    cells = np.searchsorted(teeth, middles)
    alone = {cell for cell in cells.tolist() if 0 < cell < len(teeth) and (cells == cell).sum() == 1}
    return {
        place
        for place, (before, cell) in enumerate(pairwise(cells.tolist()), 1)
        if cell == before + 1 and {before, cell} <= alone
    }


def _teeth(boxes: NDArray[np.float64], height: float, upright: Lines) -> NDArray[np.float64]:
    """Where upright rules of a single row of boxes are along the line of writing, x; no stem of a digit is one."""
    left, top, right, bottom = boxes[:, 0], boxes[:, 1], boxes[:, ::2].sum(axis=1), boxes[:, 1::2].sum(axis=1)
    start, end, width = upright[:, 0, None], upright[:, 1, None], upright[:, 5, None]
    place = upright[:, 2:4].mean(axis=1)[:, None]
    room = SPECK * height  # two rules with no more between them are the two edges of one
    is_stem = (left <= place) & (place <= right) & (top <= start + width) & (end <= bottom + width)
    # A longer rule is of a table or a margin.
    is_near = (start <= bottom.max() + room) & (end >= top.min() - room) & (end - start <= TIMES * height)
    teeth = np.sort(place[is_near[:, 0] & ~is_stem.any(axis=1), 0])
    return np.asarray(teeth[np.diff(teeth, prepend=-np.inf) > room])
