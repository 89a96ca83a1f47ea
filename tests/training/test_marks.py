"""Windows of what is written beside digits, and a few steps of learning from them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

from scrawl.glyphs.pieces import KINDS
from scrawl.recognizer import MARKS_SIDE, WEIGHTS, Recognizer
from scrawl.scenes.marks import MARKS
from scrawl.training import fonts, marks, mnist, signs, skeleton
from scrawl.training.manuscript import Sources
from scrawl.training.marks import NOTHING, SHARES, Recipe, sample, train

# TensorFlow's converters look up names that NumPy 2 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def sources(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> Sources:
    return Sources(pictures.labels, skeletons, alphabet=tuple(islice(fonts.alphabet(), 52)))


def test_every_kind_is_learned_from() -> None:
    assert set(SHARES) == set(KINDS)
    assert sum(SHARES.values()) == pytest.approx(1)
    assert list(MARKS) == list(KINDS[:6])


def test_a_piece_of_a_broken_digit_is_no_point(sources: Sources) -> None:
    rng = np.random.default_rng(0)
    pieces = [marks._fragment(sources, rng) for _ in range(300)]
    shares = [len(piece) / (len(piece) + len(rest)) for piece, (rest,) in pieces]  # the gap is in neither
    assert 0.1 < min(shares) < 0.14
    assert max(shares) <= 0.5


def _measured(kind: str) -> np.ndarray:
    """Width, height and middle row of many marks, and how many strokes each has, (n, 4)."""
    rng = np.random.default_rng(0)
    made = [signs.mark(kind, rng) for _ in range(2_000)]
    ends = [(np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)) for strokes in made]
    return np.array(
        [
            [*(high - low), (low[1] + high[1]) / 2, len(strokes)]
            for (low, high), strokes in zip(ends, made, strict=True)
        ]
    )


def test_marks_vary_more_than_on_made_up_pages() -> None:
    wide, high, middle, _ = _measured("+").T
    assert np.log(wide).std() == pytest.approx(0.27, abs=0.05)
    assert np.log(high).std() == pytest.approx(0.21, abs=0.04)
    assert middle.std() == pytest.approx(0.07, abs=0.01)


def test_slashes_lean_up_to_half_a_right_angle() -> None:
    wide, high, *_ = _measured("/").T
    assert np.quantile(wide / high, 0.5) == pytest.approx(0.53, abs=0.06)
    assert np.quantile(wide / high, 0.95) == pytest.approx(1.03, abs=0.08)


def test_some_commas_begin_with_a_dab() -> None:
    assert (_measured(",")[:, 3] == 2).mean() == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_a_window_shows_its_kind_among_digits(
    kind: str, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "SHARES", {kind: 1.0})
    rng = np.random.default_rng(1)
    shown = [sample(sources, rng) for _ in range(60)]
    windows = np.stack([window for window, _ in shown])
    assert windows.shape == (60, MARKS_SIDE, MARKS_SIDE, 2)
    assert {int(place) for _, place in shown} == {KINDS.index(kind)}
    assert windows.min() == 0
    assert windows.max() == pytest.approx(1, abs=1e-5)
    assert (windows.max(axis=(1, 2)) > 0).mean(axis=0).min() > 0.9  # the piece, and digits beside it
    rows, columns = (
        np.average(np.arange(MARKS_SIDE), weights=windows[..., 0].sum(axis=(0, axis))) for axis in (2, 1)
    )
    assert columns == pytest.approx(MARKS_SIDE / 2, abs=2)
    low = {".": (26, 32), ",": (26, 34)}.get(kind, (14, 26))  # a point stands at the digits' foot
    assert low[0] < rows < low[1]


@pytest.mark.parametrize("make", NOTHING)
def test_what_is_no_mark_is_drawn(make: marks.Maker, sources: Sources) -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        shown, company = make(sources, rng)
        assert shown.shape[1] == 2
        assert len(shown)
        assert all(len(points) for points in company)


def test_run_ends_with_what_is_served(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch=4, batches=4, validation=1, pictures=300)
    train(recipe, data=data / "mnist", out=tmp_path, progress=False, say=lambda _: None)
    (tmp_path / "digits.onnx").write_bytes((WEIGHTS / "digits.onnx").read_bytes())
    windows = np.random.default_rng(0).random((3, MARKS_SIDE, MARKS_SIDE, 2), np.float32)
    ours, trained = Recognizer(), Recognizer("onnx", tmp_path)
    assert trained.marks(windows).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert not np.array_equal(trained.marks(windows), ours.marks(windows))
    assert trained.card["version"] != ours.card["version"]
