"""The pictures that a command is to read: files, all in a folder, all that match a pattern, lists of names, pages."""

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

from scrawl.errors import BadInput, DataError
from scrawl.picture.documents import EncodedSource, Page, Pages, leaves

SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".pdf"}
)
STANDARD_INPUT = "-"


def pictures(paths: Iterable[str], files_from: str | None = None) -> Iterator[str]:
    """The names of pictures, in a fixed order; in folders those with a picture's suffix.

    Missing files are named, too: the reader tells of them. `files_from` is a file with a name in each line, or `-` for
    standard input. No more than the names in one folder are in memory at a time.
    """
    for path in paths:
        yield from _found(path)
    if files_from is not None:
        yield from _listed(files_from)


def named_sources(
    names: Iterable[str], pages: Pages | None = None
) -> Iterator[tuple[str, EncodedSource | Page]]:
    """The source to read under each name: a picture's file, the bytes of standard input, or each page asked for.

    Where the pages cannot be told the last of them stands for all: the reader names its fault.
    """
    for name in names:
        source = sys.stdin.buffer.read() if name == STANDARD_INPUT else name
        if pages is None:
            yield name, source
            continue
        try:
            yield from list(leaves(name, source, pages))
        except (BadInput, OSError):
            yield name, Page(source, pages.last or pages.first)


def _found(path: str) -> Iterator[str]:
    if path == STANDARD_INPUT:
        yield path
    elif Path(path).is_dir():
        yield from _inside(path)
    elif glob.has_magic(path) and not Path(path).exists():
        yield from sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207 — of absolute patterns, too
    else:
        yield path


def _inside(folder: str) -> Iterator[str]:
    """Pictures in a folder and the folders in it; hidden ones, as the trash of file managers, are left out."""
    with os.scandir(folder) as found:
        entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
    for name, is_folder in entries:
        path = os.path.join(folder, name)  # noqa: PTH118 — names the pictures as the folder was named
        if name.startswith("."):
            continue
        if is_folder:
            yield from _inside(path)
        elif Path(name).suffix.lower() in SUFFIXES:
            yield path


def _listed(files_from: str) -> Iterator[str]:
    try:
        with (
            nullcontext(sys.stdin.buffer) if files_from == STANDARD_INPUT else Path(files_from).open("rb")
        ) as lines:
            for line in lines:
                if name := os.fsdecode(line.rstrip(b"\r\n")):
                    yield name
    except OSError as error:
        raise DataError(f"{files_from} cannot be read: {error.strerror}.") from error
