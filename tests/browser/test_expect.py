"""What is expected can be told on the page, and a table copied or saved."""

from __future__ import annotations

import cv2
import numpy as np
from browsing import Open, answer, draw, ready
from playwright.sync_api import Page, expect

from scrawl.picture import encode_png

ONE = [[(0.45, 0.2), (0.45, 0.8)]]


def asked(page: Page) -> list[str]:
    """The addresses of readings that are asked for from now on."""
    addresses: list[str] = []
    page.on(
        "request", lambda request: addresses.append(request.url) if "/api/v1/read" in request.url else None
    )
    return addresses


def table() -> bytes:
    page = np.full((300, 420), 240, np.uint8)
    for x, y in ((60, 40), (200, 40), (330, 40), (60, 180), (330, 180)):
        cv2.line(page, (x, y), (x, y + 70), 20, 7, cv2.LINE_AA)
    return encode_png(page)


def test_a_drawing_is_asked_about_with_what_is_expected(open_page: Open) -> None:
    page = ready(open_page(expected="Failed to load resource"))
    addresses = asked(page)
    page.locator("#expected summary").click()
    field = page.locator("#expect select")
    field.select_option("A whole number")
    draw(page, ONE)
    expect(answer(page).locator(".symbol")).to_have_text("1")
    assert "expect=%23%7B1%2C12%7D" in addresses[-1]
    field.select_option("A pattern")
    pattern = page.get_by_label("A pattern: #")
    pattern.fill("##x")
    pattern.press("Enter")
    expect(page.locator("#expect-wrong")).to_contain_text("Column 3")
    pattern.fill("7|1")
    pattern.press("Enter")
    expect(page.locator("#expect-wrong")).to_be_hidden()
    expect(answer(page).locator(".symbol")).to_have_text("1")
    assert "expect=7%7C1" in addresses[-1]


def test_a_picture_is_read_as_a_table(open_page: Open) -> None:
    page = ready(open_page())
    page.locator("#expected summary").click()
    expect(page.get_by_label("It is a table")).to_be_hidden()
    addresses = asked(page)
    page.locator("#file").set_input_files({"name": "table.png", "mimeType": "image/png", "buffer": table()})
    expect(answer(page).locator(".whole button").first).to_be_visible()
    page.get_by_label("It is a table").check()
    save = page.get_by_role("button", name="Save the table as CSV")
    expect(save).to_be_visible()
    assert "layout=table" in addresses[-1]
    with page.expect_download() as download:
        save.click()
    assert download.value.path().read_text() == "1,1,1\n1,,1\n"
    page.locator("#clear").click()
    expect(save).to_be_hidden()


def test_marks_are_boxed_on_a_picture(open_page: Open) -> None:
    page = ready(open_page())
    ink = np.full((200, 260), 245, np.uint8)
    for x in (120, 190):
        cv2.line(ink, (x, 50), (x, 150), 20, 8, cv2.LINE_AA)
    cv2.line(ink, (35, 100), (80, 99), 20, 8, cv2.LINE_AA)
    page.locator("#file").set_input_files(
        {"name": "minus.png", "mimeType": "image/png", "buffer": encode_png(ink)}
    )
    expect(page.locator(".picture .mark-box")).to_have_count(1)
