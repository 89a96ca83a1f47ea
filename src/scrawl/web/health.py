"""Whether the server is up, and whether it reads: for supervisors, and for the line that says it is ready."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import current_app

from scrawl.strokes import Strokes
from scrawl.web.api import reader
from scrawl.web.problems import Problem
from scrawl.web.schemas import StatusAnswer

health = APIBlueprint("health", __name__, tag="Health")

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
    try:
        reader().read(_ONE)
    except Exception as error:
        current_app.logger.exception("not ready")
        retry = {"Retry-After": "5"}
        raise Problem(503, "not_ready", "The network cannot read now.", headers=retry) from error
    return {"status": "ready"}
