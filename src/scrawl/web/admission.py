"""What is known of a request before it is read: how much work it is, and how long its client waits."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

from flask import Flask, request

from scrawl.picture import pixels_of
from scrawl.web.problems import Problem

PATIENCE_SECONDS = 10.0  # of a client that does not say …
MOST_PATIENCE = 600.0  # … and of one that says more

# What reading takes, roughly, in seconds; how much more or less it is on this machine the queue learns.
LEAST_WORK = 0.002
STROKE_WORK = 0.0015
PIXEL_WORK = 4e-7
BYTE_WORK = 2e-8
MOST_PIXELS = 4_000_000  # looked at of a picture, however large

HEAD = 1 << 18  # bytes of a body in which a picture says its size, if it does
# In the environment: when a request came, by time.perf_counter(); status and Retry-After of what the gateway refuses.
ARRIVED, REFUSED = "scrawl.arrived", "scrawl.refused"

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_DATA_URL = re.compile(rb"\"image\"\s*:\s*\"(?:data:[^,\"]{0,64},)?([A-Za-z0-9+/]{16,})")

_REFUSALS = {
    408: ("body_too_slow", "The body came too slowly. Send it again over a better connection."),
    503: (
        "busy",
        "Too many requests are being read. Try again in {} s, or wait longer with `Prefer: wait=30`.",
    ),
}


def patience_of(environ: dict[str, Any]) -> float:
    """How many seconds the client waits before it is read: those of `Prefer: wait=…` (RFC 7240), or the usual ones."""
    said = _WAIT.search(environ.get("HTTP_PREFER", ""))
    return min(float(said[1]), MOST_PATIENCE) if said else PATIENCE_SECONDS


def work_of(environ: dict[str, Any], body: bytes) -> float:
    """How many seconds it probably takes to read what the body of a request holds."""
    head = body[:HEAD]
    kind = environ.get("CONTENT_TYPE", "")
    if kind.startswith("multipart/"):
        head = head.partition(b"\r\n\r\n")[2]
    elif kind.startswith("application/json"):
        url = _DATA_URL.search(head)
        head = base64.b64decode(url[1][: len(url[1]) // 4 * 4]) if url else b""
    if pixels := pixels_of(head) if head else 0:
        return LEAST_WORK + PIXEL_WORK * min(pixels, MOST_PIXELS) + BYTE_WORK * len(body)
    return LEAST_WORK + STROKE_WORK * body.count(b"[[") + BYTE_WORK * len(body)


def guard(app: Flask) -> None:
    """Answer what the gateway refused."""

    @app.before_request
    def _refuse() -> None:
        if REFUSED in request.environ:
            status, seconds = request.environ[REFUSED]
            retry = max(math.ceil(seconds), 1)
            code, detail = _REFUSALS[status]
            raise Problem(status, code, detail.format(retry), headers={"Retry-After": str(retry)})
