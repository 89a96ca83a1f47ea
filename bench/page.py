"""What the page feels like, in Chromium against a started server.

    python bench/page.py [--seconds 60]

First visit: bytes and requests as they crossed the network, headers included, until nothing more is fetched, and
the time from the start of the navigation until the pad takes ink, the median; each language in a browser of its own
that keeps nothing.

While drawing: recorded pendigits from $SCRAWL_DATA are drawn at about the pace of a hand. Each movement is followed
from the time stamp of its event to the end of the first frame with its ink, and of the first frame with the bars
of an answer whose question held it (waiting for the question under way is part of that). Long tasks are
those that keep the page from anything else for more than 50 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import MIDDLE, WISHES, Stroke, first_visit, launch, on_pad, pen_digits, serving

DIGITS = 40
PACE = 12  # ms between two points, as a tablet or a mouse sends them

FOLLOW = """
  window.inked = [];
  window.answered = [];
  window.longTasks = [];
  const tell = (times, list) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel(); // its message comes when the frame is made
    port1.onmessage = () => list.push(...times.map((then) => performance.now() - then));
    port2.postMessage(null);
  });
  const moved = [];
  window.addEventListener("pointermove", ({ buttons, timeStamp }) => {
    if (buttons) {
      moved.push(timeStamp);
      tell([timeStamp], window.inked);
    }
  }, true);
  const reallyFetch = window.fetch;
  window.fetch = async (...request) => {
    const asked = moved.splice(0);
    try {
      const response = await reallyFetch(...request);
      const answer = await response.clone().json();
      return Object.assign(response, { json: async () => answer });
    } finally {
      tell(asked, window.answered); // the page takes it up before the next frame, or a newer answer that overtook it
    }
  };
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: "longtask" });
"""


def write(page: Page, samples: Iterator[dict[str, Any]], seconds: float) -> None:
    """Draws one digit after the other."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.locator("#clear").click()
        for stroke in on_pad(page, next(samples)["strokes"], MIDDLE):
            _draw(page, stroke)
        page.wait_for_timeout(300)


def _draw(page: Page, stroke: Stroke) -> None:
    page.mouse.move(*stroke[0])
    page.mouse.down()
    for point in stroke[1:]:
        page.mouse.move(*point)
        page.wait_for_timeout(PACE)
    page.mouse.up()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="for which is drawn (default: 60)")
    seconds = parser.parse_args().seconds
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    samples = cycle(pen_digits(data, "pendigits")[:: 7494 // DIGITS])
    with serving() as address, sync_playwright() as playwright, launch(playwright) as browser:
        visits = [first_visit(browser, address, locale) for locale in WISHES.values()]
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address, wait_until="networkidle")
        page.evaluate(FOLLOW)
        write(page, samples, seconds)
        ink, bars, tasks = (page.evaluate(name) for name in ("inked", "answered", "longTasks"))
    sizes, requests, times = zip(*visits, strict=True)
    by_language = ", ".join(f"{size / 1000:.1f} ({name})" for name, size in zip(WISHES, sizes, strict=True))
    print(f"first visit, kB: {by_language}, in {max(requests)} requests")
    print(f"the pad takes ink after {statistics.median(times):.0f} ms")
    print(f"pointer movement to ink: {spread(ink)}")
    print(f"pointer movement to changed bars: {spread(bars)}")
    longest = f", the longest {max(tasks):.0f} ms" if tasks else ""
    print(f"long tasks in {seconds:.0f} s of drawing: {len(tasks)}{longest}")


def spread(latencies: list[float]) -> str:
    median, p95 = statistics.median(latencies), sorted(latencies)[int(0.95 * len(latencies))]
    return f"median {median:.0f} ms, p95 {p95:.0f} ms, n = {len(latencies)}"


if __name__ == "__main__":
    main()
