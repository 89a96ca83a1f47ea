"""Ink told from the paper in a picture, whatever the paper, the pen and the light.

What may be ink is guessed in several ways: by contrast, by a network that knows print and shadows, by a smooth surface
fitted to a thumbnail's paper, or, in a drawing by a program, as all that is not exactly the paper's colour.
"""

from __future__ import annotations

from scrawl.binarize.hypotheses import Hypothesis, Picture
from scrawl.binarize.rules import Rules
from scrawl.binarize.skew import skew_of
from scrawl.binarize.thumbnails import THUMBNAIL

__all__ = ["THUMBNAIL", "Hypothesis", "Picture", "Rules", "skew_of"]
