"""A first visit is light, and a second one fetches the page alone."""

from __future__ import annotations

import pytest
from browsing import WISHES, Open, first_visit
from playwright.sync_api import Browser, Page


@pytest.mark.parametrize("locale", WISHES.values())
def test_a_first_visit_is_under_60_kb(server: str, browser: Browser, locale: str) -> None:
    size, requests, _ = first_visit(browser, server, locale)
    assert requests > 20
    assert size < 60_000


def fetched(page: Page) -> list[str]:
    """The files of the page that came over the network."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').filter(each => each.transferSize).map(each => each.name)"
    )
    return names


def test_a_second_visit_asks_for_no_file_again(open_page: Open, server: str) -> None:
    page = open_page(viewport={"width": 1279, "height": 800})  # a browser of its own, that was never here
    page.wait_for_load_state("networkidle")
    assert len(fetched(page)) > 20
    page.goto(server, wait_until="networkidle")
    assert fetched(page) == []
