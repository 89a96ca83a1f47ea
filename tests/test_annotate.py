"""The annotated picture: boxes where the glyphs are, in the verdict's colour, that leave the ink alone."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.annotate import COLOURS, annotate, label
from scrawl.reading import Box, Digit, Reading, Verdict


def digit(box: Box, verdict: Verdict = "digit") -> Digit:
    """A 4 that might be a 9."""
    probabilities = np.zeros(10, np.float32)
    probabilities[[4, 9]] = 0.6, 0.4
    return Digit(
        digit=4,
        verdict=verdict,
        probabilities=probabilities,
        digitness=0.9,
        box=box,
        frame_box=box,
        line=None if verdict == "not_a_digit" else 0,
        frame=np.zeros((28, 28), np.float32),
        evidence=np.zeros((10, 7, 7), np.float32),
        embedding=np.zeros(1, np.float32),
    )


def reading(*digits: Digit) -> Reading:
    return Reading(lines=("4",), digits=digits, model={}, stages={})


def grey(width: int, height: int) -> NDArray[np.uint8]:
    """A grey picture without two rows or columns alike."""
    y, x = np.mgrid[:height, :width]
    return np.repeat((100 + (3 * x + 7 * y) % 101).astype(np.uint8)[..., None], 3, axis=2)


def paper(shade: int, height: int = 300, width: int = 400) -> NDArray[np.uint8]:
    return np.full((height, width, 3), shade, np.uint8)


def drawn(before: NDArray[np.uint8], after: NDArray[np.uint8], verdict: Verdict) -> NDArray[np.bool_]:
    """Where the colour of a verdict was put."""
    coloured: NDArray[np.bool_] = (after == COLOURS[verdict]).all(axis=2) & (after != before).any(axis=2)
    return coloured


def test_nothing_found_changes_nothing() -> None:
    before = paper(200)
    assert (annotate(before, reading()) == before).all()


@pytest.mark.parametrize("verdict", ["digit", "unsure", "not_a_digit"])
@pytest.mark.parametrize("shade", [0, 255])
def test_a_box_surrounds_the_ink_and_leaves_it_alone(verdict: Verdict, shade: int) -> None:
    before = paper(shade)
    after = annotate(before, reading(digit((100, 80, 60, 120), verdict)))
    assert (before == shade).all()
    assert after.shape == before.shape
    assert after.dtype == np.uint8
    assert (after[80:200, 100:160] == shade).all()
    coloured = drawn(before, after, verdict)
    for side in (coloured[80:200, 92:100], coloured[80:200, 160:168], coloured[200:208, 100:160]):
        assert side.any()
    assert not coloured[:, 180:].any()


def test_what_is_no_digit_is_dashed_and_has_no_label() -> None:
    before = paper(255)
    box = (100.0, 80.0, 60.0, 120.0)
    found, refused = (annotate(before, reading(digit(box, v))) for v in ("digit", "not_a_digit"))
    label_area = np.s_[50:74, 90:170]
    assert drawn(before, found, "digit")[label_area].any()
    assert (refused[label_area] == 255).all()
    dashes = drawn(before, refused, "not_a_digit")[80:200].any(axis=1)
    assert 0.3 < dashes.mean() < 0.7
    assert drawn(before, found, "digit")[80:200].any(axis=1).all()


def test_an_unsure_answer_names_both_candidates() -> None:
    assert label(digit((0, 0, 9, 9))) == "4"
    assert label(digit((0, 0, 9, 9), "unsure")) == "4/9?"


def test_the_text_grows_with_the_picture() -> None:
    areas = []
    for scale in (1, 4):
        before = paper(255, 300 * scale, 400 * scale)
        after = annotate(before, reading(digit((100 * scale, 80 * scale, 60 * scale, 120 * scale))))
        plate = drawn(before, after, "digit")[: 70 * scale]
        areas.append(plate.any(axis=1).sum())
    assert areas[1] == pytest.approx(4 * areas[0], rel=0.15)


@pytest.mark.parametrize(
    "box", [(0, 0, 400, 300), (0, 0, 30, 40), (370, 0, 30, 40), (0, 260, 30, 40), (10, 10, 0, 0)]
)
def test_a_label_stays_in_the_picture(box: Box) -> None:
    before = paper(255)
    coloured = drawn(before, annotate(before, reading(digit(box, "unsure"))), "unsure")
    filled = np.convolve(coloured.sum(axis=1), np.ones(8), "valid").max() / 8
    assert filled > 10  # the plate is some rows of colour, wider than a box's two sides


@pytest.mark.parametrize(
    ("turned", "as_sent"), [(90, (80, 240, 120, 60)), (180, (240, 100, 60, 120)), (270, (100, 100, 120, 60))]
)
def test_a_turned_picture_is_drawn_upright(turned: int, as_sent: Box) -> None:
    upright = grey(400, 300)
    expected = annotate(upright, reading(digit((100, 80, 60, 120))))
    sent = np.ascontiguousarray(np.rot90(upright, turned // 90))
    found = replace(reading(digit(as_sent)), turned=turned)
    assert (annotate(sent, found) == expected).all()


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 3000), (3000, 1), (28, 28)])
def test_a_picture_of_any_shape(height: int, width: int) -> None:
    after = annotate(paper(255, height, width), reading(digit((0, 0, width, height), "unsure")))
    assert after.shape == (height, width, 3)
    assert (after != 255).any()
