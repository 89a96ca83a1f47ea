"""Counts and times of the service's work so far, for Prometheus.

With several workers each writes its counts to a file of its own in the folder that PROMETHEUS_MULTIPROC_DIR names,
which must be set before this module is imported, and whichever is asked adds all of them up. Labels are routes as they
were declared, statuses and our own words, never what was sent, so that nobody can make their number grow.
"""

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from scrawl.reading import Reading
from scrawl.server.shared import METRICS_VARIABLE
from scrawl.timing import Timings

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
CONFIDENCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
SHED = frozenset({429, 503})


class Metrics:
    """Counts and times of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter = partial(Counter, registry=self._registry)
        times = partial(Histogram, buckets=SECONDS, registry=self._registry)
        self.at_work = Gauge(
            "scrawl_requests_at_work",
            "Requests that are being answered.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._requests = counter("scrawl_requests", "Requests answered.", ("method", "route", "status"))
        told = "Requests turned away for what they or all together would cost."
        self._shed = counter("scrawl_requests_shed", told, ("code",))
        self._seconds = times("scrawl_request_seconds", "From the request to its answer.", ("route",))
        told = "Of a reading: decoding, finding ink and lines on the page, the network."
        self._steps = times("scrawl_step_seconds", told, ("step",))
        self._digits = counter("scrawl_digits", "Glyphs read, by verdict.", ("verdict",))
        told = "Of glyphs that are digits or unsure."
        self._confidence = times("scrawl_confidence", told, buckets=CONFIDENCES)

    def answered(self, method: str, route: str, status: int, seconds: float, code: str | None) -> None:
        """Count a request; `code` names the problem it was answered with, if any."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)
        if code and status in SHED:
            self._shed.labels(code).inc()

    def read(self, reading: Reading, timings: Timings) -> None:
        """Count a reading and its digits."""
        for step, seconds in timings.shares().items():
            self._steps.labels(step).observe(seconds)
        for digit in reading.digits:
            self._digits.labels(digit.verdict).inc()
            if digit.verdict != "not_a_digit":
                self._confidence.observe(digit.confidence)

    def page(self) -> bytes:
        """All of it, of all workers, as Prometheus reads it."""
        folder = os.environ.get(METRICS_VARIABLE)
        if folder is None:
            return generate_latest(self._registry)
        _forget_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)
        return generate_latest(registry)


def metrics_of(app: Flask) -> Metrics:
    """Those of an application."""
    metrics: Metrics = app.extensions["scrawl.metrics"]
    return metrics


def _forget_dead(folder: Path) -> None:
    """Remove the gauges of workers that were killed, which tell of work in progress; their counts of work done stay."""
    if sys.platform == "win32":  # which has one worker, and no way to ask for another but to end it
        return
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        if not _lives(process):
            with suppress(FileNotFoundError):  # another worker has taken it away
                mark_process_dead(process, str(folder))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True
