"""The HTTP API, version 1: reading, and what read."""

import base64
from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, g, jsonify

from scrawl.picture import decode, encode_jpeg, encode_png, page_count
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.strokes import Strokes
from scrawl.timing import Timings, measured
from scrawl.web.answers import ModelCard, ReadingAnswer, ShownAnswer
from scrawl.web.inputs import MOST_PAGES, source
from scrawl.web.metrics import metrics_of
from scrawl.web.problems import wrong_fields
from scrawl.web.queries import ReadQuery, ShownQuery

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Reading")


def reader() -> Reader:
    """The reader that all requests of this app share."""
    shared: Reader = current_app.extensions["scrawl.reader"]
    return shared


def read_sent(sent: Callable[[], bytes | Strokes], **how: Any) -> Reading:
    """The reading of the source that `sent` finds in the request; its times go to the metrics and `g.timings`."""
    source = sent()
    with measured() as g.timings:
        reading = reader().read(source, **how)
    metrics_of(current_app).read(reading, g.timings)
    return reading


def read_pages_sent(sent: Callable[[], bytes | Strokes], pages: str, **how: Any) -> list[tuple[int, Reading]]:
    """Number and reading of each page asked for of the document that `sent` finds; times as in `read_sent`."""
    readings = reader().read_pages(sent(), pages, most=MOST_PAGES, **how)
    g.timings = Timings()
    found: list[tuple[int, Reading]] = []
    while True:
        with measured() as timings:
            page = next(readings, None)
        g.timings.add(timings)
        if page is None:
            return found
        metrics_of(current_app).read(page[1], timings)
        found.append(page)


@api.post("/read")
@api.input(ReadQuery, location="query", arg_name="query")
@api.output(ReadingAnswer, description="What was read; an empty page gives no digits.")
@api.doc(operation_id="read")
def read(query: ReadQuery) -> Response:
    """Read a picture, pages of a document, or pen strokes."""
    include = frozenset(query.include)
    how = {**query.how, "stages": "stages" in include}
    if query.pages is None:
        answer = _told(read_sent(source, **how), include)
    else:
        pages = [
            {"page": number, **_told(reading, include)}
            for number, reading in read_pages_sent(source, query.pages, **how)
        ]
        answer = {**pages[0], "pages": pages}
        del answer["page"]
    response = jsonify(answer)
    shares = g.timings.shares().items()
    response.headers["Server-Timing"] = ", ".join(f"{step};dur={1000 * time:.2f}" for step, time in shares)
    return response


@api.post("/page")
@api.input(ShownQuery, location="query", arg_name="query")
@api.output(ShownAnswer, description="The page as a picture.")
@api.doc(operation_id="page")
def page(query: ShownQuery) -> Response:
    """Show a page of a document as it is read, for who cannot show it."""
    document = source()
    if isinstance(document, Strokes):
        raise wrong_fields(("strokes", "A drawing has no pages: send a document."))
    pixels = decode(document, query.page, most_pixels=current_app.extensions["scrawl.settings"].max_pixels)
    picture = data_url("jpeg", encode_jpeg(pixels))
    return jsonify({"page": query.page, "pages": page_count(document), "picture": picture})


@api.get("/model")
@api.output(ModelCard, description="The model card.")
@api.doc(operation_id="model")
def model() -> Response:
    """Tell which network reads, what it was trained on and how well it reads."""
    return jsonify(reader().card)


def _told(reading: Reading, include: frozenset[str]) -> dict[str, Any]:
    """The reading as it is answered."""
    answer = reading.to_dict(include)
    if "stages" in include:
        answer["stages"] = {
            name: data_url("png", encode_png(pixels)) for name, pixels in reading.stages.items()
        }
    return answer


def data_url(form: str, picture: bytes) -> str:
    """A picture as text that a page can show."""
    return f"data:image/{form};base64,{base64.b64encode(picture).decode('ascii')}"
