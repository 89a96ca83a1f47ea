"""The page as a static site: for any file host, without a server, at any path. Drawings only, read by the engine."""

import re
from pathlib import Path

from scrawl.web import assets, create_app
from scrawl.web.languages import COOKIE
from scrawl.web.settings import Settings

# What the page fetches, beside its files.
PARTS = ("about", "keys", "share", "api/v1/model", "service-worker.js")
ROOTED = re.compile(r'(?<=\s)(href|src|action)="/')


def write(folder: Path, language: str) -> int:
    """Write the site in a language into a folder, which is made if it is missing; give its bytes.

    Its addresses are relative, so it may lie under any path.
    """
    app = create_app(Settings())
    app.context_processor(lambda: {"site": True})
    size = 0
    with app.test_client() as client:
        client.set_cookie(COOKIE, language)
        version = app.extensions["scrawl.files"]
        names = [f"static/{version}/{name}" for name in assets.kept_offline(app)]
        for name in ("", *PARTS, *names):
            with client.get(f"/{name}") as answer:
                content = answer.data
            if answer.mimetype == "text/html":
                content = ROOTED.sub(r'\1="./', content.decode()).encode()
            file = folder / (name or "index.html")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            size += len(content)
    return size
