"""A reading as a row of a table, for the command line and HTTP alike."""

from __future__ import annotations

from scrawl.reading import Reading

COLUMNS = ("path", "text", "confidence")


def columns(reading: Reading, nothing: str) -> tuple[str, str]:
    """Text on one line and lowest confidence; `nothing` stands for either where nothing was read."""
    confidence = reading.confidence
    return " ".join(reading.lines) or nothing, nothing if confidence is None else f"{confidence:.4f}"
