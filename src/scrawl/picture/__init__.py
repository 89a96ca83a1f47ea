"""Encoded pictures and documents to pixels, as a person sees them, and pixels to encoded pictures."""

from scrawl.picture.decoding import (
    MOST_PIXELS,
    MOST_TIFF_PAGES,
    decode,
    decode_reduced,
    has_pages,
    page_count,
    pixels_of,
)
from scrawl.picture.encoding import encode_jpeg, encode_png
from scrawl.picture.formats import FORMATS, reads_heic
from scrawl.picture.sizes import enlarged, reduced, resized

__all__ = [
    "FORMATS",
    "MOST_PIXELS",
    "MOST_TIFF_PAGES",
    "decode",
    "decode_reduced",
    "encode_jpeg",
    "encode_png",
    "enlarged",
    "has_pages",
    "page_count",
    "pixels_of",
    "reads_heic",
    "reduced",
    "resized",
]
