"""The page's files travel compressed: a first visit is a third of their size.

Readings are not: they are small, and compressing each would cost more than it saves.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST = 512  # bytes: less does not get shorter
TEXTS = frozenset(
    {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"}
)
KEPT = 128  # compressed files


def compress(app: Flask) -> None:
    """Compress the page and its static files for clients that accept gzip."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.mimetype not in TEXTS or not (
            request.endpoint == "static" or response.mimetype == "text/html"
        ):
            return response
        response.vary.add("Accept-Encoding")
        if (
            request.method == "GET"
            and response.status_code == 200
            and request.accept_encodings.quality("gzip") > 0
            and (response.content_length or 0) >= LEAST
        ):
            response.direct_passthrough = False  # a file is sent as it lies there
            response.set_data(_gzip(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response


@lru_cache(KEPT)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
