"""A first visit is light, and a second one fetches the page alone."""

from __future__ import annotations

import pytest
from browsing import WISHES, first_visit, sizes_fetched
from playwright.sync_api import Browser


@pytest.mark.parametrize("locale", WISHES.values())
def test_a_first_visit_is_under_60_kb(server: str, browser: Browser, locale: str) -> None:
    size, requests, _ = first_visit(browser, server, locale)
    assert requests > 20
    assert size < 60_000


def test_a_second_visit_asks_for_the_page_alone(server: str, browser: Browser) -> None:
    with browser.new_context(service_workers="block") as context:  # it would answer, without a word
        page = context.new_page()
        sizes = sizes_fetched(page)
        page.goto(server, wait_until="networkidle")
        assert sum(map(bool, sizes)) > 20
        sizes.clear()
        page.goto(server, wait_until="networkidle")
        assert len(sizes) > 20
        assert sum(map(bool, sizes)) == 1
