"""`python app.py` on a machine where nothing was installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_missing_package_is_told_in_one_line(tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    # -S leaves site-packages out, as in a fresh Python.
    done = subprocess.run(
        [sys.executable, "-S", "app.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "pip install ." in done.stderr
    assert ".venv" in done.stderr


def test_missing_dependency_is_named(tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / "src/scrawl", tmp_path / "scrawl", ignore=shutil.ignore_patterns("weights", "web"))
    done = subprocess.run(
        [sys.executable, "-S", "app.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert re.search(r"The Python package \w+ is missing.*pip install \.", done.stderr)
