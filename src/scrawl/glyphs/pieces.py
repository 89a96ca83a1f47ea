"""Pieces of ink that may be marks: whole glyphs, parts of them, ink in none, and pairs of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parts import SPECK
from scrawl.glyphs.segmentation import Found, quality

Ink = NDArray[np.float32]

# What the network tells apart, in the order of its outputs; the first six are marks, named by their character.
KINDS = (".", ",", "-", "/", ":", "+", "digit", "nothing")
MARKS = KINDS[:6]
DECIMALS = ".,"
SIGNS = "-+"  # they may begin a number; all others stand between two digits
MOST_PIECES = 1_000  # that are looked at, of ink in no glyph the largest: bounds the work


@dataclass(frozen=True, eq=False)
class Mark:
    """A mark that was found: its character, its probability, and its ink on the page."""

    name: str
    probability: float
    glyph: Glyph


@dataclass(frozen=True, eq=False)
class Piece:
    """Ink that may be a mark.

    glyph   the ink
    owner   the place of the glyph that it is of; -1 where it is in none
    parts   which connected parts of the owner it takes, or of the ink in no glyph
    whole   whether it is all of a good digit
    part    whether something of its owner is left without it
    within  of a part of a 7, the share of its width in the columns of that with the most ink; of others 0
    pair    the mark that it is if it is one, because it is two pieces of ink: a colon or a plus; "" for others
    """

    glyph: Glyph
    owner: int
    parts: frozenset[tuple[int, int]]
    whole: bool = False
    part: bool = False
    within: float = 0.0
    pair: str = ""

    def mark(self, likely: NDArray[np.float32]) -> tuple[str, float]:
        """The likeliest mark and its probability, by those of KINDS (8,).

        Two dabs in the place of a colon are one, though a network that hardly sees the upper one may call it a point.
        """
        if self.pair == ":":
            return ":", float(likely[[KINDS.index(name) for name in ":.,"]].sum())
        if self.pair:
            names = [self.pair]
        else:  # a whole digit that looks like a plus is a 4
            names = [
                name
                for name in MARKS
                if (name != ":" or len(self.parts) > 1) and not (name == "+" and self.whole)
            ]
        name = max(names, key=lambda each: float(likely[KINDS.index(each)]))
        return name, float(likely[KINDS.index(name)])


def pieces_of(rest: Ink, found: Found, read: set[int], height: float, level: float) -> list[Piece]:
    """All ink that may be a mark beside digits of about that height, px: parts, whole glyphs and pairs.

    `rest` (H, W) is the ink; that of glyphs is taken out of it. Those at the places `read` are digits.
    """
    pieces: list[Piece] = []
    good = quality(found.scores) >= GOOD
    for k, glyph in enumerate(found.glyphs):
        x, y, width, tall = glyph.box
        rest[y : y + tall, x : x + width][glyph.ink > 0] = 0
        if found.left_out.get(k) == "mark":
            continue
        parts = parts_of(glyph, level)
        is_good = k in read and bool(good[k])
        digit = int(found.scores.probabilities[k].argmax())
        # A slash is read as a 1, and a comma is low.
        if not is_good or digit == 1 or tall < height / 2:
            pieces.append(Piece(glyph, k, frozenset((k, place) for place in range(len(parts))), is_good))
        if len(parts) > 1:
            main = int(np.argmax([part.ink.sum() for part in parts]))
            pieces += [
                Piece(
                    part,
                    k,
                    frozenset({(k, place)}),
                    part=True,
                    within=_within(part, parts[main]) if digit == 7 else 0.0,
                )
                for place, part in enumerate(parts)
                if place != main or k not in read
            ]
    most = 2 * height  # a larger one is not seen whole
    pieces = [piece for piece in pieces if max(piece.glyph.box[2:]) <= most]
    lost = parts_of(Glyph(rest, (0, 0, rest.shape[1], rest.shape[0])), INK_LEVEL, most)
    lost.sort(key=lambda part: -max(part.box[2:]))
    pieces += [Piece(part, -1, frozenset({(-1, place)})) for place, part in enumerate(lost)]
    return pieces[:MOST_PIECES] + _pairs(pieces[:MOST_PIECES], height)


def _within(part: Glyph, main: Glyph) -> float:
    """The share of a part's width in the columns of the stem that it may be the bar of."""
    (x, _, width, _), (left, _, wide, _) = part.box, main.box
    return max(min(x + width, left + wide) - max(x, left), 0) / width if part is not main else 0.0


def parts_of(glyph: Glyph, level: float, most: float = np.inf) -> list[Glyph]:
    """The parts of a glyph's ink that ink above `level` connects, each with the softer ink that is nearest to it.

    Those alone whose longer side, px, is not more than `most`.
    """
    labels, boxes, _ = components((glyph.ink > level).view(np.uint8))
    if level > INK_LEVEL and len(boxes) > 2:
        labels, boxes = _softened(labels, glyph.ink)
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    parts = []
    for name in np.flatnonzero((longer > 0) & (longer <= most)).tolist():
        left, top, right, bottom = boxes[name].tolist()
        inside = np.s_[top:bottom, left:right]
        own = np.where(labels[inside] == name, glyph.ink[inside], np.float32(0))
        parts.append(Glyph(own, (glyph.box[0] + left, glyph.box[1] + top, right - left, bottom - top)))
    return parts


def _softened(labels: NDArray[np.int32], ink: Ink) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Labels (H, W) of parts with their soft edges, and the boxes of all, left, top, right, bottom."""
    paper = (labels == 0).view(np.uint8)
    _, names = cv2.distanceTransformWithLabels(paper, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
    own = np.zeros(names.max() + 1, np.int32)
    own[names[labels > 0]] = labels[labels > 0]
    grown = np.where(ink > INK_LEVEL, own[names], 0)
    boxes = np.zeros((labels.max() + 1, 4), np.int64)
    for name in range(1, len(boxes)):
        x, y, width, height = cv2.boundingRect((grown == name).view(np.uint8))
        boxes[name] = x, y, x + width, y + height
    return grown, boxes


def _pairs(pieces: Sequence[Piece], height: float) -> list[Piece]:
    """Two pieces each that may be one mark: dabs one above the other, as those of a colon, and bars that cross."""
    boxes = np.reshape([piece.glyph.box for piece in pieces], (-1, 4)) / height
    sizes = boxes[:, 2:]
    middles = boxes[:, :2] + sizes / 2
    aside, above = np.abs(middles[:, None] - middles).transpose(2, 0, 1)
    wide, tall = np.maximum(sizes[:, None], sizes).transpose(2, 0, 1)
    is_dab = sizes.max(axis=1) <= SPECK
    stacked = is_dab & is_dab[:, None] & (aside <= SPECK) & (above > aside) & (above <= 1)
    crossed = ~is_dab & ~is_dab[:, None] & (2 * aside <= wide) & (2 * above <= tall)
    pairs = []
    for a, b in np.argwhere(np.triu(stacked | crossed, 1)).tolist():
        first, second = pieces[a], pieces[b]
        if not first.parts & second.parts:
            joined = Glyph.joined([first.glyph, second.glyph])
            pairs.append(
                Piece(
                    joined,
                    max(first, second, key=lambda piece: piece.whole).owner,
                    first.parts | second.parts,
                    whole=first.whole or second.whole,
                    part=first.part or second.part,
                    pair=":" if stacked[a, b] else "+",
                )
            )
    return pairs[:MOST_PIECES]


def is_apart(glyph: Glyph, ink: Ink, level: float) -> bool:
    """Whether no other ink (H, W) touches the glyph: crumbs of digits that were cut apart are no marks."""
    x, y, width, tall = glyph.box
    left, top = max(x - 1, 0), max(y - 1, 0)
    around = ink[top : y + tall + 1, left : x + width + 1]
    own = np.zeros(around.shape, np.uint8)
    own[y - top : y - top + tall, x - left : x - left + width] = glyph.ink > level
    beside = cv2.dilate(own, np.ones((3, 3), np.uint8)) > own
    return not bool((around[beside] > 2 * INK_LEVEL).any())
