"""Which tuned constants between a picture and its digits matter: each is changed by a third, and pages are read again.

    python bench/constants.py [--pages 2] [--module scrawl.glyphs.parts]
    python bench/constants.py --tests

Prints for each constant the first source that is read otherwise with two thirds and with four thirds of it: another
text, verdict or box of any glyph. A constant that no source notices is not worth its line. One that is computed from
another changes with it.
Sources are composed pages of the development half of $SCRAWL_DATA, smaller copies of them, and drawings. With --tests
it prints instead which of these changes the quick tests of the constant's own module notice. Caps on the work, whose
names begin with MOST, have tests of their own.
"""

from __future__ import annotations

import ast
import importlib
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import numpy as np
import options
import pytest

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
TESTS = Path(__file__).parents[1] / "tests"

Source = Any


@dataclass(frozen=True)
class Constant:
    """A number, or an array of numbers, by name in the modules that know it, its own first.

    expression  that it is assigned
    derived     those whose expressions name it
    """

    name: str
    value: Any
    modules: tuple[ModuleType, ...]
    expression: ast.expr
    derived: tuple[Constant, ...] = ()

    def set(self, value: Any) -> None:
        for module in self.modules:
            setattr(module, self.name, value)
        for each in self.derived:
            each.set(eval(ast.unparse(each.expression), vars(each.modules[0])))

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


def constants(looked_at: list[ModuleType]) -> list[Constant]:
    """The tuned ones: those that are not computed from others."""
    every = list(_numbers(looked_at))

    def derived(constant: Constant) -> tuple[Constant, ...]:
        own = (each for each in every if each.modules[0] in constant.modules and _names(each, constant.name))
        return tuple(replace(each, derived=derived(each)) for each in own)

    known = [replace(each, derived=derived(each)) for each in every]
    computed = {(each.modules[0], each.name) for constant in known for each in constant.derived}
    return [each for each in known if (each.modules[0], each.name) not in computed]


def _names(constant: Constant, name: str) -> bool:
    """Whether its expression has that name."""
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(constant.expression))


def _numbers(looked_at: list[ModuleType]) -> Iterator[Constant]:
    """All numbers that are no caps."""
    imported = {module: set(_imported(module)) for module in looked_at}
    for module in looked_at:
        for node in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body:
            if not isinstance(node, ast.Assign):
                continue
            names = chain.from_iterable(getattr(target, "elts", [target]) for target in node.targets)
            for name in (each.id for each in names if isinstance(each, ast.Name)):
                value = getattr(module, name)
                is_number = isinstance(value, int | float | np.ndarray) and not isinstance(value, bool)
                if is_number and not name.startswith(CAP):
                    others = (each for each in looked_at if (module.__name__, name) in imported[each])
                    yield Constant(name, value, (module, *others), node.value)


def chosen(names: tuple[str, ...]) -> list[Constant]:
    """The tuned ones of those modules, of all if none is named."""
    looked_at = modules()
    known = [module.__name__ for module in looked_at]
    if unknown := [name for name in names if name not in known]:
        raise click.ClickException(f"No module {', '.join(unknown)}; there are {', '.join(known)}")
    found = [each for each in constants(looked_at) if not names or each.modules[0].__name__ in names]
    if not found:
        raise click.ClickException(f"{', '.join(names)}: no tuned constants")
    return found


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


def tests_of(module: ModuleType) -> Path:
    """The file of a module's own tests."""
    *rooms, name = module.__name__.split(".")[1:]
    return TESTS.joinpath(*rooms, f"test_{name}.py")


def _fails(tests: Path, change: Callable[[], None]) -> bool:
    """Whether one of the quick tests in a file fails after a change, in a process of its own."""
    child = multiprocessing.get_context("fork").Process(target=_tested, args=(tests, change))
    child.start()
    child.join()
    code = child.exitcode
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.TESTS_FAILED):
        raise click.ClickException(f"{tests} could not be run (exit code {code})")
    return code == pytest.ExitCode.TESTS_FAILED


def _tested(tests: Path, change: Callable[[], None]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    change()
    sys.exit(
        pytest.main(["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", str(tests)])
    )


def by_tests(looked_at: list[Constant]) -> None:
    """Print which changes of a constant are noticed by the tests of its module, and how many are of each module."""
    counts: dict[str, list[int]] = {}
    print("| constant | with two thirds | with four thirds |\n|---|---|---|", flush=True)
    for constant in looked_at:
        module = constant.modules[0]
        tests = tests_of(module)
        if module.__name__ not in counts and tests.exists() and _fails(tests, lambda: None):
            raise click.ClickException(f"{tests} fails as it is")
        changes = [partial(constant.set, constant.changed(factor)) for factor in FACTORS]
        noticed = [tests.exists() and _fails(tests, change) for change in changes]
        sums = counts.setdefault(module.__name__, [0, 0])
        sums[0] += sum(noticed)
        sums[1] += len(noticed)
        shown = " | ".join("noticed" if each else "none" for each in noticed)
        print(f"| {_name(constant)} | {shown} |", flush=True)
    print("\n| module | changes | noticed |\n|---|--:|--:|")
    for name, (found, every) in (*counts.items(), ("all", np.sum([*counts.values()], axis=0))):
        print(f"| {name.removeprefix('scrawl.')} | {every} | {found} |")


def _name(constant: Constant) -> str:
    return f"{constant.modules[0].__name__.removeprefix('scrawl.')}.{constant.name}"


@options.command(__doc__)
@options.data
@options.count("--pages", 2)
@click.option("--module", "names", multiple=True, help="Only the constants of that; may be repeated.")
@click.option("--tests", "is_by_tests", is_flag=True, help="Whether the tests of its module notice.")
def main(data: Path, count: int, names: tuple[str, ...], is_by_tests: bool) -> None:
    changed = chosen(names)
    if is_by_tests:
        by_tests(changed)
        return
    read = Reader(Remembering()).read
    looked_at = list(sources(Folder(data, development=True), count))
    before = [told(read(source)) for source in looked_at]
    print(f"Of {len(looked_at)} sources the first that is read otherwise:\n")
    print("| constant | with two thirds | with four thirds |\n|---|--:|--:|", flush=True)
    for constant in changed:
        shown = []
        for factor in FACTORS:
            constant.set(constant.changed(factor))
            try:
                noticing = (k for k, source in enumerate(looked_at) if _notices(read, source, before[k]))
                shown.append(str(next(noticing, "none")))
            finally:
                constant.set(constant.value)
        print(f"| {_name(constant)} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
