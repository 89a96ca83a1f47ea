"""Searches for what costs the most to read: pictures, drawings and PDF of 10 kB, changed as long as they get worse.

    python bench/hostile.py [--tries 300] [--seed 0] [--save DIR]

A picture is layers of one mark, bar, ring or digit over and over in a grid; a drawing is strokes in a grid; a PDF holds
lines in forms that are drawn several times. Each try changes a few numbers of the worst so far, and is
kept if it takes more of the processor's time, or of a PDF, which another process draws, of the clock's. Prints each
record, and in the end the worst as a multiple of a photograph's, read in the same run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from servers import messages

from scrawl import Reader, Strokes
from scrawl.errors import BadInput

sys.path.insert(0, str(Path(__file__).parent.parent / "tests/support"))
import pdfs

MOST_BYTES = 10_000
MARKS = ("bar", "ring", "digit", "cross", "dot", "zigzag")
SIDES = (60, 7_000)


@dataclass(frozen=True)
class Layer:
    """One mark over and over: its kind, size, pen and tone, and the grid that it stands in, px."""

    mark: str = "bar"
    width: int = 2
    height: int = 200
    pen: int = 2
    tone: int = 0
    across: int = 6
    down: int = 220
    shear: float = 0.0


@dataclass(frozen=True)
class Page:
    """A picture: its size and layers."""

    width: int = 1_400
    height: int = 1_400
    ground: int = 255
    layers: tuple[Layer, ...] = (Layer(),)

    def pixels(self) -> NDArray[np.uint8]:
        """The picture, (H, W)."""
        page = np.full((self.height, self.width), self.ground, np.uint8)
        for layer in self.layers:
            tile = _tile(layer)
            for row, y in enumerate(range(4, self.height - tile.shape[0], max(layer.down, 2))):
                start = 4 + int(row * layer.shear * layer.across) % max(layer.across, 1)
                for x in range(start, self.width - tile.shape[1], max(layer.across, 2)):
                    place = page[y : y + tile.shape[0], x : x + tile.shape[1]]
                    place[tile > 0] = layer.tone
        return page


def _tile(layer: Layer) -> NDArray[np.uint8]:
    """One mark, 255 where it is."""
    width, height, pen = max(layer.width, 1), max(layer.height, 1), max(layer.pen, 1)
    tile = np.zeros((height, width), np.uint8)
    if layer.mark in ("bar", "dot"):
        tile[:] = 255
    elif layer.mark == "ring":
        cv2.ellipse(tile, (width // 2, height // 2), (width // 2, height // 2), 0, 0, 360, 255, pen)
    elif layer.mark == "digit":
        cv2.putText(tile, "8", (0, height - 1), cv2.FONT_HERSHEY_SIMPLEX, height / 24, 255, pen)
    elif layer.mark == "cross":
        cv2.line(tile, (0, 0), (width, height), 255, pen)
        cv2.line(tile, (width, 0), (0, height), 255, pen)
    else:
        points = [(x, height * (x // 4 % 2)) for x in range(0, width, 4)]
        cv2.polylines(tile, [np.array(points, np.int32)], False, 255, pen)
    return tile


def changed(page: Page, rng: random.Random) -> Page:
    """The page with a few numbers changed, or a layer more or less."""
    if rng.random() < 0.2:
        page = replace(
            page, width=rng.randint(*SIDES), height=rng.randint(*SIDES), ground=rng.choice((255, 255, 0, 200))
        )
    layers = list(page.layers)
    if rng.random() < 0.2 and len(layers) < 3:
        layers.append(Layer(rng.choice(MARKS)))
    if rng.random() < 0.1 and len(layers) > 1:
        layers.pop(rng.randrange(len(layers)))
    place = rng.randrange(len(layers))
    values = asdict(layers[place])
    for name in rng.sample(sorted(values), rng.randint(1, 3)):
        value = values[name]
        if name == "mark":
            values[name] = rng.choice(MARKS)
        elif name == "shear":
            values[name] = rng.random()
        else:
            values[name] = max(
                0, min(int(value * rng.choice((0.5, 0.8, 1.25, 2)) + rng.randint(-2, 2)), 2_000)
            )
    layers[place] = Layer(**{**values, "tone": min(values["tone"], 255)})
    return replace(page, layers=tuple(layers))


@dataclass(frozen=True)
class Drawing:
    """Strokes in a grid: how many, of how many points each, how far apart, how large, and how thick."""

    strokes: int = 200
    points: int = 2
    columns: int = 20
    gap: float = 30.0
    size: float = 20.0
    brush: float = 4.0

    def body(self) -> str:
        """The drawing as it is sent."""
        lines = []
        for number in range(self.strokes):
            x, y = number % max(self.columns, 1) * self.gap, number // max(self.columns, 1) * self.gap
            lines.append(
                [
                    [round(x + self.size * (k % 2)), round(y + self.size * k / self.points)]
                    for k in range(self.points)
                ]
            )
        return json.dumps({"strokes": lines, "brush": max(self.brush, 0.1)}, separators=(",", ":"))


def changed_drawing(drawing: Drawing, rng: random.Random) -> Drawing:
    """The drawing with one or two numbers changed."""
    values = asdict(drawing)
    for name in rng.sample(sorted(values), rng.randint(1, 2)):
        factor = rng.choice((0.5, 0.8, 1.25, 2.0))
        is_whole = isinstance(values[name], int)
        values[name] = max(1, round(values[name] * factor)) if is_whole else values[name] * factor
    return Drawing(**values)


@dataclass(frozen=True)
class Document:
    """A PDF: how many lines, how thick and how far apart in points, in how many forms in how many others."""

    lines: int = 40
    width: float = 1.0
    gap: float = 20.0
    depth: int = 1
    times: int = 1

    def body(self) -> bytes:
        """The document as it is sent."""
        rows = (self.gap * number % 800 for number in range(self.lines))
        ink = b"".join(b"%.1f w 20 %.1f m 580 %.1f l S " % (self.width, y, y + 9) for y in rows)
        return pdfs.nested(self.depth, self.times, ink)


def changed_document(document: Document, rng: random.Random) -> Document:
    """The document with one or two numbers changed."""
    values = asdict(document)
    for name in rng.sample(sorted(values), rng.randint(1, 2)):
        value = values[name] * rng.choice((0.5, 0.8, 1.25, 2.0))
        values[name] = min(max(1, round(value)), 300) if isinstance(values[name], int) else value
    return Document(**values)


def by_the_clock(read: Callable[[], object]) -> float:
    """Seconds that reading takes, in whatever process."""
    began = time.perf_counter()
    with suppress(BadInput):
        read()
    return time.perf_counter() - began


def seconds(read: Callable[[], object]) -> float:
    """Of the processor that reading takes; what is refused costs what it costs until then."""
    began = time.process_time()
    with suppress(BadInput):
        read()
    return time.process_time() - began


def read_drawing(reader: Reader, body: str) -> None:
    """Read what is sent as JSON."""
    told = json.loads(body)
    reader.read(Strokes.of(told["strokes"], brush=told["brush"]))


def png(page: Page) -> bytes:
    file = io.BytesIO()
    Image.fromarray(page.pixels()).save(file, "PNG", compress_level=9)
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tries", type=int, default=300, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, help="folder for the worst of each")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rng, reader = random.Random(options.seed), Reader()
    photograph = messages(Path(os.environ.get("SCRAWL_DATA", "../shared/data")))["phone JPEG"].partition(
        b"\r\n\r\n"
    )[2]
    reader.read(photograph)
    usual = seconds(lambda: reader.read(photograph))
    print(f"a photograph of 12 million pixels: {usual:.2f} s")

    page, worst = Page(), 0.0
    for _ in range(options.tries):
        candidate = changed(page, rng) if worst else page
        if candidate.width * candidate.height > 50_000_000 or len(content := png(candidate)) > MOST_BYTES:
            continue
        took = seconds(partial(reader.read, content))
        if took > worst:
            page, worst = candidate, took
            print(
                f"picture, {len(content):,} bytes: {took:.2f} s, {took / usual:.1f} × the photograph: {candidate}"
            )
    drawing, longest = Drawing(), 0.0
    for _ in range(options.tries):
        other = changed_drawing(drawing, rng) if longest else drawing
        if len(body := other.body()) > MOST_BYTES:
            continue
        took = seconds(partial(read_drawing, reader, body))
        if took > longest:
            drawing, longest = other, took
            print(f"drawing, {len(body):,} bytes: {took:.2f} s, {took / usual:.1f} × the photograph: {other}")
    document, slowest = Document(), 0.0
    for _ in range(options.tries):
        third = changed_document(document, rng) if slowest else document
        if len(content := third.body()) > MOST_BYTES:
            continue
        took = by_the_clock(partial(reader.read, content))
        if took > slowest:
            document, slowest = third, took
            print(f"PDF, {len(content):,} bytes: {took:.2f} s, {took / usual:.1f} × the photograph: {third}")
    if options.save:
        options.save.mkdir(parents=True, exist_ok=True)
        (options.save / "worst.png").write_bytes(png(page))
        (options.save / "worst.json").write_text(drawing.body())
        (options.save / "worst.pdf").write_bytes(document.body())


if __name__ == "__main__":
    main()
