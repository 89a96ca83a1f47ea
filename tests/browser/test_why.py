"""Why it is this digit, and why not another: the evidence laid over the ink."""

from __future__ import annotations

import io
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from browsing import Open, Stroke, answer, draw, pixels, placed
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from test_upload import TEXT

from scrawl import Reader, Strokes

UNSURE = 0.72  # confidence that is in doubt whichever way the pointer's path is rounded
PAGE = (400, 300)  # PAGE in strokes.js
INKED = 0.1  # INKED in evidence.js
PLACES = (
    *("at the top left", "at the top", "at the top right", "on the left", "in the middle", "on the right"),
    *("at the bottom left", "at the bottom", "at the bottom right"),
)


@cache
def doubtful() -> list[Stroke]:
    """A 4 whose left arm reaches over its top so far that it nearly is a 9; how far that is, the network says."""
    reader, found = Reader(), []
    for left, right, high, low in product(
        (4.0, 8.0, 12.0), (44.0, 47.0, 50.0), (-2.0, -5.0, -8.0), (48.0, 54.0)
    ):
        strokes: list[Stroke] = [
            [(left, 0.0), (0.0, low), (60.0, low)],
            [(62.0, 0.0), (60.0, 20.0), (58.0, 130.0)],
            [(left + 2.0, 0.0), (right, high)],
        ]
        (digit,) = reader.read(
            Strokes.of([[[1.5 * x, 1.5 * y] for x, y in stroke] for stroke in strokes])
        ).digits
        four, nine = summits(digit.evidence, digit.frame)
        if digit.probabilities.argsort()[:-3:-1].tolist() == [4, 9] and four != nine:
            found.append((abs(digit.confidence - UNSURE), strokes))
    return min(found)[1]


def bar(page: Page, digit: int) -> Locator:
    return page.locator(".bars button").nth(digit)


def weighed(page: Page) -> dict[str, Any]:
    """Has the page ask why; the first digit of the answer that holds the evidence."""
    with page.expect_response("**include=frame,evidence") as response:
        page.get_by_role("button", name="Why?", exact=True).click()
    digit: dict[str, Any] = response.value.json()["digits"][0]
    return digit


def colours(page: Page, digit: dict[str, Any], size: tuple[int, int] = PAGE) -> NDArray[np.float64]:
    """How much bluer than orange the laid-over evidence is in the middle of each of the frame's places; (7, 7)."""
    expect(page.locator(".evidence")).to_be_visible()
    drawn = pixels(page.locator(".evidence")).astype(float)
    height, width = drawn.shape[:2]
    x, y, side, _ = (value * width / size[0] for value in digit["frame_box"])
    centres = (np.arange(7) + 0.5) / 7 * side
    columns, rows = (np.round(centres + start).astype(int) for start in (x, y))
    inside = np.ix_(np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1))
    colour = drawn[inside]
    seen = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))[None, :]
    return np.where(seen, (colour[..., 2] - colour[..., 0]) * colour[..., 3] / 255**2, np.nan)


def strongest(evidence: NDArray[np.float64], frame: NDArray[np.bool_]) -> str:
    """In which ninth of the inked part of a frame (28, 28) the most of it lies, (7, 7), in words."""
    ninths = []
    for place, inked in zip(
        np.unravel_index(evidence.argmax(), evidence.shape),
        (frame.any(axis=1), frame.any(axis=0)),
        strict=True,
    ):
        first, behind = np.flatnonzero(inked)[0], np.flatnonzero(inked)[-1] + 1
        share = (28 * (int(place) + 0.5) / 7 - first) / (behind - first)
        ninths.append(int(np.clip(3 * share, 0, 2)) if 7 * (behind - first) / 28 >= 3 else 1)
    return PLACES[3 * ninths[0] + ninths[1]]


def summits(evidence: Any, frame: Any) -> tuple[str, str]:
    """Where in a digit the most speaks for a 4 rather than a 9, and the other way round."""
    rather = np.array(evidence[4]) - np.array(evidence[9])
    inked = np.array(frame) > INKED
    return strongest(rather, inked), strongest(-rather, inked)


def told_of(digit: dict[str, Any]) -> str:
    """What the page is to say of it."""
    four, nine = summits(digit["evidence"], digit["frame"])
    return f"4 {four}, 9 {nine}" if four != nine else ""  # one place for both would tell nothing


def agrees(shown: NDArray[np.float64], evidence: NDArray[np.float64]) -> None:
    """Where the evidence is strong, its sign is the colour's."""
    strong = (np.abs(evidence) > 0.4 * np.abs(evidence).max()) & np.isfinite(shown)
    assert strong.sum() >= 2
    assert (np.sign(shown[strong]) == np.sign(evidence[strong])).all()


def test_evidence_is_asked_for_only_while_it_is_wanted(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.extend(parse_qs(urlsplit(request.url).query).get("include", [])))
    draw(page, sevens[0])
    expect(answer(page).locator(".symbol")).to_have_text("7")
    page.wait_for_timeout(500)
    assert set(asked) == {"frame"}
    asked.clear()
    weighed(page)
    expect(page.locator(".evidence")).to_be_visible()
    page.wait_for_timeout(300)
    assert asked == ["frame,evidence"]
    page.get_by_role("button", name="Why?", exact=True).click()
    expect(page.locator(".evidence")).to_have_count(0)
    assert asked == ["frame,evidence"]


def test_evidence_lies_where_it_is(open_page: Open) -> None:
    page = open_page()
    draw(page, doubtful())
    expect(answer(page).locator(".symbol")).to_have_text("4 or 9?")
    digit = weighed(page)
    evidence = np.array(digit["evidence"])
    expect(answer(page).locator(".title")).to_have_text("Why 4")
    expect(answer(page).locator(".legend")).to_have_text("for 4 against 4")
    agrees(colours(page, digit), evidence[4])
    bar(page, 9).click()
    expect(answer(page).locator(".title")).to_have_text("Why 4 and not 9")
    expect(answer(page).locator(".legend")).to_have_text("rather 4 rather 9")
    rather = evidence[4] - evidence[9]
    expect(answer(page).locator(".detail")).to_have_text(told_of(digit))
    agrees(colours(page, digit), rather)


@pytest.mark.parametrize("viewport", [(1280, 800), (390, 844)])
def test_evidence_lies_over_a_picture_too(open_page: Open, viewport: tuple[int, int]) -> None:
    page = open_page(viewport={"width": viewport[0], "height": viewport[1]})
    image = Image.new("RGB", (300, 500), (238, 236, 230))
    for stroke in placed(doubtful(), (90, 100, 140, 280)):
        ImageDraw.Draw(image).line(stroke, fill=(30, 30, 60), width=16, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    payload: FilePayload = {"name": "four.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.set_input_files("#file", payload)
    expect(page.locator(".boxes button")).to_have_count(1)
    digit = weighed(page)
    agrees(colours(page, digit, (300, 500)), np.array(digit["evidence"])[digit["digit"]])
    page.locator("#clear").click()
    expect(page.locator(".evidence")).to_have_count(0)


def test_why_stays_open_while_drawing(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    draw(page, sevens[0])
    weighed(page)
    before = pixels(page.locator(".evidence"))
    page.locator("#clear").click()
    expect(page.locator(".evidence")).to_have_count(0)
    draw(page, doubtful())
    expect(answer(page).locator(".title")).to_have_text("Why 4")
    assert (pixels(page.locator(".evidence")) != before).any()


def test_what_is_asked_of_a_digit_that_is_gone_is_forgotten(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    """The words of the answer come late, when the digit has made way for a file that is no picture."""
    page = open_page(expected="415")
    held: list[Route] = []
    page.route("**/reasons*.js", lambda route: held.append(route))  # noqa: PLW0108 — Playwright marks the handler
    draw(page, sevens[0])
    expect(answer(page)).to_have_attribute("data-state", "digit")
    with page.expect_request("**/reasons*.js"):
        page.locator(".bars button").nth(9).click()
    page.set_input_files("#file", TEXT)
    expect(answer(page)).to_have_attribute("data-state", "error")
    held[0].continue_()
    page.evaluate("address => import(address)", held[0].request.url)  # is there when it has come
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(page.locator(".bars [aria-pressed=true]")).to_have_count(0)


def test_why_is_asked_by_keyboard(open_page: Open) -> None:
    page = open_page()
    expect(bar(page, 4)).to_be_disabled()
    draw(page, doubtful())
    expect(answer(page).locator(".symbol")).to_have_text("4 or 9?")
    page.get_by_role("button", name="Why?", exact=True).focus()
    page.keyboard.press("Tab")
    expect(bar(page, 4)).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(bar(page, 9)).to_be_focused()
    with page.expect_response("**include=frame,evidence") as response:
        page.keyboard.press("Enter")
    expect(bar(page, 9)).to_have_attribute("aria-pressed", "true")
    told = told_of(response.value.json()["digits"][0])
    expect(page.get_by_role("status")).to_have_text(f"Why 4 and not 9. {told}")
    page.keyboard.press("Enter")
    expect(bar(page, 9)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".evidence")).to_have_count(0)


def test_bars_are_named_by_digit_share_and_question(open_page: Open) -> None:
    page = open_page()
    draw(page, doubtful())
    expect(answer(page).locator(".symbol")).to_have_text("4 or 9?")
    for digit, question in ((4, "Why 4?"), (9, "Why not 9?")):
        share = bar(page, digit).locator(".number").inner_text()
        expect(bar(page, digit)).to_have_accessible_name(f"{digit} {share} {question}")


def test_the_answer_stands_still_when_it_is_asked_why(open_page: Open) -> None:
    page = open_page()
    draw(page, doubtful())
    expect(answer(page).locator(".symbol")).to_have_text("4 or 9?")
    places = "parts => parts.map(part => JSON.stringify(part.getBoundingClientRect()))"
    parts = page.locator(".bars, .symbol, .frame canvas, .tools, .imprint")
    before = parts.evaluate_all(places)
    weighed(page)
    bar(page, 9).click()
    assert parts.evaluate_all(places) == before


def test_smooth_keeps_a_flat_map_and_the_sides_of_a_steep_one(open_page: Open) -> None:
    page = open_page()
    smooth = "async map => (await import('/static/-/smooth.js')).smooth(map, 56)"
    flat = np.array(page.evaluate(smooth, np.full((7, 7), 0.3).tolist()))
    assert flat == pytest.approx(np.full((56, 56), 0.3))
    left = np.zeros((7, 7))
    left[:, 0] = 1
    steep = np.array(page.evaluate(smooth, left.tolist()))
    assert steep.shape == (56, 56)
    assert steep[:, 0].min() > 0.8
    assert steep[:, 28:].max() == 0
    assert (np.diff(steep, axis=1) <= 0).all()
