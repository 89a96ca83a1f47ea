"""Neighbours tell numbers from words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.context import STRANGERS, in_words, judged
from scrawl.page import Glyph
from scrawl.recognizer import Recognizer

RECOGNIZER = Recognizer()
REFUSED = RECOGNIZER.card["thresholds"]["t_digit"]


def in_a_word(*looks: float, digit: int = 0, strange: float = STRANGERS) -> list[float]:
    """Of one word, alone on its page, whose glyphs look like that digit so much."""
    return on_a_page([*looks], digit=digit, strange=strange)


def on_a_page(
    *words: list[float], sizes: list[float] | None = None, digit: int = 0, strange: float = STRANGERS
) -> list[float]:
    """Of several words."""
    looks = np.array([look for word in words for look in word], np.float32)
    starts = np.cumsum([0, *(len(word) for word in words)])
    places = [list(range(*ends)) for ends in pairwise(starts.tolist())]
    heights = np.full(len(looks), 40.0) if sizes is None else np.array(sizes)
    digits, strangers = np.full(len(looks), digit), np.full(len(looks), strange)
    return [float(each) for each in judged(looks, digits, strangers, places, heights)]


def test_what_stands_alone_is_judged_by_its_looks() -> None:
    assert in_a_word(0.3) == pytest.approx([0.3])


def test_the_two_rings_of_room_are_letters() -> None:
    assert max(in_a_word(0.02, 0.99, 0.99, 0.02)) < REFUSED


def test_a_perfect_ring_among_letters_is_one() -> None:
    assert in_a_word(0.02, 1.0, 0.02, 0.02)[1] < REFUSED < in_a_word(1.0)[0]


def test_a_doubtful_digit_among_digits_gains() -> None:
    assert in_a_word(0.99, 0.6, 0.99, 0.99)[1] > 0.8


def test_a_digit_beside_one_scribble_stays() -> None:
    assert in_a_word(0.99, 0.02)[0] > 0.85


def test_a_number_in_a_sentence_stays() -> None:
    room, number = [0.02, 0.99, 0.99, 0.02], [0.99, 0.99, 0.99]
    assert min(on_a_page(room, room, number)[8:]) > 0.95


def test_a_single_letter_in_a_sentence_is_one() -> None:
    room = [0.02, 0.99, 0.99, 0.02]
    assert on_a_page([0.98], room, room)[0] < REFUSED < on_a_page([0.98])[0]


def test_smaller_scribbles_tell_little_of_a_digit() -> None:
    alike, smaller = (on_a_page([0.98], *[[0.02]] * 8, sizes=[40, *[size] * 8])[0] for size in (40.0, 4.0))
    assert alike < REFUSED < smaller


def test_certainties_stay_finite() -> None:
    assert np.isfinite(in_a_word(1.0, 0.0, 1.0, 0.0)).all()


def test_stems_among_letters_are_letters_sooner_than_fives() -> None:
    word = (0.02, 0.97, 0.6, 0.02)
    assert in_a_word(*word, digit=1)[1] < in_a_word(*word, digit=5)[1]


def test_pixels_tell_a_digit_from_a_letter_that_looks_alike() -> None:
    word = (0.6, 0.95, 0.6)
    letter, digit = (in_a_word(*word, strange=strange)[1] for strange in (0.9, 0.05))
    assert letter < REFUSED < digit


def test_glyphs_of_a_word_are_seen_together_up_to_eight_of_them() -> None:
    """Each three pixels wide; a made-up network takes for none what stands in the right half of what it sees."""
    seen: list[int] = []

    def owners(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        seen.append(ink.shape[1])
        told = np.zeros((*ink.shape, 12), np.float32)
        told[:, : ink.shape[1] // 2, -1], told[:, ink.shape[1] // 2 :, -1] = -9, 9
        return told

    glyphs = [Glyph(np.ones((20, 3), np.float32), (5 * k, 0, 3, 20)) for k in range(12)]
    blank = RECOGNIZER.score([glyph.ink for glyph in glyphs])
    scores = replace(blank, digitness=np.full(12, 0.9, np.float32))
    alone = in_words(glyphs, scores, [[k] for k in range(12)], owners)
    assert seen == []
    told = in_words(glyphs, scores, [[0, 1], [2], [*range(3, 12)]], owners)
    assert len(seen) == 3
    assert told[1] < alone[1]
    assert told[0] > told[1]
    assert told[[3, 4, 8, 9]].min() > told[[6, 7, 10, 11]].max()  # five, and four


def test_looks_that_are_clear_outweigh_pixels_that_doubt_and_doubtless_pixels_letters_beside() -> None:
    assert in_a_word(0.99, 0.97, 0.99, strange=0.95)[1] > REFUSED
    assert in_a_word(0.02, 0.99, 0.02, strange=0.05)[1] > REFUSED
