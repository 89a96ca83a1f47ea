"""What `POST /api/v1/read` answers to what is right."""

from __future__ import annotations

import base64
import io
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from scrawl.picture import encode_png

READ = "/api/v1/read"


def _json(answer: Any) -> dict[str, Any]:
    """The body of an answer that should be 200."""
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def test_all_four_forms_read_the_same_digit(client: FlaskClient, written: dict[str, Any], png: bytes) -> None:
    encoded = base64.b64encode(png).decode()
    answers = [
        client.post(READ, data={"file": (io.BytesIO(png), "four.png")}),
        client.post(READ, data=png, content_type="image/png"),
        client.post(READ, json={"image": f"data:image/png;base64,{encoded}"}),
        client.post(READ, json={"image": encoded}),
        client.post(READ, json={"strokes": written["strokes"]}),
    ]
    readings = [_json(answer) for answer in answers]
    assert [reading["text"] for reading in readings] == ["4"] * 5
    assert all(reading == readings[0] for reading in readings[:4])


def test_the_answer_is_the_contract(client: FlaskClient, written: dict[str, Any]) -> None:
    answer = _json(client.post(READ, json={"strokes": written["strokes"]}))
    assert list(answer) == ["text", "lines", "digits", "turned", "complete", "model", "numbers", "table"]
    (digit,) = answer["digits"]
    assert list(digit) == [
        "digit",
        "verdict",
        "confidence",
        "probabilities",
        "digitness",
        "alternatives",
        "box",
        "frame_box",
        "line",
        "reason",
    ]
    assert digit["confidence"] == digit["probabilities"][4] == max(digit["probabilities"])
    assert digit["line"] == 0
    (number,) = answer["numbers"]
    assert list(number) == [
        "text",
        "kind",
        "value",
        "confidence",
        "box",
        "line",
        "digits",
        "marks",
        "unsure",
        "unrestrained",
    ]
    assert (number["text"], number["kind"], number["value"]) == ("4", "integer", 4)
    assert (number["confidence"], number["box"]) == (digit["confidence"], digit["box"])
    assert (number["line"], number["digits"], number["marks"]) == (0, [0], [])
    assert digit["reason"] is None
    assert answer["turned"] == 0
    assert set(answer["model"]) == {"name", "version"}


def test_box_is_in_the_units_of_the_strokes(client: FlaskClient, written: dict[str, Any]) -> None:
    points = np.array([point[:2] for stroke in written["strokes"] for point in stroke])
    brush = 0.1
    far = [[[x / 100 + 7, y / 100 - 3] for x, y, *_ in stroke] for stroke in written["strokes"]]
    answer = _json(client.post(f"{READ}?layout=digit", json={"strokes": far, "brush": brush}))
    x, y, width, height = answer["digits"][0]["box"]
    least, most = points.min(0) / 100 + (7, -3), points.max(0) / 100 + (7, -3)
    assert (x, y) == pytest.approx(least - brush / 2, abs=brush)
    assert (x + width, y + height) == pytest.approx(most + brush / 2, abs=brush)


def test_include_adds_what_is_named(client: FlaskClient, png: bytes) -> None:
    url = f"{READ}?include=frame,evidence,embedding,stages"
    answer = _json(client.post(url, data=png, content_type="image/png"))
    (digit,) = answer["digits"]
    assert np.shape(digit["frame"]) == (28, 28)
    assert np.shape(digit["evidence"]) == (10, 7, 7)
    assert np.linalg.norm(digit["embedding"]) == pytest.approx(1, abs=1e-3)
    assert answer["stages"]
    for url in answer["stages"].values():
        head, _, body = url.partition(",")
        assert head == "data:image/png;base64"
        with Image.open(io.BytesIO(base64.b64decode(body))) as stage:
            assert stage.format == "PNG"


HOUSE = [[[60, 140], [60, 60], [100, 20], [140, 60], [140, 140], [60, 140]], [[60, 60], [140, 60]]]


def test_what_is_no_digit_says_why_and_nothing_else_does(
    client: FlaskClient, written: dict[str, Any]
) -> None:
    for strokes, verdict in ((written["strokes"], "digit"), (HOUSE, "not_a_digit")):
        (digit,) = _json(client.post(READ, json={"strokes": strokes}))["digits"]
        assert digit["verdict"] == verdict
        assert (digit["reason"] is None) == (verdict != "not_a_digit")


@pytest.mark.slow
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_picture_from_another_side_has_its_boxes_as_it_was_sent(client: FlaskClient, turned: int) -> None:
    upright = np.full((300, 700), 255, np.uint8)
    cv2.putText(upright, "4347", (80, 210), cv2.FONT_HERSHEY_SIMPLEX, 6, 0, 10, cv2.LINE_AA)
    sent = np.ascontiguousarray(np.rot90(upright, turned // 90))
    answer = _json(client.post(READ, data=encode_png(sent), content_type="image/png"))
    assert (answer["text"], answer["turned"]) == ("4347", turned)
    middles = []
    for digit in answer["digits"]:
        x, y, width, height = (round(value) for value in digit["box"])
        sent[max(y - 2, 0) : y + height + 2, max(x - 2, 0) : x + width + 2] = 255
        middles.append((x + width / 2, -y - height / 2, -x - width / 2, y + height / 2)[turned // 90])
    assert sent.min() > 127
    assert middles == sorted(middles)


def test_layout_digit_makes_one_glyph_of_two_strokes_apart(client: FlaskClient) -> None:
    apart = {"strokes": [[[50, 20], [50, 80]], [[250, 20], [250, 80]]], "brush": 8}
    assert len(_json(client.post(f"{READ}?layout=digit", json=apart))["digits"]) == 1
    assert len(_json(client.post(f"{READ}?layout=auto", json=apart))["digits"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"strokes": []}},
        {"data": encode_png(np.full((60, 80), 255, np.uint8)), "content_type": "image/png"},
    ],
    ids=["no strokes", "white picture"],
)
def test_an_empty_page_is_no_error(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = _json(client.post(READ, **body))
    assert answer["text"] == ""
    assert answer["lines"] == answer["digits"] == []


@pytest.mark.parametrize(
    "strokes",
    [
        [[[50, 20, None], [50, 80, 17.5]]],
        [[[50, 20, 0, 0.4], [50, 80, 16, 0.9]]],
        [[[50, 20], [50, 80, 5, 0.5]]],
        [[[7, 7]]],
    ],
    ids=["time", "pressure", "mixed", "dot"],
)
def test_every_kind_of_point_is_taken(client: FlaskClient, strokes: Any) -> None:
    assert len(_json(client.post(READ, json={"strokes": strokes}))["digits"]) == 1


def test_what_the_bytes_are_wins_over_the_header(client: FlaskClient, one: bytes) -> None:
    answers = [client.post(READ, data=one, content_type=kind) for kind in ("image/jpeg", "image/png")]
    assert _json(answers[0]) == _json(answers[1])


def test_base64_may_be_broken_into_lines(client: FlaskClient, one: bytes) -> None:
    whole, broken = (encode(one).decode() for encode in (base64.b64encode, base64.encodebytes))
    assert "\n" in broken[:-1]
    answers = [client.post(READ, json={"image": image}) for image in (whole, broken)]
    assert _json(answers[0]) == _json(answers[1])
