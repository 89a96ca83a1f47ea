"""Pictures of the page in all its states, and one contact sheet of them, to be looked at.

    python bench/screenshots.py FOLDER [--only NAME]

Each state is shown in each window: telephone upright and on its side, tablet, desk, large screen; light and dark. In
Chinese, in forced colours and without JavaScript it is shown on a telephone and a desk.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import answer, answering, draw, launch, pen_digits, ready, serving
from screenshot import NUMBER
from states import STATES

TOUCH = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
WINDOWS: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 640}, **TOUCH},
    "390": {"viewport": {"width": 390, "height": 844}, **TOUCH},
    "844": {"viewport": {"width": 844, "height": 390}, **TOUCH},
    "820": {"viewport": {"width": 820, "height": 1180}, **TOUCH},
    "1280": {"viewport": {"width": 1280, "height": 720}},
    "1440": {"viewport": {"width": 1440, "height": 900}},
    "2560": {"viewport": {"width": 2560, "height": 1440}},
}
KINDS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark", "locale": "de-DE"},
    "chinese": {"locale": "zh-CN"},
    "forced": {"forced_colors": "active"},
}
PLAIN: dict[str, Any] = {"java_script_enabled": False}
SAMPLE = Path(__file__).parent.parent / "docs" / "seven.png"
HEIGHT = 360  # of each picture on the contact sheet
COLUMNS = 8

State = Callable[[Page], object]


def no_digit(page: Page) -> None:
    page.locator("#examples button").nth(4).click()
    expect(answer(page)).to_have_attribute("data-state", "not_a_digit")


def picture(page: Page) -> None:
    boxes = [[60.0 + 200 * (k % 4), 80.0 + 140 * (k // 4), 100.0, 110.0] for k in range(16)]
    answering(page, "4" * 16, *(("digit", box) for box in boxes))
    page.set_input_files("#file", [blank("one.png"), blank("two.png")])
    expect(page.locator(".boxes button")).to_have_count(16)


def states(samples: list[dict[str, Any]]) -> dict[str, State]:
    """What is done to show each state of the page."""

    def digit(page: Page) -> None:
        draw(page, samples[NUMBER[0]]["strokes"])
        expect(answer(page)).to_have_attribute("data-state", "digit")

    def number(page: Page) -> None:
        for place, sample in enumerate(NUMBER):
            draw(page, samples[sample]["strokes"], (0.08 + 0.31 * place, 0.22, 0.22, 0.56))
        expect(page.locator(".whole button")).to_have_count(3)

    def all_digits(page: Page) -> None:
        number(page)
        page.locator(".all").click()
        expect(page.locator(".overview button")).to_have_count(3)

    def why(page: Page) -> None:
        digit(page)
        page.locator(".bars button").nth(9).click()
        expect(page.locator(".evidence")).to_be_visible()

    def why_in_number(page: Page) -> None:
        number(page)
        page.locator(".why").click()
        expect(page.locator(".evidence")).to_be_visible()

    def what_if(page: Page) -> None:
        digit(page)
        page.locator("#what-if summary").click()
        page.get_by_role("slider").first.fill("45")
        expect(page.locator(".minds span")).not_to_have_count(0)

    def doubt(page: Page) -> None:
        boxes = [[30.0 + 110 * place, 60.0, 80.0, 150.0] for place in range(3)]
        verdicts = ("digit", "unsure", "digit")
        answering(page, "4?4", *zip(verdicts, boxes, strict=True))
        number(page)

    def printed(page: Page) -> None:
        number(page)
        page.emulate_media(media="print")

    return {
        "empty": lambda page: None,
        "digit": digit,
        "number": number,
        "all": all_digits,
        "why": why,
        "why in a number": why_in_number,
        "what if": what_if,
        "doubt": doubt,
        "no digit": no_digit,
        "picture": picture,
        "print": printed,
        "api": lambda page: page.goto(page.url + "api/docs"),
        **{name: STATES[name] for name in ("way", "marking", "several", "share", "error", "away", "about")},
    }


def without_script(page: Page) -> None:
    page.set_input_files("input[type=file]", SAMPLE)
    page.get_by_role("button", name="Read it").click()
    expect(page).to_have_title("7 · Scrawl")


def blank(name: str) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (880, 660), (238, 236, 230)).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def shot(browser: Browser, address: str, kind: dict[str, Any], state: State) -> Image.Image:
    """The first screen of the page in this state."""
    with browser.new_context(reduced_motion="reduce", **kind) as context:
        page = context.new_page()
        page.goto(address)
        state(ready(page) if kind.get("java_script_enabled", True) else page)
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def contact_sheet(shots: list[Image.Image]) -> Image.Image:
    """All of them beside each other, as high as each other."""
    small = [each.resize((round(each.width * HEIGHT / each.height), HEIGHT)) for each in shots]
    rows = [small[start : start + COLUMNS] for start in range(0, len(small), COLUMNS)]
    width = max(sum(each.width + 8 for each in row) for row in rows)
    sheet = Image.new("RGB", (width, (HEIGHT + 8) * len(rows)), (128, 128, 128))
    for place, row in enumerate(rows):
        left = 0
        for each in row:
            sheet.paste(each, (left, place * (HEIGHT + 8)))
            left += each.width + 8
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="the name of a state")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    samples = pen_digits(Path(os.environ.get("SCRAWL_DATA", "../shared/data")), "pendigits")
    chances = [
        (name, state, kind, KINDS[kind], window)
        for (name, state), kind, window in product(states(samples).items(), KINDS, WINDOWS)
        if kind in ("light", "dark") or window in ("390", "1280")
    ]
    chances += [("no script", without_script, "light", PLAIN, window) for window in ("390", "1280")]
    shots = []
    with serving() as address, sync_playwright() as playwright, launch(playwright) as browser:
        for name, state, kind, settings, window in chances:
            if chosen.only in (None, name):
                shots.append(shot(browser, address, settings | WINDOWS[window], state))
                shots[-1].save(chosen.folder / f"{name}-{kind}-{window}.png")
                print(name, kind, window, flush=True)
    contact_sheet(shots).save(chosen.folder / "all.png")


if __name__ == "__main__":
    main()
