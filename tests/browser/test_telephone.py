from __future__ import annotations

import pytest
from browsing import MIDDLE, Open, Stroke, answer, on_pad
from playwright.sync_api import Page, expect

TELEPHONES = [(390, 844), (360, 640), (844, 390)]


def touch(page: Page, strokes: list[Stroke]) -> None:
    """Draws with a finger."""
    session = page.context.new_cdp_session(page)
    for stroke in on_pad(page, strokes, MIDDLE):
        for i, (x, y) in enumerate(stroke):
            kind = "touchMove" if i else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("size", TELEPHONES)
def test_a_finger_draws_and_the_page_stands_still(
    open_page: Open, sevens: list[list[Stroke]], size: tuple[int, int]
) -> None:
    page = open_page(
        viewport={"width": size[0], "height": size[1]}, device_scale_factor=3, has_touch=True, is_mobile=True
    )
    touch(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("size", TELEPHONES)
def test_paper_and_answer_share_the_first_screen(open_page: Open, size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True)
    for part in ("#pad", "#clear", "#examples", ".bars li:nth-child(4)"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    for part in (".bars li:last-child", ".bars li:nth-child(5)"):
        expect(page.locator(part)).to_be_in_viewport()  # on the smallest its lower half is below the edge
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
