"""Whether the server is up, whether it reads, and what it has done: for supervisors."""

import logging
import threading
import time
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from scrawl.reader import Reader
from scrawl.strokes import Strokes
from scrawl.web.answers import StatusAnswer
from scrawl.web.api import reader
from scrawl.web.metrics import metrics_of
from scrawl.web.problems import Problem

logger = logging.getLogger(__name__)

health = APIBlueprint("health", __name__, tag="Health")

RETRY = {"Retry-After": "5"}

PROBED_SECONDS = 2.0  # for which one answer serves all who ask

_ONE = Strokes.of([[[50, 20], [50, 80]]], width=100, height=100)


class Probe:
    """Whether a small drawing can be read, tried once in a while however often it is asked. Safe across threads."""

    def __init__(self) -> None:
        """Nothing was tried yet."""
        self._lock = threading.Lock()
        self._until = 0.0
        self._reads = False

    def reads(self, reader: Reader) -> bool:
        """Whether the last try succeeded, which is not long ago."""
        with self._lock:
            if time.monotonic() >= self._until:
                try:
                    reader.read(_ONE)
                    self._reads = True
                except Exception:
                    logger.exception("not ready")
                    self._reads = False
                self._until = time.monotonic() + PROBED_SECONDS
            return self._reads


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
    """Tell that pictures can be read: a small drawing could be, some seconds ago at the most."""
    check_ready()
    return {"status": "ready"}


def check_ready() -> None:
    """Raise Problem 503 if the server is about to stop, or cannot read a small drawing."""
    stopping: Path | None = current_app.extensions["scrawl.stopping"]
    if stopping and stopping.exists():
        raise Problem(503, "stopping", "The server is about to stop.", headers=RETRY)
    probe: Probe = current_app.extensions.setdefault("scrawl.probe", Probe())
    if not probe.reads(reader()):
        raise Problem(503, "not_ready", "The network cannot read now.", headers=RETRY)


@health.get("/metrics")
@health.doc(hide=True)
def metrics() -> Response:
    """Counts and times so far, for Prometheus."""
    return Response(metrics_of(current_app).page(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
