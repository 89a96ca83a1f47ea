"""What one who draws notices of others: nothing, four clients with photographs, a costly picture, stalled uploads.

    python bench/neighbours.py [--photographs 40]

One client draws, twenty strokes a second with `Prefer: wait=0` as the page sends them; beside it four send photographs
of $SCRAWL_DATA of 1,600 px one after the other, then two send a picture of 4 kB that is more work than any photograph,
then forty announce 16 MiB and send one byte. Prints what each of them was answered and how long that took.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from client import PATH, Load, Tally, request
from hostile import Layer, Page, png
from numpy.typing import NDArray
from servers import encoded, four, running

from scrawl.measure.photographs import PHONE, collections
from scrawl.picture import decode

RATE = 20.0  # strokes a second
SIDE = 1_600
CLIENTS = 4
STALLED = 40
SECONDS = 8.0  # where the others do not end by themselves


def told(who: str, tally: Tally) -> None:
    others = {status: n for status, n in tally.counts.items() if status != 200}
    print(
        f"  {who}: {tally.counts[200]} answered, other than 200 {others or 0}, no answer {tally.lost}; "
        f"median {tally.median:.0f} ms, p99 {tally.at(0.99):.0f} ms, slowest {tally.at(1):.0f} ms",
        flush=True,
    )


def photographs(data: Path, count: int) -> list[bytes]:
    """Requests with photographs, their longer side SIDE."""
    phone = [each for name, series in collections(data).items() if name.startswith(PHONE) for each in series]
    pixels = [decode(each.encoded) for each in phone[:: len(phone) // count]]
    return [request(encoded(_enlarged(each), "JPEG"), "image/jpeg") for each in pixels[:count]]


def _enlarged(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = SIDE / max(pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def drawing(port: int, message: bytes, ends: threading.Event) -> Tally:
    """What comes back to one who draws until the others have ended."""
    tally = Tally()
    while not ends.is_set():
        part = Load(port, [message], 8).open(RATE, 1.0)
        for status, seconds in part.seconds.items():
            tally.seconds.setdefault(status, []).extend(seconds)
        tally.lost += part.lost
    return tally


@contextmanager
def stalled(port: int) -> Iterator[None]:
    """Uploads of which one byte came."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {16 << 20}\r\n\r\nx"
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(STALLED)]
    try:
        for each in sockets:
            each.sendall(head.encode())
        yield
    finally:
        for each in sockets:
            each.close()


def beside(port: int, message: bytes, others: Callable[[], object]) -> None:
    ends = threading.Event()

    def until_they_end() -> None:
        others()
        ends.set()

    thread = threading.Thread(target=until_they_end)
    thread.start()
    tally = drawing(port, message, ends)
    thread.join()
    told("the one who draws", tally)


def sending(port: int, messages: list[bytes], clients: int) -> None:
    """Clients that send one after the other, each message as often as there are clients."""
    tallies = [Tally() for _ in range(clients)]

    def send(place: int) -> None:
        tallies[place] = Load(port, messages[place:] + messages[:place], 1).counted(len(messages))

    threads = [threading.Thread(target=partial(send, place)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = Tally(lost=sum(each.lost for each in tallies))
    for tally in tallies:
        for status, seconds in tally.seconds.items():
            together.seconds.setdefault(status, []).extend(seconds)
    told(f"the {clients} others", together)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photographs", type=int, default=40, help="of each client")
    options = parser.parse_args()
    data = Path(os.environ.get("SCRAWL_DATA", "../shared/data"))
    strokes = json.dumps({"strokes": four(data)}).encode()
    drawn = request(strokes, "application/json", headers={"Prefer": "wait=0"})
    pictures = photographs(data, options.photographs)
    bars = request(png(Page(layers=(Layer("bar", width=2, height=420, across=4, down=460),))), "image/png")
    with running("ours", drawn) as server:
        alone = threading.Event()
        print("alone")
        beside(server.port, drawn, partial(alone.wait, SECONDS))
        print("four clients with photographs")
        beside(server.port, drawn, partial(sending, server.port, pictures, CLIENTS))
        print("two with a picture of bars")
        beside(server.port, drawn, partial(sending, server.port, [bars] * 2, 2))
        print(f"{STALLED} stalled uploads")
        with stalled(server.port):
            beside(server.port, drawn, partial(alone.wait, SECONDS))


if __name__ == "__main__":
    main()
