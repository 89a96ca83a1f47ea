"""The page speaks the visitor's language: by the browser's wish, and by choice."""

from __future__ import annotations

import pytest
from browsing import WISHES, Open, Stroke, answer, draw
from playwright.sync_api import expect

from scrawl.web.languages import LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_answer_speaks_the_language_of_the_browser(
    open_page: Open, sevens: list[list[Stroke]], code: str
) -> None:
    words = LANGUAGES[code]
    page = open_page(locale=WISHES[code])
    expect(page.locator("html")).to_have_attribute("lang", words("tag"))
    expect(answer(page).locator(".title")).to_have_text(words("answer.empty.title"))
    draw(page, sevens[0])
    expect(answer(page).locator(".title")).to_have_text(words("digit.7"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_server_and_browser_write_shares_alike(open_page: Open, code: str) -> None:
    words = LANGUAGES[code]
    page = open_page(locale=WISHES[code])
    shares = [0.0, 0.0004, 0.4567, 0.999, 1.0]
    written = page.evaluate(
        "async shares => { const { percent } = await import('/static/-/languages.js'); return shares.map(percent); }",
        shares,
    )
    assert written == [words.percent(share) for share in shares]


def test_spanish_says_u_before_ocho(open_page: Open) -> None:
    page = open_page(locale="es-ES")
    either = "async digits => (await import('/static/-/languages.js')).either(digits)"
    assert page.evaluate(either, [7, 8]) == "7 u 8"
    assert page.evaluate(either, [4, 9]) == "4 o 9"


def test_a_language_can_be_chosen_and_is_kept(open_page: Open) -> None:
    page = open_page(locale="en-US")
    page.get_by_role("combobox", name="Language").select_option(label="Deutsch")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#clear")).to_have_accessible_name("Leeren")
    expect(answer(page).locator(".title")).to_have_text("Noch nichts gezeichnet")
    page.reload()
    expect(page.locator("#clear")).to_have_accessible_name("Leeren")


def test_a_language_can_be_chosen_without_javascript(open_page: Open) -> None:
    page = open_page(locale="en-US", java_script_enabled=False)
    page.get_by_role("combobox", name="Language").select_option(label="Français")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Lire")).to_be_visible()


def test_a_problem_is_explained_in_the_language(open_page: Open) -> None:
    page = open_page(locale="fr-FR", expected="415")
    page.set_input_files("#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(answer(page).locator(".detail")).to_have_text(LANGUAGES["fr"]("problem.unsupported_picture"))


def test_the_catalogue_is_fetched_once(open_page: Open) -> None:
    page = open_page()
    fetched: list[str] = []
    page.on(
        "request",
        lambda request: (
            fetched.append(request.url) if ".json" in request.url and "/languages/" in request.url else None
        ),
    )
    page.reload()
    expect(answer(page)).to_have_attribute("data-state", "empty")
    expect(answer(page).locator(".title")).not_to_be_empty()
    assert len(fetched) == 1
