"""Scrawl reads handwritten digits.

>>> import scrawl
>>> scrawl.read("receipt.jpg").text  # doctest: +SKIP
'4071'
"""

from __future__ import annotations

from functools import cache

from scrawl._version import __version__
from scrawl.errors import (
    BadInput,
    DataError,
    EmptyPicture,
    EngineError,
    PictureError,
    PictureTooLarge,
    ScrawlError,
    StrokesError,
    TruncatedPicture,
    UnsupportedPicture,
)
from scrawl.reader import Layout, Reader, Source
from scrawl.reading import Digit, Reading
from scrawl.strokes import Strokes

__all__ = [
    "BadInput",
    "DataError",
    "Digit",
    "EmptyPicture",
    "EngineError",
    "PictureError",
    "PictureTooLarge",
    "Reader",
    "Reading",
    "ScrawlError",
    "Strokes",
    "StrokesError",
    "TruncatedPicture",
    "UnsupportedPicture",
    "__version__",
    "read",
]


def read(source: Source, *, layout: Layout = "auto") -> Reading:
    """Read a picture or drawing with one reader kept for the process: see `Reader.read`."""
    return _reader().read(source, layout=layout)


_reader = cache(Reader)
