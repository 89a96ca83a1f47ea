"""All that the ink of a number may be: how it is parted, and what is cut once more."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from scrawl import Reader
from scrawl.glyphs import edges, expected
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Chain, Glyph, Run
from scrawl.glyphs.expectation import parsed
from scrawl.glyphs.segmentation import Candidates, Found
from scrawl.ink import Raster


@pytest.mark.parametrize(("atoms", "may_be"), [(1, True), (2, True), (3, False)])
def test_a_piece_of_at_most_two_atoms_may_be_cut_once_more(atoms: int, may_be: bool) -> None:
    assert edges._may_be_two(Run(0, atoms, Glyph(np.ones((40, 40), np.float32), (0, 0, 40, 40)))) == may_be


@pytest.mark.parametrize(("whole", "digits"), [(1.02, 1), (1.126, 1), (1.17, 2), (1.3, 2)])
def test_how_ink_is_parted_counts_six_times_as_much_as_its_characters(
    whole: float, digits: int, reader: Reader
) -> None:
    """Two bars that are a 7 each by even odds, or one digit by those odds to that power."""
    ink = np.zeros((60, 60), np.float32)
    ink[10:50, 10:20] = ink[10:50, 30:40] = 1
    bars = [Glyph(np.ones((40, 10), np.float32), (x, 10, 10, 40)) for x in (10, 30)]
    glyphs = [Glyph.joined(bars), *bars]
    scores = reader.recognizer.score([glyph.ink for glyph in glyphs])
    scores.digitness[:] = 1
    scores.probabilities[:] = 1e-5
    scores.probabilities[:, 7] = [0.5**whole, 0.5, 0.5]
    runs = tuple(
        Run(start, stop, glyph, 0.0)
        for (start, stop), glyph in zip([(0, 2), (0, 1), (1, 2)], glyphs, strict=True)
    )
    found = Found(
        (glyphs[0],), scores.take([0]), chains=(Candidates(Chain(np.array([0.5, 0.5]), runs), scores),)
    )
    attempt = Attempt.of(
        Canvas(ink, lambda box: box, drawing=cast(Raster, object())), found, reader.recognizer
    )
    (told,) = expected.expected(attempt, [parsed("#|##")], reader.recognizer).told
    assert len(told.signs) == digits
