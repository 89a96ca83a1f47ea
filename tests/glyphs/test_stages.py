"""Where ink was, the picture of the paper shows what is around it."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.glyphs.stages import paper


@pytest.mark.parametrize("finer", [1, 3])
@pytest.mark.parametrize(("away", "is_painted"), [(2, True), (3, False)])
def test_the_soft_edge_of_ink_is_painted_over(away: int, is_painted: bool, finer: int) -> None:
    """Two pixels of the picture on each side."""
    picture = np.full((60 * finer, 90 * finer), 200, np.uint8)
    ink = np.zeros(picture.shape, np.float32)
    ink[20 * finer : 40 * finer, 40 * finer : 44 * finer] = 1
    edge = (44 + away) * finer - 1
    picture[20 * finer : 40 * finer, 40 * finer : edge + 1] = 90
    painted = paper(picture, ink, finer)
    assert painted[30 * finer, 41 * finer] > 150
    assert (painted[30 * finer, edge] > 150) == is_painted
