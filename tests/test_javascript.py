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

from scrawl.glyphs.judge import GOOD
from scrawl.reader import Reader
from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.scenes import doodles
from scrawl.strokes import Strokes
from scrawl.training import hands

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


def test_the_engine_reads_drawings_as_python_does(node: str, tmp_path: Path) -> None:
    """The same texts, verdicts, numbers and marks, but where a digit lies within .002 of a threshold."""
    drawings = [*made_up(np.random.default_rng(1), 60), *NASTY]
    found = read_in_node(node, tmp_path, drawings, {"include": "frame"})
    reader = Reader()
    thresholds = [GOOD, *reader.card["thresholds"].values()]
    differing = 0
    for drawing, reading in zip(drawings, found, strict=True):
        told = reader.read(Strokes.of(**drawing)).to_dict(frozenset({"frame"}))
        sure = [value for each in told["digits"] for value in (each["digitness"], each["confidence"])]
        if any(abs(value - least) <= 0.002 for value in sure for least in thresholds):
            differing += reading["text"] != told["text"]
            continue
        assert [reading[name] for name in ("text", "lines", "complete", "model", "turned")] == [
            told[name] for name in ("text", "lines", "complete", "model", "turned")
        ]
        assert numbers(reading) == numbers(told)
        for ours, theirs in zip(reading["digits"], told["digits"], strict=True):
            assert [ours[name] for name in ("verdict", "line", "reason")] == [
                theirs[name] for name in ("verdict", "line", "reason")
            ]
            for name, most in {"probabilities": 0.002, "digitness": 0.002, "frame": 0.01}.items():
                assert np.abs(np.array(ours[name]) - np.array(theirs[name])).max() <= most, name
            np.testing.assert_allclose(ours["box"], theirs["box"], atol=1e-3 * max(theirs["box"][2:]))
    assert differing <= 1
    assert sum(len(each["numbers"]) for each in found) > 60
    assert {mark["mark"] for each in found for one in each["numbers"] for mark in one["marks"]} >= set(".,-")


NASTY: list[dict[str, Any]] = [
    {"strokes": []},
    {"strokes": [[[5, 5]]]},
    {"strokes": [[[5, 5]], [[300, 5]]]},
    {"strokes": [[[0, 0], [1e6, 0]], [[0, 1e5], [9e5, 3e5]]]},
    {"strokes": [[[-1e9, 1e9], [1e9, -1e9]], [[0, 0]]]},
    {"strokes": [[[(k % 37) * 9, (k // 37) * 11]] for k in range(1000)]},
    {"strokes": [[[k % 50 * 8, (k * 7919) % 300] for k in range(400)]]},
]


def made_up(rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    """Numbers with marks, in one line or two, written by the hand of training/hands.py; and doodles."""
    drawings = []
    for _ in range(count):
        strokes = [
            (100 * stroke + [0, 160 * line]).round(2).tolist()
            for line in range(rng.integers(1, 3))
            for stroke in written(rng)
        ]
        drawings.append({"strokes": strokes, "brush": float(rng.choice([4, 7, 12]))})
    for _ in range(count // 6):
        doodle = doodles.shapes(100.0, 6.0, rng)
        drawings.append(
            {
                "strokes": [np.round(each, 2).tolist() for symbol in doodle.symbols for each in symbol],
                "brush": 6,
            }
        )
    return drawings


def written(rng: np.random.Generator) -> list[Any]:
    """The strokes of a number, a digit 1 high."""
    digits = (hands.zero, hands.one, hands.two, hands.three, hands.four, hands.five, hands.six, hands.seven)
    strokes: list[Any] = []
    right = 0.0
    for place in range(rng.integers(1, 6)):
        mark = rng.choice([".", ",", "-", ""], p=[0.1, 0.1, 0.1, 0.7]) if place else ""
        own = {
            ".": [[[0.05, 0.97], [0.06, 0.98]]],
            ",": [[[0.1, 0.93], [0.08, 1.03], [0.0, 1.12]]],
            "-": [[[0.0, 0.5], [0.3, 0.5]]],
        }.get(str(mark), [])
        for group in (own, digits[rng.integers(len(digits))](rng)):
            if len(group):
                points = [np.asarray(each, float) for each in group if len(each)]
                everything = np.concatenate(points)
                if group is not own:
                    points = [(each - everything.min(axis=0)) / np.ptp(everything[:, 1]) for each in points]
                strokes += [each + [right, 0] for each in points]
                right = max(float(each[:, 0].max()) for each in strokes) + rng.uniform(0.1, 0.3)
    return strokes


def numbers(reading: dict[str, Any]) -> list[Any]:
    """What the numbers of a reading are, without probabilities and boxes."""
    return [
        (
            *(each[name] for name in ("text", "kind", "value", "line", "digits")),
            [m["mark"] for m in each["marks"]],
        )
        for each in reading["numbers"]
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
