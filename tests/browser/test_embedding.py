"""<scrawl-pad> on a page of ten lines, from a plain file server."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Open
from click.testing import CliRunner
from playwright.sync_api import Page, Route, expect
from serving_files import FileServer

from scrawl.cli import main
from scrawl.web import assets, embed

DOCS = Path(__file__).parents[2] / "docs/embedding.md"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """Serves the page of docs/embedding.md, under a path of its own."""
    with FileServer(tmp_path_factory.mktemp("files")) as server:
        page = server.folder / "some/where"
        assert CliRunner().invoke(main, ["embed", str(page / "pad")]).exit_code == 0
        (page / "index.html").write_text(
            DOCS.read_text("utf-8").split("```html\n")[1].split("```")[0], "utf-8"
        )
        yield server


@pytest.fixture
def address(files: FileServer) -> str:
    return f"{files.address}/some/where/"


def write_one(page: Page) -> None:
    """A stroke from the top to the bottom of the paper."""
    box = page.locator("scrawl-pad canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"]
    page.mouse.move(x, y + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(x - 4, y + 0.8 * box["height"], steps=12)
    page.mouse.up()


def test_a_form_sends_what_is_written(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    told: list[str] = []
    page.expose_function("tell", lambda name: told.append(name))  # noqa: PLW0108 — Playwright takes no built-in
    page.evaluate(
        "for (const n of ['input', 'change']) document.forms[0].addEventListener(n, ({ type }) => tell(type))"
    )
    assert page.evaluate("document.forms[0].checkValidity()") is False
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    assert page.evaluate("document.querySelector('scrawl-pad').reading.digits[0].digit") == 1
    assert page.evaluate("document.forms[0].checkValidity()") is True
    assert page.evaluate("[...new FormData(document.forms[0])]") == [["count", "1"]]
    page.wait_for_timeout(600)
    assert told[0] == "input"
    assert told[-1] == "change"
    page.evaluate("document.forms[0].reset()")
    expect(page.locator("scrawl-pad output")).to_have_text("")
    assert page.evaluate("document.querySelector('scrawl-pad').value") == ""


def test_it_is_written_on_by_keyboard_and_undone(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    page.keyboard.press("Tab")
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(16):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    page.keyboard.press("Control+z")
    expect(page.locator("scrawl-pad output")).to_have_text("")


def test_one_digit_is_expected_and_one_field_disabled(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    page.evaluate("document.querySelector('scrawl-pad').setAttribute('expect', 'digit')")
    write_one(page)
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    page.evaluate("document.querySelector('scrawl-pad').disabled = true")
    assert page.evaluate("[...new FormData(document.forms[0])]") == []


def test_what_reads_under_a_pattern_is_fetched_where_one_is_expected(
    open_page: Open, address: str, files: FileServer
) -> None:
    files.asked.clear()
    page = open_page(address, engine=True)
    page.evaluate("document.querySelector('scrawl-pad').expect = 'digit'")
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    assert "/some/where/pad/scrawl-pad.js" in files.asked
    assert "/some/where/pad/expected.js" not in files.asked
    page.evaluate("document.querySelector('scrawl-pad').expect = '7|9'")
    expect(page.locator("scrawl-pad output")).to_have_text("?")
    assert files.asked.count("/some/where/pad/expected.js") == 1


def test_ink_waits_for_what_reads_under_a_pattern(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    held: list[Route] = []
    page.route("**/expected.js", lambda route: held.append(route))  # noqa: PLW0108 — Playwright takes no built-in
    page.evaluate(
        "given = []; document.forms[0].addEventListener('input', ({ target }) => given.push(target.value))"
    )
    page.evaluate("document.querySelector('scrawl-pad').expect = '1'")
    write_one(page)
    page.wait_for_timeout(600)
    page.evaluate("document.querySelector('scrawl-pad').expect = '7|9'")
    page.wait_for_timeout(100)
    expect(page.locator("scrawl-pad output")).to_have_text("")
    assert page.evaluate("document.querySelector('scrawl-pad').reading") is None
    for route in held:
        route.continue_()
    expect(page.locator("scrawl-pad output")).to_have_text("?")
    assert page.evaluate("given") == ["?"]


def test_paper_is_cleared_without_what_reads_under_a_pattern(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    held: list[Route] = []
    page.route("**/expected.js", lambda route: held.append(route))  # noqa: PLW0108 — Playwright takes no built-in
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    with page.expect_request("**/expected.js"):
        page.evaluate("document.querySelector('scrawl-pad').expect = '7|9'")
    page.evaluate("document.forms[0].reset()")
    expect(page.locator("scrawl-pad output")).to_have_text("", timeout=2000)
    held[0].continue_()


def test_what_reads_under_a_pattern_is_missing(open_page: Open, address: str) -> None:
    page = open_page(address, expected="ailed to ", engine=True)
    page.route("**/expected.js", lambda route: route.fulfill(status=404))
    told = page.evaluate(
        """() => new Promise((resolve) => {
          const field = document.querySelector("scrawl-pad");
          field.addEventListener("error", ({ message }) => resolve(message));
          field.expect = "7|9";
        })"""
    )
    assert told == f"Failed to fetch dynamically imported module: {address}pad/expected.js"
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")


def test_a_pattern_is_expected(open_page: Open, address: str) -> None:
    page = open_page(address, engine=True)
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    page.evaluate("document.querySelector('scrawl-pad').expect = '7|9'")
    expect(page.locator("scrawl-pad output")).to_have_text("?")  # nothing that is written there is one
    assert page.evaluate("document.querySelector('scrawl-pad').reading.numbers[0].unrestrained") == "1"
    page.evaluate("document.querySelector('scrawl-pad').setAttribute('expect', '#{1,2}')")
    expect(page.locator("scrawl-pad output")).to_have_text("1")


def test_a_wrong_pattern_is_told_and_the_field_takes_anything(open_page: Open, address: str) -> None:
    page = open_page(address, expected="scrawl-pad: expect=", engine=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    told = page.evaluate(
        """() => new Promise((resolve) => {
          const field = document.querySelector("scrawl-pad");
          field.addEventListener("error", ({ message }) => resolve(message));
          field.expect = "##x";
        })"""
    )
    assert told.startswith("Column 3: `x` cannot be expected")
    assert said == [f'scrawl-pad: expect="##x": {told}']
    write_one(page)
    expect(page.locator("scrawl-pad output")).to_have_text("1")
    assert page.evaluate("document.forms[0].checkValidity()") is True


def test_it_is_a_package_of_25_kb_beside_the_weights(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["embed", str(tmp_path / "pad")]).exit_code == 0
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [npm, "pack", "--dry-run", "--json", "--ignore-scripts", "--offline"]
    done = subprocess.run(command, cwd=tmp_path / "pad", capture_output=True, text=True, check=True)
    (packed,) = json.loads(done.stdout)
    assert {file["path"] for file in packed["files"]} == {
        "README.md",
        "convolution.wasm",
        "expected.js",
        "package.json",
        "scrawl-pad.js",
        "weights.bin",
    }
    size = {file.name: len(gzip.compress(file.read_bytes())) for file in (tmp_path / "pad").iterdir()}
    assert size["scrawl-pad.js"] + size["convolution.wasm"] < 25_000
    assert size["expected.js"] < 8_000


def test_no_text_loses_a_space() -> None:
    for module in (assets.FOLDER / "engine").glob("*.js"):
        fixed = re.sub(r"\$\{[^}]*\}", "", embed.source(module.name))
        texts = re.findall(r'"[^"\n]*"|`[^`\n]*`', fixed)
        assert [text for text in texts if embed.SPACE.search(text)] == []
