"""Time from a movement of the pointer to the bars that know of it, in Chromium against a started server.

    python bench/page.py

Recorded pendigits from $SCRAWL_DATA are drawn at about the pace of a hand. Each movement is followed from the
time stamp of its event to the first frame after the bars changed with an answer whose question held it;
waiting for the question under way is part of it.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import MIDDLE, launch, on_pad, pen_digits, serving

DIGITS = 40
PACE = 12  # ms between two points, as a tablet or a mouse sends them

FOLLOW = """
  window.latencies = [];
  let moved = [];
  let asked = [];
  window.addEventListener("pointermove", ({ buttons, timeStamp }) => buttons && moved.push(timeStamp), true);
  const reallyFetch = window.fetch;
  window.fetch = (...request) => {
    asked.push(...moved.splice(0));
    return reallyFetch(...request);
  };
  addEventListener("DOMContentLoaded", () => {
    const changed = new MutationObserver(() => {
      const known = asked.splice(0);
      requestAnimationFrame((now) => window.latencies.push(...known.map((then) => now - then)));
    });
    changed.observe(document.querySelector(".bars"), { childList: true, subtree: true });
  });
"""


def main() -> None:
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    with serving() as address, sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(FOLLOW)
        page.goto(address)
        for sample in pen_digits(data, "pendigits")[:: 7494 // DIGITS][:DIGITS]:
            page.locator("#clear").click()
            for stroke in on_pad(page, sample["strokes"], MIDDLE):
                page.mouse.move(*stroke[0])
                page.mouse.down()
                for point in stroke[1:]:
                    page.mouse.move(*point)
                    page.wait_for_timeout(PACE)
                page.mouse.up()
            page.wait_for_timeout(300)
        latencies: list[float] = sorted(page.evaluate("latencies"))
    median, p95 = statistics.median(latencies), latencies[int(0.95 * len(latencies))]
    print(f"pointer movement to changed bars: median {median:.0f} ms, p95 {p95:.0f} ms, n = {len(latencies)}")


if __name__ == "__main__":
    main()
