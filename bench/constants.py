"""Which tuned constants between a picture and its digits matter: each is changed by a third, and pages are read again.

    python bench/constants.py [--pages 2] [--module scrawl.glyphs.parts]

Prints for each constant the first source that is read otherwise with two thirds and with four thirds of it: another
text, verdict or box of any glyph. A constant that no source notices is not worth its line.
Sources are composed pages of the development half of $SCRAWL_DATA, smaller copies of them, and drawings. Caps on the
work, whose names begin with MOST, have tests of their own.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import numpy as np
import options

from scrawl import Reader, Strokes, binarize, glyphs, ink, reader
from scrawl.picture import reduced
from scrawl.reading import Reading
from scrawl.recognizer import Recognizer
from scrawl.scenes import writing
from scrawl.scenes.pages import COMPOSED, ROWS, Folder, a_hand

FACTORS = (2 / 3, 4 / 3)
CAP = "MOST"
CUTTING = 60  # px, longer side of the smallest copies: digits cut out
SMALL = 300  # px

Source = Any


@dataclass(frozen=True)
class Constant:
    """A number, or an array of numbers, by name in the modules that know it, its own first."""

    name: str
    value: Any
    modules: tuple[ModuleType, ...]

    def set(self, value: Any) -> None:
        for module in self.modules:
            setattr(module, self.name, value)

    def changed(self, factor: float) -> Any:
        """By that factor, at least by 1 if it is a whole number; odd stays odd."""
        if not isinstance(self.value, int):
            return self.value * factor
        step = max(round(abs(factor - 1) * self.value), 1)
        return self.value + (step if factor > 1 else -step)


def modules() -> list[ModuleType]:
    """Those between a picture or a drawing and its digits."""
    rooms = [
        importlib.import_module(each.name)
        for room in (binarize, glyphs)
        for each in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
    ]
    return [ink, reader, *rooms]


def constants(looked_at: list[ModuleType]) -> Iterator[Constant]:
    """The tuned ones."""
    imported = {module: set(_imported(module)) for module in looked_at}
    for module in looked_at:
        for node in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = chain.from_iterable(getattr(target, "elts", [target]) for target in targets)
            for name in (each.id for each in names if isinstance(each, ast.Name)):
                value = getattr(module, name)
                is_number = isinstance(value, int | float | np.ndarray) and not isinstance(value, bool)
                if is_number and not name.startswith(CAP):
                    others = (each for each in looked_at if (module.__name__, name) in imported[each])
                    yield Constant(name, value, (module, *others))


def _imported(module: ModuleType) -> Iterator[tuple[str, str]]:
    for node in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), each.name) for each in node.names)


def sources(folder: Folder, pages: int) -> Iterator[Source]:
    """What is read."""
    for row, compose in COMPOSED.items():
        for number in range(pages):
            pixels = compose(folder, np.random.default_rng([number, ROWS.index(row)])).pixels
            yield pixels
            if number == 0:
                yield reduced(pixels, SMALL)
                yield reduced(pixels, CUTTING)
    for number in range(len(COMPOSED)):
        rng = np.random.default_rng(number)
        hand = a_hand(folder, rng)
        lengths = rng.integers(1, 6, rng.integers(1, 3)).tolist()
        written = writing.numbers(hand, lengths, 100, 8, rng, touching=number % 2 > 0)
        yield Strokes.of([stroke.tolist() for symbol in written.symbols for stroke in symbol])


def told(reading: Reading) -> tuple[Any, ...]:
    """What a reading says, as far as a user sees it."""
    return reading.text, tuple((each.verdict, each.digit, *np.rint(each.box)) for each in reading.digits)


def _notices(read: Callable[[Source], Reading], source: Source, before: tuple[Any, ...]) -> bool:
    try:
        return told(read(source)) != before
    except Exception:
        return True


class Remembering(Recognizer):
    """A recognizer that sees each picture's ink but once: the network that finds it does not change."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[tuple[int, ...], bytes], Any] = {}

    def binarize(self, pixels: Any) -> Any:
        key = pixels.shape, pixels.tobytes()
        if key not in self._seen:
            self._seen[key] = super().binarize(pixels)
        return self._seen[key]


@options.command(__doc__)
@options.data
@options.count("--pages", 2)
@click.option("--module", "names", multiple=True, help="Only the constants of that; may be repeated.")
def main(data: Path, count: int, names: tuple[str, ...]) -> None:
    read = Reader(Remembering()).read
    looked_at = list(sources(Folder(data, development=True), count))
    before = [told(read(source)) for source in looked_at]
    print(f"Of {len(looked_at)} sources the first that is read otherwise:\n")
    print("| constant | with two thirds | with four thirds |\n|---|--:|--:|", flush=True)
    for constant in constants(modules()):
        if names and constant.modules[0].__name__ not in names:
            continue
        shown = []
        for factor in FACTORS:
            constant.set(constant.changed(factor))
            try:
                noticing = (k for k, source in enumerate(looked_at) if _notices(read, source, before[k]))
                shown.append(str(next(noticing, "none")))
            finally:
                constant.set(constant.value)
        name = f"{constant.modules[0].__name__.removeprefix('scrawl.')}.{constant.name}"
        print(f"| {name} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
