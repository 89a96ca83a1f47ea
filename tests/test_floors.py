"""No module imports one of a floor above it: who reads from the bottom up never meets what was not read yet."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import scrawl

PACKAGE = Path(scrawl.__file__).parent
# Rooms and modules of the root, bottom first; those of one floor know nothing of each other.
FLOORS = (
    {"_version", "errors", "reading", "timing"},
    {"picture", "strokes"},
    {"ink", "binarize", "recognizer", "annotate"},
    {"glyphs"},
    {"reader", "nets"},
    {"bulk", "__init__"},
    {"batch", "measure"},
    {"evaluation", "scenes", "web"},
    {"training"},
    {"server"},
    {"cli"},
    {"__main__"},
)
# `server/shared.py` alone may be imported from below: it holds the names of files, and imports nothing.
OPEN = "scrawl.server.shared"


def room_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module != OPEN:
            package, *rest = node.module.split(".")
            if package == "scrawl":
                yield from rest[:1] or (each.name for each in node.names)


def test_every_room_is_on_a_floor() -> None:
    rooms = {room_of(path) for path in PACKAGE.rglob("*.py")}
    assert rooms == set().union(*FLOORS)


def test_no_module_imports_upward() -> None:
    heights = {room: height for height, floor in enumerate(FLOORS) for room in floor}
    upward = {
        (room, other)
        for path in PACKAGE.rglob("*.py")
        for other in imported(path)
        if (room := room_of(path)) != other and heights[other] >= heights[room]
    }
    # The Keras engine, which is loaded only if it was asked for.
    assert upward == {("recognizer", "nets")}
