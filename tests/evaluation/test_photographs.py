"""When the reading of a photograph is exact, which sets there are, and what a reader makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scrawl import Strokes
from scrawl.evaluation.photographs import Outcome, read, with_all_series
from scrawl.measure.photographs import Photograph, collections
from scrawl.measure.symbols import draw
from scrawl.picture import encode_png
from scrawl.recognizer import WEIGHTS

Pack = Callable[[Path, dict[str, bytes], list[dict[str, str]]], None]


def bar() -> bytes:
    """A 1, drawn."""
    return encode_png(draw(Strokes.of([[[150, 60], [140, 220]]], 280, 280, 12)))


BLANK = encode_png(np.full((80, 120), 255, np.uint8))


@pytest.mark.parametrize(
    ("lines", "printed", "text", "exact"),
    [
        (("12",), (), "12", True),
        (("12",), (), "1", False),
        (("12",), (), "12\n7", False),
        (("12",), (), "1\n2", False),
        (("12",), (), "", False),
        ((), (), "", True),
        ((), (), "1", False),
        (("1", "23"), (), "1\n23", True),
        (("1", "23"), (), "23\n1", False),
        (("12",), ("8",), "12", True),
        (("12",), ("8",), "8\n12", True),
        (("12",), ("8",), "12\n8", True),
        (("12",), ("8",), "812", True),
        (("12",), ("8",), "8", False),
        ((), ("8",), "8", True),
        ((), ("8",), "9", False),
        (("12",), (), "1?", False),
    ],
)
def test_exact_is_every_line_in_its_order_and_print_is_free(
    lines: tuple[str, ...], printed: tuple[str, ...], text: str, exact: bool
) -> None:
    assert Photograph("a.png", b"", lines, printed).is_exact(text) is exact


@pytest.mark.parametrize(
    ("text", "lines", "printed", "strays"),
    [
        ("1943\n9", ("1943", "9"), (), []),
        ("1943\n9\n8", ("1943", "9"), (), [2]),
        ("7\n1943\n9", ("1943", "9"), (), [0]),
        ("1943\n8", ("1943", "9"), (), None),
        ("9\n1943", ("1943", "9"), (), None),
        ("3\n61\n4", ("4",), ("3",), [1]),
        ("34", ("4",), ("3",), []),
        ("5\n?6", (), ("5",), [1]),
        ("", (), (), []),
        ("", ("1",), (), None),
    ],
)
def test_lines_that_nobody_wrote_are_strays(
    text: str, lines: tuple[str, ...], printed: tuple[str, ...], strays: list[int] | None
) -> None:
    photograph = Photograph("a.png", b"", lines, printed)
    assert photograph.strays(text) == strays
    assert photograph.is_exact(text) == (strays == [])


@pytest.mark.parametrize(
    ("lines", "printed", "single"),
    [
        (("7",), (), True),
        (("71",), (), False),
        (("7", "1"), (), False),
        ((), (), False),
        (("7",), ("8",), False),
    ],
)
def test_one_digit_alone_may_be_asked_for(
    lines: tuple[str, ...], printed: tuple[str, ...], single: bool
) -> None:
    assert Photograph("a.png", b"", lines, printed).is_single is single


def test_sets_are_told_by_their_labels(tmp_path: Path, pack: Pack) -> None:
    pack(
        tmp_path / "photos/phone-digits.zip",
        {"1.png": bar(), "2.png": bar()},
        [{"file": f"{k}.png", "label": "1", "series": str(k)} for k in (2, 1)],
    )
    pack(
        tmp_path / "photos/real-pages.zip",
        {"a.png": bar(), "b.png": BLANK},
        [
            {
                "file": "a.png",
                "set": "registers",
                "truth": "-1,000|2.5",
                "kind": "number",
                "printed": "No. 8|31",
            },
            {"file": "b.png", "set": "registers", "truth": "none", "kind": "form", "printed": ""},
        ],
    )
    images = np.zeros((2, 10, 10, 3), np.uint8)
    np.savez(tmp_path / "photos/sudoku-cells.npz", images=images, labels=np.array([4, 9]))
    sets = collections(tmp_path)
    assert {name: len(photographs) for name, photographs in sets.items()} == {
        "phone digits, series 1": 1,
        "phone digits, series 2": 1,
        "registers": 2,
        "sudoku cells": 2,
    }
    number, nothing = sets["registers"]
    assert (number.name, number.lines, number.printed) == ("a.png", ("1000", "25"), ("8", "31"))
    assert (nothing.lines, nothing.printed, nothing.encoded) == ((), (), BLANK)
    assert [each.lines for each in sets["sudoku cells"]] == [("4",), ("9",)]


def test_an_empty_folder_has_no_sets(tmp_path: Path) -> None:
    assert collections(tmp_path) == {}


def test_a_photograph_is_read_whole_and_as_one_digit_where_it_is_one() -> None:
    photographs = [
        Photograph("one.png", bar(), ("1",)),
        Photograph("other.png", bar(), ("7",)),
        Photograph("two.png", bar(), ("1", "1")),
        Photograph("blank.png", BLANK, ()),
        Photograph("broken.png", BLANK[:20], ("1",)),
    ]
    assert read(photographs, WEIGHTS) == [
        Outcome("one.png", "1", exact=True, right=True, invented=False),
        Outcome("other.png", "1", exact=False, right=False, invented=False),
        Outcome("two.png", "1", exact=False, right=None, invented=False),
        Outcome("blank.png", "", exact=True, right=None, invented=False),
        Outcome("broken.png", "TruncatedPicture", exact=False, right=False),
    ]


def test_all_series_stand_before_each() -> None:
    one, two, page = (Outcome(name, "", exact=False, right=None) for name in "abc")
    sets = with_all_series(
        {"phone digits, series 0": [one], "phone digits, series 1": [two], "pages": [page]}
    )
    assert list(sets) == ["phone digits", "phone digits, series 0", "phone digits, series 1", "pages"]
    assert sets["phone digits"] == [one, two]
    assert with_all_series({"pages": [page]}) == {"pages": [page]}
