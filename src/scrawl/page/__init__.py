"""A page of ink to its glyphs: parts put together, touching ones cut apart, lines found.

What is one symbol cannot always be told from geometry. So the page proposes chains, and who knows digits chooses.
"""

from __future__ import annotations

from scrawl.page.chains import Chain, Glyph, Run
from scrawl.page.cuts import cut
from scrawl.page.lines import lines_of
from scrawl.page.parts import Parts

__all__ = ["Chain", "Glyph", "Parts", "Run", "cut", "lines_of"]
