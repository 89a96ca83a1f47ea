"""The examples in our documents do what they say, run as they are written there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import scrawl
from scrawl.ink import rasterize
from scrawl.recognizer import WEIGHTS
from scrawl.strokes import Strokes

ROOT = Path(__file__).parent.parent
ADDRESS = "127.0.0.1:5000"
SEVEN = Strokes.of([[[60, 40], [200, 40], [120, 240]]], width=280, height=280, brush=18)
PACKAGES = Path(__file__).parent / "javascript/node_modules"
QUIET = {**os.environ, "ORT_DISABLE_TELEMETRY": "1"}


def example(document: str, language: str, containing: str = "") -> str:
    """The one block of code in that language that contains the words."""
    text = (ROOT / document).read_text("utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if containing in block]
    return str(block)


def said(command: list[str], folder: Path) -> str:
    """What a program prints, run in a folder."""
    done = subprocess.run(
        command, cwd=folder, env=QUIET, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def node() -> str:
    """Node.js, which is no part of what `make test` sets up."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not installed")
    return found


def test_plain_onnx_runtime_reads_the_graph() -> None:
    code = example("docs/onnx.md", "python")
    assert len([line for line in code.splitlines() if line]) <= 10
    digit, *sure = said([sys.executable, "-c", code], WEIGHTS).split()
    assert digit == "1"
    assert all(0.9 < float(each) <= 1 for each in sure)


def test_plain_onnx_runtime_in_javascript_says_the_same(tmp_path: Path, node: str) -> None:
    code = example("docs/onnx.md", "javascript")
    assert len([line for line in code.splitlines() if line]) <= 10
    script = tmp_path / "example.mjs"
    script.write_text(code)
    if not PACKAGES.exists():
        pytest.skip("ONNX Runtime for Node.js could not be fetched: npm ci --prefix tests/javascript")
    (tmp_path / "node_modules").symlink_to(PACKAGES, target_is_directory=True)
    python = said([sys.executable, "-c", example("docs/onnx.md", "python")], WEIGHTS).split()
    javascript = said([node, str(script)], WEIGHTS).split()
    assert [float(each) for each in javascript] == pytest.approx([float(each) for each in python], abs=2e-3)


def drawn(strokes: Strokes) -> NDArray[np.uint8]:
    """Black on white."""
    return (255 * (1 - np.pad(rasterize(strokes).ink, 20))).astype(np.uint8)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with the pictures that the examples name, each of a seven."""
    (tmp_path / "docs").mkdir()
    for name in ("seven.png", "docs/seven.png", "one.png", "two.jpg"):
        Image.fromarray(drawn(SEVEN)).save(tmp_path / name)
    with ZipFile(tmp_path / "pictures.zip", "w") as archive:
        archive.write(tmp_path / "seven.png", "seven.png")
    return tmp_path


@pytest.fixture
def here(server: str) -> str:
    """Host and port of the started server."""
    return urlsplit(server).netloc


def values(text: str) -> list[dict[str, Any]]:
    """The JSON objects written one after the other."""
    found, decoder = [], json.JSONDecoder()
    while text := text.strip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl(pictures: Path, here: str) -> None:
    code = example("README.md", "sh", "curl").replace(ADDRESS, here)
    answers = values(said(["sh", "-ec", code], pictures))
    assert [answer["text"] for answer in answers] == ["7", "7"]
    (shown,) = values(example("README.md", "json"))
    assert list(answers[1]) == list(shown)
    assert list(answers[1]["digits"][0]) == list(shown["digits"][0])
    assert answers[1]["digits"][0]["box"] == pytest.approx(shown["digits"][0]["box"], abs=2)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_of_many(pictures: Path, here: str) -> None:
    code = example("docs/bulk.md", "sh", "curl").replace(ADDRESS, here)
    *lines, head, row = said(["sh", "-ec", code], pictures).splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["one.png", "two.jpg"]
    assert head == "name,text,confidence,problem,kinds,values"
    assert row.startswith("seven.png,7,")


def test_python_requests(pictures: Path, here: str) -> None:
    code = example("docs/api.md", "python", "requests").replace(ADDRESS, here)
    assert said([sys.executable, "-c", code], pictures) == "7\n"


def test_javascript_fetch(pictures: Path, here: str, node: str) -> None:
    code = example("docs/api.md", "javascript", "fetch").replace(ADDRESS, here)
    assert said([node, "--input-type=module", "-e", code], pictures) == "7\n"


def test_public_client_of_the_inference_protocol(pictures: Path, here: str) -> None:
    pytest.importorskip("tritonclient", reason="tritonclient has no wheels here")
    code = example("docs/inference.md", "python").replace(ADDRESS, here)
    assert said([sys.executable, "-c", code], pictures) == "[1]\n"


def test_read(tmp_path: Path, uji: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a receipt that a person wrote."""
    monkeypatch.chdir(tmp_path)
    digits = [
        drawn(Strokes.of(next(sample["strokes"] for sample in uji if str(sample["label"]) == label)))
        for label in "4071"
    ]
    height = max(digit.shape[0] for digit in digits)
    cells = [np.pad(d, ((0, height - d.shape[0]), (0, 0)), constant_values=255) for d in digits]
    Image.fromarray(np.hstack(cells)).save("receipt.jpg")
    names: dict[str, Any] = {}
    code = example("README.md", "python", "scrawl.read(")
    exec(code, names)
    assert names["reading"].text == "4071"
    assert f"# '{scrawl.read('receipt.jpg').text}'; one line of text" in code
