"""Where the pixels of a picture are, how much of each a shape or a shadow covers, and sizes of every order."""

import math

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating]  # (H, W): a number of each pixel
Picture = NDArray[np.float32]  # (H, W, 3): RGB from 0 to 1 as a screen shows it


def pixels(side: int) -> tuple[Field, Field]:
    """x and y of each pixel, px."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    return x, y


def turned(x: Field, y: Field, angle: float) -> tuple[Field, Field]:
    """How far along the direction at that angle, in radians, places lie, and how far across it."""
    cos, sin = math.cos(angle), math.sin(angle)
    return cos * x + sin * y, cos * y - sin * x


def about(side: int, middle: NDArray[np.floating], angle: float) -> tuple[Field, Field]:
    """How far along a direction from the middle (2,), px, each of `side` × `side` px is, and how far across it."""
    x, y = pixels(side)
    return turned(x - middle[0], y - middle[1], angle)


def within(distance: Field, reach: float | Field) -> Field:
    """How much of each pixel lies within `reach` of a shape, by its `distance` from it, 0…1; both in px."""
    return np.clip(reach + 0.5 - distance, 0, 1)


def parallel(place: Field, spacing: float, width: float) -> Field:
    """How much of each pixel lines cover that are `spacing` apart and `width` wide, by its `place` across them; px."""
    after = place % spacing
    return within(np.minimum(after, spacing - after), width / 2)


def log_uniform(low: float, high: float, rng: np.random.Generator) -> float:
    """A number from low to high, as likely between 1 and 2 as between 2 and 4."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def over(page: Picture, share: NDArray[np.floating], colour: NDArray[np.floating]) -> Picture:
    """The picture under something of that colour, (3,) or (H, W, 3), which hides a share (H, W) of each pixel."""
    cover = share.astype(np.float32)[..., None]
    return page + (colour.astype(np.float32) - page) * cover


def shaded(page: Picture, taken: Field | float) -> Picture:
    """The picture without the share of light that is `taken` from each pixel, (H, W) or one for all."""
    return page * (1 - np.asarray(taken, np.float32)[..., None])
