"""What is not a digit, synthesised: the network learns `digitness` from it.

Variety of families matters more than number. All of them are written with the same pens and worn in the same way as
the digits, so that neither pen nor paper gives the answer away.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scrawl.training import augment
from scrawl.training.augment import Ink, Points, line
from scrawl.training.skeleton import SIDE, Skeletons, thin

# Letters that some people write like a digit are not fair to refuse.
LOOK_ALIKES = set("OoIlijJsSzZbBqgyDQGTtr")
SYMBOLS = "#@&%?$€£¥¶*+=~^<>{}«»×÷±≠≈≤≥∞∑∏√∇∈∉∪∩⊂⊃∀∃←→↑↓↔⇒⇔△▽◇□☆★♠♣♥♦♪♫☺☼♂♀✓✗✚✦✿❄☂☎✂✈"
GREEK = "αβγεηκμνπτχψωΓΔΞΠΣΨΩ"
CYRILLIC = "АЕЖИКМНПРСХЦШЩЫЭЮЯжиклмнптхцшщыюяд"
FONTS = (
    "DejaVuSans",
    "DejaVuSans-Oblique",
    "DejaVuSansMono",
    "DejaVuSerif",
    "DejaVuSerif-Italic",
    "STIXGeneral",
    "STIXGeneralItalic",
    "cmr10",
    "cmmi10",
    "cmss10",
    "cmtt10",
)


@dataclass(frozen=True, eq=False)
class Sources:
    """What families draw on: MNIST pictures (N, 28, 28) uint8 and their skeletons."""

    images: NDArray[np.uint8]
    skeletons: Skeletons

    def skeleton(self, rng: np.random.Generator) -> Points:
        """The skeleton of a random digit, in a random hand."""
        return augment.warp(self.skeletons[int(rng.integers(len(self.skeletons)))], rng)


@cache
def letters() -> list[Points]:
    """The skeletons of the fair letters and symbols in the fonts that come with Matplotlib."""
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fair = sorted(set(string.ascii_letters) - LOOK_ALIKES)
    found = []
    for name in FONTS:
        font = ImageFont.truetype(str(folder / f"{name}.ttf"), 90)
        missing = font.getmask("\uffff").getbbox()
        texts = [*fair, *GREEK, *CYRILLIC, *SYMBOLS] if name.startswith("DejaVu") else fair
        for text in texts:
            picture = Image.new("L", (SIDE, SIDE))
            ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), text, 255, font, anchor="mm")
            mask = np.asarray(picture) > 127
            if mask.any() and font.getmask(text).getbbox() != missing:
                found.append(thin(mask).astype(np.float32) / 2)
    return found


def letter(rng: np.random.Generator, sources: Sources) -> Ink:
    """A letter or symbol of a font, written by hand."""
    fonts = letters()
    return _write(augment.warp(fonts[int(rng.integers(len(fonts)))], rng), rng)


def scribble(rng: np.random.Generator, sources: Sources) -> Ink:
    """One to three long wandering lines."""
    strokes = [
        _curve(rng.normal(0, 1, (int(rng.integers(6, 16)), 2)).cumsum(0)) for _ in range(rng.integers(1, 4))
    ]
    return _write(np.concatenate(strokes), rng)


def sign(rng: np.random.Generator, sources: Sources) -> Ink:
    """A sign of no alphabet: three to six lines, arcs and loops, often begun where another ended."""
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
    return _write(augment.warp(np.concatenate(strokes), rng), rng)


def joined(rng: np.random.Generator, sources: Sources) -> Ink:
    """Two to four digits side by side, taken for one."""
    x, parts = 0.0, []
    for _ in range(rng.choice([2, 2, 2, 3, 4])):
        part = augment.place(sources.skeleton(rng)) * np.array([1, rng.uniform(0.8, 1.2)], np.float32)
        part = part - np.array([part[:, 0].min(), SIDE / 2], np.float32)
        parts.append(part + np.array([x, rng.normal(0, 5)], np.float32))
        x += float(part[:, 0].max()) + rng.uniform(-4, 12)
    return _write(np.concatenate(parts), rng)


def stacked(rng: np.random.Generator, sources: Sources) -> Ink:
    """A digit crossed out, or two written over one another."""
    under = augment.place(sources.skeleton(rng))
    if rng.random() < 0.5:
        over = augment.place(sources.skeleton(rng)) + rng.normal(0, 8, 2).astype(np.float32)
    else:
        waves = int(rng.integers(4, 9))
        zigzag = np.column_stack([np.arange(waves) % 2 * 80 + 16, np.linspace(20, 92, waves)])
        zigzag = zigzag if rng.random() < 0.5 else zigzag[:, ::-1]
        over = _polyline(zigzag + rng.normal(0, 5, zigzag.shape))
    return _write(np.concatenate([under, over]), rng)


def shape(rng: np.random.Generator, sources: Sources) -> Ink:
    """A polygon, star, cross, spiral or heart-like closed curve."""
    kind = rng.integers(5)
    corners = int(rng.integers(3, 7))
    turn = rng.uniform(0, 2 * np.pi)
    if kind == 0:  # polygon; its corners keep it from being a zero
        angles = turn + np.arange(corners + 1) * 2 * np.pi / corners
        points = _polyline(40 * np.column_stack([np.cos(angles), np.sin(angles)]))
    elif kind == 1:  # star
        angles = turn + np.arange(11) * 4 * np.pi / 5
        points = _polyline(40 * np.column_stack([np.cos(angles), np.sin(angles)]))
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
    return _write(augment.warp(augment.place(points), rng), rng)


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
    return _write(augment.warp(augment.place(points.astype(np.float32)), rng), rng)


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


FAMILIES: dict[str, Callable[[np.random.Generator, Sources], Ink]] = {
    "letter": letter,
    "scribble": scribble,
    "sign": sign,
    "joined": joined,
    "stacked": stacked,
    "shape": shape,
    "strokes_apart": strokes_apart,
    "blot": blot,
    "texture": texture,
    "inverted": inverted,
}
WEIGHTS = (6, 2, 6, 3, 2, 2, 2, 0.5, 1, 0.5)  # how often each family is drawn on


def non_digit(rng: np.random.Generator, sources: Sources) -> Ink:
    """A non-digit of a random family, (112, 112) float32."""
    shares = np.array(WEIGHTS) / sum(WEIGHTS)
    family = list(FAMILIES.values())[int(rng.choice(len(FAMILIES), p=shares))]
    return augment.wear(family(rng, sources), rng)


def _write(points: Points, rng: np.random.Generator) -> Ink:
    return augment.draw(augment.place(points), rng)


def _polyline(corners: NDArray[np.floating]) -> Points:
    return np.concatenate([line(a, b) for a, b in pairwise(corners)])


def _curve(corners: NDArray[np.floating]) -> Points:
    """A smooth curve through the corners (uniform Catmull–Rom spline)."""
    p = np.concatenate([corners[:1], corners, corners[-1:]])
    t = np.linspace(0, 1, 60)[:, None]
    pieces = [
        0.5
        * (
            2 * p[i]
            + (p[i + 1] - p[i - 1]) * t
            + (2 * p[i - 1] - 5 * p[i] + 4 * p[i + 1] - p[i + 2]) * t**2
            + (3 * p[i] - p[i - 1] - 3 * p[i + 1] + p[i + 2]) * t**3
        )
        for i in range(1, len(p) - 2)
    ]
    return np.concatenate(pieces).astype(np.float32)
