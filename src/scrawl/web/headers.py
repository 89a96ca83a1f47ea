"""Headers by which a browser runs, frames and sends nothing that is not ours."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# The engine's thread runs WebAssembly, which the page itself must not.
WORKER = "engine/worker.js"
WORKER_POLICY = "; ".join(
    ("default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'")
)

NOSNIFF = {"X-Content-Type-Options": "nosniff"}
HEADERS = NOSNIFF | {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Parts of a page are under that page's policy, and hold nothing secret; a first visit fetches dozens of them.
PARTS = frozenset({"text/css", "text/javascript", "application/json"})


def secure(app: Flask) -> None:
    """Put HEADERS on every answer of `app`; on the parts of its pages, which are files, NOSNIFF alone.

    The engine's thread has WORKER_POLICY.
    """

    @app.after_request
    def _add(response: Response) -> Response:
        is_part = request.endpoint == "static" and response.mimetype in PARTS
        response.headers.update(NOSNIFF if is_part else HEADERS)
        if is_part and (request.view_args or {}).get("filename") == WORKER:
            response.headers["Content-Security-Policy"] = WORKER_POLICY
        return response
