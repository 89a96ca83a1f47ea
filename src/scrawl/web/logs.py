"""How the log looks: a line of JSON for each event where a program reads it, plain words in a terminal."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import IO

from flask import g, has_request_context


def configure(level: str, stream: IO[str] | None = None) -> None:
    """Write what Scrawl logs from `level` up to standard error, or another stream."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Words() if stream.isatty() else Json())
    logger = logging.getLogger("scrawl")
    logger.handlers = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


class Json(logging.Formatter):
    """An object: time, level, logger, event, number of the request, and what the event has to tell beside that."""

    def format(self, record: logging.LogRecord) -> str:
        """The event in a line."""
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_request(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


class Words(logging.Formatter):
    """Time, event, and the event's fields as name=value; errors with their traceback."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — named by the standard library
        """The event in a line."""
        told = {**getattr(record, "fields", {}), **_request()}
        return " ".join([super().formatMessage(record), *(f"{name}={told[name]}" for name in told)])


def _request() -> dict[str, str]:
    return {"request": g.request_id} if has_request_context() and "request_id" in g else {}
