"""The marks of numbers on a page: what is no digit, but stands by digits as a point, a comma, a sign or a stroke does.

Marks are found once the digits are known, among the pieces of ink that look like one (see `asked`). A mark may have
been taken for a digit of its own, for a part of the digit beside it, or for nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.asked import Asked, AskUsual, ask, level_of
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.fitted import probability
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.marking import MARKING
from scrawl.glyphs.pieces import SIGNS, Mark, Piece, parts_of
from scrawl.glyphs.segmentation import Found, quality
from scrawl.recognizer import Recognizer, Scores

Ink = NDArray[np.float32]

WRITTEN = 0.85  # probability from which a piece is a mark that was written: an invented one is worse than a missed one


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks, and the glyphs of the page once these are taken out: the digits that they were a part of are scored anew.

    changed   whether any glyph is another than before
    doubtful  what else may be a mark, and the glyph that it is; None for ink in no glyph
    """

    marks: tuple[Mark, ...]
    found: Found
    changed: bool
    doubtful: tuple[tuple[Glyph | None, Mark], ...] = ()


def find(
    canvas: Canvas,
    found: Found,
    digits: Sequence[int],
    recognizer: Recognizer,
    before: Sequence[Mark] = (),
    usual: AskUsual | None = None,
) -> Marks | None:
    """The marks on a page, with those found `before`; None if nothing there may be one.

    `digits` are the places of what is read as a digit, or looks like a good one. `usual` tells of a box, px, what is
    usual there, None if nothing is.
    """
    if len(found.glyphs) == 1 and _is_one(canvas.ink):
        return None
    known = ask(canvas, found, digits, recognizer, before, usual)
    if known is None:
        return None
    likely = probability(known.features @ MARKING.weights(recognizer.card) + np.log(known.times))
    chosen = _chosen(known, likely, before)
    level = level_of(usual)
    told = (_taken_out(found, chosen, recognizer, level) if chosen else None) or Marks(
        (), found, changed=False
    )
    doubtful = _doubtful(known, likely, {mark.glyph for mark in told.marks}, found)
    return replace(told, marks=(*before, *told.marks), doubtful=doubtful)


def _is_one(ink: Ink) -> bool:
    """Whether all ink is in one piece: a digit alone, as most drawings are."""
    return len(components((ink > INK_LEVEL).view(np.uint8)).areas) == 2


def _chosen(known: Asked, likely: NDArray[np.float64], before: Sequence[Mark]) -> list[tuple[Piece, Mark]]:
    """The pieces that are marks by their probabilities (n,), the surest first, no part of ink in two of them.

    Between a digit that is one and the others, those found `before` too, stands a digit, unless it is a sign: a 1
    behind a slash is no other one.
    """
    chosen: list[tuple[Piece, Mark]] = []
    used: set[tuple[int, int]] = set()
    for k in np.argsort(-likely, kind="stable").tolist():
        piece, row = known.pieces[k], known.rows[k]
        if likely[k] < WRITTEN or used & piece.parts:
            continue
        if piece.whole and known.names[k] not in SIGNS:
            marks = [mark.glyph.box for mark in (*before, *(mark for _, mark in chosen))]
            no_digits = {each.owner for each in (piece, *(other for other, _ in chosen)) if each.whole}
            if not row.are_parted(piece.glyph.box, marks, no_digits):
                continue
        chosen.append((piece, Mark(known.names[k], float(likely[k]), piece.glyph)))
        used |= piece.parts
    return chosen


def _doubtful(
    known: Asked, likely: NDArray[np.float64], marks: set[Glyph], found: Found
) -> tuple[tuple[Glyph | None, Mark], ...]:
    """What else may be a mark, the likeliest first: whole glyphs, and ink in none."""
    told: list[tuple[Glyph | None, Mark]] = []
    for k in np.argsort(-likely, kind="stable").tolist():
        piece, owner = known.pieces[k], None
        if piece.owner >= 0:
            owner = found.glyphs[piece.owner]
        if (
            likely[k] >= 1 - SURE
            and not piece.pair
            and piece.glyph not in marks
            and owner in (None, piece.glyph)
        ):
            told.append((owner, Mark(known.names[k], float(likely[k]), piece.glyph)))
    return tuple(told)


def _taken_out(
    found: Found, chosen: Sequence[tuple[Piece, Mark]], recognizer: Recognizer, level: float
) -> Marks | None:
    """The marks, and the glyphs without them; a mark stays in its glyph where the rest is no good digit."""
    used: dict[int, set[int]] = {}
    for piece, _ in chosen:
        for owner, part in piece.parts:
            if owner >= 0:
                used.setdefault(owner, set()).add(part)
    rests = {k: _without(found.glyphs[k], parts, level) for k, parts in used.items()}
    peeled = {k: rest for k, rest in rests.items() if rest}
    scores = recognizer.score([rest.ink for rest in peeled.values()])
    before = found.take(list(peeled)).scores
    is_good = (quality(scores) >= GOOD) | (quality(before) < GOOD)
    is_same = _are_same(before, scores)
    least = {k: min(mark.probability for piece, mark in chosen if _is_of(piece, k)) for k in peeled}
    # Where the digit is another one without it, a mark must be surer than that digit.
    is_surer = np.array([least[k] for k in peeled]) >= quality(before)
    rows = np.flatnonzero(is_good & (is_same | is_surer)).tolist()
    replaced = [list(peeled)[row] for row in rows]
    kept = peeled.keys() - set(replaced)
    marks = tuple(mark for piece, mark in chosen if not any(_is_of(piece, k) for k in kept))
    if not marks:
        return None
    others = [k for k in range(len(found.glyphs)) if k not in replaced]
    whole = found.take(others)
    left_out = {place: found.left_out[k] for place, k in enumerate(others) if k in found.left_out}
    left_out |= {place: "mark" for place, k in enumerate(others) if k in rests and k not in peeled}
    glyphs = whole.glyphs + tuple(peeled[k] for k in replaced)
    joined = Scores.joined(whole.scores, scores.take(rows))
    return Marks(
        marks,
        replace(found, glyphs=glyphs, scores=joined, left_out=left_out),
        changed=rests.keys() > kept,
    )


def _is_of(piece: Piece, glyph: int) -> bool:
    """Whether any of a piece's ink is of the glyph in that place."""
    return any(owner == glyph for owner, _ in piece.parts)


def _are_same(before: Scores, after: Scores) -> NDArray[np.bool_]:
    """Whether each glyph is still the good digit that it was, if it was one: a 2 would be a 7 without its foot."""
    was_good = quality(before) >= GOOD
    return np.asarray(~was_good | (before.probabilities.argmax(axis=1) == after.probabilities.argmax(axis=1)))


def _without(glyph: Glyph, parts: set[int], level: float) -> Glyph | None:
    """A glyph without some of its parts; None if nothing is left."""
    left = [each for place, each in enumerate(parts_of(glyph, level)) if place not in parts]
    return Glyph.joined(left) if left else None
