"""What a file is, by its bytes: the reader of its header, and one sentence on other files."""

import importlib.util
import io
import threading
import warnings
from collections.abc import Callable
from typing import IO, Literal

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

from scrawl.errors import TruncatedPicture, UnsupportedPicture

FORMATS = "PNG, JPEG, WebP, BMP, GIF, TIFF or PDF"
Reader = Callable[[IO[bytes]], ImageFile]

# Major brands of the still pictures coded in HEVC, and of those that leave the coding to their parts.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


# Pillow warns of damaged metadata, which costs no pixel. Filters are the process's: one thread at a time.
warnings_lock = threading.Lock()


TIFF = (b"II*\0", b"MM\0*")
# What the last bytes of a whole file hold. A file that cannot be decoded and lacks it was cut off.
ENDINGS = {"PNG": b"IEND", "JPEG": b"\xff\xd9", "GIF": b";"}
ENDING_REACH = 64  # bytes at the end of a file in which its ending may stand


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
    reader: Reader = HeifImageFile
    return reader(file)


# Pillow's classes are called directly, not through Image.open: that one judges by a pixel limit of its own,
# in warnings and before it tells the size, and takes a phone's JPEG with a second picture for another format.
_READERS: tuple[tuple[bytes, Reader], ...] = (
    (b"\x89PNG\r\n\x1a\n", PngImagePlugin.PngImageFile),
    (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    (b"RIFF????WEBP", WebPImagePlugin.WebPImageFile),
    (b"BM", BmpImagePlugin.BmpImageFile),
    (b"GIF87a", GifImagePlugin.GifImageFile),
    (b"GIF89a", GifImagePlugin.GifImageFile),
    *((signature, TiffImagePlugin.TiffImageFile) for signature in TIFF),
    *((b"\0\0\0?ftyp" + brand, _heic) for brand in _HEIC_BRANDS),
)


def reader_of(data: bytes) -> Reader:
    """What reads the header of the picture in `data`; UnsupportedPicture or TruncatedPicture if nothing does."""
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


def opened(reader: Reader, data: bytes) -> ImageFile:
    """The picture's header; no pixel is decoded yet."""
    with warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return reader(io.BytesIO(data))


def ends_early(reader: Reader, data: bytes, message: str) -> bool:
    """Whether a file that its decoder refused with that message was cut off."""
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
    ending = ENDINGS[getattr(reader, "format", "")]
    return ending not in data[-ENDING_REACH:]


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
