"""Many pictures in one request: a line for each, in order, whatever is wrong with some of them."""

from __future__ import annotations

import csv
import http.client
import io
import itertools
import json
import socket
import time
import zipfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient

from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.web import Settings, archive, batches, create_app
from scrawl.web.problems import Problem

BATCH, READ = "/api/v1/batch", "/api/v1/read"
BLANK = encode_png(np.full((20, 30), 255, np.uint8))
ZIP = "application/zip"


def form(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"data": {"file": [(io.BytesIO(content), name) for name, content in files]}}


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return target.getvalue()


def lines(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture(scope="module")
def mixed(one: bytes) -> list[tuple[str, bytes]]:
    """A digit, text, nothing, an empty page, and the digit under the name of the first."""
    return [("1.png", one), ("a.txt", b"one"), ("0.png", b""), ("page.png", BLANK), ("1.png", one)]


def told(answer: Any) -> list[tuple[str, str]]:
    """Name, and text or problem, of each line."""
    return [
        (line["name"], line["reading"]["text"] if "reading" in line else line["problem"]["code"])
        for line in lines(answer)
    ]


MIXED = [
    ("1.png", "1"),
    ("a.txt", "unsupported_picture"),
    ("0.png", "empty_body"),
    ("page.png", ""),
    ("1.png", "1"),
]


def test_each_part_gets_its_line_in_order(client: FlaskClient, mixed: list[tuple[str, bytes]]) -> None:
    answer = client.post(BATCH, **form(*mixed))
    assert answer.content_type == "application/x-ndjson"
    assert told(answer) == MIXED


def test_a_zip_is_read_like_its_files(client: FlaskClient, mixed: list[tuple[str, bytes]]) -> None:
    files = [(f"{number}/{name}", content) for number, (name, content) in enumerate(mixed)]
    expected = [(f"{number}/{name}", text) for number, (name, text) in enumerate(MIXED)]
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        body = zipped([("folder/", b""), *files, ("__MACOSX/._1.png", b"junk")], method)
        assert told(client.post(BATCH, data=body, content_type=ZIP)) == expected
        assert told(client.post(BATCH, **form(("all.zip", body)))) == expected


def test_a_line_holds_what_reading_it_alone_answers(client: FlaskClient, one: bytes) -> None:
    alone = client.post(f"{READ}?layout=digit", data=one, content_type="image/png").json
    (line,) = lines(client.post(f"{BATCH}?layout=digit", **form(("1.png", one))))
    assert line == {"name": "1.png", "reading": alone}
    refused = client.post(READ, data=b"one", content_type="image/png").json
    (line,) = lines(client.post(BATCH, **form(("a.txt", b"one"))))
    assert line == {"name": "a.txt", "problem": refused}


def test_csv_if_that_is_accepted(client: FlaskClient, mixed: list[tuple[str, bytes]]) -> None:
    answer = client.post(BATCH, **form(*mixed), headers={"Accept": "text/csv"})
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["name"] for row in rows] == [name for name, _ in mixed]
    assert [row["text"] for row in rows] == ["1", "", "", "", "1"]
    assert [bool(row["problem"]) for row in rows] == [False, True, True, False, False]
    assert float(rows[0]["confidence"]) > 0.5


def test_a_line_comes_before_the_next_picture_is_read(one: bytes) -> None:
    class Counting(Reader):
        count = 0

        def read(self, *source: Any, **options: Any) -> Reading:
            self.count += 1
            return super().read(*source, **options)

    reader = Counting()
    client = create_app(Settings(), reader).test_client()
    answer = client.post(BATCH, **form(*[("1.png", one)] * 3), buffered=False)
    parts = answer.iter_encoded()
    for number in (1, 2, 3):
        assert json.loads(next(parts))["reading"]["text"] == "1"
        assert reader.count == number
    assert next(parts, None) is None


def test_a_fault_of_ours_spoils_one_line_only(one: bytes) -> None:
    class Failing(Reader):
        count = 0

        def read(self, *source: Any, **options: Any) -> Reading:
            self.count += 1
            if self.count == 1:
                raise RuntimeError
            return super().read(*source, **options)

    client = create_app(Settings(), Failing()).test_client()
    answer = client.post(BATCH, **form(("a.png", one), ("b.png", one)))
    assert told(answer) == [("a.png", "internal_error"), ("b.png", "1")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../up.png", BLANK, "unsafe_name"),
        ("a/../../up.png", BLANK, "unsafe_name"),
        ("/etc/passwd", BLANK, "unsafe_name"),
        ("..\\up.png", BLANK, "unsafe_name"),
        ("C:\\up.png", BLANK, "unsafe_name"),
        ("inner.zip", zipped([("a.png", BLANK)]), "nested_archive"),
        ("inner.png", zipped([]), "nested_archive"),
        ("large.bmp", b"\0" * 1_000_001, "picture_too_large"),
    ],
)
def test_what_a_zip_may_not_hold_is_told_in_its_line(
    reader: Reader, name: str, content: bytes, code: str
) -> None:
    client = create_app(Settings(max_bytes=1_000_000), reader).test_client()
    body = zipped([("first.png", BLANK), (name, content), ("last.png", BLANK)])
    answer = told(client.post(BATCH, data=body, content_type=ZIP))
    assert [each for _, each in answer] == ["", code, ""]


def _patched(body: bytes, old: bytes, new: bytes) -> bytes:
    assert old in body
    return body.replace(old, new)


BODY = zipped([("a.png", BLANK)], zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_patched(BODY, BLANK[-16:], b"\0" * 16), "damaged_file"),
        (zipped([("a.png", BLANK)], zipfile.ZIP_LZMA), "unsupported_compression"),
        (zipped([("a.png", BLANK)], zipfile.ZIP_BZIP2), "unsupported_compression"),
        (BODY.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"), "encrypted_file"),
    ],
)
def test_what_cannot_be_unpacked_is_told_in_its_line(client: FlaskClient, body: bytes, code: str) -> None:
    assert told(client.post(BATCH, data=body, content_type=ZIP)) == [("a.png", code)]


BOMB = zipped((f"{number}.bmp", b"\0" * 1_000_000) for number in range(17))

REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "nothing": ({"content_type": ZIP}, 400, "empty_body"),
    "no zip": ({"data": b"PK\x03\x04 is how one begins", "content_type": ZIP}, 400, "invalid_archive"),
    "cut zip": ({"data": BODY[:-30], "content_type": ZIP}, 400, "invalid_archive"),
    "empty zip": ({"data": zipped([]), "content_type": ZIP}, 400, "empty_archive"),
    "bomb": ({"data": BOMB, "content_type": ZIP}, 413, "archive_too_large"),
    "bomb in a form": (form(("bomb.zip", BOMB)), 413, "archive_too_large"),
    "picture": ({"data": BLANK, "content_type": "image/png"}, 415, "unsupported_media_type"),
    "another field": ({"data": {"file": (io.BytesIO(BLANK), "a.png"), "b": "c"}}, 422, "invalid_fields"),
    "no file": (form(("", b"")), 422, "invalid_fields"),
    "unknown layout": ({**form(("a.png", BLANK)), "query_string": "layout=page"}, 422, "invalid_fields"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_the_request_is_a_problem(reader: Reader, name: str) -> None:
    request, status, code = REFUSED[name]
    answer = create_app(Settings(max_bytes=1_000_000), reader).test_client().post(BATCH, **request)
    assert answer.json is not None, answer.text
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.slow
# Werkzeug leaves the parts before the one too many to be collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_more_files_than_are_read_at_a_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_FILES", 20)
    files = [(f"{number}.png", BLANK) for number in range(21)]
    assert len(lines(client.post(BATCH, **form(*files[:20])))) == 20
    for request, code in (
        (form(*files), "form_too_large"),
        ({"data": zipped(files), "content_type": ZIP}, "too_many_files"),
        (
            {"data": zipped((f"{number}.png", BLANK) for number in range(50)), "content_type": ZIP},
            "too_many_files",
        ),
    ):
        answer = client.post(BATCH, **request)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (413, code)


def test_what_waits_to_be_fetched_is_bounded(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, one: bytes
) -> None:
    monkeypatch.setattr(batches, "MOST_ANSWERED", 1_000)
    texts = [text for _, text in told(client.post(BATCH, **form(*[("1.png", one)] * 9)))]
    assert texts[0] == "1"
    assert texts[-1] == "answer_too_large"
    assert len(texts) == 9


def test_a_directory_of_many_entries_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ZipFile", None)
    with pytest.raises(Problem, match="more than 10 files"):
        archive.opened(b"PK\x03\x04" + b"PK\x01\x02" * 21, 10, 1_000)


def test_a_started_server_sends_line_by_line(server: str, one: bytes) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    body = zipped((f"{number}.png", one) for number in range(50))
    connection.request("POST", BATCH, body, {"Content-Type": ZIP})
    answer = connection.getresponse()
    assert answer.getheader("Transfer-Encoding") == "chunked"
    names = [json.loads(line)["name"] for line in answer]
    assert names == [f"{number}.png" for number in range(50)]
    connection.request("GET", "/healthz")  # the connection goes on
    assert connection.getresponse().status == 200
    connection.close()


def test_clients_that_hang_up_leave_their_places(server: str, one: bytes) -> None:
    body = zipped((f"{number}.png", one) for number in range(1_000))
    head = f"POST {BATCH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {ZIP}\r\nContent-Length: {len(body)}\r\n\r\n"
    parts = urlsplit(server)
    for _ in range(16):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60) as client:
            client.sendall(head.encode() + body)
            client.recv(1_000)
    for _ in itertools.count():
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        connection.request("POST", BATCH, zipped([("1.png", one)]), {"Content-Type": ZIP})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status == 200:
            break
        time.sleep(0.1)
    assert json.loads(text)["reading"]["text"] == "1"
