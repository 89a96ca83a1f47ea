"""How a picture was read: asked for when it is opened, small in a strip, large over the picture."""

from __future__ import annotations

import base64
import io

import numpy as np
import pillow_heif
import pytest
from browsing import Open, Stroke, answer, draw, ready
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from test_upload import picture

RATIO = "image.naturalHeight / image.naturalWidth"
NAMES = ["Paper", "Ink", "Pieces", "Digits"]
STAGES = ("paper", "ink", "components", "glyphs")
# Of a picture 500 × 400 that lies on its right side: its upper left was read in what is its upper right.
READ = {
    "text": "4",
    "lines": ["4"],
    "digits": [
        {
            "digit": 4,
            "verdict": "digit",
            "confidence": 0.9,
            "probabilities": [0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0.1],
            "digitness": 1,
            "alternatives": [],
            "box": [380, 100, 60, 60],
            "frame_box": [380, 100, 60, 60],
            "line": 0,
            "reason": None,
            "frame": [[0] * 28] * 28,
        }
    ],
    "numbers": [{"text": "4", "line": 0, "digits": [0], "marks": []}],
    "turned": 270,
    "complete": True,
    "model": {},
}


def placed_at(part: Locator) -> tuple[float, float, float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def ratio(part: Locator) -> float:
    _, _, width, height = placed_at(part)
    return width / height


def within(part: Locator, whole: Locator) -> list[float]:
    """Where a part lies: x, y, width, height in shares of the whole."""
    (x, y, across, down), (left, top, width, height) = placed_at(part), placed_at(whole)
    return [(x - left) / width, (y - top) / height, across / width, down / height]


def opened(page: Page, file: FilePayload) -> None:
    """The picture is on the paper, read, and its way open."""
    page.set_input_files("#file", file)
    expect(answer(page).locator(".symbol")).to_have_text("7")
    page.get_by_text("How it was read").click()
    expect(page.locator(".way")).to_be_visible()


def heic(file: FilePayload) -> FilePayload:
    image = Image.open(io.BytesIO(file["buffer"]))
    encoded = io.BytesIO()
    pillow_heif.from_pillow(image).save(encoded)
    return {"name": "seven.heic", "mimeType": "image/heic", "buffer": encoded.getvalue()}


def test_each_stage_is_seen_over_the_picture(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = ready(open_page())
    way, cover = page.locator(".way button"), page.locator(".picture .cover")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/read?" in request.url else None)
    draw(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(page.locator("#way")).to_be_hidden()  # of a drawing there is none
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    expect(page.get_by_role("img", name="The picture seven.png")).to_be_visible()
    expect(answer(page).locator(".symbol")).to_have_text("7")
    assert [url for url in asked if "stages" in url] == []
    page.get_by_text("How it was read").click()
    expect(page.locator(".way")).to_be_visible()
    expect(way).to_have_text(NAMES)
    for image in page.locator(".way img").all():
        assert image.evaluate(f"async image => (await image.decode(), {RATIO})") == 500 / 400
    for place, name in enumerate(NAMES):
        way.nth(place).click()
        expect(cover).to_have_attribute("alt", name)
        assert cover.bounding_box() == page.locator(".picture").bounding_box()
    expect(page.locator(".boxes button")).to_have_count(1)
    way.nth(3).click()
    expect(cover).to_have_count(0)
    page.get_by_text("How it was read").click()
    page.get_by_text("How it was read").click()
    expect(way.first).to_be_visible()
    assert len([url for url in asked if "stages" in url]) == 1
    page.locator("#clear").click()
    expect(page.locator("#way")).to_be_hidden()


def test_the_way_follows_the_picture_that_is_seen(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = ready(open_page())
    one = picture([[(50.0, 0.0), (52.0, 50.0), (50.0, 100.0)]], "PNG")
    opened(page, picture(sevens[0], "PNG"))
    before = page.locator(".way img").nth(1).get_attribute("src")
    page.locator(".way button").nth(1).click()
    page.set_input_files("#file", one)
    expect(answer(page).locator(".symbol")).to_have_text("1")
    expect(page.locator(".way")).to_be_visible()
    expect(page.locator(".picture .cover")).to_have_count(0)
    expect(page.locator(".way [aria-pressed=true]")).to_have_count(0)
    assert page.locator(".way img").nth(1).get_attribute("src") != before


def test_each_stage_stands_as_it_was_read_also_of_a_picture_turned_before(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    """The visitor turned it, and the reader once more: it stays as the visitor turned it, its stages stand upright."""
    page = ready(open_page())
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    upright = Image.new("L", (400, 500), 255)
    upright.paste(0, (100, 60, 160, 120))  # a mark near the top left
    file = io.BytesIO()
    upright.save(file, "PNG")
    stage = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    page.route(
        "**/read?*stages", lambda route: route.fulfill(json=READ | {"stages": dict.fromkeys(STAGES, stage)})
    )
    page.route("**/read?*frame", lambda route: route.fulfill(json=READ))
    page.locator("#turn").click()
    expect(page.locator(".picture img")).to_have_js_property("naturalWidth", 500)
    expect(page.locator("#preview .notes")).to_have_text("Read turned by 270°")
    view, box = page.locator(".picture"), page.locator(".boxes button")
    assert ratio(view) == pytest.approx(500 / 400, rel=0.01)  # as the visitor turned it
    page.get_by_text("How it was read").click()
    for place in range(len(NAMES)):
        page.locator(".way button").nth(place).click()
        expect(page.locator(".picture .cover")).to_have_attribute("alt", NAMES[place])
        expect(page.locator(".picture .cover")).to_have_js_property("naturalHeight", 500)
        assert ratio(view) == pytest.approx(400 / 500, rel=0.01)
        shown = Image.open(io.BytesIO(view.screenshot())).convert("L")
        assert within(box, view) == pytest.approx([0.25, 0.12, 0.15, 0.12], abs=0.01)
        width, height = shown.size
        assert np.asarray(shown)[round(0.2 * height), round(0.29 * width)] < 60  # the mark lies in its box
    page.locator(".way button").last.click()
    assert ratio(view) == pytest.approx(500 / 400, rel=0.01)
    assert within(box, view) == pytest.approx([0.76, 0.25, 0.12, 0.15], abs=0.01)


def test_what_the_browser_cannot_show_is_upright_on_its_way(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = ready(open_page())
    page.route(
        "**/read?*frame",
        lambda route: route.fulfill(json=route.fetch().json() | {"turned": 90}),
    )
    opened(page, heic(picture(sevens[0], "PNG")))
    expect(page.locator("#turn")).to_be_hidden()
    expect(page.locator("#crop")).to_be_hidden()
    page.get_by_role("button", name="Paper").click()
    expect(page.get_by_role("img", name="Paper")).to_be_visible()
    expect(page.locator("#turn")).to_be_hidden()
    assert ratio(page.locator(".picture")) == pytest.approx(400 / 500, rel=0.01)


def test_what_the_browser_cannot_show_is_seen_on_its_way(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = ready(open_page())
    opened(page, heic(picture(sevens[0], "PNG")))
    expect(page.locator(".view")).to_be_hidden()
    page.get_by_role("button", name="Paper").click()
    expect(page.get_by_role("img", name="Paper")).to_be_visible()
    page.get_by_role("button", name="Paper").click()
    expect(page.locator(".view")).to_be_hidden()


def test_without_the_server_it_says_so_and_works_the_next_time(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = ready(open_page(expected="Failed to "))
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    summary = page.get_by_text("How it was read")
    page.route("**/way", lambda route: route.abort(), times=1)
    page.route("**/read?*stages", lambda route: route.abort(), times=1)
    summary.click()
    expect(page.locator("#notice")).to_contain_text("No connection")
    summary.click()
    summary.click()
    expect(page.locator("#way [role=status]")).to_contain_text("No connection")
    expect(page.locator(".way")).to_be_hidden()
    summary.click()
    summary.click()
    expect(page.locator(".way")).to_be_visible()
    expect(page.locator("#way [role=status]")).to_be_empty()


def test_opened_again_while_it_comes_it_is_there_once(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = ready(open_page())
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/way", hold)
    summary = page.get_by_text("How it was read")
    for _ in range(3):
        summary.click()
    with page.expect_response("**/way"):
        held[0].continue_()
    for route in held[1:]:
        route.continue_()
    expect(page.locator(".way")).to_have_count(1)
    expect(page.locator(".way img")).to_have_count(4)
    page.locator(".way button").nth(1).click()
    expect(page.locator(".picture .cover")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits(open_page: Open, sevens: list[list[Stroke]], width: int) -> None:
    page = ready(open_page(viewport={"width": width, "height": 844}))
    opened(page, picture(sevens[0], "PNG"))
    page.get_by_role("button", name="Pieces").click()
    expect(page.get_by_role("img", name="Pieces")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
