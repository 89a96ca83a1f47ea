"""Ink told from the paper in a picture, whatever the paper, the pen and the light.

A photograph's light changes from place to place, and so does its paper: it is looked for around every place, divided
out, and what is left is how much light the ink takes. A thumbnail or a scan that its digit fills has no such
surroundings, but no shadows either: there a smooth surface is fitted to all of the paper at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.courses import OUT, SHORTEST
from scrawl.medians import weighted_median
from scrawl.rules import remove_rules

THUMBNAIL = 64  # px: a picture whose longer side is shorter is taken for a digit cut out
PAPER_SIDE = 256  # px: the paper is estimated on a copy with at most this longer side
POLARITY_SIDE = 128  # px: whether ink is lighter than paper, on a still smaller one
SAMPLED = 512  # px: the grain is judged on not many more along a side

# Where the paper is looked for around each place.
REACH = 0.1  # of the longer side; so strokes may be twice as wide
STROKES = 3.0  # ... or this many strokes, once their width is known
LEAST_REACH = 5  # px of the copy
SOFTENED = 5  # px of the copy, so that no stair is left where the paper changes

WHITE = 200  # what the paper becomes when it is divided by itself, in a byte
DARKEST = 24  # of 255: what is darker is black, whatever the camera says
LEAST_STEP = 8  # of 255: what stands out less tells nothing of ink and paper
SILENT = 0.1  # of the clearest channel's say
EVEN = 0.2  # of both together: grain is as often lighter as darker
FAINTEST = 0.05  # ink takes at least this share of the light
BLOCKS = 10  # places along the longer side that the grain is judged at
WIDE = 4  # strokes: ink does not cover most of so wide a place
STEP = 1.4  # times as light: another sheet, or a shadow
CLOUDY = 0.8  # standard deviations of clouds that three quarters of them are darker by than the lightest
NOISE_REACH = 3.5  # in standard deviations of the paper
CORE_REACH = 7.0  # what is nowhere this far from the paper is no stroke, but noise
EDGE = 0.25  # of a full stroke: a paler pixel is the paper beside it
WEAKEST = 0.25  # of the usual stroke: what is paler all over shines through from the other side

# A drawing made by a program, on paper of one colour.
PLAIN = 0.7  # of its pixels at least are exactly that colour
FEW = 2  # so few long pieces, with so few holes, are no lines that were printed

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
    drawing = _drawing(pixels) if max(height, width) >= THUMBNAIL else None
    if drawing:
        return drawing
    small = _reduced(pixels, PAPER_SIDE)
    if small.ndim == 3 and (small == small[..., :1]).all():
        pixels, small = (np.asarray(cv2.extractChannel(picture, 1), np.uint8) for picture in (pixels, small))
    if max(height, width) < THUMBNAIL:
        surface, share = _paper(pixels.astype(np.float32).reshape(height, width, -1))
        paper = surface.reshape(pixels.shape)
        ink = _ink_of(_greatest(np.asarray(cv2.absdiff(pixels, paper), np.uint8)), share)
        return Sheet(ink, paper, ink)
    lighter = _lighter_channels(_reduced(small, POLARITY_SIDE))
    sheet = _dark_on_light(_flipped(pixels, lighter))
    return Sheet(sheet.ink, _flipped(sheet.paper, lighter), sheet.ruled)


def _drawing(pixels: NDArray[np.uint8]) -> Sheet | None:
    """The ink of a drawing on exactly white or black paper with a margin all around; None if it is no such picture.

    It is what the long way to it would find, in a tenth of the time: there is neither light nor grain to find, and
    hardly more ink than a number has, so that no printed lines need be looked for.
    """
    paper = int(pixels.flat[0])
    if paper not in (0, 255):
        return None
    height, width = pixels.shape[:2]
    grey = pixels if pixels.ndim == 2 else reduce(cv2.min if paper else cv2.max, cv2.split(pixels))
    grey = np.asarray(grey if paper else cv2.bitwise_not(grey), np.uint8)
    margin = math.ceil(OUT * max(height, width)) + 1
    inside = grey[margin:-margin, margin:-margin]
    plain = grey.size - int(np.count_nonzero(grey != 255))
    if inside.size == 0 or cv2.countNonZero(255 - inside) != grey.size - plain or plain < PLAIN * grey.size:
        return None
    inked = cv2.threshold(grey, round(255 * (1 - FAINTEST)), 255, cv2.THRESH_BINARY_INV)[1]
    contours, parents = cv2.findContours(inked, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    is_hole = parents[0, :, 3] >= 0 if len(contours) else np.zeros(0, np.bool_)
    sizes = np.array([cv2.boundingRect(contour)[2:] for contour in contours]).reshape(-1, 2)
    is_long = ~is_hole & (sizes >= SHORTEST * np.array([width, height])).any(axis=1)
    deepest = float(cv2.distanceTransform(inked, cv2.DIST_L2, 3).max())
    if is_long.sum() > FEW or is_hole.sum() > FEW or deepest > REACH / 2 * max(height, width):
        return None
    white = np.full_like(grey, 255)
    taken = 1 - _remission(grey, white).astype(np.float32) / np.float32(WHITE)
    ink = _strokes(taken, np.full_like(taken, FAINTEST))
    return Sheet(ink, np.full_like(pixels, paper), ink)


def _flipped(pixels: NDArray[np.uint8], lighter: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The picture with some channels as in its negative."""
    flips = np.tile(np.where(lighter, 255, 0).astype(np.uint8), pixels.shape[1])
    return (pixels.reshape(len(pixels), -1) ^ flips).reshape(pixels.shape)


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
    element = np.ones((reach, reach), np.uint8)
    energies = []
    for channel in cv2.split(small):
        around = cv2.medianBlur(channel, reach)
        # Of a sheet on a table, or a shadow, one side stands out more where its edge bends: it is not narrow.
        opened, closed = (
            cv2.morphologyEx(channel, way, element) for way in (cv2.MORPH_OPEN, cv2.MORPH_CLOSE)
        )
        sides = (
            cv2.subtract(channel, cv2.max(around, opened)),
            cv2.subtract(cv2.min(around, closed), channel),
        )
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
    around = _surroundings(small, reach)
    stroke = _stroke_width(_remission(small, around))
    if stroke:
        reach = min(reach, max(round(STROKES * stroke), LEAST_REACH))
        around = _continued(_surroundings(small, reach), round(stroke) + SOFTENED)
    size = pixels.shape[1], pixels.shape[0]
    paper = np.asarray(cv2.resize(around, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    remission = _remission(pixels, paper)
    taken, least = _taken(remission, _remission(small, around), around, stroke)
    ruled = _strokes(taken, least)
    cleaned = remove_rules(ruled, taken, least)
    return Sheet(ruled if cleaned is taken else _strokes(cleaned, least), paper, ruled)


def _surroundings(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The picture without what is dark and has what is lighter on both sides: the paper under the strokes.

    A shadow's edge is lighter on one side only, and stays. The closing alone would take for ink what a gradient leads
    down to such an edge; the light on both sides alone, a shadow that leaves a narrow strip of light.
    """
    height, width = small.shape[:2]
    element = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    # A shadow that runs out of the picture goes on outside.
    padded = _padded(small, 2 * reach)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, element)
    inside = closed[2 * reach : 2 * reach + height, 2 * reach : 2 * reach + width]
    # Twice, because about a crossing of strokes none of four directions may lead out.
    paper = cv2.min(inside, _between(_between(small, reach), reach))
    # Beside an edge it is the darker paper: softened, and magnified, nothing there is ink.
    paper = cv2.erode(paper, np.ones((SOFTENED + 2, SOFTENED + 2), np.uint8))
    return np.asarray(cv2.blur(paper, (SOFTENED, SOFTENED)), np.uint8)


def _continued(paper: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The paper continued over the picture's edge: what lies along it as narrow as a stroke is none."""
    height, length = paper.shape[:2]
    width = min(width, height // 4, length // 4)
    inside = paper[width : height - width, width : length - width]
    return _padded(inside, width)


def _padded(picture: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """With its outermost pixels repeated on all sides."""
    padded = cv2.copyMakeBorder(picture, width, width, width, width, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)


def _between(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """What is on both sides of each place, within reach, at least as light; in the lightest of four directions."""
    level, diagonal = np.ones((1, reach + 1), np.uint8), np.eye(reach + 1, dtype=np.uint8)
    ways = (
        (level, (0, 0), (reach, 0)),
        (level.T, (0, 0), (0, reach)),
        (diagonal, (0, 0), (reach, reach)),
        (diagonal[::-1], (reach, 0), (0, reach)),
    )
    lightest = small
    for way, start, end in ways:
        sides = (
            cv2.dilate(small, way, anchor=anchor, borderType=cv2.BORDER_REPLICATE) for anchor in (start, end)
        )
        lightest = np.asarray(cv2.max(lightest, cv2.min(*sides)), np.uint8)
    return lightest


def _remission(pixels: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The share of the light that comes back, (H, W), paper being WHITE; of the channel that ink takes most from."""
    share = cv2.divide(np.maximum(pixels, DARKEST), np.maximum(paper, DARKEST), scale=WHITE)
    return np.asarray(share if share.ndim == 2 else reduce(cv2.min, cv2.split(share)), np.uint8)


def _taken(
    remission: NDArray[np.uint8], coarse: NDArray[np.uint8], paper: NDArray[np.uint8], stroke: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The share of light taken by what lies on the paper, and the least of it that is ink, both (H, W) float32.

    coarse, paper  (h, w) a reduced copy of the remission, and the paper there

    The paper's level is that of the lighter half of the pixels: ink may cover the others, but is never lighter.
    """
    grain = _grain(remission)
    # Where the picture was blurred or compressed, it is coarser.
    grain = np.maximum(grain, cv2.resize(_grain(coarse), grain.shape[::-1]))
    shares = np.cumsum(cv2.calcHist([remission], [0], None, [256], [0, 256])) / remission.size
    level = max(float(np.searchsorted(shares, 0.75)) - 0.674 * float(np.median(grain)), 1.0)
    table = np.maximum(1 - np.arange(256, dtype=np.float32) / np.float32(level), 0)
    height, width = remission.shape
    noise = _noise(grain, level, coarse, paper, stroke)
    whole = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    return table[remission], np.maximum(FAINTEST, NOISE_REACH * whole)


def _noise(
    grain: NDArray[np.float32],
    level: float,
    coarse: NDArray[np.uint8],
    paper: NDArray[np.uint8],
    stroke: float,
) -> NDArray[np.float32]:
    """The standard deviation of the paper at each place of the reduced copy, as a share of its light."""
    grey = paper if paper.ndim == 2 else np.asarray(cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY), np.uint8)
    light = np.maximum(grey, DARKEST)
    clouds = _clouds(np.maximum(level - coarse.astype(np.float32), 0).astype(np.uint8), light, WIDE * stroke)
    size = light.shape[1], light.shape[0]
    # In the dark, the same grain is more of what light there is.
    usual = cv2.resize(cv2.resize(light, grain.shape[::-1], interpolation=cv2.INTER_AREA), size)
    fine = cv2.resize(grain, size, interpolation=cv2.INTER_LINEAR) * (usual.astype(np.float32) / light)
    return np.asarray(np.maximum(fine, clouds) / level, np.float32)


def _clouds(taken: NDArray[np.uint8], light: NDArray[np.uint8], least: float) -> NDArray[np.float32]:
    """The standard deviation of what is taken all over a sheet, as by a table's grain and a cloth's weave, (h, w).

    A sheet ends where its light steps. Ink covers no three quarters of one; one less wide than `least` is none.
    """
    near = np.ones((SOFTENED + 2, SOFTENED + 2), np.uint8)
    steps = cv2.dilate(light, near).astype(np.float32) > STEP * cv2.erode(light, near)
    count, sheets = cv2.connectedComponents((~steps).astype(np.uint8), connectivity=4)
    counts = np.bincount((sheets.astype(np.int64) * 256 + taken).ravel(), minlength=count * 256)
    counts = counts.reshape(count, 256).cumsum(axis=1)
    everywhere = (counts <= 0.25 * counts[:, -1:]).sum(axis=1) / CLOUDY
    everywhere[counts[:, -1] < least**2] = 0
    everywhere[0] = 0
    found = everywhere[sheets].astype(np.float32)
    around = cv2.dilate(found, np.ones((2 * len(near) + 1, 2 * len(near) + 1), np.uint8))
    return np.where(steps, np.asarray(around, np.float32), found)


def _grain(remission: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The paper's standard deviation from pixel to pixel, (rows, columns) float32: a table is grainier."""
    block = max(max(remission.shape) / BLOCKS, 8)
    counts = _histograms(np.asarray(cv2.absdiff(remission, cv2.medianBlur(remission, 5)), np.uint8), block)
    half = np.maximum(counts.sum(axis=-1, keepdims=True) // 2, 1)
    before = counts.cumsum(axis=-1) - counts
    least = np.minimum(counts, np.maximum(half - before, 0))
    # The mean of the smaller half: of a normal distribution's, .32 of the standard deviation.
    return _calm((least * np.arange(256)).sum(axis=-1) / (0.32 * half[..., 0]))


def _calm(blocks: NDArray[np.floating]) -> NDArray[np.float32]:
    """Without what stands out in a single block, or two."""
    padded = cv2.copyMakeBorder(blocks.astype(np.float32), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.medianBlur(padded, 3)[1:-1, 1:-1], np.float32)


def _histograms(values: NDArray[np.uint8], block: float) -> NDArray[np.int64]:
    """How often each value occurs in each block of at least so many pixels a side, (rows, columns, 256)."""
    step = max(1, max(values.shape) // SAMPLED)
    values = values[::step, ::step]
    shape = tuple(max(1, int(side * step / block)) for side in values.shape)
    rows, columns = (np.arange(side) * count // side for side, count in zip(values.shape, shape, strict=True))
    places = (rows[:, None] * shape[1] + columns) * 256 + values
    return np.bincount(places.ravel(), minlength=shape[0] * shape[1] * 256).reshape(*shape, 256)


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
    present = np.asarray(cv2.compare(taken, least, cv2.CMP_GT))
    count, labels = cv2.connectedComponents(present, connectivity=8)
    ink = np.zeros_like(taken)
    if count == 1:
        return ink
    inked = np.flatnonzero(present)
    names, shares = np.asarray(labels, np.int32).ravel()[inked] - 1, taken.ravel()[inked]
    full = _full(shares, names, count - 1)
    noise = np.bincount(names, weights=least.ravel()[inked]) / np.bincount(names)
    mass = np.bincount(names, weights=shares)
    usual = weighted_median(full, mass)
    full[full < np.maximum(WEAKEST * usual, CORE_REACH / NOISE_REACH * noise)] = np.inf
    strength = np.minimum(shares / full[names], np.float32(1))
    strength[strength < EDGE / 2] = 0
    ink.ravel()[inked] = strength
    return ink


def _full(shares: NDArray[np.float32], names: NDArray[np.int32], count: int) -> NDArray[np.float32]:
    """What each of so many pieces takes in a full stroke: nine tenths of its pixels take less."""
    bins = 64
    places = names * np.int64(bins) + np.minimum((shares * bins).astype(np.int64), bins - 1)
    counts = np.bincount(places, minlength=count * bins).reshape(count, bins).cumsum(axis=1)
    return np.asarray(((counts < 0.9 * counts[:, -1:]).sum(axis=1) + 0.5) / bins, np.float32)


def _greatest(difference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return difference if difference.ndim == 2 else np.maximum.reduce(cv2.split(difference))


def _paper(small: NDArray[np.float32]) -> tuple[NDArray[np.uint8], float]:
    """The paper's colour at each place, (h, w, channels) uint8, and the share of places it is seen at.

    The paper is one of the two colours of the picture, and smooth: a surface of second degree, fitted to
    that colour and then again to all that lies near the surface, until it holds still.
    """
    plain = _plain(small)
    if plain is not None:
        return np.full(small.shape, small[0, 0].astype(np.uint8)), plain
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


def _plain(small: NDArray[np.float32]) -> float | None:
    """The share of places that have the colour of the whole border, exactly black or white, or nearly.

    None if there is no such border, or half of the picture is something else: then it is not surely the paper.
    """
    paper = float(small[0, 0, 0])
    if paper not in (0, 255):
        return None
    differs = np.abs(small - paper).max(axis=2)
    near = float((differs <= LEAST_CONTRAST / 3).mean())
    border = max(differs[0].max(), differs[-1].max(), differs[:, 0].max(), differs[:, -1].max())
    return near if border == 0 and near > 0.5 else None


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
    terms = _terms(*where.shape)
    level = small[where].mean(axis=0, dtype=np.float64)
    chosen = terms[where]
    normal = chosen.T @ chosen + len(chosen) * np.diag([1e-9, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])
    weights = np.linalg.solve(normal, chosen.T @ (small[where] - level))
    surface: NDArray[np.float64] = terms @ weights + level
    return np.clip(surface, 0, 255).astype(np.float32)


@lru_cache(maxsize=64)
def _terms(height: int, width: int) -> NDArray[np.float64]:
    """The terms of second degree at each place of a picture that reaches from -1 to 1, (height, width, 6)."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


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
