"""Tables with cells that are struck out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl.scenes import struck
from scrawl.scenes.pages import Folder


@pytest.mark.parametrize("photographed", [False, True])
def test_a_page_knows_what_its_cells_are(photographed: bool, data: Path) -> None:
    folder = Folder(data, development=True)
    made = [struck.page(folder, np.random.default_rng(k), photographed=photographed) for k in range(6)]
    kinds = {kind for page in made for kind in page.lines}
    assert kinds == set(struck.KINDS) - {"empty"}
    for page in made:
        assert len(page.lines) == len(page.boxes)
        assert (page.boxes[:, :2] >= -1).all()
        assert (page.boxes[:, :2] + page.boxes[:, 2:] <= np.array(page.pixels.shape[1::-1]) + 1).all()


def test_a_line_makes_a_cell_wider_and_no_higher(data: Path) -> None:
    """As it goes through the middle, beyond both sides or nearly."""
    for seed in range(20):
        strokes = [np.array([[0.0, 0], [300, 0], [0, 100], [300, 100]])]
        line = struck._line(strokes, 100, np.random.default_rng(seed))
        assert line[0, 0] <= 5
        assert line[-1, 0] >= 295
        assert (line[:, 1] > 15).all()
        assert (line[:, 1] < 85).all()
