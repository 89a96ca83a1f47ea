"""Where the time of a reading goes: told by a clock of our own, and at a real reading."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.picture import encode_png
from scrawl.timing import Timings, counts_as, measured


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("scrawl.timing.time", clock)
    return clock


def test_steps_add_up_and_the_rest_is_the_page(clock: Clock) -> None:
    @counts_as("network")
    def asks(seconds: float) -> float:
        clock.now += seconds
        return seconds

    with measured() as timings:
        assert asks(2) == 2
        clock.now += 5
        asks(1)
    asks(7)
    assert timings == Timings(decode=0, network=3, total=8)
    assert timings.shares() == {"decode": 0, "page": 5, "network": 3}


def test_a_step_that_fails_has_taken_its_time_too(clock: Clock) -> None:
    @counts_as("decode")
    def fails() -> None:
        clock.now += 2
        raise LookupError

    with pytest.raises(LookupError), measured() as timings:
        fails()
    assert timings == Timings(decode=2, network=0, total=2)


def test_each_thread_measures_its_own(clock: Clock) -> None:
    @counts_as("network")
    def asks() -> None:
        clock.now += 1

    with measured() as timings:
        other = threading.Thread(target=asks)
        other.start()
        other.join()
    assert timings.network == 0


@pytest.mark.parametrize("kind", ["strokes", "picture"])
def test_a_reading_takes_time_in_every_step(reader: Reader, kind: str) -> None:
    pixels = np.full((90, 60), 255, np.uint8)
    pixels[20:70, 28:33] = 0
    source = Strokes.of([[[50, 20], [50, 80]]]) if kind == "strokes" else encode_png(pixels)
    with measured() as timings:
        assert reader.read(source).digits
    assert min(timings.shares().values()) > 0
    assert sum(timings.shares().values()) == pytest.approx(timings.total)
