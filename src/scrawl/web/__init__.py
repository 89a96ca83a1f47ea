"""The web application: page and HTTP API around one shared `Reader`."""

import mimetypes
from pathlib import Path
from typing import cast

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from scrawl._version import __version__
from scrawl.picture import reads_heic
from scrawl.reader import Reader
from scrawl.server.shared import STOPPING
from scrawl.web import (
    admission,
    assets,
    compression,
    cors,
    headers,
    hosts,
    inputs,
    languages,
    observe,
    openapi,
    problems,
    rates,
)
from scrawl.web.api import api
from scrawl.web.batches import batch
from scrawl.web.docs import docs
from scrawl.web.health import health
from scrawl.web.inference import v2
from scrawl.web.pages import pages
from scrawl.web.preferences import preferences
from scrawl.web.settings import Settings

__all__ = ["Settings", "create_app"]


def create_app(
    settings: Settings | None = None, reader: Reader | None = None, shared: Path | None = None
) -> APIFlask:
    """The application; by default its settings come from the environment, its reader has the weights we ship.

    `shared` is the folder in which several workers count together. The server bounds how much is read at a time.
    Raises SettingsError if a setting is wrong, EngineError if the network cannot be loaded.
    """
    settings = settings or Settings.from_environment()
    app = APIFlask(
        __name__,
        title="Scrawl",
        version=__version__,
        spec_path="/api/openapi.json",
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None, assets.py serves them
        json_errors=False,
    )
    # No view of ours is a coroutine, and looking at each request costs a twentieth of its time beside the reading.
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]
    # Some Windows registries call .js text/plain, and `nosniff` would then keep browsers from running it.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("application/wasm", ".wasm")
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    app.config |= {"MAX_CONTENT_LENGTH": settings.max_bytes, "MAX_FORM_PARTS": inputs.MOST_PARTS}
    cast(DefaultJSONProvider, app.json).sort_keys = False
    app.extensions["scrawl.settings"] = settings
    app.extensions["scrawl.stopping"] = shared / STOPPING if shared else None
    app.extensions["scrawl.reader"] = reader or Reader(
        most_pixels=settings.max_pixels, most_seconds=settings.max_seconds
    )
    shown = {"version": __version__, "max_bytes": settings.max_bytes, "heic": reads_heic(), "site": False}
    app.context_processor(lambda: shown)
    problems.register(app)
    observe.observe(app)
    hosts.guard(app, settings.allowed_hosts)
    rates.guard(app, settings, shared)
    headers.secure(app)
    cors.allow(app, settings.cors_origins)
    assets.serve(app)
    languages.register(app)
    compression.compress(app)
    admission.guard(app)
    for blueprint in (api, batch, health, pages, preferences, docs, v2):
        app.register_blueprint(blueprint)
    openapi.describe(app, settings)
    if hops := settings.proxy_hops:
        # Not the host: a page elsewhere could have a browser send that header, past what hosts.py guards.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
