"""A really started server and an installed browser: for the browser tests and for what bench/ measures."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Playwright

Stroke = list[tuple[float, float]]
Open = Callable[..., Page]  # the fixture open_page

# Of each of the page's languages a kind that visitors' browsers ask for.
WISHES = {"en": "en-GB", "de": "de-CH", "fr": "fr-FR", "es": "es-MX", "pt": "pt-BR", "zh": "zh-CN"}

# Debian's shell without windows first: a page opens in a third of the time, for no window draws its own buttons.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def launch(playwright: Playwright) -> Browser:
    """An installed Chromium, else the one that Playwright downloaded.

    Raises FileNotFoundError if there is neither.
    """
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in (*PLACES, playwright.chromium.executable_path) if Path(path).exists()]
    if not found:
        raise FileNotFoundError("No Chromium found: install Chromium, or run `playwright install chromium`.")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, "--no-sandbox"] if as_root else list(ARGUMENTS)
    return playwright.chromium.launch(executable_path=found[0], headless=True, args=arguments)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(port: int | None = None) -> Iterator[str]:
    """`scrawl serve` on a port of its own while the context lasts; gives the address it printed.

    Raises RuntimeError with what it said instead if it does not start.
    """
    command = [str(Path(sys.executable).with_name("scrawl")), "serve", "--port", str(port or free_port())]
    quiet = {**os.environ, "SCRAWL_LOG_LEVEL": "error"}  # nobody reads the pipe once it is ready
    with subprocess.Popen(
        command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as program:
        assert program.stdout is not None
        said = []
        try:
            for line in program.stdout:
                said.append(line)
                if "ready" in line:
                    break
            else:
                raise RuntimeError("scrawl serve did not start: " + "".join(said))
            yield line.split()[-1]
        finally:
            program.terminate()


def pen_digits(data: Path, collection: str) -> list[dict[str, Any]]:
    """Recorded digits of a collection in the data folder: label, writer, strokes; y down."""
    with gzip.open(data / "pen" / f"{collection}.json.gz", "rt") as file:
        samples: list[dict[str, Any]] = json.load(file)
    return samples


def placed(strokes: list[Stroke], box: tuple[float, float, float, float]) -> list[Stroke]:
    """The strokes moved and evenly scaled into the middle of a box (x, y, width, height)."""
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    left, top, width, height = box
    scale = min(width / max(max(xs) - min(xs), 1), height / max(max(ys) - min(ys), 1))
    dx = left + width / 2 - scale * (min(xs) + max(xs)) / 2
    dy = top + height / 2 - scale * (min(ys) + max(ys)) / 2
    return [[(dx + scale * x, dy + scale * y) for x, y in stroke] for stroke in strokes]


def on_pad(page: Page, strokes: list[Stroke], part: tuple[float, float, float, float]) -> list[Stroke]:
    """The strokes placed in a part of the pad (x, y, width, height: shares of it), in window pixels."""
    box = page.locator("#pad").bounding_box()
    assert box is not None
    x, y, width, height = part
    place = (
        box["x"] + x * box["width"],
        box["y"] + y * box["height"],
        width * box["width"],
        height * box["height"],
    )
    return placed(strokes, place)


MIDDLE = (0.2, 0.12, 0.6, 0.76)


def draw(page: Page, strokes: list[Stroke], part: tuple[float, float, float, float] = MIDDLE) -> None:
    """Draws with the mouse."""
    for stroke in on_pad(page, strokes, part):
        page.mouse.move(*stroke[0])
        page.mouse.down()
        for point in stroke[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def answering(
    page: Page,
    text: str,
    *found: tuple[str, list[float]],
    reason: str = "word",
    turned: int = 0,
    complete: bool = True,
    lines: int = 1,
    numbers: list[dict[str, Any]] | None = None,
) -> None:
    """Has whatever the page asks answered with that text and a 4 of each verdict and box.

    reason  of those that are no digit
    lines   that they are shared out to, as many to each
    numbers in these; by default one a line, without marks
    """
    digits = [
        {
            "digit": 4,
            "verdict": verdict,
            "confidence": 0.55,
            "probabilities": [0, 0, 0, 0, 0.55, 0, 0, 0, 0, 0.45],
            "digitness": 0.2,
            "alternatives": [{"digit": 9, "confidence": 0.45}],
            "box": box,
            "frame_box": box,
            "line": None if verdict == "not_a_digit" else place * lines // len(found),
            "reason": reason if verdict == "not_a_digit" else None,
            "frame": [[0] * 28] * 28,
            "evidence": [[[0.1] * 7] * 7] * 10,
        }
        for place, (verdict, box) in enumerate(found)
    ]
    reading = {
        "text": text,
        "lines": text.split("\n"),
        "digits": digits,
        "numbers": numbers or numbers_of(digits),
        "turned": turned,
        "complete": complete,
        "model": {},
    }
    page.route("**/api/v1/read**", lambda route: route.fulfill(json=reading))


def numbers_of(digits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One number for each line that digits stand in."""
    places: dict[int, list[int]] = {}
    for place, digit in enumerate(digits):
        if digit["line"] is not None:
            places.setdefault(digit["line"], []).append(place)
    return [
        {
            "text": "".join("?" if digits[k]["verdict"] == "unsure" else "4" for k in own),
            "line": line,
            "digits": own,
            "marks": [],
        }
        for line, own in places.items()
    ]


@contextmanager
def asked(page: Page) -> Iterator[dict[str, Any]]:
    """The first drawing the page asks about within the context; there when the context ends."""
    drawing: dict[str, Any] = {}
    with page.expect_request("**/api/v1/read**") as request:
        yield drawing
    drawing |= request.value.post_data_json or {}


def bars(page: Page) -> list[float]:
    """The ten shares as the bars show them, 0…1."""
    shares = page.locator(".bars .bar").evaluate_all(
        "bars => bars.map(bar => +bar.style.getPropertyValue('--share'))"
    )
    return [float(share) for share in shares]


def answer(page: Page) -> Locator:
    return page.locator("#answer")


def pixels(canvas: Locator) -> NDArray[np.uint8]:
    """What a canvas holds: (H, W, 4) RGBA, not premultiplied."""
    encoded: str = canvas.evaluate("canvas => canvas.toDataURL('image/png')")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded.partition(",")[2]))).convert("RGBA"))


def ready(page: Page) -> Page:
    """The page when its scripts have run: keys pressed before are lost."""
    page.locator("#undo[aria-disabled]").wait_for()
    return page


def first_visit(browser: Browser, address: str, locale: str = WISHES["en"]) -> tuple[int, int, float]:
    """Bytes as they cross the network, headers included, requests, and the time until the pad takes ink, in ms."""
    with browser.new_context(
        viewport={"width": 1280, "height": 800}, locale=locale
    ) as context:  # nothing is kept there yet
        page = context.new_page()
        page.add_init_script(NO_ENGINE)  # it comes once the page is usable
        sizes = sizes_fetched(page)
        page.add_init_script(READINESS)
        page.goto(address, wait_until="networkidle")
        return round(sum(sizes)), len(sizes), page.evaluate("readyAt")


def sizes_fetched(page: Page) -> list[float]:
    """Bytes of each thing that the page fetches from now on, headers included; 0 of what its cache holds."""
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return sizes


NO_ENGINE = "WebAssembly.validate = () => false;"  # as in a browser whose WebAssembly knows no SIMD

# The pad adds a canvas of its own as soon as it takes ink.
READINESS = """
  new MutationObserver((_, observer) => {
    if (document.querySelector("#pad + canvas")) {
      observer.disconnect();
      window.readyAt = performance.now();
    }
  }).observe(document, { childList: true, subtree: true });
"""


def inked(page: Page) -> float:
    """The share of the pad that is covered with ink."""
    return float((pixels(page.locator("#pad"))[..., 3] > 127).mean())
