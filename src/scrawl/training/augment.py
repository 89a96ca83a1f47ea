"""One digit, written again in another hand, with another pen, on other paper.

Re-inking is what makes the network read pens it never saw: a skeleton is warped, sometimes given a stroke that
Americans do not write, and drawn again with a round pen of any width. The rest keeps its own ink, warped, thickened or
thinned. What comes out is ink on a 112×112 canvas, framed afterwards by the network itself like everything else.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.plane import log_uniform
from scrawl.training import hands
from scrawl.training.skeleton import SIDE

Points = NDArray[Any]  # (n, 2) float32: x, y in pixels of the canvas
Ink = NDArray[Any]  # (112, 112) float32, 0…1

WRITING = 80.0  # px, longer side of a re-inked skeleton on the canvas: MNIST's 20 px, four times
THINNEST, THICKEST = 0.8, 9.0  # px, radius of the pen

ROTATION = np.radians(8)  # standard deviation of the warp's angle,
SHEAR = 0.15  # of its shear
ASPECT = 0.15  # and of the logarithm of its aspect
STRETCHED = 0.12  # share squeezed or widened much more, as scans cropped to a square are
SQUARE = (-0.25, 0.9)  # how far those are brought to a square: 0 not at all, 1 wholly

FOREIGN = 0.3  # share of samples written from nothing, in another country's hand
REINKED = 0.75  # share of the others that are drawn again from the skeleton
BARRED_SEVEN, HOOKED_SEVEN = 0.35, 0.2  # shares of re-inked digits given a foreign stroke
FLAGGED_ONE, FOOTED_ONE = 0.45, 0.25
SLASHED_ZERO = 0.08
SLASH = (0.5, 1.3)  # how far its ends reach: 1 to the corners of the ring's box


def digit(image: NDArray[np.uint8], points: Points, label: int, rng: np.random.Generator) -> Ink:
    """A new picture of the digit `image` (28, 28) whose skeleton is `points`."""
    kind = rng.random()
    if kind < FOREIGN:
        points = place(hands.write(label, rng))
    elif kind < FOREIGN + (1 - FOREIGN) * REINKED:
        points = foreign(points, label, rng)
    else:
        return wear(rework(image, rng), rng)
    return wear(write(warp(points, rng), rng), rng)


def written(points: Points, label: int, rng: np.random.Generator, *, abroad: float) -> Points:
    """A digit as some hand writes it: of that label in another country's, as often as `abroad`, else the `points`."""
    points = place(hands.write(label, rng)) if rng.random() < abroad else foreign(points, label, rng)
    return warp(points, rng)


def affine(rng: np.random.Generator, width: float, height: float) -> NDArray[np.float64]:
    """A random (2, 2) matrix for something of that size: rotation, slant and aspect."""
    angle = rng.normal(0, ROTATION)
    aspect = np.exp(rng.normal(0, ASPECT) / 2)
    if rng.random() < STRETCHED:
        aspect *= np.clip(height / max(width, 1.0), 1 / 6, 6) ** (rng.uniform(*SQUARE) / 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, rng.normal(0, SHEAR)], [0, 1]])
    return turn @ slant @ np.diag([aspect, 1 / aspect])


def elastic(rng: np.random.Generator) -> NDArray[np.float32]:
    """A smooth random displacement (112, 112, 2) in pixels, from 3–5 control points a side (Simard et al. 2003)."""
    nodes = int(rng.integers(3, 6))
    field = rng.normal(0, rng.uniform(0.5, 5), (nodes, nodes, 2)).astype(np.float32)
    return np.asarray(cv2.resize(field, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.float32)


def warp(points: Points, rng: np.random.Generator) -> Points:
    """The points after a random affine and elastic warp."""
    x, y = np.clip(np.rint(points), 0, SIDE - 1).astype(np.intp).T
    moved = points + elastic(rng)[y, x] - SIDE / 2
    width, height = np.ptp(points, axis=0)
    return (moved @ affine(rng, width, height).T + SIDE / 2).astype(np.float32)


def place(points: Points, size: float = WRITING) -> Points:
    """The points scaled so that the longer side of their box is `size`, in the middle of the canvas."""
    low, high = points.min(0), points.max(0)
    return (points - (low + high) / 2) * (size / max(float((high - low).max()), 1.0)) + np.float32(SIDE / 2)


def write(points: Points, rng: np.random.Generator) -> Ink:
    """Write the points, made to fit the canvas, with a round pen of any width, whose pressure may vary."""
    radius: float | NDArray[np.float32] = log_uniform(THINNEST, THICKEST, rng)
    if rng.random() < 0.4:
        pressure = np.exp(rng.normal(0, 0.2, (3, 3))).astype(np.float32)
        radius = np.maximum(radius * cv2.resize(pressure, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), 0.6)
    return draw(place(points), radius)


def stand(points: Points, high: float, widest: float) -> Points:
    """The points scaled to be that high, or `widest` times as wide if they are wider, from x = 0 on y = 0."""
    width, height = np.ptp(points, axis=0)
    points = points * (high / max(height, width / widest, 1.0))
    return points - [points[:, 0].min(), points[:, 1].max()]


def draw(points: Points, radius: float | NDArray[np.float32], shape: tuple[int, int] = (SIDE, SIDE)) -> Ink:
    """Ink of that shape within that distance, in pixels, of the points."""
    away = np.full(shape, 255, np.uint8)
    x, y = np.rint(points).astype(np.intp).T
    away[y.clip(0, shape[0] - 1), x.clip(0, shape[1] - 1)] = 0
    distance = cv2.distanceTransform(away, cv2.DIST_L2, 5)
    return np.asarray(np.clip(radius + 0.5 - distance, 0, 1), np.float32)


def rework(image: NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """The picture (28, 28) with its own ink: warped, then perhaps thickened or thinned."""
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), -1).astype(np.float32)
    inked = image > 0
    width, height = 4.0 * np.ptp(np.nonzero(inked.any(0))), 4.0 * np.ptp(np.nonzero(inked.any(1)))
    inverse = np.linalg.inv(affine(rng, width, height)).astype(np.float32)
    source = (grid - SIDE / 2 + elastic(rng)) @ inverse.T
    scale = len(image) / SIDE
    source = source * (scale * rng.uniform(0.95, 1.2)) + (len(image) - 1) / 2
    x, y = cv2.split(source.astype(np.float32))
    ink = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    change = rng.random()
    if change < 0.4:
        size = int(rng.integers(2, 6))
        element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        ink = cv2.dilate(ink, element) if change < 0.2 else cv2.erode(ink, element)
    return np.asarray(ink, np.float32) / 255


def foreign(points: Points, label: int, rng: np.random.Generator) -> Points:
    """Perhaps with a stroke that MNIST's writers leave out: bars, hooks, flags, feet and slashes."""
    (left, top), (right, bottom) = points.min(0), points.max(0)
    height = float(bottom - top)
    added: list[Points] = []
    if label == 7:
        if rng.random() < BARRED_SEVEN:
            added.append(_bar(points, top + height * rng.uniform(0.4, 0.62), height, rng))
        if rng.random() < HOOKED_SEVEN:
            corner = points[np.argmin(points[:, 0] + 0.5 * points[:, 1])]
            added.append(line(corner, corner + [rng.normal(0, 3), height * rng.uniform(0.08, 0.25)]))
    elif label == 1 and right - left < 0.6 * height:
        if rng.random() < FLAGGED_ONE:
            head = points[np.argmin(points[:, 1])]
            angle, length = np.radians(rng.uniform(25, 60)), height * rng.uniform(0.15, 0.55)
            end = head + length * np.array([-np.sin(angle), np.cos(angle)])
            added.append(line(head, end, sag=rng.normal(0, 0.08)))
        if rng.random() < FOOTED_ONE:
            heel = points[np.argmax(points[:, 1])]
            before, behind = height * rng.uniform(0.12, 0.4, 2)
            tilt = rng.normal(0, 0.04) * height
            added.append(line(heel - [before, tilt], heel + [behind, tilt]))
    elif label == 0 and rng.random() < SLASHED_ZERO:
        middle, half = np.array([left + right, top + bottom]) / 2, np.array([right - left, bottom - top]) / 2
        ends = middle + rng.uniform(*SLASH, 2)[:, None] * half * [[-1, 1], [1, -1]]
        added.append(line(*ends))
    return np.concatenate([points, *added]).astype(np.float32) if added else points


def _bar(points: Points, y: float, height: float, rng: np.random.Generator) -> Points:
    """A bar through what crosses the height `y`."""
    crossing = points[np.abs(points[:, 1] - y) < 2, 0]
    x = float(np.median(crossing)) if len(crossing) else float(points[:, 0].mean())
    before, behind = height * rng.uniform(0.12, 0.35, 2)
    tilt = height * rng.normal(-0.02, 0.05)
    return line(np.array([x - before, y - tilt]), np.array([x + behind, y + tilt]), sag=rng.normal(0, 0.08))


def line(start: NDArray[np.floating], end: NDArray[np.floating], sag: float = 0.0) -> Points:
    """Points half a pixel apart from start to end; `sag` bends the line by that share of its length."""
    way = np.asarray(end, np.float64) - start
    length = float(np.hypot(*way))
    t = np.linspace(0, 1, max(int(length * 2), 2))[:, None]
    across = np.array([-way[1], way[0]])
    return (start + t * way + 4 * t * (1 - t) * sag * across).astype(np.float32)


def polyline(corners: NDArray[np.floating]) -> Points:
    """Straight from corner to corner (n, 2)."""
    return np.concatenate([line(a, b) for a, b in pairwise(corners)])


def wear(ink: Ink, rng: np.random.Generator) -> Ink:
    """What cameras, scanners and small pictures do to ink: blur, coarse pixels, gaps, specks, weakness, grain."""
    if rng.random() < 0.2:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.6, 3.0))
    if rng.random() < 0.2:
        ink = coarsen(ink, rng)
    if rng.random() < 0.06:
        ink = np.where(_blots(rng, int(rng.integers(1, 6)), 3.0), np.float32(0), ink)
    if rng.random() < 0.06:
        ink = np.where(_blots(rng, int(rng.integers(1, 5)), 1.6), np.float32(1), ink)
    if rng.random() < 0.05:
        ink = np.maximum(ink, _bits(rng))
    if rng.random() < 0.12:
        ink = ink * (np.float32(1) - _rules(rng))
    if rng.random() < 0.15:
        ink = ink * np.float32(rng.uniform(0.35, 1.0))
    if rng.random() < 0.08:  # the grain of pencil and paper
        grain = rng.random((SIDE // 2, SIDE // 2), np.float32) * rng.uniform(0.2, 0.8)
        ink = ink * (1 - cv2.resize(grain, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR))
    return np.asarray(ink, np.float32)


def worn(inks: Sequence[Ink], rng: np.random.Generator, cut: float = 0.0) -> list[Ink]:
    """What a lens, and guesses of where the ink is, do to all small ink alike: blur, more of it, weakness.

    As often as `cut` it is black or white.
    """
    made: list[Ink] = [ink.copy() for ink in inks]
    if rng.random() < 0.3:
        blur = rng.uniform(0.4, 1.2)
        made = [cv2.GaussianBlur(each, (0, 0), blur) for each in made]
    if rng.random() < 0.3:
        amount = rng.uniform(1, 3)
        made = [np.minimum(each * amount, 1) for each in made]
    if rng.random() < cut:
        level = rng.uniform(0.2, 0.6)
        made = [each > level for each in made]
    elif rng.random() < 0.2:
        weak = rng.uniform(0.4, 1)
        made = [each * weak for each in made]
    return [np.asarray(each, np.float32) for each in made]


def coarsen(ink: Ink, rng: np.random.Generator) -> Ink:
    """The ink as a small picture has it, its pixels grey or cut to black and white."""
    side = int(rng.integers(18, 57))
    small = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        small = (small > rng.uniform(0.25, 0.6) * max(float(small.max()), 1e-3)).astype(np.float32)
    how = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=how), np.float32)


def _bits(rng: np.random.Generator) -> Ink:
    """One or two bits of ruled line, faint or dark, across or down."""
    bits = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(rng.integers(1, 3)):
        start = rng.uniform(12, SIDE - 12, 2)
        way = np.array([rng.uniform(6, 45), rng.normal(0, 1)])
        end = start + (way if rng.random() < 0.7 else way[::-1])
        thick = int(rng.integers(1, 5))
        shade = float(rng.uniform(0.3, 1))
        cv2.line(bits, np.rint(start).astype(int).tolist(), np.rint(end).astype(int).tolist(), shade, thick)
    return bits


def _rules(rng: np.random.Generator) -> Ink:
    """How much of the ink is lost, (112, 112) 0…1, where printed lines across, down or both are taken away with it."""
    lost = np.zeros((SIDE, SIDE), np.float32)
    tilt, shade = np.tan(rng.normal(0, np.radians(4))), float(rng.uniform(0.4, 1.2))
    thick, pitch = int(rng.integers(1, 6)), rng.uniform(18, 70)
    for is_level in ((True,), (False,), (True, False))[int(rng.integers(3))]:
        for place in np.arange(rng.uniform(0, pitch), SIDE, pitch)[:3]:
            ends = np.array([[0, place], [SIDE, place + SIDE * tilt]])
            first, last = np.rint(ends if is_level else ends[:, ::-1]).astype(int).tolist()
            cv2.line(lost, first, last, shade, thick)
    return np.minimum(lost, np.float32(1))


def _blots(rng: np.random.Generator, count: int, radius: float) -> NDArray[np.bool_]:
    """Where a few random blots of about that radius in pixels lie."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for x, y in rng.uniform(0.15, 0.85, (count, 2)) * SIDE:
        cv2.circle(mask, (int(x), int(y)), max(int(rng.normal(radius, 1)), 0), 255, -1)
    return mask > 0
