"""A picture as it is looked at: all of it or a region, from one of its sides, and straightened if it lay askew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.ink import MARGIN_PIXELS
from scrawl.picture.region import Place
from scrawl.reading import Box

Size = tuple[int, int]  # height, width, px


@dataclass(frozen=True, eq=False)
class View:
    """What is looked at.

    pixels  (H, W) grey or (H, W, 3) RGB uint8
    unit    turns a box in its pixels into one in px of the picture as it was sent
    turned  by how many degrees, clockwise, the picture was turned for it: 0, 90, 180 or 270
    skew    by how many degrees, clockwise, the sheet lay askew before it was straightened; 0 if it was not
    inside  (H, W) uint8, 0 beyond a picture that was straightened and on its border, else 1; None: 1 everywhere
    size    of the picture from that side, before it was straightened
    """

    pixels: NDArray[np.uint8]
    unit: Callable[[Box], Box]
    size: Size
    turned: int = 0
    skew: float = 0.0
    inside: NDArray[np.uint8] | None = None

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], place: Place) -> View:
        """Pixels that lie at `place` in their picture, at any scale."""
        left, top, width, height = place
        down, across = height / max(pixels.shape[0], 1), width / max(pixels.shape[1], 1)

        def unit(box: Box) -> Box:
            x, y, wide, tall = box
            return (left + x * across, top + y * down, wide * across, tall * down)

        return cls(pixels, unit, pixels.shape[:2])

    def turn(self) -> View:
        """From the side that is its left: turned clockwise by a quarter."""
        height = self.pixels.shape[0]
        return replace(
            self,
            pixels=turned(self.pixels),
            unit=lambda box: self.unit(turned_back(box, height)),
            size=self.size[::-1],
            turned=(self.turned + 90) % 360,
            inside=None if self.inside is None else turned(self.inside),
        )

    def straightened(self, skew: float) -> View:
        """With a sheet level and upright that lies askew by that many degrees; beyond the picture is its paper."""
        height, width = self.size
        room = np.abs(
            cv2.getRotationMatrix2D((0, 0), skew, 1)[:, :2]
        )  # of what is level and upright, once turned
        across, down = np.ceil(room @ (width, height)).astype(int).tolist()
        way = _about_middles(self.size, (down, across), skew)
        back = cv2.invertAffineTransform(way)

        def unit(box: Box) -> Box:
            """Where ink with that box is: it fills it as an ellipse does, and less of the room of a box turned."""
            x, y, *sides = box
            middle = back @ (x + (sides[0] - 1) / 2, y + (sides[1] - 1) / 2, 1) + 0.5
            half = np.hypot(*(room * sides).T) / 2
            (left, top), (right, low) = np.clip([middle - half, middle + half], 0, (width, height)).tolist()
            return self.unit((left, top, right - left, low - top))

        rim = np.concatenate([*self.pixels[[0, -1]], *self.pixels[:, [0, -1]].swapaxes(0, 1)])
        paper = np.atleast_1d(np.median(rim, axis=0)).tolist()
        size = across, down
        pixels = cv2.warpAffine(self.pixels, way, size, flags=cv2.INTER_CUBIC, borderValue=paper)
        inside = cv2.warpAffine(np.ones(self.size, np.uint8), way, size, flags=cv2.INTER_NEAREST)
        border = np.ones((2 * MARGIN_PIXELS + 1,) * 2, np.uint8)  # where it is mixed with what is beyond
        inside = cv2.erode(inside, border, borderValue=0)
        return replace(
            self,
            pixels=np.asarray(pixels, np.uint8),
            unit=unit,
            skew=skew,
            inside=np.asarray(inside, np.uint8),
        )

    def within(self, page: NDArray[Any]) -> NDArray[Any]:
        """A page of this view (h, w), at any scale: 0 beyond the picture."""
        if self.inside is None:
            return page
        return page * cv2.resize(self.inside, page.shape[::-1], interpolation=cv2.INTER_NEAREST)

    def as_it_lay(self, page: NDArray[np.uint8], beyond: int) -> NDArray[np.uint8]:
        """A page of this view (h, w) or (h, w, 3), at any scale, as it was before it was straightened."""
        if not self.skew or not page.size:
            return page
        scale = page.shape[0] / self.pixels.shape[0]
        size = round(self.size[0] * scale), round(self.size[1] * scale)
        way = _about_middles(page.shape[:2], size, -self.skew)
        return np.asarray(cv2.warpAffine(page, way, size[::-1], borderValue=(beyond,) * 4), np.uint8)


def turned(page: NDArray[Any]) -> NDArray[Any]:
    """A page turned clockwise by a quarter."""
    return np.ascontiguousarray(np.rot90(page, -1))


def turned_back(box: Box, height: float) -> Box:
    """Where a box of a page turned clockwise by a quarter lies on the page before, which had that height."""
    x, y, across, down = box
    return y, height - x - across, down, across


def _about_middles(size: Size, other: Size, degrees: float) -> NDArray[np.float64]:
    """The (2, 3) matrix that turns a page anticlockwise about its middle, and puts that on the middle of another."""
    middle, wanted = (((width - 1) / 2, (height - 1) / 2) for height, width in (size, other))
    way = cv2.getRotationMatrix2D(middle, degrees, 1)
    way[:, 2] += np.subtract(wanted, middle)
    return np.asarray(way, np.float64)
