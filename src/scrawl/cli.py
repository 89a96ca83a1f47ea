"""The command line: `scrawl read | serve | site | embed | train | evaluate`.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from scrawl._version import __version__
from scrawl.batch.command import read
from scrawl.errors import ScrawlError

INTERRUPTED = 130  # exit status after Ctrl-C: 128 + SIGINT, as shells count


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


main.add_command(read)


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
    from scrawl.server.workers import serve as run  # noqa: PLC0415
    from scrawl.server.workers import usual_workers  # noqa: PLC0415

    run(host, port, workers or usual_workers(), drain)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", default="en", show_default=True, help="Of the page, as its code.")
def site(folder: Path, language: str) -> None:
    """Write the page as a static site into FOLDER, for any file host: drawings only, read in the browser."""
    from scrawl.web.languages import LANGUAGES  # noqa: PLC0415
    from scrawl.web.site import write  # noqa: PLC0415

    if language not in LANGUAGES:
        raise click.BadParameter(
            f"There is no {language!r}; it may be {', '.join(LANGUAGES)}.", param_hint="--language"
        )
    size = write(folder, language)
    click.echo(f"{folder}: {size / 1e6:.1f} MB")


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def embed(folder: Path) -> None:
    """Write <scrawl-pad>, a form field for other pages, into FOLDER: a script, its kernel and its weights."""
    from scrawl.web.embed import write  # noqa: PLC0415

    write(folder)
    click.echo(f"{folder}: scrawl-pad.js and what it needs; see docs/embedding.md")


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
@click.option(
    "--network",
    type=click.Choice(["digits", "centres", "binarization", "marks", "judge"]),
    default="digits",
    show_default=True,
    help="The one that reads digits, that tells touching ones apart, that finds ink in photographs, or that knows the "
    "marks of numbers; or the judge of readings, which is fitted to the weights in --out.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over MNIST; by default ours.")
@click.option("--seed", type=click.IntRange(min=0), help="Of all that is random; by default ours.")
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Of learning at its peak; by default ours."
)
@click.option(
    "--from",
    "start",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    help="Folder of weights to begin with, in place of none; of several, with their mean.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
@click.option(
    "--without",
    multiple=True,
    metavar="FAMILY",
    help="Hold out a family of non-digits, to see whether refusal generalises. Can be repeated.",
)
@click.option(
    "--handwriting",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of fonts of handwriting, whose letters are learned as non-digits: see docs/training.md.",
)
def train(
    data: Path | None,
    out: Path,
    network: str,
    epochs: int | None,
    seed: int | None,
    rate: float | None,
    start: tuple[Path, ...],
    resume: bool,
    without: tuple[str, ...],
    handwriting: Path | None,
) -> None:
    """Train a network on MNIST and export it.

    Of digits: with a folder that holds mnist and collections to measure on, their development half is scored after each
    epoch, and has a say in temperature and thresholds. Nothing is learned from it.
    """
    if sys.version_info >= (3, 14):
        raise click.ClickException("Training needs TensorFlow, hence Python 3.11, 3.12 or 3.13.")
    if network != "digits" and without:
        raise click.UsageError("--without is about digits: there are no non-digits in the other networks.")
    module = {"digits": "train", "judge": "entries"}.get(network, network)
    try:
        training = import_module(f"scrawl.training.{module}")
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Training needs the package {error.name}. Install it with: pip install '.[train]'"
        ) from error
    given: dict[str, Any] = {"epochs": epochs, "seed": seed, "peak_rate": rate}
    chosen = {name: value for name, value in given.items() if value is not None}
    collections = data if data and (data / "mnist").is_dir() else None
    mnist = collections / "mnist" if collections else data
    options = {"data": mnist, "out": out, "handwriting": handwriting, "start": start, "resume": resume}
    if network == "judge":
        if not collections:
            raise click.UsageError("The judge is fitted to collections: name their folder with --data.")
        training.train(training.Recipe(**chosen), data=collections, weights=out)
    elif network == "digits":
        recipe = training.Recipe(**chosen, without=without)
        training.train(recipe, collections=collections, **options)
    else:
        training.train(training.Recipe(**chosen), **options)


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

        export.record(folder, figures=figures)
