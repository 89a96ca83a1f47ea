"""Admission of requests: their work and their clients' patience, estimated before reading, and the refusals."""

import base64
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from scrawl.picture import pixels_of
from scrawl.web.headers import HEADERS
from scrawl.web.inputs import MOST_PAGES
from scrawl.web.observe import ARRIVED, HEADER, number_of, tell
from scrawl.web.problems import Problem, is_for_programs, told

Answer = tuple[int, list[tuple[str, str]], bytes | Iterator[bytes]]
Refuse = Callable[[dict[str, Any], Problem], Answer | None]

PATIENCE_SECONDS = 10.0  # of a client that does not say …
MOST_PATIENCE = 600.0  # … and of one that says more

# Rough times of reading, in seconds; the queue learns this machine's pace.
LEAST_WORK = 0.002  # of any request
STROKE_WORK = 0.0015  # of each stroke
PIXEL_WORK = 4e-7  # of each pixel of a picture
BYTE_WORK = 2e-8  # of each byte of the body
MOST_PIXELS = 4_000_000  # looked at of a picture, however large
ALL_PAGES = 4  # of a document, if all are asked for: how many there are is not known yet

HEAD = 1 << 18  # bytes of a body in which a picture says its size, if it does
REFUSED = "scrawl.refused"  # in the environment: the problem to answer a request that the gateway refuses

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PAGES = re.compile(r"(?:^|&)pages=(?:all|(\d{1,9})-(\d{1,9}))(?:&|$)")
_DATA_URL = re.compile(rb"\"image\"\s*:\s*\"(?:data:[^,\"]{0,64},)?([A-Za-z0-9+/]{16,})")


def patience_of(environ: dict[str, Any]) -> float:
    """How many seconds the client waits before it is read: those of `Prefer: wait=…` (RFC 7240), or the usual ones."""
    said = _WAIT.search(environ.get("HTTP_PREFER", ""))
    return min(float(said[1]), MOST_PATIENCE) if said else PATIENCE_SECONDS


def work_of(environ: dict[str, Any], body: bytes) -> float:
    """The seconds that reading the body of a request probably takes."""
    head = body[:HEAD]
    kind = environ.get("CONTENT_TYPE", "")
    if kind.startswith("multipart/"):
        head = head.partition(b"\r\n\r\n")[2]
    elif kind.startswith("application/json"):
        url = _DATA_URL.search(head)
        head = base64.b64decode(url[1][: len(url[1]) // 4 * 4]) if url else b""
    if pixels := pixels_of(head) if head else 0:
        work = PIXEL_WORK * min(pixels, MOST_PIXELS) * _pages_of(environ.get("QUERY_STRING", ""))
        return LEAST_WORK + work + BYTE_WORK * len(body)
    return LEAST_WORK + STROKE_WORK * body.count(b"[[") + BYTE_WORK * len(body)


def _pages_of(query: str) -> int:
    """How many pages are asked for, of those that are read at a time."""
    asked = _PAGES.search(query)
    if not asked:
        return 1
    count = ALL_PAGES if asked[1] is None else int(asked[2]) - int(asked[1]) + 1
    return min(max(count, 1), MOST_PAGES)


def too_slow() -> Problem:
    """The body did not come in time."""
    return Problem(408, "body_too_slow", "The body came too slowly. Send it again over a better connection.")


def busy(seconds: float) -> Problem:
    """There is no place to read it; in `seconds` there probably is."""
    retry = str(max(math.ceil(seconds), 1))
    detail = "Too many requests are being read. Try again in {} s, or wait longer with `Prefer: wait=30`."
    return Problem(503, "busy", detail.format(retry), headers={"Retry-After": retry})


def guard(app: Flask) -> None:
    """Answer what the gateway refused and `refuser` leaves to Flask."""

    @app.before_request
    def _refuse() -> None:
        if problem := request.environ.get(REFUSED):
            raise problem


def refuser(app: Flask) -> Refuse:
    """Answers programs that are refused as `app` would, at a tenth of the cost; it gives None where `app` has to."""
    routes = app.url_map.bind("")
    others = app.extensions["scrawl.settings"].cors_origins

    def refuse(environ: dict[str, Any], problem: Problem) -> Answer | None:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not is_for_programs(path):
            return None
        if others and "HTTP_ORIGIN" in environ:  # another site's page: `app` knows whether it may see why
            return None
        try:
            route = routes.match(path, method, return_rule=True)[0].rule
        except HTTPException:
            route = None
        number, sent = number_of(environ.get("HTTP_X_REQUEST_ID", "")), int(environ["CONTENT_LENGTH"])
        tell(app, environ[ARRIVED], number, method, route, problem.status, sent, problem.code)
        kind, text = told(problem, path)
        own = {"Content-Type": kind, "Content-Length": str(len(text)), HEADER: number}
        return problem.status, [*(own | problem.headers | HEADERS).items()], text.encode()

    return refuse
