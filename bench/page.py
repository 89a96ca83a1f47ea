"""What the page feels like, in Chromium against a started server.

    python bench/page.py [--seconds 60]

First visit: bytes and requests as they crossed the network, headers included, until nothing more is fetched, and
the time from the start of the navigation until the pad takes ink, the median; each language in a browser of its own
that keeps nothing.

While drawing, read by the engine in the browser and then by the server, one digit at a time and then six beside each
other: recorded pendigits from $SCRAWL_DATA are drawn at about the pace of a hand. Each movement is followed
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
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import MIDDLE, WISHES, Stroke, first_visit, launch, on_pad, pen_digits, serving

Place = tuple[float, float, float, float]  # x, y, width, height, in shares of the pad

DIGITS = 40
WAYS = {"engine": "", "server": "?engine=server"}
DRAWINGS: dict[str, Sequence[Place]] = {
    "one digit": (MIDDLE,),
    "six digits": tuple((0.04 + 0.155 * k, 0.3, 0.13, 0.4) for k in range(6)),
}
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
  window.addEventListener("pointerrawupdate", ({ buttons, timeStamp }) => {
    if (buttons) {
      moved.push(timeStamp);
      tell([timeStamp], window.inked);
    }
  }, true);
  const reallyPost = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (question, ...rest) {
    const asked = moved.splice(0);
    const hear = ({ data }) => {
      if (data.id === question.id) {
        this.removeEventListener("message", hear);
        tell(asked, window.answered);
      }
    };
    this.addEventListener("message", hear);
    reallyPost.call(this, question, ...rest);
  };
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


def write(page: Page, samples: Iterator[dict[str, Any]], seconds: float, places: Sequence[Place]) -> None:
    """Draws one drawing after the other, a digit in each of the places."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.locator("#clear").click()
        for place in places:
            for stroke in on_pad(page, next(samples)["strokes"], place):
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
    parser.add_argument(
        "--seconds", type=float, default=60, help="of drawing, for each way and drawing (default: 60)"
    )
    seconds = parser.parse_args().seconds
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    samples = cycle(pen_digits(data, "pendigits")[:: 7494 // DIGITS])
    with serving() as address, sync_playwright() as playwright, launch(playwright) as browser:
        visits = [first_visit(browser, address, locale) for locale in WISHES.values()]
        told = {
            (way, count): follow(browser, f"{address}/{query}", samples, seconds, places)
            for way, query in WAYS.items()
            for count, places in DRAWINGS.items()
        }
    sizes, requests, times = zip(*visits, strict=True)
    by_language = ", ".join(f"{size / 1000:.1f} ({name})" for name, size in zip(WISHES, sizes, strict=True))
    print(f"first visit, kB: {by_language}, in {max(requests)} requests")
    print(f"the pad takes ink after {statistics.median(times):.0f} ms")
    for (way, count), (ink, bars, tasks, asked) in told.items():
        print(f"{way}, {count}: movement to ink {spread(ink)}; to changed bars {spread(bars)}")
        longest = f", the longest {max(tasks):.0f} ms" if tasks else ""
        print(f"    requests in {seconds:.0f} s of drawing: {asked}; long tasks: {len(tasks)}{longest}")


def follow(
    browser: Browser, address: str, samples: Iterator[dict[str, Any]], seconds: float, places: Sequence[Place]
) -> tuple[list[float], list[float], list[float], int]:
    """From movement to ink and to bars, long tasks, ms; and how often the server was asked anything."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, service_workers="block")
    page.goto(address, wait_until="networkidle")
    if "engine=server" not in address:
        page.locator("#privacy[data-read=here]").wait_for()
    write(page, samples, 3, places)  # its code is compiled, as it is after a few digits
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(FOLLOW)
    write(page, samples, seconds, places)
    ink, bars, tasks = (page.evaluate(name) for name in ("inked", "answered", "longTasks"))
    page.close()
    return ink, bars, tasks, len(requests)


def spread(latencies: list[float]) -> str:
    median, p95 = statistics.median(latencies), sorted(latencies)[int(0.95 * len(latencies))]
    return f"median {median:.0f} ms, p95 {p95:.0f} ms, n = {len(latencies)}"


if __name__ == "__main__":
    main()
