"""How well photographs and scans by strangers are read: the exam, set by set.

    python bench/photographs.py                              # the whole table
    python bench/photographs.py --set registers --save wrong # one set, and its pictures that are not read exactly
    python bench/photographs.py --sizes                      # whether half and twice the size have the same text
    python bench/photographs.py --askew 15                   # as if the telephone had been held so
    python bench/photographs.py --peer rapidocr              # beside a general OCR engine: pip install rapidocr

`auto` is exact if the text is what is written by hand, line by line; signs, points and spaces do not count, and
printed numbers may stand in the answer or not. `digit` is right if the most probable digit of `layout=digit` is the
one; it is asked where one digit is all that is written. `with marks` counts pictures in which signs or points are
written, and their answers with these; `marks invented` answers with some where none is written. Of the other engine,
too, only digits count, and they are exact by the same rule. Pictures whose half would be less than 64 pixels high or
wide are not read at other sizes. Turned by some degrees clockwise a picture is larger, and its border goes on outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

import click
import cv2
import numpy as np
import options
from numpy.typing import NDArray

from scrawl.evaluation import photographs
from scrawl.evaluation.photographs import Outcome
from scrawl.measure.photographs import PHONE, Photograph, collections
from scrawl.measure.processes import Mapper, processes, reader_with
from scrawl.picture import decode
from scrawl.recognizer import weights_folder

SIZED = (PHONE, "answer-boxes")  # sets that are read at other sizes
LEAST_HALF = 64  # px
DIGITS = "0123456789"


@dataclass(frozen=True)
class Sizes:
    """Whether a picture of half and one of twice the size have the same text."""

    half: bool
    twice: bool


def rapidocr_lines(boxes: Sequence[NDArray[np.float32]], texts: Sequence[str]) -> str:
    """The digits of what was found, boxes (4, 2) px, as lines of text from top to bottom."""
    lines: list[list[tuple[float, str]]] = []
    end = -np.inf
    for box, text in sorted(zip(boxes, texts, strict=True), key=lambda each: float(each[0][:, 1].mean())):
        middle = box[:, 1].mean()
        if middle > end:  # below the lower quarter of the line's first box
            lines.append([])
            end = middle + np.ptp(box[:, 1]) / 4
        lines[-1].append((float(box[:, 0].min()), "".join(each for each in text if each in DIGITS)))
    joined = ("".join(digits for _, digits in sorted(line)) for line in lines)
    return "\n".join(filter(None, joined))


@cache
def rapidocr() -> Callable[[bytes], str]:
    """The other engine: an encoded picture to the digits of the lines that it finds."""
    from rapidocr import RapidOCR  # noqa: PLC0415

    engine = RapidOCR(params={"Global.log_level": "error"})

    def text(encoded: bytes) -> str:
        found = engine(cv2.cvtColor(decode(encoded), cv2.COLOR_RGB2BGR))
        return rapidocr_lines([] if found.boxes is None else found.boxes, found.txts or ())

    return text


def peer_is_exact(photograph: Photograph) -> bool:
    return photograph.is_exact(rapidocr()(photograph.encoded))


def at_other_sizes(photograph: Photograph, text: str) -> Sizes | None:
    """None where half of it would be too small."""
    pixels = decode(photograph.encoded)
    if min(pixels.shape[:2]) < 2 * LEAST_HALF:
        return None
    half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    twice = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    read = reader_with(weights_folder()).read
    return Sizes(*(read(np.asarray(each, np.uint8)).text == text for each in (half, twice)))


def exact_askew(photograph: Photograph, degrees: float) -> bool:
    """Whether it is exact turned by so many degrees, clockwise."""
    pixels = decode(photograph.encoded)
    height, width = pixels.shape[:2]
    turn = np.array(cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1), np.float64)
    size = np.ceil(np.abs(turn[:, :2]) @ (width, height)).astype(int)
    turn[:, 2] += (size - (width, height)) / 2
    askew = cv2.warpAffine(
        pixels, turn, size.tolist(), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return photograph.is_exact(reader_with(weights_folder()).read(np.asarray(askew, np.uint8)).text)


def share(right: Sequence[bool]) -> str:
    return f"{sum(right)} = {sum(right) / len(right):.1%}" if right else ""


@dataclass(frozen=True)
class Row:
    """What was read of a set; `peers`, `sizes` and `askew` are empty where they were not asked for."""

    outcomes: list[Outcome]
    peers: list[bool]
    sizes: list[Sizes | None]
    askew: list[bool]


def measured(
    name: str, pictures: list[Photograph], mapper: Mapper, peer: str | None, sizes: bool, askew: float
) -> Row:
    outcomes = photographs.read(pictures, weights_folder(), mapper)
    texts = [each.text for each in outcomes]
    return Row(
        outcomes,
        list(mapper(peer_is_exact, pictures)) if peer else [],
        list(mapper(at_other_sizes, pictures, texts)) if sizes and name.startswith(SIZED) else [],
        list(mapper(partial(exact_askew, degrees=askew), pictures)) if askew else [],
    )


def together(rows: list[Row]) -> Row:
    return Row(
        [each for row in rows for each in row.outcomes],
        [each for row in rows for each in row.peers],
        [each for row in rows for each in row.sizes],
        [each for row in rows for each in row.askew],
    )


def line(name: str, row: Row, *, peer: bool, sizes: bool) -> str:
    """A row of the table."""
    asked = [each.right for each in row.outcomes if each.right is not None]
    alone = f"{share(asked)} of {len(asked)}" if asked else ""
    marked = [each.marked for each in row.outcomes if each.marked is not None]
    cells = [name, f"{len(row.outcomes)}", share([each.exact for each in row.outcomes]), alone]
    cells.append(f"{share(marked)} of {len(marked)}" if marked else "")
    cells.append(f"{sum(bool(each.invented) for each in row.outcomes)}")
    if peer:
        cells.append(share(row.peers))
    if sizes:
        known = [each for each in row.sizes if each]
        cells += [share([each.half for each in known]), share([each.twice for each in known])]
        cells += [share([each.half and each.twice for each in known])]
        cells.append(f"{len(row.sizes) - len(known)}" if row.sizes else "")
    if row.askew:
        cells.append(share(row.askew))
    return f"| {' | '.join(cells)} |"


@options.command(__doc__)
@options.data
@click.option("--set", "names", multiple=True, help="Only sets whose name begins so; may be repeated.")
@click.option("--peer", type=click.Choice(["rapidocr"]), help="Another engine, read beside ours.")
@click.option(
    "--sizes", is_flag=True, help="Read phone digits and answer-boxes at half and twice the size, too."
)
@click.option("--askew", type=float, default=0.0, help="Read each turned by so many degrees, too, clockwise.")
@options.save
@click.option(
    "--json", "into", type=click.Path(path_type=Path), help="File for what was read of each picture."
)
@options.workers
def main(
    data: Path,
    names: tuple[str, ...],
    peer: str | None,
    sizes: bool,
    askew: float,
    save: Path | None,
    into: Path | None,
    workers: int,
) -> None:
    header = [
        "set",
        "n",
        "exact, `auto`",
        "right, `digit`",
        "with marks",
        "marks invented",
        *([peer] if peer else []),
    ]
    header += ["same at half", "same at twice", "same at both", "too small"] if sizes else []
    header += [f"exact, askew by {askew:g}°"] if askew else []
    print(f"| {' | '.join(header)} |")
    print(f"|---|{'--:|' * (len(header) - 1)}", flush=True)
    shown = partial(line, peer=bool(peer), sizes=sizes)
    rows: dict[str, Row] = {}
    with processes(workers) as mapper:
        for name, pictures in collections(data).items():
            if names and not name.startswith(names):
                continue
            rows[name] = row = measured(name, pictures, mapper, peer, sizes, askew)
            print(shown(name, row), flush=True)
            for picture, outcome in zip(pictures, row.outcomes, strict=True):
                if save and not outcome.exact:
                    (save / f"{name} {picture.name}".replace(" ", "-")).write_bytes(picture.encoded)
    for kind in (PHONE, "photos"):
        parts = [row for name, row in rows.items() if name.startswith(kind)]
        if len(parts) > 1:
            print(shown(f"**{kind}, all**", together(parts)))
    if into:
        table = {name: asdict(row) for name, row in rows.items()}
        into.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
