"""The HTTP API, version 1: reading, and what read."""

from __future__ import annotations

import base64

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify

from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.web.inputs import source
from scrawl.web.schemas import ModelCard, ReadingAnswer, ReadQuery

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Reading")


def reader() -> Reader:
    """The reader that all requests of this app share."""
    shared: Reader = current_app.extensions["scrawl.reader"]
    return shared


@api.post("/read")
@api.input(ReadQuery, location="query", arg_name="query")
@api.output(ReadingAnswer, description="What was read; an empty page gives no digits.")
@api.doc(operation_id="read")
def read(query: ReadQuery) -> Response:
    """Read a picture or pen strokes."""
    include = frozenset(query.include)
    reading = reader().read(source(), layout=query.layout, stages="stages" in include)
    answer = reading.to_dict(include)
    if "stages" in include:
        answer["stages"] = {name: _data_url(encode_png(pixels)) for name, pixels in reading.stages.items()}
    return jsonify(answer)


@api.get("/model")
@api.output(ModelCard, description="The model card.")
@api.doc(operation_id="model")
def model() -> Response:
    """Tell which network reads, what it was trained on and how well it reads."""
    return jsonify(reader().card)


def _data_url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
