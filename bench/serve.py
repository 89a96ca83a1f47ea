"""Our server against the same server with nothing to do, and against the naive way, all in one run on this machine.

    python bench/serve.py [--seconds 2]

Prints latency and throughput of strokes, a canvas' PNG and a phone's JPEG at 1, 8 and 64 connections that are kept
alive, the time from start to first answer, the memory of the largest process, and what comes of comparing them.
Drawings come from $SCRAWL_DATA. The naive way reads no strokes.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from client import Load, Tally
from servers import memory, messages, running

CONNECTIONS = (1, 8, 64)


def measured(name: str, requests: dict[str, bytes], seconds: float) -> dict[tuple[str, int], Tally]:
    """What a server gives of each request at each number of connections; prints a line for each."""
    tallies = {}
    with running(name, next(iter(requests.values()))) as server:
        print(f"{name}: first answer after {server.started:.2f} s")
        for kind, message in requests.items():
            Load(server.port, [message], 4).closed(min(seconds, 1.0))  # so that every thread has begun
            for connections in CONNECTIONS:
                tally = Load(server.port, [message], connections).closed(seconds)
                tallies[kind, connections] = tally
                turned_away = tally.counts.total() - tally.counts[200] + tally.lost
                print(
                    f"{name:6} {kind:11} {connections:3} connections: {tally.rate:8.1f} a second, "
                    f"median {tally.median:8.2f} ms, p99 {tally.at(0.99):8.2f} ms, not 200: {turned_away}",
                    flush=True,
                )
        print(f"{name}: largest process {memory(server.workers()[0]):.0f} MB")
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each row")
    seconds = parser.parse_args().seconds
    requests = messages(Path(os.environ.get("SCRAWL_DATA", "../shared/data")))
    ours = measured("ours", requests, seconds)
    empty = measured("empty", requests, seconds)
    naive = measured("naive", {kind: requests[kind] for kind in ("canvas PNG", "phone JPEG")}, seconds)
    for kind, connections in ours:
        mine, nothing = ours[kind, connections], empty[kind, connections]
        line = f"{kind:11} {connections:3} connections: {mine.rate / nothing.rate:.3f} of the empty route's rate, "
        line += f"{mine.median - nothing.median:+.2f} ms"
        if (kind, connections) in naive:
            line += f"; {mine.rate / max(naive[kind, connections].rate, 1e-9):.1f} × the naive way's rate"
        print(line)


if __name__ == "__main__":
    main()
