"""The application around the shipped network, and a digit that a person wrote."""

from __future__ import annotations

import gzip
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from scrawl.ink import rasterize
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.strokes import Strokes
from scrawl.web import Settings, create_app, logs

Drawing = list[list[list[float]]]

ONE: Drawing = [[[50, 20], [50, 80]]]


@pytest.fixture(scope="session")
def app(reader: Reader) -> APIFlask:
    return create_app(Settings(), reader)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, from `debug` up."""
    logger = logging.getLogger("scrawl")
    before = logger.handlers, logger.level, logger.propagate
    stream = io.StringIO()
    logs.configure("debug", stream)
    yield stream
    logger.handlers, logger.level, logger.propagate = before


@pytest.fixture(scope="session")
def written(data: Path) -> dict[str, Any]:
    """The second four of the tablet's writers, a clear one: {"label": 4, "strokes": [...]}."""
    with gzip.open(data / "pen/pendigits.json.gz", "rt") as file:
        fours: list[dict[str, Any]] = [sample for sample in json.load(file) if sample["label"] == 4]
    return fours[1]


@pytest.fixture(scope="session")
def png(written: dict[str, Any]) -> bytes:
    return png_of(written["strokes"])


@pytest.fixture(scope="session")
def one() -> bytes:
    return png_of(ONE)


def png_of(strokes: Drawing) -> bytes:
    """The drawing as a picture, black on white, with a margin as on paper."""
    ink = np.pad(rasterize(Strokes.of(strokes)).ink, 40)
    return encode_png((255 * (1 - ink)).astype(np.uint8))
