"""A lattice is searched as if all of its ways had been written out."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from scrawl.glyphs.expectation import parsed
from scrawl.glyphs.lattice import Edge, Lattice, Node, most_states


def random_lattice(rng: np.random.Generator) -> Lattice:
    """Three places, each of which is one symbol or two, or nothing now and then."""
    edges = []
    for place in range(3):
        before, between, behind = ((place + part, 0) for part in (0, 0.5, 1))
        for start, stop in ((before, behind), (before, between), (between, behind)):
            options = [(str(digit), float(rng.normal(0, 2))) for digit in rng.choice(10, 3, replace=False)]
            options += [("", -2.0)] if rng.random() < 0.5 else []
            edges.append(Edge(start, stop, float(rng.normal()), tuple(options)))
    return Lattice(edges)


def written_out(lattice: Lattice) -> dict[str, list[float]]:
    """The log-likelihood of each way, by its text."""
    last = max(edge.stop for edge in lattice.edges)
    ways: dict[str, list[float]] = defaultdict(list)

    def walk(node: Node, text: str, likely: float) -> None:
        if node == last:
            ways[text].append(likely)
        for edge in lattice.edges:
            if edge.start == node:
                for character, log in edge.options:
                    walk(edge.stop, text + character, likely + edge.score + log)

    walk((0, 0), "", 0.0)
    return ways


def total(logs: list[float]) -> float:
    return float(np.logaddexp.reduce(logs))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("pattern", ["###", "#{4,5}", "0..700", "####luhn", "12|123|45"])
def test_the_likeliest_way_and_its_share(pattern: str, seed: int) -> None:
    lattice, expect = random_lattice(np.random.default_rng(seed)), parsed(pattern)
    allowed = {text: logs for text, logs in written_out(lattice).items() if expect.meets(text)}
    way = lattice.search(expect.start, expect.step, expect.accepts)
    if not allowed:
        assert way is None
        return
    assert way is not None
    assert way.text == max(allowed, key=lambda text: max(allowed[text]))
    everything = [log for logs in allowed.values() for log in logs]
    assert way.mass == pytest.approx(total(everything))
    assert lattice.exactly(way.text) == pytest.approx(total(allowed[way.text]))
    read = [
        (character, share) for (_, character), share in zip(way.steps, way.sure, strict=True) if character
    ]
    for place, (character, share) in enumerate(read):
        same = [log for text, logs in allowed.items() if text[place : place + 1] == character for log in logs]
        assert share == pytest.approx(math.exp(total(same) - way.mass))


def test_all_ways_together() -> None:
    lattice = random_lattice(np.random.default_rng(7))
    everything = [log for logs in written_out(lattice).values() for log in logs]
    assert lattice.anything() == pytest.approx(total(everything))
    assert lattice.exactly("99999999") == -math.inf


@pytest.mark.parametrize(("behind", "is_found"), [(-20.0, True), (-30.0, False)])
def test_a_way_far_less_likely_than_another_is_given_up(behind: float, is_found: bool) -> None:
    lattice = Lattice(
        [
            Edge((0, 0), (1, 0), 0.0, (("1", 0.0), ("2", behind))),
            Edge((1, 0), (2, 0), 0.0, (("3", 0.0),)),
        ]
    )
    way = lattice.search("", lambda text, character: text + character, lambda text: text == "23")
    assert (way is not None) == is_found


@pytest.mark.parametrize(("text", "is_found"), [("299", True), ("300", False)])
def test_three_hundred_states_of_a_node_are_gone_on_from(text: str, is_found: bool) -> None:
    """Each is a little less likely than the one before."""
    options = tuple((str(k), -0.01 * k) for k in range(500))
    lattice = Lattice([Edge((0, 0), (1, 0), 0.0, options), Edge((1, 0), (2, 0), 0.0, (("", 0.0),))])
    way = lattice.search("", lambda state, character: state + character, lambda state: state == text)
    assert (way is not None) == is_found


@pytest.mark.parametrize(("signs", "most"), [(0, 300), (50, 300), (60, 250), (100, 150), (20_000, 1)])
def test_fewer_states_are_gone_on_from_on_a_page_of_many_signs(signs: int, most: int) -> None:
    assert most_states(signs) == most


def test_no_more_states_are_gone_on_from_than_asked() -> None:
    edges = [Edge((0, 0), (1, 0), 0.0, (("1", 0.0), ("2", -0.1))), Edge((1, 0), (2, 0), 0.0, (("3", 0.0),))]
    ways = [Lattice(edges, most).search("", str.__add__, lambda text: text == "23") for most in (2, 1)]
    assert [way is not None for way in ways] == [True, False]
