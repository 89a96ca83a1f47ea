"""The files of the page, at an address that changes with them: a browser that has them never asks for them again.

The scripts name each other by relative addresses, so one part of the path stands for all, without a build step.
Whoever edits a file starts the server anew.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parent / "static"
STYLES = ("colours", "page", "sheet", "answer", "play", "media")  # in this order one stylesheet
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
KEPT = 365 * 24 * 3600  # seconds; as good as for ever


def serve(app: Flask) -> None:
    """Serve the files of `app`, which has no static folder of its own, as Flask's endpoint `static`."""
    ours = fingerprint()

    @app.get("/static/<version>/<path:filename>", endpoint="static")
    def _file(version: str, filename: str) -> Response:
        response = stylesheet() if filename == "styles.css" else plain(filename)
        # A page of another version of the program gets what there is, and does not keep it.
        response.headers["Cache-Control"] = f"max-age={KEPT}, immutable" if version == ours else "no-cache"
        return response

    @app.url_defaults
    def _name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["version"] = ours


def stylesheet() -> Response:
    """The stylesheet, of whose parts each stands in a file of its own; together they compress better.

    Its comments, a fifth of what would be sent, are for those who read the files.
    """
    parts = [(FOLDER / f"styles/{part}.css").read_text("utf-8") for part in STYLES]
    return Response(COMMENT.sub("", "".join(parts)), mimetype="text/css")


def plain(filename: str) -> Response:
    """A file as it is, without headers that say how it is asked for again, or saved: neither is done."""
    response = send_from_directory(FOLDER, filename, conditional=False, etag=False)
    for name in ("Last-Modified", "Content-Disposition"):
        del response.headers[name]
    return response


def fingerprint() -> str:
    """Eight hexadecimal digits, others if any of the files is another."""
    digest = sha256()
    for file in sorted(FOLDER.rglob("*.*")):
        digest.update(file.relative_to(FOLDER).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:8]
