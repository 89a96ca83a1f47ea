"""`Reader.read` in process: how long each kind of input takes, which step takes it, and 10,000 small pictures in bulk.

    python bench/read.py [--count 10000]

Drawings and MNIST's test pictures come from $SCRAWL_DATA.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import os
import pstats
import statistics
import time
from pathlib import Path

import numpy as np
from servers import four, messages

from scrawl.bulk import read_all
from scrawl.reader import Reader, Source
from scrawl.reading import Reading
from scrawl.strokes import Strokes

READINGS = {"strokes": 200, "canvas PNG": 100, "phone JPEG": 5, "MNIST": 200}
STEPS = {
    "decode": "decode_reduced",
    "draw strokes": "rasterize",
    "ink by contrast": "_by_contrast",
    "ink by the network": "ink_of_photograph",
    "all views of that network": "binarize",
    "find and choose glyphs": "segment",
    "of it the network": "score",
}


def timed(reader: Reader, source: Source, count: int) -> None:
    """Print the time of a reading, and the share of it that each step takes."""
    reader.read(source)
    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        reader.read(source)
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    median, p99 = 1e3 * statistics.median(seconds), 1e3 * seconds[int(0.99 * count)]
    print(f"  median {median:.2f} ms, p99 {p99:.2f} ms, n = {count}")
    profile = cProfile.Profile()
    profile.runcall(lambda: [reader.read(source) for _ in range(count)])
    profiled = pstats.Stats(profile).get_stats_profile()
    rows, whole = profiled.func_profiles, profiled.total_tt
    shares = {step: rows[name].cumtime / whole for step, name in STEPS.items() if name in rows}
    print("  " + ", ".join(f"{step} {100 * share:.0f} %" for step, share in shares.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    content = gzip.decompress((data / "mnist/t10k-images-idx3-ubyte.gz").read_bytes())
    digits = list(np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)[:count])
    requests = messages(data)
    sources: dict[str, Source] = {
        "strokes": Strokes.of(four(data)),
        **{kind: requests[kind].partition(b"\r\n\r\n")[2] for kind in ("canvas PNG", "phone JPEG")},
        "MNIST": digits[0],
    }
    reader = Reader()
    for kind, source in sources.items():
        print(kind)
        timed(reader, source, READINGS[kind])
    for name, way in (
        ("one process", reader.read_many),
        ("a process a processor, their start included", read_all),
    ):
        began = time.perf_counter()
        read = sum(isinstance(each, Reading) for each in way(digits))
        print(f"{read:,} MNIST pictures in bulk, {name}: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
