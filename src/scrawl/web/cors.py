"""Which other sites' pages may use the API from a browser (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol).

None unless the settings name some; the page itself needs none. No cookie is ever allowed along.
"""

from collections.abc import Set

from flask import Flask, Response, request

from scrawl.web.problems import is_for_programs

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, Prefer, X-Request-ID",
    "Access-Control-Max-Age": "7200",  # seconds; Chromium remembers it for no longer
}
EXPOSED = "Retry-After, Server-Timing, X-Request-ID"


def allow(app: Flask, origins: Set[str]) -> None:
    """Let the pages of these origins, `*` for all, use the addresses that are for programs."""
    if not origins:
        return

    @app.after_request
    def _allow(response: Response) -> Response:
        if not is_for_programs(request.path):
            return response
        response.vary.add("Origin")  # a cache must not give one site's answer to another
        origin = request.headers.get("Origin", "")
        if not is_allowed(origin, origins):
            return response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT)
        return response


def is_allowed(origin: str, origins: Set[str]) -> bool:
    """Whether a page of that origin, empty if none was named, may use the API."""
    return bool(origin) and (origin.lower() in origins or "*" in origins)
