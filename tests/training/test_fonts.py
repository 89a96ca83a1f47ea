"""Letters of fonts as lines without thickness."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

from scrawl.errors import DataError
from scrawl.measure.symbols import LOOK_ALIKES
from scrawl.training import fonts
from scrawl.training.train import Recipe, train


@pytest.fixture
def handwriting(tmp_path: Path) -> Path:
    """One font as npm installs it, and files beside it that are not read."""
    files = tmp_path / "@fontsource/somebody/files"
    files.mkdir(parents=True)
    font = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSansMono.ttf"
    for name in (
        "latin-400-normal.woff",
        "latin-700-normal.woff",
        "latin-400-normal.woff2",
        "cyrillic-400-normal.woff",
    ):
        shutil.copy(font, files / f"somebody-{name}")
    return tmp_path


@pytest.fixture(scope="module")
def alphabet() -> list[fonts.Letter]:
    return list(fonts.alphabet())


def test_letters_of_many_alphabets(alphabet: list[fonts.Letter]) -> None:
    assert len(list(fonts._texts(fonts._path("DejaVuSans")))) > 2900
    glyphs = [letter.points for letter in alphabet] + list(islice(fonts.others(), 1000))
    assert all(len(points) and points.min() >= 0 and points.max() < 112 for points in glyphs)


def test_letters_of_an_alphabet_keep_their_sizes(alphabet: list[fonts.Letter]) -> None:
    for letter in alphabet:
        if letter.text in "HMT":
            assert letter.low == pytest.approx(0, abs=0.15)
            assert letter.high == pytest.approx(1, abs=0.15)
        if letter.text in "acemnruvwx":
            assert 0.35 < letter.high < 0.85
        if letter.text in "gpqy":
            assert letter.low < -0.1


def test_letters_move_the_pen_on_by_about_their_width(alphabet: list[fonts.Letter]) -> None:
    for letter in alphabet:
        width = np.ptp(letter.points[:, 0]) / np.ptp(letter.points[:, 1]) * (letter.high - letter.low)
        assert -0.8 < letter.left < 0.6, letter.font
        if letter.text in "noHT":
            assert 0.7 * width < letter.advance < 2.5 * width, letter.font
            assert letter.left + width < letter.advance + 0.35, letter.font


def test_letters_of_handwriting_are_those_of_one_file_of_each_font(
    handwriting: Path, alphabet: list[fonts.Letter]
) -> None:
    assert fonts.names(handwriting) == ["somebody"]
    more = list(fonts.alphabet(handwriting))
    assert len(more) == len(alphabet) + 52
    assert len(list(fonts.latin(handwriting))) == sum(each.text not in LOOK_ALIKES for each in more)
    assert all(letter.points.min() >= 0 and letter.points.max() < 112 for letter in more)


def test_folder_without_fonts_is_refused_with_how_to_install_them(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="npm ci --prefix fonts"):
        train(Recipe(), data=None, out=tmp_path / "run", handwriting=tmp_path)
    assert not (tmp_path / "run").exists()


def test_run_without_a_folder_has_no_fonts_of_handwriting() -> None:
    assert fonts.names(None) == []
