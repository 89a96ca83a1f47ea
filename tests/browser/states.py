"""States of the page, each as what a visitor does to get there: axe checks all, bench/screenshots.py shows some."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from browsing import answer, answering, draw
from playwright.sync_api import FilePayload, Page, expect
from test_pictures import SIZE, sheet
from test_upload import TEXT

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]

SEVEN: FilePayload = {
    "name": "seven.png",
    "mimeType": "image/png",
    "buffer": (Path(__file__).parents[2] / "docs" / "seven.png").read_bytes(),
}


def answered(page: Page, verdict: str) -> None:
    """Has the page show an answer with this verdict."""
    answering(page, "4", (verdict, [100, 50, 200, 200]))
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", verdict)


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
    page.locator("#way summary").click()
    page.locator(".way button").nth(1).click()
    expect(page.locator(".picture .cover")).to_be_visible()


def several(page: Page) -> None:
    answering(page, "4", ("digit", [100, 50, 200, 200]))
    page.set_input_files("#file", [sheet(), TEXT])
    expect(page.locator("#pictures .stack button")).to_have_text(["4", "4"])
    expect(page.locator("#pictures .csv")).to_be_visible()


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
