"""How well photographs and scans by strangers are read: the exam, set by set.

    python bench/photographs.py                              # the whole table
    python bench/photographs.py --set registers --save wrong # one set, and its pictures that are not read exactly
    python bench/photographs.py --peer rapidocr              # beside a general OCR engine (pip install --group peer)

`auto` is exact if the text is what is written by hand, line by line; signs, points and spaces do not count, and
printed numbers may stand in the answer or not. `digit` is right if the most probable digit of `layout=digit` is the
one; it is asked where one digit is all that is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain, repeat
from pathlib import Path

import click
import numpy as np

from scrawl import Reader, ScrawlError
from scrawl.evaluation.photographs import Photograph, collections
from scrawl.evaluation.results import processes

PHONE = "phone digits"


@dataclass(frozen=True)
class Outcome:
    """What was read of one picture.

    text   of `layout=auto`
    exact  whether that is what is written
    right  whether `layout=digit` names the digit; None where it is not asked
    peer   whether the other engine's text is exact; None where there is none
    """

    name: str
    text: str
    exact: bool
    right: bool | None
    peer: bool | None


@cache
def reader() -> Reader:
    return Reader()


@cache
def rapidocr() -> Callable[[bytes], str]:
    """The other engine: an encoded picture to the digits of the lines that it finds."""
    import cv2  # noqa: PLC0415
    from rapidocr import RapidOCR  # noqa: PLC0415

    engine = RapidOCR()

    def text(encoded: bytes) -> str:
        found = engine(cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR))
        lines = ["".join(filter(str.isdigit, line)) for line in found.txts or ()]
        return "\n".join(filter(None, lines))

    return text


def read(photograph: Photograph, peer: str | None) -> Outcome:
    try:
        text = reader().read(photograph.encoded).text
    except ScrawlError as error:
        text = f"{type(error).__name__}"
    right = None
    if photograph.is_single:
        digits = reader().read(photograph.encoded, layout="digit").digits
        right = [str(each.digit) for each in digits] == list(photograph.lines)
    other = photograph.is_exact(rapidocr()(photograph.encoded)) if peer else None
    return Outcome(photograph.name, text, photograph.is_exact(text), right, other)


def line(name: str, outcomes: list[Outcome]) -> str:
    """A row of the table."""
    asked = [each.right for each in outcomes if each.right is not None]
    alone = f"{sum(asked)} = {sum(asked) / len(asked):.1%} of {len(asked)}" if asked else ""
    peers = [each.peer for each in outcomes if each.peer is not None]
    other = f" {sum(peers)} = {sum(peers) / len(peers):.1%} |" if peers else ""
    exact = sum(each.exact for each in outcomes)
    return f"| {name} | {len(outcomes)} | {exact} = {exact / len(outcomes):.1%} | {alone} |{other}"


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--data", type=click.Path(exists=True, path_type=Path), envvar="SCRAWL_DATA", required=True)
@click.option("--set", "names", multiple=True, help="Only sets whose name begins so; may be repeated.")
@click.option("--peer", type=click.Choice(["rapidocr"]), help="Another engine, read beside ours.")
@click.option("--save", type=click.Path(path_type=Path), help="Folder for pictures not read exactly.")
@click.option("--json", "into", type=click.Path(path_type=Path), help="File for what was read of each picture.")
@click.option("--processes", "workers", type=click.IntRange(0), default=2, show_default=True)
def main(
    data: Path, names: tuple[str, ...], peer: str | None, save: Path | None, into: Path | None, workers: int
) -> None:
    if save:
        save.mkdir(parents=True, exist_ok=True)
    print(f"| set | n | exact, `auto` | right, `digit` |{' ' + peer + ' |' if peer else ''}")
    print(f"|---|--:|--:|--:|{'--:|' if peer else ''}", flush=True)
    read_of: dict[str, list[Outcome]] = {}
    with processes(workers) as mapper:
        for name, photographs in collections(data).items():
            if names and not name.startswith(names):
                continue
            read_of[name] = list(mapper(read, photographs, repeat(peer)))
            print(line(name, read_of[name]), flush=True)
            for photograph, outcome in zip(photographs, read_of[name], strict=True):
                if save and not outcome.exact:
                    (save / f"{name} {photograph.name}".replace(" ", "-")).write_bytes(photograph.encoded)
    for together in (PHONE, "photos"):
        parts = [outcomes for name, outcomes in read_of.items() if name.startswith(together)]
        if len(parts) > 1:
            print(line(f"**{together}, all**", list(chain.from_iterable(parts))))
    if into:
        table = {name: [asdict(each) for each in outcomes] for name, outcomes in read_of.items()}
        into.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
