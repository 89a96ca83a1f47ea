"""What can go wrong, as one tree; every error says what would have been right.

    ScrawlError                    500 error
    ├─ BadInput                    422 invalid_input
    │  ├─ PictureError             400 invalid_picture
    │  │  ├─ EmptyPicture          400 empty_body
    │  │  ├─ TruncatedPicture      400 truncated_picture
    │  │  ├─ UnsupportedPicture    415 unsupported_picture
    │  │  │  └─ EncryptedDocument  415 encrypted_document
    │  │  └─ PictureTooLarge       413 picture_too_large
    │  │     └─ CostlyDocument     413 document_too_costly
    │  ├─ OptionError              422 invalid_fields
    │  └─ StrokesError             422 invalid_strokes
    ├─ DataError                   500 invalid_data
    └─ EngineError                 500 engine_unavailable

`status` is the HTTP status the API answers with, `code` its stable name there. Both belong to the class,
so that the command line, Python and HTTP name a fault alike.
"""

from typing import ClassVar


class ScrawlError(Exception):
    """Whatever Scrawl raises on purpose."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"


class BadInput(ScrawlError):
    """What was sent cannot be read; the sender can mend it."""

    status = 422
    code = "invalid_input"


class PictureError(BadInput):
    """The bytes are a picture format we know, and damaged."""

    status = 400
    code = "invalid_picture"


class EmptyPicture(PictureError):
    """No bytes at all."""

    code = "empty_body"


class TruncatedPicture(PictureError):
    """The picture ends too early."""

    code = "truncated_picture"


class UnsupportedPicture(PictureError):
    """The bytes are not a picture format that is read here."""

    status = 415
    code = "unsupported_picture"


class EncryptedDocument(UnsupportedPicture):
    """A document that opens with a password alone."""

    code = "encrypted_document"


class PictureTooLarge(PictureError):
    """More bytes or pixels than allowed."""

    status = 413
    code = "picture_too_large"


class CostlyDocument(PictureTooLarge):
    """A page that takes more time or memory to be drawn than it may."""

    code = "document_too_costly"


class OptionError(BadInput):
    """What to read, or how, is told in a way that does not fit the source: a region outside the picture.

    `field` names the option.
    """

    code = "invalid_fields"

    def __init__(
        self, message: str, field: str = "options"
    ) -> None:  # a default, or it could not be unpickled
        super().__init__(message)
        self.field = field


class StrokesError(BadInput):
    """Strokes that are no strokes: an empty one, a coordinate that is no number, too many points.

    `field` names the place, as in ``strokes[2][0]``.
    """

    code = "invalid_strokes"

    def __init__(self, message: str, field: str = "strokes") -> None:
        super().__init__(message)
        self.field = field


class DataError(ScrawlError):
    """A data set is missing, damaged, or could not be fetched."""

    code = "invalid_data"


class EngineError(ScrawlError):
    """The network cannot be loaded: its file is missing or damaged, or the engine is not installed."""

    code = "engine_unavailable"
