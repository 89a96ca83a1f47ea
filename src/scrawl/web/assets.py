"""The files of the page, at an address that changes with them: a browser that has them never asks for them again.

The scripts name each other by relative addresses, so one part of the path stands for all, without a build step.
Whoever edits a file starts the server anew.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, send_from_directory
from werkzeug.security import safe_join

from scrawl.recognizer import BROWSER, WEIGHTS

FOLDER = Path(__file__).parent / "static"
UNSENT = frozenset({".wat", ".LICENSE"})
ENGINE_WEIGHTS = "engine/weights.bin"  # of the network that the server reads with
TEMPLATES = FOLDER.parent / "templates"
STYLES = ("colours", "page", "sheet", "answer", "play", "media")  # in this order one stylesheet
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
JSDOC = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*$", re.DOTALL | re.MULTILINE)
KEPT = 365 * 24 * 3600  # seconds; as good as for ever


def serve(app: Flask) -> None:
    """Serve the files of `app`, which has no static folder of its own, as Flask's endpoint `static`.

    Their version is `app.extensions["scrawl.files"]`.
    """
    weights = engine_weights(app)
    ours = app.extensions["scrawl.files"] = fingerprint(weights)

    @app.get("/static/<version>/<path:filename>", endpoint="static")
    def _file(version: str, filename: str) -> Response:
        if filename == "styles.css":
            response = stylesheet()
        elif filename == ENGINE_WEIGHTS:
            response = plain(weights.name, weights.parent)
        else:
            response = script(filename) if filename.endswith(".js") else plain(filename)
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


def plain(filename: str, folder: Path = FOLDER) -> Response:
    """A file as it is, without headers that say how it is asked for again, or saved: neither is done."""
    response = send_from_directory(folder, filename, conditional=False, etag=False)
    for name in ("Last-Modified", "Content-Disposition"):
        del response.headers[name]
    return response


def kept_offline(app: Flask) -> list[str]:
    """The files that the page may need while the server is away, by their names."""
    files = (file.relative_to(FOLDER) for file in sorted(FOLDER.rglob("*.*")))
    names = [
        file.as_posix()
        for file in files
        if file.suffix not in UNSENT and file.stem not in ("docs", "service-worker", "scrawl-pad")
    ]
    return [*names, "styles.css", *([ENGINE_WEIGHTS] if engine_weights(app).exists() else [])]


def engine_weights(app: Flask) -> Path:
    """The file of the weights for the browser's engine, of the network that the server reads with."""
    folder: Path = app.extensions["scrawl.reader"].recognizer.folder
    return folder / BROWSER


def script(filename: str) -> Response:
    """A script without the comments that document it, a quarter of what would be sent; its lines keep their numbers."""
    path = safe_join(str(FOLDER), filename)
    if path is None or not Path(path).is_file():
        abort(404)
    written = Path(path).read_text("utf-8")
    sent = JSDOC.sub(lambda comment: "\n" * comment[0].count("\n"), written)
    return Response(sent, mimetype="text/javascript")


def fingerprint(weights: Path = WEIGHTS / BROWSER) -> str:
    """Eight hexadecimal digits, others if any of the files, templates or the engine's weights are others."""
    digest = sha256(weights.read_bytes() if weights.exists() else b"")
    for folder in (FOLDER, TEMPLATES):
        for file in sorted(folder.rglob("*.*")):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:8]
