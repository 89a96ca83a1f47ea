"""Pictures on the paper: nothing done to them loses them, they are looked at closely, turned and cut."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from browsing import Open, Stroke, answer, answering, asked, draw, inked, ready
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

SIZE = (800, 600)
LINE: list[Stroke] = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]


def sheet(name: str = "sheet.png", size: tuple[int, int] = SIZE) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", size, (238, 236, 230)).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def width(page: Page) -> float:
    box = page.locator(".picture").bounding_box()
    assert box is not None
    return box["width"]


def seen(page: Page, name: str) -> None:
    expect(page.get_by_role("img", name=f"The picture {name}")).to_be_visible()


def test_nothing_done_to_a_picture_loses_it(open_page: Open) -> None:
    """Taps, wheels and drags leave it; what takes its place can be undone; another language keeps it."""
    page = ready(open_page())
    answering(page, "44", ("digit", [100, 100, 80, 120]), ("digit", [400, 300, 80, 120]))
    draw(page, LINE)
    ink = inked(page)
    page.set_input_files("#file", sheet("first.png"))
    seen(page, "first.png")
    page.mouse.move(*middle(page.locator(".view")))
    page.mouse.down()
    page.mouse.move(300, 300, steps=3)
    page.mouse.up()
    page.mouse.wheel(0, 200)
    page.locator(".view").click(position={"x": 60, "y": 200})
    seen(page, "first.png")
    page.set_input_files("#file", [sheet("second.png"), sheet("third.png")])
    seen(page, "second.png")
    page.locator("#clear").click()
    expect(answer(page)).to_have_attribute("data-state", "empty")
    page.locator("#undo").click()
    seen(page, "second.png")
    expect(page.locator("#pictures .stack button")).to_have_count(2)
    expect(page.locator(".whole")).to_have_text("44")
    page.get_by_role("combobox", name="Language").select_option(label="Deutsch")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("img", name="second.png")).to_be_visible()
    expect(page.locator(".whole")).to_have_text("44")
    page.keyboard.press("Control+z")
    expect(page.locator("#preview")).to_be_hidden()
    assert abs(inked(page) - ink) < 0.1 * ink


def test_one_step_back_from_a_picture_is_the_picture_before(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.set_input_files("#file", sheet("first.png"))
    page.set_input_files("#file", sheet("second.png"))
    seen(page, "second.png")
    page.locator("#undo").click()
    seen(page, "first.png")
    page.locator("#redo").click()
    seen(page, "second.png")
    page.locator("#undo").click()
    page.locator("#undo").click()
    with asked(page) as drawing:
        draw(page, LINE)
    assert len(drawing["strokes"]) == 1


@pytest.mark.parametrize("attempt", range(4))
def test_the_later_of_two_pictures_is_on_top_however_late_the_page_can_show_any(
    open_page: Open, attempt: int
) -> None:
    """Four times in new browsers, for they lay in either order then."""
    page = ready(open_page(viewport={"width": 1276 + attempt, "height": 800}))
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/pictures.js", hold)
    with page.expect_request("**/pictures.js"):
        page.set_input_files("#file", sheet("first.png"))
    page.set_input_files("#file", sheet("second.png"))
    page.wait_for_timeout(300)  # both wait for it
    for route in held:
        route.continue_()
    seen(page, "second.png")
    page.locator("#undo").click()
    seen(page, "first.png")


def test_a_picture_is_looked_at_closely(open_page: Open) -> None:
    """By wheel, keys, buttons, double click and two fingers; dragging moves it."""
    page = ready(open_page(has_touch=True))
    answering(page, "4", ("digit", [380, 280, 40, 40]))
    page.set_input_files("#file", sheet())
    box = page.locator(".boxes button")
    expect(box).to_have_count(1)
    whole, (x, y) = width(page), middle(page.locator(".view"))
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    assert width(page) > 1.5 * whole
    before = middle(box)
    assert abs(before[0] - x) < 15  # what is under the pointer stays there
    page.mouse.down()
    page.mouse.move(x - 80, y - 40, steps=4)
    page.mouse.up()
    after = middle(box)
    assert abs(before[0] - after[0] - 80) < 3
    assert abs(before[1] - after[1] - 40) < 3
    page.keyboard.press("0")
    assert width(page) == whole
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("="),
        lambda: page.get_by_role("button", name="Larger").click(),
        lambda: page.mouse.dblclick(x + 100, y + 60),
    )
    for closer in ways:
        closer()
        assert width(page) > 1.4 * whole
        page.keyboard.press("0")
    session = page.context.new_cdp_session(page)
    for kind, reach in (("touchStart", 40), ("touchMove", 60), ("touchMove", 100)):
        points = [{"x": x - reach, "y": y, "id": 1}, {"x": x + reach, "y": y, "id": 2}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert abs(width(page) / whole - 2.5) < 0.2
    expect(answer(page).locator(".symbol")).to_have_text("4")


def test_labels_cover_no_other_digit(open_page: Open) -> None:
    page = ready(open_page())
    found = [("digit", [100 + 40 * (k % 9), 100 + 44 * (k // 9), 30, 36]) for k in range(54)]
    answering(page, "4" * 54, *[(verdict, [float(each) for each in box]) for verdict, box in found])
    page.set_input_files("#file", sheet())
    expect(page.locator(".boxes button[data-side]")).to_have_count(54)
    covered = """() => {
      const of = (selector) => [...document.querySelectorAll(selector)];
      const shown = of(".boxes button").filter((each) => each.dataset.side !== "dot");
      return shown.filter((button) => {
        const label = button.firstElementChild.getBoundingClientRect();
        return of(".boxes button").some((other) => {
          const box = other.getBoundingClientRect();
          return other !== button && label.left < box.right && box.left < label.right
            && label.top < box.bottom && box.top < label.bottom;
        });
      }).length;
    }"""
    assert page.evaluate(covered) == 0
    dots = page.locator(".boxes [data-side=dot]").count()
    assert dots > 20  # no room between them …
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator(".boxes [data-side=dot]")).to_have_count(0)  # … until it is looked at closely


def test_a_picture_is_turned_and_cut_and_each_can_be_undone(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.set_input_files("#file", sheet())
    expect(page.locator(".boxes button")).to_have_count(1)
    image = page.locator(".picture img")

    def is_now(across: int, down: int) -> None:
        expect(image).to_have_js_property("naturalWidth", across)
        expect(image).to_have_js_property("naturalHeight", down)

    with page.expect_request("**/api/v1/read**") as question:
        page.get_by_role("button", name="Turn the picture").click()
    is_now(600, 800)
    assert b"sheet.png" in (question.value.post_data_buffer or b"")
    page.locator("#undo").click()
    is_now(800, 600)
    page.get_by_role("button", name="Read a part of the picture").click()
    expect(page.locator("#notice")).to_contain_text("Drag over the part")
    view = page.locator(".view[data-crops]")
    expect(view).to_be_visible()
    box = page.locator(".picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=3)
    page.mouse.up()
    is_now(400, 150)
    page.locator("#undo").click()
    is_now(800, 600)


def test_a_part_is_cut_out_by_keyboard(open_page: Open) -> None:
    """The frame is moved, sized and told by keys; what it holds is read, and that can be undone."""
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.set_input_files("#file", sheet())
    expect(page.locator(".boxes button")).to_have_count(1)
    button, frame = page.locator("#crop"), page.get_by_role("application", name="Part to be read")
    size = "image => [image.naturalWidth, image.naturalHeight]"
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Arrow keys move the frame")
    expect(frame).to_be_focused()
    for key, times in (("Shift+ArrowLeft", 15), ("Shift+ArrowUp", 25), ("ArrowRight", 5), ("ArrowDown", 10)):
        for _ in range(times):
            page.keyboard.press(key)
    expect(page.locator("#said")).to_have_text("20% to 70% across, 30% to 60% down")
    with page.expect_request("**/api/v1/read**"):
        page.keyboard.press("Enter")
    image = page.locator(".picture img")
    expect(image).to_have_js_property("naturalWidth", 400)
    assert image.evaluate(size) == [400, 180]
    expect(button).to_be_focused()
    page.keyboard.press("Control+z")
    expect(image).to_have_js_property("naturalWidth", 800)
    expect(page.locator("#said")).to_have_text("Undone")


def test_marking_a_part_can_be_left(open_page: Open) -> None:
    """By Esc, by its button, by a tap, and by whatever else is done with the picture."""
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.set_input_files("#file", sheet("first.png"))
    page.set_input_files("#file", [sheet("second.png"), sheet("third.png")])
    seen(page, "second.png")
    frame = page.locator(".crop")
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator("#crop").click(),
        lambda: page.locator(".view").click(),
        lambda: page.locator("#pictures .stack button").nth(1).click(),
        lambda: page.locator("#undo").click(),
    )
    for leave in ways:
        page.locator("#crop").click()
        expect(page.locator("#notice")).to_contain_text("Drag over the part")
        expect(frame).to_be_visible()
        expect(page.locator("#crop")).to_have_attribute("aria-pressed", "true")
        leave()
        expect(frame).to_have_count(0)
        expect(page.locator("#crop")).to_have_attribute("aria-pressed", "false")
        expect(page.locator("#notice")).to_be_empty()
    seen(page, "first.png")
    expect(page.locator(".picture img")).to_have_js_property("naturalWidth", SIZE[0])


def test_the_part_that_is_seen_closely_is_the_one_offered(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.set_input_files("#file", sheet())
    expect(page.locator(".boxes button")).to_have_count(1)
    for _ in range(4):
        page.keyboard.press("+")
    page.locator("#crop").click()
    expect(page.locator(".crop")).to_be_in_viewport(ratio=1)


def test_a_picture_that_is_too_large_is_sent_smaller(open_page: Open) -> None:
    page = ready(open_page())
    answering(page, "4", ("digit", [100, 100, 80, 120]))
    page.locator("#file").evaluate("input => (input.dataset.maxBytes = 20000)")
    noise = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(noise, "PNG")
    file: FilePayload = {"name": "noise.png", "mimeType": "image/png", "buffer": noise.getvalue()}
    assert len(noise.getvalue()) > 40_000
    with page.expect_request("**/api/v1/read**") as question:
        page.set_input_files("#file", file)
    assert len(question.value.post_data_buffer or b"") < 21_000
    expect(answer(page).locator(".symbol")).to_have_text("4")
