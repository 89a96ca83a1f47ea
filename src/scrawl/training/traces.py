"""Pencils, soft and pale, and writing that is no ink: it shows through from the sheet's other side, or was rubbed out.

Pencil may differ from its paper by a twentieth, less than any ink of `scenes.paper`. Writing that shows through is
mirrored and blurred, rubbed out writing is smeared, and both are paler than the ink over them: so they are told apart.
"""

from dataclasses import replace

import cv2
import numpy as np

from scrawl.scenes import paper
from scrawl.scenes.paper import Medium
from scrawl.scenes.plane import Field, Picture, log_uniform, within
from scrawl.training import manuscript, printing
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources

PENCIL = (0.08, 0.65)  # contrast with the paper, as a share of its luminance
PENS = (0.5, 0.011, 0.03)  # px, radius of a pencil at least; and of the height of its digits
GRAINS, ROUGH = (1.0, 2.5), (0.15, 0.45)  # px, of the paper under a pencil; how much of the stroke they take

THROUGH = (0.06, 0.28)  # share of ink's contrast that shows through a sheet,
MOST_THROUGH = 0.14  # and at most, of the light
DIFFUSE = (1.2, 3.0)  # px, standard deviation of its blur
SIZES = (0.4, 1.2)  # height of the writing on the other side, in heights of this side's
ERASED = (0.08, 0.3)  # share of pencil's contrast that stays after rubbing out
SMEARED = (0.6, 1.6)  # px, standard deviation of that remnant's blur
SMUDGE = 0.03  # of the light, at most, that graphite takes where it was rubbed about


def pencil(sheet: Medium, rng: np.random.Generator) -> Medium:
    """The sheet's paper with a pencil for ink, pale or dark; `grainy` makes its grain."""
    dye = np.array(paper.INKS["pencil"])
    amount = np.log(1 - log_uniform(*PENCIL, rng)) / np.log(dye.mean())
    return replace(sheet, ink=dye**amount, chalk=False, grain=0.0)


def a_pen(height: float, rng: np.random.Generator) -> float:
    """The radius of a pencil, px, for digits `height` px high."""
    return max(PENS[0], height * rng.uniform(*PENS[1:]))


def grainy(covered: Field, rng: np.random.Generator) -> Field:
    """How much of each pixel a pencil covers, where the paper's grain lets it."""
    return printing.uneven(covered, rng.uniform(*ROUGH), GRAINS, rng)


def show_through(
    page: Picture, sources: Sources, medium: Medium, height: float, rng: np.random.Generator
) -> Picture:
    """The page (side, side, 3) with writing of its other side that shows through: mirrored, pale and blurred."""
    side, high = len(page), height * rng.uniform(*SIZES)
    points = manuscript.write(sources, high, side, rng) * [-1, 1] + [side, 0]
    depth = min(rng.uniform(*THROUGH) * medium.contrast, MOST_THROUGH)
    return _taken(page, points, high, depth, rng.uniform(*DIFFUSE) * max(1, high / 60), rng)


def erase(page: Picture, points: Points, medium: Medium, height: float, rng: np.random.Generator) -> Picture:
    """The page (side, side, 3) with traces of digits that were rubbed out: points (n, 2), `height` px high."""
    side = len(page)
    page = _taken(page, points, height, rng.uniform(*ERASED) * medium.contrast, rng.uniform(*SMEARED), rng)
    away = manuscript.distance(points, height, side)
    smudge = np.exp(-away / np.float32(0.3 * height)) * np.float32(rng.uniform(0, SMUDGE))
    return page * (1 - smudge[..., None])


def _taken(
    page: Picture, points: Points, height: float, depth: float, blur: float, rng: np.random.Generator
) -> Picture:
    """The page where strokes through the points take `depth` of its light, blurred by `blur` px."""
    radius = max(0.6, height * rng.uniform(0.012, 0.045))
    covered = within(manuscript.distance(points, height, len(page)), radius).astype(np.float32)
    covered = np.asarray(cv2.GaussianBlur(covered, (0, 0), blur), np.float32)
    return page * (1 - np.float32(depth) * covered[..., None])
