"""Numbers with marks in a writer's hand."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from scrawl.scenes import numerals
from scrawl.scenes.marks import MARKS
from scrawl.scenes.writing import Hand

FORMS = {
    "decimals": r"\d+[.,]\d+",
    "negatives": r"-\d+([.,]\d+)?",
    "dates": r"\d+([./-])\d+\1\d+",
    "times": r"\d+:\d\d",
    "fractions": r"\d+/\d+",
    "with a plus": r"\+\d+",
    "integers": r"\d+",
}


@pytest.mark.parametrize("kind", numerals.KINDS)
def test_numbers_have_the_form_of_their_kind(kind: str) -> None:
    rng = np.random.default_rng(1)
    texts = [numerals.a_line(kind, rng) for _ in range(50)]
    assert len(set(texts)) > 20
    assert all(re.fullmatch(FORMS[kind], text) for text in texts)
    several = numerals.a_line("several", rng).split()
    assert 2 <= len(several) <= 3


def test_marks_stand_where_they_are_written() -> None:
    for name in MARKS:
        for seed in range(20):
            points = np.concatenate(MARKS[name](np.random.default_rng(seed)))
            low, high = points[:, 1].min(), points[:, 1].max()
            middle = {".": (-0.2, 0.2), ",": (-0.1, 0.2)}.get(name, (-0.7, -0.2))
            assert middle[0] < (low + high) / 2 < middle[1], name


def test_spaces_are_wider_than_the_gaps_of_a_number() -> None:
    bar = [np.array([[0.0, 0], [0, 100]])]
    hand = Hand({str(digit): [bar] for digit in range(10)})
    written = numerals.written(hand, ("12,5 -7",), 100, 8, np.random.default_rng(2))
    assert (len(written.symbols), written.lines) == (6, ("12,5 -7",))
    ends = [
        (np.concatenate(symbol)[:, 0].min(), np.concatenate(symbol)[:, 0].max()) for symbol in written.symbols
    ]
    gaps = [after[0] - before[1] for before, after in pairwise(ends)]
    assert np.argmax(gaps) == 3
    assert gaps[3] > 110
    assert max(gaps[:3]) < 90
