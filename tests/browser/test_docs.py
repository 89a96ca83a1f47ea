"""The API's page: its form sends what was chosen and shows what came, and it is as fit as the other page."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import WISHES, Open, Stroke
from playwright.sync_api import Page, expect
from test_upload import TEXT, picture


def docs(open_page: Open, server: str, **kind: Any) -> Page:
    return open_page(f"{server}/api/docs", **kind)


def test_the_form_sends_what_was_chosen_and_shows_the_answer(
    open_page: Open, server: str, sevens: list[list[Stroke]]
) -> None:
    page = docs(open_page, server)
    page.get_by_label("Picture").set_input_files(picture(sevens[0], "PNG"))
    page.get_by_label("layout").select_option("digit")
    page.get_by_label("region").fill("0,0,1.0,1.0")
    page.get_by_label("stages").check()
    page.get_by_label("embedding").check()
    with page.expect_request("**/api/v1/read**") as question:
        page.get_by_role("button", name="Send").click()
    assert question.value.url.endswith("?layout=digit&region=0%2C0%2C1.0%2C1.0&include=embedding%2Cstages")
    came = page.locator("#came")
    expect(came.get_by_role("status")).to_contain_text("200")
    expect(came.locator("dl")).to_contain_text("Server-Timing")
    answer = came.get_by_role("region", name="The answer")
    expect(answer).to_contain_text('"text": "7"')
    expect(answer).to_contain_text('"paper": "data:image/png;base64,')


def test_the_form_shows_what_is_refused_and_that_the_server_is_away(
    open_page: Open, server: str, sevens: list[list[Stroke]]
) -> None:
    page = docs(open_page, server, expected="Failed to load")
    came, send = page.locator("#came"), page.get_by_role("button", name="Send")
    page.get_by_label("Picture").set_input_files(TEXT)
    send.click()
    expect(came.get_by_role("status")).to_contain_text("415")
    expect(came.locator("pre")).to_contain_text('"code": "unsupported_picture"')
    page.get_by_label("Picture").set_input_files(picture(sevens[0], "PNG"))
    page.route("**/api/v1/read**", lambda route: route.abort(), times=1)
    send.click()
    expect(came.get_by_role("status")).to_contain_text("No connection")
    expect(came.locator("pre")).to_be_hidden()
    send.click()
    expect(came.locator("pre")).to_contain_text('"text": "7"')


def test_without_javascript_the_form_is_answered_with_json(
    open_page: Open, server: str, sevens: list[list[Stroke]]
) -> None:
    page = docs(open_page, server, java_script_enabled=False, expected="404")  # JSON names no icon
    expect(page.get_by_label("layout")).to_be_hidden()
    page.get_by_label("Picture").set_input_files(picture(sevens[0], "PNG"))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("body")).to_contain_text('"text":"7"')


@pytest.mark.parametrize("locale", WISHES.values())
def test_it_fits_a_telephone_in_each_language(open_page: Open, server: str, locale: str) -> None:
    page = docs(open_page, server, locale=locale, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
