"""What the service says of each request: a number of its own in `X-Request-ID`, a line in the log, the metrics.

Nothing that was sent is told but a well-formed request number: a route is named as it was declared, not as it was
asked for.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

from flask import Flask, Response, g, request

from scrawl.web.admission import ARRIVED
from scrawl.web.metrics import Metrics, metrics_of
from scrawl.web.rates import UNCOUNTED

HEADER = "X-Request-ID"
OTHER = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

logger = logging.getLogger(__name__)

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def observe(app: Flask) -> None:
    """Number, measure, count and log every request of `app`; to be called before anything else asks to see them."""
    app.extensions["scrawl.metrics"] = Metrics()

    @app.before_request
    def _begin() -> None:
        g.began = request.environ.get(ARRIVED, time.perf_counter())
        given = request.headers.get(HEADER, "")
        g.request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        metrics_of(app).at_work.inc()

    @app.after_request
    def _end(response: Response) -> Response:
        if request.endpoint != "static" or HEADER in request.headers:  # a first visit fetches dozens of files
            response.headers[HEADER] = g.request_id
        fields: dict[str, Any] = {
            "method": request.method if request.method in METHODS else OTHER,
            "route": request.url_rule.rule if request.url_rule else OTHER,
            "status": response.status_code,
        }
        began, code, number, sent = g.began, g.get("problem"), g.request_id, request.content_length or 0
        level = logging.DEBUG if request.endpoint in UNCOUNTED and not code else logging.INFO

        def tell() -> None:
            seconds = time.perf_counter() - began
            metrics_of(app).answered(**fields, seconds=seconds, code=code)
            told = {**fields, "milliseconds": round(1000 * seconds, 2), "bytes": sent, "request": number}
            logger.log(level, "request", extra={"fields": told | ({"code": code} if code else {})})

        if response.is_streamed and response.content_length is None:
            response.call_on_close(tell)  # when the last line is out; the request's context is gone by then
        else:
            tell()
        return response

    @app.teardown_request
    def _leave(_: BaseException | None) -> None:
        metrics_of(app).at_work.dec()
