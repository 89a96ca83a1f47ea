"""A page of ink to its glyphs: parts put together, touching ones cut apart, lines found.

Geometry cannot always tell one symbol from two. So the page proposes chains of candidates, and the recognizer's scores
choose among them.
"""

from __future__ import annotations

from scrawl.glyphs.chains import Chain, Glyph, Run
from scrawl.glyphs.cuts import Owners, cut, strange, vote
from scrawl.glyphs.lines import lines_of, words_of
from scrawl.glyphs.parts import Parts

__all__ = [
    "Chain",
    "Glyph",
    "Owners",
    "Parts",
    "Run",
    "cut",
    "lines_of",
    "strange",
    "vote",
    "words_of",
]
