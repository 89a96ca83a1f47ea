from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Open, answer, answering, draw
from playwright.sync_api import Page, expect

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]

Scheme = Literal["light", "dark"]


def answered(page: Page, verdict: str) -> None:
    """Has the page show an answer with this verdict."""
    answering(page, "4", (verdict, [100, 50, 200, 200]))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", verdict)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("verdict", ["empty", "digit", "unsure", "not_a_digit"])
def test_axe_finds_nothing(open_page: Open, scheme: Scheme, verdict: str) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    if verdict != "empty":
        answered(page, verdict)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_verdicts_read_and_look_differently(open_page: Open) -> None:
    said, colours = set(), set()
    for verdict in ("digit", "unsure", "not_a_digit"):
        page = open_page()
        answered(page, verdict)
        said.add(answer(page).locator(".symbol").inner_text())
        colours.add(answer(page).locator(".symbol").evaluate("symbol => getComputedStyle(symbol).color"))
    assert said == {"4", "4 or 9?", "–"}
    assert len(colours) == 3


def test_nothing_moves_when_an_answer_comes(open_page: Open) -> None:
    page = open_page()
    places = "parts => parts.map(part => JSON.stringify(part.getBoundingClientRect()))"
    before = page.locator(".bars, .frame canvas, .tools, .imprint").evaluate_all(places)
    answered(page, "unsure")
    assert page.locator(".bars, .frame canvas, .tools, .imprint").evaluate_all(places) == before


def test_less_motion_is_honoured(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    duration = page.locator(".bar").first.evaluate("bar => getComputedStyle(bar).transitionDuration")
    assert duration == "0s"


def test_everything_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(({ id, name, textContent }) => id || name || textContent)(document.activeElement)"
            )
        )
    assert reached == ["Scrawl", "language", "clear", "file"]
