"""What the page consists of travels compressed and unchanged; readings travel as they are."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize(
    "path", ["/", "/static/-/main.js", "/static/-/styles.css", "/static/-/languages/de.json"]
)
def test_texts_of_the_page_are_compressed_and_the_same(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=GZIP) as small:
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 1.5
        assert "Accept-Encoding" in plain.headers["Vary"]


def test_readings_travel_as_they_are(client: FlaskClient) -> None:
    answer = client.post("/api/v1/read", json={"strokes": [[[100, 20], [100, 200]]]}, headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert answer.get_json()["text"] == "1"


def test_nobody_who_did_not_ask_gets_gzip(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers
