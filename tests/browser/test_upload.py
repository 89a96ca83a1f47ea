from __future__ import annotations

import io
import re

import pytest
from browsing import Open, Stroke, answer, draw, placed
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, expect

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


def test_drawing_takes_the_place_of_a_picture(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    expect(answer(page)).to_have_attribute("data-state", "digit")
    draw(page, [[(0.0, 0.0), (2.0, 50.0), (0.0, 100.0)]])
    expect(page.locator("#preview")).to_be_hidden()
    expect(answer(page).locator(".symbol")).to_have_text("1")


def test_a_dropped_picture_is_read(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page()
    transfer = page.evaluate_handle(
        """bytes => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "seven.png", { type: "image/png" }));
          return transfer;
        }""",
        list(picture(sevens[0], "PNG")["buffer"]),
    )
    page.locator("#pad").dispatch_event("drop", {"dataTransfer": transfer})
    expect(answer(page).locator(".symbol")).to_have_text("7")


def test_what_is_no_picture_is_explained(open_page: Open) -> None:
    page = open_page(expected="415")
    page.set_input_files("#file", TEXT)
    expect(answer(page)).to_have_attribute("data-state", "error")
    expect(answer(page).locator(".detail")).to_contain_text("PNG")
    expect(page.get_by_role("status")).to_contain_text("could not be read")


def test_a_file_that_is_too_large_is_not_sent(open_page: Open) -> None:
    page = open_page()
    page.locator("#file").evaluate("input => (input.dataset.maxBytes = 1048576)")
    page.on("request", lambda request: pytest.fail(f"sent {request.url}"))
    page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": bytes(1048577)})
    expect(answer(page).locator(".detail")).to_contain_text("1 MB at most")


def test_without_javascript_a_form_reads_a_picture(open_page: Open, sevens: list[list[Stroke]]) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator("#pad")).to_be_hidden()
    page.set_input_files("#file", picture(sevens[0], "PNG"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="Read as 7")).to_be_visible()
    expect(page.get_by_role("meter", name="Probability of 7")).to_be_visible()


def test_without_javascript_what_is_no_picture_is_explained(open_page: Open) -> None:
    page = open_page(java_script_enabled=False, expected="415")
    page.set_input_files("#file", TEXT)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="This could not be read")).to_be_visible()
    expect(page.locator("main")).to_contain_text("PNG")
