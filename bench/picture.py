"""How long one photograph takes, in process, against another checkout of Scrawl, in turns.

    git worktree add ../before v0.1.0
    python bench/picture.py --against ../before

Each of the two reads the same encoded photographs of one digit, composed here, so many times; then the other does. The
figures are medians over all turns, and their ratio.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import cv2
import numpy as np

from scrawl.scenes import camera

TURNS = 3
SIZES = {"600 × 800": (800, 600, 15), "12 megapixels": (4000, 3000, 5)}  # height, width, readings in a turn

# What either checkout runs: it knows nothing but the public API.
TIMED = """
import json, sys, time
from scrawl import Reader
reader, times = Reader(), {}
for path, count in json.loads(sys.argv[1]):
    data = open(path, "rb").read()
    assert reader.read(data).text == "7", reader.read(data).text
    times[path] = []
    for _ in range(count):
        began = time.perf_counter()
        reader.read(data)
        times[path].append(time.perf_counter() - began)
print(json.dumps(times))
"""


def seven(height: int, width: int) -> bytes:
    """A JPEG of a 7 in pen on grey paper with grain and a soft shadow."""
    page = np.full((height, width, 3), 175, np.float32)
    page *= np.linspace(1.1, 0.8, width, dtype=np.float32)[:, None]
    points = np.array([(0.3, 0.3), (0.62, 0.29), (0.45, 0.7)]) * [width, height]
    pen = max(2, round(0.012 * height))
    cv2.polylines(page, [np.rint(points).astype(np.int32)], False, (40, 40, 70), pen, cv2.LINE_AA)
    page += np.random.default_rng(1).normal(0, 3, page.shape)
    return camera.encode(np.clip(page, 0, 255).astype(np.uint8), quality=92)


def turn(checkout: Path, work: list[tuple[str, int]]) -> dict[str, list[float]]:
    environment = os.environ | {"PYTHONPATH": str(checkout / "src")}
    printed = subprocess.run(
        [sys.executable, "-c", TIMED, json.dumps(work)], env=environment, check=True, capture_output=True
    ).stdout
    times: dict[str, list[float]] = json.loads(printed)
    return times


@click.command(help=(__doc__ or "").replace("    git", "\b\n    git", 1))
@click.option("--against", type=click.Path(exists=True, path_type=Path), required=True)
def main(against: Path) -> None:
    here = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{number}.jpg" for number, name in enumerate(SIZES)}
        for name, (height, width, _) in SIZES.items():
            paths[name].write_bytes(seven(height, width))
        work = [(str(paths[name]), count) for name, (_, _, count) in SIZES.items()]
        turns = [(turn(here, work), turn(against, work)) for _ in range(TURNS)]
        for name, path in paths.items():
            ours, theirs = (
                statistics.median(time for each in turns for time in each[which][str(path)])
                for which in range(2)
            )
            print(f"{name}: {1e3 * ours:.0f} ms, before {1e3 * theirs:.0f} ms: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
