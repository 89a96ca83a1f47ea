"""Playing with what was drawn: sliders, the memory of this browser, what is saved, and links that carry a drawing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from browsing import Open, Stroke, answer, draw, inked, ready
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import scrawl
from scrawl.reader import Reader

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]
SIX = [
    [(60.0, 0.0), (30.0, 30.0), (10.0, 70.0), (12.0, 100.0), (35.0, 115.0), (58.0, 100.0), (55.0, 75.0)]
    + [(35.0, 65.0), (15.0, 80.0)]
]


def reads(page: Page, symbol: str) -> None:
    expect(answer(page).locator(".symbol")).to_have_text(symbol)


def slide(page: Page, name: str, value: float) -> None:
    page.get_by_role("slider", name=name).fill(str(value))


def test_a_six_upside_down_is_a_nine_and_the_slider_says_where(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("What if…").click()
    expect(page.get_by_role("slider", name="Turn")).to_be_disabled()
    draw(page, SIX)
    reads(page, "6")
    slide(page, "Turn", 180)
    reads(page, "9")
    expect(page.locator(".slider output").first).to_have_text("180°")
    track = page.locator(".slider").filter(has_text="Turn").locator(".minds")
    minds = track.locator("span")
    expect(minds).not_to_have_count(0)
    expect(track).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    expect(minds.filter(has_text="6")).to_have_count(1)
    left, width = minds.filter(has_text="6").evaluate(
        "six => [six.style.left, six.style.width].map(parseFloat)"
    )
    assert left < 50 < left + width  # drawn upright, it is a 6
    page.get_by_role("button", name="As drawn").click()
    reads(page, "6")
    expect(page.get_by_role("slider", name="Turn")).to_have_value("0")


@pytest.mark.parametrize(
    ("slider", "value", "more"), [("Size", 0.3, False), ("Pen width", 2, True), ("Speckle", 60, True)]
)
def test_each_slider_changes_the_ink_and_reset_brings_it_back(
    open_page: Open, slider: str, value: float, more: bool
) -> None:
    page = open_page()
    draw(page, LINE)
    before = inked(page)
    page.get_by_text("What if…").click()
    slide(page, slider, value)
    assert inked(page) > 1.03 * before if more else inked(page) < 0.5 * before
    page.get_by_role("button", name="As drawn").click()
    assert inked(page) == pytest.approx(before, rel=0.01)


def test_shifted_ink_lies_elsewhere(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE)
    reads(page, "1")
    page.get_by_text("What if…").click()
    with page.expect_request("**/api/v1/read?layout=auto&include=frame") as question:
        slide(page, "Shift", 0.25)
    [stroke] = (question.value.post_data_json or {})["strokes"]
    assert stroke[0][0] == pytest.approx(300, abs=4)


def test_one_may_draw_on_with_what_was_changed_and_undo_both(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE)
    page.get_by_text("What if…").click()
    slide(page, "Size", 0.5)
    draw(page, LINE, (0.8, 0.3, 0.1, 0.4))
    expect(page.locator(".whole button")).to_have_text(["1", "1"])
    expect(page.get_by_role("slider", name="Size")).to_have_value("1")
    page.locator("#undo").click()
    page.locator("#undo").click()
    reads(page, "1")
    assert inked(page) > 0


def test_the_drawing_survives_reload_and_going_back(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, sevens[0])
    reads(page, "7")
    before = inked(page)
    page.reload()
    reads(page, "7")
    assert inked(page) == pytest.approx(before, rel=0.02)
    page.goto(f"{page.url}api/docs")
    page.go_back()
    reads(page, "7")
    page.locator("#clear").click()
    page.reload()
    expect(answer(page)).to_have_attribute("data-state", "empty")


def test_steps_survive_reload(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, LINE, (0.1, 0.2, 0.2, 0.6))
    draw(page, LINE, (0.4, 0.2, 0.2, 0.6))
    page.locator("#clear").click()
    page.locator("#undo").click()
    expect(page.locator(".whole button")).to_have_text(["1", "1"])
    page.reload()
    expect(page.locator(".whole button")).to_have_text(["1", "1"])
    page.locator("#redo").click()
    expect(answer(page)).to_have_attribute("data-state", "empty")
    for _ in range(2):
        page.locator("#undo").click()
    reads(page, "1")
    page.locator("#undo").click()
    expect(answer(page)).to_have_attribute("data-state", "empty")
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "true")


def shelf(page: Page) -> Locator:
    return page.locator(".shelf [name=earlier]")


def test_earlier_drawings_come_back_and_can_be_forgotten(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    page.get_by_text("Earlier drawings").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    for strokes, symbol in ((sevens[0], "7"), (SIX, "6")):
        draw(page, strokes)
        reads(page, symbol)
        page.wait_for_timeout(300)  # for the answer to the stroke's end
        page.locator("#clear").click()
    expect(shelf(page)).to_have_text(["6", "7"])
    page.reload()
    page.get_by_text("Earlier drawings").click()
    page.get_by_role("button", name="Bring back 7").click()
    reads(page, "7")
    page.wait_for_timeout(1300)
    expect(shelf(page)).to_have_text(["7", "6"])  # the newest first, and none twice
    page.get_by_role("button", name="Forget 6").click()
    expect(shelf(page)).to_have_text(["7"])
    page.get_by_role("button", name="Bring them back").click()
    expect(shelf(page)).to_have_text(["7", "6"])
    page.get_by_role("button", name="Forget them all").click()
    expect(shelf(page)).to_have_count(0)
    page.get_by_role("button", name="Bring them back").click()
    expect(shelf(page)).to_have_text(["7", "6"])
    page.get_by_role("button", name="Forget them all").click()
    expect(shelf(page)).to_have_count(0)
    assert page.evaluate("localStorage.readings") == "[]"


def test_a_drawing_and_what_is_added_to_it_are_one_entry(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    page.get_by_text("Earlier drawings").click()
    draw(page, LINE, (0.1, 0.2, 0.2, 0.6))
    expect(shelf(page)).to_have_text(["1"])
    draw(page, sevens[0], (0.5, 0.2, 0.3, 0.6))
    expect(shelf(page)).to_have_text(["17"])


def shared(page: Page) -> Locator:
    page.get_by_role("button", name="Save or share").click()
    return page.get_by_role("dialog", name="This drawing")


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {kind}").click()
    assert download.value.suggested_filename == f"scrawl.{kind.lower()}"
    return Path(download.value.path()).read_bytes()


def test_what_is_saved_is_the_drawing(open_page: Open, reader: Reader, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, sevens[0])
    reads(page, "7")
    shared(page)
    picture = saved(page, "PNG")
    assert Image.open(io.BytesIO(picture)).size == (1600, 1200)
    assert reader.read(picture).text == "7"
    drawing = json.loads(saved(page, "JSON"))
    assert reader.read(scrawl.Strokes.of(**drawing)).text == "7"
    vectors = saved(page, "SVG").decode()
    assert vectors.startswith("<svg")
    page.goto("about:blank")
    page.set_content(vectors)
    shown = np.asarray(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L"), float)
    expected = np.asarray(
        Image.open(io.BytesIO(picture)).convert("L").resize((1600, 1200)), float
    )  # at the same size
    assert (
        abs((shown[8:1208, 8:1608][:1000, :1000] < 128).mean() - (expected[:1000, :1000] < 128).mean()) < 0.01
    )


def test_a_link_shows_the_drawing_to_somebody_else(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    draw(page, sevens[0])
    reads(page, "7")
    before = inked(page)
    panel = shared(page)
    link = panel.get_by_role("textbox").input_value()
    assert len(urlsplit(link).fragment) < 400
    panel.get_by_role("button", name="Copy link").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    other = open_page(link)
    reads(other, "7")
    assert inked(other) == pytest.approx(before, rel=0.02)
    assert urlsplit(other.url).fragment == ""


def test_a_link_shows_pressure_and_pens(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE, (0.1, 0.2, 0.2, 0.6))
    page.locator("#pen").click()
    page.evaluate("""import("/static/-/link.js").then(({ decode, encode }) => {
      const pressed = { brush: 7, points: [[1.25, -3, 0, 0.4], [399.5, 3, 0, 1]] };
      window.there = [pressed, { brush: 20, points: [[0, 0, 0, 1]] }];
      window.back = decode(encode(window.there));
    })""")
    there, back = page.evaluate("[there, back]")
    assert [stroke["brush"] for stroke in back] == [7, 20]
    for sent, come in zip(there, back, strict=True):
        for point, other in zip(sent["points"], come["points"], strict=True):
            assert other == pytest.approx(point, abs=0.005)


@pytest.mark.parametrize(
    "fragment", ["d=", "d=%", "d=Ag", "d=AQ4w", "d=AQIwAA", "d=AQIwgICAgICAAA", "d=AQAw"]
)
def test_a_broken_link_is_told_and_harms_nothing(open_page: Open, server: str, fragment: str) -> None:
    page = open_page(f"{server}#{fragment}")
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(answer(page).locator(".detail")).to_contain_text("damaged or cut off")
    draw(page, LINE)
    reads(page, "1")


@pytest.mark.parametrize("by", ["key", "button"])
def test_the_keys_are_shown_on_request(open_page: Open, by: str) -> None:
    page = ready(open_page())
    if by == "key":
        page.keyboard.press("?")
    else:
        page.get_by_role("button", name="Keyboard").click()
    panel = page.get_by_role("dialog", name="Keyboard")
    for key in ("Z", "E", "Del", "Space", "Esc"):
        expect(panel.get_by_text(key, exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("locale", ["de", "fr", "es", "pt", "zh-CN"])
def test_it_all_fits_a_telephone_in_each_language(open_page: Open, locale: str) -> None:
    page = open_page(locale=locale, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    draw(page, SIX)
    for panel in ("#what-if", "#earlier"):
        page.locator(f"{panel} summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        cut = (
            "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"
        )
        assert page.locator(f"{panel} :is(label, output, button)").evaluate_all(cut) == []
    for opener, panel in (("#share", "#share-panel"), ("#keys-open", "#keys")):
        page.locator(opener).evaluate("button => button.click()")
        assert page.locator(panel).evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        page.keyboard.press("Escape")
