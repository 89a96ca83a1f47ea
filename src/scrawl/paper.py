"""Ink told from the paper in a picture, whatever the paper, the pen and the light.

A photograph's light changes from place to place, and so does its paper: it is looked for around every place, divided
out, and what is left is how much light the ink takes. A thumbnail or a scan that its digit fills has no such
surroundings, but no shadows either: there a smooth surface is fitted to all of the paper at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.rules import remove_rules

THUMBNAIL = 64  # px: a picture whose longer side is shorter is taken for a digit cut out
PAPER_SIDE = 256  # px: the paper is estimated on a copy with at most this longer side
LIGHT_SIDE = 64  # px: and the smooth part of the light on a still smaller one

# Where the paper is looked for around each place.
REACH = 0.1  # of the longer side; so strokes may be twice as wide
STROKES = 3.0  # ... or this many strokes, once their width is known
LEAST_REACH = 5  # px of the copy
SOFTENED = 5  # px of the copy, so that no stair is left where the paper changes

WHITE = 200  # what the paper becomes when it is divided by itself, in a byte
LEVEL = 128  # ... and by its smooth part alone, from which it may differ by half
DARKEST = 24  # of 255: what is darker is black, whatever the camera says
LEAST_STEP = 8  # of 255: what stands out less tells nothing of ink and paper
SILENT = 0.1  # of the clearest channel's say
EVEN = 0.2  # of both together: grain is as often lighter as darker
FAINTEST = 0.05  # ink takes at least this share of the light
BLOCKS = 10  # places along the longer side that the grain is judged at
NOISE_REACH = 3.5  # in standard deviations of the paper
CORE_REACH = 7.0  # what is nowhere this far from the paper is no stroke, but noise
EDGE = 0.25  # of a full stroke: a paler pixel is the paper beside it
WEAKEST = 0.25  # of the usual stroke: what is paler all over shines through from the other side

PAPER_FITS = 6
LEAST_CONTRAST = 24  # of 255: what differs less from a thumbnail's paper is no ink
THUMBNAIL_NOISE = 6  # in standard deviations of the paper: what differs less is no ink either
THUMBNAIL_EDGE = 0.12  # of a full stroke: a paler pixel is paper, as JPEG leaves it around strokes
THUMBNAIL_CORE = 0.3  # of a full stroke: what has no pixel so dark is noise, not a stroke


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture parted into what was written and what on.

    ink    (H, W) float32: 0 on paper, 1 in a full stroke, softly between at its edges
    paper  (H, W) grey or (H, W, 3) RGB uint8: the picture as it would be without the ink
    ruled  (H, W) float32: the ink, and the lines that were printed on the paper
    """

    ink: NDArray[np.float32]
    paper: NDArray[np.uint8]
    ruled: NDArray[np.float32]


def find_ink(pixels: NDArray[np.uint8]) -> Sheet:
    """The ink of a drawing, scan or photograph, from its pixels, (H, W) grey or (H, W, 3) RGB uint8.

    Dark on light or light on dark, in any colour. A blank page has none. Takes time linear in the pixels.
    """
    height, width = pixels.shape[:2]
    if pixels.size == 0:
        blank = np.zeros((height, width), np.float32)
        return Sheet(blank, pixels, blank)
    if max(height, width) < THUMBNAIL:
        surface, share = _paper(pixels.astype(np.float32).reshape(height, width, -1))
        paper = surface.reshape(pixels.shape)
        ink = _ink_of(_greatest(np.asarray(cv2.absdiff(pixels, paper), np.uint8)), share)
        return Sheet(ink, paper, ink)
    lighter = _lighter_channels(_reduced(pixels, PAPER_SIDE))
    turned = np.where(lighter, 255 - pixels, pixels)
    sheet = _dark_on_light(turned)
    return Sheet(sheet.ink, np.where(lighter, 255 - sheet.paper, sheet.paper), sheet.ruled)


def _reduced(pixels: NDArray[np.uint8], most: int) -> NDArray[np.uint8]:
    """A copy with a longer side of at most that many pixels."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, most / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return pixels if shrink == 1 else np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _lighter_channels(small: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """In which channels (all or one of grey, 3 of RGB) what stands out from its surroundings is lighter than they are.

    A channel that tells little goes with the others; where none tells anything, what is dark is the paper's.
    """
    reach = round(REACH * max(small.shape[:2])) * 2 + 1
    energies = []
    for channel in cv2.split(small):
        around = cv2.medianBlur(channel, reach)
        sides = cv2.subtract(channel, around), cv2.subtract(around, channel)
        energies.append(
            [np.square(np.maximum(side.astype(np.float64) - LEAST_STEP, 0)).sum() for side in sides]
        )
    lighter, darker = np.array(energies).T
    told = lighter - darker
    clear = (np.abs(told) > SILENT * np.abs(told).max()) & (np.abs(told) > EVEN * (lighter + darker))
    others = told[clear].sum() > 0 if clear.any() else np.median(small) < 128
    found = np.where(clear, told > 0, others)
    return found if small.ndim == 3 else found[:1]


def _dark_on_light(pixels: NDArray[np.uint8]) -> Sheet:
    small = np.asarray(cv2.medianBlur(_reduced(pixels, PAPER_SIDE), 3), np.uint8)
    reach = max(round(REACH * max(small.shape[:2])), LEAST_REACH)
    light = _light(small, reach)
    level = np.asarray(cv2.divide(small, light, scale=LEVEL), np.uint8)
    around = _surroundings(level, reach)
    stroke = _stroke_width(_remission(level, around))
    if stroke:
        around = _surroundings(level, min(reach, max(round(STROKES * stroke), LEAST_REACH)))
    paper = np.asarray(cv2.multiply(around, light, scale=1 / LEVEL), np.uint8)
    height, width = pixels.shape[:2]
    paper = np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    taken, least = _taken(_remission(pixels, paper))
    ruled = _strokes(taken, least)
    cleaned = remove_rules(ruled, taken)
    return Sheet(ruled if cleaned is taken else _strokes(cleaned, least), paper, ruled)


def _light(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The smooth part of the paper: a surface of second degree.

    Beside the picture's edges nothing tells a shadow's slope from a stroke; there the surface goes on.
    """
    coarse = _reduced(_surroundings(small, reach), LIGHT_SIDE)
    height, width = coarse.shape[:2]
    margin_y, margin_x = (min(math.ceil(REACH * max(height, width)), side // 4) for side in (height, width))
    inside = np.zeros((height, width), np.bool_)
    inside[margin_y : height - margin_y, margin_x : width - margin_x] = True
    closed = coarse.astype(np.float32).reshape(height, width, -1)
    darkest = max(float(np.median(closed[inside])) / 4, DARKEST)
    surface = np.rint(np.maximum(_smooth_surface(closed, inside), darkest)).astype(np.uint8)
    size = small.shape[1], small.shape[0]
    return np.asarray(cv2.resize(surface, size, interpolation=cv2.INTER_CUBIC), np.uint8).reshape(small.shape)


def _surroundings(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The picture without what is dark and narrower than twice the reach: a morphological closing."""
    element = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, element, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(closed, (SOFTENED, SOFTENED)), np.uint8)


def _remission(pixels: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The share of the light that comes back, (H, W), paper being WHITE; of the channel that ink takes most from."""
    share = cv2.divide(np.maximum(pixels, DARKEST), np.maximum(paper, DARKEST), scale=WHITE)
    return np.asarray(share if share.ndim == 2 else np.minimum.reduce(cv2.split(share)), np.uint8)


def _taken(remission: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The share of light taken by what lies on the paper, and the least of it that is ink, both (H, W) float32.

    The paper's level is that of the lighter half of the pixels: ink may cover the others, but is never lighter.
    """
    noise = _deviations(remission)
    shares = np.cumsum(np.bincount(remission.ravel(), minlength=256)) / remission.size
    level = max(float(np.searchsorted(shares, 0.75)) - 0.674 * float(np.median(noise)), 1.0)
    table = np.maximum(1 - np.arange(256, dtype=np.float32) / np.float32(level), 0)
    return table[remission], np.maximum(FAINTEST, NOISE_REACH / level * noise)


def _deviations(remission: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The paper's standard deviation about each place, (H, W) float32: shadows and table tops are grainier."""
    height, width = remission.shape
    block = max(math.ceil(max(height, width) / BLOCKS), 8)
    rows, columns = math.ceil(height / block), math.ceil(width / block)
    grain = cv2.absdiff(remission, cv2.medianBlur(remission, 5))
    found = np.empty((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            inside = grain[row * block : (row + 1) * block, column * block : (column + 1) * block]
            # The mean of the smaller half: of a normal distribution's, .32 of the standard deviation.
            counts = np.bincount(inside.ravel(), minlength=256)
            least = np.minimum(
                counts, np.maximum(inside.size // 2 - np.concatenate([[0], counts.cumsum()[:-1]]), 0)
            )
            found[row, column] = (least * np.arange(256)).sum() / (0.32 * max(inside.size // 2, 1))
    smooth = cv2.medianBlur(cv2.copyMakeBorder(found, 1, 1, 1, 1, cv2.BORDER_REPLICATE), 3)[1:-1, 1:-1]
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _stroke_width(remission: NDArray[np.uint8]) -> float:
    """The usual width of strokes in pixels, 0 if there are none."""
    level, darkest = float(np.quantile(remission, 0.75)), float(remission.min())
    inked = (remission < level - max(0.3 * (level - darkest), FAINTEST * level)).astype(np.uint8)
    if not inked.any() or inked.all():
        return 0.0
    depth = cv2.distanceTransform(cv2.copyMakeBorder(inked, 1, 1, 1, 1, cv2.BORDER_REPLICATE), cv2.DIST_L2, 3)
    depths = depth[1:-1, 1:-1][inked > 0]
    # In a bar of width w the mean distance to its edge is w / 4.
    return 4 * float(depths.mean())


def _strokes(taken: NDArray[np.float32], least: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ink (H, W) float32: each connected piece as a share of its own full stroke, and none that is noise."""
    count, labels = cv2.connectedComponents((taken > least).astype(np.uint8), connectivity=8)
    if count == 1:
        return np.zeros_like(taken)
    full = _full(taken, np.asarray(labels), count)
    inked = labels > 0
    names = labels[inked]
    noise = np.bincount(names, weights=least[inked], minlength=count) / np.maximum(
        np.bincount(names, minlength=count), 1
    )
    usual = float(np.quantile(full[names], 0.5, weights=taken[inked], method="inverted_cdf"))
    full[full < np.maximum(WEAKEST * usual, CORE_REACH / NOISE_REACH * noise)] = np.inf
    full[0] = np.inf
    ink = np.minimum(taken / full[labels], np.float32(1)).astype(np.float32)
    ink[ink < EDGE / 2] = 0
    return np.asarray(ink, np.float32)


def _full(taken: NDArray[np.float32], labels: NDArray[np.int32], count: int) -> NDArray[np.float32]:
    """What each piece takes in a full stroke: nine tenths of its pixels take less."""
    bins = 64
    inked = labels > 0
    place = labels[inked].astype(np.int64) * bins + np.minimum(
        (taken[inked] * bins).astype(np.int64), bins - 1
    )
    counts = np.bincount(place, minlength=count * bins).reshape(count, bins).cumsum(axis=1)
    full = ((counts < 0.9 * counts[:, -1:]).sum(axis=1) + 0.5) / bins
    return np.asarray(full, np.float32)


def _greatest(difference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return difference if difference.ndim == 2 else np.maximum.reduce(cv2.split(difference))


def _paper(small: NDArray[np.float32]) -> tuple[NDArray[np.uint8], float]:
    """The paper's colour at each place, (h, w, channels) uint8, and the share of places it is seen at.

    The paper is one of the two colours of the picture, and smooth: a surface of second degree, fitted to
    that colour and then again to all that lies near the surface, until it holds still.
    """
    is_paper = _paper_side(small)
    surface = small
    for _ in range(PAPER_FITS):
        surface = _smooth_surface(small, is_paper)
        distance = np.abs(small - surface).max(axis=2)
        deviation = float(np.quantile(distance[is_paper], 0.68))
        near = distance <= max(LEAST_CONTRAST / 3, 3 * deviation)
        if (near == is_paper).all() or not near.any():
            break
        is_paper = near
    return np.rint(surface).astype(np.uint8), float(is_paper.mean())


def _paper_side(small: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which places have the paper's colour rather than the ink's, (h, w).

    The two are parted by Otsu's threshold along the axis on which the colours differ most. The paper is the
    side that is larger, reaches the border and the corners, and is wide where ink is narrow: the mean of
    these four decides, because a digit cropped tightly defeats each of them now and then.
    """
    colours = small.reshape(-1, small.shape[2])
    centred = colours - colours.mean(axis=0)
    along = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]
    along = (along - along.min()) * (255 / max(float(np.ptp(along)), 1e-6))
    levels = np.rint(along).astype(np.uint8).reshape(small.shape[:2])
    side = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    if side.min() == side.max():
        return np.ones(side.shape, np.bool_)
    height, width = side.shape
    top, left = max(1, height // 8), max(1, width // 8)
    rows, columns = (slice(top), slice(-top, None)), (slice(left), slice(-left, None))
    border = np.concatenate([side[0], side[-1], side[:, 0], side[:, -1]])
    corners = np.concatenate([side[y, x].ravel() for y in rows for x in columns])
    thick, thin = _mean_depth(side), _mean_depth(1 - side)
    votes = (side.mean(), border.mean(), corners.mean(), thick / (thick + thin))
    return np.asarray(side == (float(np.mean(votes)) > 0.5), np.bool_)


def _mean_depth(region: NDArray[np.uint8]) -> float:
    """The mean distance of a region's pixels from its edge; the picture's border is no edge."""
    padded = cv2.copyMakeBorder(region, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return float(depth.sum() / np.count_nonzero(region))


def _smooth_surface(small: NDArray[np.float32], where: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The surface of second degree, (h, w, channels), nearest to `small` at the places `where`.

    Least squares, with a slight pull towards a level one, which decides where the places tell too little.
    """
    height, width = where.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    level = small[where].mean(axis=0, dtype=np.float64)
    chosen = terms[where]
    normal = chosen.T @ chosen + len(chosen) * np.diag([1e-9, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])
    weights = np.linalg.solve(normal, chosen.T @ (small[where] - level))
    surface: NDArray[np.float64] = terms @ weights + level
    return np.clip(surface, 0, 255).astype(np.float32)


def _ink_of(difference: NDArray[np.uint8], paper_share: float) -> NDArray[np.float32]:
    """Ink from each pixel's difference to the paper, of which `paper_share` of the pixels is."""
    counts = np.bincount(difference.ravel(), minlength=256)
    deviation = int(np.searchsorted(np.cumsum(counts), 0.68 * paper_share * difference.size))
    candidates = difference[difference > max(LEAST_CONTRAST / 3, 4 * deviation)]
    blank = np.zeros(difference.shape, np.float32)
    if candidates.size == 0:
        return blank
    threshold = cv2.threshold(candidates.reshape(1, -1), 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    full = float(np.quantile(candidates[candidates >= threshold], 0.75))
    if full < max(LEAST_CONTRAST, THUMBNAIL_NOISE * deviation):
        return blank
    present = (difference > max(THUMBNAIL_EDGE * full, 4 * deviation)).astype(np.uint8)
    labels = cv2.connectedComponents(present, connectivity=8)[1]
    has_core = np.zeros(int(labels.max()) + 1, np.bool_)
    has_core[labels[difference >= THUMBNAIL_CORE * full]] = True
    has_core[0] = False
    ramp = np.minimum(np.arange(256, dtype=np.float32) / np.float32(full), np.float32(1))
    return np.where(has_core[labels], ramp[difference], blank)
