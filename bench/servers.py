"""The servers that are measured: started, warmed, looked at, stopped."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from client import Connection, request
from numpy.typing import NDArray
from PIL import Image

from scrawl.ink import rasterize
from scrawl.strokes import Strokes

HERE = Path(__file__).parent
COMMANDS = {
    "ours": [str(Path(sys.executable).with_name("scrawl")), "serve", "--port"],
    "empty": [sys.executable, str(HERE / "empty.py")],
    "naive": [sys.executable, str(HERE / "naive.py")],
}
PATIENCE = 120.0  # seconds until a server answers
CANVAS, PHONE = (280, 280), (4000, 3000)


@dataclass(frozen=True)
class Running:
    """A server that answers.

    started  seconds from its start to its first answer
    """

    process: subprocess.Popen[bytes]
    port: int
    started: float

    def workers(self) -> list[int]:
        """The process ids of those that serve, the largest first."""
        pids = [self.process.pid, *descendants(self.process.pid)]
        return sorted(pids, key=memory, reverse=True)


@contextmanager
def running(name: str, message: bytes) -> Iterator[Running]:
    """One of COMMANDS on a port of its own, from when it answers `message` until the context ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    began = time.perf_counter()
    process = subprocess.Popen(
        [*COMMANDS[name], str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    try:
        while not answers(port, message):
            if time.perf_counter() - began > PATIENCE or process.poll() is not None:
                raise RuntimeError(f"The server {name} did not start.")
            time.sleep(0.01)
        yield Running(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def answers(port: int, message: bytes) -> bool:
    """Whether the server gives 200 to that request."""
    try:
        connection = Connection(port)
    except OSError:
        return False
    with connection.socket as link:
        link.settimeout(PATIENCE)
        try:
            link.sendall(message)
            while (status := connection.pull()) is None:
                pass
        except OSError:
            return False
    return status == 200


def memory(pid: int) -> float:
    """Resident MB of a process; 0 where it has ended, or there is no /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS")), 0.0)


def descendants(pid: int) -> list[int]:
    """The process ids of its children, their children, and so on."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *descendants(child))]


def messages(data: Path, headers: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """A person's four as strokes, as a canvas' PNG and as a photograph of 12 million pixels: requests by name."""
    sample = four(data)
    drawn = Strokes.of(sample)
    return {
        "strokes": request(json.dumps({"strokes": sample}).encode(), "application/json", headers=headers),
        "canvas PNG": request(encoded(on_paper(drawn, CANVAS, 0.6), "PNG"), "image/png", headers=headers),
        "phone JPEG": request(encoded(_photographed(drawn), "JPEG"), "image/jpeg", headers=headers),
    }


def four(data: Path) -> list[Any]:
    """The strokes of a four of the pendigits."""
    with gzip.open(data / "pen/pendigits.json.gz", "rt") as file:
        samples: list[dict[str, Any]] = json.load(file)
    strokes: list[Any] = [sample for sample in samples if sample["label"] == 4][1]["strokes"]
    return strokes


def encoded(pixels: NDArray[np.uint8], form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


def on_paper(drawing: Strokes, size: tuple[int, int], share: float) -> NDArray[np.uint8]:
    """The drawing in the middle of white paper, its longer side a share of the paper's height; (H, W, 3)."""
    ink = Image.fromarray((255 * rasterize(drawing).ink).astype(np.uint8))
    scale = share * size[1] / max(ink.size)
    ink = ink.resize((round(ink.width * scale), round(ink.height * scale)))
    page = Image.new("L", size, 255)
    page.paste(0, ((size[0] - ink.width) // 2, (size[1] - ink.height) // 2), ink)
    return np.array(page.convert("RGB"), np.uint8)


def _photographed(drawing: Strokes) -> NDArray[np.uint8]:
    """The same small on a large sheet, in falling light and with a camera's noise."""
    page = on_paper(drawing, PHONE, 0.2).astype(np.float32)
    light = np.linspace(0.9, 0.55, page.shape[1], dtype=np.float32)[:, None]
    noise = np.random.default_rng(0).normal(0, 4, page.shape).astype(np.float32)
    pixels: NDArray[np.uint8] = np.clip(page * 0.9 * light + 10 + noise, 0, 255).astype(np.uint8)
    return pixels
