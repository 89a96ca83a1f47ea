from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from browsing import MIDDLE, Open, Stroke, answer, asked, bars, draw, inked, on_pad, pen_digits, pixels
from numpy.typing import NDArray
from playwright.sync_api import Error, Page, Route, expect

LEFT = (0.06, 0.2, 0.24, 0.6)
CENTRE = (0.38, 0.2, 0.24, 0.6)
RIGHT = (0.70, 0.2, 0.24, 0.6)

PLACES = "all => all.map(each => JSON.stringify(each.getBoundingClientRect()))"
LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]


def hold(page: Page) -> list[Route]:
    """Keeps the page's questions back from the server; they gather in the list, which may let them go."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/read**", keep)
    return held


def test_digits_of_many_writers_are_read(open_page: Open, data: Path) -> None:
    page = open_page()
    samples = [*pen_digits(data, "uji-digits")[::61], *pen_digits(data, "pendigits")[::2499]]
    right = 0
    for sample in samples:
        page.locator("#clear").click()
        draw(page, sample["strokes"])
        with suppress(AssertionError):
            expect(answer(page).locator(".symbol")).to_have_text(str(sample["label"]), timeout=3_000)
            right += 1
    assert right >= len(samples) - 1, f"{right} of {len(samples)}"


def test_bars_change_while_the_pen_is_down(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    [stroke, *_] = on_pad(page, sevens[0], MIDDLE)
    page.mouse.move(*stroke[0])
    page.mouse.down()
    for point in stroke[1 : len(stroke) // 2]:
        page.mouse.move(*point)
    expect(answer(page)).not_to_have_attribute("data-state", "empty")
    halfway = bars(page)
    assert sum(halfway) == pytest.approx(1, abs=0.01)
    for point in stroke[len(stroke) // 2 :]:
        page.mouse.move(*point)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    assert bars(page) != halfway
    page.mouse.up()


def test_the_panel_names_digit_confidence_shares_and_frame(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page()
    draw(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Seven. (> )?\d+\.\d% sure$"))
    numbers = answer(page).locator(".bars .number").all_inner_texts()
    assert [float(number.strip("> %")) / 100 for number in numbers] == pytest.approx(bars(page), abs=0.0011)
    expect(answer(page).locator(".title")).to_have_text("Seven")
    expect(answer(page).locator(".detail")).to_have_text(re.compile(r"^(> )?\d+\.\d% sure$"))
    frame = pixels(answer(page).locator(".frame canvas"))
    assert frame.shape == (28, 28, 4)
    assert frame[..., 0].max() > 200
    assert frame[0, 0].tolist() == [0, 0, 0, 255]


def test_a_tap_is_a_dot_and_not_nothing(open_page: Open) -> None:
    page = open_page()
    with asked(page) as drawing:
        page.locator("#pad").click()
    assert len(drawing["strokes"]) == 1
    assert inked(page) > 0


def test_a_stroke_is_drawn_to_its_end(open_page: Open) -> None:
    page = open_page()
    corners = [(0.0, 0.0), (50.0, 20.0), (100.0, 100.0)]
    [stroke] = on_pad(page, [corners], MIDDLE)
    draw(page, [corners])
    box = page.locator("#pad").bounding_box()
    assert box is not None
    ink = pixels(page.locator("#pad"))[..., 3]
    fine = ink.shape[1] / box["width"]
    assert [ink[round(fine * (y - box["y"])), round(fine * (x - box["x"]))] for x, y in stroke] == [255] * 3


def test_a_number_is_read_and_each_digit_can_be_chosen(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, LINE, LEFT)
    draw(page, LINE, RIGHT)
    draw(page, sevens[0], CENTRE)
    glyphs = page.locator(".whole button")
    expect(glyphs).to_have_text(["1", "7", "1"])
    expect(glyphs.nth(1)).to_have_attribute(
        "aria-pressed", "true"
    )  # drawn last, though it stands in the middle
    expect(answer(page).locator(".title")).to_have_text("Seven")
    expect(page.locator(".outlines i")).to_have_count(3)
    expect(page.locator(".outlines .chosen")).to_have_count(1)
    places = glyphs.evaluate_all(PLACES)
    glyphs.nth(2).click()
    expect(answer(page).locator(".title")).to_have_text("One")
    expect(glyphs.nth(2)).to_be_focused()
    assert glyphs.evaluate_all(PLACES) == places  # under a second click is what was under the first
    page.keyboard.press("Escape")
    expect(answer(page)).to_have_attribute("data-state", "number")
    expect(page.locator(".overview button")).to_have_text([re.compile(f"^{digit}") for digit in "171"])
    page.locator(".overview button").nth(1).click()
    expect(answer(page).locator(".title")).to_have_text("Seven")


def test_clear_empties_paper_and_answer(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, sevens[0])
    expect(answer(page)).to_have_attribute("data-state", "digit")
    page.get_by_role("button", name="Clear").click()
    expect(answer(page)).to_have_attribute("data-state", "empty")
    assert bars(page) == [0] * 10
    assert inked(page) == 0
    with asked(page) as drawing:
        draw(page, LINE)
    assert len(drawing["strokes"]) == 1


def test_the_pad_draws_on_after_clearing_in_the_middle_of_a_stroke(open_page: Open) -> None:
    page = open_page()
    [stroke] = on_pad(page, LINE, LEFT)
    page.mouse.move(*stroke[0])
    page.mouse.down()
    page.mouse.move(*stroke[1])
    page.locator("#clear").dispatch_event("click")
    page.mouse.up()
    assert inked(page) == 0
    draw(page, LINE, RIGHT)
    assert inked(page) > 0
    expect(answer(page).locator(".symbol")).to_have_text("1")


def test_an_answer_that_comes_after_clear_is_not_shown(open_page: Open) -> None:
    page = open_page()
    held = hold(page)
    draw(page, LINE)
    page.wait_for_timeout(100)
    page.locator("#clear").click()
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(answer(page)).to_have_attribute("data-state", "empty")


def test_a_slow_question_is_overtaken_by_one_and_the_newest_ink_is_asked_about_last(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page()
    held = hold(page)
    draw(page, sevens[0])
    page.wait_for_timeout(200)
    assert len(held) == 2
    held[0].continue_()
    page.wait_for_timeout(500)
    assert len(held) == 3
    held[1].continue_()
    held[2].continue_()
    expect(answer(page).locator(".symbol")).to_have_text("7")
    points = [sum(map(len, json.loads(route.request.post_data or "")["strokes"])) for route in held]
    assert points[0] == 1
    assert points == sorted(points)
    assert points[-1] > 5
    page.wait_for_timeout(200)
    assert len(held) == 3


def test_an_answer_that_a_newer_one_overtook_is_not_shown(open_page: Open) -> None:
    page = open_page()
    held = hold(page)
    draw(page, LINE, LEFT)
    page.wait_for_timeout(100)
    assert len(held) == 2
    held[1].continue_()
    expect(answer(page).locator(".symbol")).to_have_text("1")
    with suppress(Error):  # the page has given the question up
        held[0].fulfill(json={"text": "", "lines": [], "digits": [], "numbers": [], "model": {}})
    page.wait_for_timeout(200)
    expect(answer(page).locator(".symbol")).to_have_text("1")


def test_ink_and_answer_survive_another_size_of_the_window(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    draw(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    before = inked(page)
    for width, height in ((844, 390), (1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        assert inked(page) == pytest.approx(before, rel=0.1)
        expect(answer(page).locator(".symbol")).to_have_text("7")
    with asked(page) as drawing:
        draw(page, LINE, (0.9, 0.3, 0.05, 0.4))
    assert len(drawing["strokes"]) == len(sevens[0]) + 1


def test_the_same_drawing_is_sent_from_any_screen(open_page: Open) -> None:
    sent = []
    for kind in ({"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3}, {}):
        page = open_page(**kind)
        with asked(page) as drawing:
            page.locator("#pad").click()
        sent.append(drawing)
    phone, desk = sent
    assert phone["strokes"][0][0] == pytest.approx(desk["strokes"][0][0], abs=1)
    assert [phone[name] for name in ("width", "height", "brush")] == [
        desk[name] for name in ("width", "height", "brush")
    ]


@pytest.mark.parametrize("density", [1, 2])
def test_the_canvas_is_as_fine_as_a_good_screen(open_page: Open, density: int) -> None:
    """Also where the screen is coarse: thin ink would have rough edges."""
    page = open_page(device_scale_factor=density)
    pixels, css = page.locator("#pad").evaluate("pad => [pad.width, pad.clientWidth]")
    assert pixels == 2 * css


def test_ink_follows_the_colour_scheme(open_page: Open) -> None:
    page = open_page(color_scheme="light")
    draw(page, LINE)
    assert _ink_colour(page).max() < 100
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert _ink_colour(page).min() > 200


def _ink_colour(page: Page) -> NDArray[np.uint8]:
    drawn = pixels(page.locator("#pad"))
    return np.asarray(drawn[drawn[..., 3] == 255][0, :3])
