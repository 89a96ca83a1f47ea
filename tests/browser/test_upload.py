from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from browsing import Open, Stroke, answer, answering, draw, placed
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, JSHandle, Page, expect

TEXT: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"not a picture"}


def picture(strokes: list[Stroke], kind: str) -> FilePayload:
    """The strokes drawn with a felt pen on a sheet of paper."""
    image = Image.new("RGB", (400, 500), (238, 236, 230))
    for stroke in placed(strokes, (100, 100, 200, 300)):
        ImageDraw.Draw(image).line(stroke, fill=(30, 30, 60), width=22, joint="curve")
    file = io.BytesIO()
    image.save(file, kind)
    return {"name": f"seven.{kind.lower()}", "mimeType": f"image/{kind.lower()}", "buffer": file.getvalue()}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_read_and_shown(open_page: Open, sevens: list[list[Stroke]], kind: str) -> None:
    page = open_page()
    page.set_input_files("#file", picture(sevens[0], kind))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    preview = page.get_by_role("img", name=re.compile("The picture seven"))
    expect(preview).to_be_visible()
    assert preview.evaluate("image => image.naturalHeight") == 500
    page.locator("#clear").click()
    expect(preview).to_be_hidden()
    expect(answer(page)).to_have_attribute("data-state", "empty")


def carried(page: Page, *files: FilePayload) -> JSHandle:
    """The files as a drag or the clipboard carries them."""
    return page.evaluate_handle(
        """files => {
          const carried = new DataTransfer();
          for (const [name, type, bytes] of files) {
            carried.items.add(new File([new Uint8Array(bytes)], name, { type }));
          }
          return carried;
        }""",
        [[file["name"], file["mimeType"], list(file["buffer"])] for file in files],
    )


@pytest.mark.parametrize("place", ["#pad", ".masthead", "#answer", ".imprint"])
def test_a_picture_dropped_anywhere_is_read(open_page: Open, sevens: list[list[Stroke]], place: str) -> None:
    page = open_page()
    transfer = carried(page, picture(sevens[0], "PNG"))
    page.locator(place).dispatch_event("drop", {"dataTransfer": transfer})
    expect(answer(page).locator(".symbol")).to_have_text("7")


def test_a_pasted_picture_is_read(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    clipboard = carried(page, picture(sevens[0], "PNG"))
    page.evaluate(
        "carried => document.body.dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: carried, bubbles: true }))",
        clipboard,
    )
    expect(answer(page).locator(".symbol")).to_have_text("7")


def test_the_camera_of_a_telephone_is_offered(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    camera = page.get_by_label("Take a photograph")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(picture(sevens[0], "JPEG"))
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(open_page().get_by_label("Take a photograph")).to_be_hidden()


def test_several_pictures_are_all_read_and_each_can_be_seen(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page(expected="415")
    one = picture([[(50.0, 0.0), (52.0, 50.0), (50.0, 100.0)]], "PNG")
    one["name"] = "one.png"
    page.set_input_files("#file", [picture(sevens[0], "PNG"), one, TEXT])
    stack = page.locator("#pictures .stack button")
    expect(answer(page).locator(".symbol")).to_have_text("7")
    expect(stack).to_have_text(["7", "1", "–"])
    expect(stack.nth(0)).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert Path(download.value.path()).read_text() == "seven.png,7\none.png,1\nnotes.txt,\n"
    expect(stack.nth(1)).to_have_accessible_name("one.png, 1")
    stack.nth(1).click()
    expect(page.get_by_role("img", name="The picture one.png")).to_be_visible()
    expect(answer(page).locator(".symbol")).to_have_text("1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(answer(page).locator(".symbol")).to_have_text("7")
    page.locator("#clear").click()
    expect(stack).to_have_count(0)


def test_a_small_picture_is_turned_like_the_large_one(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    answering(page, "4", ("digit", [100, 100, 200, 300]), turned=90)
    page.set_input_files("#file", [picture(sevens[0], "PNG"), picture(sevens[0], "JPEG")])
    for place in range(2):
        image = page.locator("#pictures .stack img").nth(place)
        expect(image).to_have_css("rotate", "90deg")
        box, button = image.bounding_box(), page.locator("#pictures .stack button").nth(place).bounding_box()
        assert box is not None
        assert button is not None
        assert box["width"] == pytest.approx(button["width"], abs=3)
        assert box["height"] < button["height"]


def test_what_is_to_be_known_of_a_reading_stands_below_the_picture(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page(viewport={"width": 360, "height": 640})
    answering(page, "4", ("digit", [100, 100, 200, 300]), turned=90, complete=False)
    name, content = f"{'long-' * 12}name.png", picture(sevens[0], "PNG")["buffer"]
    page.set_input_files("#file", {"name": name, "mimeType": "image/png", "buffer": content})
    notes = page.locator("figcaption .notes")
    expect(notes).to_have_text("Read turned by 90° · Too much ink to try everything")
    box = notes.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    answering(page, "4", ("digit", [100, 100, 200, 300]))
    page.set_input_files("#file", [picture(sevens[0], "PNG")])
    expect(notes).to_be_empty()


EXAMPLES: dict[str, tuple[str, str | re.Pattern[str]]] = {
    "A seven with a bar": ("digit", "7"),
    "A number": ("digit", ""),
    "A 4 or a 9": ("unsure", re.compile(r"^(4 or 9|9 or 4)\?$")),
    "A small digit in the corner": ("digit", "8"),
    "A house, which is no digit": ("not_a_digit", "–"),
}


def test_examples_are_read_with_one_click(open_page: Open) -> None:
    page = open_page()
    for name, (verdict, symbol) in EXAMPLES.items():
        page.get_by_role("button", name=name).click()
        expect(answer(page)).to_have_attribute("data-state", verdict)
        expect(answer(page).locator(".symbol")).to_have_text(symbol)
        expect(page.locator("#examples")).to_be_hidden()
        page.locator("#clear").click()
    page.get_by_role("button", name="A number").click()
    expect(page.locator(".whole button")).to_have_text(["1", "9", "0", "5"])


def test_an_example_can_be_drawn_on(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    page.get_by_role("button", name="A small digit in the corner").click()
    expect(answer(page).locator(".symbol")).to_have_text("8")
    draw(page, sevens[0], (0.5, 0.6, 0.2, 0.3))
    expect(page.locator(".whole button")).to_have_text(["7", "8"])


def test_what_is_no_picture_is_explained(open_page: Open) -> None:
    page = open_page(expected="415")
    page.set_input_files("#file", TEXT)
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(answer(page).locator(".detail")).to_contain_text("PNG")
    expect(page.get_by_role("status")).to_contain_text("could not be read")


def test_a_heic_that_is_not_read_says_what_to_do(open_page: Open) -> None:
    page = open_page(expected="415")
    page.locator("#file").evaluate("input => (input.accept = 'image/*')")  # a server that reads none
    page.set_input_files("#file", {**TEXT, "name": "IMG_0001.HEIC"})
    expect(answer(page).locator(".detail")).to_contain_text("Share it as JPEG")
    page.set_input_files("#file", TEXT)
    expect(answer(page).locator(".detail")).to_contain_text("PNG")


def test_a_file_that_is_too_large_and_cannot_be_made_smaller_is_not_sent(open_page: Open) -> None:
    page = open_page()
    page.locator("#file").evaluate("input => (input.dataset.maxBytes = 1048576)")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/read" in request.url else None)
    page.set_input_files("#file", {"name": "a.heic", "mimeType": "image/heic", "buffer": bytes(1048577)})
    expect(answer(page).locator(".detail")).to_contain_text("1 MB at most")
    assert sent == []


def test_without_javascript_a_form_reads_a_picture(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator("#pad")).to_be_hidden()
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="Read as 7")).to_be_visible()
    expect(page.get_by_role("meter", name="Probability of 7")).to_be_visible()


def test_without_javascript_a_telephone_shows_the_picture_and_fits(
    open_page: Open, sevens: list[list[Stroke]]
) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("img", name="around everything that was found")).to_be_in_viewport(ratio=0.5)
    assert page.evaluate(fits)
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * 844


def test_without_javascript_what_is_no_picture_is_explained(open_page: Open) -> None:
    page = open_page(java_script_enabled=False, expected="415")
    page.set_input_files("#file", TEXT)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="This could not be read")).to_be_visible()
    expect(page.locator("main")).to_contain_text("PNG")
