"""The readings of photographs and scans by strangers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from scrawl.errors import ScrawlError
from scrawl.glyphs.pieces import MARKS
from scrawl.measure.photographs import PHONE, Photograph
from scrawl.measure.processes import Mapper, reader_with


@dataclass(frozen=True)
class Outcome:
    """What was read of one photograph.

    text      of `layout=auto`; the error's name if it is not read at all
    exact     whether `text` equals the written lines
    right     whether `layout=digit` names the digit; None where it is not asked
    marked    whether `text` has the signs and points that are written, too; None where none is
    invented  whether `text` has any where none is written; None where some are
    """

    name: str
    text: str
    exact: bool
    right: bool | None
    marked: bool | None = None
    invented: bool | None = None


def read(photographs: Sequence[Photograph], weights: Path, mapper: Mapper = map) -> list[Outcome]:
    """Read each with the weights in that folder."""
    return list(mapper(_read, photographs, repeat(weights)))


def with_all_series(sets: Mapping[str, Sequence[Outcome]]) -> dict[str, list[Outcome]]:
    """The sets, and before the series of phone digits all of them as one."""
    series = [outcomes for name, outcomes in sets.items() if name.startswith(PHONE)]
    pooled = {PHONE: list(chain.from_iterable(series))} if series else {}
    return pooled | {name: list(outcomes) for name, outcomes in sets.items()}


def _read(photograph: Photograph, weights: Path) -> Outcome:
    reader = reader_with(weights)
    try:
        text = reader.read(photograph.encoded).text
        right = None
        if photograph.is_single:
            digits = reader.read(photograph.encoded, layout="digit").digits
            right = [str(each.digit) for each in digits] == list(photograph.lines)
    except ScrawlError as error:
        return Outcome(photograph.name, type(error).__name__, False, False if photograph.is_single else None)
    marked = photograph.is_written(text) if photograph.written else None
    invented = None if photograph.written else any(mark in text for mark in MARKS)
    return Outcome(photograph.name, text, photograph.is_exact(text), right, marked, invented)
