from __future__ import annotations

import pytest
from browsing import Open, Stroke, answer, draw, free_port, serving
from playwright.sync_api import Route, expect

LINE: list[Stroke] = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]


def test_a_server_that_goes_away_and_comes_back(open_page: Open, sevens: list[list[Stroke]]) -> None:
    port = free_port()
    with serving(port) as address:
        page = open_page(address, expected="ERR_CONNECTION_REFUSED")
    draw(page, sevens[0])
    expect(answer(page)).to_have_attribute("data-state", "offline")
    expect(answer(page).locator(".title")).to_have_text("No connection")
    with serving(port):
        expect(answer(page).locator(".symbol")).to_have_text("7", timeout=10_000)


@pytest.mark.parametrize(("status", "title"), [(503, "The server is busy"), (429, "That was a lot at once")])
def test_a_busy_server_is_asked_again_when_it_said(open_page: Open, status: int, title: str) -> None:
    page = open_page(expected=str(status))
    page.route(
        "**/api/v1/read**",
        lambda route: route.fulfill(
            status=status, headers={"Retry-After": "1"}, content_type="application/problem+json", body="{}"
        ),
        times=1,
    )
    draw(page, LINE)
    expect(answer(page).locator(".title")).to_have_text(title)
    expect(answer(page).locator(".symbol")).to_have_text("1")


def test_ink_that_was_drawn_while_the_server_was_busy_is_read(open_page: Open) -> None:
    """Two questions are under way when the first is turned away: the second is put again, with the newest ink."""
    page = open_page(expected="503")
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/read**", keep, times=2)
    draw(page, LINE)
    page.wait_for_timeout(200)
    assert len(held) == 2
    held[0].fulfill(
        status=503, headers={"Retry-After": "1"}, content_type="application/problem+json", body="{}"
    )
    expect(answer(page).locator(".title")).to_have_text("The server is busy")
    expect(answer(page).locator(".symbol")).to_have_text("1")
