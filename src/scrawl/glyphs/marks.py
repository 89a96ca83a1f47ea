"""The marks of numbers on a page: what is no digit, but stands by digits as a point, a comma, a sign or a stroke does.

Marks are found once the digits are known. Each piece of ink that may be one is shown to a small network in its place:
in a window that is set to the digits of its line, with the ink around it in a channel of its own. A mark may have been
taken for a digit of its own, for a part of the digit beside it, or for nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.beside import NEAR, Beside, Line, nearest
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.fitted import probability
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.lines import lines_of
from scrawl.glyphs.marking import MARKING, Pieces, features
from scrawl.glyphs.parts import weighted_median
from scrawl.glyphs.pieces import KINDS, Piece, is_apart, parts_of, pieces_of
from scrawl.glyphs.segmentation import Found, quality
from scrawl.glyphs.window import window
from scrawl.recognizer import Recognizer, Scores

Ink = NDArray[np.float32]
Usual = tuple[str, float]  # the decimal mark of a place, and by how much the odds of one rise there

DECIMALS = ".,"
SIGNS = "-+"  # they may begin a number; all others stand between two digits
MOST_SHOWN = 100_000_000  # px of the windows that are shown: beyond it only of the pieces with most ink
MOST_PARTS = 4  # of a glyph of which one is left out: bounds the work
WRITTEN = 0.8  # probability from which a piece is a mark that was written: an invented one is worse than a missed one


AskUsual = Callable[[Box], Usual | None]


@dataclass(frozen=True, eq=False)
class Mark:
    """A mark that was found: its character, its probability, and its ink on the page."""

    name: str
    probability: float
    glyph: Glyph


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


@dataclass(frozen=True, eq=False)
class Asked:
    """Pieces that look like marks, the mark that each looks like, and what is known of them.

    rows      the line of digits that each stands in
    features  (n, len(marking.FEATURES))
    times     (n,) by how much the odds of each rise where it stands
    """

    pieces: Sequence[Piece]
    names: Sequence[str]
    rows: Sequence[Line]
    features: NDArray[np.float64]
    times: NDArray[np.float64]


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
    known = asked(canvas, found, digits, recognizer, before, usual)
    if known is None:
        return None
    likely = probability(known.features @ MARKING.weights(recognizer.card) + np.log(known.times))
    chosen = _chosen(known, likely, before)
    level = _level(usual)
    told = (_taken_out(found, chosen, recognizer, level) if chosen else None) or Marks(
        (), found, changed=False
    )
    doubtful = _doubtful(known, likely, {mark.glyph for mark in told.marks}, found)
    return replace(told, marks=(*before, *told.marks), doubtful=doubtful)


def _level(usual: AskUsual | None) -> float:
    """The level of ink that connects parts: where marks are expected, a soft edge between two darker parts does not."""
    return 2 * INK_LEVEL if usual else INK_LEVEL


def _is_one(ink: Ink) -> bool:
    """Whether all ink is in one piece: a digit alone, as most drawings are."""
    return len(components((ink > INK_LEVEL).view(np.uint8)).areas) == 2


def _without_marks(ink: Ink, marks: Sequence[Mark]) -> Ink:
    """A copy of the ink without that of the marks."""
    rest = ink.copy()
    for mark in marks:
        x, y, width, tall = mark.glyph.box
        rest[y : y + tall, x : x + width][mark.glyph.ink > 0] = 0
    return rest


def asked(
    canvas: Canvas,
    found: Found,
    digits: Sequence[int],
    recognizer: Recognizer,
    before: Sequence[Mark] = (),
    usual: AskUsual | None = None,
) -> Asked | None:
    """The pieces that look like marks, None if there are none; see `find`."""
    read = set(digits)
    level = _level(usual)
    freed = _freed(found, read, recognizer, level)
    glyphs = [*found.glyphs, *freed]
    digits = [*digits, *range(len(found.glyphs), len(glyphs))]
    if not digits:
        return None
    boxes = np.array([glyphs[k].box for k in digits], np.int64)
    height = float(weighted_median(boxes[:, 3], boxes[:, 3]))
    # A comma that was taken for a digit would part its line in two.
    high = np.flatnonzero(boxes[:, 3] >= height / 2)
    boxes[:, 2:] += boxes[:, :2]
    rows = [Line.of(glyphs, [digits[high[k]] for k in line]) for line in lines_of(boxes[high])]
    placed = [
        (piece, beside)
        for piece in pieces_of(_without_marks(canvas.ink, before), found, read, height, level)
        if (beside := nearest(piece, rows)) is not None and is_apart(piece.glyph, canvas.ink, level)
    ]
    if not placed:
        return None
    most = max(int(MOST_SHOWN / (2 * height) ** 2), 1)
    if len(placed) > most:
        placed.sort(key=lambda each: float(each[0].glyph.ink.sum()), reverse=True)
        del placed[most:]
    shown = [window(canvas.ink, piece.glyph, beside.middle, beside.height) for piece, beside in placed]
    likely = recognizer.marks(np.stack(shown))
    expected = [usual(piece.glyph.box) if usual else None for piece, _ in placed]
    likely = np.stack([_of_one_kind(each, known) for each, known in zip(likely, expected, strict=True)])
    told = [piece.mark(each) for (piece, _), each in zip(placed, likely, strict=True)]
    kept = [
        k
        for k, (_, beside) in enumerate(placed)
        if told[k][1] >= 1 - SURE
        and beside.right <= NEAR
        and (beside.left <= NEAR if told[k][0] not in SIGNS else not placed[k][0].is_bar)
    ]
    if not kept:
        return None
    pieces, besides = [placed[k][0] for k in kept], [placed[k][1] for k in kept]
    nothing = np.array(
        [
            0.0 if piece.owner in read and not piece.part else each[-1]
            for (piece, _), each in zip(placed, likely, strict=True)
        ]
    )
    known = Pieces(
        names=[told[k][0] for k in kept],
        likely=np.array([told[k][1] for k in kept]),
        whole=np.array([piece.whole for piece in pieces]),
        aspect=np.array([piece.glyph.box[2] / piece.glyph.box[3] for piece in pieces]),
        seen=canvas.seen_of([piece.glyph for piece in pieces]),
        torn=canvas.torn_of([piece.glyph for piece in pieces]),
        stroke=np.array([piece.glyph.stroke for piece in pieces]) / _usual_stroke(glyphs, besides, rows),
        litter=np.array(
            [nothing[[not piece.parts & each.parts for each, _ in placed]].sum() for piece in pieces]
        )
        / len(digits),
        drawn=canvas.drawing is not None,
        part=np.array([piece.part for piece in pieces]),
    )
    times = [known[1] if known and known[0] == told[k][0] else 1.0 for k, known in enumerate(expected)]
    own = [rows[beside.line] for beside in besides]
    return Asked(pieces, known.names, own, features(known), np.array(times)[kept])


def _of_one_kind(likely: NDArray[np.float32], usual: Usual | None) -> NDArray[np.float32]:
    """The probabilities of KINDS (8,) where every decimal mark is the usual one."""
    if usual is None:
        return likely
    kinds = [KINDS.index(name) for name in DECIMALS]
    own = likely.copy()
    own[kinds] = 0
    own[KINDS.index(usual[0])] = likely[kinds].sum()
    return own


def _freed(found: Found, read: set[int], recognizer: Recognizer, level: float) -> list[Glyph]:
    """Glyphs that are no digits, each without the part without which it is one: a minus hides its digit.

    The part with the most ink is no mark: without it a comma would be a 1.
    """
    parts = {
        k: parts_of(glyph, level)
        for k, glyph in enumerate(found.glyphs)
        if k not in read and found.left_out.get(k) != "mark"
    }
    rests = [
        (k, Glyph.joined(each[:place] + each[place + 1 :]))
        for k, each in parts.items()
        if 1 < len(each) <= MOST_PARTS
        for place in np.delete(range(len(each)), np.argmax([part.ink.sum() for part in each])).tolist()
    ]
    if not rests:
        return []
    likely = quality(recognizer.score([rest.ink for _, rest in rests]))
    freed: dict[int, Glyph] = {}
    for row in np.argsort(-likely, kind="stable"):
        if likely[row] >= GOOD:
            freed.setdefault(*rests[row])
    return list(freed.values())


def _usual_stroke(
    glyphs: Sequence[Glyph], besides: Sequence[Beside], rows: Sequence[Line]
) -> NDArray[np.float64]:
    """The median width of stroke of the digits of each one's line, px, (n,)."""
    lines = {beside.line for beside in besides}
    usual = {k: float(np.median([glyphs[place].stroke for place in rows[k].places])) for k in lines}
    return np.array([usual[beside.line] for beside in besides])


def _chosen(asked: Asked, likely: NDArray[np.float64], before: Sequence[Mark]) -> list[tuple[Piece, Mark]]:
    """The pieces that are marks by their probabilities (n,), the surest first, no part of ink in two of them.

    Between a digit that is one and the others, those found `before` too, stands a digit, unless it is a sign: a 1
    behind a slash is no other one.
    """
    chosen: list[tuple[Piece, Mark]] = []
    used: set[tuple[int, int]] = set()
    for k in np.argsort(-likely, kind="stable").tolist():
        piece, row = asked.pieces[k], asked.rows[k]
        if likely[k] < WRITTEN or used & piece.parts:
            continue
        if piece.whole and asked.names[k] not in SIGNS:
            marks = [mark.glyph.box for mark in (*before, *(mark for _, mark in chosen))]
            no_digits = {each.owner for each in (piece, *(other for other, _ in chosen)) if each.whole}
            if not row.are_parted(piece.glyph.box, marks, no_digits):
                continue
        chosen.append((piece, Mark(asked.names[k], float(likely[k]), piece.glyph)))
        used |= piece.parts
    return chosen


def _doubtful(
    asked: Asked, likely: NDArray[np.float64], marks: set[Glyph], found: Found
) -> tuple[tuple[Glyph | None, Mark], ...]:
    """What else may be a mark, the likeliest first: whole glyphs, and ink in none."""
    told: list[tuple[Glyph | None, Mark]] = []
    for k in np.argsort(-likely, kind="stable").tolist():
        piece, owner = asked.pieces[k], None
        if piece.owner >= 0:
            owner = found.glyphs[piece.owner]
        if (
            likely[k] >= 1 - SURE
            and not piece.pair
            and piece.glyph not in marks
            and owner in (None, piece.glyph)
        ):
            told.append((owner, Mark(asked.names[k], float(likely[k]), piece.glyph)))
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
