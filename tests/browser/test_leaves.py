"""Documents on the paper: a PDF or TIFF is leafed through as several pictures are."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pdfs
import pytest
from browsing import Open, answer, ready
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

LINES = {"7": [(280, 300), (560, 304), (380, 860)], "1": [(400, 300), (412, 860)]}


def sheet(digit: str) -> NDArray[np.uint8]:
    """A digit on a sheet of A5 at 100 dpi, (H, W, 3)."""
    pixels = np.full((1170, 827, 3), 255, np.uint8)
    cv2.polylines(pixels, [np.array(LINES[digit], np.int32)], False, (20, 20, 60), 24, cv2.LINE_AA)
    return pixels


def pdf(digits: str, name: str = "scan.pdf") -> FilePayload:
    content = pdfs.written(*map(sheet, digits))
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def tiff(digits: str) -> FilePayload:
    file = io.BytesIO()
    first, *rest = (Image.fromarray(sheet(digit)) for digit in digits)
    first.save(file, "TIFF", save_all=True, append_images=rest, compression="tiff_deflate")
    return {"name": "scan.tif", "mimeType": "image/tiff", "buffer": file.getvalue()}


def png(digit: str) -> FilePayload:
    file = io.BytesIO()
    Image.fromarray(sheet(digit)).save(file, "PNG")
    return {"name": f"{digit}.png", "mimeType": "image/png", "buffer": file.getvalue()}


def seen(page: Page, name: str, symbol: str, place: str) -> None:
    """What is seen on the paper, and read in it."""
    expect(page.get_by_role("img", name=f"The picture {name}", exact=True)).to_be_visible()
    expect(answer(page).locator(".symbol")).to_have_text(symbol)
    expect(page.locator(".leaf .place")).to_have_text(place)


@pytest.mark.parametrize("make", [pdf, tiff])
def test_a_document_is_leafed_through(open_page: Open, make: Callable[[str], FilePayload]) -> None:
    page = ready(open_page())
    file = make("717")
    name = file["name"]
    page.set_input_files("#file", file)
    seen(page, f"{name}#1", "7", "Page 1 of 3")
    before, after = (page.get_by_role("button", name=each, exact=True) for each in ("Previous", "Next"))
    expect(before).to_have_attribute("aria-disabled", "true")
    after.click()
    seen(page, f"{name}#2", "1", "Page 2 of 3")
    expect(page.locator("#pictures .stack button")).to_have_text(["7", "1", "7"])
    expect(page.locator("#pictures .stack img")).to_have_count(3)
    assert page.locator("#pictures .stack img").evaluate_all("all => all.every(each => each.naturalWidth)")
    after.click()
    expect(after).to_have_attribute("aria-disabled", "true")
    after.click(force=True)
    seen(page, f"{name}#3", "7", "Page 3 of 3")
    before.click()
    seen(page, f"{name}#2", "1", "Page 2 of 3")
    page.locator("#pictures .stack button").first.click()
    expect(page.locator(".leaf .place")).to_have_text("Page 1 of 3")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    rows = "".join(f"{name}#{number},{text}\n" for number, text in ((1, "7"), (2, "1"), (3, "7")))
    assert Path(download.value.path()).read_text() == rows


def test_keys_turn_pages(open_page: Open) -> None:
    page = ready(open_page())
    page.set_input_files("#file", pdf("71"))
    seen(page, "scan.pdf#1", "7", "Page 1 of 2")
    page.locator(".view").focus()
    page.keyboard.press("PageDown")
    seen(page, "scan.pdf#2", "1", "Page 2 of 2")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    expect(page.locator(".leaf .place")).to_have_text("Page 1 of 2")
    expect(page.locator(".view")).to_be_focused()
    page.locator("#pictures .stack button").first.focus()
    page.keyboard.press("PageDown")
    expect(page.locator(".leaf .place")).to_have_text("Page 2 of 2")


def test_a_document_of_one_page_is_a_picture(open_page: Open) -> None:
    page = ready(open_page())
    page.set_input_files("#file", pdf("7"))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(page.get_by_role("img", name="The picture scan.pdf")).to_be_visible()
    expect(page.locator(".leaf")).to_be_hidden()
    expect(page.locator("#pictures")).to_be_hidden()
    page.locator("#turn").click()
    expect(page.get_by_role("img", name="The picture scan.pdf")).to_be_visible()


def test_documents_and_pictures_lie_beside_each_other(open_page: Open) -> None:
    page = ready(open_page())
    page.set_input_files("#file", [png("1"), pdf("71"), png("7")])
    stack = page.locator("#pictures .stack button")
    expect(stack).to_have_text(["1", "7", "1", "7"])
    expect(page.locator(".leaf .place")).to_have_text("1 of 4")
    after = page.get_by_role("button", name="Next", exact=True)
    after.click()
    expect(page.locator(".leaf .place")).to_have_text("Page 1 of 2")
    page.locator("#turn").click()  # an edited page stays where it was
    expect(page.locator(".leaf .place")).to_have_text("Page 1 of 2")
    expect(stack).to_have_count(4)
    page.locator("#undo").click()
    expect(stack).to_have_text(["1", "7", "1", "7"])


def test_a_document_is_dropped_and_pasted(open_page: Open) -> None:
    page = ready(open_page())
    content = list(pdf("71")["buffer"])
    for kind, carrier in (("drop", "dataTransfer"), ("paste", "clipboardData")):
        page.evaluate(
            """([kind, carrier, content]) => {
                const data = new DataTransfer();
                const file = new File([new Uint8Array(content)], "in.pdf", { type: "application/pdf" });
                data.items.add(file);
                const event = new Event(kind, { bubbles: true, cancelable: true });
                Object.defineProperty(event, carrier, { value: data });
                document.dispatchEvent(event);
            }""",
            [kind, carrier, content],
        )
        seen(page, "in.pdf#1", "7", "Page 1 of 2")
        page.locator("#clear").click()
        expect(page.locator("#pictures")).to_be_hidden()


def test_another_language_keeps_a_document(open_page: Open) -> None:
    page = ready(open_page())
    page.set_input_files("#file", pdf("71"))
    expect(page.locator("#pictures .stack button")).to_have_text(["7", "1"])
    page.get_by_role("button", name="Next", exact=True).click()
    page.locator("select[name=language]").select_option("de")
    expect(page.locator(".leaf .place")).to_have_text("Seite 2 von 2")
    expect(page.locator("#pictures .stack button")).to_have_text(["7", "1"])


PROBLEMS = {
    "protected by a password": pdfs.encrypted(),
    "ends too early": pdfs.written(sheet("7"))[:3000],
    "damaged": pdfs.document([pdfs.CATALOG, pdfs.tree()]),
}


@pytest.mark.parametrize("told", PROBLEMS)
def test_a_document_that_cannot_be_read_says_why(open_page: Open, told: str) -> None:
    page = ready(open_page(expected="Failed to load resource"))
    page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PROBLEMS[told]})
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(answer(page).locator(".detail")).to_contain_text(told)
    expect(page.locator("#preview")).to_contain_text("a.pdf")


def test_no_more_pages_lie_on_the_paper_than_are_told(open_page: Open) -> None:
    page = ready(open_page())
    drawn = Image.new("RGB", (60, 60), "white")
    file = io.BytesIO()
    drawn.save(file, "PNG")
    page.route("**/api/v1/page**", lambda route: _fulfill(route, 1_000_000))
    page.set_input_files("#file", pdf("7"))
    expect(page.locator("#notice")).to_have_text("The first 100 of 1,000,000 pages are read")
    expect(page.locator("#pictures .stack button")).to_have_count(100)


def _fulfill(route: Route, pages: int) -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
    route.fulfill(json={"page": 1, "pages": pages, "picture": dot})


def test_a_document_waits_for_a_server_that_is_away(open_page: Open) -> None:
    page = ready(open_page(expected="Failed to load resource"))
    page.route("**/api/v1/page**", lambda route: route.abort("connectionrefused"), times=1)
    page.set_input_files("#file", pdf("71"))
    expect(answer(page)).to_have_attribute("data-state", "offline")
    seen(page, "scan.pdf#1", "7", "Page 1 of 2")


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("locale", ["en-GB", "de-CH"])
def test_it_fits_a_telephone(open_page: Open, width: int, locale: str) -> None:
    page = ready(open_page(viewport={"width": width, "height": 700}, locale=locale))
    page.set_input_files("#file", pdf("717", "a long name of a document from a scanner.pdf"))
    expect(page.locator("#pictures .stack button")).to_have_text(["7", "1", "7"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for each in ("previous", "next", "closer", "farther"):
        box = page.locator(f".preview .{each}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
