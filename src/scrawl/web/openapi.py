"""What APIFlask cannot know of the OpenAPI document: the forms of requests, answers in lines, and the problems."""

from typing import Any, cast

from apiflask import APIFlask
from pydantic.json_schema import models_json_schema

from scrawl.web.admission import PATIENCE_SECONDS
from scrawl.web.answers import BatchLine, ProblemAnswer
from scrawl.web.batches import MOST_FILES
from scrawl.web.problems import MEDIA_TYPE
from scrawl.web.queries import ImageRequest, StrokesRequest
from scrawl.web.settings import Settings

_SCHEMAS = "#/components/schemas/"

DESCRIPTION = """Reads handwritten digits, drawn, photographed or scanned.

Every error is a problem after RFC 9457 with a stable `code`."""

_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}


def _form(file: dict[str, Any]) -> dict[str, Any]:
    """A form with that field `file` alone."""
    fields = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {"schema": fields | {"additionalProperties": False}}


_READ_BODY: dict[str, Any] = {
    "required": True,
    "description": "A picture in one of three forms, or pen strokes. The bytes win over what the type says.",
    "content": {
        "multipart/form-data": _form(_FILE),
        "image/*": {},
        "application/pdf": {},
        "application/json": {
            "schema": {
                "oneOf": [{"$ref": f"{_SCHEMAS}{name}"} for name in ("ImageRequest", "StrokesRequest")]
            }
        },
    },
}
_PAGE_BODY = {
    **_READ_BODY,
    "description": "A document, PDF or TIFF, or a picture in one of three forms.",
    "content": _READ_BODY["content"] | {"application/json": {"schema": {"$ref": f"{_SCHEMAS}ImageRequest"}}},
}

_BATCH_BODY = {
    "required": True,
    "description": f"Pictures: several parts `file`, or one ZIP of them. At most {MOST_FILES:,}.",
    "content": {
        "multipart/form-data": _form(
            {"type": "array", "items": _FILE, "minItems": 1, "maxItems": MOST_FILES}
        ),
        "application/zip": {},
    },
}
_BATCH_ANSWER = {
    "description": "A line for each picture, in order, as soon as it was read.",
    "content": {
        "application/x-ndjson": {"schema": {"type": "string", "description": "Each line is a BatchLine."}},
        "text/csv": {
            "schema": {
                "type": "string",
                "description": "Columns name, text, confidence, problem, kinds, values.",
            }
        },
    },
}

_PROBLEMS = {
    400: "No body, no JSON, a damaged picture, or a host name that is not the server's.",
    408: "The body came too slowly.",
    411: "No Content-Length.",
    413: "Too many bytes, pixels or parts of a form.",
    415: "Not a picture of a kind that is read here, or another content type.",
    422: "Wrong fields; `errors` names them.",
    429: "Too many requests of one client; Retry-After tells when to send the next.",
    500: "A fault of the server.",
    503: "There is no place within the time that the client waits: Retry-After tells when there is; or no network.",
}
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "description": f"`wait=N` (RFC 7240): how many seconds to wait for a place, at most; else {PATIENCE_SECONDS:.0f}.",
    "schema": {"type": "string"},
    "example": "wait=60",
}
_STATUSES = {
    **dict.fromkeys(("/api/v1/read", "/api/v1/batch", "/api/v1/page"), tuple(_PROBLEMS)),
    "/api/v1/model": (400, 429, 500),
    "/readyz": (503,),
}


def describe(app: APIFlask, settings: Settings) -> None:
    """Make the document of `app` tell all that it takes and answers."""
    app.config |= {
        "DESCRIPTION": DESCRIPTION,
        "SERVERS": [{"url": "/"}],
        "LICENSE": {"name": "MIT", "identifier": "MIT"},
        "AUTO_VALIDATION_ERROR_RESPONSE": False,
    }
    app.spec_processor(lambda spec: _complete(spec, settings))


def _complete(spec: dict[Any, Any] | str, settings: Settings) -> dict[Any, Any]:
    document = cast(dict[str, Any], spec)
    _, schemas = models_json_schema(
        [(model, "validation") for model in (ImageRequest, StrokesRequest, ProblemAnswer, BatchLine)],
        ref_template=f"{_SCHEMAS}{{model}}",
    )
    known: dict[str, Any] = document["components"]["schemas"] | schemas["$defs"]
    # APIFlask names the parts of a model after it, too ("ReadingAnswer.DigitAnswer"); nothing refers to those any more.
    document["components"]["schemas"] = {name: schema for name, schema in known.items() if "." not in name}
    strokes = schemas["$defs"]["StrokesRequest"]["properties"]["strokes"]
    strokes["maxItems"] = settings.max_strokes
    strokes["description"] += (
        f" At most {settings.max_strokes:,}, with {settings.max_points:,} points together."
    )
    read = document["paths"]["/api/v1/read"]["post"]
    read["requestBody"] = _READ_BODY
    for parameter in read["parameters"]:
        if parameter["name"] == "include":
            parameter |= {"style": "form", "explode": False}
    page = document["paths"]["/api/v1/page"]["post"]
    page["requestBody"] = _PAGE_BODY
    batch = document["paths"]["/api/v1/batch"]["post"]
    for operation in (read, page, batch):
        operation.setdefault("parameters", []).append(_PREFER)
    batch["requestBody"] = _BATCH_BODY
    batch["responses"] = {"200": _BATCH_ANSWER}
    for path, statuses in _STATUSES.items():
        for operation in document["paths"][path].values():
            operation["responses"] |= {str(status): _problem(status) for status in statuses}
    return document


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": _PROBLEMS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}ProblemAnswer"}}},
    }
