"""A little of MNIST, and the skeletons of its digits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of learning as they are written: to compile them takes longer than a few of them do."""
    import tensorflow as tf

    from scrawl.training import fitting

    fit = fitting.fit

    def fit_uncompiled(*given: Any, **how: Any) -> float:
        tf.config.run_functions_eagerly(True)
        try:
            return fit(*given, **how)
        finally:
            tf.config.run_functions_eagerly(False)

    monkeypatch.setattr(fitting, "fit", fit_uncompiled)
