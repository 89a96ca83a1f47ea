"""From anything sent to the reading, with the shipped network."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from patterns import bars
from PIL import Image

import scrawl
from scrawl import BadInput, PictureTooLarge, Reader, Strokes
from scrawl.bulk import read_all
from scrawl.errors import PictureError
from scrawl.glyphs import parts
from scrawl.glyphs.acceptance import FEATURES
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.search import Search
from scrawl.glyphs.stages import COLOURS
from scrawl.glyphs.view import View
from scrawl.measure.symbols import draw
from scrawl.reading import Reading
from scrawl.recognizer import CENTRES_STRANGERS, Recognizer, Scores


def png(pixels: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def beside(samples: list[dict[str, Any]], apart: float = 1.3) -> Strokes:
    """Digits in a row, each 100 high or wide, `apart` times that from one to the next."""
    strokes = []
    for place, sample in enumerate(samples):
        points = [np.array(stroke, float)[:, :2] for stroke in sample["strokes"]]
        everything = np.concatenate(points)
        low, high = everything.min(axis=0), everything.max(axis=0)
        scale = 100 / (high - low).max()
        strokes += [(stroke - low) * scale + [place * apart * 100, 0] for stroke in points]
    return Strokes.of(strokes, brush=8)


def first_of_each(samples: list[dict[str, Any]], writer: int) -> list[dict[str, Any]]:
    return [next(s for s in samples if s["label"] == k and s["writer"] == writer) for k in (4, 0, 7, 1)]


def test_number_of_one_writer(reader: Reader, uji: list[dict[str, Any]]) -> None:
    reading = reader.read(beside(first_of_each(uji, writer=0)))
    assert reading.text == "4071"
    assert [digit.line for digit in reading.digits] == [0] * 4
    left_edges = [digit.box[0] for digit in reading.digits]
    assert left_edges == pytest.approx([-4, 126, 256, 386], abs=30)


def test_every_kind_of_source_gives_the_same_digit(
    reader: Reader, uji: list[dict[str, Any]], tmp_path: Path
) -> None:
    strokes = beside([next(s for s in uji if s["label"] == 3)])
    moved = Strokes.of([points + 60 for points in strokes.points], 280, 280, 12)
    pixels = draw(moved)
    file = tmp_path / "three.png"
    file.write_bytes(png(pixels))
    sources: list[Any] = [
        moved,
        pixels,
        255 - pixels,
        np.stack([pixels] * 3, axis=2),
        png(pixels),
        file,
        str(file),
    ]
    for source in sources:
        for layout in ("auto", "digit"):
            digits = reader.read(source, layout=layout).digits
            assert [(digit.digit, digit.verdict) for digit in digits] == [(3, "digit")]
            assert digits[0].box == pytest.approx(reader.read(moved).digits[0].box, abs=3)


def test_frame_box_is_where_the_frame_lies(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """The longer side of the ink box is 20 of the frame box's 28 pixels."""
    digit = reader.read(beside([uji[5]])).digits[0]
    assert digit.frame_box[2] == pytest.approx(28 / 20 * max(digit.box[2:]), rel=0.02)
    assert digit.frame.shape == (28, 28)


@pytest.mark.parametrize("layout", ["auto", "digit"])
def test_empty_page_reads_as_nothing(reader: Reader, layout: Any) -> None:
    for source in (Strokes.of([]), np.full((280, 280), 255, np.uint8), np.zeros((28, 28), np.uint8)):
        reading = reader.read(source, layout=layout)
        assert (reading.text, reading.lines, reading.digits, reading.confidence) == ("", (), (), None)


def test_scribble_is_not_a_digit(reader: Reader) -> None:
    rng = np.random.default_rng(4)
    scribble = Strokes.of([rng.normal(0, 100, (60, 2))], brush=6)
    reading = reader.read(scribble, layout="digit")
    assert [digit.verdict for digit in reading.digits] == ["not_a_digit"]
    assert reading.digits[0].line is None
    assert reading.text == ""


def test_a_tick_that_leans_to_the_left_is_no_one(reader: Reader) -> None:
    """A 1 stands, leans to the right, or hardly to the left; what falls like a backslash ticks something off."""
    tick = reader.read(Strokes.of([[(40, 40), (140, 140)]], brush=12))
    assert [digit.verdict for digit in tick.digits] == ["not_a_digit"]
    for top in (75, 90, 150):
        assert reader.read(Strokes.of([[(top, 20), (100, 160)]], brush=12)).text == "1"


def test_a_symbol_that_looks_printed_is_still_the_one_that_was_meant(reader: Reader) -> None:
    """An ink from which it was erased as a printed line is no answer."""
    page = np.full((300, 300), 225, np.uint8)
    cv2.line(page, (150, 40), (150, 260), 60, 6)
    cv2.line(page, (40, 150), (260, 150), 60, 6)
    reading = reader.read(page, layout="digit")
    assert [(digit.verdict, digit.reason) for digit in reading.digits] == [("not_a_digit", "mark")]


@pytest.mark.parametrize(
    ("pixels", "error"),
    [
        (np.zeros((28, 28), np.float32), BadInput),
        (np.zeros((28, 28, 4), np.uint8), BadInput),
        (np.zeros(784, np.uint8), BadInput),
        (np.zeros((101, 100), np.uint8), PictureTooLarge),
    ],
)
def test_pixels_that_are_none(reader: Reader, pixels: Any, error: type[Exception]) -> None:
    small = Reader(most_pixels=10_000)
    with pytest.raises(error):
        small.read(pixels)


def test_unknown_layout_names_the_known_ones(reader: Reader) -> None:
    with pytest.raises(BadInput, match="'auto', 'digit' or 'table'"):
        reader.read(Strokes.of([]), layout="page")  # type: ignore[arg-type]


class Told(Recognizer):
    """A recognizer that says what it is told to."""

    def __init__(self, digitness: list[float], confidence: list[float]) -> None:
        self.digitness, self.confidence = digitness, confidence
        self.card = {
            "name": "told",
            "version": "1",
            "thresholds": {"t_digit": 0.5, "t_unsure": 0.6},
            **{name: Recognizer("onnx").card[name] for name in ("judge", "drawing")},
            "acceptance": dict.fromkeys(FEATURES, 0.0),  # nothing but looks tells
        }

    def score(self, crops: Any) -> Scores:
        count = len(crops)
        probabilities = np.zeros((count, 10), np.float32)
        # What is unsure is looked at again, and no view is surer.
        views = [min(self.confidence)] * count
        probabilities[:, 4] = self.confidence if count == len(self.confidence) else views
        probabilities[:, 9] = 1 - probabilities[:, 4]
        shapes = (28, 28), (4,), (10, 7, 7), (8,)
        rest = [np.zeros((count, *shape), np.float32) for shape in shapes]
        return Scores(probabilities, np.resize(self.digitness, count).astype(np.float32), *rest)

    def owners(self, ink: Any) -> Any:
        told = np.zeros((*ink.shape, 12), np.float32)
        told[..., -1] = np.log(10 * CENTRES_STRANGERS / (1 - CENTRES_STRANGERS))
        return told  # no pixel knows better

    def marks(self, windows: Any) -> Any:
        return np.eye(8, dtype=np.float32)[[6] * len(windows)]  # digits all of them


def rows(counts: list[int]) -> Strokes:
    """Upright strokes, so many in each line of writing."""
    return Strokes.of(
        [
            [[60 * k, 200 * row], [60 * k, 200 * row + 100]]
            for row, count in enumerate(counts)
            for k in range(count)
        ],
        brush=6,
    )


def test_verdicts_in_their_order() -> None:
    reading = Reader(Told([0.9, 0.9, 0.4], [0.95, 0.55, 0.55])).read(rows([3]))
    assert [digit.verdict for digit in reading.digits] == ["digit", "unsure", "not_a_digit"]
    assert reading.text == "4?"
    assert [alternative for alternative, _ in reading.digits[1].alternatives] == [9]
    assert reading.confidence == reading.digits[1].confidence < 0.6  # the least


def test_lines_without_a_digit_do_not_count() -> None:
    reading = Reader(Told([0.1, 0.1, 0.9], [1, 1, 1])).read(rows([2, 1]))
    assert reading.lines == ("4",)
    assert [digit.line for digit in reading.digits] == [None, None, 0]


def test_stages_only_when_asked(reader: Reader) -> None:
    assert reader.read(rows([1])).stages == {}
    assert reader.read(rows([1]), stages=True).stages["ink"].max() == 255


def test_stages_show_the_components_and_the_glyphs_in_colours(reader: Reader) -> None:
    reading = reader.read(rows([2]), stages=True)
    assert list(reading.stages) == ["ink", "components", "glyphs"]
    for name in ("components", "glyphs"):
        pixels = reading.stages[name]
        colours = {*COLOURS} & {*map(tuple, pixels.reshape(-1, 3).tolist())}
        assert len(colours) == 2
        assert pixels[0, 0].tolist() == [255, 255, 255]


def test_the_paper_of_a_picture_is_shown_without_its_ink(reader: Reader) -> None:
    pixels = np.full((200, 300, 3), (250, 240, 220), np.uint8)
    cv2.polylines(pixels, [np.array([(120, 50), (180, 50), (140, 150)])], False, (30, 30, 90), 9, cv2.LINE_AA)
    paper = reader.read(pixels, stages=True).stages["paper"]
    assert paper.shape == (427, 640, 3)  # as its ink
    assert np.abs(paper.astype(int) - (250, 240, 220)).max() <= 3


def test_public_names_are_exactly_these() -> None:
    assert {name for name in scrawl.__all__ if getattr(scrawl, name) is not None} == {
        *(
            "read",
            "Reader",
            "Reading",
            "Digit",
            "Mark",
            "Number",
            "Strokes",
            "__version__",
            "ScrawlError",
            "BadInput",
            "DataError",
        ),
        *(
            "EmptyPicture",
            "EngineError",
            "CostlyDocument",
            "EncryptedDocument",
            "OptionError",
            "Page",
            "PictureError",
            "PictureTooLarge",
            "StrokesError",
            "TruncatedPicture",
        ),
        "UnsupportedPicture",
    }
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = scrawl.nothing_of_the_kind


def drawn_page(uji: list[dict[str, Any]], labels: tuple[int, ...]) -> Any:
    """Digits of one writer in a row, as dark strokes on grey paper with grain."""
    samples = [next(s for s in uji if s["label"] == label and s["writer"] == 2) for label in labels]
    strokes = beside(samples)
    low = np.min([points.min(axis=0) for points in strokes.points], axis=0)
    page = np.full((260, 160 + 130 * len(labels), 3), 200, np.uint8)
    for points in strokes.points:
        cv2.polylines(
            page, [np.rint(points - low + 80).astype(np.int32)], False, (50, 50, 80), 7, cv2.LINE_AA
        )
    grain = np.random.default_rng(0).normal(0, 3, page.shape)
    return np.clip(page + grain, 0, 255).astype(np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_is_read_and_its_boxes_lie_in_it(
    reader: Reader, uji: list[dict[str, Any]], quarters: int
) -> None:
    """Turned clockwise by so many quarters, it must be turned on until it is upright."""
    page = drawn_page(uji, (4, 7, 2, 5, 3))
    upright = reader.read(page)
    turned = reader.read(np.ascontiguousarray(np.rot90(page, -quarters)))
    assert (upright.text, upright.turned) == ("47253", 0)
    assert (turned.text, turned.turned) == ("47253", 360 - 90 * quarters)
    height, width = page.shape[:2]
    for before, after in zip(upright.digits, turned.digits, strict=True):
        x, y, across, down = before.box
        for _ in range(quarters):  # clockwise: what was on the left is now on top
            x, y, across, down = height - y - down, x, down, across
            height, width = width, height
        height, width = page.shape[:2]
        assert after.box == pytest.approx((x, y, across, down), abs=6)


@pytest.mark.slow
def test_once_its_way_up_is_found_a_picture_is_read_as_if_it_had_been_sent_so(
    uji: list[dict[str, Any]], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With each ink that it would have had; the two in which its way up was found are not the best."""
    page = cv2.resize(drawn_page(uji, (4, 7, 2, 5, 3)), (840, 300))
    monkeypatch.setattr(Search, "_is_clear", lambda search, attempt: False)
    upright = reader.read(page)
    for quarters in (1, 2, 3):
        turned = reader.read(np.ascontiguousarray(np.rot90(page, -quarters)))
        assert turned.turned == 360 - 90 * quarters
        for before, after in zip(upright.digits, turned.digits, strict=True):
            assert after.verdict == before.verdict
            assert (after.probabilities == before.probabilities).all()
            x, y, across, down = before.box
            if quarters == 1:
                box = 300 - y - down, x, down, across
            elif quarters == 2:
                box = 840 - x - across, 300 - y - down, across, down
            else:
                box = y, 840 - x - across, down, across
            assert after.box == pytest.approx(box)


def test_a_turned_picture_is_read_with_two_inks_where_no_time_is_left_for_all(
    uji: list[dict[str, Any]], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = np.ascontiguousarray(np.rot90(drawn_page(uji, (4, 7, 2, 5, 3))))
    monkeypatch.setattr(Search, "_is_clear", lambda search, attempt: False)
    anew = Search._anew

    def too_late(search: Search, view: View, others: list[Attempt]) -> Attempt:
        search.until = 0.0
        return anew(search, view, others)

    monkeypatch.setattr(Search, "_anew", too_late)
    reading = reader.read(page)
    assert (reading.text, reading.turned, reading.complete) == ("47253", 90, False)


@pytest.mark.slow
@pytest.mark.parametrize("label", [6, 2])
def test_a_single_digit_is_never_turned(reader: Reader, uji: list[dict[str, Any]], label: int) -> None:
    page = drawn_page(uji, (label,))
    for quarters in (1, 2, 3):
        assert reader.read(np.ascontiguousarray(np.rot90(page, quarters))).turned == 0


def test_what_would_be_a_digit_and_is_left_out_says_why(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """A bar that reaches in over the edge, as long as the digits but of another pen, looks like a 1."""
    page = drawn_page(uji, (4, 7, 2))
    cv2.line(page, (3, 80), (3, 180), (50, 50, 80), 6)
    reading = reader.read(page)
    assert reading.text == "472"
    left_out = [digit for digit in reading.digits if digit.line is None]
    assert [digit.reason for digit in reading.digits if digit not in left_out] == [None] * 3
    assert left_out
    assert all(digit.reason for digit in left_out)


def test_module_level_read(uji: list[dict[str, Any]]) -> None:
    sample = next(s for s in uji if s["label"] == 8)
    assert scrawl.read(Strokes.of(sample["strokes"])).text == "8"


@pytest.mark.slow
def test_many_are_read_as_one_by_one_and_errors_come_in_their_place(reader: Reader, data: Path) -> None:
    content = gzip.decompress((data / "mnist/t10k-images-idx3-ubyte.gz").read_bytes())
    digits = np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)[:70]
    sources: list[Any] = [*digits[:40], b"no picture", Strokes.of([[[50, 20], [50, 80]]]), *digits[40:]]
    for layout in ("auto", "digit"):
        many = list(reader.read_many(sources, layout=layout))
        assert len(many) == len(sources)
        for source, reading in zip(sources, many, strict=True):
            if isinstance(source, bytes):
                assert isinstance(reading, PictureError)
            else:
                assert isinstance(reading, Reading)
                alone = reader.read(source, layout=layout)
                assert reading.text == alone.text
                assert reading.confidence == pytest.approx(alone.confidence, abs=1e-4)


@pytest.mark.slow
def test_many_are_read_by_processes_in_the_same_order(reader: Reader, data: Path) -> None:
    content = gzip.decompress((data / "mnist/t10k-images-idx3-ubyte.gz").read_bytes())
    digits = list(np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)[:150])
    together = [reading.text for reading in reader.read_many(digits) if isinstance(reading, Reading)]
    apart = [reading.text for reading in read_all(digits, processes=2) if isinstance(reading, Reading)]
    assert apart == together
    assert len(apart) == 150


def test_a_frame_is_in_no_line_with_what_is_in_it(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """A small 4 in the corner, and 72 below it; as contrast sees them, which sees the frame, too."""
    page = np.full((420, 560, 3), 225, np.uint8)
    corner, number = drawn_page(uji, (4,)), drawn_page(uji, (7, 2))
    page[20:107, 30:126] = cv2.resize(corner, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)[:, :96]
    page[130:390, 110:530] = number
    cv2.rectangle(page, (12, 12), (548, 408), (40, 40, 40), 4)
    attempt = reader.attempts(page)[0]
    frames = [k for k, reason in enumerate(attempt.reasons) if reason == "frame"]
    assert len(frames) == 1
    assert not any(frames[0] in line for line in attempt.lines)
    assert attempt.digits()[1] == ("4", "72")


def print_on(side: int) -> NDArray[np.uint8]:
    page = np.full((side, side), 230, np.uint8)
    for y in range(30, side, 40):
        cv2.putText(page, "Lorem ipsum dolor sit amet cons", (20, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 2)
    return page


@pytest.mark.slow
def test_two_thousand_glyphs_of_a_picture_are_looked_at(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ink with which it gets so many is the last."""
    read = count(monkeypatch, Attempt, "of")
    assert not reader.read(print_on(500)).complete
    looked_at = [attempt.found.looked_at for attempt in read]
    assert 2_000 <= sum(looked_at) < 3_000  # a group of inks is looked at together


@pytest.mark.slow
def test_a_page_full_of_print_is_given_up(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the four groups of inks is tried once, but no ink more, nor any from another side."""
    monkeypatch.setattr("scrawl.glyphs.search.MOST_LOOKED_AT", 300)
    read = count(monkeypatch, Attempt, "of")
    assert not reader.read(print_on(300)).complete
    assert read[0].found.looked_at > 300 / 6
    assert len(read) <= 6
    assert not any(attempt.canvas.turned for attempt in read)


@pytest.mark.slow
def test_rules_are_no_column_of_ones_when_they_stand(reader: Reader) -> None:
    page = np.full((500, 700), 235, np.uint8)
    for y in range(80, 420, 70):
        cv2.line(page, (60, y), (640, y + 2), 120, 2, cv2.LINE_AA)
    reading = reader.read(page)
    assert (reading.text, reading.turned) == ("", 0)


@pytest.mark.slow
def test_what_too_much_ink_costs_is_bounded(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    outlines = count(monkeypatch, parts, "_gap")
    attempts = count(monkeypatch, Attempt, "of")
    reader.read(bars())
    assert len(outlines) <= 2_000 * len(attempts)
    assert sum(attempt.found.looked_at for attempt in attempts) < 3_000


def test_more_marks_than_are_told_is_not_complete(reader: Reader) -> None:
    marks = [[[x, y], [x, y + 30]] for y in range(0, 2600, 100) for x in range(0, 1000, 50)]
    few, many = (reader.read(Strokes.of(some, brush=4)) for some in (marks[:60], marks))
    assert (len(few.digits), few.complete) == (60, True)
    assert (len(many.digits), many.complete) == (500, False)


def test_no_further_ink_is_read_after_the_time(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = np.full((300, 300), 255, np.uint8)
    attempts = count(monkeypatch, Attempt, "of")
    assert reader.read(blank).complete
    usual = len(attempts)
    assert not Reader(most_seconds=0.0).read(blank).complete
    assert 0 < len(attempts) - usual < usual


def count(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[Any]:
    """What a function of the owner gives from now on."""
    original, given = getattr(owner, name), []

    def counted(*arguments: Any, **named: Any) -> Any:
        given.append(original(*arguments, **named))
        return given[-1]

    monkeypatch.setattr(owner, name, counted)
    return given
