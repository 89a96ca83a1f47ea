"""Marks beside digits: found where they are written, by their place, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader, Strokes
from scrawl.binarize.components import components
from scrawl.glyphs.asked import ask
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.fitted import probability
from scrawl.glyphs.marking import FEATURES, MARKING
from scrawl.glyphs.marks import find
from scrawl.glyphs.pieces import KINDS
from scrawl.glyphs.segmentation import Found, segment_all
from scrawl.glyphs.window import window
from scrawl.ink import rasterize
from scrawl.recognizer import MARKS_SIDE, WEIGHTS, Recognizer, Scores
from scrawl.scenes.writing import side_by_side

HEIGHT = 100.0
WRITER = 0

Path = NDArray[np.float64]

# Beside digits from 0, their foot, to -100, their top.
SHAPES: dict[str, list[list[tuple[float, float]]]] = {
    ".": [[(0, -2), (3, 0), (1, 2), (0, -1)]],
    ",": [[(2, -6), (4, 6), (-6, 22)]],
    "-": [[(0, -44), (45, -46)]],
    "/": [[(50, -112), (0, 14)]],
    ":": [[(0, -62), (2, -60)], [(0, -12), (2, -10)]],
    "+": [[(0, -46), (56, -46)], [(28, -74), (28, -18)]],
    "'": [[(3, -112), (-2, -88)]],
    "·": [[(0, -118), (3, -115)]],
    "(": [[(20, -120), (0, -80), (-2, -30), (16, 18)]],
    ")": [[(0, -120), (20, -80), (22, -30), (4, 18)]],
    "_": [[(0, 34), (90, 33)]],
}


def written(text: str, uji: list[dict[str, Any]], gap: float = 20) -> Strokes:
    """A line of one writer's digits and of the shapes above."""
    symbols: list[list[Path]] = []
    for character in text:
        if character in SHAPES:
            symbols.append([np.array(stroke, float) for stroke in SHAPES[character]])
            continue
        sample = next(s for s in uji if str(s["label"]) == character and s["writer"] == WRITER)
        points = [np.array(stroke, float)[:, :2] for stroke in sample["strokes"]]
        everything = np.concatenate(points)
        low, high = everything.min(axis=0), everything.max(axis=0)
        foot = np.array([low[0], high[1]])
        symbols.append([(stroke - foot) * (HEIGHT / (high - low).max()) for stroke in points])
    placed = side_by_side(symbols, 8, np.full(len(symbols), gap))
    return Strokes.of([stroke for symbol in placed for stroke in symbol], brush=8)


def pixels(strokes: Strokes) -> NDArray[np.uint8]:
    ink = np.pad(rasterize(strokes).ink, 30)
    return np.rint(255 * (1 - ink)).astype(np.uint8)


@pytest.mark.parametrize(
    "text", ["12,5", "3.75", "-48", "-2,5", "14:30", "07/04/26", "23.09.80", "2026-04-07", "3/4", "+25"]
)
def test_marks_are_read_in_drawings_and_pictures(
    reader: Reader, uji: list[dict[str, Any]], text: str
) -> None:
    strokes = written(text, uji)
    for source in (strokes, pixels(strokes)):
        reading = reader.read(source)
        assert reading.text == text
        (number,) = reading.numbers
        assert "".join(mark.mark for mark in number.marks) == "".join(c for c in text if not c.isdigit())
        assert [reading.digits[k].digit for k in number.digits] == [int(c) for c in text if c.isdigit()]
        assert 0 < number.confidence <= min(mark.confidence for mark in number.marks) <= 1


@pytest.mark.parametrize("text", ["-1", "-5", "-8", "7.7.91"])
def test_a_mark_close_to_its_digit_is_no_part_of_it(
    reader: Reader, uji: list[dict[str, Any]], text: str
) -> None:
    """Together they are no digit, or another one; without the mark there is one."""
    for gap in (4, 10, 20):
        assert reader.read(written(text, uji, gap)).text == text
    assert reader.read(pixels(written(text, uji))).text == text


def test_a_digit_that_is_read_stands_beside_marks_though_it_looks_poor(
    reader: Reader, uji: list[dict[str, Any]]
) -> None:
    """As an 8 does whose comma was taken for a part of it."""
    attempt = reader.attempt(written("125", uji))
    poor = replace(attempt, asked=replace(attempt.asked, looks=np.full(3, 0.2, np.float32)))
    assert len(poor.looked_at[1]) == 3
    assert not replace(poor, verdicts=("not_a_digit",) * 3).looked_at[1]


@pytest.mark.parametrize(("text", "litter"), [("12,5", 0), ("12,5'", 1), ("'12,5'", 2)])
def test_what_is_nothing_is_counted_among_the_digits(
    reader: Reader, uji: list[dict[str, Any]], text: str, litter: int
) -> None:
    attempt = reader.attempt(written(text, uji))
    asked = ask(attempt.canvas, *attempt.looked_at, reader.recognizer)
    assert asked is not None
    comma = asked.features[list(asked.names).index(",")]
    assert comma[FEATURES.index("litter")] == pytest.approx(litter / (litter + 3), abs=0.02)


def test_litter_of_another_line_says_nothing_of_a_mark(reader: Reader, uji: list[dict[str, Any]]) -> None:
    lines = written("12,5", uji), written("'3'", uji)
    strokes = [stroke + [0, 300 * row] for row, line in enumerate(lines) for stroke in line.points]
    attempt = reader.attempt(Strokes.of(strokes, brush=8))
    asked = ask(attempt.canvas, *attempt.looked_at, reader.recognizer)
    assert asked is not None
    assert asked.features[list(asked.names).index(","), FEATURES.index("litter")] < 0.02


def test_what_is_hardly_ink_sets_no_line_for_marks(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """The side of a sheet looks like a 1, and is as high as the picture."""
    page = np.pad(pixels(written("+12", uji)), 60, constant_values=255)
    attempt = reader.attempt(page)
    side = max(attempt.looked_at[1], key=lambda k: attempt.found.glyphs[k].box[3])
    x, y, width, height = attempt.found.glyphs[side].box
    seen = np.ones(attempt.canvas.ink.shape, np.float32)
    seen[y : y + height, x : x + width] = 0.1
    verdicts = tuple("not_a_digit" if k == side else verdict for k, verdict in enumerate(attempt.verdicts))
    doubted = replace(attempt, canvas=replace(attempt.canvas, seen=seen), verdicts=verdicts)
    assert side not in doubted.looked_at[1]
    assert side in replace(doubted, canvas=replace(attempt.canvas, seen=np.ones_like(seen))).looked_at[1]


def test_of_more_pieces_than_can_be_shown_those_with_most_ink_are(
    reader: Reader, uji: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is shown in a window of two heights of the digits, whose pixels are what the work costs."""
    attempt = reader.attempt(written("1.2-3", uji))
    found, digits = attempt.looked_at
    shown: list[float] = []

    def recorded(ink: NDArray[np.float32], piece: Glyph, middle: float, height: float) -> NDArray[np.float32]:
        shown.append(float(piece.ink.sum()))
        return window(ink, piece, middle, height)

    monkeypatch.setattr("scrawl.glyphs.asked.window", recorded)
    ask(attempt.canvas, found, digits, reader.recognizer)
    everything = sorted(shown, reverse=True)
    shown.clear()
    side = 2 * float(np.median([found.glyphs[k].box[3] for k in digits]))
    monkeypatch.setattr("scrawl.glyphs.asked.MOST_SHOWN", 2.5 * side**2)
    ask(attempt.canvas, found, digits, reader.recognizer)
    assert shown == everything[:2]
    assert len(everything) > 2


def test_a_comma_under_the_arm_of_a_digit_stands_behind_it(reader: Reader, uji: list[dict[str, Any]]) -> None:
    seven, fours = (np.concatenate(written(text, uji).points) for text in ("7", "44"))
    middle, foot = np.ptp(seven[:, 0]) / 2 + seven[:, 0].min(), seven[:, 1].max()
    comma = np.array([[middle + 2, foot + 11], [middle + 4, foot + 18], [middle - 6, foot + 32]])
    behind = seven[:, 0].max() + 12 - fours[:, 0].min()
    drawing = Strokes.of(
        [*written("7", uji).points, comma, *(points + [behind, 0] for points in written("44", uji).points)],
        brush=8,
    )
    for source in (drawing, pixels(drawing)):
        assert reader.read(source).text == "7,44"


@pytest.mark.parametrize("text", ["1'2", "1·2", "(12)", "1_2", "12.", "12,"])
def test_what_is_no_part_of_a_number_is_no_mark(reader: Reader, uji: list[dict[str, Any]], text: str) -> None:
    strokes = written(text, uji)
    for source in (strokes, pixels(strokes)):
        assert [number.marks for number in reader.read(source).numbers] in ([()], [(), ()])


@pytest.mark.parametrize("text", ["111", "1417", "4071", "71", "5"])
def test_digits_alone_have_no_marks_and_keep_their_probabilities(
    reader: Reader, uji: list[dict[str, Any]], text: str
) -> None:
    strokes = written(text, uji)
    alone = [reader.read(written(character, uji), layout="digit").digits[0] for character in text]
    reading = reader.read(strokes)
    assert reading.text == text
    assert all(number.marks == () for number in reading.numbers)
    for digit, same in zip(reading.digits, alone, strict=True):
        assert digit.probabilities == pytest.approx(same.probabilities, abs=0.1)


def test_mark_and_number_have_their_boxes(reader: Reader, uji: list[dict[str, Any]]) -> None:
    strokes = written("12,5", uji)
    reading = reader.read(strokes)
    (number,) = reading.numbers
    (comma,) = number.marks
    points = np.concatenate(strokes.points)
    low, high = points.min(axis=0) - 4, points.max(axis=0) + 4
    assert number.box == pytest.approx((*low, *(high - low)), abs=3)
    x, y, width, height = comma.box
    assert y > reading.digits[0].box[1] + 0.7 * HEIGHT
    assert reading.digits[1].box[0] < x < reading.digits[2].box[0]
    assert (width, height) == pytest.approx((18, 36), abs=6)


def test_two_numbers_of_a_line_are_parted(reader: Reader, uji: list[dict[str, Any]]) -> None:
    first, second = written("1,5", uji), written("-34", uji)
    away = max(points[:, 0].max() for points in first.points) + 150
    both = Strokes.of([*first.points, *(points + [away, 0] for points in second.points)], brush=8)
    reading = reader.read(both)
    assert reading.lines == ("1,5 -34",)
    assert [(number.text, number.value, number.line) for number in reading.numbers] == [
        ("1,5", 1.5, 0),
        ("-34", -34, 0),
    ]


def test_decimal_mark_can_be_told(reader: Reader, uji: list[dict[str, Any]]) -> None:
    strokes = written("4.250", uji)
    assert [reader.read(strokes).numbers[0].value, reader.read(strokes, decimal=",").numbers[0].value] == [
        4.25,
        4250,
    ]


def test_network_is_small_and_tells_the_kinds_apart(reader: Reader) -> None:
    assert (WEIGHTS / "marks.onnx").stat().st_size < 100_000
    told = reader.recognizer.marks(np.zeros((3, MARKS_SIDE, MARKS_SIDE, 2), np.float32))
    assert told.shape == (3, len(KINDS))
    assert told.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_bit_of_something_larger_is_less_likely_a_mark(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """What is dark about a bit of a comb's wall is the whole comb."""
    ink = np.pad(rasterize(written("12,5", uji)).ink, 30)
    pieces = components((ink > 0.25).view(np.uint8)).labels
    (found,) = segment_all([ink], reader.recognizer)
    digits = [k for k, glyph in enumerate(found.glyphs) if glyph.box[3] > 60]

    def likely() -> float:
        told = ask(Canvas(ink, lambda box: box, pieces=pieces), found, digits, reader.recognizer)
        assert told
        (comma,) = (k for k, name in enumerate(told.names) if name == ",")
        x, y, width, height = told.pieces[comma].glyph.box
        pieces[:3] = pieces[y : y + height, x : x + width].max()  # for the next time
        return float(probability(told.features @ MARKING.weights(reader.card))[comma])

    alone, within = likely(), likely()
    assert alone > 0.95
    assert 1 - within > 3 * (1 - alone)


class Told(Recognizer):
    """Takes every piece for one mark, that surely, and every crop for a digit; its word counts as it stands."""

    def __init__(self, mark: str, likely: float, digit: int = 4, sure: float = 1.0) -> None:
        super().__init__()
        self.kinds = np.array([likely if kind == mark else 0.0 for kind in KINDS], np.float32)
        self.kinds[-1] = 1 - likely
        self.card["marking"] = {name: float(name == "sure") for name in FEATURES}
        self.digit, self.sure = digit, sure

    def marks(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.tile(self.kinds, (len(windows), 1))

    def score(self, crops: Any) -> Scores:
        return digits(super().score(crops), self.digit, self.sure)


def digits(scores: Scores, digit: int, sure: float) -> Scores:
    scores.digitness[:], scores.probabilities[:] = 1, 0
    scores.probabilities[:, digit], scores.probabilities[:, digit - 1] = sure, 1 - sure
    return scores


def page(*boxes: tuple[int, int, int, int], second: int = 250) -> tuple[NDArray[np.float32], Found]:
    """A page with blocks of ink in those places, the first two of which are digits, 4s, 100 px high."""
    ink = np.zeros((300, 700), np.float32)
    blocks = [(100, 100, 50, 100), (second, 100, 50, 100)]
    for x, y, width, height in (*blocks, *boxes):
        ink[y : y + height, x : x + width] = 1
    glyphs = tuple(Glyph(np.ones(box[:1:-1], np.float32), box) for box in blocks)
    scores = Told(".", 1).score([glyph.ink for glyph in glyphs])
    return ink, Found(glyphs, scores)


def names(mark: str, *boxes: tuple[int, int, int, int], second: int = 250) -> list[str]:
    """What the ink in those places is asked about as, between two digits."""
    ink, found = page(*boxes, second=second)
    told = ask(Canvas(ink, lambda box: box), found, [0, 1], Told(mark, 0.9))
    return list(told.names) if told else []


def test_what_is_hardly_a_digit_may_be_a_plus() -> None:
    """A good digit that looks like one is a 4."""
    ink, found = page()
    canvas = Canvas(ink, lambda box: box)
    for looks, is_asked in ((0.3, True), (1, False)):
        found.scores.digitness[0] = looks
        told = ask(canvas, found, [0, 1], Told("+", 0.9))
        assert (told is not None) == is_asked


def test_a_digit_is_not_freed_of_its_larger_part() -> None:
    """A comma alone would be a 1."""
    ink, found = page((170, 180, 10, 30))
    hidden = Glyph(ink[100:210, 100:180].copy(), (100, 100, 80, 110))
    told = ask(
        Canvas(ink, lambda box: box), Found((hidden, found.glyphs[1]), found.scores), [1], Told(",", 0.9)
    )
    assert told
    assert (170, 180, 10, 30) in [piece.glyph.box for piece in told.pieces]


@pytest.mark.parametrize(("count", "slashes"), [(3, 1), (4, 1), (5, 2), (6, 2)])
def test_between_two_slashes_stands_a_digit(count: int, slashes: int) -> None:
    """Each 1 but the first and the last may be one."""
    boxes = [(100 + 90 * k, 100, 50, 100) for k in range(count)]
    ink = np.zeros((300, 700), np.float32)
    for x, y, width, height in boxes:
        ink[y : y + height, x : x + width] = 1
    glyphs = tuple(Glyph(np.ones((100, 50), np.float32), box) for box in boxes)
    recognizer = Told("/", 0.9, digit=1)
    found = Found(glyphs, recognizer.score([glyph.ink for glyph in glyphs]))
    told = find(Canvas(ink, lambda box: box), found, list(range(count)), recognizer)
    assert told
    assert len(told.marks) == slashes
    assert find(Canvas(ink, lambda box: box), told.found, _digits(told.found), recognizer, told.marks) is None


def _digits(found: Found) -> list[int]:
    return [k for k in range(len(found.glyphs)) if k not in found.left_out]


@pytest.mark.parametrize(("left", "within"), [(105, 1), (80, 15 / 35), (125, 1)])
def test_how_much_of_a_bar_lies_under_the_arm_of_its_7_is_told(left: int, within: float) -> None:
    ink, found = page()
    ink[140:210, 100:150] = 0
    ink[140:210, 145:150] = 1  # its stem
    ink[170:175, left : left + 35] = 1
    ink[170:175, 141:145] = ink[170:175, 150:155] = 0
    begin = min(left, 100)
    seven = Glyph(ink[100:200, begin:170].copy(), (begin, 100, 170 - begin, 100))
    own = Found((seven, found.glyphs[1]), digits(found.scores, 7, 0.999))
    told = ask(Canvas(ink, lambda box: box), own, [0, 1], Told("-", 0.9, digit=7))
    assert told is not None
    bar = next(k for k, piece in enumerate(told.pieces) if piece.glyph.box[0] == left)
    assert told.features[bar, FEATURES.index("within")] == pytest.approx(within)


@pytest.mark.parametrize(("likely", "is_found"), [(0.6, False), (0.82, False), (0.88, True), (0.95, True)])
def test_a_mark_must_be_likely_for_an_invented_one_is_worse_than_a_missed_one(
    likely: float, is_found: bool
) -> None:
    ink, found = page((190, 190, 10, 10))
    told = find(Canvas(ink, lambda box: box), found, [0, 1], Told(".", likely))
    assert told
    assert [mark.name for mark in told.marks] == ["."] * is_found
    assert [mark.name for _, mark in told.doubtful] == ["."] * (not is_found)


def test_a_mark_is_the_usual_one_of_its_place_and_likelier_there() -> None:
    ink, found = page((190, 190, 10, 10))
    canvas = Canvas(ink, lambda box: box)

    def told(likely: float, times: float) -> list[str]:
        marks = find(canvas, found, [0, 1], Told(".", likely), usual=lambda box: (",", times))
        return [mark.name for mark in marks.marks] if marks else []

    assert told(0.9, 1) == [","]
    assert told(0.6, 4) == [","]
    assert told(0.6, 1) == told(0.9, 0.1) == []


@pytest.mark.parametrize(("between", "is_apart"), [(0.3, True), (0.45, True), (0.55, False), (0.7, False)])
def test_where_a_mark_is_usual_a_soft_edge_does_not_join_it_to_its_digit(
    between: float, is_apart: bool
) -> None:
    ink, found = page((154, 190, 10, 16))
    ink[190:200, 150:154] = between
    whole = Glyph(ink[100:206, 100:164].copy(), (100, 100, 64, 106))
    canvas, known = Canvas(ink, lambda box: box), Found((whole, found.glyphs[1]), found.scores)
    alone = find(canvas, known, [0, 1], Told(",", 0.99))
    assert alone is None or not alone.marks
    told = find(canvas, known, [0, 1], Told(",", 0.99), usual=lambda box: (",", 2))
    marks = told.marks if told else ()
    assert [mark.name for mark in marks] == [","] * is_apart
    if is_apart:
        (mark,) = marks
        x, y, width, height = mark.glyph.box
        assert x in (152, 153)  # with its share of the soft edge
        assert (y, x + width, y + height) == (190, 164, 206)


@pytest.mark.parametrize(("sure", "is_taken"), [(0.85, True), (0.97, False)])
def test_a_part_of_a_digit_is_a_mark_if_it_is_surer_than_that_digit(sure: float, is_taken: bool) -> None:
    """Without the point below it the 4 would be a 7."""
    ink, found = page((120, 215, 10, 10))
    whole = Glyph(ink[100:225, 100:150].copy(), (100, 100, 50, 125))
    scores = digits(found.scores, 4, sure)
    told = find(
        Canvas(ink, lambda box: box), Found((whole, found.glyphs[1]), scores), [0, 1], Told(".", 0.9, digit=7)
    )
    assert told
    assert [mark.name for mark in told.marks] == ["."] * is_taken
    assert len(told.found.glyphs) == 2
