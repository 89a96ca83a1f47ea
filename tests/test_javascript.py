"""The page's scripts: their types hold, and those that know no DOM compute what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
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
