"""The page for people, and the upload form that works without JavaScript."""

import json

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request

from scrawl.annotate import annotate
from scrawl.errors import UnsupportedPicture
from scrawl.picture import decode, encode_jpeg, page_count, reads_heic, reduced
from scrawl.web import assets
from scrawl.web.api import data_url, read_sent
from scrawl.web.inputs import check_length, uploaded
from scrawl.web.problems import Problem
from scrawl.web.queries import ReadQuery

pages = APIBlueprint("pages", __name__, enable_openapi=False)

SHOWN = 1200  # pixels of the longer side of a picture that is shown with what was found in it


@pages.get("/")
def index() -> str:
    """The page: draw, or choose a picture."""
    return render_template("index.html")


@pages.get("/about")
@pages.get("/keys")
@pages.get("/share")
@pages.get("/way")
def panel() -> str:
    """A panel of the page or the strip of a picture's way, which the page fetches when it is opened first."""
    return render_template(f"{request.path.removeprefix('/')}.html")


@pages.get("/service-worker.js")
def service_worker() -> Response:
    """The script that keeps the page for when the server is away, with the names of its files in front."""
    version = current_app.extensions["scrawl.files"]
    files = [f"static/{version}/{name}" for name in assets.kept_offline(current_app)]
    known = {"VERSION": version, "FILES": files}
    response = assets.script("service-worker.js")
    response.set_data(f"Object.assign(self, {json.dumps(known)});\n{response.get_data(as_text=True)}")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.post("/")
@pages.input(ReadQuery, location="query", arg_name="query")
def upload(query: ReadQuery) -> str:
    """The reading of an uploaded picture, as a page."""
    check_length()
    sent = uploaded()
    try:
        reading = read_sent(lambda: sent, **query.how)
    except UnsupportedPicture as error:
        if reads_heic() or not str(request.files["file"].filename).lower().endswith((".heic", ".heif")):
            raise
        raise Problem(error.status, "unread_heic", str(error)) from error
    # As a data URL: the server keeps none.
    picture = data_url("jpeg", encode_jpeg(reduced(annotate(decode(sent), reading), SHOWN)))
    return render_template("result.html", reading=reading, picture=picture, pages=page_count(sent))
