"""Whether another implementation's readings are those of the golden files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

PROBABILITY, FRAME = 0.002, 0.01  # how far the numbers of two implementations may be apart,
NO_DIGIT = 0.005  # and the probabilities of what is no digit, which say nothing
SHARE = 0.001  # of the readings may be others


def differing(cases: list[dict[str, Any]], found: list[Any], thresholds: list[float]) -> list[str]:
    """The cases whose readings found are others: what is written, verdicts, probabilities, boxes, frames.

    Where a digit lies within PROBABILITY of a threshold its verdict, and what is written, may differ.
    """
    told = []
    for case, own in zip(cases, found, strict=True):
        wanted = case["reading"]
        values = [value for each in wanted["digits"] for value in (each["digitness"], each["confidence"])]
        is_near = any(abs(value - least) <= PROBABILITY for value in values for least in thresholds)
        what = next(_differences(wanted, own), None)
        if what and not is_near:
            told.append(f"{case['name']}: {what}")
    return told


def _differences(wanted: dict[str, Any], own: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in ("text", "lines", "complete", "turned") if wanted[name] != own[name])
    if _numbers(wanted) != _numbers(own):
        yield "numbers"
    elif any(  # the errors of its digits' probabilities add up
        abs(a["confidence"] - b["confidence"]) > PROBABILITY * max(len(a["digits"]), 1)
        for a, b in zip(wanted["numbers"], own["numbers"], strict=True)
    ):
        yield "confidence"
    if len(wanted["digits"]) != len(own["digits"]):
        yield "count of digits"
        return
    for a, b in zip(wanted["digits"], own["digits"], strict=True):
        yield from (name for name in ("verdict", "line", "reason") if a[name] != b[name])
        if a["verdict"] != "not_a_digit" and a["digit"] != b["digit"]:
            yield "digit"
        likely = NO_DIGIT if a["verdict"] == "not_a_digit" else PROBABILITY
        most = {"probabilities": likely, "digitness": PROBABILITY, "frame": FRAME, "evidence": FRAME}
        side = max(a["box"][2:])
        most |= {"box": 1e-3 * side, "frame_box": 0.01 * side}
        for name, least in most.items():
            if name in a and np.abs(np.array(a[name]) - np.array(b[name])).max() > least:
                yield name


def _numbers(reading: dict[str, Any]) -> list[Any]:
    """What the numbers of a reading are, without probabilities and boxes; values as JavaScript has them."""
    return [
        (
            *(each[name] for name in ("text", "kind", "line", "digits", "unsure", "unrestrained")),
            None if each["value"] is None else float(each["value"]),
            [mark["mark"] for mark in each["marks"]],
        )
        for each in reading["numbers"]
    ]
