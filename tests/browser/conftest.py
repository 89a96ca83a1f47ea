"""One browser for all browser tests; a page that may neither complain nor leave the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import browsing
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            chromium = browsing.launch(playwright)
        except (FileNotFoundError, Error) as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser: {error}")
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(server: str, browser: Browser) -> Iterator[browsing.Open]:
    """Opens the page in a browser of the given kind, and afterwards finds nothing said in its console
    (but for failures that a test expects) and nothing fetched from elsewhere.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    host = urlsplit(server).netloc

    def open_it(address: str = server, *, expected: str | None = None, **kind: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **kind})
        contexts.append(context)
        page = context.new_page()

        def complain(text: str) -> None:
            if expected is None or expected not in text:
                complaints.append(text)

        page.on("console", lambda message: complain(message.text))
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("request", lambda request: _local(request.url, {host, urlsplit(address).netloc}, complaints))
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def _local(url: str, hosts: set[str], complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.netloc not in hosts:
        complaints.append(f"fetched from elsewhere: {url}")


@pytest.fixture(scope="session")
def sevens(data: Path) -> list[list[browsing.Stroke]]:
    """Sevens of several writers, as their pens went.

    Not the first of the collection: its bar is joined to its stem by a loop, and the network reads a 2.
    """
    samples = browsing.pen_digits(data, "pendigits")
    return [sample["strokes"] for sample in samples if sample["label"] == 7][1:6]
