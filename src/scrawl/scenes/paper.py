"""What pens do to paper: coloured sheets, blackboards, printed lines, inks.

A sheet is (H, W, 3) float32, RGB from 0 to 1 as a screen shows it. Ink and print let a share of the light through, so
that they multiply where they cross; chalk covers.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.plane import Field, Picture, parallel, within

Colour = NDArray[np.float64]  # (3,) RGB, 0…1

# How much of red, green and blue passes through a stroke.
INKS = {
    "black": (0.08, 0.08, 0.1),
    "blue": (0.1, 0.2, 0.65),
    "red": (0.8, 0.12, 0.15),
    "green": (0.1, 0.5, 0.25),
    "pencil": (0.4, 0.4, 0.42),
}
CHALKS = ((0.95, 0.95, 0.93), (0.93, 0.9, 0.55), (0.92, 0.68, 0.72), (0.65, 0.8, 0.93))
PAPERS = {
    "white": (0.96, 0.96, 0.95),
    "cream": (0.97, 0.93, 0.82),
    "grey": (0.78, 0.78, 0.77),
    "brown": (0.66, 0.53, 0.38),
    "dark blue": (0.3, 0.36, 0.5),
    "dark green": (0.28, 0.42, 0.33),
}
BOARDS = ((0.12, 0.13, 0.13), (0.13, 0.24, 0.18), (0.17, 0.2, 0.25))
PRINTS = ((0.45, 0.62, 0.85), (0.6, 0.6, 0.62), (0.8, 0.55, 0.55), (0.5, 0.72, 0.6))
MARGIN_LINE = (0.85, 0.35, 0.4)

FAINT = (0.25, 0.5)  # contrast with the paper, as a share of the paper's luminance
CLEAR = 0.45  # any other ink has at least so much
LEAST_STEP = 0.25  # luminance between ink and paper, at least: on dark paper a share of it is too little
LEAST_CHALK = 0.4  # of the way from the board's colour to the chalk's
GRAIN = 0.35  # of pencil and chalk
_LUMINANCE = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True, eq=False)
class Medium:
    """Paper and ink: their colours, and whether the ink is chalk."""

    paper: Colour
    ink: Colour
    chalk: bool
    grain: float  # how much of the stroke's colour comes and goes along it, 0…1

    @property
    def step(self) -> float:
        """How far the luminance of ink and paper are apart, 0…1."""
        ink = self.ink if self.chalk else self.ink * self.paper
        return abs(float((self.paper - ink) @ _LUMINANCE))

    @property
    def contrast(self) -> float:
        """The step as a share of the paper's luminance."""
        return self.step / float(self.paper @ _LUMINANCE)


PLAIN = Medium(np.ones(3), np.array(INKS["black"]), chalk=False, grain=0)


def a_paper(rng: np.random.Generator) -> Colour:
    """The colour of some paper: white, cream, grey, a pastel, or dark."""
    kind = str(rng.choice([*PAPERS, "pastel", "pastel"]))
    colour = np.array(PAPERS[kind]) if kind in PAPERS else 1 - rng.uniform(0.02, 0.25, 3)
    return np.clip(colour + rng.normal(0, 0.015, 3), 0.1, 1)


def on_paper(paper: Colour, ink: str, contrast: float | None) -> Medium:
    """Ink of that name on the paper, with that contrast; by default its own, if one can see it.

    By the law of Beer and Lambert, n times as much of a dye lets the n-th power of the light through.
    """
    dye, grain = np.array(INKS[ink]), GRAIN if ink == "pencil" else 0.0
    own = Medium(paper, dye, chalk=False, grain=grain)
    wanted = max(own.contrast, CLEAR) if contrast is None else contrast
    wanted = max(wanted, LEAST_STEP / float(paper @ _LUMINANCE))
    little, much = 0.0, 16.0
    for _ in range(30):
        amount = (little + much) / 2
        enough = Medium(paper, dye**amount, chalk=False, grain=grain).contrast >= wanted
        little, much = (little, amount) if enough else (amount, much)
    return Medium(paper, dye**much, chalk=False, grain=grain)


def on_board(rng: np.random.Generator, *, faint: bool) -> Medium:
    """Chalk on a blackboard, hard or faint."""
    board, chalk = np.array(BOARDS[rng.integers(len(BOARDS))]), np.array(CHALKS[rng.integers(len(CHALKS))])
    strength = rng.uniform(LEAST_CHALK, 0.6) if faint else 1.0
    return Medium(board, board + strength * (chalk - board), chalk=True, grain=GRAIN)


def sheet(medium: Medium, shape: tuple[int, int], rng: np.random.Generator, *, spotless: bool) -> Picture:
    """A sheet of (H, W) px; unless it is spotless, with fibres, and on boards with traces of the sponge."""
    empty = np.broadcast_to(medium.paper.astype(np.float32), (*shape, 3))
    if spotless:
        return empty.copy()
    fibres = 0.006 * rng.standard_normal(shape, np.float32)
    clouds = (0.02 if medium.chalk else 0.008) * smooth_noise(shape, max(shape) / 3, rng)
    return np.clip(empty + (fibres + clouds)[..., None], 0, 1)


def rule(page: Picture, medium: Medium, height: float, rng: np.random.Generator) -> Picture:
    """Lines to write on, one to two digit heights apart, wherever they fall; sometimes with a margin's line."""
    tall, wide = page.shape[:2]
    spacing, width = rng.uniform(1, 2) * height, _line_width(height, rng)
    covered = _parallel(tall, spacing, width, rng)[:, None]
    ruled = _printed(page, medium, np.broadcast_to(covered, (tall, wide)), rng)
    if rng.random() < 0.3:
        place = rng.uniform(0, wide)
        line = within(np.abs(np.arange(wide) + 0.5 - place), width / 2)
        ruled = through(ruled, np.broadcast_to(line, (tall, wide)), np.array(MARGIN_LINE), medium)
    return ruled


def square(page: Picture, medium: Medium, height: float, rng: np.random.Generator) -> Picture:
    """Squares of .3 to 1 digit heights."""
    tall, wide = page.shape[:2]
    spacing, width = rng.uniform(0.3, 1.0) * height, _line_width(height, rng)
    rows, columns = _parallel(tall, spacing, width, rng), _parallel(wide, spacing, width, rng)
    return _printed(page, medium, np.maximum(rows[:, None], columns), rng)


PRINT: dict[str, Callable[[Picture, Medium, float, np.random.Generator], Picture]] = {
    "ruled": rule,
    "squared": square,
}


def write(page: Picture, medium: Medium, covered: NDArray[np.float32], rng: np.random.Generator) -> Picture:
    """The sheet with ink where it is `covered`, (H, W) 0…1."""
    if medium.grain:
        covered = covered * (1 - medium.grain * rng.random(covered.shape, np.float32))
    return through(page, covered, medium.ink, medium)


def smooth_noise(shape: tuple[int, int], size: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Clouds of about that size in px: (H, W) float32, mean about 0, standard deviation about 1."""
    cells = [max(int(side / size), 1) + 3 for side in shape]
    coarse = rng.standard_normal(cells, np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _line_width(height: float, rng: np.random.Generator) -> float:
    """1 to 3 px, and where the camera is far from the digits, it is far from the lines."""
    return float(rng.uniform(1, np.clip(height / 30, 1, 3)))


def _parallel(length: int, spacing: float, width: float, rng: np.random.Generator) -> Field:
    """How much of each px along an axis is covered by lines `spacing` apart and `width` wide, px: (length,) 0…1."""
    return parallel(np.arange(length) + 0.5 + rng.uniform(0, spacing), spacing, width)


def _printed(page: Picture, medium: Medium, covered: Field, rng: np.random.Generator) -> Picture:
    """The sheet with print that is paler than the ink on it."""
    colour = np.array(PRINTS[rng.integers(len(PRINTS))])
    strength = min(rng.uniform(0.4, 1.2), 1.5 * medium.contrast)
    return lay(page, covered, colour, medium, strength=strength, chalked=0.3 * strength)


def lay(
    page: Picture, covered: Field, colour: Colour, medium: Medium, *, strength: float, chalked: float
) -> Picture:
    """The sheet under print of that `strength`; on a board, under chalk that covers `chalked` of each printed pixel."""
    if medium.chalk:
        return through(page, chalked * covered, colour, medium)
    return through(page, covered, colour**strength, medium)


def through(page: Picture, covered: NDArray[np.floating], colour: Colour, medium: Medium) -> Picture:
    """The sheet with a colour where it is `covered`, (H, W) 0…1: chalk hides it, all other lets light through."""
    share = covered.astype(np.float32)[..., None]
    full = colour.astype(np.float32)
    return page * (1 - share) + full * share if medium.chalk else page * (1 - share * (1 - full))
