"""A picture of the page for the README, taken from a started server: a recorded number, drawn and read.

python bench/screenshot.py docs/page.png
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import draw, launch, pen_digits, serving

NUMBER = (893, 1715, 654)  # a 4, a 0 and a 7 of three writers in pendigits


def main(out: Path) -> None:
    samples = pen_digits(Path(os.environ.get("SCRAWL_DATA", "../shared/data")), "pendigits")
    with serving() as address, sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(address)
        for place, sample in enumerate(NUMBER):
            draw(page, samples[sample]["strokes"], (0.08 + 0.31 * place, 0.22, 0.22, 0.56))
        page.mouse.move(0, 0)
        page.wait_for_timeout(1000)
        shot = Image.open(io.BytesIO(page.screenshot()))
    out.parent.mkdir(parents=True, exist_ok=True)
    shot.convert("RGB").quantize(128).save(out, optimize=True)  # the page has few colours


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/page.png"))
