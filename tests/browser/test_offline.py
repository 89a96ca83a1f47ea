"""The page opens, draws, reads and shares without the server once it has been there, and updates itself cleanly."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from browsing import Open, Stroke, answer, draw, free_port, serving
from playwright.sync_api import Page, Route, expect

from scrawl.recognizer import BROWSER, WEIGHTS

SEVEN: list[Stroke] = [[(0.0, 0.0), (60.0, 0.0), (50.0, 30.0), (25.0, 100.0)]]

# Resolves once the page of a version is kept, and the worker of that version answers for it.
KEPT = """async (version) => {
  const isKept = async () => (await caches.has(`scrawl-${version}`)) &&
    (await (await caches.open(`scrawl-${version}`)).match(location.href, { ignoreVary: true })) &&
    navigator.serviceWorker.controller;
  while (!(await isKept())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


def kept(page: Page) -> Page:
    """The page once it is kept for when the server is away."""
    page.evaluate(KEPT, version(page))
    return page


@pytest.fixture
def away(open_page: Open) -> Page:
    """The page reloaded while the server is away."""
    port = free_port()
    with serving(port) as address:
        page = kept(open_page(address, expected="ERR_", engine=True))
    page.reload()
    return page


def test_a_drawing_is_made_read_undone_and_shared_in_aeroplane_mode(away: Page) -> None:
    expect(away.locator("#privacy .here")).to_be_visible()
    draw(away, SEVEN)
    expect(answer(away).locator(".symbol")).to_have_text("7")
    away.locator("#share").click()
    expect(away.locator("dialog[open]")).to_be_visible()
    away.keyboard.press("Escape")
    away.keyboard.press("Control+z")
    expect(answer(away)).to_have_attribute("data-state", "empty")
    away.locator("#about-open").click()
    expect(away.locator("#about")).to_contain_text("read on this device")
    expect(away.locator("#about tbody tr").first).to_be_visible()


def test_a_drawing_from_before_the_engine_came_needs_no_server(open_page: Open, server: str) -> None:
    page = open_page("about:blank", expected="ERR_", engine=True)
    weights: list[Route] = []

    def keep_back(route: Route) -> None:
        weights.append(route)

    page.route("**/*.bin*", keep_back)
    page.route("**/api/v1/read?*", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    page.goto(server)
    draw(page, SEVEN)
    expect(answer(page)).to_have_attribute("data-state", "offline")
    page.unroute("**/*.bin*", keep_back)  # they may not be asked for yet
    for route in weights:
        route.continue_()
    expect(answer(page).locator(".symbol")).to_have_text("7")


def test_a_picture_says_that_it_needs_the_server(away: Page) -> None:
    away.locator("#file").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": away.locator("#pad").screenshot()}
    )
    expect(answer(away).locator(".detail")).to_contain_text("Pictures are read by the server")


def test_the_page_can_be_installed(open_page: Open) -> None:
    page = open_page(engine=True)
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    manifest = json.loads(told["data"])
    assert told["errors"] == []
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        size = page.evaluate(
            "async (address) => { const image = new Image(); image.src = address; await image.decode(); "
            "return `${image.width}x${image.height}`; }",
            f"{told['url'].rsplit('/', 1)[0]}/{icon['src']}",
        )
        assert size == icon["sizes"]


def test_an_old_page_keeps_its_files_and_the_next_one_is_new(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in WEIGHTS.iterdir():
        (tmp_path / file.name).symlink_to(file)
    packed = gzip.decompress((WEIGHTS / BROWSER).read_bytes())
    (tmp_path / BROWSER).unlink()
    (tmp_path / BROWSER).write_bytes(gzip.compress(packed, 1, mtime=0))  # the same in other bytes
    port = free_port()
    with serving(port) as address:
        old = kept(open_page(address, expected="ERR_", engine=True))
    monkeypatch.setenv("SCRAWL_WEIGHTS", str(tmp_path))
    with serving(port):
        new = old.context.new_page()
        new.goto(address)
        assert version(new) != version(old)
        new.evaluate(KEPT, version(new))
    fetched: list[str] = []
    old.on("request", lambda request: fetched.append(request.url))
    old.locator("#keys-open").click()
    expect(old.locator("#keys")).to_be_visible()
    assert fetched
    assert all(version(old) in url for url in fetched)
    told = version(new)
    new.reload()
    assert version(new) == told
    draw(new, SEVEN)
    expect(answer(new).locator(".symbol")).to_have_text("7")
    new.close()


def version(page: Page) -> str:
    """The version that the addresses of a page's files say."""
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address
    return address.split("/")[-2]
