"""A few pictures, with the answers drawn over them and the pictures on the way to these written down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import chain, count
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from scrawl.annotate import annotate as annotated
from scrawl.batch.output import Format, Lines
from scrawl.errors import ScrawlError
from scrawl.picture import decode, encode_png
from scrawl.picture.documents import EncodedSource, Page, encoded
from scrawl.reader import Options, Reader


def draw(
    named: Sequence[tuple[str, EncodedSource | Page]],
    form: Format,
    how: Options,
    annotate: Path | None,
    stages: Path | None,
    tell: Callable[[str, str], None],
) -> bool:
    """Read a few pictures and draw the readings over them; whether some could not be read.

    `tell` is called with the name of each of those, and why.
    """
    leaves = [source if isinstance(source, Page) else Page(source, 1) for _, source in named]
    files = [leaf.source if isinstance(leaf.source, str) else None for leaf in leaves]
    pages = [source.number if isinstance(source, Page) else None for _, source in named]
    names = _names([*zip(files, pages, strict=True)])
    outputs = _outputs(files, names, annotate)
    reader = Reader()
    lines = Lines(form, sys.stdout)
    failed = False
    for (path, _), leaf, name, output in zip(named, leaves, names, outputs, strict=True):
        try:
            pixels = decode(encoded(leaf.source), leaf.number)
            reading = reader.read(pixels, **how, stages=stages is not None)
        except (ScrawlError, OSError) as error:
            tell(path, str((isinstance(error, OSError) and error.strerror) or error))
            failed = True
        else:
            lines.add(path, reading)
            if output:
                _save(output, annotated(pixels, reading))
            if stages:
                for number, (stage, picture) in enumerate(reading.stages.items(), start=1):
                    _save(stages / f"{name}-{number}-{stage}.png", picture)
    return failed


def _names(leaves: Sequence[tuple[str | None, int | None]]) -> list[str]:
    """What the files made from each are named after: its file, None for standard input, and page; no two alike."""
    names: dict[str, None] = {}
    for file, page in leaves:
        stem = ("stdin" if file is None else Path(file).stem) + (f"-{page}" if page else "")
        numbered = chain([stem], (f"{stem}-{number}" for number in count(2)))
        names[next(name for name in numbered if name not in names)] = None
    return list(names)


def _outputs(files: Sequence[str | None], names: Sequence[str], out: Path | None) -> list[Path | None]:
    """Where each annotated picture goes; UsageError if that cannot be or would overwrite a picture."""
    if out is None:
        return [None] * len(files)
    if not out.is_dir() and out.suffix:
        if out.suffix.lower() != ".png":
            raise click.UsageError(f"--annotate writes PNG: name a .png file or a folder, not {out}.")
        if len(files) > 1:
            raise click.UsageError(f"--annotate of several pictures needs a folder, not the file {out}.")
        outputs = [out]
    else:
        outputs = [out / f"{name}.png" for name in names]
    sources = {Path(file).resolve() for file in files if file}
    for output in outputs:
        if output.resolve() in sources:
            raise click.UsageError(f"--annotate would overwrite the picture {output}; name another folder.")
    return [*outputs]


def _save(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a PNG; a folder that is not there yet is made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode_png(pixels))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
