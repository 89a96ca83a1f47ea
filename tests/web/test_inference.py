"""The Open Inference Protocol, asked by its public client and by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import onnxruntime
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray

from scrawl.ink import rasterize
from scrawl.reader import Reader
from scrawl.recognizer import OUTPUTS, WEIGHTS
from scrawl.strokes import Strokes
from scrawl.web import Settings, create_app, inference

tritonclient = pytest.importorskip("tritonclient.http", reason="tritonclient has no wheels here")

INFER = "/v2/models/digits/infer"
ONE = {"name": "ink", "shape": [1, 2, 2], "datatype": "FP32", "data": [0, 1, 0, 1]}


@pytest.fixture(scope="module")
def ink(uji: list[dict[str, Any]]) -> NDArray[np.float32]:
    """Six digits that people wrote, each in a corner of its crop: (6, 128, 128)."""
    crops = np.zeros((6, 128, 128), np.float32)
    for crop, sample in zip(crops, uji[::20], strict=False):
        drawn = rasterize(Strokes.of(sample["strokes"])).ink
        small = drawn[:: -(-drawn.shape[0] // 100), :: -(-drawn.shape[1] // 100)]
        crop[: small.shape[0], : small.shape[1]] = small
    return crops


@pytest.fixture(scope="module")
def expected(ink: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """What ONNX Runtime says of them."""
    session = onnxruntime.InferenceSession(WEIGHTS / "digits.onnx", providers=["CPUExecutionProvider"])
    return dict(zip(OUTPUTS, session.run(OUTPUTS, {"ink": ink}), strict=True))


@pytest.fixture(scope="module")
def triton(server: str) -> Iterator[Any]:
    with tritonclient.InferenceServerClient(urlsplit(server).netloc) as client:
        yield client


def test_public_client_finds_the_server_and_the_model(triton: Any) -> None:
    assert triton.is_server_live()
    assert triton.is_server_ready()
    assert triton.is_model_ready("digits")
    assert not triton.is_model_ready("letters")
    assert triton.get_server_metadata()["extensions"] == ["binary_tensor_data"]


def test_metadata_are_those_of_the_graph(triton: Any) -> None:
    session = onnxruntime.InferenceSession(WEIGHTS / "digits.onnx", providers=["CPUExecutionProvider"])
    told = triton.get_model_metadata("digits")
    for kind, nodes in (("inputs", session.get_inputs()), ("outputs", session.get_outputs())):
        graph = {node.name: [-1 if isinstance(n, str) else n for n in node.shape] for node in nodes}
        assert {each["name"]: each["shape"] for each in told[kind]} == graph
    (version,) = told["versions"]
    assert triton.get_model_metadata("digits", version) == told
    assert triton.is_model_ready("digits", version)


@pytest.mark.parametrize("binary_out", [True, False])
@pytest.mark.parametrize("binary_in", [True, False])
def test_public_client_gets_what_the_graph_says(
    triton: Any,
    ink: NDArray[np.float32],
    expected: dict[str, NDArray[np.float32]],
    binary_in: bool,
    binary_out: bool,
) -> None:
    sent = tritonclient.InferInput("ink", ink.shape, "FP32")
    sent.set_data_from_numpy(ink, binary_data=binary_in)
    wanted = [tritonclient.InferRequestedOutput(name, binary_data=binary_out) for name in OUTPUTS]
    answer = triton.infer("digits", [sent], outputs=wanted, request_id="seven")
    assert answer.get_response()["id"] == "seven"
    for name, values in expected.items():
        got = answer.as_numpy(name)
        assert got.shape == values.shape
        np.testing.assert_allclose(got, values, atol=1e-5)


def test_without_named_outputs_all_come(triton: Any, ink: NDArray[np.float32]) -> None:
    sent = tritonclient.InferInput("ink", ink.shape, "FP32")
    sent.set_data_from_numpy(ink)
    answer = triton.infer("digits", [sent])
    assert [each["name"] for each in answer.get_response()["outputs"]] == list(OUTPUTS)


def test_public_client_is_told_what_is_wrong(triton: Any, ink: NDArray[np.float32]) -> None:
    sent = tritonclient.InferInput("ink", ink.shape, "FP32")
    sent.set_data_from_numpy(255 * ink)
    with pytest.raises(tritonclient.InferenceServerException, match=r"Ink is 0 .* to 1"):
        triton.infer("digits", [sent])


def test_more_crops_than_go_through_the_network_at_once(
    client: FlaskClient, ink: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"inputs": [{**ONE, "shape": ink.shape, "data": ink.tolist()}], "outputs": [{"name": "digitness"}]}
    together = client.post(INFER, json=body).get_json()["outputs"][0]
    monkeypatch.setattr(inference, "AT_ONCE", 4)
    apart = client.post(INFER, json=body).get_json()["outputs"][0]
    assert together["shape"] == apart["shape"] == [6]
    np.testing.assert_allclose(apart["data"], together["data"], atol=1e-6)


def _input(**changed: Any) -> dict[str, Any]:
    return {"inputs": [{**ONE, **changed}]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "inputs: This field is needed"),
        ({"inputs": [ONE, ONE]}, "inputs: "),
        (_input(name="image"), "The input is `ink`"),
        (_input(datatype="UINT8"), "The input is `ink` of FP32"),
        (_input(shape=[2, 2]), "[N, H, W]"),
        (_input(shape=[1, 0, 2]), "[N, H, W]"),
        (_input(shape=[1, -2, -2]), "[N, H, W]"),
        (_input(shape=[1, 2, 3]), "6 numbers"),
        (_input(data=[0, 1, 0, "1"]), "4 numbers"),
        (_input(data=[True, False, True, True]), "4 numbers"),
        (_input(data=[[0, 1], [0]]), "unevenly"),
        (_input(data=[0, 1, 0, 2]), "Ink is 0"),
        (_input(data=[0, 1, 0, 10**400]), "4 numbers"),
        (_input(data=None), "either as `data` or as binary_data_size"),
        (_input(parameters={"binary_data_size": 16}), "either as `data` or as binary_data_size"),
        (_input(data=None, parameters={"binary_data_size": 16}), "16 bytes, not 16 and 0 sent"),
        ({"inputs": [ONE], "outputs": [{"name": "text"}]}, "no output 'text'"),
        (
            {"inputs": [ONE], "outputs": [{"name": "frame", "parameters": {"classification": 3}}]},
            "not 'classification'",
        ),
    ],
)
def test_what_is_wrong_is_told_in_the_protocols_form(
    client: FlaskClient, body: dict[str, Any], words: str
) -> None:
    answer = client.post(INFER, data=json.dumps(body))
    assert answer.status_code == 400
    assert answer.json is not None
    assert list(answer.json) == ["error"]
    assert words in answer.json["error"]


@pytest.mark.parametrize(
    ("shape", "size"), [([1025, 1, 1], 1025), ([1, 4097, 1], 4097), ([1, 2001, 2000], 4_002_000)]
)
def test_more_than_is_scored_at_a_time(client: FlaskClient, shape: list[int], size: int) -> None:
    head = json.dumps(_input(shape=shape, data=None, parameters={"binary_data_size": 4 * size})).encode()
    headers = {inference.HEADER_LENGTH: str(len(head))}
    answer = client.post(INFER, data=head + bytes(4 * size), headers=headers)
    assert answer.status_code == 413
    assert "4,000,000 pixels together" in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b'{"inputs": NaN}', {}, 400),
        (b"{}", {inference.HEADER_LENGTH: "3"}, 400),
        (b"{}", {inference.HEADER_LENGTH: "-1"}, 400),
        (b"{}", {"Content-Encoding": "gzip"}, 415),
    ],
)
def test_body_that_cannot_be_taken_apart(
    client: FlaskClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post(INFER, data=body, headers=headers)
    assert answer.status_code == status
    assert list(answer.get_json()) == ["error"]


def test_not_a_number_is_no_ink(client: FlaskClient) -> None:
    head = json.dumps(_input(data=None, parameters={"binary_data_size": 16})).encode()
    body = head + np.array([0, np.nan, 0, 1], "<f4").tobytes()
    answer = client.post(INFER, data=body, headers={inference.HEADER_LENGTH: str(len(head))})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/models/letters", 404),
        ("/v2/models/digits/versions/0.0.0", 404),
        ("/v2/nowhere", 404),
        (INFER, 405),
    ],
)
def test_other_addresses_answer_in_that_form_too(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert list(answer.get_json()) == ["error"]


def test_when_the_network_fails_it_is_not_ready(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(Settings(), reader).test_client()
    monkeypatch.setattr(Reader, "read", lambda *_: 1 / 0)
    for path in ("/v2/health/ready", "/v2/models/digits/ready"):
        assert client.get(path).status_code == 503
    assert client.get("/v2/health/live").status_code == 200
