"""The four ways a picture or a drawing arrives over HTTP, and the checks that refuse a malformed one.

Each gives a source that `Reader.read` takes: the bytes of a picture, or strokes.
"""

import base64
from typing import Any, TypeVar

from flask import current_app, request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from scrawl.strokes import Strokes
from scrawl.web.problems import Problem, wrong_fields, wrong_model
from scrawl.web.queries import ImageRequest, StrokesRequest
from scrawl.web.settings import Settings

MOST_PAGES = 20  # of a document that are read in a request, which holds its place so long
MOST_PARTS = 8  # of a form: one is right, and a few wrong ones are named
DEEPEST = 200  # levels of JSON, of pydantic's reader

_ACCEPTED = (
    "a picture (image/* or application/pdf), multipart/form-data with one part `file`, or application/json"
)
_FORM = "Send one part `file` with a file name."
_BASE64 = "data:image/png;base64,… or bare base64"

Model = TypeVar("Model", bound=BaseModel)


def source() -> bytes | Strokes:
    """The picture or the strokes in the body of the current request."""
    check_length()
    if request.mimetype.startswith("image/") or request.mimetype == "application/pdf":
        return request.get_data(cache=False)
    if request.mimetype == "multipart/form-data":
        return uploaded()
    if request.is_json:
        return parsed(request.get_data(cache=False))
    sent = f"not {request.mimetype}" if request.mimetype else "and its Content-Type must say which"
    raise Problem(415, "unsupported_media_type", f"Send {_ACCEPTED}, {sent}.")


def check_length(right: str = _ACCEPTED) -> None:
    """Refuse a body that is empty, too large, or of unknown length; `right` tells what to send.

    A chunked body cannot be bounded beforehand: Werkzeug would cut it off at the limit without a word.
    """
    length, most = request.content_length, current_app.config["MAX_CONTENT_LENGTH"]
    if length is None and "Transfer-Encoding" in request.headers:
        raise Problem(411, "length_required", "Send the body with a Content-Length instead of in chunks.")
    if not length:
        raise Problem(400, "empty_body", f"The body is empty. Send {right}.")
    if length > most:
        raise Problem(413, "body_too_large", f"The body has {length:,} bytes; {most:,} is the most.")


def uploaded() -> bytes:
    """The bytes of the one part `file` of a form."""
    files = parts(MOST_PARTS, _FORM)
    if len(files) != 1:
        raise wrong_fields(("file", f"Send one part `file`, not {len(files)}."))
    return files[0].stream.read()


def parts(most: int, right: str) -> list[FileStorage]:
    """The parts `file` of a form, at least one and at most `most`; `right` tells the client what to send instead."""
    request.max_form_parts = most
    try:
        files = [file for file in request.files.getlist("file") if file.filename]
    except RequestEntityTooLarge as error:
        raise Problem(
            413,
            "form_too_large",
            f"The form has more than {most:,} parts, or a long one without a file name. {right}",
        ) from error
    # A part may come without a name.
    unknown = sorted({name or "" for name in (*request.form, *request.files)} - {"file"})
    if unknown:
        raise wrong_fields(
            *((name, f"There is no field {name!r}: send parts `file` alone.") for name in unknown)
        )
    if "file" in request.form:
        raise wrong_fields(("file", "The part `file` needs a file name, so that it counts as a file."))
    if not files:
        raise wrong_fields(("file", "Choose a picture."))
    return files


def parsed(body: bytes) -> bytes | Strokes:
    """The picture or the strokes in a JSON body."""
    try:
        content = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        deep = "recursion limit" in str(error)
        reason = f"it is nested more than {DEEPEST} deep" if deep else error
        raise Problem(400, "invalid_json", f"The body is not JSON that is read here: {reason}.") from error
    if not isinstance(content, dict):
        raise wrong_fields(("body", "Send a JSON object with `image` or `strokes`."))
    if "image" in content and "strokes" in content:
        raise wrong_fields(("strokes", "Send either `image` or `strokes`, not both."))
    if "image" in content:
        return _decoded(_validated(ImageRequest, content).image)
    if "strokes" in content:
        drawing = _validated(StrokesRequest, content)
        settings: Settings = current_app.extensions["scrawl.settings"]
        return Strokes.of(
            drawing.strokes,
            drawing.width,
            drawing.height,
            drawing.brush,
            most_strokes=settings.max_strokes,
            most_points=settings.max_points,
        )
    raise wrong_fields(("body", "Send `image` or `strokes`."))


def _validated(model: type[Model], content: dict[str, Any]) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise wrong_model(error) from error


def _decoded(image: str) -> bytes:
    """The bytes in a data URL or in bare base64."""
    text = image.strip()
    if text[:5].lower() == "data:":
        head, comma, text = text.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise wrong_fields(("image", f"A data URL must hold base64: {_BASE64}."))
    elif "://" in text[:32]:
        raise wrong_fields(("image", f"No address is fetched. Send the picture itself: {_BASE64}."))
    try:
        picture = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:  # binascii.Error, or characters beyond ASCII
        raise wrong_fields(("image", f"This is not base64. Send {_BASE64}.")) from error
    if not picture:
        raise wrong_fields(("image", "The picture is empty: it has no bytes at all."))
    return picture
