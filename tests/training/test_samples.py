"""What the network is shown: digits in other hands and pens, and things that are no digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skimage")
pytest.importorskip("matplotlib")

from scrawl import Reader
from scrawl.errors import DataError
from scrawl.training import augment, hands, lookalike, mnist, negatives, patterns, skeleton


@pytest.fixture(scope="module")
def sources(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> negatives.Sources:
    banks = patterns.banks(pictures.labels, skeletons, most=60)
    assert set(banks) == {"latin", "letter", "sign", "turned", "exchanged"}
    return negatives.Sources(pictures.images, skeletons, banks)


def test_skeleton_is_a_thin_line_inside_the_ink(
    pictures: mnist.Pictures, skeletons: skeleton.Skeletons
) -> None:
    assert len(skeletons) == len(pictures)
    for index in range(50):
        points = skeletons[index]
        x, y = np.clip((points / 4).astype(int), 0, 27).T
        assert (pictures.images[index][y, x] > 60).mean() > 0.95
        ink = (pictures.images[index] > 127).sum() * 16
        assert 15 < len(points) < ink


def test_skeletons_are_kept_and_made_anew_for_other_pictures(
    pictures: mnist.Pictures, tmp_path: Path
) -> None:
    cache = tmp_path / "skeletons.npz"
    made = skeleton.of_pictures(pictures.images[:20], cache)
    kept = skeleton.of_pictures(pictures.images[:20], cache)
    assert all(np.array_equal(*each) for each in zip(made, kept, strict=True))
    other = skeleton.of_pictures(pictures.images[20:40], cache)
    assert not any(np.array_equal(*each) for each in zip(made, other, strict=True))


def test_same_seed_same_sample(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> None:
    def sample(seed: int) -> augment.Ink:
        rng = np.random.default_rng(seed)
        return augment.digit(pictures.images[3], skeletons[3], int(pictures.labels[3]), rng)

    assert np.array_equal(sample(1), sample(1))
    assert not np.array_equal(sample(1), sample(2))


def test_pens_from_a_hair_to_a_felt_pen(skeletons: skeleton.Skeletons) -> None:
    rng = np.random.default_rng(0)
    covered = [augment.write(skeletons[0], rng).mean() for _ in range(100)]
    assert max(covered) > 5 * min(covered)


def test_sevens_get_bars_and_ones_feet(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> None:
    rng = np.random.default_rng(0)
    for label in (7, 1):
        index = int(np.flatnonzero(pictures.labels == label)[0])
        changed = [
            len(augment.foreign(skeletons[index], label, rng)) > len(skeletons[index]) for _ in range(60)
        ]
        assert 10 < sum(changed) < 55
    three = int(np.flatnonzero(pictures.labels == 3)[0])
    assert len(augment.foreign(skeletons[three], 3, rng)) == len(skeletons[three])


def test_some_are_brought_towards_a_square(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "STRETCHED", 1.0)
    rng = np.random.default_rng(0)
    ratios = [np.divide(*np.diag(augment.affine(rng, 10, 80))) for _ in range(200)]
    assert 1.4 < np.median(ratios) < 2.2  # a bar 8 times as high as wide, a third of the way


def test_printed_lines_take_ink_away_from_edge_to_edge() -> None:
    rng = np.random.default_rng(0)
    made = [augment._rules(rng) for _ in range(100)]
    assert all(lost.shape == (112, 112) and lost.min() == 0 and 0.4 <= lost.max() <= 1 for lost in made)
    assert max(lost.mean() for lost in made) < 0.4  # a digit under them is still one
    ends = [
        (lost[:, [0, -1]].any(axis=0).all(), lost[[0, -1]].any(axis=1).all()) for lost in made
    ]  # of lines across, and down
    assert sum(across or down for across, down in ends) > 90
    assert all(sum(each) > 20 for each in zip(*ends, strict=True))


@pytest.mark.parametrize("label", range(10))
def test_foreign_hands_are_readable(label: int, reader: Reader) -> None:
    rng = np.random.default_rng(label)
    inks = [augment.draw(augment.place(hands.write(label, rng)), 3.0) for _ in range(40)]
    pictures = [np.rint(255 * (1 - ink)).astype(np.uint8) for ink in inks]
    read = [reader.read(picture, layout="digit").digits[0].digit for picture in pictures]
    assert read.count(label) >= 34, read


def test_a_third_of_the_foreign_hands_lean_to_the_right() -> None:
    leaning = 0
    for seed in range(200):
        x, y = hands.write(8, np.random.default_rng(seed)).T
        top, bottom = np.quantile(y, (0.2, 0.8))
        leaning += x[y < top].mean() - x[y > bottom].mean() > 0.15 * np.ptp(y)
    assert 45 < leaning < 95


def test_digits_look_like_digits_and_other_letters_do_not(skeletons: skeleton.Skeletons) -> None:
    known = [skeletons[k] for k in range(100, 200)]
    square = augment.polyline(np.array([[10, 10], [90, 10], [90, 90], [10, 90], [10, 10]], np.float32))
    cross = np.concatenate([augment.line(np.array([10, 10]), np.array([90, 90])), square])
    first = skeletons[:100]
    assert lookalike.alike(known, first, threshold=0.8).mean() > 0.8
    assert not lookalike.alike([cross], first).any()
    assert lookalike.alike([first[7]], first, threshold=0.999).all()


@pytest.mark.parametrize("family", negatives.FAMILIES)
def test_every_family_of_non_digits_gives_ink(family: str, sources: negatives.Sources) -> None:
    rng = np.random.default_rng(0)
    make, _ = negatives.FAMILIES[family]
    inks = [make(rng, sources) for _ in range(20)]
    for ink in inks:
        assert ink.shape == (112, 112)
        assert ink.min() >= 0
        assert ink.max() <= 1
        assert (ink > 0.1).mean() > 0.001
    assert len({ink.tobytes() for ink in inks}) == 20


def test_held_out_families_are_not_drawn_on(sources: negatives.Sources) -> None:
    others = tuple(name for name in negatives.FAMILIES if name != "blot")
    inks = [negatives.non_digit(np.random.default_rng(seed), sources, others) for seed in range(20)]
    assert all(ink[50:62, 50:62].max() > 0.1 for ink in inks)  # a blot has ink in the middle
    with pytest.raises(DataError, match="'scrible'"):
        negatives.check(["scrible"])
    with pytest.raises(DataError, match="nothing to learn"):
        negatives.check(list(negatives.FAMILIES))
