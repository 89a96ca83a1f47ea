"""The OpenAPI document is valid, and tells the truth."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from scrawl.reader import Reader
from scrawl.web import Settings, create_app

READ = "/api/v1/read"
ONE = [[[50, 20], [50, 80]]]


@pytest.fixture(scope="module")
def document(app: Any) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").json
    return found


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _references(each)


def _validator(document: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})


def test_document_is_openapi_3_1_and_holds_what_it_refers_to(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        READ,
        "/api/v1/batch",
        "/api/v1/model",
        "/api/v1/page",
        "/healthz",
        "/readyz",
    }
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in set(_references(document)):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_all_four_forms_and_all_problems_are_told(document: dict[str, Any]) -> None:
    read = document["paths"][READ]["post"]
    assert set(read["requestBody"]["content"]) == {
        "multipart/form-data",
        "image/*",
        "application/pdf",
        "application/json",
    }
    assert set(read["responses"]) == {"200", "400", "408", "411", "413", "415", "422", "429", "500", "503"}
    assert {parameter["name"] for parameter in read["parameters"]} == {
        "Prefer",
        "layout",
        "region",
        "pages",
        "decimal",
        "expect",
        "include",
    }


@pytest.mark.parametrize("include", ["", "frame,evidence,embedding,stages"])
def test_readings_match_their_schema(
    client: FlaskClient, document: dict[str, Any], one: bytes, include: str
) -> None:
    url = f"{READ}?include={include}"
    for answer in (
        client.post(url, json={"strokes": ONE}),
        client.post(url, json={"strokes": []}),
        client.post(f"{url}&expect=%23%23", json={"strokes": ONE}),
        client.post(f"{url}&layout=table&expect=%23;%23", json={"strokes": ONE}),
        client.post(url, data=one, content_type="image/png"),
        client.post(f"{url}&pages=all", data=one, content_type="image/png"),
    ):
        assert answer.status_code == 200
        _validator(document, "ReadingAnswer").validate(answer.json)


def test_other_answers_match_their_schemas(client: FlaskClient, document: dict[str, Any], one: bytes) -> None:
    _validator(document, "ModelCard").validate(client.get("/api/v1/model").json)
    _validator(document, "StatusAnswer").validate(client.get("/healthz").json)
    shown = client.post("/api/v1/page", data=one, content_type="image/png").json
    _validator(document, "ShownAnswer").validate(shown)
    _validator(document, "ProblemAnswer").validate(client.get("/api/nowhere").json)
    _validator(document, "ProblemAnswer").validate(client.post(READ, json={"strokes": [[]]}).json)


def test_lines_of_many_match_their_schema(client: FlaskClient, document: dict[str, Any], one: bytes) -> None:
    files = {"file": [(io.BytesIO(content), "1.png") for content in (one, b"one")]}
    lines = client.post("/api/v1/batch", data=files).text.splitlines()
    assert len(lines) == 2
    for line in lines:
        _validator(document, "BatchLine").validate(json.loads(line))


@pytest.mark.parametrize(
    "request_",
    [
        {"strokes": ONE},
        {"strokes": []},
        {"strokes": [[[1, 2, None, 0.5], [3.5, 4, 16, 1]]], "width": 280, "height": 280, "brush": 18},
        {"strokes": ONE, "width": None},
        {"strokes": [[]]},
        {"strokes": [[[1]]]},
        {"strokes": [[[1, "2"]]]},
        {"strokes": ONE, "width": 0},
        {"strokes": ONE, "colour": "red"},
        {"strokes": None},
        {"strokes": ONE, "image": "iVBORw0KGgo="},
        {"image": 4},
        {"image": ""},
        {},
    ],
)
def test_server_takes_what_the_document_allows(
    client: FlaskClient, document: dict[str, Any], request_: dict[str, Any]
) -> None:
    body = document["paths"][READ]["post"]["requestBody"]["content"]["application/json"]["schema"]
    allowed = Draft202012Validator({**document, **body}).is_valid(request_)
    assert (client.post(READ, json=request_).status_code == 200) == allowed


def test_limits_that_were_set_are_told(reader: Reader) -> None:
    client = create_app(Settings(max_strokes=7, max_points=20), reader).test_client()
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    strokes = schemas["StrokesRequest"]["properties"]["strokes"]
    assert strokes["maxItems"] == 7
    assert "At most 7, with 20 points together." in strokes["description"]


def test_docs_name_every_operation_and_fetch_nothing_from_elsewhere(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in page.text
    assert "POST /v2/models/digits/infer" in page.text
    assert 'href="/api/openapi.json"' in page.text
    fetched = re.findall(r'<(?:link|script|img|form)\b[^>]*? (?:href|src|action)="([^"]*)"', page.text)
    assert len(fetched) > 4
    assert [address for address in fetched if not re.match(r"/(?!/)", address)] == []


def rows(page: str, name: str) -> dict[str, tuple[str, str]]:
    """Of a schema on the page: type and meaning of each field, as they are read."""
    table = page.split(f'<h3 id="{name}">')[1].split("</section>", maxsplit=1)[0]
    cells = re.findall(
        r'<tr><th scope="row"><code>(\w+)</code>.*?</th><td>(.*?)</td><td>(.*?)</td></tr>', table
    )
    plain = [[html.unescape(re.sub(r"<.*?>", "", cell)) for cell in row] for row in cells]
    return {field: (kind, meaning) for field, kind, meaning in plain}


def test_docs_tell_type_and_meaning_of_each_field(client: FlaskClient, document: dict[str, Any]) -> None:
    page = client.get("/api/docs").text
    for name, schema in document["components"]["schemas"].items():
        told = rows(page, name)
        assert told.keys() == schema["properties"].keys(), name
        for field, (kind, meaning) in told.items():
            assert kind, f"{name}.{field}"
            assert meaning, f"{name}.{field}"
            described = schema["properties"][field].get("description", "")
            assert described.replace("`", "") in meaning


def test_docs_tell_types_in_words(client: FlaskClient) -> None:
    page = client.get("/api/docs").text
    told = {name: rows(page, name) for name in ("ReadingAnswer", "DigitAnswer", "StrokesRequest")}
    assert told["ReadingAnswer"]["digits"][0] == "array of DigitAnswer"
    assert told["ReadingAnswer"]["turned"][0] == "0 or 90 or 180 or 270"
    assert told["ReadingAnswer"]["stages"][0] == "object of string"
    assert told["DigitAnswer"]["line"][0] == "integer or null"
    assert told["DigitAnswer"]["evidence"][0] == "array [10] of array [7] of array [7] of number"
    assert told["DigitAnswer"]["alternatives"][0] == "array […3] of Alternative"
    assert told["StrokesRequest"]["width"][0] == "number or null"
    assert told["StrokesRequest"]["strokes"][0] == (
        "array […1000] of array [1…] of array [2…4] of (number, number, number or null, number [0…1])"
    )


def blocks(page: str) -> list[str]:
    """The code that stands on the page."""
    return [html.unescape(each) for each in re.findall(r"<pre [^>]*><code>([^<]+)</code>", page)]


def test_the_examples_are_what_the_server_takes_and_answers(client: FlaskClient) -> None:
    *_, strokes, answer, problem = blocks(client.get("/api/docs").text)
    sent = re.search(r"-d '(.*)'", strokes)
    assert sent
    assert client.post(READ, json=json.loads(sent[1])).json == json.loads(answer)
    assert client.post(READ, json={"strokes": [[]]}).json == json.loads(problem)


def test_the_examples_run(client: FlaskClient, server: str, one: bytes, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(one)
    with_curl, with_python, with_javascript, *_ = blocks(client.get("/api/docs", base_url=server).text)
    for program, command in (
        ("curl", ["bash", "-c", with_curl]),
        (sys.executable, [sys.executable, "-c", with_python]),
        ("node", ["node", "--input-type=module", "-e", with_javascript]),
    ):
        if shutil.which(program):
            said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
            assert said == "1\n" or json.loads(said)["text"] == "1"
