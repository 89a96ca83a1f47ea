"""Which ink on a page looks like a mark of a number, and what is known of it.

Each piece of ink that may be one is shown to a small network in its place: in a window that is set to the digits of its
line, with the ink around it in a channel of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.beside import NEAR, Beside, Line, nearest
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.lines import lines_of
from scrawl.glyphs.marking import Pieces, features
from scrawl.glyphs.parts import weighted_median
from scrawl.glyphs.pieces import DECIMALS, KINDS, SIGNS, Mark, Piece, is_apart, parts_of, pieces_of
from scrawl.glyphs.segmentation import Found, quality
from scrawl.glyphs.window import window
from scrawl.recognizer import Recognizer

Ink = NDArray[np.float32]
Usual = tuple[str, float]  # the decimal mark of a place, and by how much the odds of one rise there
AskUsual = Callable[[Box], Usual | None]

MOST_SHOWN = 100_000_000  # px of the windows that are shown: beyond it only of the pieces with most ink
MOST_PARTS = 4  # of a glyph of which one is left out: bounds the work


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


@dataclass(frozen=True, eq=False)
class _Shown:
    """A piece in its place, as the network of marks sees it.

    beside  the digits it stands by
    name    the mark that it looks like most, and its
    likely  probability
    nothing its probability to be nothing
    times   by how much the odds of its mark rise where it stands
    """

    piece: Piece
    beside: Beside
    name: str
    likely: float
    nothing: float
    times: float

    @property
    def may_be_a_mark(self) -> bool:
        """Whether it looks like a mark, with digits where such a mark has them."""
        if self.likely < 1 - SURE or self.beside.right > NEAR:
            return False
        return self.name in SIGNS or self.beside.left <= NEAR


def ask(
    canvas: Canvas,
    found: Found,
    digits: Sequence[int],
    recognizer: Recognizer,
    before: Sequence[Mark] = (),
    usual: AskUsual | None = None,
) -> Asked | None:
    """The pieces that look like marks, None if there are none; see `marks.find`."""
    read, level = set(digits), level_of(usual)
    glyphs = [*found.glyphs, *_freed(found, read, recognizer, level)]
    places = [*digits, *range(len(found.glyphs), len(glyphs))]
    if not places:
        return None
    rows, height = _lines(glyphs, places)
    rest = _without_marks(canvas.ink, before)
    placed = [
        (piece, beside)
        for piece in pieces_of(rest, found, read, height, level)
        if (beside := nearest(piece, rows)) is not None and is_apart(piece.glyph, canvas.ink, level)
    ]
    if not placed:
        return None
    shown = _shown(canvas.ink, placed, height, recognizer, usual)
    kept = [each for each in shown if each.may_be_a_mark]
    if not kept:
        return None
    own = [rows[each.beside.line] for each in kept]
    known = _known(canvas, kept, _usual_strokes(glyphs, own), _litter(kept, shown, read, rows))
    pieces, times = [each.piece for each in kept], np.array([each.times for each in kept])
    return Asked(pieces, known.names, own, features(known), times)


def _known(
    canvas: Canvas, kept: Sequence[_Shown], strokes: NDArray[np.float64], litter: NDArray[np.float64]
) -> Pieces:
    """What is known of pieces, with the width of stroke of each one's line (n,), px, and the litter about it (n,)."""
    glyphs = [each.piece.glyph for each in kept]
    return Pieces(
        names=[each.name for each in kept],
        likely=np.array([each.likely for each in kept]),
        whole=np.array([each.piece.whole for each in kept]),
        aspect=np.array([glyph.box[2] / glyph.box[3] for glyph in glyphs]),
        seen=canvas.seen_of(glyphs),
        torn=canvas.torn_of(glyphs),
        stroke=np.array([glyph.stroke for glyph in glyphs]) / strokes,
        litter=litter,
        drawn=canvas.drawing is not None,
        part=np.array([each.piece.part for each in kept]),
        within=np.array([each.piece.within for each in kept]),
    )


def _litter(
    kept: Sequence[_Shown], shown: Sequence[_Shown], read: set[int], rows: Sequence[Line]
) -> NDArray[np.float64]:
    """Of the digits of its line and the other pieces there that are nothing, the share of these, of each kept, (n,)."""
    nothing = np.array([each.nothing * (each.piece.part or each.piece.owner not in read) for each in shown])
    others = [
        [each.beside.line == own.beside.line and not each.piece.parts & own.piece.parts for each in shown]
        for own in kept
    ]
    litter = np.array([nothing[each].sum() for each in others])
    return np.asarray(litter / (litter + [len(rows[each.beside.line].places) for each in kept]))


def _lines(glyphs: Sequence[Glyph], digits: Sequence[int]) -> tuple[list[Line], float]:
    """The lines of the glyphs in the places `digits`, and how high these are, px."""
    boxes = np.array([glyphs[k].box for k in digits], np.int64)
    height = float(weighted_median(boxes[:, 3], boxes[:, 3]))
    # A comma that was taken for a digit would part its line in two.
    high = np.flatnonzero(boxes[:, 3] >= height / 2)
    boxes[:, 2:] += boxes[:, :2]
    return [Line.of(glyphs, [digits[high[k]] for k in line]) for line in lines_of(boxes[high])], height


def _shown(
    ink: Ink,
    placed: Sequence[tuple[Piece, Beside]],
    height: float,
    recognizer: Recognizer,
    usual: AskUsual | None,
) -> list[_Shown]:
    """What the network of marks says of pieces among digits of that height, px."""
    most = max(int(MOST_SHOWN / (2 * height) ** 2), 1)
    if len(placed) > most:
        placed = sorted(placed, key=lambda each: float(each[0].glyph.ink.sum()), reverse=True)[:most]
    windows = [window(ink, piece.glyph, beside.middle, beside.height) for piece, beside in placed]
    shown = []
    for (piece, beside), likely in zip(placed, recognizer.marks(np.stack(windows)), strict=True):
        known = usual(piece.glyph.box) if usual else None
        own = _of_one_kind(likely, known)
        name, sure = piece.mark(own)
        times = known[1] if known and known[0] == name else 1.0
        shown.append(_Shown(piece, beside, name, sure, float(own[-1]), times))
    return shown


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


def _without_marks(ink: Ink, marks: Sequence[Mark]) -> Ink:
    """A copy of the ink without that of the marks."""
    rest = ink.copy()
    for mark in marks:
        x, y, width, tall = mark.glyph.box
        rest[y : y + tall, x : x + width][mark.glyph.ink > 0] = 0
    return rest


def _usual_strokes(glyphs: Sequence[Glyph], rows: Sequence[Line]) -> NDArray[np.float64]:
    """The median width of stroke of the digits of each line, px, (n,)."""
    usual = {id(row): float(np.median([glyphs[place].stroke for place in row.places])) for row in rows}
    return np.array([usual[id(row)] for row in rows])


def level_of(usual: AskUsual | None) -> float:
    """The level of ink that connects parts: where marks are expected, a soft edge between two darker parts does not."""
    return 2 * INK_LEVEL if usual else INK_LEVEL
