"""The server under more load than it can bear: what is lost, how long the accepted wait, and what memory comes to.

    python bench/load.py [--seconds 60] [--requests 100000]

Measures the capacity for a mix of strokes, canvas PNGs and a few phone JPEGs; then sends three times as many requests
a second that will not wait (`Prefer: wait=0`), whether or not they are answered; kills a worker under load, and ends
the server under load; and compares its memory after all the requests with that after the first 1,000. Linux: it reads
/proc.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from pathlib import Path

from client import Load, Tally
from servers import Running, answers, memory, messages, running

MIX = {"strokes": 60, "canvas PNG": 39, "phone JPEG": 1}  # of a hundred
CONNECTIONS = 64
MOST_CONNECTIONS = 400
OVERLOAD = 3
FIRST = 1_000  # requests, after which memory is looked at


def told(what: str, tally: Tally) -> None:
    others = {status: n for status, n in tally.counts.items() if status not in (200, 503)}
    print(
        f"{what}: {tally.counts[200]:,} answered, {tally.counts[503]:,} turned away, others {others or 0}, "
        f"no answer {tally.lost}; answered within {tally.median:.0f} ms (median), {tally.at(0.99):.0f} ms (p99), "
        f"{tally.at(1):.0f} ms (slowest); turned away within {tally.at(0.5, 503):.0f} ms (median), "
        f"{tally.at(0.99, 503):.0f} ms (p99), {tally.at(1, 503):.0f} ms (slowest)"
        + (f"; sent late by {tally.late_at(0.99):.0f} ms (p99)" if tally.late else ""),
        flush=True,
    )


def later(seconds: float, pid: int, number: signal.Signals) -> threading.Timer:
    """Sends a signal after so long."""
    timer = threading.Timer(seconds, os.kill, (pid, number))
    timer.start()
    return timer


def total(server: Running) -> float:
    """Resident MB of all its processes."""
    return sum(map(memory, server.workers()))


def many(server: Running, mix: list[bytes], count: int) -> None:
    """So many requests, as fast as they are answered."""
    done = 0
    while done < count:
        done += Load(server.port, mix, 8).closed(2.0).counts.total()


def mixed(requests: dict[str, bytes]) -> list[bytes]:
    """A hundred requests, strokes first."""
    mix = [requests[kind] for kind, share in MIX.items() for _ in range(share)]
    return mix[::2] + mix[1::2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="under three times the load")
    parser.add_argument("--requests", type=int, default=100_000, help="after which memory is compared")
    options = parser.parse_args()
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    mix, hurried = mixed(messages(data)), mixed(messages(data, {"Prefer": "wait=0"}))
    usual = [mix[0]]
    with running("ours", usual[0]) as server:
        many(server, mix, FIRST)
        before = total(server)
        capacity = Load(server.port, mix, CONNECTIONS // 4).closed(10.0).rate
        print(f"capacity: {capacity:.0f} readings a second")
        told(
            f"{OVERLOAD} times that, {options.seconds:.0f} s",
            Load(server.port, hurried, MOST_CONNECTIONS).open(OVERLOAD * capacity, options.seconds),
        )
        many(server, mix, options.requests)
        after = total(server)
        print(
            f"memory of all processes: {before:.0f} MB after {FIRST:,} requests, {after:.0f} MB in the end "
            f"({100 * (after / before - 1):+.1f} %); largest process {memory(server.workers()[0]):.0f} MB"
        )
        victim = server.workers()[0]
        under_way = later(2.0, victim, signal.SIGKILL)
        told(
            "a worker killed after 2 s of 8",
            Load(server.port, usual, CONNECTIONS // 8).open(capacity / 2, 8.0),
        )
        under_way.join()
        while victim in server.workers() or not answers(server.port, usual[0]):
            time.sleep(0.1)
        print(f"replaced: {len(server.workers())} processes")
        later(2.0, server.process.pid, signal.SIGTERM)
        told("SIGTERM after 2 s", Load(server.port, usual, CONNECTIONS).until_closed())
        print(f"exit status {server.process.wait(30)}")


if __name__ == "__main__":
    main()
