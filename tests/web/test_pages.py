"""The page, and its upload form where JavaScript is off."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from scrawl._version import __version__
from scrawl.reader import Reader
from scrawl.web import Settings, create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_the_page_tells_version_and_limit(reader: Reader) -> None:
    page = create_app(Settings(max_bytes=3 * 1024 * 1024), reader).test_client().get("/")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert __version__ in page.text
    assert 'data-max-bytes="3145728"' in page.text


def test_every_file_of_the_page_is_there(client: FlaskClient) -> None:
    page = client.get("/").text
    files = [part.partition('"')[0] for part in page.split('="/static/')[1:]]
    assert files
    for name in files:
        file = client.get(f"/static/{name}", buffered=True)
        assert file.status_code == 200, name
        assert file.headers["ETag"]
        assert file.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("reads_heic", [True, False])
def test_heic_is_offered_where_it_is_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, reads_heic: bool
) -> None:
    monkeypatch.setattr("scrawl.web.reads_heic", lambda: reads_heic)
    page = create_app(Settings(), reader).test_client().get("/").text
    assert 'accept="image/*' in page
    assert ("image/heic" in page) == reads_heic
    assert ("HEIC" in page) == reads_heic


def test_upload_without_javascript_shows_the_reading(client: FlaskClient, png: bytes) -> None:
    page = client.post("/", data={"file": (io.BytesIO(png), "four.png")}, headers=BROWSER)
    assert page.status_code == 200
    assert "<title>4 · Scrawl</title>" in page.text


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        ((io.BytesIO(b""), ""), 422, "Choose a picture"),
        ((io.BytesIO(b"four"), "four.txt"), 415, "PNG"),
        ((io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"a" * 300_000), "four.png"), 413, "0.2 MB"),
    ],
    ids=["none chosen", "no picture", "too large"],
)
def test_upload_that_cannot_be_read_is_a_page_too(
    reader: Reader, file: tuple[io.BytesIO, str], status: int, words: str
) -> None:
    client = create_app(Settings(max_bytes=200_000), reader).test_client()
    page = client.post("/", data={"file": file}, headers=BROWSER)
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert words in page.text


def test_not_found_is_a_page_for_browsers_and_a_problem_for_programs(client: FlaskClient) -> None:
    assert client.get("/digits", headers=BROWSER).mimetype == "text/html"
    assert client.get("/digits").mimetype == "application/problem+json"
    assert client.get("/api/digits", headers=BROWSER).mimetype == "application/problem+json"
