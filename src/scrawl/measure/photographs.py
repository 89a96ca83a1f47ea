"""Photographs and scans by strangers, and when a reading of one is exact.

Whatever is missing in the data folder is left out. All of it is development data: failures may be looked at. No
network learns from it; acceptance and the judge in the model card are fitted to it, too, and marks to every other one.
"""

import csv
import io
import itertools
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scrawl.picture import encode_png

PHONE = "phone digits"  # all series of them
NOTHING = "none"  # the truth of a picture in which nothing is written by hand


@dataclass(frozen=True, eq=False)
class Photograph:
    """An encoded picture and what a reader has to answer.

    name     of its file
    encoded  the file's bytes
    lines    the digits of each line that is written by hand, without signs, points and spaces; () if there are none
    printed  numbers in print, which an answer may have or leave out
    written  the lines with their signs and points, without spaces; () where none has any
    """

    name: str
    encoded: bytes
    lines: tuple[str, ...]
    printed: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether one digit is all that is written, so that `layout=digit` may be asked."""
        return len("".join(self.lines)) == 1 and not self.printed

    def is_exact(self, text: str) -> bool:
        """Whether the digits of `text`, lines of an answer, equal the written lines; printed numbers may stand there,
        too.
        """
        return _matches(_lines(text, r"[^\d?]"), self.lines, self.printed)

    def strays(self, text: str) -> list[int] | None:
        """Which lines of an answer are neither written nor printed; None if it lacks a written one."""
        wanted, strays = list(self.lines), []
        for place, line in enumerate(_lines(text, r"[^\d?]")):
            if wanted and line in _beside_print(wanted[0], self.printed):
                wanted.pop(0)
            elif line not in self.printed:
                strays.append(place)
        return None if wanted else strays

    def is_written(self, text: str) -> bool:
        """Whether `text` equals the lines with their signs and points, spaces aside; likewise."""
        return _matches(_lines(text, " "), self.written or self.lines, self.printed)


def collections(data: Path) -> dict[str, list[Photograph]]:
    """Every set of photographs in the folder, by name; those of one digit each by series."""
    sets: dict[str, list[Photograph]] = defaultdict(list)
    for row, encoded in _labelled(data / "photos/phone-digits.zip"):
        sets[f"{PHONE}, series {row['series']}"].append(Photograph(row["file"], encoded, (row["label"],)))
    pages: dict[str, list[Photograph]] = defaultdict(list)
    for row, encoded in _labelled(data / "photos/real-pages.zip"):
        written = () if row["truth"] == NOTHING else tuple(row["truth"].replace(" ", "").split("|"))
        lines = tuple(_digits(line) for line in written)
        printed = tuple(_digits(number) for number in row["printed"].split("|") if number)
        marked = written if written != lines else ()
        pages[row["set"]].append(Photograph(row["file"], encoded, lines, printed, marked))
    cells = data / "photos/sudoku-cells.npz"
    if cells.exists():
        with np.load(cells) as columns:
            pages["sudoku cells"] = [
                Photograph(f"{number:03d}.png", encode_png(image), (str(label),))
                for number, (image, label) in enumerate(
                    zip(columns["images"], columns["labels"], strict=True)
                )
            ]
    return {name: sets[name] for name in sorted(sets)} | {name: pages[name] for name in sorted(pages)}


def _labelled(path: Path) -> list[tuple[dict[str, str], bytes]]:
    """The rows of an archive's labels.csv, each with its picture; none if the archive is missing."""
    if not path.exists():
        return []
    with zipfile.ZipFile(path) as archive:
        labels = io.StringIO(archive.read("labels.csv").decode())
        return [(row, archive.read(row["file"])) for row in csv.DictReader(labels)]


def _lines(text: str, without: str) -> tuple[str, ...]:
    """The lines of an answer without what that pattern finds."""
    return tuple(re.sub(without, "", line) for line in text.split("\n")) if text else ()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _matches(answered: Sequence[str], lines: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines answered are those wanted, in their order, but for printed numbers in or between them."""
    if not answered:
        return not lines
    if answered[0] in printed and _matches(answered[1:], lines, printed):
        return True
    return (
        bool(lines)
        and answered[0] in _beside_print(lines[0], printed)
        and _matches(answered[1:], lines[1:], printed)
    )


def _beside_print(line: str, printed: Sequence[str]) -> set[str]:
    """What a line may be answered as: by itself, and with a printed number before or behind it."""
    return {before + line + behind for before, behind in itertools.product(("", *printed), repeat=2)}
