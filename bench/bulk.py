"""Many canvas-sized PNGs, read in every way of `scrawl read`: start-up, pictures a second, peak memory; the answers are
compared. Then the round trip of the Open Inference Protocol's public client.

    python bench/bulk.py [--count 20000] [--processes 2]

Start-up is what one picture takes; the rate is that of all others. Memory is what all processes hold together (what
they share counted in each), seen ten times a second, and that for a quarter of the pictures beside it. Drawings come
from $SCRAWL_DATA.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import tritonclient.http as triton
from client import request
from numpy.typing import NDArray
from pyarrow import parquet
from servers import CANVAS, descendants, encoded, memory, on_paper, running

from scrawl.ink import rasterize
from scrawl.strokes import Strokes

SCRAWL = str(Path(sys.executable).with_name("scrawl"))
SHARE = 0.5  # of the canvas that a digit is high
LAST_PLACE = 1.5e-4  # of a confidence, which is rounded to four
SIDE = 96  # px of the crops that the client sends


def drawings(data: Path) -> list[list[Any]]:
    with gzip.open(data / "pen/pendigits.json.gz", "rt") as file:
        return [sample["strokes"] for sample in json.load(file)]


def draw(folder: Path, samples: list[list[Any]], count: int) -> None:
    for number in range(count):
        pixels = on_paper(Strokes.of(samples[number % len(samples)]), CANVAS, SHARE)
        (folder / f"{number:06}.png").write_bytes(encoded(pixels, "PNG"))


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds that a command takes, and the most megabytes that it and its processes hold at a time."""
    peak, began = 0.0, time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(memory, [process.pid, *descendants(process.pid)])))
            time.sleep(0.1)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, peak


def rows(out: Path) -> list[dict[str, Any]]:
    table = parquet.read_table(out, columns=["path", "text", "confidence"])
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def different(found: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """The rows that are not the same; a confidence may be rounded up in one batch and down in another."""
    return [
        (now, then)
        for now, then in zip(found, before, strict=True)
        if now | {"confidence": None} != then | {"confidence": None}
        or abs((now["confidence"] or 0) - (then["confidence"] or 0)) > LAST_PLACE
    ]


def bulk(samples: list[list[Any]], count: int, processes: int, place: Path) -> None:
    folders = {size: place / f"{size}" for size in (1, max(count // 4, 1), count)}
    for size, folder in folders.items():
        folder.mkdir()
        draw(folder, samples, size)
    ways: dict[str, list[str]] = {
        "one process": [],
        f"{processes} processes": ["--processes", str(processes)],
        f"Ray here, {processes} actors": ["--processes", str(processes), "--ray", "local"],
    }
    before: list[dict[str, Any]] | None = None
    for name, options in ways.items():
        took, peak = {}, {}
        for size, folder in folders.items():
            out = place / "out"
            shutil.rmtree(out, ignore_errors=True)
            command = [SCRAWL, "read", str(folder), "--format", "parquet", "--out", str(out), *options]
            took[size], peak[size] = measured(command)
        start, _, whole = took.values()
        _, quarter, most = peak.values()
        print(
            f"{name}: start-up {start:.1f} s, then {(count - 1) / (whole - start):.0f} pictures/s; "
            f"peak {most:.0f} MB, of a quarter of them {quarter:.0f} MB",
            flush=True,
        )
        found = rows(place / "out")
        if before is not None and different(found, before):
            raise RuntimeError(f"{name}: other answers than before, first {different(found, before)[0]}")
        before = found
    print(f"the same {count:,} answers from all")


def crops(samples: list[list[Any]], count: int) -> NDArray[np.float32]:
    """(N, SIDE, SIDE) ink."""
    ink = np.zeros((count, SIDE, SIDE), np.float32)
    for crop, strokes in zip(ink, samples, strict=False):
        drawn = rasterize(Strokes.of(strokes)).ink
        step = -(-max(drawn.shape) // SIDE)
        small = drawn[::step, ::step]
        crop[: small.shape[0], : small.shape[1]] = small
    return ink


def round_trips(samples: list[list[Any]]) -> None:
    with (
        running("ours", request(b"{}", "application/json", "/readyz", "GET")) as server,
        triton.InferenceServerClient(f"127.0.0.1:{server.port}") as client,
    ):
        for count in (1, 64):
            sent = triton.InferInput("ink", [count, SIDE, SIDE], "FP32")
            sent.set_data_from_numpy(crops(samples, count))
            wanted = [triton.InferRequestedOutput("probabilities")]
            seconds = []
            for _ in range(110):
                began = time.perf_counter()
                client.infer("digits", [sent], outputs=wanted)
                seconds.append(time.perf_counter() - began)
            median = 1e3 * statistics.median(seconds[10:])
            print(f"tritonclient, batch {count}: median {median:.2f} ms, {1e3 * count / median:.0f} crops/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    given = parser.parse_args()
    samples = drawings(Path(os.environ.get("SCRAWL_DATA", "../shared/data")))
    with TemporaryDirectory() as place:
        bulk(samples, given.count, given.processes, Path(place))
    round_trips(samples)


if __name__ == "__main__":
    main()
