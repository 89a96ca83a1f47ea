"""Inside the network: its layers at work on the visitor's own ink."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Open, Stroke, answer, draw
from playwright.sync_api import Page, expect

Scheme = Literal["light", "dark"]
SEVEN: list[Stroke] = [[(0.0, 0.0), (60.0, 0.0), (50.0, 30.0), (25.0, 100.0)]]


def opened(page: Page) -> Page:
    """The page with a 7 and the network open beside it."""
    expect(page.locator("#privacy .here")).to_be_visible()
    draw(page, SEVEN)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    page.locator("#inside summary").click()
    expect(page.locator("#inside .logits li")).to_have_count(10)
    return page


def logits(page: Page) -> list[float]:
    told = page.locator("#inside .logits li").all_text_contents()
    return [float(each.split(": ")[1].replace("−", "-")) for each in told]


def test_the_layers_are_shown_and_the_largest_logit_is_the_digit(open_page: Open) -> None:
    page = opened(open_page(engine=True))
    assert page.locator("#inside section h3").all_text_contents()[:6] == [
        f"Layer {layer}: {count} maps of {side} × {side}"
        for layer, (count, side) in enumerate([(16, 28), (16, 28), (48, 14), (48, 14), (112, 7), (96, 7)], 1)
    ]
    told = logits(page)
    assert max(range(10), key=told.__getitem__) == 7
    page.locator("#clear").click()
    expect(page.locator("#inside .none")).to_be_visible()
    expect(page.locator("#inside .layers")).to_be_hidden()


def test_one_place_of_the_first_layer_is_the_sum_of_nine_products(open_page: Open) -> None:
    page = opened(open_page(engine=True))
    slider = page.locator("#inside section input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#inside section output").first).to_have_text("2")
    page.locator("#inside .large").first.focus()
    page.keyboard.press("ArrowUp")
    cells = page.locator("#inside td").all_text_contents()
    assert len(cells) == 9
    told = page.locator("#inside .sum").inner_text().replace("−", "-")
    bias, total, output = (float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", told))
    products = [[float(each) for each in cell.replace("−", "-").split(" × ")] for cell in cells]
    assert abs(sum(ink * weight for ink, weight in products) + bias - total) < 0.06
    assert abs(output - max(total, 0)) < 0.011


def test_it_is_not_offered_where_the_server_reads(open_page: Open) -> None:
    page = open_page()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#inside")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_inside(open_page: Open, scheme: Scheme) -> None:
    page = opened(open_page(engine=True, color_scheme=scheme))
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
