"""Synthetic non-digits: the network learns `digitness` from them.

Variety of families matters more than number. All of them are written with the digits' pens and worn as the digits are,
so that neither pen nor paper gives the answer away.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.scenes import doodles
from scrawl.training import augment
from scrawl.training.augment import Ink, Points, line, polyline
from scrawl.training.hands import curve
from scrawl.training.skeleton import SIDE, Skeletons


@dataclass(frozen=True, eq=False)
class Sources:
    """What families draw on: MNIST pictures (N, 28, 28) uint8, their skeletons, and patterns sifted beforehand."""

    images: NDArray[np.uint8]
    skeletons: Skeletons
    banks: dict[str, list[Points]]

    def skeleton(self, rng: np.random.Generator) -> Points:
        """The skeleton of a random digit, in a random hand."""
        return augment.warp(self.skeletons[int(rng.integers(len(self.skeletons)))], rng)

    def pattern(self, rng: np.random.Generator, bank: str) -> Points:
        """A random pattern of that bank, in a random hand."""
        patterns = self.banks[bank]
        return augment.warp(patterns[int(rng.integers(len(patterns)))], rng)


def latin(rng: np.random.Generator, sources: Sources) -> Ink:
    """A Latin letter of a font, written by hand: a D is no 0, though it may look like one."""
    points = sources.pattern(rng, "latin")
    if rng.random() < 0.6:  # as slanted as handwriting is
        points = points - points[:, 1:] * np.array([rng.uniform(0, 0.6), 0], np.float32)
    return augment.write(points, rng)


def word(rng: np.random.Generator, sources: Sources) -> Ink:
    """Two or three letters in one."""
    return augment.write(_row([sources.pattern(rng, "latin") for _ in range(rng.integers(2, 4))], rng), rng)


def scribble(rng: np.random.Generator, sources: Sources) -> Ink:
    """One to three long wandering lines."""
    strokes = [
        curve(rng.normal(0, 1, (int(rng.integers(6, 16)), 2)).cumsum(0)) for _ in range(rng.integers(1, 4))
    ]
    return augment.write(np.concatenate(strokes), rng)


def joined(rng: np.random.Generator, sources: Sources) -> Ink:
    """Two to four digits side by side, taken for one."""
    return augment.write(_row([sources.skeleton(rng) for _ in range(rng.choice([2, 2, 2, 3, 4]))], rng), rng)


def stacked(rng: np.random.Generator, sources: Sources) -> Ink:
    """A digit crossed out, or two written over one another."""
    under = augment.place(sources.skeleton(rng))
    if rng.random() < 0.5:
        aside = rng.choice([-1, 1], 2) * rng.uniform(10, 30, 2)
        over = augment.place(sources.skeleton(rng)) + aside.astype(np.float32)
    else:
        waves = int(rng.integers(4, 9))
        zigzag = np.column_stack([np.arange(waves) % 2 * 80 + 16, np.linspace(20, 92, waves)])
        zigzag = zigzag if rng.random() < 0.5 else zigzag[:, ::-1]
        over = polyline(zigzag + rng.normal(0, 5, zigzag.shape))
    return augment.write(np.concatenate([under, over]), rng)


def shape(rng: np.random.Generator, sources: Sources) -> Ink:
    """A drawing of triangles, boxes, stars, arrows or coils, a polygon, a spiral, or a closed curve with lobes."""
    kind, turn = rng.random(), rng.uniform(0, 2 * np.pi)
    corners = int(rng.integers(3, 7))
    if kind < 0.2:  # polygon; its corners keep it from being a zero
        points = polyline(_ray(turn + np.arange(corners + 1) * 2 * np.pi / corners, 40))
    elif kind < 0.4:  # spiral
        angles = np.linspace(0, rng.uniform(3.5, 7) * np.pi, 500) * rng.choice([-1, 1])
        points = _ray(angles + turn, np.abs(angles))
    elif kind < 0.6:
        angles = np.linspace(0, 2 * np.pi, 400)
        points = _ray(angles, 1 + rng.uniform(0.25, 0.6) * np.cos(corners * angles + turn))
    else:
        known = (*doodles.SHAPES, *doodles.SCRIBBLES)
        strokes = known[int(rng.integers(len(known)))](rng)
        points = np.concatenate([polyline(80 * stroke) for stroke in strokes])
    return augment.write(augment.warp(augment.place(points), rng), rng)


def _ray(angles: NDArray[np.float64], radius: float | NDArray[np.float64]) -> Points:
    """Points (n, 2) at those angles and distances from (0, 0)."""
    return (np.column_stack([np.cos(angles), np.sin(angles)]).T * radius).T.astype(np.float32)


def strokes_apart(rng: np.random.Generator, sources: Sources) -> Ink:
    """Dashes, ticks, parallel lines, grids, dots in a row: marks that belong to no symbol."""
    kind, count = rng.integers(4), int(rng.integers(2, 6))
    rows = [
        line(np.array([0.0, y]), np.array([80.0, y + rng.normal(0, 4)])) for y in np.linspace(0, 80, count)
    ]
    if kind == 0:  # a dash, level or falling: a 1 does not lean to the left
        falls = np.radians(rng.uniform(10, 58)) if rng.random() < 0.5 else rng.normal(0, 0.1)
        points = line(np.zeros(2), 80 * np.array([np.cos(falls), np.sin(falls)]), sag=rng.normal(0, 0.05))
    elif kind == 1:  # parallel lines
        points = np.concatenate(rows) if rng.random() < 0.5 else np.concatenate(rows)[:, ::-1]
    elif kind == 2:  # a grid, or a corner of one
        columns = [row[:, ::-1] for row in rows[: int(rng.integers(1, count + 1))]]
        points = np.concatenate(rows + columns)
    else:  # dots
        points = np.repeat(rng.uniform(0, 80, (count, 2)), 2, axis=0).astype(np.float32)
    return augment.write(augment.warp(augment.place(points), rng), rng)


def blot(rng: np.random.Generator, sources: Sources) -> Ink:
    """A filled spot of any outline."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    radius = 30 * np.exp(rng.normal(0, rng.uniform(0, 0.35), 24))
    spot = (
        np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None] * rng.uniform(0.5, 1.2, 2)
        + SIDE / 2
    )
    ink = np.zeros((SIDE, SIDE), np.uint8)
    cv2.fillPoly(ink, [np.rint(spot).astype(np.int32)], 255, cv2.LINE_AA)
    return ink.astype(np.float32) / 255


def texture(rng: np.random.Generator, sources: Sources) -> Ink:
    """Noise of any grain, as paper, cloth and shadows give."""
    grain = int(rng.integers(4, SIDE))
    noise = rng.random((grain, grain), np.float32)
    noise = np.asarray(cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
    if rng.random() < 0.6:
        noise = (noise > rng.uniform(0.3, 0.9)).astype(np.float32)
    return np.clip(noise, 0, 1)


def inverted(rng: np.random.Generator, sources: Sources) -> Ink:
    """A digit taken for the paper and its paper for ink."""
    image = sources.images[int(rng.integers(len(sources.images)))]
    ink = augment.rework(image, rng)
    margin = int(rng.integers(4, 30))
    return np.asarray(np.pad(1 - ink[margin:-margin, margin:-margin], margin), np.float32)


Family = Callable[[np.random.Generator, Sources], Ink]


def _of_bank(name: str) -> Family:
    """The family whose patterns were made and sifted beforehand: see `patterns.banks`."""
    return lambda rng, sources: augment.write(sources.pattern(rng, name), rng)


# Each family and how often it is drawn on.
FAMILIES: dict[str, tuple[Family, float]] = {
    "latin": (latin, 7),
    "letter": (_of_bank("letter"), 6),
    "word": (word, 1),
    "scribble": (scribble, 2),
    "sign": (_of_bank("sign"), 11),
    "turned": (_of_bank("turned"), 1.5),
    "exchanged": (_of_bank("exchanged"), 1.5),
    "joined": (joined, 3),
    "stacked": (stacked, 1.5),
    "shape": (shape, 2),
    "strokes_apart": (strokes_apart, 2),
    "blot": (blot, 0.5),
    "texture": (texture, 0.7),
    "inverted": (inverted, 0.5),
}


def check(without: Collection[str]) -> None:
    """Raise DataError if a family to hold out is unknown, or none would be left."""
    unknown = [name for name in without if name not in FAMILIES]
    if unknown:
        raise DataError(f"There is no family of non-digits {unknown[0]!r}. There are: {', '.join(FAMILIES)}.")
    if set(without) == set(FAMILIES):
        raise DataError("With all families of non-digits held out there is nothing to learn refusal from.")


def non_digit(rng: np.random.Generator, sources: Sources, without: Collection[str] = ()) -> Ink:
    """A non-digit of a random family, (112, 112) float32; `without` names families held out."""
    kept = [family for name, family in FAMILIES.items() if name not in without]
    shares = np.array([share for _, share in kept])
    make, _ = kept[int(rng.choice(len(kept), p=shares / shares.sum()))]
    return augment.wear(make(rng, sources), rng)


def _row(parts: list[Points], rng: np.random.Generator) -> Points:
    """The parts side by side, nearly touching or touching."""
    x, row = 0.0, []
    for each in parts:
        part = augment.place(each) * np.array([1, rng.uniform(0.8, 1.2)], np.float32)
        part = part - np.array([part[:, 0].min(), SIDE / 2], np.float32)
        row.append(part + np.array([x, rng.normal(0, 5)], np.float32))
        x += float(part[:, 0].max()) + rng.uniform(-4, 12)
    return np.concatenate(row)
