"""Whether readings are the same, whichever batches they were made in."""

from __future__ import annotations

import re

import pytest

NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


def assert_alike(found: str, expected: str) -> None:
    """All but the last place of a number is the same: who else is in its batch may round a confidence up or down."""
    assert NUMBER.split(found) == NUMBER.split(expected)
    values, wanted = ([float(each) for each in NUMBER.findall(text)] for text in (found, expected))
    assert values == pytest.approx(wanted, abs=1.5e-4)
