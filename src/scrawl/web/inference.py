"""The network itself in the Open Inference Protocol, version 2, for programs that have a client of it.

https://github.com/kserve/open-inference-protocol, with the extension for binary tensors. The model `digits` is the
graph that all readings use: ink crops in, scores out, nothing found or cut apart before.
"""

from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response, json, jsonify, request
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from scrawl._version import __version__
from scrawl.recognizer import MOST_PIXELS, OUTPUTS
from scrawl.web.api import reader
from scrawl.web.health import check_ready
from scrawl.web.inputs import check_length
from scrawl.web.problems import Problem, wrong_model

MODEL = "digits"
MOST_CROPS = 1_024  # of a request
MOST_SIDE = 4_096  # px of a crop
AT_ONCE = 64  # crops that go through the network together: each takes some memory there, however small
HEADER_LENGTH = "Inference-Header-Content-Length"  # bytes of JSON before the binary tensors

Model = f"/models/{MODEL}"
Version = f"{Model}/versions/<version>"

v2 = APIBlueprint("v2", __name__, url_prefix="/v2", enable_openapi=False)


class Tensor(BaseModel):
    """An input: its numbers are `data`, flat or nested, or `binary_data_size` bytes after the JSON."""

    name: str
    shape: list[int]
    datatype: str
    parameters: dict[str, Any] = {}
    data: list[Any] | None = None


class Wanted(BaseModel):
    """An output that is asked for."""

    name: str
    parameters: dict[str, Any] = {}


class Inference(BaseModel):
    """A request to infer the named outputs of an input; without `outputs` all of them."""

    id: str | None = None
    parameters: dict[str, Any] = {}
    inputs: list[Tensor] = Field(min_length=1, max_length=1)
    outputs: list[Wanted] = []


@v2.get("")
def server() -> Response:
    """Tell what serves."""
    return jsonify({"name": "scrawl", "version": __version__, "extensions": ["binary_tensor_data"]})


@v2.get("/health/live")
def live() -> Response:
    """Tell that the process is up."""
    return jsonify({"live": True})


@v2.get("/health/ready")
def ready() -> Response:
    """Tell that the network can be asked."""
    check_ready()
    return jsonify({"ready": True})


@v2.get(Model)
@v2.get(Version)
def model(version: str | None = None) -> Response:
    """Tell the inputs and outputs of the graph."""
    outputs = _scores(np.zeros((1, 1, 1), np.float32))
    return jsonify(
        {
            "name": MODEL,
            "versions": [_version(version)],
            "platform": "onnxruntime_onnx",
            "inputs": [{"name": "ink", "datatype": "FP32", "shape": [-1, -1, -1]}],
            "outputs": [
                {"name": name, "datatype": "FP32", "shape": [-1, *values.shape[1:]]}
                for name, values in outputs.items()
            ],
        }
    )


@v2.get(f"{Model}/ready")
@v2.get(f"{Version}/ready")
def model_ready(version: str | None = None) -> Response:
    """Tell that the network can be asked."""
    _version(version)
    check_ready()
    return jsonify({"name": MODEL, "ready": True})


@v2.post(f"{Model}/infer")
@v2.post(f"{Version}/infer")
def infer(version: str | None = None) -> Response:
    """Score ink crops."""
    named = {"model_name": MODEL, "model_version": _version(version)}
    asked, rest = _asked()
    wanted = _wanted(asked)
    scores = _scores(_ink(asked.inputs[0], rest))
    outputs, binary = [], []
    for name, as_bytes in wanted.items():
        output: dict[str, Any] = {"name": name, "shape": list(scores[name].shape), "datatype": "FP32"}
        if as_bytes:
            binary.append(scores[name].astype("<f4").tobytes())
            output["parameters"] = {"binary_data_size": len(binary[-1])}
        else:
            output["data"] = scores[name].ravel().tolist()
        outputs.append(output)
    answer = {**named, **({} if asked.id is None else {"id": asked.id}), "outputs": outputs}
    if not binary:
        return jsonify(answer)
    head = json.dumps(answer).encode()
    response = Response(b"".join([head, *binary]), content_type="application/octet-stream")
    response.headers[HEADER_LENGTH] = str(len(head))
    return response


def _version(asked: str | None) -> str:
    """The network's version; Problem 404 if another was asked for."""
    version: str = reader().card["version"]
    if asked not in (None, version):
        raise Problem(404, "not_found", f"There is no version {asked!r} of {MODEL}; there is {version}.")
    return version


def _asked() -> tuple[Inference, bytes]:
    """The JSON in the current request, and the bytes after it."""
    check_length("JSON with `inputs`, as the Open Inference Protocol has it")
    if request.content_encoding:
        raise Problem(415, "unsupported_encoding", "Send the body without Content-Encoding.")
    body = request.get_data(cache=False)
    told = request.headers.get(HEADER_LENGTH, str(len(body)))
    if not told.isdecimal() or int(told) > len(body):
        raise _wrong(f"{HEADER_LENGTH} must be the number of bytes of JSON in the body, not {told!r}.")
    try:
        return Inference.model_validate(from_json(body[: int(told)], allow_inf_nan=False)), body[int(told) :]
    except ValidationError as error:
        raise _wrong(str(wrong_model(error))) from error
    except ValueError as error:
        raise _wrong(f"The request is not JSON: {error}.") from error


def _wanted(asked: Inference) -> dict[str, bool]:
    """The outputs asked for by name, and whether as bytes."""
    for each in asked.outputs:
        if each.name not in OUTPUTS:
            raise _wrong(f"There is no output {each.name!r}; there are {', '.join(OUTPUTS)}.")
        if unknown := sorted(each.parameters.keys() - {"binary_data"}):
            raise _wrong(f"Outputs take the parameter binary_data, not {unknown[0]!r}.")
    usual = bool(asked.parameters.get("binary_data_output"))
    wanted = asked.outputs or [Wanted(name=name) for name in OUTPUTS]
    return {each.name: bool(each.parameters.get("binary_data", usual)) for each in wanted}


def _ink(tensor: Tensor, rest: bytes) -> NDArray[np.float32]:
    """The crops (N, H, W) that were sent."""
    if tensor.name != "ink" or tensor.datatype != "FP32":
        raise _wrong(f"The input is `ink` of FP32, not {tensor.name!r} of {tensor.datatype}.")
    shape = tensor.shape
    if len(shape) != 3 or min(shape) < 1:
        raise _wrong(f"The shape of `ink` is [N, H, W], each 1 or more, not {shape}.")
    count, height, width = shape
    pixels = count * height * width
    if count > MOST_CROPS or max(height, width) > MOST_SIDE or pixels > MOST_PIXELS:
        raise Problem(
            413,
            "too_large",
            f"At most {MOST_CROPS:,} crops of sides up to {MOST_SIDE:,}, {MOST_PIXELS:,} pixels together, "
            f"are scored at a time; {shape} is more.",
        )
    size = tensor.parameters.get("binary_data_size")
    if (size is None) == (tensor.data is None):
        raise _wrong(
            "Send the numbers of `ink` either as `data` or as binary_data_size bytes after the JSON."
        )
    if tensor.data is None:
        if size != 4 * pixels or len(rest) != size:
            raise _wrong(f"{shape} of FP32 is {4 * pixels:,} bytes, not {size} and {len(rest):,} sent.")
        ink = np.frombuffer(rest, "<f4").reshape(shape).astype(np.float32)
    else:
        ink = _numbers(tensor.data, pixels).reshape(shape)
    if not (ink.min() >= 0 and ink.max() <= 1):  # NaN is refused, too
        raise _wrong("Ink is 0 (paper) to 1 (pen), and nothing beyond.")
    return ink


def _numbers(data: list[Any], count: int) -> NDArray[np.float32]:
    try:
        numbers = np.array(data)
    except ValueError as error:  # rows of different lengths
        raise _wrong("`data` is nested unevenly.") from error
    if numbers.dtype.kind not in "iuf" or numbers.size != count:
        raise _wrong(f"`data` must hold {count:,} numbers, as the shape says.")
    return numbers.astype(np.float32)


def _scores(ink: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """What the network says of the crops, by name of its outputs."""
    score = reader().recognizer.score
    parts = [score(list(ink[first : first + AT_ONCE])) for first in range(0, len(ink), AT_ONCE)]
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in OUTPUTS}


def _wrong(detail: str) -> Problem:
    return Problem(400, "invalid_request", detail)
