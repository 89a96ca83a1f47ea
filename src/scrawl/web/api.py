"""The HTTP API, version 1: reading, and what read."""

from __future__ import annotations

import base64
from collections.abc import Callable

from apiflask import APIBlueprint
from flask import Response, current_app, g, jsonify

from scrawl.picture import encode_png
from scrawl.reader import Layout, Reader
from scrawl.reading import Reading
from scrawl.region import Region
from scrawl.strokes import Strokes
from scrawl.timing import measured
from scrawl.web.inputs import source
from scrawl.web.metrics import metrics_of
from scrawl.web.schemas import ModelCard, ReadingAnswer, ReadQuery

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Reading")


def reader() -> Reader:
    """The reader that all requests of this app share."""
    shared: Reader = current_app.extensions["scrawl.reader"]
    return shared


def read_sent(
    sent: Callable[[], bytes | Strokes],
    *,
    layout: Layout,
    region: Region | None = None,
    stages: bool = False,
) -> Reading:
    """The reading of the source that `sent` finds in the request; its times go to the metrics and `g.timings`."""
    source = sent()
    with measured() as g.timings:
        reading = reader().read(source, layout=layout, region=region, stages=stages)
    metrics_of(current_app).read(reading, g.timings)
    return reading


@api.post("/read")
@api.input(ReadQuery, location="query", arg_name="query")
@api.output(ReadingAnswer, description="What was read; an empty page gives no digits.")
@api.doc(operation_id="read")
def read(query: ReadQuery) -> Response:
    """Read a picture or pen strokes."""
    include = frozenset(query.include)
    reading = read_sent(source, layout=query.layout, region=query.part, stages="stages" in include)
    answer = reading.to_dict(include)
    if "stages" in include:
        answer["stages"] = {name: _data_url(encode_png(pixels)) for name, pixels in reading.stages.items()}
    response = jsonify(answer)
    shares = g.timings.shares().items()
    response.headers["Server-Timing"] = ", ".join(f"{step};dur={1000 * time:.2f}" for step, time in shares)
    return response


@api.get("/model")
@api.output(ModelCard, description="The model card.")
@api.doc(operation_id="model")
def model() -> Response:
    """Tell which network reads, what it was trained on and how well it reads."""
    return jsonify(reader().card)


def _data_url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
