"""Turns away at the door whoever would have to wait for too long, before Flask is told of the request.

Under several times the load that can be borne most are turned away, and what that costs is taken from those let in.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.wsgi import get_content_length

from scrawl.web.admission import ADMITTED, REFUSED, Gate, refusal
from scrawl.web.headers import HEADERS
from scrawl.web.metrics import metrics_of
from scrawl.web.observe import HEADER, number_of, tell
from scrawl.web.problems import MEDIA_TYPE

# Of nearly all that is asked; all else is turned away by the application.
METHOD, PATH = "POST", "/api/v1/read"

Answer = tuple[int, list[tuple[str, str]], bytes]


class Door:
    """That of an application. Safe across threads."""

    def __init__(self, app: Flask) -> None:
        self._gate: Gate = app.extensions["scrawl.gate"]
        self._metrics = metrics_of(app)
        problem = refusal(503)
        self._status, self._code = problem.status, problem.code
        self._body = json.dumps(problem.to_dict()).encode()
        self._headers = [("Content-Type", MEDIA_TYPE), *problem.headers.items(), *HEADERS.items()]

    @contextmanager
    def __call__(self, environ: dict[str, Any]) -> Iterator[Answer | None]:
        """What the request is to be answered if it cannot come in; else it has a place as long as the context."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != METHOD or REFUSED in environ:
            yield None
        elif self._gate.enter():
            environ[ADMITTED] = True
            try:
                yield None
            finally:
                self._gate.leave()
        else:
            yield self._turned_away(environ)

    def _turned_away(self, environ: dict[str, Any]) -> Answer:
        """The same answer as the application's, counted and logged like it."""
        began, number = time.perf_counter(), number_of(environ.get("HTTP_X_REQUEST_ID", ""))
        fields = {"method": METHOD, "route": PATH, "status": self._status}
        sent = {"bytes": get_content_length(environ) or 0, "request": number}
        tell(self._metrics, began, fields, sent, code=self._code)
        return self._status, [*self._headers, (HEADER, number)], self._body
