"""What the service says of each request: a number of its own in `X-Request-ID`, a line in the log, the metrics.

Nothing that was sent is told but a well-formed request number: a route is named as it was declared, not as it was
asked for.
"""

import logging
import re
import time
import uuid
from functools import partial

from flask import Flask, Response, g, request

from scrawl.web.metrics import Metrics, metrics_of
from scrawl.web.rates import UNCOUNTED

HEADER = "X-Request-ID"
ARRIVED = "scrawl.arrived"  # in the environment: when a request came, by time.perf_counter()
OTHER = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

logger = logging.getLogger(__name__)

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def number_of(given: str) -> str:
    """The number of a request: the one that came with it, if it is well-formed, or a new one."""
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def tell(
    app: Flask,
    began: float,
    number: str,
    method: str,
    route: str | None,
    status: int,
    sent: int,
    code: str | None,
    level: int = logging.INFO,
) -> None:
    """Count and log a request that was answered; `sent` are the bytes of its body, `code` names its problem, if any."""
    seconds = time.perf_counter() - began
    fields = {"method": method if method in METHODS else OTHER, "route": route or OTHER}
    metrics_of(app).answered(**fields, status=status, seconds=seconds, code=code)
    told = {
        **fields,
        "status": status,
        "milliseconds": round(1000 * seconds, 2),
        "bytes": sent,
        "request": number,
    }
    logger.log(level, "request", extra={"fields": told | ({"code": code} if code else {})})


def observe(app: Flask) -> None:
    """Number, measure, count and log every request of `app`; to be called before anything else asks to see them."""
    app.extensions["scrawl.metrics"] = Metrics()

    @app.before_request
    def _begin() -> None:
        g.began = request.environ.get(ARRIVED, time.perf_counter())
        g.request_id = number_of(request.headers.get(HEADER, ""))
        metrics_of(app).at_work.inc()

    @app.after_request
    def _end(response: Response) -> Response:
        if request.endpoint != "static" or HEADER in request.headers:  # a first visit fetches dozens of files
            response.headers[HEADER] = g.request_id
        rule, code = request.url_rule, g.get("problem")
        level = logging.DEBUG if request.endpoint in UNCOUNTED and not code else logging.INFO
        route, sent = rule.rule if rule else None, request.content_length or 0
        told = partial(
            tell, app, g.began, g.request_id, request.method, route, response.status_code, sent, code, level
        )
        if response.is_streamed and response.content_length is None:
            response.call_on_close(told)  # when the last line is out; the request's context is gone by then
        else:
            told()
        return response

    @app.teardown_request
    def _leave(_: BaseException | None) -> None:
        metrics_of(app).at_work.dec()
