"""Every answer carries the headers that keep a page to itself, but for the files that are parts of one."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/", "localhost"),
        ("/static/-/favicon.svg", "localhost"),
        ("/static/-/nowhere.css", "localhost"),
        ("/api/v1/model", "localhost"),
        ("/api/docs", "localhost"),
        ("/nowhere", "localhost"),
        ("/", "example.com"),
    ],
)
def test_security_headers(client: FlaskClient, path: str, host: str) -> None:
    headers = client.get(path, headers={"Host": host}, buffered=True).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("part", ["styles.css", "main.js", "languages/en.json"])
def test_parts_of_a_page_are_what_they_say_and_carry_no_more(client: FlaskClient, part: str) -> None:
    headers = client.get(f"/static/-/{part}", buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Last-Modified",
        "X-Request-ID",
    }.isdisjoint(headers.keys())


def test_no_other_origin_may_read(client: FlaskClient) -> None:
    answer = client.get("/api/v1/model", headers={"Origin": "https://example.com"})
    assert not any(name.startswith("Access-Control") for name, _ in answer.headers)
