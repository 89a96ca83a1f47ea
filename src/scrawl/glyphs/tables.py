"""The numbers of a page as a table: rows and columns by printed rules, or by how the numbers stand.

A sheet may lie askew. So places are told in a skewed frame: `u` runs along the rows and is level with the columns,
`v` the other way round, both in px of the canvas. Two slopes make it: dy/dx of the rows, and dx/dy of the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.rules import TIMES, Lines, Rules
from scrawl.glyphs import numbers
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.numbers import Token
from scrawl.glyphs.signs import Grid, Place, Sign, Told
from scrawl.glyphs.struck import Written
from scrawl.glyphs.written import signs_of, text_of
from scrawl.reading import Content

MOST_ASKEW = 12  # degrees, of rows that are tried: bounds the work
ROW = 0.5  # of the digits' height: what is farther apart is of two rows or rules; what is lower is a dash or a speck
GUTTER = 0.62  # of the digits' height: the room between two columns; digits of a number stand closer

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Frame:
    """The skewed frame, and where rules of the table are in it; none where it has none.

    rows     dy/dx of the rows
    columns  dx/dy of the columns
    level    (n,) places v of level rules, from top to bottom
    upright  (n,) places u of upright rules, from left to right
    """

    rows: float
    columns: float
    level: Numbers
    upright: Numbers

    def of(self, boxes: Numbers) -> Numbers:
        """Left, top, right, bottom (n, 4) of boxes (x, y, width, height), by their middles."""
        middles = boxes[:, :2] + boxes[:, 2:] / 2
        u = middles[:, 0] - self.columns * middles[:, 1]
        v = middles[:, 1] - self.rows * middles[:, 0]
        half = boxes[:, 2:] / 2
        return np.column_stack([u - half[:, 0], v - half[:, 1], u + half[:, 0], v + half[:, 1]])

    def back(self, low: tuple[float, float], high: tuple[float, float]) -> Box:
        """The box of a part of the frame, px."""
        corners = [
            ((u + self.columns * v) / (1 - self.rows * self.columns), v, u)
            for u in (low[0], high[0])
            for v in (low[1], high[1])
        ]
        xs = [x for x, _, _ in corners]
        ys = [v + self.rows * x for x, v, _ in corners]
        return round(min(xs)), round(min(ys)), round(max(xs) - min(xs)), round(max(ys) - min(ys))


def tabled(
    attempt: Attempt, rules: Callable[[float], Rules | None] | None, is_struck: Callable[[Written], bool]
) -> Attempt:
    """The attempt with its numbers as cells of a table, by its printed rules if there are any.

    `rules` finds these in its picture (see `Picture.rules`), None of a drawing. `is_struck` tells whether writing in a
    cell was struck out.
    """
    signs = [sign for line in signs_of(attempt) for sign in line]
    if not signs:
        return replace(attempt, grid=Grid(0, 0))
    boxes = np.array([sign.box for sign in signs], np.float64)
    is_digit = np.array([sign.mark is None for sign in signs])
    height = float(np.median(boxes[is_digit, 3]))
    size = attempt.canvas.ink.shape
    # A rule's pieces are then as long as digits are high: straight strokes of digits are shorter.
    printed = rules(TIMES * height / max(size)) if rules else None
    frame = _ruled(printed, size, height) or _aligned(boxes[is_digit], height)
    placed = frame.of(boxes)
    rows, row_ends = _rows(placed, is_digit, frame.level, height)
    parted = _numbers_in(attempt, signs, placed, rows, frame.upright, height)
    about = [Written.about(attempt.canvas.ink, boxes[each], height, round(ROW * height)) for each in parted]
    lines = [each.box if each and is_struck(each) else None for each in about]
    spans = np.array(
        [
            frame.of(np.array([line], np.float64))[0, [0, 2]]
            if line
            else [placed[each, 0].min(), placed[each, 2].max()]
            for each, line in zip(parted, lines, strict=True)
        ]
    )
    columns, column_ends = _columns(spans, [rows[each[0]] for each in parted], frame.upright)
    held: dict[Place, list[int]] = {}
    for each, column in zip(parted, columns, strict=True):
        held.setdefault((int(rows[each[0]]), column), []).extend(each)
    ordered = {
        place: [signs[k] for k in sorted(each, key=lambda k: placed[k, 0] + placed[k, 2])]
        for place, each in sorted(held.items())
    }
    struck: dict[Place, tuple[Box, Content]] = {
        (int(rows[each[0]]), column): (line, "struck_out")
        for each, column, line in zip(parted, columns, lines, strict=True)
        if line
    }
    cells = {place: each for place, each in ordered.items() if place not in struck}
    ends = [row_ends, column_ends]
    boxes_of = {
        (row, column): frame.back((left, top), (right, bottom))
        for row, (top, bottom) in enumerate(row_ends)
        for column, (left, right) in enumerate(column_ends)
    }
    grid = Grid(
        len(ends[0]),
        len(ends[1]),
        tuple(cells),
        boxes_of,
        {**_others(attempt, frame, ends, set(ordered), height, is_struck), **struck},
    )
    told = tuple(Told(tuple(each)) for each in cells.values())
    return replace(attempt, told=told, grid=grid)


def _ruled(rules: Rules | None, size: tuple[int, ...], height: float) -> _Frame | None:
    """The frame of a table with printed rules, in the px of a canvas of that size; None if there is none."""
    if rules is None or not len(rules.lines[0]) or not len(rules.lines[1]):
        return None
    level, upright = rules.lines_on(size)
    slopes = [_slope(level), _slope(upright)]
    places = [
        _places(each, slope, ROW * height) for each, slope in ((level, slopes[0]), (upright, slopes[1]))
    ]
    # Rules that are closer than digits are high are squared paper.
    if min(map(len, places)) < 2 or any(np.diff(each).min() < height for each in places):
        return None
    return _Frame(slopes[0], slopes[1], places[0], places[1])


def _slope(lines: Lines) -> float:
    """The slope of most of the lines, by length."""
    lengths = lines[:, 1] - lines[:, 0] + 1
    slopes = (lines[:, 3] - lines[:, 2]) / lengths
    order = np.argsort(slopes)
    return float(slopes[order[np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)]])


def _places(lines: Lines, slope: float, near: float) -> Numbers:
    """Where lines of that slope lie across it, those of one rule together, without those not half as long as others."""
    middles = (lines[:, 0] + lines[:, 1]) / 2
    places = (lines[:, 2] + lines[:, 3]) / 2 - slope * middles
    lengths = lines[:, 1] - lines[:, 0]
    order = np.argsort(places)
    groups = np.split(order, np.flatnonzero(np.diff(places[order]) > near) + 1)
    total = np.array([lengths[group].sum() for group in groups])
    mean = np.array([np.average(places[group], weights=lengths[group] + 1) for group in groups])
    return np.asarray(mean[total >= total.max() / 2])


def _aligned(boxes: Numbers, height: float) -> _Frame:
    """The frame in which digits stand most in rows."""
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    # Every quarter of a degree, the levelest first.
    slopes = np.tan(np.radians(sorted(np.arange(-MOST_ASKEW, MOST_ASKEW + 0.25, 0.25), key=abs)))
    scores = []
    for slope in slopes:
        v = middles[:, 1] - slope * middles[:, 0]
        away = (v[:, None] - v) / (ROW * height / 2)
        scores.append(float(np.exp(-(away**2)).sum()))
    slope = float(slopes[int(np.argmax(np.round(scores, 6)))])
    return _Frame(slope, -slope, np.zeros(0), np.zeros(0))


def _rows(
    placed: Numbers, is_digit: NDArray[np.bool_], level: Numbers, height: float
) -> tuple[NDArray[np.intp], list[tuple[float, float]]]:
    """The row of each sign, and where each row begins and ends."""
    middles = (placed[:, 1] + placed[:, 3]) / 2
    if len(level):
        return _between(middles, placed[:, [1, 3]], level)
    own = np.sort(middles[is_digit])
    groups = np.split(own, np.flatnonzero(np.diff(own) > ROW * height) + 1)
    centres = np.array([group.mean() for group in groups])
    rows = np.abs(middles[:, None] - centres).argmin(axis=1)
    return rows, [
        (float(placed[rows == k, 1].min()), float(placed[rows == k, 3].max())) for k in range(len(groups))
    ]


def _between(
    middles: Numbers, spans: Numbers, rules: Numbers
) -> tuple[NDArray[np.intp], list[tuple[float, float]]]:
    """Between which rules each middle lies, and these as intervals; outside of all only where something is."""
    places = np.searchsorted(rules, middles)
    ends = [*pairwise(rules.tolist())]
    if (places == 0).any():
        ends.insert(0, (float(spans[places == 0, 0].min()), float(rules[0])))
    else:
        places = places - 1
    last = len(ends)
    if (places >= last).any():
        ends.append((float(rules[-1]), float(spans[places >= last, 1].max())))
    return places, ends


def _numbers_in(
    attempt: Attempt,
    signs: Sequence[Sign],
    placed: Numbers,
    rows: NDArray[np.intp],
    upright: Numbers,
    height: float,
) -> list[list[int]]:
    """The signs of each row in numbers: places in `signs`. Where there are upright rules, these alone part them."""
    gutters = upright if len(upright) else _gutters(placed[:, [0, 2]], height)
    parted: list[list[int]] = []
    for row in np.unique(rows):
        own = np.flatnonzero(rows == row)
        own = own[np.argsort(placed[own, 0] + placed[own, 2], kind="stable")]
        tokens = [Token(text_of(attempt, [signs[int(k)]]), placed[k, 0], placed[k, 2]) for k in own]
        middles = (placed[own, 0] + placed[own, 2]) / 2
        cells = np.searchsorted(gutters, middles)
        for cell in np.unique(cells):
            inside = np.flatnonzero(cells == cell)
            found = numbers.parted([tokens[k] for k in inside], height)
            if len(upright):
                found = [list(chain.from_iterable(found))]
            parted += [[int(own[inside[k]]) for k in number] for number in found if number]
    return parted


def _gutters(spans: Numbers, height: float) -> Numbers:
    """Places (n,) between columns: where from top to bottom none of the signs, from…to (n, 2), stands."""
    first = spans.min()
    ends = np.rint(spans - first).astype(int)
    counts = np.zeros(ends.max() + 2)
    np.add.at(counts, ends[:, 0], 1)
    np.add.at(counts, ends[:, 1], -1)
    is_free = np.concatenate([[False], np.cumsum(counts) == 0, [False]])
    starts, stops = np.flatnonzero(np.diff(is_free.astype(int))).reshape(-1, 2).T
    is_wide = stops - starts >= GUTTER * height
    return np.asarray(first + (starts + stops)[is_wide] / 2)


def _columns(
    spans: Numbers, rows: Sequence[int], upright: Numbers
) -> tuple[list[int], list[tuple[float, float]]]:
    """The column of each number, by where it begins and ends (n, 2), and where each column does."""
    middles = spans.mean(axis=1)
    if len(upright):
        places, ends = _between(middles, spans, upright)
        return places.tolist(), ends
    groups = _overlapping(spans, np.argsort(spans[:, 0], kind="stable").tolist())
    while (
        twice := next((group for group in groups if len({rows[k] for k in group}) < len(group)), None)
    ) is not None:
        # Two numbers of one row are in two columns: part them in the widest gap between two of one row.
        groups.remove(twice)
        groups += _split(spans, rows, twice)
    groups.sort(key=lambda group: float(np.median(middles[group])))
    columns = [0] * len(spans)
    for column, group in enumerate(groups):
        for k in group:
            columns[k] = column
    return columns, [(float(spans[group, 0].min()), float(spans[group, 1].max())) for group in groups]


def _overlapping(spans: Numbers, order: Sequence[int]) -> list[list[int]]:
    """Numbers in groups, each of which has no gap that none of them covers."""
    groups: list[list[int]] = []
    reached = -np.inf
    for k in order:
        if spans[k, 0] > reached:
            groups.append([])
        groups[-1].append(k)
        reached = max(reached, spans[k, 1])
    return groups


def _split(spans: Numbers, rows: Sequence[int], group: Sequence[int]) -> list[list[int]]:
    """A group in two, at the place between two numbers of one row that fewest others cover."""
    ordered = sorted(group, key=lambda k: (rows[k], spans[k, 0]))
    gaps = [(spans[a, 1] + spans[b, 0]) / 2 for a, b in pairwise(ordered) if rows[a] == rows[b]]
    covered = [sum(spans[k, 0] < gap < spans[k, 1] for k in group) for gap in gaps]
    best = gaps[int(np.argmin(covered))]
    middles = spans.mean(axis=1)
    sides = [[k for k in group if (middles[k] > best) == is_right] for is_right in (False, True)]
    return [side for side in sides if side]


def _others(
    attempt: Attempt,
    frame: _Frame,
    ends: Sequence[Sequence[tuple[float, float]]],
    taken: set[Place],
    height: float,
    is_struck: Callable[[Written], bool],
) -> dict[Place, tuple[Box, Content]]:
    """Writing that is no number in cells without one: its box, and whether it is struck out."""
    ignored = {"edge", "too_small"} | ({"frame"} if attempt.canvas.seen is not None else set())
    glyphs = [
        glyph
        for glyph, reason in zip(attempt.found.glyphs, attempt.reasons, strict=True)
        if reason is not None and reason not in ignored
    ]
    held: dict[Place, list[Glyph]] = {}
    for glyph in glyphs:
        left, top, right, bottom = frame.of(np.array([glyph.box], np.float64))[0]
        row, column = (
            _nearest(ends[0], (top + bottom) / 2, height),
            _nearest(ends[1], (left + right) / 2, height),
        )
        if row is not None and column is not None and (row, column) not in taken:
            held.setdefault((row, column), []).append(glyph)
    joined = {place: Glyph.joined(each) for place, each in held.items()}
    joined = {place: each for place, each in joined.items() if each.box[3] >= ROW * height}
    return {
        place: (each.box, "struck_out" if is_struck(Written(each, height)) else "other")
        for place, each in joined.items()
    }


def _nearest(ends: Sequence[tuple[float, float]], middle: float, most: float) -> int | None:
    """The interval that is nearest to a place; None if all are farther than `most`."""
    away = [max(low - middle, middle - high, 0.0) for low, high in ends]
    best = int(np.argmin(away))
    return best if away[best] <= most else None
