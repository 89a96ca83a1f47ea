"""Pictures that are more work than they look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def bars() -> NDArray[np.uint8]:
    """A thousand bars close to each other, 4 kB as a PNG, none of them a digit: (H, W)."""
    page = np.full((1400, 1400), 255, np.uint8)
    for row in range(20, 1400, 460):
        for x in range(8, 1388, 4):
            page[row : row + 420, x : x + 2] = 0
    return page
