"""Signs: the digits and marks of a line as they stand there; numbers as told by an expectation or a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scrawl.glyphs.chains import Box
from scrawl.glyphs.pieces import Mark
from scrawl.reading import Content

Place = tuple[int, int]  # row and column


@dataclass(frozen=True, eq=False)
class Sign:
    """A digit or a mark in its line: its box in px, and which of the page's glyphs or which mark it is."""

    box: Box
    glyph: int | None = None
    mark: Mark | None = None

    @property
    def place(self) -> float:
        """Where it stands from left to right, px: a point or comma behind the digit that it lies under."""
        x, _, width, _ = self.box
        return x + width if self.mark and self.mark.name in ".," else x + width / 2


@dataclass(frozen=True, eq=False)
class Grid:
    """The rows and columns of a table.

    rows     how many there are
    columns
    places   the cell of each number
    boxes    of the cells, px
    others   cells with writing that is no number, its box in px and what it is
    """

    rows: int
    columns: int
    places: tuple[Place, ...] = ()
    boxes: Mapping[Place, Box] = field(default_factory=dict)
    others: Mapping[Place, tuple[Box, Content]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Told:
    """A number under an expectation, or in a cell of a table.

    signs         from left to right
    digits        of its glyphs, the digit that each is read as, and how sure that is, 0…1; none for a number of which
                  nothing was expected
    confidence    its share of all that would satisfy the expectation, 0…1
    unsure        nothing satisfies it, or only a reading that is unlikely by its ink does
    unrestrained  the text that is read without the expectation, where it differs
    """

    signs: tuple[Sign, ...]
    digits: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    confidence: float = 0.0
    unsure: bool = False
    unrestrained: str | None = None
