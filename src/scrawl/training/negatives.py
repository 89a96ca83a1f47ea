"""What is not a digit, synthesised: the network learns `digitness` from it.

Variety of families matters more than number. All of them are written with the same pens and worn in the same way as
the digits, so that neither pen nor paper gives the answer away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.training import augment, fonts
from scrawl.training.augment import Ink, Points, line, polyline
from scrawl.training.hands import curve
from scrawl.training.lookalike import alike
from scrawl.training.skeleton import SIDE, Skeletons

BANK = (
    6_000  # patterns, at most, made of each family in which some by chance look like a digit, before sifting
)

# These digits look like none when they lie on their side; in a mirror; with their halves exchanged, across and down.
TURNABLE, MIRRORABLE, CUTTABLE = (2, 3, 4, 5), (3, 4, 9), ((0, 2, 4, 5, 6, 9), (2, 5))


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


def banks(labels: NDArray[np.uint8], skeletons: Skeletons, most: int = BANK) -> dict[str, list[Points]]:
    """Patterns that do not look like one of the digits, for the families that draw on them."""
    rng = np.random.default_rng(0)
    by_label = {int(label): np.flatnonzero(labels == label) for label in np.unique(labels)}

    def digit(of: Collection[int]) -> Points:
        known = [label for label in of if label in by_label]
        return skeletons[int(rng.choice(by_label[int(rng.choice(known))]))]

    made = {
        "letter": list(islice(fonts.others(), most)),
        "brushed": [_brushed(rng) for _ in range(most)],
        "sign": [_sign(rng) for _ in range(most)],
        "flourish": [_flourish(rng) for _ in range(most)],
        "turned": [_turned(rng, digit) for _ in range(most)],
        "exchanged": [_exchanged(rng, digit) for _ in range(most)],
    }
    sifted = {
        name: [each for each, like in zip(patterns, alike(patterns, skeletons), strict=True) if not like]
        for name, patterns in made.items()
    }
    return {"latin": list(islice(fonts.latin(), most)), **sifted}


def latin(rng: np.random.Generator, sources: Sources) -> Ink:
    """A Latin letter of a font, written by hand: a D is no 0, though it may look like one."""
    points = sources.pattern(rng, "latin")
    if rng.random() < 0.6:  # as slanted as handwriting is
        points = points - points[:, 1:] * np.array([rng.uniform(0, 0.6), 0], np.float32)
    return augment.write(points, rng)


def letter(rng: np.random.Generator, sources: Sources) -> Ink:
    """A letter of another alphabet or a symbol of a font, written by hand."""
    return augment.write(sources.pattern(rng, "letter"), rng)


def sign(rng: np.random.Generator, sources: Sources) -> Ink:
    """A sign of no alphabet: three to six lines, arcs and loops, often begun where another ended."""
    return augment.write(sources.pattern(rng, "sign"), rng)


def flourish(rng: np.random.Generator, sources: Sources) -> Ink:
    """A sign of curves: two to four smooth strokes through points of a coarse grid, most begun on another."""
    return augment.write(sources.pattern(rng, "flourish"), rng)


def brushed(rng: np.random.Generator, sources: Sources) -> Ink:
    """A sign of the strokes that East Asian and Indian letters are made of: bars, hooks, sweeps and drops."""
    return augment.write(sources.pattern(rng, "brushed"), rng)


def turned(rng: np.random.Generator, sources: Sources) -> Ink:
    """A digit lying on its side, or seen in a mirror."""
    return augment.write(sources.pattern(rng, "turned"), rng)


def exchanged(rng: np.random.Generator, sources: Sources) -> Ink:
    """A digit cut in two, the halves exchanged: the parts of a digit, and no digit."""
    return augment.write(sources.pattern(rng, "exchanged"), rng)


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
    """A polygon, star, cross, spiral or heart-like closed curve."""
    kind = rng.integers(5)
    corners = int(rng.integers(3, 7))
    turn = rng.uniform(0, 2 * np.pi)
    if kind == 0:  # polygon; its corners keep it from being a zero
        angles = turn + np.arange(corners + 1) * 2 * np.pi / corners
        points = polyline(40 * np.column_stack([np.cos(angles), np.sin(angles)]))
    elif kind == 1:  # star
        angles = turn + np.arange(11) * 4 * np.pi / 5
        points = polyline(40 * np.column_stack([np.cos(angles), np.sin(angles)]))
    elif kind == 2:  # cross of two or more lines
        angles = turn + np.arange(corners - 1) * np.pi / (corners - 1)
        ends = 40 * np.column_stack([np.cos(angles), np.sin(angles)])
        points = np.concatenate([line(-end, end) for end in ends])
    elif kind == 3:  # spiral
        angles = np.linspace(0, rng.uniform(3.5, 7) * np.pi, 500) * rng.choice([-1, 1])
        points = (
            np.abs(angles)[:, None] * np.column_stack([np.cos(angles + turn), np.sin(angles + turn)])
        ).astype(np.float32)
    else:  # closed curve with lobes
        angles = np.linspace(0, 2 * np.pi, 400)
        radius = 1 + rng.uniform(0.25, 0.6) * np.cos(corners * angles + turn)
        points = (40 * radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])).astype(np.float32)
    return augment.write(augment.warp(augment.place(points), rng), rng)


def strokes_apart(rng: np.random.Generator, sources: Sources) -> Ink:
    """Dashes, parallel lines, grids, dots in a row: marks that belong to no symbol."""
    kind = rng.integers(4)
    count = int(rng.integers(2, 6))
    if kind == 0:  # a horizontal dash
        points = line(np.array([0.0, 0]), np.array([80.0, rng.normal(0, 8)]), sag=rng.normal(0, 0.05))
    elif kind == 1:  # parallel lines
        points = np.concatenate(
            [
                line(np.array([0.0, y]), np.array([80.0, y + rng.normal(0, 4)]))
                for y in np.linspace(0, 80, count)
            ]
        )
        points = points if rng.random() < 0.5 else points[:, ::-1]
    elif kind == 2:  # a grid, or a corner of one
        ticks = np.linspace(0, 80, count)
        rows = [line(np.array([0.0, y]), np.array([80.0, y])) for y in ticks]
        columns = [
            line(np.array([x, 0.0]), np.array([x, 80.0])) for x in ticks[: int(rng.integers(1, count + 1))]
        ]
        points = np.concatenate(rows + columns)
    else:  # dots
        points = np.repeat(rng.uniform(0, 80, (count, 2)), 2, axis=0).astype(np.float32)
    return augment.write(augment.warp(augment.place(points.astype(np.float32)), rng), rng)


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

# Each family and how often it is drawn on.
FAMILIES: dict[str, tuple[Family, float]] = {
    "latin": (latin, 5),
    "letter": (letter, 6),
    "word": (word, 1),
    "brushed": (brushed, 3),
    "scribble": (scribble, 2),
    "sign": (sign, 4),
    "flourish": (flourish, 4),
    "turned": (turned, 1.5),
    "exchanged": (exchanged, 1.5),
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


def _sign(rng: np.random.Generator) -> Points:
    strokes: list[Points] = []
    for _ in range(rng.integers(3, 7)):
        start = rng.uniform(16, 96, 2)
        if strokes and rng.random() < 0.6:
            other = strokes[int(rng.integers(len(strokes)))]
            start = other[int(rng.choice([0, len(other) // 2, -1]))].astype(np.float64)
        kind = rng.random()
        if kind < 0.5:
            strokes.append(line(start, rng.uniform(16, 96, 2), sag=rng.normal(0, 0.15)))
        elif kind < 0.85:
            begin, sweep = rng.uniform(0, 2 * np.pi), rng.uniform(1.5, 5.5) * rng.choice([-1, 1])
            angles = begin + np.linspace(0, sweep, 80)
            radii = rng.uniform(8, 30, 2)
            ring = np.column_stack([np.cos(angles), np.sin(angles)]) * radii
            strokes.append((start + ring - ring[0]).astype(np.float32))
        else:
            strokes.append(line(start, start + rng.normal(0, 4, 2)))
    return np.concatenate(strokes)


def _flourish(rng: np.random.Generator) -> Points:
    strokes: list[Points] = []
    for _ in range(rng.choice([2, 2, 3, 4])):
        corners = rng.integers(0, 4, (int(rng.integers(3, 6)), 2)) * 26 + rng.normal(17, 4, 2)
        if strokes and rng.random() < 0.7:
            corners[0] = strokes[-1][int(rng.integers(len(strokes[-1])))]
        strokes.append(curve(corners) if rng.random() < 0.7 else polyline(corners))
    return np.concatenate(strokes)


def _brushed(rng: np.random.Generator) -> Points:
    strokes: list[Points] = []
    if rng.random() < 0.25:  # letters that hang from a line
        y = rng.uniform(8, 20)
        strokes.append(line(np.array([8.0, y]), np.array([104.0, y + rng.normal(0, 3)])))
    for _ in range(rng.choice([2, 3, 3, 4])):
        x, y = rng.uniform(15, 60, 2)
        wide, high = rng.uniform(25, 75, 2)
        kind = rng.random()
        if kind < 0.3:
            strokes.append(line(np.array([x, y]), np.array([x + wide, y - rng.uniform(-2, 8)])))
        elif kind < 0.5:
            strokes.append(
                line(np.array([x + 20, y - 10]), np.array([x + 20, y + high]), sag=rng.normal(0, 0.05))
            )
        elif kind < 0.7:  # across, then down or back to the left
            corner = np.array([x + wide, y])
            end = corner + [-rng.uniform(0, 0.9) * wide, high]
            strokes += [line(np.array([x, y]), corner), line(corner, end, sag=rng.uniform(-0.15, 0.05))]
        elif kind < 0.9:  # a sweep to either side
            side = rng.choice([-1, 1])
            strokes.append(
                line(np.array([x + 30, y]), np.array([x + 30 + side * wide / 1.5, y + high]), sag=side * 0.1)
            )
        else:
            strokes.append(line(np.array([x, y]), np.array([x + 10, y + 12])))
    return augment.place(np.concatenate(strokes))


def _turned(rng: np.random.Generator, digit: Callable[[Collection[int]], Points]) -> Points:
    if rng.random() < 0.7:
        side = np.array([1, -1] if rng.random() < 0.5 else [-1, 1], np.float32)
        return augment.place(digit(TURNABLE)[:, ::-1] * side)
    return augment.place(digit(MIRRORABLE) * np.array([-1, 1], np.float32))


def _exchanged(rng: np.random.Generator, digit: Callable[[Collection[int]], Points]) -> Points:
    axis = int(rng.integers(2))
    points = augment.place(digit(CUTTABLE[axis]))
    shift = np.zeros(2, np.float32)
    shift[axis] = np.ptp(points[:, axis])
    cut = SIDE / 2 + rng.normal(0, 6)
    return augment.place(np.where(points[:, axis : axis + 1] < cut, points + shift, points))


def _row(parts: list[Points], rng: np.random.Generator) -> Points:
    """The parts side by side, nearly touching or touching."""
    x, row = 0.0, []
    for each in parts:
        part = augment.place(each) * np.array([1, rng.uniform(0.8, 1.2)], np.float32)
        part = part - np.array([part[:, 0].min(), SIDE / 2], np.float32)
        row.append(part + np.array([x, rng.normal(0, 5)], np.float32))
        x += float(part[:, 0].max()) + rng.uniform(-4, 12)
    return np.concatenate(row)
