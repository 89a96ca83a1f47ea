from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WISHES, Open, answer, answering, draw, pixels, ready
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from test_pictures import SIZE, sheet
from test_upload import TEXT

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]

SEVEN: FilePayload = {
    "name": "seven.png",
    "mimeType": "image/png",
    "buffer": (Path(__file__).parents[2] / "docs" / "seven.png").read_bytes(),
}

Scheme = Literal["light", "dark"]


def answered(page: Page, verdict: str) -> None:
    """Has the page show an answer with this verdict."""
    answering(page, "4", (verdict, [100, 50, 200, 200]))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", verdict)


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


def number(page: Page) -> None:
    boxes = ([30.0 + 120 * place, 60.0, 90.0, 150.0] for place in range(3))
    answering(page, "4?4", *zip(("digit", "unsure", "digit"), boxes, strict=True))
    draw(page, LINE)
    expect(page.locator(".whole button")).to_have_count(3)


def all_digits(page: Page) -> None:
    number(page)
    page.locator(".all").click()
    expect(page.locator(".overview button")).to_have_count(3)


def why(page: Page) -> None:
    answered(page, "digit")
    page.locator(".why").click()
    expect(page.locator(".evidence")).to_be_visible()


def why_not(page: Page, verdict: str) -> None:
    answered(page, verdict)
    page.locator(".bars button").nth(9).click()
    expect(page.locator(".evidence")).to_be_visible()


def drawn_by_keys(page: Page) -> None:
    answering(page, "4", ("digit", [100, 50, 200, 200]))
    page.focus("#pad")
    expect(page.locator("#cursor")).to_be_visible()
    for key in (" ", "ArrowDown", "ArrowDown", " "):
        page.keyboard.press(key)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.locator("#eraser").click()
    page.focus("#pad")


def what_if(page: Page) -> None:
    answered(page, "digit")
    page.get_by_text("What if…").click()
    page.get_by_role("slider", name="Speckle").fill("20")
    expect(page.locator(".minds span")).not_to_have_count(0)


def earlier(page: Page) -> None:
    answered(page, "digit")
    page.get_by_text("Earlier drawings").click()
    expect(page.locator(".shelf [name=earlier]")).to_have_count(1)


def share(page: Page) -> None:
    answered(page, "digit")
    page.locator("#share").click()
    expect(page.locator("#share-panel")).to_be_visible()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def about(page: Page) -> None:
    page.locator("#about-open").click()
    expect(page.locator("#about .version")).not_to_be_empty()


def picture(page: Page) -> None:
    boxes = ([30.0 + 220 * place, 60.0, 150.0, 200.0] for place in range(3))
    answering(page, "4?", *zip(("digit", "unsure", "not_a_digit"), boxes, strict=True))
    page.set_input_files("#file", sheet())
    expect(page.locator(".boxes button[data-side]")).to_have_count(3)


def digit_of_a_picture(page: Page) -> None:
    picture(page)
    page.locator(".boxes button").nth(1).click()
    expect(answer(page)).to_have_attribute("data-state", "unsure")


def turned(page: Page) -> None:
    picture(page)
    page.locator("#turn").click()
    expect(page.locator(".picture img")).to_have_js_property("naturalHeight", SIZE[0])
    expect(page.locator(".boxes button[data-side]")).to_have_count(3)


def marking(page: Page) -> None:
    picture(page)
    page.locator("#crop").click()
    expect(page.locator(".crop")).to_be_focused()


def part(page: Page) -> None:
    marking(page)
    page.keyboard.press("Enter")
    expect(page.locator(".picture img")).to_have_js_property("naturalWidth", round(0.8 * SIZE[0]))
    expect(page.locator(".boxes button[data-side]")).to_have_count(3)


def way(page: Page) -> None:
    page.set_input_files("#file", SEVEN)
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.get_by_text("How it was read").click()
    page.locator(".way button").nth(1).click()
    expect(page.locator(".picture .cover")).to_be_visible()


def several(page: Page) -> None:
    answering(page, "4", ("digit", [100, 50, 200, 200]))
    page.set_input_files("#file", [sheet(), TEXT])
    expect(page.locator("#pictures .stack button")).to_have_text(["4", "4"])
    expect(page.get_by_role("button", name="Save as CSV")).to_be_visible()


def error(page: Page) -> None:
    answered(page, "digit")
    page.locator(".bars button").nth(9).click()
    page.unroute("**/api/v1/read**")
    page.set_input_files("#file", TEXT)
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(page.locator(".bars .contra, .bars [aria-pressed=true]")).to_have_count(0)


def away(page: Page) -> None:
    page.route("**/api/v1/read**", lambda route: route.abort())
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "offline")


def nowhere(page: Page) -> None:
    page.goto(f"{page.url}nowhere")


def docs(page: Page) -> None:
    """On a telephone, where its tables and examples scroll."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{page.url}api/docs")
    page.get_by_label("Picture").set_input_files(SEVEN)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#came pre")).to_contain_text('"text": "7"')


def sent(page: Page, file: FilePayload) -> None:
    """What a form without a script is answered with; axe is a script itself."""
    result = page.request.post(page.url, multipart={"file": file}, headers={"Accept": "text/html"}).text()
    page.route("**/result", lambda route: route.fulfill(body=result, content_type="text/html"))
    page.goto(f"{page.url}result")
    expect(page.locator(".outcome")).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    "empty": lambda page: None,
    "digit": lambda page: answered(page, "digit"),
    "unsure": lambda page: answered(page, "unsure"),
    "not a digit": lambda page: answered(page, "not_a_digit"),
    "number": number,
    "all digits": all_digits,
    "why": why,
    "why not": lambda page: why_not(page, "digit"),
    "why not when unsure": lambda page: why_not(page, "unsure"),
    "why not when not a digit": lambda page: why_not(page, "not_a_digit"),
    "drawn by keys": drawn_by_keys,
    "what if": what_if,
    "earlier": earlier,
    "share": share,
    "keys": keys,
    "about": about,
    "picture": picture,
    "digit of a picture": digit_of_a_picture,
    "turned": turned,
    "marking": marking,
    "part": part,
    "way": way,
    "several": several,
    "error": error,
    "away": away,
    "nowhere": nowhere,
    "docs": docs,
    "read without a script": lambda page: sent(page, SEVEN),
    "refused without a script": lambda page: sent(page, TEXT),
}


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
        assert page.locator("select").evaluate(WRITTEN_OUT)


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
    for _ in range(17):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(({ id, name, textContent }) => id || name || textContent)(document.activeElement)"
            )
        )
    assert reached == [
        *("Scrawl", "theme", "language"),
        *("pad", "undo", "redo", "pen", "eraser", "clear"),
        *("file", "share", "example", "What if…", "Earlier drawings", "API", "about-open", "keys-open"),
    ]
