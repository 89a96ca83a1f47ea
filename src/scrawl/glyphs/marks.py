"""The marks of numbers on a page: what is no digit, but stands by digits as a point, a comma, a sign or a stroke does.

Marks are found once the digits are known. Each piece of ink that may be one is shown to a small network in its place:
in a window that is set to the digits of its line, with the ink around it in a channel of its own. A mark may have been
taken for a digit of its own, for a part of the digit beside it, or for nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.acceptance import stroke_of
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.fitted import probability
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.lines import lines_of
from scrawl.glyphs.marking import MARKING, Pieces, features
from scrawl.glyphs.parts import SPECK, weighted_median
from scrawl.glyphs.segmentation import Found, quality
from scrawl.recognizer import MARKS_SIDE, Recognizer, Scores

Ink = NDArray[np.float32]
Usual = tuple[str, float]  # the decimal mark of a place, and by how much the odds of one rise there

# What the network tells apart, in the order of its outputs; the first six are marks, named by their character.
KINDS = (".", ",", "-", "/", ":", "+", "digit", "nothing")
MARKS = KINDS[:6]
DECIMALS = ".,"
SIGNS = "-+"  # they may begin a number; all others stand between two digits
NEAR = 1.2  # of the line's height: how far a mark keeps from its digits, and its middle from theirs, at most
MOST_PARTS = 4  # of a glyph of which one is left out: bounds the work
MOST_PIECES = 1_000  # that are looked at, the nearest to digits: bounds the work
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
class Piece:
    """Ink that may be a mark.

    glyph   the ink
    owner   the place of the glyph that it is of; -1 where it is in none
    parts   which connected parts of the owner it takes, or of the ink in no glyph
    whole   whether it is all of a good digit
    part    whether something of its owner is left without it
    seven   of a part of a 7, the box of that with the most ink
    pair    the mark that it is if it is one, because it is two pieces of ink: a colon or a plus; "" for others
    """

    glyph: Glyph
    owner: int
    parts: frozenset[tuple[int, int]]
    whole: bool = False
    part: bool = False
    seven: Box | None = None
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

    @property
    def is_bar(self) -> bool:
        """Whether it lies within the width of its 7, whose bar it may be: a sign is not all under its arm."""
        if self.seven is None:
            return False
        (x, _, width, _), (left, _, wide, _) = self.glyph.box, self.seven
        return left <= x and x + width <= left + wide


@dataclass(frozen=True, eq=False)
class Asked:
    """Pieces that look like marks, the mark that each looks like, and what is known of them.

    rows      the line of digits that each stands in
    features  (n, len(marking.FEATURES))
    times     (n,) by how much the odds of each rise where it stands
    """

    pieces: Sequence[Piece]
    names: Sequence[str]
    rows: Sequence[_Line]
    features: NDArray[np.float64]
    times: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Beside:
    """The good digits of a line beside a piece.

    line    which it is
    height  of them, px
    middle  where the middle of the two nearest lies, px from the top
    left    how far the nearest on the left is, in heights; infinite if there is none; likewise
    right
    """

    line: int
    height: float
    middle: float
    left: float
    right: float

    @classmethod
    def of(cls, piece: Piece, number: int, line: _Line) -> _Beside | None:
        """Those of a line of that number, without the piece itself; None if there are no others."""
        others = (line.places != piece.owner) | piece.part
        boxes = line.boxes[others]
        if not len(boxes):
            return None
        x, _, width, _ = piece.glyph.box
        tall = boxes[:, 3] - boxes[:, 1]
        # By weight neither a comma nor a slash that was taken for a digit counts for much.
        height = float(weighted_median(tall, tall))
        centres = (boxes[:, 0] + boxes[:, 2]) / 2
        nearest = np.argsort(np.abs(centres - x - width / 2), kind="stable")[:2]
        is_left = centres < _stand(piece.glyph.box, height)
        return cls(
            number,
            height,
            float(boxes[nearest][:, 1::2].mean()),
            float((x - boxes[is_left, 2]).min(initial=np.inf)) / height,
            float((boxes[~is_left, 0] - (x + width)).min(initial=np.inf)) / height,
        )


def _stand(box: Box, height: float) -> float:
    """Where ink stands among digits of that height, from left to right: a dab stands behind the digit it lies under."""
    x, _, width, _ = box
    return x + width if width <= SPECK * height else x + width / 2


@dataclass(frozen=True, eq=False)
class _Line:
    """The good digits of a line of writing.

    boxes   (n, 4) left, top, right, bottom
    places  (n,)
    reach   left, top, right, bottom, px, of where its marks may be
    """

    boxes: NDArray[np.float64]
    places: NDArray[np.intp]
    reach: tuple[float, float, float, float]

    @classmethod
    def of(cls, glyphs: Sequence[Glyph], places: Sequence[int]) -> _Line:
        """The line of the glyphs in those places."""
        boxes = np.array([glyphs[k].box for k in places], np.float64)
        boxes[:, 2:] += boxes[:, :2]
        room = NEAR * float((boxes[:, 3] - boxes[:, 1]).max())
        left, top = (boxes[:, :2].min(axis=0) - room).tolist()
        right, bottom = (boxes[:, 2:].max(axis=0) + room).tolist()
        return cls(boxes, np.array(places), (left, top, right, bottom))

    def reaches(self, box: Box) -> bool:
        """Whether a box (x, y, width, height) lies where its marks may be."""
        x, y, width, height = box
        left, top, right, bottom = self.reach
        return x + width >= left and x <= right and y + height >= top and y <= bottom

    def parts(self, box: Box, marks: Sequence[Box], no_digits: Collection[int]) -> bool:
        """Whether a digit stands between a box and each of some marks as high as it, all in px.

        At the places `no_digits` there is none.
        """
        digits = self.boxes[[place not in no_digits for place in self.places.tolist()]]
        middles = (digits[:, 0] + digits[:, 2]) / 2
        height = float(np.median(self.boxes[:, 3] - self.boxes[:, 1]))
        own, level = _stand(box, height), box[1] + box[3] / 2
        others = [_stand(each, height) for each in marks if 2 * abs(each[1] + each[3] / 2 - level) < height]
        between = [(middles > min(own, other)) & (middles < max(own, other)) for other in others]
        return all(each.any() for each in between)


def find(
    canvas: Canvas,
    found: Found,
    digits: Sequence[int],
    recognizer: Recognizer,
    before: Sequence[Mark] = (),
    usual: AskUsual | None = None,
) -> Marks | None:
    """The marks on a page, with those found `before`; None if nothing there may be one.

    `digits` are the places of the digits. `usual` tells of a box, px, what is usual there, None if nothing is.
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


def _pieces(rest: Ink, found: Found, read: set[int], height: float, level: float) -> list[Piece]:
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
        parts = _parts(glyph, level)
        is_good = k in read and bool(good[k])
        digit = int(found.scores.probabilities[k].argmax())
        # A slash is read as a 1, and a comma is low.
        if not is_good or digit == 1 or tall < height / 2:
            pieces.append(Piece(glyph, k, frozenset((k, place) for place in range(len(parts))), is_good))
        if len(parts) > 1:
            main = int(np.argmax([part.ink.sum() for part in parts]))
            seven = parts[main].box if digit == 7 else None
            pieces += [
                Piece(part, k, frozenset({(k, place)}), part=True, seven=seven)
                for place, part in enumerate(parts)
                if place != main or k not in read
            ]
    most = 2 * height  # a larger one is not seen whole
    pieces = [piece for piece in pieces if max(piece.glyph.box[2:]) <= most]
    lost = _parts(Glyph(rest, (0, 0, rest.shape[1], rest.shape[0])), INK_LEVEL, most)
    lost.sort(key=lambda part: -max(part.box[2:]))
    pieces += [Piece(part, -1, frozenset({(-1, place)})) for place, part in enumerate(lost)]
    return pieces[:MOST_PIECES] + _pairs(pieces[:MOST_PIECES], height)


def _parts(glyph: Glyph, level: float, most: float = np.inf) -> list[Glyph]:
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


def _place(piece: Piece, rows: Sequence[_Line]) -> _Beside | None:
    """What stands beside a piece in the line that it is nearest to; None if that is too far."""
    _, y, _, tall = piece.glyph.box
    best: tuple[float, _Beside] | None = None
    for number, row in enumerate(rows):
        beside = _Beside.of(piece, number, row) if row.reaches(piece.glyph.box) else None
        if beside is None or min(beside.left, beside.right) > NEAR:
            continue
        away = abs(y + tall / 2 - beside.middle) / beside.height
        if away <= NEAR and (best is None or away < best[0]):
            best = away, beside
    return best and best[1]


def _is_apart(glyph: Glyph, ink: Ink, level: float) -> bool:
    """Whether no other ink (H, W) touches the glyph: crumbs of digits that were cut apart are no marks."""
    x, y, width, tall = glyph.box
    left, top = max(x - 1, 0), max(y - 1, 0)
    around = ink[top : y + tall + 1, left : x + width + 1]
    own = np.zeros(around.shape, np.uint8)
    own[y - top : y - top + tall, x - left : x - left + width] = glyph.ink > level
    beside = cv2.dilate(own, np.ones((3, 3), np.uint8)) > own
    return not bool((around[beside] > 2 * INK_LEVEL).any())


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
    rows = [_Line.of(glyphs, [digits[high[k]] for k in line]) for line in lines_of(boxes[high])]
    placed = [
        (piece, beside)
        for piece in _pieces(_without_marks(canvas.ink, before), found, read, height, level)
        if (beside := _place(piece, rows)) is not None and _is_apart(piece.glyph, canvas.ink, level)
    ]
    if not placed:
        return None
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
        stroke=np.array([stroke_of(piece.glyph) for piece in pieces]) / _usual_stroke(glyphs, besides, rows),
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
        k: _parts(glyph, level)
        for k, glyph in enumerate(found.glyphs)
        if k not in read and found.left_out.get(k) != "mark"
    }
    rests = [
        (k, Glyph.joined(each[:place] + each[place + 1 :]))
        for k, each in parts.items()
        if 1 < len(each) <= MOST_PARTS
        for place in np.argsort([part.ink.sum() for part in each], kind="stable")[:-1].tolist()
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
    glyphs: Sequence[Glyph], besides: Sequence[_Beside], rows: Sequence[_Line]
) -> NDArray[np.float64]:
    """The median width of stroke of the digits of each one's line, px, (n,)."""
    lines = {beside.line for beside in besides}
    usual = {k: float(np.median([stroke_of(glyphs[place]) for place in rows[k].places])) for k in lines}
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
            if not row.parts(piece.glyph.box, marks, no_digits):
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
    left = [each for place, each in enumerate(_parts(glyph, level)) if place not in parts]
    return Glyph.joined(left) if left else None


def window(ink: Ink, piece: Glyph, middle: float, height: float) -> Ink:
    """A piece of a page's `ink` (H, W) in its place, (MARKS_SIDE, MARKS_SIDE, 2): the piece alone, and all other ink.

    `height` is that of the line's digits, px, and `middle` where the middle of those beside the piece lies, px from the
    top. The window is centred on the piece from left to right, and on the line from top to bottom. The darkest pixel
    becomes 1, for a hair in a large hand is pale where it is made small.
    """
    side = max(round(2 * height), 1)
    x, y, width, _ = piece.box
    left, top = round(x + width / 2 - side / 2), round(middle - side / 2)
    page = _cropped(ink, left, top, side)
    alone = _cropped(piece.ink, left - x, top - y, side)
    both = np.stack([alone, np.maximum(page - alone, 0)], axis=-1)
    how = cv2.INTER_AREA if side > MARKS_SIDE else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(both, (MARKS_SIDE, MARKS_SIDE), interpolation=how), np.float32)
    return small / (float(small.max()) or 1)


def _cropped(ink: Ink, left: int, top: int, side: int) -> Ink:
    """The square of that side with its corner there, paper where it reaches outside the ink."""
    height, width = ink.shape
    square = np.zeros((side, side), np.float32)
    rows = slice(max(top, 0), min(top + side, height))
    columns = slice(max(left, 0), min(left + side, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        inside = np.s_[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        square[inside] = ink[rows, columns]
    return square
