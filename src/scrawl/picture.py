"""Encoded pictures to pixels: what a person would see, as upright RGB, whoever wrote the file.

Pillow decodes, and pillow-heif, where it is installed, a phone's HEIC. What they leave to their caller is done
here: only formats that were asked for, no more pixels than allowed (checked before any is decoded), the camera's
rotation, transparency, 16-bit grey, and one tree of errors.
"""

from __future__ import annotations

import importlib.util
import io
import threading
import warnings
from collections.abc import Callable
from typing import IO, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL.ImageFile import ImageFile

from scrawl.errors import EmptyPicture, PictureError, PictureTooLarge, TruncatedPicture, UnsupportedPicture
from scrawl.timing import counts_as

FORMATS = "PNG, JPEG, WebP, BMP, GIF or TIFF"
MOST_PIXELS = 50_000_000

# Major brands of the still pictures coded in HEVC, and of those that leave the coding to their parts.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def reads_heic() -> bool:
    """Whether the optional package that decodes HEIC is installed."""
    return importlib.util.find_spec("pillow_heif") is not None


def _heic(file: IO[bytes]) -> ImageFile:
    """The header of a HEIC photograph.

    The library turns the picture upright itself, and refuses to decode one that is larger than its header says.
    """
    try:
        from pillow_heif import HeifImageFile  # noqa: PLC0415
    except ImportError as exc:
        raise UnsupportedPicture(
            "This is a HEIC photograph, and reading those was not installed (pip install '.[heic]'). "
            f"Please send {FORMATS}."
        ) from exc
    reader: Callable[[IO[bytes]], ImageFile] = HeifImageFile
    return reader(file)


# Pillow's classes are called directly, not through Image.open: that one judges by a pixel limit of its own,
# in warnings and before it tells the size, and takes a phone's JPEG with a second picture for another format.
_READERS: tuple[tuple[bytes, Callable[[IO[bytes]], ImageFile]], ...] = (
    (b"\x89PNG\r\n\x1a\n", PngImagePlugin.PngImageFile),
    (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    (b"RIFF????WEBP", WebPImagePlugin.WebPImageFile),
    (b"BM", BmpImagePlugin.BmpImageFile),
    (b"GIF87a", GifImagePlugin.GifImageFile),
    (b"GIF89a", GifImagePlugin.GifImageFile),
    (b"II*\0", TiffImagePlugin.TiffImageFile),
    (b"MM\0*", TiffImagePlugin.TiffImageFile),
    *((b"\0\0\0?ftyp" + brand, _heic) for brand in _HEIC_BRANDS),
)

# By how the camera was held (EXIF 2.32, tag 0x0112), what turns its picture upright; any other value turns nothing.
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What the last bytes of a whole file hold. A file that cannot be decoded and lacks it was cut off.
_ENDINGS = {"PNG": b"IEND", "JPEG": b"\xff\xd9", "GIF": b";"}
_ENDING_REACH = 64

# Pillow warns of damaged metadata, which costs no pixel. Filters are the process's: one thread at a time.
_warnings_lock = threading.Lock()


def pixels_of(data: bytes) -> int:
    """Width × height of the picture in `data`, as its header says; 0 where it is none that is read."""
    try:
        width, height = _open(_reader(data), data).size
    except Exception:  # whatever is wrong with it, `decode` will say
        return 0
    return width * height


def decode(data: bytes, *, most_pixels: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """The picture in `data` as (H, W, 3) uint8 RGB, upright, on white where it is transparent.

    The format is what the bytes are. Of an animation it is the first frame. A transparent picture of which
    nothing would be seen on white (white ink on nothing) comes on black.

    Raises EmptyPicture, UnsupportedPicture, TruncatedPicture, PictureTooLarge, or else PictureError.
    """
    return decode_reduced(data, most_pixels, most_pixels=most_pixels)[0]


@counts_as("decode")
def decode_reduced(
    data: bytes, side: int, *, most_pixels: int = MOST_PIXELS
) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """The same, and the picture's own height and width, upright; at a half, quarter or eighth of them where that is
    cheaper to decode, as of a JPEG, and leaves the longer side at least that many pixels.
    """
    if not data:
        raise EmptyPicture("The picture is empty: it has no bytes at all.")
    reader = _reader(data)
    try:
        image = _open(reader, data)
        _check_size(image.size, most_pixels)
        width, height = image.size
        longer = max(width, height)
        image.draft(image.mode, (max(width * side // longer, 1), max(height * side // longer, 1)))
        image.load()
        upright = _upright(image)
        size = (height, width) if upright.size == image.size else (width, height)
        return np.array(_rgb(upright)), size
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as exc:
        raise PictureTooLarge(
            f"The picture is too large: at most {_millions(most_pixels)} pixels are read."
        ) from exc
    except Exception as exc:  # decoders of damaged data raise whatever they stumble over
        if _ends_early(reader, data, str(exc)):
            raise TruncatedPicture("The picture ends too early. Please send the whole file.") from exc
        raise PictureError(
            f"The picture is damaged and cannot be read. Please save it again as {FORMATS}."
        ) from exc


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels`, (H, W) grey or (H, W, 3) RGB, as the bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    return file.getvalue()


def _reader(data: bytes) -> Callable[[IO[bytes]], ImageFile]:
    for signature, reader in () if _is_avif(data) else _READERS:
        start = data[: len(signature)]
        if all(want in (b"?"[0], have) for want, have in zip(signature, start, strict=False)):
            if len(start) < len(signature):
                raise TruncatedPicture("The picture ends too early. Please send the whole file.")
            return reader
    raise UnsupportedPicture(f"{_guess(data)} Please send {FORMATS}.")


def _guess(data: bytes) -> str:
    """One sentence naming what was sent instead of a picture, where that can be told."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "This is a PDF document, not a picture."
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in head:
        return "This is an SVG drawing, which is not read."
    if _is_avif(data):
        return "This is an AVIF picture, which is not read."
    if head.startswith((b"<!doctype html", b"<html")):
        return "This is a web page, not a picture."
    try:
        data[:1024].decode("utf-8")
    except UnicodeDecodeError:
        return "This is not a picture of a known format."
    return "This is text, not a picture."


def _is_avif(data: bytes) -> bool:
    """Whether the file names a brand of AVIF, as its own or, after a general one, as one it keeps to."""
    brands = data[8 : min(int.from_bytes(data[:4], "big"), 1024)]
    return data[4:8] == b"ftyp" and any(
        brands[k : k + 4] in {b"avif", b"avis"} for k in range(0, len(brands), 4)
    )


def _open(reader: Callable[[IO[bytes]], ImageFile], data: bytes) -> ImageFile:
    """The picture's header; no pixel is decoded yet."""
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return reader(io.BytesIO(data))


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    width, height = size
    if width * height > most_pixels:
        raise PictureTooLarge(
            f"The picture has {width:,} × {height:,} = {_millions(width * height)} pixels; "
            f"at most {_millions(most_pixels)} are read. Please send it smaller."
        )


def _upright(image: ImageFile) -> Image.Image:
    """The picture turned as its camera was held; damaged metadata leaves it as it is.

    ImageOps.exif_transpose also writes the other remarks anew, and fails where one of them is damaged.
    """
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
        except Exception:  # the pixels are whole: an unreadable remark on them is no reason to refuse
            return image
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode[0] in "IF":
        return Image.fromarray(_eight_bits(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        return _on_paper(image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


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


def _on_paper(image: Image.Image) -> Image.Image:
    """An RGBA picture laid on white; on black, if hardly anything of it differs from white."""
    alpha = image.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return image.convert("RGB")
    on_white = Image.new("RGB", image.size, "white")
    on_white.paste(image, mask=alpha)
    if _is_visible(on_white, alpha):
        return on_white
    on_black = Image.new("RGB", image.size, "black")
    on_black.paste(image, mask=alpha)
    return on_black


def _is_visible(on_white: Image.Image, alpha: Image.Image) -> bool:
    """Whether one in 500 of the places that are opaque, as this picture goes, can be told from white."""
    opacity: NDArray[np.uint8] = np.asarray(alpha)
    opaque = opacity > int(opacity.max()) // 2
    differs = cv2.inRange(np.asarray(on_white), (255 - 64,) * 3, (255,) * 3) == 0
    return bool(np.count_nonzero(differs & opaque) * 500 >= np.count_nonzero(opaque))


def _ends_early(reader: Callable[[IO[bytes]], ImageFile], data: bytes, message: str) -> bool:
    if "truncated" in message.lower() or "end of file" in message.lower():
        return True
    if reader is TiffImagePlugin.TiffImageFile:
        order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
        directory = int.from_bytes(data[4:8], order)
        entries = int.from_bytes(data[directory : directory + 2], order)
        return len(data) < max(8, directory + 2 + 12 * entries + 4)
    if reader is WebPImagePlugin.WebPImageFile:
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if reader is BmpImagePlugin.BmpImageFile:
        return len(data) < max(26, int.from_bytes(data[2:6], "little"))
    if reader is _heic:
        return _boxes_end(data) > len(data)
    ending = _ENDINGS[getattr(reader, "format", "")]
    return ending not in data[-_ENDING_REACH:]


def _boxes_end(data: bytes) -> int:
    """Where a file of boxes, each headed by its size and type, says that it ends (ISO/IEC 14496-12, 4.2)."""
    end = 0
    while end < len(data):
        size = int.from_bytes(data[end : end + 4], "big")
        if size == 1:  # then 64 bits of size follow the type
            size = int.from_bytes(data[end + 8 : end + 16], "big")
        if size == 0:  # up to the end of the file
            return len(data)
        end += max(size, 8)  # a heading's own size
    return end


def _millions(pixels: int) -> str:
    return f"{pixels / 1e6:,.1f} million" if pixels >= 1_000_000 else f"{pixels:,}"


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; the picture itself where it is no larger."""
    height, width = pixels.shape[:2]
    shrink = side / max(height, width, 1)
    if shrink >= 1:
        return pixels
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def resized(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; no pixel is lighter than its neighbours were."""
    enlarge = side / max(pixels.shape[:2])
    if enlarge <= 1:
        return reduced(pixels, side)
    return np.asarray(
        cv2.resize(pixels, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_LINEAR), np.uint8
    )


def enlarged(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; the picture itself where it is no smaller."""
    enlarge = side / max(pixels.shape[:2])
    if enlarge <= 1:
        return pixels
    return np.asarray(
        cv2.resize(pixels, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC), np.uint8
    )
