"""The writing in a made-up scene: digits, letters, figures and scribbles, as points that a pen goes over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import doodles
from scrawl.scenes.paper import smooth_noise
from scrawl.scenes.plane import Field, log_uniform
from scrawl.training import augment, hands
from scrawl.training.augment import Points
from scrawl.training.fonts import Letter
from scrawl.training.skeleton import Skeletons

TALL = 80.0  # px, height of a symbol before it comes to its place
WIDEST = 2.5  # of its height: a wider one is made smaller

STRAIGHT = 0.14  # share of digits that are a 1 as straight as a rule, to learn to tell them apart
UPRIGHT = 0.3  # share of these that do not lean
LEANING = 0.15  # radians, standard deviation of the others' lean
LENGTHS = (0.6, 1.2)  # of these, of TALL
STEADY = 0.28  # share of digits in another country's hand without tremor
FOREIGN = 0.3  # share of the others in another country's hand

LARGER = (0.7, 2.5)  # figures, than writing

# How often each is written.
KINDS = {"digits": 0.6, "letters": 0.14, "figures": 0.08, "scribble": 0.08, "mixed": 0.1}
LINES = (0.45, 0.25, 0.15, 0.15)  # how often there are 1, 2, … lines
MOST = 8  # symbols of a line
LEADING = (1.15, 2.2)  # from line to line, in heights
ALONE = 0.35  # share of scenes with one symbol a line
TOUCHING = 0.25  # share in which neighbours touch or overlap
OVERLAP = (-0.15, 0.02)  # heights, from neighbour to neighbour that touch
GAPS = (0.05, 0.8)  # heights, from neighbour to neighbour in other scenes
SPREAD, BASELINE, SLANT = 0.15, 0.06, 0.12  # of heights, at most; standard deviations, in heights
LEVEL = 0.35  # share in which lines are exactly level, as a screen and a scanner have them
ASKEW = np.radians(5)  # standard deviation of the direction of the others
ANYHOW = 0.15  # share in which they run in any direction
OFF = 0.05  # of the side, standard deviation: how far from the middle a digit alone is

STROKED = 0.6  # share of large digits that are drawn from STROKED_LABELS
STROKED_LABELS = (1, 1, 4, 7, 7)  # with long straight strokes, 1 and 7 more often since rules look like them
BARE = 0.4  # share of these 1s that are one straight stroke
LONELY, MOST_LARGE = 0.65, 3  # share of pieces with one large digit; digits of the others
LARGE_GAPS, LARGE_OFF = (0.1, 0.5), 0.16  # heights from one to the next; of the side, how far from the middle

FINEST = 100.0  # px: higher writing is measured at that height and enlarged, for its points lie too far apart
SMOOTHED = 0.45  # of a pen's radius, standard deviation of the blur of the distances from its stroke's middle
FAR = 1e3  # px from writing where there is none
PRESSED = 0.4  # share of writing by a pen whose pressure varies
PRESSURE, HAIR = 0.25, 0.4  # standard deviation of the logarithm of its radius; the least of that, px


@dataclass(frozen=True, eq=False)
class Sources:
    """Sources of symbols: MNIST's labels (N,) uint8 and skeletons, the points (n, 2) of letters, letters of words."""

    labels: NDArray[np.uint8]
    skeletons: Skeletons
    letters: tuple[Points, ...] = ()
    alphabet: tuple[Letter, ...] = ()

    def digit(self, rng: np.random.Generator, abroad: float, wanted: int | None = None) -> tuple[Points, int]:
        """Points (n, 2) on the canvas of a random digit, or the one wanted if it is there; and which it is.

        As often as `abroad` it is in a foreign hand.
        """
        known = np.flatnonzero(self.labels == wanted) if wanted is not None else ()
        k = int(rng.choice(known) if len(known) else rng.integers(len(self.labels)))
        label = int(self.labels[k])
        return augment.written(self.skeletons[k], label, rng, abroad=abroad), label


def write(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Points:
    """Points (n, 2) of the writing of one hand on `side` × `side` px, about `height` px high; some lie outside."""
    kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
    lines = int(rng.choice(len(LINES), p=LINES)) + 1
    slant = a_slant(rng)
    room = 0.7 * side - 0.3 * height if lines < 3 else 0.3 * side
    y = 0.3 * height + rng.random() * max(room, 0.3 * height)
    most = 1 if rng.random() < ALONE else MOST
    is_touching, usual = rng.random() < TOUCHING, rng.uniform(*GAPS)
    written: list[Points] = []
    for _ in range(lines):
        x = rng.uniform(-0.5 * height, 0.8 * side)
        for _ in range(int(rng.integers(1, most + 1))):
            drawn = str(rng.choice(list(SYMBOLS))) if kind == "mixed" else kind
            size = height / TALL * rng.uniform(1 - SPREAD, 1 + SPREAD)
            points = symbol(sources, drawn, rng) @ slant * size
            written.append(points + [x - points[:, 0].min(), y + rng.normal(0, BASELINE) * height])
            gap = rng.uniform(*OVERLAP) if is_touching else usual * rng.uniform(0.5, 1.5)
            x += np.ptp(points[:, 0]) + gap * height
            if x > side:
                break
        y += height * rng.uniform(*LEADING)
        if y > side + height:
            break
    angle = rng.uniform(-np.pi, np.pi) if rng.random() < ANYHOW else _askew(rng)
    return (np.concatenate(written) - side / 2) @ _turn(angle) + side / 2


def alone(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Points:
    """Points (n, 2) of a digit about `height` px high in the middle of `side` × `side` px; a wider one is cut off."""
    points = digit(sources, height, rng) @ _turn(_askew(rng))
    room = np.maximum((side - np.ptp(points, axis=0)) / 2, 0)
    return points + side / 2 + np.clip(rng.normal(0, OFF, 2) * side, -room, room)


def large(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Points:
    """Points (n, 2) of one digit or a few, `height` px high, about the middle of `side` × `side` px, and beyond it.

    Where nothing is printed a long straight stroke is ink: without these pieces the bar of a large 7 would be a rule.
    """
    count = 1 if rng.random() < LONELY else int(rng.integers(2, MOST_LARGE + 1))
    digits = [straight_digit(sources, height, rng) for _ in range(count)]
    gaps = rng.uniform(*LARGE_GAPS, count).tolist()
    return row(digits, height, gaps, rng) + side / 2 + rng.normal(0, LARGE_OFF, 2) * side


def straight_digit(sources: Sources, height: float, rng: np.random.Generator) -> Points:
    """Points (n, 2) of one digit `height` px high, whose middle is at (0, 0); mostly one with straight strokes."""
    if rng.random() >= STROKED:
        return digit(sources, height, rng)
    label = int(rng.choice(STROKED_LABELS))
    if label == 1 and rng.random() < BARE:
        lean = rng.normal(0, LEANING)
        return _centred(augment.line(np.zeros(2), height * np.array([np.sin(lean), -np.cos(lean)])))
    points = augment.place(hands.write(label, rng))
    return _centred(points * (height / np.ptp(points[:, 1])))


def row(symbols: Sequence[Points], height: float, gaps: Sequence[float], rng: np.random.Generator) -> Points:
    """Points (n, 2) of symbols `height` px high, those gaps behind each, in heights; their middle is at (0, 0)."""
    x, placed = 0.0, []
    for points, gap in zip(symbols, gaps, strict=True):
        placed.append(points + [x - points[:, 0].min(), rng.normal(0, BASELINE) * height])
        x += np.ptp(points[:, 0]) + gap * height
    return _centred(np.concatenate(placed))


def digit(sources: Sources, height: float, rng: np.random.Generator) -> Points:
    """Points (n, 2) of one digit about `height` px high, whose middle is at (0, 0)."""
    return _centred(symbol(sources, "digits", rng) * (height / TALL))


def _centred(points: Points) -> Points:
    return points - (points.min(axis=0) + points.max(axis=0)) / 2


def _askew(rng: np.random.Generator) -> float:
    """How far from level one writes, radians."""
    return 0.0 if rng.random() < LEVEL else rng.normal(0, ASKEW)


def a_slant(rng: np.random.Generator) -> NDArray[np.float64]:
    """The matrix (2, 2) that points are multiplied with to be slanted as some hand is."""
    return np.array([[1, 0], [rng.normal(0, SLANT), 1]])


def _turn(angle: float) -> NDArray[np.float64]:
    """The matrix (2, 2) that points are multiplied with to turn them by that angle, in radians."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def symbol(sources: Sources, kind: str, rng: np.random.Generator) -> Points:
    """Points (n, 2) of one of the SYMBOLS, standing on y = 0 from x = 0 on.

    It is TALL if it is not too wide, or a straight 1 or a figure, which are more or less so.
    """
    points = SYMBOLS[kind](sources, rng)
    return points - [points[:, 0].min(), points[:, 1].max()]


def _tall(points: Points) -> Points:
    return augment.stand(points, TALL, WIDEST)


def _digit(sources: Sources, rng: np.random.Generator) -> Points:
    kind = rng.random()
    if kind < STRAIGHT:
        return _straight(rng)
    points, label = sources.digit(rng, FOREIGN)
    if kind < STRAIGHT + STEADY:
        points = augment.place(hands.write(label, rng))
    return _tall(points)


def _straight(rng: np.random.Generator) -> Points:
    """A 1 that is one straight stroke."""
    lean = 0.0 if rng.random() < UPRIGHT else rng.normal(0, LEANING)
    length = TALL * rng.uniform(*LENGTHS)
    return augment.line(np.zeros(2), length * np.array([np.sin(lean), -np.cos(lean)]))


def _letter(sources: Sources, rng: np.random.Generator) -> Points:
    return _tall(augment.warp(sources.letters[int(rng.integers(len(sources.letters)))], rng))


def _figure(_: Sources, rng: np.random.Generator) -> Points:
    """A shape that people draw. Unlike those of a printed frame, its sides are ink."""
    return _drawn(doodles.SHAPES, rng) * log_uniform(*LARGER, rng)


def _scribble(_: Sources, rng: np.random.Generator) -> Points:
    return _drawn(doodles.SCRIBBLES, rng)


def _drawn(kinds: Sequence[doodles.Kind], rng: np.random.Generator) -> Points:
    strokes = kinds[int(rng.integers(len(kinds)))](rng)
    points = augment.place(np.concatenate([augment.polyline(TALL * each) for each in strokes]))
    return _tall(augment.warp(points, rng))


SYMBOLS: dict[str, Callable[[Sources, np.random.Generator], Points]] = {
    "digits": _digit,
    "letters": _letter,
    "figures": _figure,
    "scribble": _scribble,
}


def a_bar(points: Points, side: int, rng: np.random.Generator) -> tuple[int, int] | None:
    """Row and column of one of the points (n, 2) on `side` × `side` px, rather one that many others are level with."""
    columns, rows = points[((points >= 0) & (points < side)).all(axis=1)].astype(int).T
    if not len(rows):
        return None
    level = np.bincount(rows)[rows].astype(float)
    k = rng.choice(len(rows), p=level / level.sum())
    return int(rows[k]), int(columns[k])


def distance(points: Points, height: float, side: int, radius: float = 0.0) -> NDArray[np.float32]:
    """How far each of `side` × `side` px is from the nearest of the points (n, 2) of writing `height` px high.

    High writing is smoothed for a pen of `radius` px: else no stroke's edge would be as straight as a rule's.
    """
    scale = min(1.0, FINEST / height)
    small = int(np.ceil(side * scale)) + 2
    places = np.rint(points * scale).astype(int)
    x, y = places[((places >= 0) & (places < small)).all(axis=1)].T
    if not len(x):
        return np.full((side, side), FAR, np.float32)
    away = np.full((small, small), 255, np.uint8)
    away[y, x] = 0
    found = np.asarray(cv2.distanceTransform(away, cv2.DIST_L2, 5) / scale, np.float32)
    if scale < 1 and radius:
        found = np.asarray(cv2.GaussianBlur(found, (0, 0), SMOOTHED * radius * scale), np.float32)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    larger = np.array([[scale, 0, 0], [0, scale, 0]])
    whole = cv2.warpAffine(found, larger, (side, side), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(whole, np.float32)


def pressed(radius: float, height: float, side: int, rng: np.random.Generator) -> float | Field:
    """The radius of a pen, px, everywhere or at each of `side` × `side` px."""
    if rng.random() >= PRESSED:
        return radius
    varied = radius * np.exp(rng.normal(0, PRESSURE) * smooth_noise((side, side), height / 2 + 4, rng))
    return np.maximum(varied, HAIR)
