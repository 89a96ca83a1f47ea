"""Where touching digits may be cut apart: between the middles that their pixels belong to.

A network says of each pixel of ink how far to the right the middle of its digit lies (`nets/centres.py`). By these
middles the pixels of one digit stand close together even where it reaches under or over its neighbour, and a cut is a
place among the middles where few stand. The network says, too, which digit each pixel belongs to, or none: these votes
identify a piece that lost ink to its neighbour, and a letter by the letters beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import EDGE, INK_LEVEL
from scrawl.glyphs.chains import Chain, Glyph, Run
from scrawl.glyphs.parts import DUST, SPECK, WIDEST
from scrawl.recognizer import CENTRES_HEIGHT

STRETCH = 1.2  # factor by which a glyph is widened for the network: digits that touch are narrow
MOST_WIDE = 10.0  # widths in heights: bounds the work; a longer row of touching digits is a line of writing
MOST_CUTS = 16  # in a square, the deepest: bounds the candidates

Ink = NDArray[np.float32]
Owners = Callable[[Ink], Ink]  # ink (32, W) → (32, W, 12): see `scrawl.recognizer.Recognizer.owners`


def cut(glyph: Glyph, owners: Owners) -> Chain | None:
    """The glyph as a chain of pieces between cuts; None if there is nothing to cut."""
    height, width = glyph.ink.shape
    # As narrow as a speck it is one stroke, and so is what is less than twice as high as its stroke is wide.
    if not SPECK * height <= width <= MOST_WIDE * height or height < 2 * glyph.stroke:
        return None
    small = _small(glyph.ink)
    columns = small.shape[1]
    told = owners(small)
    middles = np.arange(columns, dtype=np.float32) + np.float32(0.5) + told[..., 0] * CENTRES_HEIGHT
    inked = small > EDGE
    cuts = _cuts(middles[inked], small[inked], columns) if inked.any() else ()
    if not len(cuts):
        return None
    votes = _votes(np.searchsorted(cuts, middles[inked]), small[inked], told[inked, 1:], len(cuts) + 1)
    finer = cv2.resize(middles, (width, height), interpolation=cv2.INTER_LINEAR)
    return _chain(glyph, np.searchsorted(cuts, finer.ravel()).reshape(height, width), votes)


def vote(glyph: Glyph, owners: Owners) -> NDArray[np.float64]:
    """The probability of each digit for the whole glyph by its pixels' votes, (10,), above 0."""
    small = _small(glyph.ink)
    inked = small > EDGE
    told = owners(small)[inked, 1:]
    return np.asarray(_votes(np.zeros(len(told), np.intp), small[inked], told, 1)[0, :10])


def strange(glyphs: Sequence[Glyph], owners: Owners) -> NDArray[np.float64]:
    """The probability of each glyph of a word to be no digit, (n,), by its pixels in the whole word.

    The word is levelled first, since in a line that rises or falls the glyphs would be scaled small. NaN for a glyph
    lower than SPECK of the word.
    """
    level = _levelled(glyphs)
    word = Glyph.joined(level)
    share = cv2.resize(
        np.ascontiguousarray(_likely(owners(_small(word.ink))[..., 1:])[..., -1]),
        word.ink.shape[::-1],
        interpolation=cv2.INTER_LINEAR,
    )
    told = np.array([np.average(share[word.place_of(glyph)], weights=glyph.ink) for glyph in level])
    heights = np.array([glyph.ink.shape[0] for glyph in level])
    return np.where(heights >= SPECK * word.ink.shape[0], told, np.nan)


def _levelled(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs moved up or down so that the straight line that fits their middles best (least squares) is level."""
    boxes = np.array([glyph.box for glyph in glyphs], np.float64)
    x, y = (boxes[:, :2] + boxes[:, 2:] / 2).T
    spread = x - x.mean()
    slope = spread @ y / max(spread @ spread, 1.0)
    tops = np.rint(boxes[:, 1] - slope * spread).astype(int).tolist()
    return [
        Glyph(glyph.ink, (glyph.box[0], top, *glyph.box[2:])) for glyph, top in zip(glyphs, tops, strict=True)
    ]


def _small(ink: Ink) -> Ink:
    """The ink (h, w) scaled for the network, (CENTRES_HEIGHT, W); a glyph longer than MOST_WIDE is squeezed."""
    height, width = ink.shape
    columns = max(round(STRETCH * CENTRES_HEIGHT * min(width / height, MOST_WIDE)), 1)
    return np.asarray(cv2.resize(ink, (columns, CENTRES_HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def _cuts(middles: Ink, ink: Ink, columns: int) -> NDArray[np.float64]:
    """Places (n,) from left to right where fewer middles stand than on either side, px; ink and middles are (P,)."""
    halves = np.clip(middles * 2, 0, columns * 2 - 1).astype(np.intp)  # of a pixel
    density = np.convolve(np.bincount(halves, ink, columns * 2), (0.25, 0.5, 0.25), "same")
    rises = np.diff(density, prepend=0, append=0) > 0
    peaks = np.flatnonzero(rises[:-1] & ~rises[1:])
    peaks = peaks[density[peaks] > density.mean()]  # lower ones are noise
    valleys = [first + int(density[first:second].argmin()) for first, second in pairwise(peaks.tolist())]
    depths = np.minimum(density[peaks[:-1]], density[peaks[1:]]) - density[valleys]
    deepest = np.argsort(-depths, kind="stable")[: MOST_CUTS * columns // CENTRES_HEIGHT]
    return np.sort(np.array(valleys, np.float64)[deepest]) / 2


def _votes(atoms: NDArray[np.intp], ink: Ink, logits: Ink, count: int) -> NDArray[np.float64]:
    """The mean class probabilities of each atom, weighted by ink (P,): (count, 11), the last for none.

    `logits` are (P, 11).
    """
    likely = _likely(logits) * ink[:, None]
    sums = np.array([np.bincount(atoms, each, count) for each in likely.T]).T + np.finfo(np.float32).eps
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def _likely(logits: Ink) -> Ink:
    """Softmax (…, 11)."""
    likely = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=-1, keepdims=True))


def _chain(glyph: Glyph, atoms: NDArray[np.intp], votes: NDArray[np.float64]) -> Chain | None:
    """The chain of all pieces, each one atom or several in a row; `atoms` (h, w) is the atom of each pixel."""
    count = len(votes)
    weights = np.bincount(atoms.ravel(), glyph.ink.ravel(), count)
    boxes = np.array([_box((atoms == k) & (glyph.ink > INK_LEVEL)) for k in range(count)])
    runs = [Run(0, count, glyph)]
    for start in range(count):
        for stop in range(start + 1, min(start + count, count + 1)):
            left, top = boxes[start:stop, :2].min(axis=0)
            right, bottom = boxes[start:stop, 2:].max(axis=0)
            if right - left > WIDEST * glyph.ink.shape[0]:
                break
            inside = np.s_[top:bottom, left:right]
            own = (atoms[inside] >= start) & (atoms[inside] < stop)
            piece = _piece(np.where(own, glyph.ink[inside], np.float32(0)), SPECK * glyph.ink.shape[0])
            if piece:
                x, y, width, height = piece.box
                box = (glyph.box[0] + int(left) + x, glyph.box[1] + int(top) + y, width, height)
                runs.append(Run(start, stop, Glyph(piece.ink, box)))
    return Chain(weights / weights.sum(), tuple(runs), votes=votes) if len(runs) > 1 else None


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a mask; of an empty one, a box that adds nothing to a union."""
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    return (x, y, x + width, y + height) if width else (mask.shape[1], mask.shape[0], 0, 0)


def _piece(ink: Ink, least: float) -> Glyph | None:
    """The ink (h, w) without neighbours' crumbs; None if it has no digit's proportions or is lower than `least` px."""
    if not ink.size:
        return None
    labels, boxes, areas = components((ink > INK_LEVEL).view(np.uint8))
    if len(areas) == 1:
        return None
    kept = np.flatnonzero(areas[1:] >= min(DUST * areas.sum(), areas.max())) + 1
    left, top = boxes[kept, :2].min(axis=0).tolist()
    right, bottom = boxes[kept, 2:].max(axis=0).tolist()
    width, height = right - left, bottom - top
    if height < least or width > WIDEST * height:
        return None
    is_own = np.zeros(len(areas), np.bool_)
    is_own[[0, *kept]] = True
    crop = np.where(is_own[labels], ink, np.float32(0))[top:bottom, left:right]
    return Glyph(crop, (left, top, width, height))
