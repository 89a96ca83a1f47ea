"""One browser for all browser tests, and few contexts; a page that may neither complain nor leave the server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import browsing
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

# What is expected comes later where other processes keep the machine busy.
expect.set_options(timeout=20_000)  # ms


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


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


class Contexts:
    """Browser contexts by their kind: a new one takes twice as long as another page in one that is there.

    Given back, it has no page, and nothing is stored in it but the files of the page in its cache.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}

    def take(self, kind: dict[str, Any]) -> BrowserContext:
        """One that nobody has: two pages of a test are two visitors."""
        free = self._free.setdefault(json.dumps(kind, sort_keys=True), [])
        return free.pop() if free else self._browser.new_context(**kind)

    def give_back(self, kind: dict[str, Any], page: Page, origins: set[str]) -> None:
        """Closes the pages of its context and empties what they stored for those origins."""
        context = page.context
        pages = context.pages or [context.new_page()]
        for each in pages:
            each.goto("about:blank")  # a page stores its drawing when it is left
        session = context.new_cdp_session(pages[0])
        for origin in origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        for each in pages:
            each.close()
        context.clear_cookies()
        context.set_offline(False)
        self._free[json.dumps(kind, sort_keys=True)].append(context)


@pytest.fixture
def open_page(server: str, contexts: Contexts) -> Iterator[browsing.Open]:
    """Opens the page in a browser of the given kind, whose drawings the server reads unless it has an `engine`.

    It has a clock that the test turns if it wishes to. Afterwards nothing was said in its console, but for failures
    that a test expects, and nothing fetched from elsewhere.
    """
    opened: list[tuple[dict[str, Any], Page, set[str]]] = []
    turned: list[Page] = []
    complaints: list[str] = []
    host = urlsplit(server).netloc

    def open_it(
        address: str = server,
        *,
        expected: str | None = None,
        turns_clock: bool = False,
        engine: bool = False,
        **kind: Any,
    ) -> Page:
        kind = {"viewport": {"width": 1280, "height": 800}, **kind}
        page = contexts.take(kind).new_page()
        if turns_clock:
            page.clock.install()
            turned.append(page)
        else:
            opened.append((kind, page, {_origin(server), _origin(address)}))

        def complain(text: str) -> None:
            if expected is None or expected not in text:
                complaints.append(text)

        page.on("console", lambda message: complain(message.text))
        page.on("pageerror", lambda error: complain(str(error)))
        if not engine:
            page.add_init_script(browsing.NO_ENGINE)
        page.on("request", lambda request: _local(request.url, {host, urlsplit(address).netloc}, complaints))
        page.goto(address)
        return page

    yield open_it
    for kind, page, origins in opened:
        contexts.give_back(kind, page, origins)
    for page in turned:
        page.context.close()  # a clock once turned on stays so in every page of its context
    assert complaints == []


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


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
