"""Guesses of where the ink of a picture is, cheap ones first; their readings tell which one counts (`glyphs/judge.py`).

No way to find ink is right on every paper: contrast sees fresh strokes whatever their shape, and printed boxes too; a
network knows print, shadows and tables, and may take a long straight stroke for a rule; erasing rules may erase
strokes. So a picture has several inks, each is read, and the reading with the best digits is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.contrast import AFAR, NARROW, WIDE, Contrast
from scrawl.binarize.drawings import ink_of_drawing
from scrawl.binarize.photographs import MOST_SIDE, Binarize, ink_of_photograph
from scrawl.binarize.pieces import confirmed
from scrawl.binarize.rules import BOX, Rules
from scrawl.binarize.thumbnails import THUMBNAIL, ink_of_thumbnail
from scrawl.picture import enlarged, reduced, resized

# px, longer side of the copy in which contrast looks: a digit there is large enough, and its noise small; of a table
# twice as large, for its rows are many and its commas a tenth of a row.
LOOKED_AT = 2 * AFAR
TABLE = 2 * LOOKED_AT

Ink = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A guess of where the ink is.

    name    of the way it was found
    ink     (h, w) float32, 0…1, of a copy of the picture at any scale: 1 in a full stroke, 0 on paper
    seen    (h', w') float32, 0…1, the network's probability of ink at each place; None where the ink is certain, as in
            a drawing
    pieces  (h'', w'') int32, the label of each place's dark connected component, 0 on paper; None where no ink can be
            a part of print, as in most drawings
    """

    name: str
    ink: Ink
    seen: Ink | None = None
    pieces: NDArray[np.int32] | None = None


class Picture:
    """A picture and its inks, each looked for once, when it is asked for."""

    def __init__(self, pixels: NDArray[np.uint8], binarize: Binarize, *, is_table: bool = False) -> None:
        """Take pixels, (H, W) grey or (H, W, 3) RGB uint8, and a network (see `Recognizer.binarize`).

        The digits of a table are too small to be seen from as far away as others.
        """
        self.pixels = pixels
        self._binarize = binarize
        self._is_table = is_table

    def hypotheses(self) -> Iterator[Callable[[], tuple[Hypothesis, ...]]]:
        """Groups of guesses, the cheapest first, each found when it is called."""
        if self.pixels.size == 0:
            yield lambda: (Hypothesis("empty", np.zeros(self.pixels.shape[:2], np.float32)),)
        elif max(self.pixels.shape[:2]) < THUMBNAIL:
            yield lambda: (Hypothesis("thumbnail", ink_of_thumbnail(self.pixels)),)
            yield lambda: (self._seen("network, enlarged", self._enlarged),)
        else:
            drawing = ink_of_drawing(self.pixels, lambda: self._network)
            if drawing is not None:
                yield lambda: (Hypothesis("drawing", drawing.ink, pieces=drawing.pieces),)
                if self._is_table:
                    yield lambda: self._ruled(drawing.ink)
            else:
                yield lambda: (self._seen("contrast, wide window", self._wide.ink()),)
                yield self._by_contrast
            yield lambda: (self._seen("network", self._network),)
            yield self._last

    def rules(self, length: float = BOX) -> Rules | None:
        """The printed rules, where boxes are about `length` of the longer side high; None of a thumbnail."""
        return self._narrow.rules(length) if max(self.pixels.shape[:2], default=0) >= THUMBNAIL else None

    def _by_contrast(self) -> tuple[Hypothesis, ...]:
        return (
            self._seen("contrast, narrow window", self._narrow.ink()),
            self._seen("contrast, faint ink", self._narrow.ink(faint=True)),
        )

    def _ruled(self, drawing: Ink) -> tuple[Hypothesis, ...]:
        """A drawing's ink without the rules of its table, if it has any: they may touch what is written.

        What is left of them is no certain ink any more, so what the network sees counts.
        """
        rules = self._printed
        return (self._seen("drawing, without rules", _erased(rules, drawing)),) if rules.lines[0].size else ()

    def _last(self) -> tuple[Hypothesis, ...]:
        """Guesses to compare with all others only: an ink without rules may lack a stroke, and still read well."""
        rules, boxes = self._printed, self._wide.boxes()
        guesses = (
            self._seen("network, another distance", ink_of_photograph(self._elsewhere, self._binarize)),
            self._seen("network and contrast", _joined(self._network, self._narrow.ink())),
            self._seen("network, without rules", _erased(rules, self._network)),
            self._seen("contrast, without rules", self._narrow.ink(faint=True, without=rules)),
        )
        if not any(map(len, boxes.lines)):
            return guesses
        return (*guesses, self._seen("network, without boxes", _erased(boxes, self._network)))

    def _seen(self, name: str, ink: Ink) -> Hypothesis:
        return Hypothesis(name, ink, self._glance, self._pieces)

    @cached_property
    def _pieces(self) -> NDArray[np.int32]:
        """The labels of the dark connected components, for every guess of the ink among them."""
        dark = (self._wide.ink() > 0).view(np.uint8)
        return np.asarray(cv2.connectedComponents(dark, connectivity=8)[1], np.int32)

    @cached_property
    def _colours(self) -> NDArray[np.uint8]:
        if self.pixels.ndim == 3:
            return self.pixels
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_GRAY2RGB), np.uint8)

    @cached_property
    def _copy(self) -> NDArray[np.uint8]:
        return resized(self._colours, TABLE if self._is_table else LOOKED_AT)

    @cached_property
    def _wide(self) -> Contrast:
        return Contrast(self._copy, WIDE)

    @cached_property
    def _narrow(self) -> Contrast:
        return Contrast(self._copy, NARROW)

    @cached_property
    def _printed(self) -> Rules:
        """The rules to erase; those of a table may be askew, and the shorter their pieces are the less that matters."""
        return self._narrow.rules(BOX / 2 if self._is_table else BOX)

    @cached_property
    def _glance(self) -> Ink:
        """How likely the network takes each place for ink, from afar."""
        small = reduced(self._copy, LOOKED_AT if self._is_table else AFAR)
        return self._binarize(~small if self._wide.is_negative else small)

    @cached_property
    def _network(self) -> Ink:
        return ink_of_photograph(self._colours, self._binarize)

    @cached_property
    def _enlarged(self) -> Ink:
        return ink_of_photograph(enlarged(self._colours, 4 * max(self._colours.shape)), self._binarize)

    @property
    def _elsewhere(self) -> NDArray[np.uint8]:
        """The picture as if it had been taken from nearer, or a large one from farther away."""
        side = max(self._colours.shape)
        return (
            enlarged(self._colours, 2 * side) if 2 * side <= MOST_SIDE else reduced(self._colours, side // 2)
        )


def _joined(network: Ink, contrast: Ink) -> Ink:
    """The network's ink, with components by contrast that it sees in part made whole: it may take a bar for a rule."""
    own = _sized(network, contrast.shape)
    return np.where(confirmed(contrast, own), np.maximum(own, contrast), own).astype(np.float32)


def _erased(rules: Rules, network: Ink) -> Ink:
    """The network's ink without the rules: it may leave a side of a box to the digit that touches it."""
    own = _sized(network, rules.level.shape)
    return rules.erased(np.rint(255 * own).astype(np.uint8)).astype(np.float32) / np.float32(255)


def _sized(ink: Ink, size: tuple[int, ...]) -> Ink:
    return np.asarray(cv2.resize(ink, size[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
