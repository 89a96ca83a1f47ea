"""Numbers are shown as they were written, and each of their digits can be chosen."""

from __future__ import annotations

from browsing import Open, answer, answering, draw, ready
from playwright.sync_api import expect

LINE = [[(0.3, 0.2), (0.3, 0.8)]]
BOXES = [[40.0, 50, 60, 90], [140.0, 50, 60, 90], [300.0, 50, 60, 90]]


def test_marks_stand_before_their_digits_and_a_space_between_numbers(open_page: Open) -> None:
    page = ready(open_page())
    mark = {"mark": "-", "confidence": 0.9, "box": [10, 90, 20, 5]}
    comma = {"mark": ",", "confidence": 0.9, "box": [110, 130, 5, 20]}
    answering(
        page,
        "-4,4 4",
        *(("digit", box) for box in BOXES),
        numbers=[
            {"text": "-4,4", "line": 0, "digits": [0, 1], "marks": [mark, comma]},
            {"text": "4", "line": 0, "digits": [2], "marks": []},
        ],
    )
    draw(page, LINE)
    buttons = answer(page).locator(".whole button")
    expect(buttons).to_have_count(3)
    assert buttons.all_text_contents() == ["−4", ",4", "\u20024"]
    expect(answer(page).locator("[role=status]")).to_contain_text("-4,4 4")
    expect(answer(page).locator(".copy")).to_have_attribute("aria-label", "Copy -4,4 4")
    buttons.nth(2).click()
    expect(buttons.nth(2)).to_have_attribute("aria-pressed", "true")


def test_a_sign_makes_a_number_of_a_single_digit(open_page: Open) -> None:
    page = ready(open_page())
    mark = {"mark": "-", "confidence": 0.9, "box": [10, 90, 20, 5]}
    numbers = [{"text": "-4", "line": 0, "digits": [0], "marks": [mark]}]
    answering(page, "-4", ("digit", BOXES[0]), numbers=numbers)
    draw(page, LINE)
    expect(answer(page).locator(".whole button")).to_have_text("−4")
    expect(answer(page).locator(".whole")).to_be_visible()
