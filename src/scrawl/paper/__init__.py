"""Ink told from the paper in a picture, whatever the paper, the pen and the light.

A photograph's light changes from place to place, and so does its paper: it is looked for around every place, divided
out, and what is left is how much light the ink takes. A thumbnail or a scan that its digit fills has no such
surroundings, but no shadows either: there a smooth surface is fitted to all of the paper at once. And a
drawing made by a program lies on paper of one colour.
"""

from __future__ import annotations

from scrawl.paper.find import find_ink
from scrawl.paper.sheet import Sheet
from scrawl.paper.thumbnails import THUMBNAIL

__all__ = ["THUMBNAIL", "Sheet", "find_ink"]
