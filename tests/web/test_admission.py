"""What is known of a request before it is read, and what is told to who is not let in."""

from __future__ import annotations

import base64
import io
import json
import re
import time
from typing import Any

import numpy as np
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import EnvironBuilder

from scrawl.picture import encode_png, pixels_of
from scrawl.reader import Reader
from scrawl.web import Settings, create_app
from scrawl.web.admission import (
    LEAST_WORK,
    MOST_PATIENCE,
    MOST_PIXELS,
    PATIENCE_SECONDS,
    PIXEL_WORK,
    REFUSED,
    busy,
    patience_of,
    refuser,
    too_slow,
    work_of,
)
from scrawl.web.observe import ARRIVED
from scrawl.web.problems import Problem
from scrawl.web.queue import LONG

READ = "/api/v1/read"
LARGE = encode_png(np.full((1500, 1500), 255, np.uint8))


def photograph(width: int, height: int) -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((width, height)).save(file, "JPEG")
    return file.getvalue()


def sent(picture: bytes) -> dict[str, tuple[str, bytes]]:
    """The ways to send a picture: content type and body."""
    text = base64.b64encode(picture).decode()
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%b\r\n--x--\r\n'
    return {
        "raw": ("image/png", picture),
        "form": ("multipart/form-data; boundary=x", part % picture),
        "data URL": ("application/json", json.dumps({"image": f"data:image/png;base64,{text}"}).encode()),
        "base64": ("application/json", json.dumps({"image": text}).encode()),
    }


@pytest.mark.parametrize("way", sent(b""))
@pytest.mark.parametrize("picture", [LARGE, photograph(2000, 1000)], ids=["PNG", "JPEG"])
def test_work_is_told_by_the_size_in_the_header(way: str, picture: bytes) -> None:
    kind, body = sent(picture)[way]
    pixels = pixels_of(picture)
    work = work_of({"CONTENT_TYPE": kind}, body)
    assert PIXEL_WORK * pixels < work < 1.2 * PIXEL_WORK * pixels
    assert work > LONG


def test_a_drawing_of_many_strokes_is_long_work() -> None:
    for separators in ((",", ":"), (", ", ": ")):
        few, many = (
            json.dumps({"strokes": [[[5, 5], [9, 9]]] * count}, separators=separators).encode()
            for count in (8, 300)
        )
        assert work_of({"CONTENT_TYPE": "application/json"}, few) < LONG
        assert work_of({"CONTENT_TYPE": "application/json"}, many) > LONG


def test_where_short_work_ends() -> None:
    """A picture of some 120,000 pixels, a drawing of some 32 strokes, 2.4 MB of who knows what."""
    work = [
        work_of({"CONTENT_TYPE": "image/png"}, encode_png(np.zeros((100, pixels // 100), np.uint8)))
        for pixels in (110_000, 135_000)
    ]
    work += [
        work_of({"CONTENT_TYPE": "application/json"}, json.dumps({"strokes": [[[5, 5]]] * count}).encode())
        for count in (28, 36)
    ]
    work += [work_of({}, bytes(count)) for count in (2_000_000, 2_800_000)]
    assert [each > LONG for each in work] == [False, True] * 3


def test_drawings_and_thumbnails_are_short_work() -> None:
    strokes = json.dumps({"strokes": [[[x, x] for x in range(200)]]}).encode()
    for kind, body in (
        ("application/json", strokes),
        ("image/png", encode_png(np.zeros((280, 280), np.uint8))),
    ):
        assert LEAST_WORK <= work_of({"CONTENT_TYPE": kind}, body) < LONG


def test_what_is_no_picture_counts_by_its_bytes() -> None:
    assert work_of({}, b"") == LEAST_WORK
    assert work_of({"CONTENT_TYPE": "image/jpeg"}, bytes(10_000_000)) > LONG
    assert work_of({"CONTENT_TYPE": "application/json"}, b'{"image": "' + b"A" * 17 + b'"}') < LONG


def test_a_picture_is_no_more_work_than_the_copy_that_is_read() -> None:
    most = work_of({"CONTENT_TYPE": "image/png"}, encode_png(np.zeros((6000, 6000), np.uint8)))
    assert most == pytest.approx(PIXEL_WORK * MOST_PIXELS, rel=0.05)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, PATIENCE_SECONDS),
        ("wait=0", 0),
        ("respond-async, wait=3", 3),
        ('Wait = "7"', 7),
        ("return=minimal", PATIENCE_SECONDS),
        ("await=3", PATIENCE_SECONDS),
        ("wait=soon", PATIENCE_SECONDS),
        ("wait=-1", PATIENCE_SECONDS),
        ("wait=999999999", MOST_PATIENCE),
    ],
)
def test_patience_is_the_clients_own(said: str | None, seconds: float) -> None:
    assert patience_of({} if said is None else {"HTTP_PREFER": said}) == seconds


@pytest.mark.parametrize(
    ("problem", "status", "code", "retry"),
    [
        (busy(2.2), 503, "busy", "3"),
        (busy(0.01), 503, "busy", "1"),
        (too_slow(), 408, "body_too_slow", None),
    ],
)
def test_refusals_are_problems(
    client: FlaskClient, problem: Problem, status: int, code: str, retry: str | None
) -> None:
    answer = client.post(READ, data=b"", environ_overrides={REFUSED: problem})
    told: Any = answer.json
    assert (answer.status_code, told["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert answer.headers.get("Retry-After") == retry
    if retry:
        assert f"in {retry} s" in told["detail"]


def test_who_is_refused_without_flask_is_told_the_same(reader: Reader, log: io.StringIO) -> None:
    """Status, headers, body, log and metrics are those of the application, whatever is asked for."""
    for path in (READ, "/api/v1/nowhere", "/v2/models/scrawl/infer", "/v2", READ + "/"):
        for number, problem in (("trace-0.7_A", busy(2)), ("no number", too_slow())):
            told = []
            for without_flask in (False, True):
                app = create_app(Settings(), reader)
                headers = {"X-Request-ID": number, "Content-Type": "image/png"}
                if without_flask:
                    environ = EnvironBuilder(
                        path, method="POST", data=b"4444", headers=list(headers.items())
                    ).get_environ()
                    answer: Any = refuser(app)(environ | {ARRIVED: time.perf_counter()}, problem)
                    status, fields, body = answer
                else:
                    given = app.test_client().post(
                        path, data=b"4444", headers=headers, environ_overrides={REFUSED: problem}
                    )
                    status, fields, body = given.status_code, list(given.headers), given.data
                (line,) = [json.loads(each) for each in log.getvalue().splitlines()]
                log.seek(log.truncate(0))
                counted = app.test_client().get("/metrics").text
                log.seek(log.truncate(0))
                counts = re.findall(r"(?m)^scrawl_requests(?:_shed)?_total.*", counted)
                unlike = {line["request"], line["milliseconds"], line["time"]}
                assert dict(fields)["X-Request-ID"] == line["request"]
                fields = sorted(each for each in fields if each[0] != "X-Request-ID")
                line = {key: value for key, value in line.items() if value not in unlike}
                told.append((status, fields, json.loads(body), line, counts))
            assert told[0] == told[1], path


def test_a_page_is_left_to_flask(client: FlaskClient, app: APIFlask) -> None:
    environ = EnvironBuilder("/", method="POST", data=b"4").get_environ()
    assert refuser(app)(environ, busy(1)) is None
    answer = client.post("/", environ_overrides={REFUSED: busy(1)}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
