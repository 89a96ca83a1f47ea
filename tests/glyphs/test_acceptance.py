"""Surroundings tell what was written from corners, letters, rings and specks that look like digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs import Glyph, acceptance
from scrawl.glyphs.acceptance import ACCEPTANCE, FEATURES, Surroundings, features, reason_of
from scrawl.glyphs.cuts import Owners
from scrawl.glyphs.judge import GOOD
from scrawl.recognizer import CENTRES_STRANGERS, Recognizer, Scores

RECOGNIZER = Recognizer()
SHIPPED = ACCEPTANCE.weights(RECOGNIZER.card)
SIZE = (300, 400)  # of the pictures, px


def bar(x: int, y: int, length: int, stroke: int = 6) -> Glyph:
    return Glyph(np.ones((length, stroke), np.float32), (x, y, stroke, length))


def ring(x: int, y: int, side: int, stroke: int = 6) -> Glyph:
    ink = np.ones((side, side), np.float32)
    ink[stroke:-stroke, stroke:-stroke] = 0
    return Glyph(ink, (x, y, side, side))


def unsure(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """What pixels that tell nothing say of each place: as many are no digit as where the network learned."""
    told = np.zeros((*ink.shape, 12), np.float32)
    told[..., -1] = np.log(10 * CENTRES_STRANGERS / (1 - CENTRES_STRANGERS))
    return told


def scores(digits: Sequence[int], looks: Sequence[float]) -> Scores:
    """Of glyphs that look like those digits so much."""
    blank = RECOGNIZER.score([np.ones((9, 9), np.float32)] * len(digits))
    probabilities = np.full((len(digits), 10), 0.001, np.float32)
    probabilities[range(len(digits)), digits] = 0.991
    return replace(blank, probabilities=probabilities, digitness=np.array(looks, np.float32))


def around(
    count: int,
    *,
    words: Sequence[Sequence[int]] = (),
    seen: float = 1.0,
    torn: float = 0.0,
    rim: float = 0.0,
    touching: Sequence[int] = (),
    size: tuple[int, int] = SIZE,
    pictured: bool = True,
) -> Surroundings:
    touches = np.isin(np.arange(count), touching)
    seen_, torn_, rim_ = (np.full(count, each) for each in (seen, torn, rim))
    return Surroundings(words, seen_, torn_, rim_, touches, size, pictured)


def asked(
    glyphs: Sequence[Glyph],
    about: Surroundings | None = None,
    *,
    looks: Sequence[float] | None = None,
    owners: Owners = unsure,
) -> list[dict[str, float]]:
    """The features of each; what is narrow looks like a 1, all else like a 0."""
    digits = [int(glyph.box[2] < glyph.box[3]) for glyph in glyphs]
    told = scores(digits, looks or [0.99] * len(glyphs))
    rows = features(glyphs, told, about or around(len(glyphs)), owners)
    return [dict(zip(FEATURES, row.tolist(), strict=True)) for row in rows]


def letters(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pixels that say everywhere that they are of no digit."""
    told = np.zeros((*ink.shape, 12), np.float32)
    told[..., -1] = 9
    return told


def accepted(
    *glyphs: Glyph,
    about: Surroundings | None = None,
    looks: Sequence[float] | None = None,
    owners: Owners = unsure,
) -> list[bool]:
    """Which are digits by the shipped weights."""
    digits = [int(glyph.box[2] < glyph.box[3]) for glyph in glyphs]
    told = scores(digits, looks or [0.99] * len(glyphs))
    rows = features(glyphs, told, about or around(len(glyphs)), owners)
    found = acceptance.accepted(told.digitness, rows, SHIPPED)
    return [bool(each >= GOOD) for each in found]


def test_a_symbol_alone_in_a_drawing_is_what_it_looks_like() -> None:
    for symbol in (ring(0, 0, 40), bar(0, 0, 40), bar(3, 3, 4, 4)):
        about = around(1, touching=[0], pictured=False)
        assert not any(asked([symbol], about)[0].values())
    looks = np.array([0.3, 0.9999], np.float32)
    nothing = np.zeros((2, len(FEATURES)))
    assert acceptance.accepted(looks, nothing, SHIPPED).tolist() == looks.tolist()


def test_in_a_drawing_the_company_counts_twice_and_no_pixels_are_asked() -> None:
    def fails(_: NDArray[np.float32]) -> NDArray[np.float32]:
        raise AssertionError("the network of centres was asked")

    glyphs = [bar(10, 50, 60), ring(60, 50, 60)]
    words = [[0, 1]]
    drawn = asked(glyphs, around(2, words=words, pictured=False), looks=[0.9, 0.1], owners=fails)
    pictured = asked(glyphs, around(2, words=words), looks=[0.9, 0.1])
    for own, other in zip(drawn, pictured, strict=True):
        assert own["told"] == own["beside"] == 0
        assert own["company"] == pytest.approx(2 * other["company"])


def test_0s_in_a_column_are_rings_of_a_binding_but_not_in_a_table() -> None:
    glyphs = [ring(50, 10 + 70 * k, 40) for k in range(4)]
    bound, tabled = (asked(glyphs, replace(around(4), tabular=tabular)) for tabular in (False, True))
    assert all(each["rings"] > np.log(3.5) for each in bound)
    assert not any(each["rings"] for each in tabled)


def test_no_symbols_have_no_features() -> None:
    assert features([], scores([], []), around(0), unsure).shape == (0, len(FEATURES))


def test_the_stroke_of_a_bar_is_measured_by_its_length_and_by_the_other_digits() -> None:
    told = asked([bar(0, 0, 50, 6), ring(100, 0, 50, 6), bar(200, 0, 50, 3)])
    assert told[0]["thick"] == pytest.approx(np.log(0.12), abs=0.1)
    assert told[0]["thick"] > told[2]["thick"] + 0.4
    assert told[2]["finer"] < -0.4 < told[0]["finer"]
    assert told[1]["finer"] == pytest.approx(0, abs=0.01)  # it is asked of bars


def test_pale_edges_are_no_part_of_a_stroke() -> None:
    def edged(edge: float) -> Glyph:
        ink = np.full((50, 12), edge, np.float32)
        ink[:, 3:9] = 1
        return Glyph(ink, (0, 0, 12, 50))

    assert asked([edged(0.4)])[0]["thick"] == asked([edged(0.0)])[0]["thick"]
    assert asked([edged(0.6)])[0]["thick"] > asked([edged(0.0)])[0]["thick"] + 0.3


def test_looks_count_up_to_one_doubt_in_a_thousand_and_so_do_those_of_others() -> None:
    sure, other = asked([ring(0, 0, 40), ring(50, 0, 40)], looks=[0.9999, 0.0001])
    assert sure["looks"] == pytest.approx(np.log(0.999 / 0.001)) == -other["looks"]
    assert sure["company"] == pytest.approx(np.log(0.001 / 0.999) / 2) == -other["company"]


def test_a_bar_that_is_wide_is_told_by_half_its_height() -> None:
    assert asked([bar(0, 0, 40, 10)])[0]["wide"] == 0
    assert asked([bar(0, 0, 40, 30)])[0]["wide"] == pytest.approx(np.log(1.5) * 0.991)


def test_what_is_smaller_than_the_other_digits_is_told_by_their_usual_side() -> None:
    told = asked([ring(0, 0, 40), ring(100, 0, 40), bar(200, 0, 20)])
    assert told[2]["small"] == pytest.approx(np.log(0.5))
    assert told[2]["short"] == pytest.approx(np.log(0.5) * 0.991)
    assert told[0]["small"] == 0
    by_doubtful = asked([ring(0, 0, 40), bar(200, 0, 20)], looks=[0.3, 0.99])
    assert by_doubtful[1]["small"] == 0  # what is hardly a digit does not judge another


def test_what_the_network_of_ink_sees_and_what_is_torn_are_told_of_each() -> None:
    told = asked([bar(0, 0, 40), ring(100, 0, 40)], around(2, seen=0.5, torn=0.5))
    assert told[0]["seen"] == told[1]["seen"] == pytest.approx(np.log(0.5))
    assert told[0]["torn"] == pytest.approx(0.5, abs=0.01)
    assert told[1]["torn"] == pytest.approx(0, abs=0.01)  # it is asked of bars
    assert asked([bar(0, 0, 40)], around(1, seen=0))[0]["seen"] == pytest.approx(np.log(0.001))


def test_a_7_that_is_torn_from_its_piece_may_be_a_corner() -> None:
    told = features([ring(0, 0, 40)], scores([7], [0.99]), around(1, torn=0.5), unsure)[0]
    assert dict(zip(FEATURES, told.tolist(), strict=True))["corner"] == pytest.approx(0.5, abs=0.01)
    assert asked([bar(0, 0, 40)], around(1, torn=0.5))[0]["corner"] < 0.01


def test_what_is_torn_from_the_rim_of_its_piece_may_be_a_frame_and_vouches_for_nothing() -> None:
    pair = [ring(0, 0, 40), ring(100, 0, 40)]
    framed, inside = (asked(pair, around(2, torn=0.8, rim=rim))[0] for rim in (1.0, 0.0))
    assert framed["rim"] == pytest.approx(0.8 * framed["looks"])
    assert inside["rim"] == 0
    assert framed["company"] == pytest.approx(0.2 * inside["company"])


def test_bars_on_one_level_and_of_one_height_are_teeth() -> None:
    comb = [bar(40 * k, 100, 50) for k in range(4)]
    written = [bar(40 * k, 100 + 9 * (k % 2), 50 + 8 * k) for k in range(4)]
    assert asked(comb)[0]["teeth"] == pytest.approx(np.log1p(3 * 0.991) * 0.991)
    assert max(each["teeth"] for each in asked(written)) == 0
    assert asked([bar(0, 100, 50), bar(40, 100, 54)])[0]["teeth"] > 0  # within a tenth
    assert asked([bar(0, 100, 50), bar(40, 100, 57)])[0]["teeth"] == 0


def test_rings_of_one_size_in_a_row_or_column_are_a_binding() -> None:
    assert asked([ring(50 * k, 0, 20) for k in range(3)])[0]["rings"] > 0.9
    assert asked([ring(0, 50 * k, 20) for k in range(3)])[0]["rings"] > 0.9
    assert asked([ring(50 * k, 30 * k, 20) for k in range(3)])[0]["rings"] == 0
    assert asked([ring(0, 0, 20), ring(50, 0, 30)])[0]["rings"] == 0


def test_touching_the_edge_tells_little_where_the_writing_fills_the_picture() -> None:
    page = [ring(100, 100, 60), ring(300, 100, 60), bar(394, 100, 60)]
    far = asked(page, around(3, touching=[2]))
    assert far[2]["touching"] == pytest.approx(1 - 260 / 400)
    assert far[0]["touching"] == 0
    cut = asked([ring(0, 3, 60), ring(80, 3, 60)], around(2, touching=[0, 1], size=(66, 140)))
    assert cut[0]["touching"] == 0


def test_other_symbols_are_company_and_the_smaller_count_less() -> None:
    among = asked([ring(0, 0, 40), ring(50, 0, 40), ring(100, 0, 40)], looks=[0.99, 0.02, 0.02])
    assert among[0]["company"] == among[0]["strangers"] == pytest.approx(2 / 3 * np.log(0.02 / 0.98))
    beside = asked([ring(0, 0, 40), ring(50, 0, 40)])
    assert beside[0]["company"] > 0 == beside[0]["strangers"]
    smaller = asked([ring(0, 0, 40), ring(50, 0, 10)], looks=[0.99, 0.02])
    assert (
        0 > smaller[0]["company"] > asked([ring(0, 0, 40), ring(50, 0, 40)], looks=[0.99, 0.02])[0]["company"]
    )


def test_letters_are_told_of_rings_by_their_word_alone() -> None:
    page = [ring(0, 0, 40), ring(50, 0, 40), ring(200, 0, 40)]
    told = asked(page, around(3, words=[[0, 1], [2]]), looks=[0.99, 0.02, 0.99])
    assert told[0]["letters"] < -1
    assert told[2]["letters"] == 0


def test_glyphs_of_a_word_are_seen_together_up_to_eight_of_them() -> None:
    """Each three pixels wide; a made-up network takes for none what stands in the right half of what it sees."""
    seen: list[int] = []

    def owners(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        seen.append(ink.shape[1])
        told = np.zeros((*ink.shape, 12), np.float32)
        told[:, : ink.shape[1] // 2, -1], told[:, ink.shape[1] // 2 :, -1] = -9, 9
        return told

    glyphs = [Glyph(np.ones((20, 3), np.float32), (5 * k, 0, 3, 20)) for k in range(12)]
    alone = asked(glyphs, around(12, words=[[k] for k in range(12)]), owners=owners)
    assert len(seen) == 12
    assert len({each["told"] for each in alone}) == 1
    assert {each["beside"] for each in alone} == {0}
    seen.clear()
    told = [
        each["told"]
        for each in asked(glyphs, around(12, words=[[0, 1], [2], [*range(3, 12)]]), owners=owners)
    ]
    assert len(seen) == 4
    assert told[0] > 0 > told[1]
    assert min(told[k] for k in (3, 4, 8, 9)) > max(told[k] for k in (6, 7, 10, 11))  # five, and four
    seen.clear()
    asked(glyphs[:8], around(8, words=[[*range(8)]]), owners=owners)
    assert len(seen) == 1
    unknown = asked(glyphs[:2], around(2, words=[[0, 1]]))
    assert [each["told"] for each in unknown] == pytest.approx([0, 0], abs=0.02)


def test_of_the_others_in_a_word_the_mean_is_told() -> None:
    def owners(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """What stands in the left half is surely a digit, all else surely none."""
        told = np.zeros((*ink.shape, 12), np.float32)
        told[:, : ink.shape[1] // 2, -1], told[:, ink.shape[1] // 2 :, -1] = -14, 14
        return told

    glyphs = [Glyph(np.ones((20, 3), np.float32), (5 * k, 0, 3, 20)) for k in range(4)]
    told = asked(glyphs, around(4, words=[[*range(4)]]), owners=owners)
    surest, usual = np.log(0.999 / 0.001), np.log(CENTRES_STRANGERS / (1 - CENTRES_STRANGERS))
    assert told[0]["told"] == pytest.approx(usual + surest, abs=0.01)
    assert told[3]["told"] == pytest.approx(usual - surest, abs=0.01)
    for k, each in enumerate(told):
        others = [other["told"] for other in told[:k] + told[k + 1 :]]
        assert each["beside"] == pytest.approx(np.mean(others))


def test_the_shipped_weights_accept_numbers() -> None:
    row = [ring(100, 100, 60), bar(180, 96, 65), ring(220, 103, 58)]
    assert accepted(*row, about=around(3, words=[[0, 1, 2]])) == [True] * 3
    assert accepted(*row, about=around(3, words=[[0, 1, 2]], pictured=False)) == [True] * 3
    cut = [ring(0, 5, 60), bar(80, 1, 62), ring(100, 2, 60)]
    assert accepted(*cut, about=around(3, words=[[0, 1, 2]], touching=[0], size=(66, 160))) == [True] * 3


@pytest.mark.parametrize(
    ("symbols", "about", "looks", "owners", "reason"),
    [
        ([bar(100, 100, 60)], around(1, seen=0.02), [0.99], unsure, "mark"),
        (
            [bar(40 * k, 100, 50, 3) for k in range(6)],
            around(6, seen=0.3, torn=0.9),
            [0.99] * 6,
            unsure,
            "frame",
        ),
        ([ring(100, 100, 60), bar(200, 100, 18, 4)], around(2), [0.99, 0.99], unsure, "too_small"),
        (
            [ring(60 * k, 100, 50) for k in range(4)],
            around(4, words=[[0, 1, 2, 3]]),
            [0.99, 0.01, 0.01, 0.01],
            letters,
            "word",
        ),
    ],
    ids=["a shadow's bar", "a comb", "a comma", "a word"],
)
def test_the_shipped_weights_refuse_with_a_reason(
    symbols: list[Glyph], about: Surroundings, looks: list[float], owners: Owners, reason: str
) -> None:
    """The last of those that look like digits is none."""
    last = max(k for k, look in enumerate(looks) if look > 0.5)
    assert not accepted(*symbols, about=about, looks=looks, owners=owners)[last]
    told = np.array([*asked(symbols, about, looks=looks, owners=owners)[last].values()])
    assert reason_of(told, SHIPPED) == reason
