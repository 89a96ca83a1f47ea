"""The pad as a tool: steps back and forth, eraser, pens, palms, and the keyboard alone."""

from __future__ import annotations

import pytest
from browsing import MIDDLE, Open, Stroke, answer, asked, draw, inked, on_pad, ready
from playwright.sync_api import CDPSession, Page, Route, expect

LINE = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]
LEFT = (0.1, 0.2, 0.2, 0.6)
RIGHT = (0.7, 0.2, 0.2, 0.6)

UNDO, REDO = "Control+z", "Control+Shift+z"


def text(page: Page, expected: str) -> None:
    """The page shows this number, or this digit."""
    if len(expected) == 1:
        expect(answer(page).locator(".symbol")).to_have_text(expected)
    else:
        expect(page.locator(".whole button")).to_have_text(list(expected))


def pen(session: CDPSession, kind: str, place: tuple[float, float], force: float = 0.5) -> None:
    """A pen's event, which touches the paper unless it is released."""
    button = {"buttons": 0 if kind == "mouseReleased" else 1, "button": "left", "clickCount": 1}
    x, y = place
    session.send(
        "Input.dispatchMouseEvent",
        {"type": kind, "x": x, "y": y, "pointerType": "pen", "force": force, **button},
    )


def write(page: Page, strokes: list[Stroke], force: float) -> None:
    """Draws with a pen."""
    session = page.context.new_cdp_session(page)
    for stroke in on_pad(page, strokes, MIDDLE):
        pen(session, "mousePressed", stroke[0], force)
        for point in stroke[1:]:
            pen(session, "mouseMoved", point, force)
        pen(session, "mouseReleased", stroke[-1], force)


@pytest.mark.parametrize("by", ["buttons", "keys"])
def test_undo_and_redo_go_through_strokes_and_clear(
    open_page: Open, sevens: list[list[Stroke]], by: str
) -> None:
    page = open_page()

    def step(button: str, key: str) -> None:
        if by == "buttons":
            page.get_by_role("button", name=button).click()
        else:
            page.keyboard.press(key)

    draw(page, LINE, LEFT)
    draw(page, sevens[0], RIGHT)
    text(page, "17")
    step("Clear", "Delete")
    expect(answer(page)).to_have_attribute("data-state", "empty")
    assert inked(page) == 0
    step("Undo", UNDO)
    text(page, "17")
    for _ in sevens[0]:
        step("Undo", UNDO)
    text(page, "1")
    for _ in sevens[0]:
        step("Redo", REDO)
    text(page, "17")
    step("Redo", REDO)
    expect(answer(page)).to_have_attribute("data-state", "empty")
    expect(page.locator("#redo")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "false")


def test_new_ink_ends_what_could_be_redone(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE, LEFT)
    draw(page, LINE, RIGHT)
    page.locator("#undo").click()
    draw(page, LINE, MIDDLE)
    expect(page.locator("#redo")).to_have_attribute("aria-disabled", "true")
    text(page, "11")


def test_the_eraser_takes_whole_strokes_and_can_be_undone(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page()
    draw(page, LINE, LEFT)
    draw(page, sevens[0], RIGHT)
    text(page, "17")
    page.get_by_role("button", name="Eraser").click()
    draw(page, [[(0.0, 0.0), (100.0, 10.0)]], (0.1, 0.45, 0.15, 0.05))
    text(page, "7")
    page.keyboard.press(UNDO)
    text(page, "17")
    page.get_by_role("button", name="Medium pen").click()  # takes up the pen again, and the same
    draw(page, LINE, (0.45, 0.2, 0.1, 0.6))
    text(page, "117")


def test_the_other_end_of_a_pen_erases(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE)
    before = inked(page)
    [[_, middle, _]] = on_pad(page, LINE, MIDDLE)
    page.locator("#pad").evaluate(
        """(pad, [clientX, clientY]) => {
          const place = { pointerId: 7, pointerType: "pen", clientX, clientY, bubbles: true };
          pad.dispatchEvent(new PointerEvent("pointerdown", { ...place, button: 5, buttons: 32 }));
          pad.dispatchEvent(new PointerEvent("pointerup", place));
        }""",
        middle,
    )
    assert before > inked(page) == 0


def test_each_pen_draws_as_thick_as_it_is(open_page: Open) -> None:
    page = open_page()
    inks, brushes = [], []
    for size in ("Medium", "Thick", "Thin"):
        expect(page.locator("#pen")).to_have_attribute("aria-label", f"{size} pen")
        page.locator("#clear").click()
        with asked(page) as drawing:
            draw(page, LINE)
        inks.append(inked(page))
        brushes.append(drawing["brush"])
        page.locator("#pen").click()
    for ink, brush in zip(inks, brushes, strict=True):
        assert ink / inks[0] == pytest.approx(brush / brushes[0], rel=0.12)
    assert brushes[1] > brushes[0] > brushes[2]


def test_two_pens_in_one_drawing_are_sent_with_their_widths(open_page: Open) -> None:
    page = open_page()
    draw(page, LINE, LEFT)
    page.keyboard.press("+")
    expect(page.locator("#pen")).to_have_attribute("aria-label", "Thick pen")
    with page.expect_request(lambda request: (request.post_data or "").count("[[") == 2) as last:
        draw(page, LINE, RIGHT)
    drawing = last.value.post_data_json or {}
    medium, thick = drawing["strokes"]
    assert drawing["brush"] == 20
    assert {point[3] for point in medium} == {12 / 20}
    assert {point[3] for point in thick if len(point) > 2} <= {1}


def test_a_pen_pressed_lightly_draws_thinner_and_says_so(open_page: Open) -> None:
    inks, shares = [], []
    for force in (0.1, 0.9):
        page = open_page()
        with page.expect_request("**/api/v1/read**") as question:
            write(page, LINE, force)
        page.wait_for_timeout(100)
        inks.append(inked(page))
        [[point, *_]] = (question.value.post_data_json or {})["strokes"]
        shares.append(point[3] if len(point) > 2 else 1)
    assert shares == [pytest.approx(0.45, abs=0.01), 1]
    assert inks[0] < 0.6 * inks[1]


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send(
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
    )


def test_a_palm_beside_the_pen_draws_nothing(open_page: Open) -> None:
    """Whether it comes down before the pen or after it."""
    page = open_page(has_touch=True)
    session = page.context.new_cdp_session(page)
    [palm] = on_pad(page, LINE, (0.9, 0.2, 0.05, 0.6))
    with page.expect_request("**/api/v1/read**"):
        touch(session, "touchStart", palm[0])
        touch(session, "touchMove", palm[1])
    write(page, LINE, 1)
    touch(session, "touchEnd")
    touch(session, "touchStart", palm[0])
    touch(session, "touchMove", palm[1])
    touch(session, "touchEnd")
    with asked(page) as drawing:
        write(page, [[(0.0, 0.0), (100.0, 0.0)]], 1)
    assert len(drawing["strokes"]) == 2
    assert max(x for stroke in drawing["strokes"] for x, *_ in stroke) < 0.85 * drawing["width"]


def test_nothing_is_selected_or_moved_by_drawing(open_page: Open) -> None:
    page = open_page()
    draw(page, [[(0.0, 0.0), (100.0, 100.0)]], (0.1, 0.1, 0.8, 1.2))
    assert page.evaluate("String(getSelection())") == ""
    assert page.evaluate("scrollY") == 0


SEVEN = ["ArrowUp"] * 9 + ["ArrowLeft"] * 5 + [" "] + ["ArrowRight"] * 10 + ["ArrowDown"] * 3


def test_a_digit_drawn_by_keyboard_alone_is_read(open_page: Open) -> None:
    page = ready(open_page())
    while page.evaluate("document.activeElement.id") != "pad":
        page.keyboard.press("Tab")
    expect(page.locator("#cursor")).to_be_visible()
    for key in SEVEN:
        page.keyboard.press(key)
    for _ in range(6):  # two arrows at once go down to the left
        page.keyboard.down("ArrowLeft")
        page.keyboard.press("ArrowDown")
        page.keyboard.up("ArrowLeft")
        page.keyboard.press("ArrowDown")
    text(page, "7")
    expect(page.locator("#said")).to_have_text("33% across, 70% down")
    page.keyboard.press(" ")
    expect(page.locator("#said")).to_have_text("Pen up")
    page.keyboard.press("ArrowUp")
    ink = inked(page)
    page.keyboard.press("Escape")
    expect(page.locator("#cursor")).to_be_hidden()
    assert inked(page) == ink
    page.keyboard.press(UNDO)
    expect(answer(page)).to_have_attribute("data-state", "empty")


def test_keys_pressed_before_the_keyboards_pen_has_come_are_not_lost(open_page: Open) -> None:
    page = ready(open_page())
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/keyboard-pen.js", keep)
    page.focus("#pad")
    for key in SEVEN:
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowDown")
    assert page.evaluate("scrollY") == 0
    [route] = held
    route.continue_()
    expect(page.locator("#said")).to_have_text("63% across, 31% down")
    assert inked(page) > 0
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_have_text("60% across, 31% down")


def test_shift_makes_small_steps(open_page: Open) -> None:
    page = ready(open_page())
    page.focus("#pad")
    place = "cursor => parseFloat(cursor.style.left)"
    cursor = page.locator("#cursor")
    expect(cursor).to_be_visible()
    page.keyboard.press("ArrowLeft")
    assert cursor.evaluate(place) == pytest.approx(47.5)
    page.keyboard.press("Shift+ArrowLeft")
    assert cursor.evaluate(place) == pytest.approx(47)


def test_what_changes_with_each_movement_is_a_small_canvas_at_the_tip(open_page: Open) -> None:
    page = open_page()
    paper, wet = page.locator("#pad"), page.locator(".wet")
    box = paper.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 60, y)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(x - 60 + 10 * step, y)
    page.wait_for_timeout(100)
    found = wet.bounding_box()
    assert found
    assert found["x"] <= x - 10 < x < found["x"] + found["width"]
    assert found["y"] < y < found["y"] + found["height"]
    assert found["width"] % 32 == found["height"] % 32 == 0
    assert found["width"] * found["height"] < 0.05 * box["width"] * box["height"]
    page.mouse.up()
    assert wet.evaluate("wet => wet.width * wet.height") == 0
