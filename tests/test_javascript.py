"""The page's scripts: their types hold, and those that know no DOM compute what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scrawl.reader import Reader
from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.strokes import Strokes

ROOT = Path(__file__).parent
STATIC = ROOT.parent / "src/scrawl/web/static"
COMPILER = ROOT / "javascript/node_modules/typescript/bin/tsc"
LEAST = (20, 19)  # of Node.js: it takes a script for a module by its syntax


@pytest.fixture
def node() -> str:
    """Node.js, which is no part of what `make test` sets up."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not installed")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(int(number) for number in re.findall(r"\d+", version)[:2]) < LEAST:
        pytest.skip(f"Node.js is older than 20.19: {version.strip()}")
    return found


def test_types_hold(node: str) -> None:
    if not COMPILER.exists():
        pytest.skip("TypeScript could not be fetched: npm ci --prefix tests/javascript")
    command = [node, str(COMPILER), "--project", str(ROOT / "javascript/tsconfig.json"), "--pretty", "false"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()
    assert [line for line in told if line[:1].strip() and "/static/vendor/" not in line] == []


def test_modules_without_a_dom(node: str) -> None:
    units = sorted((ROOT / "javascript/units").glob("*.test.mjs"))
    done = subprocess.run([node, "--test", *map(str, units)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) > len(units) > 0  # each has several


def test_the_engine_reads_one_digit_as_python_does(node: str, tmp_path: Path) -> None:
    examples = [each["strokes"] for each in json.loads((STATIC / "examples.json").read_text("utf-8"))]
    drawings = [
        *({"strokes": strokes, "brush": brush} for strokes in examples for brush in (1, 12, 40)),
        {"strokes": [[[5, 5]]]},
        {"strokes": [[[0, 0], [1e6, 0]]], "width": 2e6},
        {"strokes": [[[0, 0, None, 0.1], [50, 80, None, 1], [90, 10, None, 0.5]]]},
        {"strokes": [[[x / 10, (x % 7) / 9] for x in range(2000)], [[3, 3]]]},
    ]
    found = read_in_node(node, tmp_path, drawings, {"layout": "digit", "include": "frame,evidence"})
    reader = Reader()
    for drawing, reading in zip(drawings, found, strict=True):
        told = reader.read(Strokes.of(**drawing), layout="digit").to_dict(frozenset({"frame", "evidence"}))
        assert reading["text"] == told["text"]
        (ours,), (theirs,) = reading["digits"], told["digits"]
        for name, most in {
            "probabilities": 0.002,
            "digitness": 0.002,
            "frame": 0.01,
            "evidence": 0.01,
        }.items():
            assert np.abs(np.array(ours[name]) - np.array(theirs[name])).max() <= most, name
        side = max(theirs["box"][2:])
        for name in ("box", "frame_box"):
            np.testing.assert_allclose(ours[name], theirs[name], atol=0.01 * side)
        assert [ours[name] for name in ("digit", "verdict", "line", "reason")] == [
            theirs[name] for name in ("digit", "verdict", "line", "reason")
        ]


def read_in_node(
    node: str, folder: Path, drawings: list[dict[str, Any]], options: dict[str, str]
) -> list[Any]:
    """The engine's readings of drawings."""
    asked = folder / "drawings.json"
    asked.write_text(json.dumps([{"drawing": each, "options": options} for each in drawings]), "utf-8")
    command = [node, str(ROOT / "javascript/readings.mjs"), str(asked), str(WEIGHTS / BROWSER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))
