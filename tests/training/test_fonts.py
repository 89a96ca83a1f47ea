"""Letters of fonts as lines without thickness."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib as mpl
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

from scrawl.errors import DataError
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


def test_letters_of_many_alphabets() -> None:
    glyphs = [*fonts.latin(), *fonts.others()]
    assert len(glyphs) > 4000
    assert all(len(points) and points.min() >= 0 and points.max() < 112 for points in glyphs)


def test_letters_of_an_alphabet_keep_their_sizes() -> None:
    for letter in fonts.alphabet():
        if letter.text in "HMT":
            assert letter.low == pytest.approx(0, abs=0.15)
            assert letter.high == pytest.approx(1, abs=0.15)
        if letter.text in "acemnruvwx":
            assert 0.35 < letter.high < 0.85
        if letter.text in "gpqy":
            assert letter.low < -0.1


def test_letters_of_handwriting_are_those_of_one_file_of_each_font(handwriting: Path) -> None:
    assert fonts.names(handwriting) == ["somebody"]
    usual, more = list(fonts.alphabet()), list(fonts.alphabet(handwriting))
    assert len(more) == len(usual) + 52
    assert len(list(fonts.latin(handwriting))) > len(list(fonts.latin()))
    assert all(letter.points.min() >= 0 and letter.points.max() < 112 for letter in more)


def test_folder_without_fonts_is_refused_with_how_to_install_them(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="npm ci --prefix fonts"):
        train(Recipe(), data=None, out=tmp_path / "run", handwriting=tmp_path)
    assert not (tmp_path / "run").exists()


def test_run_without_a_folder_has_no_fonts_of_handwriting() -> None:
    assert fonts.names(None) == []
