"""The golden files hold what is read now: `python tests/support/golden.py` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import golden
import pytest

from scrawl import Reader

STALE = "the golden files are stale: python tests/support/golden.py"


@pytest.mark.parametrize(("path", "make"), [(golden.MADE, golden.made), (golden.EXPECTED, golden.expected)])
def test_the_drawings_are_those_that_are_made_now(path: Path, make: Callable[[], list[golden.Case]]) -> None:
    kept = [{name: each[name] for name in each if name != "reading"} for each in golden.written(path)]
    assert kept == make(), STALE


@pytest.mark.slow
@pytest.mark.parametrize("path", [golden.MADE, golden.PEN, golden.EXPECTED], ids=lambda path: path.stem)
def test_the_readings_are_those_of_now(reader: Reader, path: Any) -> None:
    """Processors differ in the last places of a number."""
    cases = golden.written(path)
    for before, now in zip(cases, golden.read(cases, reader), strict=True):
        assert _near(now["reading"], before["reading"]), f"{before['name']}: {STALE}"


def _near(a: Any, b: Any) -> bool:
    """Whether two answers are the same but for numbers that are within a thousandth."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_near(a[name], b[name]) for name in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(_near(*each) for each in zip(a, b, strict=True))
    return bool(a == pytest.approx(b, abs=2e-3, rel=1e-4)) if isinstance(a, float) else bool(a == b)


def test_the_files_are_small() -> None:
    assert sum(file.stat().st_size for file in golden.FOLDER.glob("*.gz")) <= 300_000
