"""Pieces of made-up photographs whose ink is known, for the network of binarization to learn from.

The order is the world's: paper, print, ink, things lying on it, light, lens, sensor, file. The physics (how ink lets
light through, what lies on the paper, what light, a lens, a sensor and JPEG do), combs and figures come from `scenes`,
which also makes the pages that reading is measured on. Writing and print are made anew here, and vary far more.
So made-up pages partly measure what was learned; photographs do not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import camera, clutter, light, paper
from scrawl.scenes.plane import Picture, log_uniform, shaded, within
from scrawl.training import forms, manuscript, plans, printing, scans, traces
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.plans import Plan, View

SIDE = 256  # px of a usual piece
GREYS = (0.55, 1.0)  # of 1, the light of pale paper
THINNEST = 0.8  # px, radius: a thinner pen's ink is labelled as if it were this thick
TYPE_HEIGHTS = (8.0, 60.0)  # px, of printed text
FAINTEST = 0.1  # of 1: ink that is no farther from its paper would be lost in a small file
HIDDEN = 0.12  # of 1: a pixel changed more than that is covered, ink and all

# How often each thing is so, as a share of all pieces, or of those it can be true of.
THUMBNAILS, ENLARGED, PADDED = 0.09, 0.6, 0.35  # small pictures, seen from near by, that fill no piece
BOARD, FAINT = 0.15, 0.25
WHITE, ANY_COLOUR = 0.2, 0.15  # paper; the latter of paper that is not white
PALE, PALE_BOARD = 0.8, 0.25  # of pieces with little but writing: white or grey paper; boards, of BOARD
SPOTLESS, PRINTED, WRITTEN, TYPED = 0.3, 0.62, 0.85, 0.12
ON_A_LINE = 0.4  # of forms: a bar of a digit lies on one of their lines
DARK_FORMS, FORM_STRENGTH, FORM_CHALKED = 0.85, (0.5, 1.3), 0.7  # as `printing` has them of frames
GHOSTS = 0.14  # what shows through the paper, of pages in ink
ERASED = 0.15  # what was rubbed out, of forms in pencil
FOLDED = 0.3  # of pieces with large digits
NO_PAPER, CLUTTERED, QUIETLY_CLUTTERED = 0.05, 0.6, 0.2  # the last of pieces with little on them
BEYOND, BILEVEL = 0.04, 0.05  # black beyond the page; scans in black and white
TINY_BEYOND, TINY_BILEVEL = 0.3, 0.25  # of thumbnails
SHADED, BLURRED, SHARPENED, NOISY = 0.6, 0.45, 0.15, 0.5
COMPRESSED, INVERTED, GREY, TURNED = 0.5, 0.12, 0.12, 0.3


class Scene(NamedTuple):
    """A piece of a photograph.

    picture  (side, side, 3) uint8 RGB
    ink      (side, side) float32, 0…1: how much of each pixel is under ink that can be seen, by hand or printed text
    """

    picture: NDArray[np.uint8]
    ink: NDArray[np.float32]


# How each form is filled.
FORMS = {View.BOX: forms.box, View.COMB: forms.comb, View.TABLE: forms.table, View.GRID: forms.grid}


def scene(sources: Sources, rng: np.random.Generator, side: int = SIDE) -> Scene:
    """A random piece, `side` px wide and high."""
    if rng.random() >= THUMBNAILS:
        return _piece(sources, plans.plan(side, rng), side, rng)
    small = side // 2 if rng.random() < ENLARGED else side
    made = _piece(sources, plans.thumbnail(small, rng), small, rng)
    pixels, ink = made.picture, made.ink
    if small < side:
        pixels, ink = _resized(pixels, side, cv2.INTER_CUBIC), _resized(ink, side, cv2.INTER_LINEAR)
    if rng.random() < PADDED:
        pixels, ink = scans.pad(pixels, ink, rng)
    return Scene(pixels, ink)


def _piece(sources: Sources, plan: Plan, side: int, rng: np.random.Generator) -> Scene:
    """A piece that was planned so, at `side` × `side` px."""
    medium = _medium(plan, rng)
    is_bilevel = not medium.chalk and rng.random() < (TINY_BILEVEL if plan.is_tiny else BILEVEL)
    page, ink = _sheet(sources, medium, plan, rng)
    page, ink = _littered(page, ink, plan, rng)
    page, seen = _seen(page, medium, plan, rng, is_even=is_bilevel)
    if plan.side != side:
        page, ink = _resized(page, side, cv2.INTER_CUBIC), _resized(ink, side, cv2.INTER_LINEAR)
        ink = np.minimum(ink, 1)  # a mean of ones is a little more in float32
    pixels = camera.develop(page)
    if is_bilevel:
        pixels, ink = scans.bilevel(pixels, ink, medium.contrast, rng)
    pixels = _filed(pixels, seen, rng)
    quarters = int(rng.integers(4)) if rng.random() < TURNED else 0
    return Scene(
        np.ascontiguousarray(np.rot90(pixels, quarters)), np.ascontiguousarray(np.rot90(ink, quarters))
    )


def _medium(plan: Plan, rng: np.random.Generator) -> paper.Medium:
    """Chalk on a board, or any ink on paper of any colour."""
    often = 0.0 if plan.is_pencilled else BOARD * (PALE_BOARD if plan.is_quiet else 1)
    is_board, is_faint = rng.random() < often, rng.random() < FAINT
    if is_board:
        return paper.on_board(rng, faint=is_faint)
    if rng.random() < WHITE:
        colour = paper.PLAIN.paper
    elif plan.is_quiet and rng.random() < PALE:
        colour = np.clip(rng.uniform(*GREYS) + rng.normal(0, 0.01, 3), 0, 1)
    else:
        colour = rng.uniform(0.1, 1, 3) if rng.random() < ANY_COLOUR else paper.a_paper(rng)
    ink = str(rng.choice(list(paper.INKS)))
    medium = paper.on_paper(colour, ink, rng.uniform(*paper.FAINT) if is_faint else None)
    return traces.pencil(medium, rng) if plan.is_pencilled else medium


def _sheet(
    sources: Sources, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """A sheet with print and writing on it, or something that is no paper; and its ink."""
    side, height = plan.side, plan.height
    if rng.random() < NO_PAPER:
        return clutter.surface(height, side, rng), np.zeros((side, side), np.float32)
    page = paper.sheet(medium, (side, side), rng, spotless=rng.random() < SPOTLESS)
    if plan.view in FORMS:
        page, ink = _filled_form(page, sources, medium, plan, rng)
    else:
        page, ink = _filled_page(page, sources, medium, plan, rng)
    if plan.view is not View.LARGE and rng.random() < TYPED:
        text = printing.text(log_uniform(*TYPE_HEIGHTS, rng), side, rng)
        page, ink = printing.set_type(page, text, medium, rng), np.maximum(ink, text)
    return page, ink


def _filled_page(
    page: Picture, sources: Sources, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page with writing, if any, over some print or none; and its ink."""
    side, height, points = plan.side, plan.height, np.empty((0, 2))
    if plan.view is View.LARGE or rng.random() < WRITTEN:
        write = {View.PAGE: manuscript.write, View.LARGE: manuscript.large}.get(plan.view, manuscript.alone)
        points = write(sources, height, side, rng)
    if plan.view is View.CELL:
        page = printing.frame(page, medium, height, rng)
    elif plan.view is View.PAGE and rng.random() < PRINTED:
        through = manuscript.a_bar(points, side, rng) if rng.random() < ON_A_LINE else None
        page = printing.form(page, medium, height, rng, through)
    if not len(points):
        return page, np.zeros((side, side), np.float32)
    if not medium.chalk and not plan.is_pencilled and rng.random() < GHOSTS:
        page = traces.show_through(page, sources, medium, height, rng)
    return _written(page, points, medium, plan, rng)


def _filled_form(
    page: Picture, sources: Sources, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page with a form, text and writing in it, and perhaps what was rubbed out; and its ink."""
    filled = FORMS[plan.view](sources, plan.height, plan.side, rng)
    page = shaded(page, filled.shade)
    colour = printing.a_colour(medium, rng, is_dark=rng.random() < DARK_FORMS)
    strength = rng.uniform(*FORM_STRENGTH)
    page = paper.lay(page, filled.lines, colour, medium, strength=strength, chalked=FORM_CHALKED)
    if plan.is_pencilled and len(filled.points) and rng.random() < ERASED:
        others = manuscript.digit(sources, plan.height, rng) + filled.points[rng.integers(len(filled.points))]
        page = traces.erase(page, others, medium, plan.height, rng)
    page = printing.set_type(page, filled.text, medium, rng)
    page, ink = _written(page, filled.points, medium, plan, rng)
    return page, np.maximum(ink, filled.text)


def _written(
    page: Picture, points: Points, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page after a pen has gone over the points (n, 2), and its ink."""
    away = manuscript.distance(points, plan.height, plan.side, plan.pen)
    radius = manuscript.pressed(plan.pen, plan.height, plan.side, rng)
    covered = within(away, radius)
    if plan.is_pencilled:
        covered = traces.grainy(covered, rng)
    page = paper.write(page, medium, covered.astype(np.float32), rng)
    return page, within(away, np.maximum(radius, THINNEST)).astype(np.float32)


def _littered(
    page: Picture, ink: NDArray[np.float32], plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page with things that lie on it and beside it, and the ink that can still be seen."""
    if plan.view is View.LARGE and rng.random() < FOLDED:
        page = np.clip(clutter.crease(page, plan.height, rng), 0, 1)
    before = page
    if rng.random() < (QUIETLY_CLUTTERED if plan.is_quiet else CLUTTERED):
        page = clutter.scatter(page, plan.height, rng)
    if rng.random() < (TINY_BEYOND if plan.is_tiny else BEYOND):
        page = scans.beyond(page, rng)
    return page, _left(ink, before, page, plan.pen)


def _left(ink: NDArray[np.float32], before: Picture, after: Picture, pen: float) -> NDArray[np.float32]:
    """The ink that can still be seen: not where the page changed much, and around it too.

    A stroke as dark as what covers it does not change; but all on both sides of it does.
    """
    is_changed = (np.abs(after - before).max(axis=2) > HIDDEN).astype(np.uint8)
    across = 2 * int(pen + 1.5) + 1
    is_covered = cv2.morphologyEx(is_changed, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8))
    is_hidden = (is_covered > 0) & (cv2.blur(is_covered.astype(np.float32), (3, 3)) > 0.6)
    return np.where(is_hidden, np.float32(0), ink)


def _seen(
    page: Picture, medium: paper.Medium, plan: Plan, rng: np.random.Generator, *, is_even: bool
) -> tuple[Picture, float]:
    """The page in its light, as lens and sensor see it, and how far ink and paper are apart then, 0…1.

    A scanner's light is even.
    """
    seen = medium.step
    if not is_even and rng.random() < SHADED:
        page = light.illuminate(page, rng)
        seen *= light.DARKEST
    if seen > FAINTEST and rng.random() < BLURRED:
        page = camera.blur(page, plan.height, 2 * plan.pen, rng)
        seen /= 2
    if rng.random() < SHARPENED:  # as telephones do it
        amount = np.float32(rng.uniform(0.3, 1.5))
        page = page + amount * (page - cv2.GaussianBlur(page, (0, 0), rng.uniform(0.8, 2)))
        page = np.clip(page, 0, 1)
    if rng.random() < NOISY:
        page = camera.add_noise(page, seen, rng)
    return page, seen


def _resized(page: NDArray[Any], side: int, larger: int) -> NDArray[Any]:
    """The page or its ink at `side` × `side` px: smaller by area, larger by that interpolation."""
    return cv2.resize(page, (side, side), interpolation=cv2.INTER_AREA if len(page) > side else larger)


def _filed(pixels: NDArray[np.uint8], seen: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The pixels as they come out of a file: compressed, as a negative, without colours."""
    if rng.random() < COMPRESSED:
        is_rough = seen > FAINTEST and rng.random() < 0.5  # or it would be lost
        quality = int(rng.integers(20, 90)) if is_rough else camera.a_quality(max(seen, 0.05), rng)
        pixels = camera.recompress(pixels, quality)
    if rng.random() < INVERTED:
        pixels = 255 - pixels
    if rng.random() < GREY:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)[..., None].repeat(3, axis=2)
    return pixels
