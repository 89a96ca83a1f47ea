"""The ink of small pictures that one digit fills, as thumbnails and scans of single digits.

There are no surroundings to look for the paper in, but no shadows either: a smooth surface is fitted to all of it.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.contrast import CERTAIN, LEAST
from scrawl.binarize.pieces import EDGE

THUMBNAIL = 64  # px: a picture whose longer side is shorter is taken for a digit cut out
MOST_FITS = 6  # of the paper's surface: bounds the work


def ink_of_thumbnail(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The ink (H, W) float32 of a picture of one symbol and little else, (H, W) grey or (H, W, 3) RGB."""
    if pixels.ndim == 3 and (pixels == pixels[..., :1]).all():
        pixels = pixels[..., 0]
    surface, share = _paper(pixels.astype(np.float32).reshape(*pixels.shape[:2], -1))
    return _ink_of(_greatest(np.asarray(cv2.absdiff(pixels, surface.reshape(pixels.shape)), np.uint8)), share)


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
    for _ in range(MOST_FITS):
        surface = _smooth_surface(small, is_paper)
        distance = np.abs(small - surface).max(axis=2)
        deviation = np.quantile(distance[is_paper], 0.68)
        near = distance <= max(255 * LEAST, CERTAIN * deviation)
        if (near == is_paper).all() or not near.any():
            break
        is_paper = near
    return np.rint(surface).astype(np.uint8), float(is_paper.mean())


def _plain(small: NDArray[np.float32]) -> float | None:
    """The share of places that have the colour of the whole border, exactly black or white, or nearly.

    None if the border has other colours, or half of the picture has: then it may not be the paper.
    """
    paper = float(small[0, 0, 0])
    if paper not in (0, 255):
        return None
    differs = np.abs(small - paper).max(axis=2)
    near = float((differs <= 255 * LEAST).mean())
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
    """Ink from each pixel's difference to the paper, which `paper_share` of the pixels show.

    A full stroke differs thrice as much as the faintest pixel that is no paper, and twice as much as certain noise.
    """
    counts = np.bincount(difference.ravel(), minlength=256)
    deviation = int(np.searchsorted(np.cumsum(counts), 0.68 * paper_share * difference.size))
    candidates = difference[difference > max(255 * LEAST, CERTAIN * deviation)]
    blank = np.zeros(difference.shape, np.float32)
    if candidates.size == 0:
        return blank
    threshold = cv2.threshold(candidates.reshape(1, -1), 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    full = np.quantile(candidates[candidates >= threshold], 0.75)
    if full < max(3 * 255 * LEAST, 2 * CERTAIN * deviation):
        return blank
    present = (difference > max(EDGE * full, CERTAIN * deviation)).astype(np.uint8)
    # A component without a pixel that is nearer to a full stroke than to paper is noise.
    labels = cv2.connectedComponents(present, connectivity=8)[1]
    has_core = np.zeros(int(labels.max()) + 1, np.bool_)
    has_core[labels[difference >= full / 2]] = True
    has_core[0] = False
    ramp = np.minimum(np.arange(256, dtype=np.float32) / np.float32(full), np.float32(1))
    return np.where(has_core[labels], ramp[difference], blank)
