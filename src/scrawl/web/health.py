"""Whether the server is up, whether it reads, and what it has done: for supervisors."""

from __future__ import annotations

from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from scrawl.strokes import Strokes
from scrawl.web.api import reader
from scrawl.web.metrics import metrics_of
from scrawl.web.problems import Problem
from scrawl.web.schemas import StatusAnswer

health = APIBlueprint("health", __name__, tag="Health")

RETRY = {"Retry-After": "5"}

_ONE = Strokes.of([[[50, 20], [50, 80]]], width=100, height=100)


@health.get("/healthz")
@health.output(StatusAnswer, description="The process is up.")
@health.doc(operation_id="healthz")
def healthz() -> dict[str, str]:
    """Tell that the process is up."""
    return {"status": "ok"}


@health.get("/readyz")
@health.output(StatusAnswer, description="A drawing was read just now.")
@health.doc(operation_id="readyz")
def readyz() -> dict[str, str]:
    """Tell that pictures can be read: reads a small drawing."""
    check_ready()
    return {"status": "ready"}


def check_ready() -> None:
    """Raise Problem 503 if the server is about to stop, or cannot read a small drawing."""
    stopping: Path | None = current_app.extensions["scrawl.stopping"]
    if stopping and stopping.exists():
        raise Problem(503, "stopping", "The server is about to stop.", headers=RETRY)
    try:
        reader().read(_ONE)
    except Exception as error:
        current_app.logger.exception("not ready")
        raise Problem(503, "not_ready", "The network cannot read now.", headers=RETRY) from error


@health.get("/metrics")
@health.doc(hide=True)
def metrics() -> Response:
    """Counts and times so far, for Prometheus."""
    return Response(metrics_of(current_app).page(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
