"""Encoded pictures to pixels: what a person would see, as upright RGB, whoever wrote the file.

Pillow decodes; pillow-heif, where it is installed, a phone's HEIC; OpenCV a plain JPEG or PNG, to equal pixels in half
the time. This module does what they leave to their caller: only formats that were asked for, no more pixels than
allowed (checked before any is decoded), the camera's rotation, transparency, 16-bit grey, and one tree of errors.
"""

import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin
from PIL.ImageFile import ImageFile

from scrawl.errors import EmptyPicture, OptionError, PictureError, PictureTooLarge, TruncatedPicture
from scrawl.picture.formats import (
    ENDING_REACH,
    ENDINGS,
    FORMATS,
    TIFF,
    ends_early,
    opened,
    reader_of,
    warnings_lock,
)
from scrawl.picture.pdf import document
from scrawl.picture.pdf.document import check_number
from scrawl.timing import counts_as

MOST_PIXELS = 50_000_000  # of a picture: bounds the memory
MOST_TIFF_PAGES = 1_000  # each is looked for in the one before

Pixels = NDArray[np.uint8]

_SUBFILE_TYPE = 254

# By how the camera was held (EXIF 2.32, tag 0x0112), what turns its picture upright; any other value turns nothing.
_ORIENTATION = 0x0112
_UPRIGHT: dict[int, Callable[[Pixels], Any]] = {
    2: lambda pixels: cv2.flip(pixels, 1),
    3: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_180),
    4: lambda pixels: cv2.flip(pixels, 0),
    5: cv2.transpose,
    6: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE),
    7: lambda pixels: cv2.rotate(cv2.transpose(pixels), cv2.ROTATE_180),
    8: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE),
}

# How OpenCV is asked for a JPEG in RGB, by how much smaller.
_REDUCED = {
    1: cv2.IMREAD_COLOR_RGB,
    2: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_8,
}

# Of a PNG of which the pixels are all: it is not turned, has no palette, and is no animation.
_PLAIN_CHUNKS = frozenset({b"IHDR", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"tIME"})
_PLAIN_COLOURS = frozenset(
    {b"\x08\x00", b"\x08\x02", b"\x08\x04", b"\x08\x06"}
)  # 8 bits of grey or RGB, or with alpha


def pixels_of(data: bytes) -> int:
    """Width × height of the picture in `data`, as its header says, of a PDF a usual page's; 0 where it is none."""
    if document.is_pdf(data):
        return document.PAGE_PIXELS
    try:
        width, height = opened(reader_of(data), data).size
    except Exception:  # whatever is wrong with it, `decode` will say
        return 0
    return width * height


def has_pages(data: bytes) -> bool:
    """Whether `data` begins as a format that may hold several pages: a PDF or a TIFF."""
    return document.is_pdf(data) or data.startswith(TIFF)


def page_count(data: bytes) -> int:
    """How many pages the picture in `data` has: one, but for PDF and TIFF.

    Raises EmptyPicture, UnsupportedPicture, TruncatedPicture, PictureTooLarge, or else PictureError.
    """
    if document.is_pdf(data):
        return document.page_count(data)
    with _wrapped(data, MOST_PIXELS):
        return sum(1 for _ in _frames(opened(reader_of(data), data)))


def decode(data: bytes, page: int = 1, *, most_pixels: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """The picture, or page, in `data` as (H, W, 3) uint8 RGB, upright, on white where it is transparent.

    The format is what the bytes are. Of an animation it is the first frame. A transparent picture of which
    nothing would be seen on white (white ink on nothing) comes on black.

    Raises EmptyPicture, UnsupportedPicture, TruncatedPicture, PictureTooLarge, or else PictureError, and OptionError if
    there is no such page.
    """
    return decode_reduced(data, most_pixels, page, most_pixels=most_pixels)[0]


@counts_as("decode")
def decode_reduced(
    data: bytes, side: int, page: int = 1, *, most_pixels: int = MOST_PIXELS
) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """The picture as `decode` gives it, and its own height and width, upright.

    The picture is a half, quarter or eighth of that size where this is cheaper to decode, as of a JPEG, and leaves the
    longer side at least `side` pixels.
    """
    if document.is_pdf(data):
        drawn = document.page(data, page, most_pixels)
        return drawn, drawn.shape[:2]
    with _wrapped(data, most_pixels):
        image = opened(reader_of(data), data)
        _turn_to(image, page)
        _check_size(image.size, most_pixels)
        width, height = image.size
        longer = max(width, height)
        image.draft(image.mode, (max(width * side // longer, 1), max(height * side // longer, 1)))
        pixels = _plain_png(image, data)
        if pixels is None:
            pixels = _upright(_stored(image, data), image)
        size = (height, width) if pixels.shape[1::-1] == image.size else (width, height)
        return _on_paper(pixels), size


@contextmanager
def _wrapped(data: bytes, most_pixels: int) -> Iterator[None]:
    """What decoders raise, as an error of ours."""
    if not data:
        raise EmptyPicture("The picture is empty: it has no bytes at all.")
    reader = reader_of(data)
    try:
        yield
    except (OptionError, PictureError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as exc:
        raise PictureTooLarge(
            f"The picture is too large: at most {_millions(most_pixels)} pixels are read."
        ) from exc
    except Exception as exc:  # decoders of damaged data raise whatever they stumble over
        if ends_early(reader, data, str(exc)):
            raise TruncatedPicture("The picture ends too early. Please send the whole file.") from exc
        raise PictureError(
            f"The picture is damaged and cannot be read. Please save it again as {FORMATS}."
        ) from exc


def _turn_to(image: ImageFile, page: int) -> None:
    """Have `image` stand at that page, from 1."""
    if page == 1:
        return
    number = 0
    for number, frame in enumerate(_frames(image), start=1):
        if number == page:
            image.seek(frame)
            return
    check_number(page, number)


def _frames(image: ImageFile) -> Iterator[int]:
    """The numbers of the frames that are pages: the first, and of a TIFF those that are no smaller copy of one.

    TIFF 6.0, NewSubfileType: bit 0. A page that is damaged is the last, for it would tell where the next one is.
    """
    yield 0
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return
    for frame in count(1):
        try:
            image.seek(frame)
        except EOFError:
            return
        except Exception:  # whatever is wrong with it, who asks for it will be told
            yield frame
            return
        if frame >= MOST_TIFF_PAGES:
            raise PictureTooLarge(
                f"The TIFF has more than {MOST_TIFF_PAGES:,} pages, the most that are read."
            )
        if not int(image.tag_v2.get(_SUBFILE_TYPE, 0)) & 1:
            yield frame


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    width, height = size
    if width * height > most_pixels:
        raise PictureTooLarge(
            f"The picture has {width:,} × {height:,} = {_millions(width * height)} pixels; "
            f"at most {_millions(most_pixels)} are read. Please send it smaller."
        )


def _plain_png(image: ImageFile, data: bytes) -> Pixels | None:
    """(H, W, 3) RGB or (H, W, 4) RGBA of a whole PNG of _PLAIN_CHUNKS and _PLAIN_COLOURS; None of any other picture.

    PNG 3rd edition, 5.3 and 11.2.
    """
    if image.format != "PNG" or data[24:26] not in _PLAIN_COLOURS:
        return None
    place, kind = 8, b""
    while kind != b"IEND":
        kind = data[place + 4 : place + 8]
        end = place + 8 + int.from_bytes(data[place : place + 4], "big")
        sum_ = int.from_bytes(data[end : end + 4], "big")
        if kind not in _PLAIN_CHUNKS or zlib.crc32(data[place + 4 : end]) != sum_:
            return None
        place = end + 4
    return _by_opencv(image, data, cv2.IMREAD_UNCHANGED if image.mode.endswith("A") else cv2.IMREAD_COLOR_RGB)


def _stored(image: ImageFile, data: bytes) -> Pixels:
    """The picture as it lies in the file, (H, W, 3) RGB or (H, W, 4) RGBA."""
    if image.format == "JPEG" and image.mode in ("L", "RGB") and ENDINGS["JPEG"] in data[-ENDING_REACH:]:
        scale = image.decoderconfig[0] if image.decoderconfig else 1
        pixels = _by_opencv(image, data, _REDUCED[scale] | cv2.IMREAD_IGNORE_ORIENTATION)
        if pixels is not None:
            return pixels
    image.load()
    if image.mode[0] in "IF":
        return np.asarray(cv2.cvtColor(_eight_bits(np.asarray(image)), cv2.COLOR_GRAY2RGB), np.uint8)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return np.array(image if image.mode == mode else image.convert(mode))


def _by_opencv(image: ImageFile, data: bytes, flags: int) -> Pixels | None:
    """(H, W, 3) RGB or (H, W, 4) RGBA of the picture with the header `image`; None where OpenCV does not give it."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        return None
    if pixels is None or pixels.shape[1::-1] != image.size:
        return None
    return np.asarray(pixels if pixels.shape[2] == 3 else cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA), np.uint8)


def _upright(pixels: Pixels, image: ImageFile) -> Pixels:
    """`pixels` turned as the camera of `image` was held; damaged metadata leaves them as they are.

    ImageOps.exif_transpose also writes the other remarks anew, and fails where one of them is damaged.
    """
    with warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
        except Exception:  # the pixels are whole: an unreadable remark on them is no reason to refuse
            return pixels
    return pixels if turn is None else np.asarray(turn(pixels), np.uint8)


def _eight_bits(grey: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey of 16 or 32 bits, whole numbers or fractions, as 8 bits.

    Black is 0 and white the smallest of 1 (fractions), 255 (fractions) and 65,535 that no value exceeds;
    where there is none, or a value is negative, black is the least value and white the greatest.
    """
    values = np.nan_to_num(grey.astype(np.float64), posinf=0, neginf=0)
    black, white = float(values.min()), float(values.max())
    whites = (1.0, 255.0, 65_535.0) if grey.dtype.kind == "f" else (65_535.0,)
    if black >= 0 and white <= whites[-1]:
        black, white = 0.0, next(each for each in whites if white <= each)
    return np.rint((values - black) * (255 / max(white - black, 1e-9))).astype(np.uint8)


def _on_paper(pixels: Pixels) -> Pixels:
    """(H, W, 3) RGB as it is; (H, W, 4) RGBA on white, or on black if hardly anything of it differs from white."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3]
    rgb = np.ascontiguousarray(pixels[..., :3])
    if alpha.min() == 255:
        return rgb
    opacity = cv2.merge([alpha] * 3)
    on_white = ~np.asarray(cv2.multiply(~rgb, opacity, scale=1 / 255), np.uint8)
    if _is_visible(on_white, alpha):
        return on_white
    return np.asarray(cv2.multiply(rgb, opacity, scale=1 / 255), np.uint8)


def _is_visible(on_white: Pixels, alpha: Pixels) -> bool:
    """Whether one in 500 of the places that are opaque, as this picture goes, can be told from white."""
    opaque = alpha > int(alpha.max()) // 2
    differs = cv2.inRange(on_white, (255 - 64,) * 3, (255,) * 3) == 0
    return bool(np.count_nonzero(differs & opaque) * 500 >= np.count_nonzero(opaque))


def _millions(pixels: int) -> str:
    return f"{pixels / 1e6:,.1f} million" if pixels >= 1_000_000 else f"{pixels:,}"
