"""What was found in a picture lies over it, and every glyph can be chosen to see its figures."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np
import pillow_heif
import pytest
from browsing import Open, Stroke, answer, answering, bars, draw, pen_digits, pixels, placed
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from scrawl.reading import Reason
from scrawl.web.languages import LANGUAGES

SIZE = (900, 420)
LINE: list[Stroke] = [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]]

Picture = Callable[..., FilePayload]


@pytest.fixture(scope="session")
def digits(data: Path) -> dict[int, list[Stroke]]:
    """One of each digit, as a writer's pen went."""
    samples = pen_digits(data, "uji-digits")
    return {sample["label"]: sample["strokes"] for sample in reversed(samples)}


@pytest.fixture(scope="session")
def picture(digits: dict[int, list[Stroke]]) -> Picture:
    """Makes a photograph of a sheet with these digits side by side."""

    def make(number: str, kind: str = "PNG") -> FilePayload:
        image = Image.new("RGB", SIZE, (238, 236, 230))
        column = SIZE[0] / len(number)
        for place, figure in enumerate(number):
            for stroke in placed(digits[int(figure)], ((place + 0.3) * column, 120, 0.4 * column, 180)):
                ImageDraw.Draw(image).line(stroke, fill=(30, 30, 60), width=10, joint="curve")
        file = io.BytesIO()
        if kind == "HEIC":
            pillow_heif.from_pillow(image).save(file)
        else:
            image.save(file, kind)
        return {
            "name": f"{number}.{kind.lower()}",
            "mimeType": f"image/{kind.lower()}",
            "buffer": file.getvalue(),
        }

    return make


def uploaded(page: Page, file: FilePayload) -> list[dict[str, Any]]:
    """Chooses the file; the digits that the server answered."""
    with page.expect_response("**/api/v1/read**") as response:
        page.set_input_files("#file", file)
    found: list[dict[str, Any]] = response.value.json()["digits"]
    expect(answer(page)).not_to_have_attribute("data-state", "reading")
    return found


def sure(share: float) -> str:
    """As the page writes a confidence."""
    return LANGUAGES["en"].sure(share)


def boxes(page: Page) -> Locator:
    return page.locator(".boxes button")


def in_picture(page: Page, button: Locator) -> list[float]:
    """Where a button lies over the picture: x, y, width, height in the picture's pixels."""
    picture, box = page.locator(".picture img").bounding_box(), button.bounding_box()
    assert picture is not None
    assert box is not None
    scale = SIZE[0] / picture["width"]
    assert picture["height"] * scale == pytest.approx(SIZE[1], rel=0.01)
    return [
        (box["x"] - picture["x"]) * scale,
        (box["y"] - picture["y"]) * scale,
        box["width"] * scale,
        box["height"] * scale,
    ]


ALL_VERDICTS: tuple[tuple[str, list[float]], ...] = (
    ("digit", [60, 120, 140, 180]),
    ("unsure", [360, 120, 140, 180]),
    ("not_a_digit", [660, 0, 40, 40]),
)


@pytest.mark.parametrize("viewport", [(1280, 800), (360, 740)])
def test_boxes_lie_where_the_digits_are(open_page: Open, picture: Picture, viewport: tuple[int, int]) -> None:
    page = open_page(viewport={"width": viewport[0], "height": viewport[1]})
    found = uploaded(page, picture("407"))
    assert [each["digit"] for each in found] == [4, 0, 7]
    expect(boxes(page)).to_have_text(["4", "0", "7"])
    for size in (viewport, (800, 600)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for place, each in enumerate(found):
            assert in_picture(page, boxes(page).nth(place)) == pytest.approx(each["box"], abs=2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_turned_photograph_has_its_boxes_in_place(open_page: Open, picture: Picture) -> None:
    page = open_page()
    turned, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    upright = Image.open(io.BytesIO(picture("407")["buffer"]))
    upright.transpose(Image.Transpose.ROTATE_90).save(turned, "JPEG", quality=95, exif=exif)
    file: FilePayload = {"name": "turned.jpg", "mimeType": "image/jpeg", "buffer": turned.getvalue()}
    found = uploaded(page, file)
    expect(boxes(page)).to_have_text(["4", "0", "7"])
    for place, each in enumerate(found):
        assert in_picture(page, boxes(page).nth(place)) == pytest.approx(each["box"], abs=2)


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize("viewport", [(1280, 800), (360, 740)])
def test_a_picture_from_another_side_is_shown_upright(
    open_page: Open, viewport: tuple[int, int], turned: int
) -> None:
    page = open_page(viewport={"width": viewport[0], "height": viewport[1]})
    upright = np.full((SIZE[1], SIZE[0], 3), (238, 236, 230), np.uint8)
    for place, figure in enumerate("4347"):
        cv2.putText(
            upright,
            figure,
            (80 + 200 * place, 290),
            cv2.FONT_HERSHEY_SIMPLEX,
            7,
            (30, 30, 60),
            12,
            cv2.LINE_AA,
        )
    file = io.BytesIO()
    Image.fromarray(np.rot90(upright, turned // 90)).save(file, "PNG")
    uploaded(page, {"name": "sideways.png", "mimeType": "image/png", "buffer": file.getvalue()})
    expect(boxes(page)).to_have_text([*"4347"])
    expect(page.locator("#preview figcaption")).to_have_text(f"sideways.png Read turned by {turned}°")
    for place in range(4):
        ink = np.argwhere(upright[:, 200 * place + 50 : 200 * place + 250, 0] < 128)
        (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
        expected = [left + 200 * place + 50, top, right - left, bottom - top]
        assert in_picture(page, boxes(page).nth(place)) == pytest.approx(expected, abs=6)
    page.locator(".boxes").evaluate("each => (each.style.visibility = 'hidden')")
    shown = Image.open(io.BytesIO(page.locator(".picture").screenshot())).convert("RGB").resize(SIZE)
    assert np.abs(np.asarray(shown, float) - upright).mean() < 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_evidence_lies_on_the_upright_picture(open_page: Open, picture: Picture) -> None:
    page = open_page()
    sideways = io.BytesIO()
    upright = Image.open(io.BytesIO(picture("440")["buffer"]))
    upright.transpose(Image.Transpose.ROTATE_90).save(sideways, "PNG")
    answering(page, "4", ("digit", [120, 500, 180, 300]), turned=90)
    page.set_input_files(
        "#file", {"name": "sideways.png", "mimeType": "image/png", "buffer": sideways.getvalue()}
    )
    page.get_by_role("button", name="Why?", exact=True).click()
    expect(page.locator(".evidence")).to_be_visible()
    inked = pixels(page.locator(".evidence"))[..., 3] > 0
    down, across = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    scale = SIZE[0] / inked.shape[1]
    place = [across[0], down[0], across[-1] - across[0], down[-1] - down[0]]
    assert [scale * each for each in place] == pytest.approx([100, 120, 300, 180], abs=12)


@pytest.mark.parametrize("reason", get_args(Reason))
def test_what_is_no_digit_says_why(open_page: Open, picture: Picture, reason: str) -> None:
    page = open_page()
    answering(page, "4", *ALL_VERDICTS, reason=reason)
    page.set_input_files("#file", picture("440"))
    why = {
        "mark": "It is a mark of another kind",
        "frame": "It encloses other symbols",
        "word": "Its neighbours are letters",
        "edge": "It reaches over the edge",
        "too_small": "It is as small as a dot or a comma",
    }[reason]
    expect(boxes(page).nth(2)).to_have_accessible_name(f"Not a digit. {why}, 3 of 3")
    boxes(page).nth(2).click()
    expect(answer(page).locator(".title")).to_have_text("Not a digit")
    expect(answer(page).locator(".detail")).to_have_text(f"{why}. 20.0% like a digit; the nearest is 4")


def test_a_speck_beside_digits_has_a_quiet_box_and_can_be_chosen(open_page: Open, picture: Picture) -> None:
    page = open_page()
    image = Image.open(io.BytesIO(picture("407")["buffer"]))
    ImageDraw.Draw(image).ellipse((830, 280, 850, 305), outline=(30, 30, 60), width=5)
    file = io.BytesIO()
    image.save(file, "PNG")
    found = uploaded(page, {"name": "speck.png", "mimeType": "image/png", "buffer": file.getvalue()})
    assert [each["reason"] for each in found] == [None, None, None, "too_small"]
    speck = boxes(page).last
    assert in_picture(page, speck) == pytest.approx([830, 280, 21, 26], abs=2)
    assert speck.evaluate("box => getComputedStyle(box, '::before').borderTopStyle") == "dashed"
    expect(speck.locator("span")).to_be_hidden()
    speck.click()
    expect(speck).to_have_attribute("aria-pressed", "true")
    expect(answer(page).locator(".detail")).to_contain_text("It is as small as a dot or a comma")


def test_a_number_is_shown_whole_until_a_digit_is_chosen(open_page: Open, picture: Picture) -> None:
    page = open_page()
    uploaded(page, picture("407"))
    expect(answer(page)).to_have_attribute("data-state", "number")
    expect(page.locator(".whole")).to_have_text("407")
    expect(answer(page).locator(".title")).to_have_text("3 digits")
    expect(page.get_by_role("status")).to_have_text("3 symbols, read as 407")
    expect(page.locator(".boxes [aria-pressed=true]")).to_have_count(0)
    boxes(page).nth(1).click()
    expect(page.locator(".whole [aria-pressed=true]")).to_have_text("0")
    expect(page.locator(".whole")).to_have_text("407")
    expect(answer(page).locator(".title")).to_have_text("Zero")
    boxes(page).nth(1).click()
    expect(answer(page)).to_have_attribute("data-state", "number")


def test_a_chosen_box_shows_its_bars_and_its_frame(open_page: Open, picture: Picture) -> None:
    page = open_page()
    found = uploaded(page, picture("407"))
    for place in (2, 0):
        boxes(page).nth(place).click()
        expect(boxes(page).nth(place)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".boxes [aria-pressed=true]")).to_have_count(1)
        assert bars(page) == pytest.approx(found[place]["probabilities"], abs=5e-4)
        frame = pixels(answer(page).locator(".frame canvas"))[..., 0] / 255
        assert np.abs(frame - np.array(found[place]["frame"])).max() < 0.01


def test_boxes_and_the_number_choose_the_same(open_page: Open, picture: Picture) -> None:
    page = open_page()
    uploaded(page, picture("407"))
    number = page.locator(".whole button")
    boxes(page).nth(2).click()
    expect(number.nth(2)).to_have_attribute("aria-pressed", "true")
    number.nth(0).click()
    expect(boxes(page).nth(0)).to_have_attribute("aria-pressed", "true")
    expect(answer(page).locator(".title")).to_have_text("Four")


def test_boxes_are_chosen_by_keyboard(open_page: Open, picture: Picture) -> None:
    page = open_page()
    found = uploaded(page, picture("407"))
    page.get_by_role("combobox", name="Language").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".view")).to_be_focused()
    page.keyboard.press("Tab")
    expect(boxes(page).nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(boxes(page).nth(1)).to_be_focused()
    expect(answer(page)).to_have_attribute("data-state", "number")
    page.keyboard.press("Enter")
    expect(answer(page).locator(".title")).to_have_text("Zero")
    assert bars(page) == pytest.approx(found[1]["probabilities"], abs=5e-4)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(answer(page).locator(".title")).to_have_text("Seven")
    assert bars(page) == pytest.approx(found[2]["probabilities"], abs=5e-4)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Seven. .* sure$"))
    page.keyboard.press("ArrowRight")
    expect(boxes(page).nth(2)).to_be_focused()
    page.keyboard.press("Home")
    expect(boxes(page).nth(0)).to_be_focused()
    assert page.evaluate("scrollY") == 0


def test_boxes_are_named_by_what_was_read(open_page: Open, picture: Picture) -> None:
    page = open_page()
    found = uploaded(page, picture("407"))
    for place, each in enumerate(found):
        name = f"{each['digit']}, {sure(each['confidence'])}, {place + 1} of 3"
        expect(boxes(page).nth(place)).to_have_accessible_name(name)


def test_verdicts_differ_in_text_and_line(open_page: Open, picture: Picture) -> None:
    page = open_page()
    answering(page, "4?", *ALL_VERDICTS)
    page.set_input_files("#file", picture("440"))
    expect(boxes(page)).to_have_text(["4", "4/9?", "–"])
    expect(boxes(page).nth(1)).to_have_accessible_name("Unsure, 4 or 9, 2 of 3")
    expect(boxes(page).nth(2)).to_have_accessible_name("Not a digit. Its neighbours are letters, 3 of 3")
    lines = boxes(page).evaluate_all(
        "all => all.map(box => getComputedStyle(box, '::before').borderTopStyle)"
    )
    assert lines == ["solid", "solid", "dashed"]
    expect(answer(page).locator(".title")).to_have_text("2 digits, 1 unsure, 1 other mark")


def test_a_box_within_a_box_can_be_chosen(open_page: Open, picture: Picture) -> None:
    page = open_page()
    answering(page, "4?", ("digit", [400, 200, 40, 40]), ("not_a_digit", [0, 0, *SIZE]))
    page.set_input_files("#file", picture("440"))
    boxes(page).nth(1).click(position={"x": 5, "y": 5})
    expect(boxes(page).nth(1)).to_have_attribute("aria-pressed", "true")
    boxes(page).nth(0).click()
    expect(boxes(page).nth(0)).to_have_attribute("aria-pressed", "true")


def test_a_digit_that_is_alone_is_chosen(open_page: Open, picture: Picture) -> None:
    page = open_page()
    uploaded(page, picture("7"))
    expect(boxes(page)).to_have_count(1)
    expect(boxes(page)).to_have_attribute("aria-pressed", "true")
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(page.locator(".copy")).to_be_hidden()
    boxes(page).click()
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(boxes(page)).to_have_attribute("aria-pressed", "true")


def test_copy_puts_the_number_on_the_clipboard(open_page: Open, picture: Picture) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    uploaded(page, picture("407"))
    button = page.get_by_role("button", name="Copy 407")
    button.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    expect(button).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "407"
    expect(button).not_to_have_attribute("data-copied", re.compile(""))


def test_copying_that_is_not_allowed_is_said(open_page: Open, picture: Picture) -> None:
    page = open_page()
    uploaded(page, picture("407"))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy 407").click()
    expect(page.get_by_role("status")).to_have_text("Your browser did not allow copying")


def test_without_a_clipboard_there_is_no_button(open_page: Open, picture: Picture) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })")
    page.reload()
    uploaded(page, picture("407"))
    expect(page.locator(".whole")).to_have_text("407")
    expect(page.locator(".copy")).to_be_hidden()


def test_a_drawn_number_can_be_copied_and_walked(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    draw(page, LINE, (0.2, 0.2, 0.1, 0.6))
    draw(page, LINE, (0.6, 0.2, 0.1, 0.6))
    chips = page.locator(".whole button")
    expect(chips).to_have_text(["1", "1"])
    expect(chips.nth(1)).to_have_attribute("aria-pressed", "true")
    chips.nth(1).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(chips.nth(0)).to_have_attribute("aria-pressed", "true")
    expect(boxes(page)).to_have_count(0)
    page.get_by_role("button", name="Copy 11").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "11"


@pytest.mark.parametrize("kind", ["HEIC"])
def test_what_the_browser_cannot_show_can_be_chosen_in_the_number(
    open_page: Open, picture: Picture, kind: str
) -> None:
    page = open_page()
    uploaded(page, picture("407", kind))
    expect(page.locator(".whole button")).to_have_text(["4", "0", "7"])
    expect(page.locator("#preview")).to_contain_text(f"407.{kind.lower()}")
    expect(page.locator(".view")).to_be_hidden()
    page.locator(".whole button").nth(2).click()
    expect(answer(page).locator(".title")).to_have_text("Seven")


def test_another_picture_takes_the_boxes_away(open_page: Open, picture: Picture) -> None:
    page = open_page()
    uploaded(page, picture("407"))
    expect(boxes(page)).to_have_count(3)
    uploaded(page, picture("62"))
    expect(boxes(page)).to_have_text(["6", "2"])
    page.locator("#clear").click()
    expect(boxes(page)).to_have_count(0)
    expect(page.locator(".whole button")).to_have_count(0)
    expect(page.locator(".copy")).to_be_hidden()
