"""Ink told from the paper in a picture, whatever the paper, the pen and the light.

In a photograph a network tells it. A thumbnail or a scan that its digit fills has neither shadows nor surroundings: a
smooth surface is fitted to all of its paper at once. And a drawing made by a program lies on paper of one colour.
"""

from __future__ import annotations

from scrawl.paper.find import find_ink
from scrawl.paper.thumbnails import THUMBNAIL

__all__ = ["THUMBNAIL", "find_ink"]
