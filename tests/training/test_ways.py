"""Which way up is learned from digits turned by quarters."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs import upright
from scrawl.recognizer import Recognizer
from scrawl.training import mnist, ways


class Corners:
    """Sees where the ink of an image is, quarter by quarter."""

    def score(self, inks: list[NDArray[np.float32]]) -> Any:
        half = [ink[:14] for ink in inks], [ink[14:] for ink in inks]
        seen = [[[each[:, :14].mean(), each[:, 14:].mean()] for each in rows] for rows in half]
        return SimpleNamespace(embedding=np.concatenate(seen, axis=1).astype(np.float32))


def test_digits_turned_by_each_quarter_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of inks in the first quarter of their page alone; and turning goes clockwise."""
    rng = np.random.default_rng(0)
    inks = [np.pad(rng.random((14, 14), np.float32), ((0, 14), (0, 14))) for _ in range(60)]
    network = cast("Recognizer", Corners())
    seen = ways.embeddings(network, inks)
    assert [int(each.mean(axis=0).argmax()) for each in seen] == [0, 1, 3, 2]
    digits = mnist.Pictures(np.zeros((60, 28, 28), np.uint8), np.zeros(60, np.uint8))
    monkeypatch.setattr(mnist, "load", lambda _: digits)
    monkeypatch.setattr(ways, "written", lambda *_: inks)
    card = {"upright": ways.fit(network, tmp_path)}
    odds = upright.odds(np.concatenate(seen), card).reshape(ways.WAYS, -1)
    assert (odds[0] > 1).all()
    assert (odds[1:] < -1).all()


def test_digits_are_written_anew_with_pens_of_all_widths(data: Path) -> None:
    digits = mnist.load(data / "mnist").take(np.arange(40))
    shares = [float(ink.mean()) for ink in ways.written(digits, np.random.default_rng(0))]
    assert max(shares) > 5 * min(shares) > 0
