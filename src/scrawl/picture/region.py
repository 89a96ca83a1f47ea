"""A part of a picture, for who wants only that read.

A region is x, y, width and height, y down, of the upright picture: in pixels where all four are whole numbers, else in
shares of the picture, 0…1. In text shares have a decimal point, one of them at least: `0,0,1,1` is one pixel and
`0,0,1.0,1.0` the whole picture.
"""

import math
import re
from numbers import Integral, Real

from scrawl.errors import OptionError

Region = tuple[float, float, float, float]
Place = tuple[int, int, int, int]  # left, top, width, height in whole pixels

RIGHT = "x,y,width,height: whole numbers are pixels, as 40,60,200,100; with a decimal point shares, as 0.5,0,0.5,0.25"

_NUMBER = re.compile(r"-?(\d{1,9}(\.\d{0,12})?|\.\d{1,12})")
_ROUNDING = 1e-6  # by which shares that were rounded may add up to more than the picture


def parsed(text: str) -> Region:
    """The region that a text names; OptionError if it names none."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(map(_NUMBER.fullmatch, parts)):
        raise OptionError(f"This must be {RIGHT}.", "region")
    return checked([float(part) if "." in part else int(part) for part in parts])


def checked(region: object) -> Region:
    """Four numbers that are a region of some picture; OptionError if they are none's."""
    numbers = list(region) if isinstance(region, list | tuple) else []
    if len(numbers) != 4 or not all(isinstance(each, Real) and math.isfinite(each) for each in numbers):
        raise OptionError(f"This must be {RIGHT}.", "region")
    x, y, width, height = numbers
    if x < 0 or y < 0:
        raise OptionError("The region begins outside the picture: x and y are 0 or more.", "region")
    if width <= 0 or height <= 0:
        raise OptionError("The region is empty: width and height must be more than 0.", "region")
    if not _in_pixels(numbers) and max(x + width, y + height) > 1 + _ROUNDING:
        raise OptionError(
            "The region reaches outside the picture: with a decimal point its numbers are shares, and x + width and "
            "y + height are at most 1; pixels are whole numbers.",
            "region",
        )
    return x, y, width, height


def place_of(region: Region, size: tuple[int, ...]) -> Place:
    """Where a region lies on a picture of that height and width, with each pixel that a share touches.

    Raises OptionError if it reaches outside.
    """
    x, y, width, height = checked(region)
    down, across = size[:2]
    if not _in_pixels(region):
        left, top = (min(int(share * side + _ROUNDING), side - 1) for share, side in ((x, across), (y, down)))
        right, bottom = (
            max(min(math.ceil(end * side - _ROUNDING), side), start + 1)
            for end, side, start in ((x + width, across, left), (y + height, down, top))
        )
        return left, top, right - left, bottom - top
    if x + width > across or y + height > down:
        raise OptionError(
            f"The region reaches outside the picture, which is {across:,} pixels wide and {down:,} high.",
            "region",
        )
    return int(x), int(y), int(width), int(height)


def _in_pixels(region: Region | list[float]) -> bool:
    return all(isinstance(each, Integral) for each in region)
