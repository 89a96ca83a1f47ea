"""The page as a static site, on a plain file server, under a path of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Open, Stroke, answer, draw
from click.testing import CliRunner
from playwright.sync_api import expect
from serving_files import FileServer

from scrawl.cli import main

SEVEN: list[Stroke] = [[(0.0, 0.0), (60.0, 0.0), (50.0, 30.0), (25.0, 100.0)]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """Serves the files of a folder."""
    with FileServer(tmp_path_factory.mktemp("files")) as server:
        yield server


@pytest.mark.parametrize(("language", "title"), [("en", "Seven"), ("de", "Sieben")])
def test_a_site_reads_what_is_drawn(open_page: Open, files: FileServer, language: str, title: str) -> None:
    done = CliRunner().invoke(main, ["site", str(files.folder / language / "digits"), "--language", language])
    assert done.exit_code == 0, done.output
    page = open_page(f"{files.address}/{language}/digits/", engine=True)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#privacy")).to_have_attribute("data-read", "here")
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(answer(page).locator(".title")).to_contain_text(title)
    expect(page.locator("form.upload, .camera, select[name=language]")).to_have_count(2)
    expect(page.locator("form.upload")).to_be_hidden()
    page.locator("#expected summary").click()
    page.locator("#expect select").select_option("time")
    expect(answer(page)).to_have_attribute("data-state", "unsure")
    page.locator("#expect select").select_option("digit")
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.locator("#about-open").click()
    expect(page.locator("#about tbody tr").first).to_be_visible()


def test_an_unknown_language_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", str(tmp_path / "site"), "--language", "tlh"])
    assert done.exit_code == 2
    assert "de, en" in done.output
    assert not (tmp_path / "site").exists()
