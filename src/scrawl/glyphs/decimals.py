"""The decimal mark in a column of a table: its numbers have it in one place, and all of them the same one.

A comma that touches its digit, or that looks like a point, is unsure by itself. The other numbers of the column tell
how often a mark stands so many digits from the end, and which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.asked import Usual
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import Box
from scrawl.glyphs.pieces import DECIMALS

PRIOR = 0.1  # share of the places between two digits that have a decimal mark, before their column is known

Column = tuple[int, int]  # of the table, and how many digits stand behind a place of it


@dataclass(frozen=True, eq=False)
class Decimals:
    """The decimal marks of a table.

    numbers  left, top, right, bottom of each, px
    digits   of each, where they stand from left to right, px
    columns  of each
    usual    in each place of a column that has one
    """

    numbers: NDArray[np.float64]
    digits: tuple[NDArray[np.float64], ...]
    columns: tuple[int, ...]
    usual: Mapping[Column, Usual]

    @classmethod
    def of(cls, attempt: Attempt) -> Decimals:
        """Those of an attempt that was read as a table."""
        signs = [told.signs for told in attempt.told]
        columns = tuple(column for _, column in attempt.grid.places) if attempt.grid else ()
        digits = tuple(np.array([sign.place for sign in own if sign.mark is None]) for own in signs)
        marks: defaultdict[Column, Counter[str]] = defaultdict(Counter)
        for own, places, column in zip(signs, digits, columns, strict=True):
            for sign in own:
                if sign.mark and sign.mark.name in DECIMALS:
                    marks[column, int((places > sign.place).sum())][sign.mark.name] += 1
        longer = Counter(
            (column, behind)
            for places, column in zip(digits, columns, strict=True)
            for behind in range(1, len(places))
        )
        usual = {
            place: (counts.most_common(1)[0][0], _times(counts.total(), longer[place]))
            for place, counts in marks.items()
        }
        boxes = [np.array([sign.box for sign in own], np.float64) for own in signs]
        numbers = [np.r_[each[:, :2].min(axis=0), (each[:, :2] + each[:, 2:]).max(axis=0)] for each in boxes]
        return cls(np.reshape(numbers, (-1, 4)), digits, columns, usual)

    def at(self, box: Box) -> Usual | None:
        """What is usual where ink with that box stands, px; None in no number, and where no number has a mark."""
        x, y, width, height = box
        left, top, right, bottom = self.numbers.T
        away = np.abs((top + bottom) / 2 - (y + height / 2))
        away[(left > x) | (right < x + width)] = np.inf
        nearest = int(np.argmin(away))
        behind = int((self.digits[nearest] > x + width).sum())
        return self.usual.get((self.columns[nearest], behind)) if np.isfinite(away[nearest]) else None


def _times(marks: int, numbers: int) -> float:
    """By how much the odds of a mark rise in a place of a column, where so many of its numbers have one."""
    share = (marks + PRIOR) / (max(marks, numbers) + 1)
    return share / (1 - share) * (1 - PRIOR) / PRIOR
