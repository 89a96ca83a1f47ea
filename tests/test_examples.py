"""The examples in our documents do what they say, run as they are written there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scrawl.recognizer import WEIGHTS

ROOT = Path(__file__).parent.parent
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
    (tmp_path / "node_modules").symlink_to(PACKAGES, target_is_directory=True)
    python = said([sys.executable, "-c", example("docs/onnx.md", "python")], WEIGHTS).split()
    javascript = said([node, str(script)], WEIGHTS).split()
    assert [float(each) for each in javascript] == pytest.approx([float(each) for each in python], abs=2e-3)
