"""Chains are parted in the likeliest way."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrawl.glyphs import Chain, Glyph, Run

DOT = Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))


@given(count=st.integers(1, 6), data=st.data())
def test_the_best_way_is_the_best_of_all(count: int, data: st.DataObject) -> None:
    spans = [(a, b) for a in range(count) for b in range(a + 1, min(a + 4, count) + 1)]
    qualities = data.draw(st.lists(st.floats(-7, 0), min_size=len(spans), max_size=len(spans)))
    chain = Chain(np.full(count, 1 / count), tuple(Run(a, b, DOT) for a, b in spans))
    way = chain.best(qualities)
    value = sum(qualities[k] * (spans[k][1] - spans[k][0]) / count for k in way)
    assert [chain.runs[k].stop for k in way][:-1] == [chain.runs[k].start for k in way][1:]
    everything = []
    for marks in product((False, True), repeat=count - 1):
        corners = [0, *(k + 1 for k, marked in enumerate(marks) if marked), count]
        parts = list(pairwise(corners))
        if all(part in spans for part in parts):
            everything.append(sum(qualities[spans.index((a, b))] * (b - a) / count for a, b in parts))
    assert value == pytest.approx(max(everything))


def test_a_run_is_voted_for_by_its_own_atoms_each_as_much_as_it_weighs() -> None:
    votes = np.zeros((3, 11))
    votes[[0, 1, 2], [4, 9, 9]] = 1
    votes[1, [9, 10]] = 0.5
    runs = tuple(
        Run(start, stop, Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))) for start, stop in [(0, 2), (1, 3)]
    )
    chain = Chain(np.array([0.6, 0.2, 0.2]), runs, votes=votes)
    assert chain.votes_for(runs[0])[[4, 9, 10]] == pytest.approx([0.75, 0.125, 0.125])
    assert chain.votes_for(runs[1])[[9, 10]] == pytest.approx([0.75, 0.25])
    assert len(set(Chain(chain.weights, runs).votes_for(runs[0]))) == 1


def test_atoms_of_two_digits_consent_to_neither() -> None:
    votes = np.zeros((3, 11))
    votes[[0, 1, 2], [4, 9, 9]] = [0.9, 0.2, 0.9]
    votes[1, 10] = 0.8  # which of the digits it would be is told all the same
    runs = tuple(
        Run(start, stop, Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))) for start, stop in [(0, 2), (1, 3)]
    )
    chain = Chain(np.array([0.5, 0.25, 0.25]), runs, votes=votes)
    assert chain.consent(runs[0]).max() < 0.3
    assert chain.consent(runs[1])[9] == pytest.approx(1)
    assert (Chain(chain.weights, runs).consent(runs[0]) == 1).all()


def test_one_atom_alone_does_not_rule_a_digit_out() -> None:
    """Nobody is surer than a thousand to one; the mean of that and of certainty is a thirtieth."""
    votes = np.zeros((2, 11))
    votes[[0, 1], [4, 9]] = 1
    run = Run(0, 2, DOT)
    assert Chain(np.array([0.5, 0.5]), (run,), votes=votes).consent(run)[[4, 9]] == pytest.approx(
        0.0316, rel=0.1
    )
