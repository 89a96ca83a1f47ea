"""Drawings are read on this device once the engine has come, and by the server wherever it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import golden
import pytest
from browsing import Open, Stroke, answer, draw, free_port, serving
from meeting import SHARE, differing
from playwright.sync_api import Page, expect

from scrawl import Reader
from scrawl.glyphs.judge import GOOD

SEVEN: list[Stroke] = [[(0.0, 0.0), (60.0, 0.0), (50.0, 30.0), (25.0, 100.0)]]


def asked(page: Page) -> list[str]:
    """What the server is asked to read from now on."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/read" in request.url else None)
    return requests


def read_here(page: Page) -> Page:
    """The page once its engine is ready."""
    expect(page.locator("#privacy .here")).to_be_visible()
    return page


def test_a_drawing_is_read_on_this_device(open_page: Open) -> None:
    page = read_here(open_page(engine=True))
    requests = asked(page)
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.locator("#about-open").click()
    expect(page.locator("#about")).to_contain_text("read on this device")
    assert requests == []


def test_a_drawing_is_read_while_the_server_is_away(open_page: Open) -> None:
    port = free_port()
    with serving(port) as address:
        page = read_here(open_page(address, expected="ERR_CONNECTION_REFUSED", engine=True))
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")


def expect_on(page: Page, name: str, pattern: str = "") -> None:
    """Choose what is expected by its name, or write a pattern."""
    if not page.locator("#expected[open]").count():
        page.locator("#expected summary").click()
    page.locator("#expect select").select_option(name)
    if pattern:
        page.get_by_label("A pattern: #").fill(pattern)
        page.get_by_label("A pattern: #").press("Enter")


def test_what_is_expected_is_read_on_this_device(open_page: Open) -> None:
    page = read_here(open_page(engine=True))
    requests = asked(page)
    draw(page, SEVEN)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    expect_on(page, "A pattern", "##")
    expect(answer(page)).to_have_attribute("data-state", "unsure")
    expect_on(page, "A pattern", "##x")
    expect(page.locator("#expect-wrong")).to_contain_text("Column 3: `x` cannot be expected")
    expect(answer(page)).to_contain_text("the reason stands below it")
    expect_on(page, "A pattern", "1|7")
    expect(page.locator("#expect-wrong")).to_be_hidden()
    expect(answer(page)).to_have_attribute("data-state", "digit")
    expect(answer(page).locator(".symbol")).to_have_text("7")
    assert requests == []


def test_what_is_expected_is_read_while_the_server_is_away(open_page: Open) -> None:
    port = free_port()
    with serving(port) as address:
        page = read_here(open_page(address, expected="ERR_CONNECTION_REFUSED", engine=True))
        expect_on(page, "A whole number")
        draw(page, SEVEN)
        expect(answer(page).locator(".symbol")).to_have_text("7")
    page.locator("#clear").click()
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")


def test_the_server_reads_what_is_expected_where_a_module_is_missing(open_page: Open, server: str) -> None:
    page = open_page("about:blank", expected="404", engine=True)
    page.context.route("**/lattice.js", lambda route: route.fulfill(status=404))
    try:
        page.goto(server)
        read_here(page)
        requests = asked(page)
        expect_on(page, "A digit")
        draw(page, SEVEN)
        expect(answer(page).locator(".symbol")).to_have_text("7")
        assert "expect=%23" in requests[-1]
    finally:
        page.context.unroute_all()


def test_the_server_reads_if_it_is_chosen(open_page: Open, server: str) -> None:
    page = open_page(f"{server}/?engine=server", engine=True)
    page.wait_for_load_state("networkidle")
    requests = asked(page)
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(page.locator("#privacy .server")).to_be_visible()
    page.locator("#about-open").click()
    expect(page.locator("#about")).to_contain_text("are read by the server")
    assert len(requests) > 0


@pytest.mark.parametrize("missing", ["weights.bin", "convolution.wasm", "worker.js"])
def test_the_server_reads_where_the_engine_fails(open_page: Open, server: str, missing: str) -> None:
    page = open_page("about:blank", expected="", engine=True)
    page.context.route(f"**/{missing}", lambda route: route.fulfill(status=404))
    try:
        page.goto(server)
        page.wait_for_load_state("networkidle")
        draw(page, SEVEN)
        expect(answer(page).locator(".symbol")).to_have_text("7")
        expect(page.locator("#privacy .server")).to_be_visible()
    finally:
        page.context.unroute_all()


# Asks a worker of the page's own for readings: the page itself may not run WebAssembly.
READ = """async ([address, cases]) => {
  const worker = new Worker(address, { type: "module" });
  const heard = () => new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  await heard(); // that it is ready
  const readings = [];
  for (const { sent, expect } of cases) {
    const answer = heard();
    worker.postMessage({ id: readings.length, drawing: sent, expect, include: "frame,evidence" });
    readings.push((await answer).answer.reading);
  }
  worker.terminate();
  return readings;
}"""


@pytest.mark.parametrize("path", [golden.MADE, golden.PEN, golden.EXPECTED], ids=lambda path: path.stem)
def test_the_engine_meets_the_golden_files(open_page: Open, reader: Reader, path: Path) -> None:
    cases = [case for case in golden.written(path) if case["layout"] == "auto"]
    if shutil.which("node"):  # where all of them are read, see tests/test_javascript.py
        cases = cases[::5]
    page = read_here(open_page(engine=True))
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address
    worker = address.replace("manifest.webmanifest", "engine/worker.js")
    found = page.evaluate(READ, [worker, cases])
    thresholds = [GOOD, *reader.card["thresholds"].values()]
    assert len(differing(cases, found, thresholds)) <= SHARE * len(cases)


def test_a_movement_is_read_before_its_frame_and_once(open_page: Open) -> None:
    page = read_here(open_page(engine=True))
    page.evaluate(
        """() => {
          window.told = [];
          const post = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (question) {
            told.push(question.drawing.strokes.flat().map(([x, y]) => [Math.round(x), Math.round(y)]));
            post.call(this, question);
          };
        }"""
    )
    move = """([kinds, places]) => {
      const pad = document.getElementById("pad");
      const { left, top, width } = pad.getBoundingClientRect();
      const at = ([x, y]) => ({ clientX: left + (x * width) / 400, clientY: top + (y * width) / 400, bubbles: true,
        pointerId: 7, isPrimary: true, pointerType: "mouse", button: 0, buttons: 1 });
      for (const kind of kinds) {
        const coalescedEvents = kind === "pointermove" ? places.map((each) => new PointerEvent(kind, at(each))) : [];
        pad.dispatchEvent(new PointerEvent(kind, { ...at(places.at(-1)), coalescedEvents }));
      }
    }"""
    page.evaluate(move, [["pointerdown"], [[50, 50]]])
    page.wait_for_function("told.length === 1")
    page.wait_for_timeout(300)  # it is answered
    page.evaluate(move, [["pointerrawupdate"], [[50, 100]]])
    assert page.evaluate("told.length") == 2
    page.evaluate(move, [["pointerrawupdate"], [[50, 150]]])
    page.evaluate(move, [["pointermove"], [[50, 100], [50, 150]]])
    page.wait_for_function("told.length >= 3")
    assert page.evaluate("told.at(-1)") == [[50, 50], [50, 100], [50, 150]]
