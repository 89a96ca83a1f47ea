"""The page that an evaluation is shown on: whole in itself, and with the mistakes that were made."""

from __future__ import annotations

import base64
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from scrawl import Reader, evaluation, picture
from scrawl.evaluation.photographs import Outcome
from scrawl.evaluation.report import (
    MOST_MISTAKES,
    Mistake,
    accepted_matrix,
    confusion_matrix,
    marked,
    operating_points,
    page,
    worst_digits,
    worst_non_digits,
)
from scrawl.evaluation.results import Results, read
from scrawl.evaluation.tables import tables
from scrawl.measure import symbols
from scrawl.recognizer import WEIGHTS

pytestmark = pytest.mark.slow

VOID = {"meta", "link", "img", "br"}


class Page(HTMLParser):
    """What the page's tags hold and ask for; tags must be closed in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.unclosed: list[str] = []
        self.ids: set[str] = set()
        self.asked_for: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.unclosed.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {str(value) for name, value in attrs if name == "id"}
        self.asked_for += [
            str(value) for name, value in attrs if name in ("src", "href", "srcset", "data", "xlink:href")
        ]

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag


@pytest.fixture(scope="module")
def few(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    """A few samples of pens, of the hardest scans, and of signs that are no digits."""
    folder = tmp_path_factory.mktemp("few")
    for name in ("pen/uji-digits.json.gz", "scans/semeion.npz", "not_digits/omniglot.npz"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(data / name)
    steps = {"uji digits, thin": 40, "semeion": 15, "omniglot": 251}
    return {
        whole.name: read(whole.take(np.arange(0, len(whole), steps[whole.name])), WEIGHTS)
        for whole in chain(symbols.digits(folder), symbols.non_digits(folder))
        if whole.name in steps
    }


@pytest.fixture(scope="module")
def html(few: dict[str, Results], reader: Reader) -> str:
    digits, signs = [few["uji digits, thin"], few["semeion"]], [few["omniglot"]]
    return page(digits, signs, tables(digits, signs), reader.card)


def test_page_is_whole_in_itself(html: str) -> None:
    found = Page(html)
    assert found.unclosed == []
    inner = {link[1:] for link in found.asked_for if link.startswith("#")}
    assert inner <= found.ids
    assert all(link.startswith(("#", "data:")) for link in found.asked_for)
    assert not re.search(r"https?://|@import|url\(|<script", html)


def test_page_names_every_collection_and_the_network(
    html: str, few: dict[str, Results], reader: Reader
) -> None:
    for name in few:
        assert html.count(name) >= 4  # its table, its calibration or refusal, its matrix, its mistakes
    assert reader.card["revision"] in html


def test_charts_show_wrong_answers_refusals_and_calibration(html: str) -> None:
    found = re.findall(r'class="chart" src="data:image/svg\+xml;base64,([^"]+)"', html)
    wrong, refusals, pens, every = (base64.b64decode(chart).decode() for chart in found)
    assert "semeion" in wrong
    assert "pen digits refused" in refusals
    assert "omniglot" in refusals
    assert "pen digits: expected calibration error" in pens
    assert "all digits: expected calibration error" in every


def test_charts_are_left_out_without_matplotlib(
    few: dict[str, Results], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(evaluation, "charts")
    monkeypatch.setitem(sys.modules, "scrawl.evaluation.charts", None)
    digits = [few["semeion"]]
    shown = page(digits, [], tables(digits, []), reader.card)
    assert 'class="chart"' not in shown
    assert "Matplotlib is not installed" in shown


def test_photographs_come_first_if_there_are_any(html: str, few: dict[str, Results], reader: Reader) -> None:
    digits, read_so = [few["semeion"]], [Outcome("a.jpg", "7", exact=True, right=True)]
    made = tables(digits, [], [("phone digits", read_so), ("phone digits, series 0", read_so)])
    shown = page(digits, [], made, reader.card)
    assert Page(shown).unclosed == []
    assert shown.index("phone digits, series 0") < shown.index('id="digits"')
    assert "<dt>of 1 photographed digits read exactly</dt><dd>100.00 %</dd>" in shown
    assert "development data" in shown
    assert "development data" not in html


def test_wrong_answers_are_shown_the_most_confident_first(few: dict[str, Results]) -> None:
    read_so = few["semeion"]
    is_wrong = np.arange(len(read_so)) % 9 == 0
    labels = np.where(is_wrong, (read_so.answers + 1) % 10, read_so.answers)
    verdicts = np.where(np.arange(len(read_so)) == 0, "not_a_digit", read_so.verdicts)
    scans = replace(read_so, labels=labels, verdicts=verdicts)
    wrong = np.flatnonzero(is_wrong)
    gallery = worst_digits(scans)
    assert gallery.summary == f"{len(wrong)} wrong of {len(scans)}"
    assert len(gallery.mistakes) == min(len(wrong), MOST_MISTAKES) > 2
    worst = wrong[scans.confidence[wrong].argmax()]
    first = gallery.mistakes[0]
    assert first.caption.startswith(f"{scans.labels[worst]} read as {scans.answers[worst]}, ")
    np.testing.assert_array_equal(_decoded(first.picture), scans.pictures[worst])
    np.testing.assert_array_equal(_decoded(first.frame), scans.frames[worst])
    shares = [float(mistake.caption.split(", ")[1].removesuffix(" %")) for mistake in gallery.mistakes]
    assert shares == sorted(shares, reverse=True)
    shown = wrong[np.argsort(-scans.confidence[wrong], kind="stable")][: len(gallery.mistakes)]
    refused = [mistake.tag == "refused" for mistake in gallery.mistakes]
    assert refused == scans.are("not_a_digit")[shown].tolist()
    assert any(refused)


def test_non_digits_are_shown_that_were_accepted(few: dict[str, Results]) -> None:
    signs = few["omniglot"]
    gallery = worst_non_digits(signs)
    accepted = signs.digitness[signs.verdicts != "not_a_digit"]
    assert gallery.summary == f"{len(accepted)} accepted of {len(signs)}"
    assert not any(mistake.tag == "refused" for mistake in gallery.mistakes)
    assert all(_decoded(mistake.frame).shape == (28, 28) for mistake in gallery.mistakes)
    best = signs.pictures[int(np.where(signs.verdicts != "not_a_digit", signs.digitness, -1).argmax())]
    np.testing.assert_array_equal(_decoded(gallery.mistakes[0].picture), best)


def test_matrices_count_every_answer(few: dict[str, Results]) -> None:
    scans, signs = few["semeion"], few["omniglot"]
    rows = confusion_matrix(scans).rows
    assert [sum(cell.count for cell in cells) for _, cells in rows] == np.bincount(scans.labels).tolist()
    assert sum(cell.count for _, cells in rows for cell in cells if cell.right) == scans.right.sum()
    ((name, cells),) = accepted_matrix([signs]).rows
    assert name == "omniglot"
    assert sum(cell.count for cell in cells) == (signs.verdicts != "not_a_digit").sum()


def test_a_stricter_threshold_accepts_less(few: dict[str, Results], reader: Reader) -> None:
    pens, signs = few["uji digits, thin"], few["omniglot"]
    refused, rows = operating_points(pens, [signs], reader.card["thresholds"]["t_digit"])
    assert refused[0] == pytest.approx((pens.verdicts == "not_a_digit").mean())
    shipped, *others = rows[0][1]
    assert shipped == pytest.approx((signs.verdicts != "not_a_digit").mean())
    assert others == sorted(others, reverse=True)


def test_marks_become_html_and_nothing_else_does() -> None:
    assert marked("*a* `b` <c>") == "<em>a</em> <code>b</code> &lt;c&gt;"


def _decoded(uri: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Grey pixels of a picture that stands in the page."""
    encoded = base64.b64decode(uri.removeprefix("data:image/png;base64,"))
    return picture.decode(encoded)[..., 0]


def test_pictures_are_shown_as_pixels_where_they_are_coarse(few: dict[str, Results]) -> None:
    def coarse(mistakes: list[Mistake]) -> set[bool]:
        return {mistake.coarse for mistake in mistakes}

    assert coarse(list(worst_digits(few["semeion"]).mistakes)) == {True}
    assert coarse(list(worst_non_digits(few["omniglot"]).mistakes)) == {False}
