"""The page for people, and the upload form that works without JavaScript."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import render_template

from scrawl.web.api import read_sent
from scrawl.web.inputs import check_length, uploaded
from scrawl.web.schemas import ReadQuery

pages = APIBlueprint("pages", __name__, enable_openapi=False)


@pages.get("/")
def index() -> str:
    """The page: draw, or choose a picture."""
    return render_template("index.html")


@pages.post("/")
@pages.input(ReadQuery, location="query", arg_name="query")
def upload(query: ReadQuery) -> str:
    """The reading of an uploaded picture, as a page."""
    check_length()
    return render_template("result.html", reading=read_sent(uploaded, layout=query.layout))
