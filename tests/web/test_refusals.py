"""What `POST /api/v1/read` answers to what is wrong: always a problem that says what would be right."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.web import Settings, create_app

READ = "/api/v1/read"
ONE = [[[50, 20], [50, 80]]]
PNG = encode_png(np.full((20, 30), 255, np.uint8))
NOISE = encode_png(np.random.default_rng(1).integers(0, 256, (90, 90), np.uint8))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>'

NAMELESS = b"--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n"


def _json(text: str | bytes) -> dict[str, Any]:
    return {"data": text, "content_type": "application/json"}


def _picture(body: bytes, kind: str = "image/png") -> dict[str, Any]:
    return {"data": body, "content_type": kind}


def _file(body: bytes, name: str = "a.png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


REFUSED = {
    "nothing": ({}, 400, "empty_body"),
    "empty picture": (_picture(b""), 400, "empty_body"),
    "empty file": ({"data": {"file": _file(b"")}}, 400, "empty_body"),
    "empty json": (_json(""), 400, "empty_body"),
    "truncated picture": (_picture(NOISE[: len(NOISE) // 2]), 400, "truncated_picture"),
    "not json": (_json("{strokes: []}"), 400, "invalid_json"),
    "cut json": (_json('{"strokes": [[[1, 2], ['), 400, "invalid_json"),
    "NaN": (_json('{"strokes": [[[NaN, 1]]]}'), 400, "invalid_json"),
    "Infinity": (_json('{"strokes": [[[-Infinity, 1]]]}'), 400, "invalid_json"),
    "json in latin-1": (_json('{"image": "é"}'.encode("latin-1")), 400, "invalid_json"),
    "deep json": (_json('{"strokes": ' + "[" * 100_000), 400, "invalid_json"),
    "deep and closed json": (_json('{"strokes": ' + "[" * 9_000 + "]" * 9_000 + "}"), 400, "invalid_json"),
    "endless integer": (_json('{"strokes": [[[' + "9" * 5_000 + ", 1]]]}"), 400, "invalid_json"),
    "part without a name": (_picture(NAMELESS, "multipart/form-data; boundary=b"), 422, "invalid_fields"),
    "text": (_picture(b"four", "text/plain"), 415, "unsupported_media_type"),
    "bytes of no type": (_picture(PNG, ""), 415, "unsupported_media_type"),
    "form": ({"data": {"strokes": "[]"}}, 415, "unsupported_media_type"),
    "text sent as a picture": (_picture(b"four"), 415, "unsupported_picture"),
    "svg": (_picture(SVG, "image/svg+xml"), 415, "unsupported_picture"),
    "svg sent as png": (_picture(SVG), 415, "unsupported_picture"),
    "text file": ({"data": {"file": _file(b"four", "four.txt")}}, 415, "unsupported_picture"),
    "svg in json": (
        {"json": {"image": f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"}},
        415,
        "unsupported_picture",
    ),
}

# field named in `errors` → body
WRONG_FIELDS = {
    "no part": ("file", {"data": {}, "content_type": "multipart/form-data; boundary=x", "input": b"--x--"}),
    "two parts": ("file", {"data": {"file": [_file(PNG), _file(PNG)]}}),
    "part without file name": ("file", {"data": {"file": "4"}, "content_type": "multipart/form-data"}),
    "another part": ("picture", {"data": {"picture": _file(PNG)}}),
    "a part too many": ("layout", {"data": {"file": _file(PNG), "layout": "digit"}}),
    "list": ("body", {"json": [1, 2]}),
    "null": ("body", _json("null")),
    "empty object": ("body", {"json": {}}),
    "both": ("strokes", {"json": {"image": "iVBORw0KGgo=", "strokes": ONE}}),
    "unknown field": ("colour", {"json": {"strokes": ONE, "colour": "red"}}),
    "width of a picture": ("width", {"json": {"image": "iVBORw0KGgo=", "width": 9}}),
    "image is null": ("image", {"json": {"image": None}}),
    "image is a number": ("image", {"json": {"image": 4}}),
    "image is empty": ("image", {"json": {"image": ""}}),
    "image of no bytes": ("image", {"json": {"image": "data:image/png;base64,"}}),
    "image is an address": ("image", {"json": {"image": "https://example.com/four.png"}}),
    "image is a file's address": ("image", {"json": {"image": "file:///etc/passwd"}}),
    "image is a path": ("image", {"json": {"image": "C:\\four.png"}}),
    "image is not base64": ("image", {"json": {"image": "data:image/png;base64,vier"[:-1]}}),
    "image is beyond ASCII": ("image", {"json": {"image": "ünäö"}}),
    "data URL without base64": ("image", {"json": {"image": "data:image/png,%89PNG"}}),
    "strokes is null": ("strokes", {"json": {"strokes": None}}),
    "strokes is text": ("strokes", {"json": {"strokes": "M0 0"}}),
    "stroke is a number": ("strokes[1]", {"json": {"strokes": [[[1, 2]], 7]}}),
    "stroke without points": ("strokes[1]", {"json": {"strokes": [[[1, 2]], []]}}),
    "flat points": ("strokes[0][0]", {"json": {"strokes": [[1, 2]]}}),
    "point of one number": ("strokes[0][1]", {"json": {"strokes": [[[1, 2], [3]]]}}),
    "coordinate is text": ("strokes[0][0][1]", {"json": {"strokes": [[[1, "2"]]]}}),
    "coordinate is null": ("strokes[0][0][0]", {"json": {"strokes": [[[None, 2]]]}}),
    "coordinate is true": ("strokes[0][0][0]", {"json": {"strokes": [[[True, 2]]]}}),
    "coordinate overflows": ("strokes[0][0][0]", _json('{"strokes": [[[1e999, 2]]]}')),
    "coordinate is huge": ("strokes[0][0][0]", _json('{"strokes": [[[1' + "0" * 400 + ", 2]]]}")),
    "pressure of 2": ("strokes[0][0][3]", {"json": {"strokes": [[[1, 2, 3, 2]]]}}),
    "width of 0": ("width", {"json": {"strokes": ONE, "width": 0}}),
    "width is text": ("width", {"json": {"strokes": ONE, "width": "wide"}}),
    "brush is negative": ("brush", {"json": {"strokes": ONE, "brush": -1}}),
    "1,001 strokes": ("strokes", {"json": {"strokes": ONE * 1_001}}),
    "a hundred thousand points": ("strokes", _json('{"strokes": [[' + "[1,2]," * 99_999 + "[1,2]]]}")),
}


@pytest.mark.parametrize(("body", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_refused(client: FlaskClient, body: dict[str, Any], status: int, code: str) -> None:
    problem = _problem(client.post(READ, **_fresh(body)), status)
    assert problem["code"] == code
    assert problem["detail"]


@pytest.mark.parametrize(("field", "body"), WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_wrong_fields_are_named(client: FlaskClient, field: str, body: dict[str, Any]) -> None:
    problem = _problem(client.post(READ, **_fresh(body)), 422)
    assert field in [error["field"] for error in problem["errors"]]
    assert all(error["message"] for error in problem["errors"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("layout=page", "layout"),
        ("layout=", "layout"),
        ("decimal=;", "decimal"),
        ("expect=%23%23x", "expect"),
        ("expect=9..1", "expect"),
        ("expect=", "expect"),
        ("expect=%23;%23", "expect"),
        ("layout=table&expect=%23;x", "expect"),
        ("expect=file:/etc/passwd", "expect"),
        (f"expect={'1|' * 1_500}1", "expect"),
        ("include=frame,colour", "include"),
    ],
)
def test_unknown_value_in_the_query(client: FlaskClient, query: str, field: str) -> None:
    problem = _problem(client.post(f"{READ}?{query}", json={"strokes": ONE}), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    "body",
    [
        {"data": b"a" * 1_001, "content_type": "image/png"},
        {"data": {"file": (io.BytesIO(b"a" * 1_001), "a.png")}},
        {"json": {"image": "A" * 1_001}},
    ],
    ids=["picture", "file", "json"],
)
def test_too_many_bytes(reader: Reader, body: dict[str, Any]) -> None:
    client = create_app(Settings(max_bytes=1_000), reader).test_client()
    problem = _problem(client.post(READ, **_fresh(body)), 413)
    assert problem["code"] == "body_too_large"
    assert "1,000" in problem["detail"]


def test_too_many_pixels() -> None:
    client = create_app(Settings(max_pixels=599)).test_client()
    problem = _problem(client.post(READ, data=PNG, content_type="image/png"), 413)
    assert problem["code"] == "picture_too_large"


@pytest.mark.parametrize(
    ("strokes", "words"),
    [([ONE[0]] * 3, "There are 3 strokes; at most 2"), ([ONE[0] * 4], "more than 7 points")],
)
def test_too_many_strokes_or_points(reader: Reader, strokes: Any, words: str) -> None:
    client = create_app(Settings(max_strokes=2, max_points=7), reader).test_client()
    assert client.post(READ, json={"strokes": ONE * 2}).status_code == 200
    problem = _problem(client.post(READ, json={"strokes": strokes}), 422)
    assert problem["code"] == "invalid_strokes"
    assert words in problem["detail"]


def test_too_many_parts_of_a_form(client: FlaskClient) -> None:
    def sent(count: int) -> Any:
        return client.post(
            READ, data={f"part{number}": "1" for number in range(count)} | {"file": _file(PNG)}
        )

    assert len(_problem(sent(7), 422)["errors"]) == 7
    problem = _problem(sent(8), 413)
    assert problem["code"] == "form_too_large"
    assert "one part `file`" in problem["detail"]


def test_a_long_part_that_is_no_file(client: FlaskClient) -> None:
    part = b'--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + b"a" * 600_000
    form = {"data": part + b"\r\n--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}
    problem = _problem(client.post(READ, **form), 413)
    assert problem["code"] == "form_too_large"


def test_depth_of_json_is_told(client: FlaskClient) -> None:
    body = '{"strokes": ' + "[" * 300 + "]" * 300 + "}"
    assert "more than 200 deep" in _problem(client.post(READ, **_json(body)), 400)["detail"]


def test_small_file_of_a_huge_picture(client: FlaskClient) -> None:
    bomb = encode_png(np.zeros((8_000, 8_000), np.uint8))
    assert len(bomb) < 200_000
    problem = _problem(client.post(READ, data=bomb, content_type="image/png"), 413)
    assert problem["code"] == "picture_too_large"


def test_404_and_405_under_api_are_problems(client: FlaskClient) -> None:
    assert _problem(client.get("/api/v1/write"), 404)["code"] == "not_found"
    answer = client.get(READ)
    assert _problem(answer, 405)["code"] == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]


def test_a_fault_of_ours_is_a_500_that_tells_nothing(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Reader):
        def read(self, *_: Any, **__: Any) -> Reading:
            raise RuntimeError("secret path")

    client = create_app(Settings(), Broken(reader.recognizer)).test_client()
    answer = client.post(READ, json={"strokes": ONE})
    problem = _problem(answer, 500)
    assert problem["code"] == "internal_error"
    assert "detail" not in problem
    assert "secret" not in answer.text
    assert "secret path" in caplog.text


def _fresh(body: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `client.post`, with files that were not read yet."""
    arguments = {**body}
    if "input" in arguments:
        arguments["data"] = arguments.pop("input")
    elif isinstance(arguments.get("data"), dict):
        arguments["data"] = {name: _copied(value) for name, value in arguments["data"].items()}
    return arguments


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(each) for each in value]
    return (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value


def _problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem in `answer`, after a look at its shape."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem: dict[str, Any] = json.loads(answer.text)
    assert (
        {"type", "title", "status", "code"}
        <= set(problem)
        <= {
            "type",
            "title",
            "status",
            "detail",
            "code",
            "errors",
        }
    )
    assert problem["status"] == status
    assert "Traceback" not in answer.text
    return problem
