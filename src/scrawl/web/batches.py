"""Many pictures in one request: several `file` parts or one ZIP, each answered in a line as soon as it was read.

A problem of one picture stands in its line and does not spoil the rest; a problem of the request is answered before
the first line. Nothing is written to disk under a name that was sent.
"""

import csv
import io
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, request

from scrawl.batch.table import COLUMNS, MORE, columns, more
from scrawl.errors import BadInput
from scrawl.picture.documents import Page, Pages, leaves
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.timing import measured
from scrawl.web.archive import is_archive, opened
from scrawl.web.inputs import MOST_PAGES, check_length, parts
from scrawl.web.metrics import metrics_of
from scrawl.web.problems import Problem, problem_of
from scrawl.web.queries import BatchQuery

MOST_FILES = 1_000  # of a batch
MOST_ANSWERED = 32 * 1024 * 1024  # bytes of lines: the server holds what a slow client has not fetched yet
JSON_LINES, CSV = "application/x-ndjson", "text/csv"
FORM = "Send one or more parts `file` with a file name, or one ZIP of pictures."

KINDS = "multipart/form-data with parts `file`, or application/zip"
ARCHIVES = frozenset({"application/zip", "application/x-zip-compressed"})

Sent = Iterable[tuple[str, bytes | Problem]]
Line = Callable[[str, Reading | Problem], str]
Result = TypeVar("Result")

logger = logging.getLogger(__name__)

batch = APIBlueprint("batch", __name__, url_prefix="/api/v1", tag="Reading")


@batch.post("/batch")
@batch.input(BatchQuery, location="query", arg_name="query")
@batch.doc(operation_id="batch")
def read_batch(query: BatchQuery) -> Response:
    """Read many pictures: a line for each, in their order, as soon as it was read."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    kind = request.accept_mimetypes.best_match([JSON_LINES, CSV]) or JSON_LINES
    lines = _lines(app, _sent(), query, _csv_line if kind == CSV else _json_line)
    if kind == CSV:
        named = ("name" if each == "path" else each for each in COLUMNS)
        lines = chain([_row([*named, "problem", *MORE])], lines)
    return Response(lines, content_type=f"{CSV}; charset=utf-8" if kind == CSV else kind)


def _sent() -> Sent:
    """Name and content of each picture in the current request."""
    check_length(KINDS)
    if request.mimetype in ARCHIVES:
        return opened(request.get_data(cache=False), MOST_FILES, current_app.config["MAX_CONTENT_LENGTH"])
    if request.mimetype != "multipart/form-data":
        told = f"not {request.mimetype}" if request.mimetype else "and its Content-Type must say which"
        raise Problem(415, "unsupported_media_type", f"Send {KINDS}, {told}.")
    # Flask closes uploaded files when the view ends, before the first line is asked for.
    files = [(str(part.filename), part.stream.read()) for part in parts(MOST_FILES, FORM)]
    if len(files) == 1 and is_archive(files[0][1]):
        return opened(files[0][1], MOST_FILES, current_app.config["MAX_CONTENT_LENGTH"])
    return files


def _lines(app: Flask, sent: Sent, query: BatchQuery, line: Line) -> Iterator[str]:
    answered = 0
    for name, told in chain.from_iterable(_leaves(app, *each, query.pages) for each in sent):
        if answered > MOST_ANSWERED:
            result: Reading | Problem = Problem(
                413, "answer_too_large", "The readings before are too long together: send this one again."
            )
        else:
            result = told if isinstance(told, Problem) else _attempted(app, partial(_read, app, told, query))
        text = line(name, result)
        answered += len(text)
        yield text


def _leaves(
    app: Flask, name: str, content: bytes | Problem, pages: str | None
) -> Iterable[tuple[str, bytes | Page | Problem]]:
    """Each page that is asked for of what was sent under that name, or what was sent itself."""
    if isinstance(content, Problem) or pages is None or is_archive(content):
        return [(name, content)]
    found = _attempted(app, lambda: list(leaves(name, content, Pages.parsed(pages), MOST_PAGES)))
    return [(name, found)] if isinstance(found, Problem) else found


def _read(app: Flask, content: bytes | Page, query: BatchQuery) -> Reading:
    if isinstance(content, bytes) and is_archive(content):
        raise Problem(415, "nested_archive", "An archive is opened only if it is all that is sent.")
    with measured() as timings:
        reader: Reader = app.extensions["scrawl.reader"]
        reading = reader.read(content, **query.how)
    metrics_of(app).read(reading, timings)
    return reading


def _attempted(app: Flask, attempt: Callable[[], Result]) -> Result | Problem:
    """What comes of an attempt, or the problem of the one picture it is about."""
    try:
        return attempt()
    except (Problem, BadInput) as error:
        return problem_of(error)
    except Exception:
        logger.exception("a picture of a batch failed")
        return Problem(500, "internal_error")


def _json_line(name: str, told: Reading | Problem) -> str:
    key = "problem" if isinstance(told, Problem) else "reading"
    return json.dumps({"name": name, key: told.to_dict()}) + "\n"


def _csv_line(name: str, told: Reading | Problem) -> str:
    if isinstance(told, Problem):
        return _row([name, "", "", told.detail or told.code, "", ""])
    return _row([name, *columns(told, nothing=""), "", *more(told)])


def _row(values: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
