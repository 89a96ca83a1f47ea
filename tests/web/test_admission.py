"""What is known of a request before it is read, and what is told to who is not let in."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from scrawl.picture import encode_png, pixels_of
from scrawl.web.admission import (
    LEAST_WORK,
    MOST_PATIENCE,
    MOST_PIXELS,
    PATIENCE_SECONDS,
    PIXEL_WORK,
    REFUSED,
    patience_of,
    work_of,
)
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
    ("refused", "code", "retry"),
    [((503, 2.2), "busy", "3"), ((503, 0.01), "busy", "1"), ((408, 0), "body_too_slow", "1")],
)
def test_refusals_are_problems(
    client: FlaskClient, refused: tuple[int, float], code: str, retry: str
) -> None:
    answer = client.post(READ, data=b"", environ_overrides={REFUSED: refused})
    told: Any = answer.json
    assert (answer.status_code, told["code"]) == (refused[0], code)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == retry
    if code == "busy":
        assert f"in {retry} s" in told["detail"]
