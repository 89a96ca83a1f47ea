"""Strings of touching digits whose owners are known, and a few steps of learning from them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

from scrawl import Reader
from scrawl.measure import symbols
from scrawl.recognizer import CENTRES_HEIGHT, WEIGHTS, Recognizer
from scrawl.training import augment, fonts, manuscript, mnist, skeleton, strings
from scrawl.training.centres import Recipe, train

# TensorFlow's converters look up names that NumPy 2 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def sources(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> manuscript.Sources:
    return manuscript.Sources(pictures.labels, skeletons, alphabet=tuple(islice(fonts.alphabet(), 104)))


def test_every_symbol_of_a_string_has_its_ink_where_its_middle_is(sources: manuscript.Sources) -> None:
    rng = np.random.default_rng(1)
    joined = 0
    kinds = rng.choice(list(strings.KINDS), 30, p=list(strings.KINDS.values()))
    for kind, count in zip(kinds.tolist(), (1, 2, 3, 4, 5) * 6, strict=True):
        string = strings.string(kind, count, sources, rng)
        assert set(np.unique(string.owners)) - {-1} <= {*range(count)}
        assert (string.ink[string.owners >= 0] > 0).all()
        assert (np.diff(string.centres) > 0).mean() > 0.9 if count > 1 else True
        for k in range(count):
            columns = np.flatnonzero((string.owners == k).any(axis=0))
            assert columns[0] - 1 <= string.centres[k] <= columns[-1] + 2
        joined += count > 1 and cv2.connectedComponents((string.ink > 0.25).astype(np.uint8))[0] == 2
    assert joined > 9


def test_offsets_lead_to_as_many_middles_as_there_are_symbols(sources: manuscript.Sources) -> None:
    ink, targets = strings.strip(sources, np.random.default_rng(2))
    known = targets[..., 2] > 0
    assert known[ink > 0.5].mean() > 0.8
    middles = (np.arange(strings.WIDTH) + 0.5 + targets[..., 0] * CENTRES_HEIGHT)[known]
    bins = np.bincount(np.rint(middles).astype(int), minlength=strings.WIDTH)
    assert np.count_nonzero(bins > 10) < known.any(axis=0).sum() / 3  # all columns of a digit lead to a few


def test_each_symbol_of_a_strip_is_labelled_as_what_was_written(sources: manuscript.Sources) -> None:
    for wanted in range(10):
        same = replace(sources, labels=np.full_like(sources.labels, wanted))
        strips = [strings.strip(same, np.random.default_rng([wanted, k]))[1] for k in range(3)]
        told = {label for strip in strips for label in strip[strip[..., 2] > 0][:, 1].tolist()}
        assert wanted in told <= {wanted, strings.NO_DIGIT}


@pytest.mark.parametrize("kind", strings.KINDS)
def test_all_symbols_of_a_string_are_of_one_kind(kind: str, sources: manuscript.Sources) -> None:
    string = strings.string(kind, 5, sources, np.random.default_rng(3))
    assert string.labels.shape == string.centres.shape
    assert (string.labels == strings.NO_DIGIT).all() == (kind != "digits")


@pytest.mark.parametrize("kind", ["letters", "words"])
def test_letters_are_not_all_such_as_look_like_digits(
    kind: str, sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[str] = []

    def letter(one: fonts.Letter, _: float, rng: np.random.Generator) -> augment.Points:
        chosen.append(one.text)
        return one.points

    monkeypatch.setattr(fonts.Letter, "written", letter)
    rng = np.random.default_rng(4)
    for count in (1, 2, 5) * 9:
        chosen.clear()
        strings.string(kind, count, sources, rng)
        assert len(chosen) == count
        assert set(chosen) - symbols.LOOK_ALIKES


def test_letters_of_a_word_are_of_one_font_and_stand_as_it_has_them(
    sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[fonts.Letter] = []

    def letter(one: fonts.Letter, height: float, rng: np.random.Generator) -> augment.Points:
        chosen.append(one)
        return augment.stand(one.points, height, strings.WIDEST)

    monkeypatch.setattr(fonts.Letter, "written", letter)
    for seed in range(9):
        chosen.clear()
        rng = np.random.default_rng(seed)
        written, pens = strings._word(6, sources.alphabet, rng)
        assert len({letter.font for letter in chosen}) == 1
        advances = np.array([letter.advance for letter in chosen[:-1]])
        assert np.diff(pens) == pytest.approx(advances * (np.diff(pens)[0] / advances[0]))
        assert 0.7 < np.diff(pens)[0] / (advances[0] * strings.WRITING) < 1.4
        begins = [points[:, 0].min() for points in written]
        bearings = np.array([letter.left for letter in chosen])
        assert begins == pytest.approx(bearings * (np.diff(pens)[0] / advances[0]), abs=1e-3)


def test_some_strings_lean_as_school_hands_do(sources: manuscript.Sources) -> None:
    stem = [augment.polyline(np.array([[0.0, -80.0], [0.0, 0.0]]))]
    rng = np.random.default_rng(5)
    leaning = [strings._uneven(stem, rng)[0] for _ in range(400)]
    leans = np.array([(points[0, 0] - points[-1, 0]) / np.ptp(points[:, 1]) for points in leaning])
    assert 0.2 < (leans > 0.3).mean() < 0.35
    assert 0.6 < leans.max() < 0.8


@pytest.mark.usefixtures("uncompiled")
def test_run_ends_with_what_is_served(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch=2, batches=2, validation=1, pictures=300)
    train(recipe, data=data / "mnist", out=tmp_path, progress=False, say=lambda _: None)
    (tmp_path / "digits.onnx").write_bytes((WEIGHTS / "digits.onnx").read_bytes())
    ink = np.zeros((32, 40), np.float32)
    ink[4:28, 10:14] = 1
    ours, trained = Recognizer(), Recognizer("onnx", tmp_path)
    assert trained.owners(ink).shape == (*ink.shape, 12)
    assert not np.array_equal(trained.owners(ink), ours.owners(ink))
    assert Reader(trained).read(np.full((30, 30), 255, np.uint8)).text == ""
