"""What the network is shown: digits in other hands and pens, and things that are no digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skimage")
pytest.importorskip("matplotlib")

from scrawl.training import augment, mnist, negatives, skeleton


@pytest.fixture(scope="module")
def pictures(data: Path) -> mnist.Pictures:
    return mnist.load(data / "mnist").take(np.arange(200))


@pytest.fixture(scope="module")
def skeletons(pictures: mnist.Pictures) -> skeleton.Skeletons:
    return skeleton.of_pictures(pictures.images)


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
    assert np.array_equal(made.points, kept.points)
    other = skeleton.of_pictures(pictures.images[20:40], cache)
    assert not np.array_equal(made.ends, other.ends)


def test_same_seed_same_sample(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> None:
    def sample(seed: int) -> augment.Ink:
        rng = np.random.default_rng(seed)
        return augment.digit(pictures.images[3], skeletons[3], int(pictures.labels[3]), rng)

    assert np.array_equal(sample(1), sample(1))
    assert not np.array_equal(sample(1), sample(2))


def test_pens_from_a_hair_to_a_felt_pen(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> None:
    rng = np.random.default_rng(0)
    covered = [augment.draw(augment.place(skeletons[0]), rng).mean() for _ in range(100)]
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
    assert augment.foreign(skeletons[three], 3, rng) is not None
    assert len(augment.foreign(skeletons[three], 3, rng)) == len(skeletons[three])


@pytest.mark.parametrize("family", negatives.FAMILIES)
def test_every_family_of_non_digits_gives_ink(
    family: str, pictures: mnist.Pictures, skeletons: skeleton.Skeletons
) -> None:
    sources = negatives.Sources(pictures.images, skeletons)
    rng = np.random.default_rng(0)
    inks = [negatives.FAMILIES[family](rng, sources) for _ in range(20)]
    for ink in inks:
        assert ink.shape == (112, 112)
        assert ink.min() >= 0
        assert ink.max() <= 1
        assert (ink > 0.1).mean() > 0.001
    assert len({ink.tobytes() for ink in inks}) == 20


def test_letters_come_from_several_fonts_without_boxes_for_missing_ones() -> None:
    assert len(negatives.letters()) > 500
