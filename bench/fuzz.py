"""Sends what no one would mean: real files, drawings and requests, broken in every way, against the whole application.

    python bench/fuzz.py [--count 100000] [--seed 0]

Pictures of every format, strokes and JSON are made on the fly and mutated: bytes and bits changed, pieces cut out,
doubled and exchanged, numbers made extreme, fields renamed, options of the query, too. Prints how many inputs were
tried, the statuses they got, and each that was answered with a 5xx or slowly; exits with 1 if there was a 5xx.
"""

from __future__ import annotations

import argparse
import base64
import copy
import io
import json
import logging
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
from PIL import Image

from scrawl.web import Settings, create_app

READ, PAGE = "/api/v1/read", "/api/v1/page"
MOST_PIXELS = 200_000  # so that an input costs milliseconds
SIDES = (40, 60)
SLOW_SECONDS = 2.0  # an input that takes longer is shown, too
MODES = {
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "JPEG": ("RGB", "L", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "BMP": ("RGB", "L", "P", "1"),
    "GIF": ("P", "L"),
    "TIFF": ("RGB", "L", "1", "CMYK", "F", "I;16"),
    "HEIF": ("RGB",),
}
EXTREMES = (0, 1, 0x7F, 0x80, 0xFF)
NUMBERS: tuple[object, ...] = (
    0,
    -1,
    1e-9,
    1e9,
    1e308,
    -1e308,
    2**63,
    10**400,
    0.5,
    True,
    None,
    "7",
    [],
    {},
    [1],
    "NaN",
)
OPTIONS = {
    "expect": (
        "#",
        "#{1,3},##",
        "0..100",
        "0..10/0.5",
        "12|15|19",
        "luhn",
        "#{8}mod11",
        "##x",
        "9..1",
        "#{99}",
        "#;##,#;",
    ),
    "region": ("0,0,20,20", "0.0,0.0,1.0,0.5", "0,0,1,1", "39,39,1,1", "0.99,0.99,0.01,0.01"),
    "pages": ("all", "1", "2", "1-2", "2-2", "1-20"),
}
Message = tuple[bytes, str]


def pictures() -> list[bytes]:
    """Small pictures of a digit's stroke, one of each format and mode that is written here, and documents of two."""
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener()
    except ImportError:
        MODES.pop("HEIF", None)
    ink = np.full(SIDES, 255, np.uint8)
    ink[8:32, 28:34] = 0
    made = []
    for form, modes in MODES.items():
        for mode in modes:
            file = io.BytesIO()
            picture = Image.fromarray(ink)
            if mode in ("I;16", "F"):
                picture = Image.fromarray(ink.astype(np.uint16 if mode == "I;16" else np.float32))
            picture.convert(mode).save(file, form) if picture.mode != mode else picture.save(file, form)
            made.append(file.getvalue())
    sheets = [Image.fromarray(ink).convert("RGB")] * 2
    for form in ("TIFF", "PDF"):
        file = io.BytesIO()
        sheets[0].save(file, form, save_all=True, append_images=sheets[1:])
        made += [file.getvalue()] * 4  # the ways of pages are many
    return made


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` changed in one to eight places."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if not changed:
            break
        # Where headers are, twice as often.
        reach = min(len(changed), 64) if chance.random() < 0.5 else len(changed)
        at = chance.randrange(reach)
        length = chance.choice((1, 2, 4, 16, 64))
        way = chance.randrange(8)
        if way == 0:
            changed[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            changed[at] = chance.choice(EXTREMES)
        elif way == 2:
            changed[at : at + length] = chance.randbytes(length)
        elif way == 3:
            del changed[at : at + length]
        elif way == 4:
            changed[at:at] = changed[at : at + length]
        elif way == 5:
            changed[at : at + 4] = chance.choice((0, 1, 2**31 - 1, 2**32 - 1)).to_bytes(
                4, chance.choice(("big", "little"))
            )
        elif way == 6:
            del changed[at:]
        else:
            other = chance.randrange(len(changed))
            changed[at : at + length] = changed[other : other + length]
    return bytes(changed)


def drawing(chance: random.Random) -> dict[str, object]:
    """Strokes, one place or another of which is no such thing."""
    strokes: list[object] = [
        [
            [chance.uniform(0, 280), chance.uniform(0, 280), *([k, chance.random()][: chance.randrange(3)])]
            for k in range(chance.randrange(1, 6))
        ]
        for _ in range(chance.randrange(4))
    ]
    body: dict[str, object] = {"strokes": strokes, "width": 280, "height": 280, "brush": 18}
    for _ in range(chance.randrange(3)):
        wrong = copy.deepcopy(chance.choice(NUMBERS))
        way = chance.randrange(5)
        if way == 0:
            body[chance.choice(("width", "height", "brush", "strokes", "image", "other"))] = wrong
        elif way == 1:
            body.pop(chance.choice(list(body)), None)
        elif strokes:
            at = chance.randrange(len(strokes))
            stroke = strokes[at]
            if way == 2 or not isinstance(stroke, list) or not stroke:
                strokes[at] = wrong
            elif way == 3 or not isinstance(stroke[0], list) or not stroke[0]:
                stroke[chance.randrange(len(stroke))] = wrong
            else:
                stroke[0][chance.randrange(len(stroke[0]))] = wrong
    return body


def address(chance: random.Random) -> str:
    """Where to send it and how to have it read, now and then in words that mean nothing."""
    if chance.random() < 0.1:
        return f"{PAGE}?page={chance.choice((1, 1, 2, 0, 'x'))}"
    asked = {
        name: mutated(value.encode(), chance).decode("latin-1") if chance.random() < 0.3 else value
        for name, values in OPTIONS.items()
        if chance.random() < 0.15
        for value in [chance.choice(values)]
    }
    return f"{READ}?{urlencode(asked)}"


def messages(chance: random.Random) -> Callable[[], Message]:
    """What gives one broken request after another: body and content type."""
    corpus = pictures()

    def make() -> Message:
        kind = chance.randrange(10)
        if kind < 5:
            return mutated(chance.choice(corpus), chance), "image/png"
        if kind < 7:
            return json.dumps(drawing(chance)).encode(), "application/json"
        if kind < 8:
            return mutated(json.dumps(drawing(chance)).encode(), chance), "application/json"
        encoded = base64.b64encode(mutated(chance.choice(corpus), chance)).decode()
        if kind < 9:
            body = json.dumps({"image": chance.choice(("", "data:image/png;base64,")) + encoded}).encode()
            return (mutated(body, chance) if chance.random() < 0.3 else body), "application/json"
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        body = part + mutated(chance.choice(corpus), chance) + b"\r\n--b--\r\n"
        whole = mutated(body, chance) if chance.random() < 0.3 else body
        return whole, "multipart/form-data; boundary=b"

    return make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    client = create_app(Settings(max_pixels=MOST_PIXELS)).test_client()
    chance = random.Random(told.seed)
    make = messages(chance)
    statuses: Counter[int] = Counter()
    slowest, faults, began = 0.0, 0, time.perf_counter()
    for k in range(told.count):
        body, kind = make()
        where = address(chance)
        asked = time.perf_counter()
        status = client.post(where, data=body, content_type=kind).status_code
        took = time.perf_counter() - asked
        slowest = max(slowest, took)
        statuses[status] += 1
        faults += status >= 500
        if status >= 500 or took > SLOW_SECONDS:
            print(f"input {k}: {status} after {took:.1f} s: {where} {kind} {body[:4000]!r}", flush=True)
    print(
        f"{told.count:,} inputs (seed {told.seed}) in {time.perf_counter() - began:.0f} s, slowest {slowest:.2f} s; "
        f"{faults} answered with a 5xx; " + ", ".join(f"{s}: {n:,}" for s, n in sorted(statuses.items()))
    )
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
