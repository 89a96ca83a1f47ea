"""The panel about the network says what its model card says."""

from __future__ import annotations

from browsing import Open
from playwright.sync_api import Page, expect

from scrawl.reader import Reader
from scrawl.web.languages import LANGUAGES


def opened(page: Page, words: str = "en") -> None:
    page.get_by_role("button", name=LANGUAGES[words]("about")).click()
    expect(page.locator("#about .version")).not_to_be_empty()


def test_it_shows_the_figures_of_the_card(open_page: Open, reader: Reader) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/model") else None)
    opened(page)
    figures = reader.card["figures"]
    for table, name, share in ((".digits", "digits", "right"), (".non-digits", "non_digits", "refused")):
        shown = page.locator(f"#about {table} td:last-child").all_inner_texts()
        assert shown == [f"{100 * each[share]:.1f}%" for each in figures[name]]
    expect(page.locator("#about .digits tbody th").nth(2)).to_have_text(
        "pen digits UJI, thin pen, small in a corner"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#about")).to_be_hidden()
    expect(page.locator("#about-open")).to_be_focused()
    opened(page)
    assert len(asked) == 1


def test_each_collection_has_a_name_in_each_language(reader: Reader) -> None:
    figures = reader.card["figures"]
    names = [each["collection"] for kind in ("digits", "non_digits") for each in figures[kind]]
    parts = {part.replace(" ", "_").lower() for name in names for part in name.split(", ")}
    assert {f"about.part.{part}" for part in parts} == {
        key for key in LANGUAGES["en"].texts if key.startswith("about.part.")
    }
    assert len(reader.card["limits"]) == 4


def test_it_fits_a_telephone(open_page: Open) -> None:
    page = open_page(viewport={"width": 360, "height": 640}, locale="fr")
    opened(page, "fr")
    assert page.locator("#about").evaluate("about => about.scrollWidth <= about.clientWidth")
    page.get_by_role("button", name="Fermer").click()
    expect(page.locator("#about")).to_be_hidden()


def test_without_the_server_it_says_so(open_page: Open) -> None:
    page = open_page(expected="ERR_FAILED")
    page.route("**/api/v1/model", lambda route: route.abort())
    page.get_by_role("button", name="About the network").click()
    expect(page.locator("#about")).to_contain_text("No connection")
    expect(page.locator("#about tbody tr")).to_have_count(0)


def test_it_begins_with_what_it_is(open_page: Open) -> None:
    page = open_page()
    opened(page)
    words = LANGUAGES["en"]
    parts = page.locator("#about :is(p, h3, caption)").all_inner_texts()
    order = [parts.index(words(key)) for key in ("about.what", "about.limits", "about.digits")]
    assert order == sorted(order)
    assert order[0] == 0
