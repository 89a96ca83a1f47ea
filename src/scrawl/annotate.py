"""A picture with its reading drawn over it, for people who want to see what was found and what was missed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scrawl.reading import Box, Digit, Reading, Verdict

Colour = tuple[int, int, int]
Rectangle = tuple[int, int, int, int]  # left, top, right, bottom, all inclusive

# Each is told from white by a contrast of at least 4.5 (WCAG 2.2, 1.4.3): labels are white on it, and boxes have
# a white edge, which shows them on dark paper.
COLOURS: dict[Verdict, Colour] = {
    "digit": (47, 69, 197),
    "unsure": (138, 82, 0),
    "not_a_digit": (91, 96, 112),
}
_WHITE: Colour = (255, 255, 255)

_TEXT_SHARE = 1 / 32  # height of the text in the picture's longer side …
_TEXT_OF_GLYPH = 0.6  # … and in the usual glyph's height, whichever is less
_LEAST_TEXT = 10  # pixels; smaller cannot be read


def annotate(pixels: NDArray[np.uint8], reading: Reading) -> NDArray[np.uint8]:
    """A copy of the picture with a box around each glyph and its answer above: (H, W, 3) RGB uint8.

    It is upright: turned by `reading.turned`, where `pixels` are as they were read. The answer is the digit, for an
    unsure one both candidates with a question mark; a non-digit has a thin dashed box without an answer.
    `reading` must be one of this picture.
    """
    image = Image.fromarray(np.rot90(pixels, -reading.turned // 90))
    draw = ImageDraw.Draw(image)
    digits = [
        replace(digit, box=_upright(digit.box, reading.turned, pixels.shape)) for digit in reading.digits
    ]
    text = _text_height(image.size, digits)
    line = max(1, round(text / 8))
    boxes = [_around(digit, line, image.size) for digit in digits]
    for digit, box in zip(digits, boxes, strict=True):
        if digit.verdict == "not_a_digit":
            _dashed(draw, box, COLOURS[digit.verdict], max(1, line // 2))
        else:
            _framed(draw, box, COLOURS[digit.verdict], line)
    font = ImageFont.load_default(text)
    for digit, box in zip(digits, boxes, strict=True):
        if digit.verdict != "not_a_digit":
            _label(draw, box, label(digit), COLOURS[digit.verdict], font)
    return np.array(image)


def label(digit: Digit) -> str:
    """The answer as short as it can stand above a box: `3`, or `4/9?` for an unsure one."""
    if digit.verdict == "unsure":
        return f"{digit.digit}/{digit.alternatives[0][0]}?"
    return str(digit.digit)


def _upright(box: Box, turned: int, shape: tuple[int, ...]) -> Box:
    """Where a box of a picture of that shape, (H, W, …), lies when the picture is turned clockwise."""
    x, y, width, height = box
    below, beside = shape[:2]  # the picture's height, and its width
    for _ in range(turned // 90):
        x, y, width, height = below - y - height, x, height, width
        below, beside = beside, below
    return x, y, width, height


def _text_height(size: tuple[int, int], digits: Sequence[Digit]) -> int:
    """The size of the labels' font, in pixels."""
    heights = [digit.box[3] for digit in digits if digit.verdict != "not_a_digit"]
    usual = float(np.median(heights)) if heights else 0.0
    return max(_LEAST_TEXT, round(min(_TEXT_SHARE * max(size), _TEXT_OF_GLYPH * usual)))


def _around(digit: Digit, line: int, size: tuple[int, int]) -> Rectangle:
    """Where a line of this width goes around a glyph without covering its ink, but within the picture."""
    x, y, width, height = digit.box
    room = 2 * line
    left, top = max(0, round(x) - room), max(0, round(y) - room)
    right = min(size[0], round(x + width) + room) - 1
    bottom = min(size[1], round(y + height) + room) - 1
    return left, top, max(left, right), max(top, bottom)


def _framed(draw: ImageDraw.ImageDraw, box: Rectangle, colour: Colour, line: int) -> None:
    """A line in `colour` along the inside of the box, with a white edge outside."""
    left, top, right, bottom = box
    edge = max(1, line // 2)
    draw.rectangle((left - edge, top - edge, right + edge, bottom + edge), outline=_WHITE, width=edge)
    draw.rectangle(box, outline=colour, width=line)


def _dashed(draw: ImageDraw.ImageDraw, box: Rectangle, colour: Colour, line: int) -> None:
    """A line in `colour` and white by turns."""
    draw.rectangle(box, outline=_WHITE, width=line)
    left, top, right, bottom = box
    dash = 4 * line
    for start in range(left, right + 1, 2 * dash):
        end = min(start + dash - 1, right)
        draw.rectangle((start, top, end, top + line - 1), fill=colour)
        draw.rectangle((start, bottom - line + 1, end, bottom), fill=colour)
    for start in range(top, bottom + 1, 2 * dash):
        end = min(start + dash - 1, bottom)
        draw.rectangle((left, start, left + line - 1, end), fill=colour)
        draw.rectangle((right - line + 1, start, right, end), fill=colour)


def _label(
    draw: ImageDraw.ImageDraw,
    box: Rectangle,
    text: str,
    colour: Colour,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    """The text on a plate above the box; below it where there is no room above, else at its upper edge."""
    ink = draw.textbbox((0, 0), text, font=font)
    row = draw.textbbox((0, 0), "0", font=font)  # all plates are as high as one with a digit
    margin = max(2, round((row[3] - row[1]) / 4))
    width, height = round(ink[2] - ink[0]) + 2 * margin, round(row[3] - row[1]) + 2 * margin
    left = max(0, min(box[0], draw.im.size[0] - width))
    if box[1] >= height:
        top = box[1] - height
    elif box[3] + height < draw.im.size[1]:
        top = box[3] + 1
    else:
        top = box[1]
    draw.rectangle((left, top, left + width - 1, top + height - 1), fill=colour)
    draw.text((left + margin - ink[0], top + margin - row[1]), text, fill=_WHITE, font=font)
