"""From the start of the program to its first answer, and the memory of the worker that gave it.

    python bench/start.py

Each run starts `scrawl serve` anew, asks until a drawing is answered, and reads the memory of the program's processes
from /proc (Linux).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "browser"))

from browsing import free_port

RUNS = 7
DRAWING = json.dumps({"strokes": [[[50, 20], [50, 80]]], "width": 100, "height": 100}).encode()


def answered(address: str) -> bool:
    request = urllib.request.Request(address, DRAWING, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return bool(json.load(answer)["digits"])
    except (urllib.error.URLError, ConnectionError):
        return False


def memory(pid: int) -> list[float]:
    """Resident MB of a process's descendants, each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    each = []
    for child in map(int, children):
        status = Path(f"/proc/{child}/status").read_text().splitlines()
        resident = next(line for line in status if line.startswith("VmRSS"))
        each += [int(resident.split()[1]) / 1000, *memory(child)]
    return each


def main() -> None:
    seconds, largest = [], []
    for _ in range(RUNS):
        port = free_port()
        command = [str(Path(sys.executable).with_name("scrawl")), "serve", "--port", str(port)]
        began = time.perf_counter()
        quiet = {**os.environ, "SCRAWL_LOG_LEVEL": "error"}
        with subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL) as program:
            while not answered(f"http://127.0.0.1:{port}/api/v1/read"):
                time.sleep(0.01)
            seconds.append(time.perf_counter() - began)
            largest.append(max(memory(program.pid)))
            program.terminate()
    print(
        f"start to first answer: median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s; "
        f"memory of the worker: {max(largest):.0f} MB; {RUNS} starts"
    )


if __name__ == "__main__":
    main()
