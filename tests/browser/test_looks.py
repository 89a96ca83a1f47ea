"""Every state of the page is clean to axe in both colours, and looks as it says."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WISHES, Open, answer, answering, draw, pixels, ready
from PIL import Image
from playwright.sync_api import Page, expect
from states import LINE, STATES, answered

Scheme = Literal["light", "dark"]


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def clean_in_both(page: Page) -> None:
    """In light and dark colours."""
    page.mouse.move(0, 0)
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        clean(page)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, state: str) -> None:
    page = ready(open_page(bypass_csp=True, reduced_motion="reduce", expected="Failed to load"))
    STATES[state](page)
    clean_in_both(page)


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
    before = page.locator(".bars, .tools, .imprint").evaluate_all(places)
    answered(page, "unsure")
    assert page.locator(".bars, .tools, .imprint").evaluate_all(places) == before


@pytest.mark.parametrize("system", ["light", "dark"])
def test_colours_are_those_of_the_system_or_those_chosen(open_page: Open, system: Scheme) -> None:
    page = open_page(color_scheme=system)
    ground = "getComputedStyle(document.body).backgroundColor"
    by_system = page.evaluate(ground)
    grounds = {}
    for theme in ("Light", "Dark", "As the system"):
        with page.expect_response("**/preferences"):
            page.get_by_role("radio", name=theme).check(force=True)
        grounds[theme] = page.evaluate(ground)
        page.reload()
        assert page.evaluate(ground) == grounds[theme]
        expect(page.get_by_role("radio", name=theme)).to_be_checked()
    assert grounds["Light"] != grounds["Dark"]
    assert grounds["As the system"] == by_system == grounds[system.title()]


def test_ink_follows_the_colours_chosen(open_page: Open) -> None:
    page = open_page(color_scheme="light")
    draw(page, LINE)
    for theme, darkest in (("Dark", 200), ("Light", 0)):
        page.get_by_role("radio", name=theme).check(force=True)
        drawn = pixels(page.locator("#pad"))
        ink = drawn[drawn[..., 3] == 255][0, :3]
        assert darkest <= ink.max() < darkest + 100


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_colours_chosen_against_the_system(open_page: Open, theme: str) -> None:
    against: Scheme = "dark" if theme == "Light" else "light"
    page = open_page(color_scheme=against, bypass_csp=True, reduced_motion="reduce")
    page.get_by_role("radio", name=theme).check(force=True)
    answered(page, "unsure")
    clean(page)


# No share is longer than that of what is as sure as can be.
LARGEST = "async number => number.textContent = (await import('/static/-/languages.js')).sure(1)"


@pytest.mark.parametrize("size", [(1280, 800), (820, 1180), (360, 740)])
@pytest.mark.parametrize("locale", ["de", "fr", "es", "pt", "zh-CN"])
def test_the_layout_holds_in_each_language(open_page: Open, locale: str, size: tuple[int, int]) -> None:
    """Nothing is wider than the window, and no text of a control or a bar is cut off or broken."""
    page = open_page(locale=locale, viewport={"width": size[0], "height": size[1]})
    answered(page, "unsure")
    page.locator(".named .number").first.evaluate(LARGEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    cut = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"
    assert page.locator(".button:visible, .symbol, .title, .bars .number").evaluate_all(cut) == []
    tall = "all => all.filter(each => each.clientHeight > 50).map(each => each.textContent)"
    assert page.locator(".button:visible").evaluate_all(tall) == []


# Whether the language is written out beside its arrow (as wide as Chromium draws it).
WRITTEN_OUT = """select => {
  const { font, paddingLeft, paddingRight } = getComputedStyle(select);
  const context = document.createElement("canvas").getContext("2d");
  context.font = font;
  const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 16;
  return context.measureText(select.selectedOptions[0].textContent).width <= room;
}"""


@pytest.mark.parametrize("locale", WISHES.values())
def test_the_narrowest_window_holds_all_that_can_be_done(open_page: Open, locale: str) -> None:
    page = open_page(locale=locale, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    boxes = ([40.0 + 120 * place, 100, 90, 90] for place in range(3))
    answering(page, "4?4", *zip(("digit", "unsure", "digit"), boxes, strict=True))
    draw(page, LINE)
    expect(page.locator(".doubts")).to_be_visible()
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 640})
        ends = page.locator(".masthead *, .answer-top > *").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().right)"
        )
        assert max(ends) <= width - 15  # all but the page's edge
        assert page.locator(".preferences select").evaluate(WRITTEN_OUT)


@pytest.mark.parametrize("locale", ["de", "zh-CN"])
def test_the_heading_is_not_broken_beside_a_long_number(open_page: Open, locale: str) -> None:
    page = open_page(locale=locale)
    height = "heading => heading.clientHeight"
    before = page.locator("#answer-title").evaluate(height)
    answering(page, "4" * 9, *[("digit", [40.0 * k, 100, 30, 60]) for k in range(9)])
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_count(9)
    assert page.locator("#answer-title").evaluate(height) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_stand_the_drawing_and_its_bars(open_page: Open, scheme: Scheme) -> None:
    page = open_page(color_scheme=scheme)
    answering(page, "44", ("digit", [40, 100, 90, 90]), ("digit", [240, 100, 90, 90]))
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_count(2)
    page.emulate_media(media="print")
    expect(page.locator(".bars")).to_be_visible()
    expect(page.locator("button:visible:not(.whole button, .bars button), select:visible")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shot = np.asarray(Image.open(io.BytesIO(page.locator("#pad").screenshot())).convert("L"))
    assert shot.min() < 60  # its ink
    assert np.median(shot) > 240
    left = page.locator(".sheet, .answer").evaluate_all("all => all.map(each => each.offsetLeft)")
    assert left[0] == left[1]


def test_less_motion_is_honoured(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    duration = page.locator(".bar").first.evaluate("bar => getComputedStyle(bar).transitionDuration")
    assert duration == "0s"


def test_everything_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page()
    reached = []
    expect(page.locator("#examples button")).to_have_count(5)
    for _ in range(18):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(({ id, name, textContent }) => id || name || textContent)(document.activeElement)"
            )
        )
    assert reached == [
        *("Scrawl", "theme", "language"),
        *("pad", "undo", "redo", "pen", "eraser", "clear"),
        *(
            "file",
            "share",
            "example",
            "Expected",
            "What if…",
            "Earlier drawings",
            "API",
            "about-open",
            "keys-open",
        ),
    ]
