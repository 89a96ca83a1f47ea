"""Scrawl reads handwritten digits.

>>> import scrawl
>>> scrawl.read("receipt.jpg").text  # doctest: +SKIP
'4071'

Names are loaded when first used (PEP 562): the process that only starts workers, and `scrawl --version`, need neither
NumPy nor the network.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrawl._version import __version__

if TYPE_CHECKING:
    from scrawl.errors import (
        BadInput,
        CostlyDocument,
        DataError,
        EmptyPicture,
        EncryptedDocument,
        EngineError,
        OptionError,
        PictureError,
        PictureTooLarge,
        ScrawlError,
        StrokesError,
        TruncatedPicture,
        UnsupportedPicture,
    )
    from scrawl.picture.documents import Page
    from scrawl.reader import Reader, read
    from scrawl.reading import Digit, Reading
    from scrawl.strokes import Strokes

# ONNX Runtime's official builds report to their maker what they load and run, unless told not to before the import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__all__ = [
    "BadInput",
    "CostlyDocument",
    "DataError",
    "Digit",
    "EmptyPicture",
    "EncryptedDocument",
    "EngineError",
    "Mark",
    "Number",
    "OptionError",
    "Page",
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

_HOMES = {
    "Reader": "reader",
    "read": "reader",
    "Page": "picture.documents",
    "Digit": "reading",
    "Mark": "reading",
    "Number": "reading",
    "Reading": "reading",
    "Strokes": "strokes",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in __all__:
        raise AttributeError(f"module 'scrawl' has no attribute {name!r}")
    return getattr(import_module(f"scrawl.{_HOMES.get(name, 'errors')}"), name)
