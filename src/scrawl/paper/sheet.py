"""What a picture is parted into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture parted into what was written and what on.

    ink    (H, W) float32: 0 on paper, 1 in a full stroke, softly between at its edges
    paper  (H, W) grey or (H, W, 3) RGB uint8: the picture as it would be without the ink
    ruled  (H, W) float32: the ink, and the lines that were printed on the paper
    """

    ink: NDArray[np.float32]
    paper: NDArray[np.uint8]
    ruled: NDArray[np.float32]
