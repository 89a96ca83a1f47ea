"""Pictures of the steps of a reading, to see where it went wrong: the paper, the ink, its components, the glyphs."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.contrast import NARROW
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import Glyph
from scrawl.ink import MARGIN_PIXELS
from scrawl.recognizer import INK_THRESHOLD

# Told from each other with any colour vision (Okabe & Ito 2008), and from white.
COLOURS = (0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (230, 159, 0)


def on_the_way(attempt: Attempt) -> dict[str, NDArray[np.uint8]]:
    """The pictures of the steps from the picture, if it was one, to the glyphs found, upright and askew as it was."""
    ink, view = attempt.canvas.ink, attempt.canvas.view
    stages = {
        "ink": np.rint(255 * ink).astype(np.uint8),  # 1 of ink is white
        "components": components(ink),
        "glyphs": found(ink.shape, attempt.found.glyphs),
    }
    if view is None:
        return stages
    same = (
        cv2.resize(view.pixels, ink.shape[::-1], interpolation=cv2.INTER_LINEAR) if ink.size else view.pixels
    )
    finer = max(1.0, max(ink.shape) / max(view.pixels.shape[:2])) if ink.size else 1.0
    stages = {"paper": paper(np.asarray(same, np.uint8), ink, finer), **stages}
    return {name: view.as_it_lay(stage, 0 if name == "ink" else 255) for name, stage in stages.items()}


def paper(pixels: NDArray[np.uint8], ink: NDArray[np.float32], finer: float = 1.0) -> NDArray[np.uint8]:
    """The picture, (H, W) grey or (H, W, 3) RGB uint8, with the ink (H, W) painted over by the paper around it.

    First it is widened by its soft edge; it may be of a copy that is so many times `finer` than the picture was.
    """
    edge = np.ones((round((2 * MARGIN_PIXELS + 1) * finer),) * 2, np.uint8)
    is_paper = cv2.dilate((ink > 0).view(np.uint8), edge) == 0
    around = (2 * max(round(NARROW * max(ink.shape) / 2), 1) + 1,) * 2
    known = is_paper.astype(np.float32)
    colours = pixels.reshape(*ink.shape, -1)
    mean = np.dstack([cv2.blur(known * colours[..., k], around) for k in range(colours.shape[2])])
    mean /= np.maximum(cv2.blur(known, around), np.float32(1e-6))[..., None]
    painted = np.where(is_paper[..., None], colours, np.rint(mean))
    return painted.astype(np.uint8).reshape(pixels.shape)


def components(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The connected pieces of the ink (H, W), before anything was joined or cut: (H, W, 3) RGB uint8 on white."""
    if ink.size == 0:
        return _painted(ink, np.zeros(ink.shape, np.int32))
    names = cv2.connectedComponents((ink > INK_THRESHOLD).astype(np.uint8), connectivity=8)[1]
    return _painted(ink, np.asarray(names, np.int32))


def found(shape: tuple[int, ...], glyphs: Sequence[Glyph]) -> NDArray[np.uint8]:
    """The glyphs that were joined, cut and chosen on a page of that shape: (H, W, 3) RGB uint8 on white."""
    ink, names = np.zeros(shape, np.float32), np.zeros(shape, np.int32)
    for name, glyph in enumerate(glyphs, start=1):
        x, y, width, height = glyph.box
        place = np.s_[y : y + height, x : x + width]
        names[place][glyph.ink > ink[place]] = name
        np.maximum(ink[place], glyph.ink, out=ink[place])
    return _painted(ink, names)


def _painted(ink: NDArray[np.float32], names: NDArray[np.int32]) -> NDArray[np.uint8]:
    strength = np.where(names > 0, ink, 0)[..., None]
    return np.rint(255 + strength * (np.array(COLOURS)[(names - 1) % len(COLOURS)] - 255.0)).astype(np.uint8)
