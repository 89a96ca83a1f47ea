"""A little of MNIST, and the skeletons of its digits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from scrawl.training import mnist, skeleton


@pytest.fixture(scope="package")
def pictures(data: Path) -> mnist.Pictures:
    from scrawl.training import mnist

    return mnist.load(data / "mnist").take(np.arange(200))


@pytest.fixture(scope="package")
def skeletons(pictures: mnist.Pictures) -> skeleton.Skeletons:
    from scrawl.training import skeleton

    return skeleton.of_pictures(pictures.images)
