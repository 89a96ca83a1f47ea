"""The page's scripts: their types hold, and those that know no DOM compute what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import golden
import numpy as np
import pytest
from meeting import SHARE, differing

from scrawl.errors import OptionError
from scrawl.glyphs.expectation import parsed
from scrawl.glyphs.judge import GOOD
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


@pytest.mark.slow
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
    options = {"layout": "digit", "include": "frame,evidence"}
    found = read_in_node(node, tmp_path, [{"drawing": each, "options": options} for each in drawings])
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


@pytest.mark.slow
@pytest.mark.parametrize("path", [golden.MADE, golden.PEN, golden.EXPECTED], ids=lambda path: path.stem)
def test_the_engine_meets_the_golden_files(node: str, tmp_path: Path, path: Path) -> None:
    cases = golden.written(path)
    asked = [
        {
            "drawing": case["sent"],
            "options": {"layout": case["layout"], "include": "frame,evidence"},
            "expect": case.get("expect"),
        }
        for case in cases
    ]
    found = read_in_node(node, tmp_path, asked)
    thresholds = [GOOD, *Reader().card["thresholds"].values()]
    assert len(differing(cases, found, thresholds)) <= SHARE * len(cases)


WRONG = [
    "", "##x", "12|#'", "\\d", "#|", "##{3,1}", "#{0}", "#{1000000000}", "#{,2}", "{2}", "#{0,2}", "-", "##|100..0",
    "0..9/0", "a..b", "0..100000/0.01", "1" * 50 + "{", "#" * 2_001, "#{1,64}" * 200, "12,5..-1.25/2",
    "|".join(f"{k}..{10**60}" for k in range(5)), "٠..٩", "#{٢}",
]  # fmt: skip


def test_the_engine_refuses_in_the_same_words(node: str, tmp_path: Path) -> None:
    found = read_in_node(node, tmp_path, [{"drawing": {"strokes": []}, "expect": each} for each in WRONG])
    for pattern, own in zip(WRONG, found, strict=True):
        with pytest.raises(OptionError) as caught:
            parsed(pattern)
        assert own == {"error": str(caught.value)}


def read_in_node(node: str, folder: Path, asked: list[dict[str, Any]]) -> list[Any]:
    """The engine's readings of drawings, each asked with its options and what is expected; or the errors of that."""
    file = folder / "drawings.json"
    file.write_text(json.dumps(asked), "utf-8")
    command = [node, str(ROOT / "javascript/readings.mjs"), str(file), str(WEIGHTS / BROWSER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))
