"""Each answer stays with the question it was given to, whatever becomes of the others."""

from __future__ import annotations

import io
from itertools import permutations

from browsing import Open, answer, draw
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]
FATES = ("busy", "slow", "lost")


def sheet(name: str) -> FilePayload:
    """A picture of this name; what stands in it does not matter."""
    file = io.BytesIO()
    Image.new("L", (40, 30), 255).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def reading(text: str) -> dict[str, object]:
    return {
        "text": text,
        "lines": [text],
        "digits": [],
        "numbers": [],
        "turned": 0,
        "complete": True,
        "model": {},
    }


def fated(page: Page) -> list[Route]:
    """Answers each picture with the number in its name, as its name says: "lost-3.png" fails first.

    Slow questions gather in the list.
    """
    seen: set[str] = set()
    held: list[Route] = []

    def reply(route: Route) -> None:
        sent = route.request.post_data_buffer or b""
        name = sent.partition(b'filename="')[2].partition(b'"')[0].decode()
        fate, _, number = name.removesuffix(".png").partition("-")
        is_first = name not in seen
        seen.add(name)
        if is_first and fate == "busy":
            headers = {"Retry-After": "1"}
            route.fulfill(status=503, headers=headers, content_type="application/problem+json", body="{}")
        elif is_first and fate == "lost":
            route.abort()
        elif fate == "slow":
            held.append(route)
        else:
            route.fulfill(json=reading(number))

    page.route("**/api/v1/read**", reply)
    return held


def test_busy_slow_and_lost_answers_come_to_their_own_pictures(open_page: Open) -> None:
    """In every order; nobody waits for the pauses, as the page's clock is turned on."""
    page = open_page(expected="Failed to load", turns_clock=True)
    held = fated(page)
    fates = [fate for order in permutations(FATES) for fate in order]
    page.set_input_files("#file", [sheet(f"{fate}-{number}.png") for number, fate in enumerate(fates)])
    labels = page.locator("#pictures .stack button span")
    expect(labels).to_have_count(len(fates))
    expect(page.locator("#pictures .progress")).to_contain_text(f"of {len(fates)} read")
    for _ in range(4 * len(fates)):
        while held:
            route = held.pop()
            name = (
                (route.request.post_data_buffer or b"").partition(b"slow-")[2].partition(b".png")[0].decode()
            )
            route.fulfill(json=reading(name))
        page.clock.fast_forward(1600)
        if page.locator("#pictures .progress").inner_text() == "":
            break
    expect(labels).to_have_text([f"{number}" for number in range(len(fates))])


def test_an_answer_to_a_picture_is_not_shown_over_ink(open_page: Open) -> None:
    page = open_page()
    held = fated(page)
    page.set_input_files("#file", [sheet("slow-12.png"), sheet("ok-34.png")])
    stack = page.locator("#pictures .stack button")
    expect(stack.nth(1).locator("span")).to_have_text("34")
    stack.nth(1).click()
    expect(answer(page).locator(".title")).to_have_text("No digit found")
    assert held
    stack.nth(0).click()
    expect(answer(page).locator(".title")).to_have_text("Reading…")
    page.locator("#clear").click()
    draw(page, LINE)
    expect(answer(page)).to_have_attribute("data-state", "nothing")  # as the ink is answered here
    page.locator("#undo").click()
    page.locator("#undo").click()
    expect(stack.nth(1).locator("span")).to_have_text("34")  # read once, and kept with its picture
