"""The command line: `scrawl read | serve | train | evaluate`.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from scrawl._version import __version__
from scrawl.errors import ScrawlError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scrawl.reading import Reading

INTERRUPTED = 130  # exit status after Ctrl-C: 128 + SIGINT, as shells count
Format = Literal["text", "json", "csv"]


class Scrawl(click.Group):
    """The group of commands, in which every fault of ours ends in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a ScrawlError becomes `Error: …` and exit status 1."""
        try:
            return super().invoke(ctx)
        except ScrawlError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=Scrawl)
@click.version_option(__version__, message="scrawl %(version)s")
def main() -> None:
    """Reads handwritten digits, drawn or photographed."""


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
@click.option(
    "--layout",
    type=click.Choice(["auto", "digit"]),
    default="auto",
    show_default=True,
    help="auto finds every digit; digit: the picture holds one symbol.",
)
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Draw boxes and answers over the picture: into a .png file, or a folder for several pictures.",
)
@click.option(
    "--stages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the pictures on the way to the answer there, numbered.",
)
def read(
    paths: tuple[str, ...],
    form: Format,
    layout: Literal["auto", "digit"],
    annotate: Path | None,
    stages: Path | None,
) -> None:
    """Read pictures; - is standard input.

    Prints a line for each: path, text and lowest confidence, separated by tabs, - where nothing was read.
    Several lines of writing are separated by a space (json keeps them apart). A picture that cannot be read
    is told on standard error; the rest is read, and the exit status is 1.
    """
    from scrawl.annotate import annotate as drawn_over  # noqa: PLC0415
    from scrawl.picture import decode  # noqa: PLC0415
    from scrawl.reader import Reader  # noqa: PLC0415

    names = _names(paths)
    outputs = _annotated(paths, names, annotate)
    reader = Reader()
    write = _writer(form)
    failed = False
    for path, name, output in zip(paths, names, outputs, strict=True):
        shown = click.format_filename(path)
        try:
            pixels = decode(_content(path))
            reading = reader.read(pixels, layout=layout, stages=stages is not None)
        except (ScrawlError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            click.echo(f"{shown}: {reason}", err=True)
            failed = True
        else:
            write(shown, reading)
            if output:
                _save(output, drawn_over(pixels, reading))
            if stages:
                for number, (stage, picture) in enumerate(reading.stages.items(), start=1):
                    _save(stages / f"{name}-{number}-{stage}.png", picture)
    if failed:
        raise click.exceptions.Exit(1)


def _content(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _names(paths: Sequence[str]) -> list[str]:
    """What the files made from each picture are named after: its own name, numbered where two are alike."""
    names: dict[str, None] = {}
    for path in paths:
        stem = "stdin" if path == "-" else Path(path).stem
        numbered = chain([stem], (f"{stem}-{number}" for number in count(2)))
        names[next(name for name in numbered if name not in names)] = None
    return list(names)


def _annotated(paths: Sequence[str], names: Sequence[str], out: Path | None) -> list[Path | None]:
    """Where each annotated picture goes; UsageError if that cannot be or would overwrite a picture."""
    if out is None:
        return [None] * len(paths)
    if not out.is_dir() and out.suffix:
        if out.suffix.lower() != ".png":
            raise click.UsageError(f"--annotate writes PNG: name a .png file or a folder, not {out}.")
        if len(paths) > 1:
            raise click.UsageError(f"--annotate of several pictures needs a folder, not the file {out}.")
        outputs = [out]
    else:
        outputs = [out / f"{name}.png" for name in names]
    sources = {Path(path).resolve() for path in paths if path != "-"}
    for output in outputs:
        if output.resolve() in sources:
            raise click.UsageError(f"--annotate would overwrite the picture {output}; name another folder.")
    return [*outputs]


def _save(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a PNG; a folder that is not there yet is made."""
    from scrawl.picture import encode_png  # noqa: PLC0415

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode_png(pixels))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error


def _writer(form: Format) -> Callable[[str, Reading], None]:
    """What prints one reading in that format."""
    from scrawl.table import COLUMNS, columns  # noqa: PLC0415

    if form == "json":
        return lambda path, reading: click.echo(json.dumps({"path": path, **reading.to_dict()}))
    if form == "csv":
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(COLUMNS)
        return lambda path, reading: rows.writerow([path, *columns(reading, nothing="")])
    return lambda path, reading: click.echo("\t".join([path, *columns(reading, nothing="-")]))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes; by default one a processor, at most 4."
)
@click.option(
    "--drain",
    type=click.FloatRange(0, 600),
    default=0,
    show_default=True,
    help="Seconds to serve on after SIGTERM, while /readyz says that it is stopping.",
)
def serve(host: str, port: int, workers: int | None, drain: float) -> None:
    """Serve the page and the HTTP API."""
    from scrawl.server import serve as run  # noqa: PLC0415
    from scrawl.server import usual_workers  # noqa: PLC0415

    run(host, port, workers or usual_workers(), drain)


@main.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="SCRAWL_DATA",
    show_envvar=True,
    help="Folder of MNIST's four files, or of one named mnist that holds them; else they are downloaded.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("runs"),
    show_default=True,
    help="Folder for checkpoints, and for the weights in the end.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over MNIST; by default ours.")
@click.option("--seed", type=click.IntRange(min=0), help="Of all that is random; by default ours.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
@click.option(
    "--without",
    multiple=True,
    metavar="FAMILY",
    help="Hold out a family of non-digits, to see whether refusal generalises. Can be repeated.",
)
def train(
    data: Path | None,
    out: Path,
    epochs: int | None,
    seed: int | None,
    resume: bool,
    without: tuple[str, ...],
) -> None:
    """Train the network on MNIST and export it.

    With a folder that holds mnist and collections to measure on, their development half is scored after each
    epoch, and has a say in temperature and thresholds. Nothing is learned from it.
    """
    if sys.version_info >= (3, 14):
        raise click.ClickException("Training needs TensorFlow, hence Python 3.11, 3.12 or 3.13.")
    try:
        from scrawl.training.train import Recipe  # noqa: PLC0415
        from scrawl.training.train import train as run  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Training needs the package {error.name}. Install it with: pip install '.[train]'"
        ) from error
    chosen: dict[str, Any] = {"epochs": epochs, "seed": seed, "without": without}
    recipe = Recipe(**{name: value for name, value in chosen.items() if value is not None})
    collections = data if data and (data / "mnist").is_dir() else None
    mnist = collections / "mnist" if collections else data
    run(recipe, data=mnist, collections=collections, out=out, resume=resume)


@main.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="SCRAWL_DATA",
    required=True,
    show_envvar=True,
    help="Folder of collections.",
)
@click.option(
    "--weights",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="SCRAWL_WEIGHTS",
    show_envvar=True,
    help="Folder made by scrawl train; by default our own weights.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the tables there as Markdown and JSON, and report.html with pictures and curves.",
)
@click.option("--record", is_flag=True, help="Write the figures into the model card of the weights, too.")
def evaluate(data: Path, weights: Path | None, report: Path | None, record: bool) -> None:
    """Read every collection in a folder and print how well."""
    from scrawl.evaluation.evaluate import evaluate as run  # noqa: PLC0415
    from scrawl.recognizer import WEIGHTS  # noqa: PLC0415

    folder = weights or WEIGHTS
    figures = run(data, weights=folder, report=report)
    if record:
        from scrawl.training import export  # noqa: PLC0415

        export.record(figures, folder)
