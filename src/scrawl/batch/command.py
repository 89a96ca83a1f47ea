"""`scrawl read`: a few pictures, drawn over if that is wanted, or very many, in processes or on several machines."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scrawl.errors import OptionError

if TYPE_CHECKING:
    from scrawl.batch.output import Format, Output
    from scrawl.glyphs.expectation import Expectation
    from scrawl.picture.documents import EncodedSource, Page, Pages
    from scrawl.picture.region import Region
    from scrawl.reader import Options
    from scrawl.reading import Decimal, Layout

_ADDRESS = re.compile(r"local|auto|ray://.+|[^/\s]+:\d+")  # of a Ray cluster


def _parsed(context: click.Context, option: click.Parameter, text: str | None) -> Any:
    """The value of --region, --pages or --expect."""
    from scrawl.glyphs import expectation  # noqa: PLC0415
    from scrawl.picture import documents, region  # noqa: PLC0415

    named = partial(expectation.named, in_columns=context.params["layout"] == "table")
    parsers: dict[str, Callable[[str], object]]
    parsers = {"region": region.parsed, "pages": documents.Pages.parsed, "expect": named}
    parse = parsers[f"{option.name}"]
    try:
        return None if text is None else parse(text)
    except OptionError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option(
    "--files-from", metavar="FILE", help="Read the pictures named in its lines, too; - is standard input."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "parquet"]),
    default="text",
    show_default=True,
)
@click.option(
    "--layout",
    is_eager=True,  # --expect asks for it
    type=click.Choice(["auto", "digit", "table"]),
    default="auto",
    show_default=True,
    help="auto finds every digit; digit: the picture holds one symbol; table: rows and columns, csv is the table then.",
)
@click.option(
    "--region",
    callback=_parsed,
    metavar="X,Y,WIDTH,HEIGHT",
    help="Read only that part of each: in pixels, or with a decimal point in shares of 0 to 1.",
)
@click.option(
    "--pages",
    callback=_parsed,
    metavar="PAGES",
    help="Of PDF and TIFF: all, one as 2, or several as 1-3, each in a line of its own; by default the first.",
)
@click.option(
    "--decimal",
    type=click.Choice([",", "."]),
    help="The mark before decimals; by default each page decides whether 1.250 is a thousand.",
)
@click.option(
    "--expect",
    callback=_parsed,
    metavar="PATTERN",
    help="What each number is: #### four digits, #{1,3},## decimals, 0..100, 12|15|19, ####luhn; file:ids.txt one of "
    "its lines; of a table ; parts the columns.",
)
@click.option("--out", type=click.Path(), metavar="OUT", help="Write there: a file, for parquet a folder.")
@click.option("--resume", is_flag=True, help="Go on where the last run into --out was stopped.")
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    help="That read at a time; by default 1, with --ray all there are.",
)
@click.option(
    "--ray",
    is_flag=False,
    flag_value="local",
    metavar="[ADDRESS]",
    help="Read with Ray into Parquet files: on the cluster at HOST:PORT, or else started here for the purpose.",
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
def read(  # noqa: PLR0913, PLR0917 — each is an option
    paths: tuple[str, ...],
    files_from: str | None,
    form: Format,
    layout: Layout,
    region: Region | None,
    pages: Pages | None,
    out: str | None,
    resume: bool,
    processes: int | None,
    ray: str | None,
    annotate: Path | None,
    stages: Path | None,
    decimal: Decimal | None,
    expect: str | Expectation | None,
) -> None:
    """Read pictures and PDF: files, all in folders, patterns; - is standard input.

    Prints a line for each: path, text and lowest confidence, separated by tabs, - where nothing was read.
    Several lines of writing are separated by a space (json keeps them apart). A picture that cannot be read
    is told on standard error; the rest is read, and the exit status is 1.
    """
    from scrawl.batch.sources import named_sources, pictures  # noqa: PLC0415

    if ray is not None and not _ADDRESS.fullmatch(ray):
        paths, ray = (ray, *paths), "local"  # the word after --ray was a picture's name
    if not paths and files_from is None:
        raise click.UsageError("Name a picture, or --files-from a list of names.")
    if ray and (form not in ("text", "parquet") or resume or annotate or stages or pages):
        raise click.UsageError(
            "--ray writes Parquet files of first pages, and cannot --resume, --annotate or keep --stages."
        )
    if (form == "parquet" or ray) and out is None:
        raise click.UsageError("Parquet files need a folder: name one with --out.")
    if resume and out is None:
        raise click.UsageError("--resume needs the --out of the run that was stopped.")
    how: Options = {"layout": layout, "region": region, "decimal": decimal, "expect": expect}
    if annotate or stages:
        if out or resume or processes or form == "parquet":
            raise click.UsageError(
                "--annotate and --stages are for a few pictures, without --out or --processes."
            )
        from scrawl.batch.drawn import draw  # noqa: PLC0415

        named = named_sources(pictures(paths, files_from), pages)
        failed = draw([*named], form, how, annotate, stages, _tell)
    elif ray and out:
        failed = _on_cluster([*paths, *pictures((), files_from)], ray, how, out, processes)
    else:
        total = None
        if not pages and "-" not in (*paths, files_from):
            total = lambda: sum(1 for _ in pictures(paths, files_from))  # noqa: E731
        failed = _in_bulk(
            named_sources(pictures(paths, files_from), pages),
            total,
            form,
            how,
            Path(out) if out else None,
            resume,
            processes or 1,
        )
    if failed:
        raise click.exceptions.Exit(1)


def _in_bulk(
    named: Iterator[tuple[str, EncodedSource | Page]],
    total: Callable[[], int] | None,
    form: Format,
    how: Options,
    out: Path | None,
    resume: bool,
    processes: int,
) -> bool:
    """Read any number of pictures; whether some could not be."""
    from scrawl.batch.job import Job  # noqa: PLC0415
    from scrawl.bulk import read_all  # noqa: PLC0415
    from scrawl.reader import Reader  # noqa: PLC0415

    kept = out and out.with_name(f"{out.name}.progress")
    job = Job(named, " ".join([form, *(str(value) for value in how.values() if value is not None)]), kept)
    if resume:
        job.go_on()
    if out and out.exists() and not job.progress.done:
        if resume and kept and not kept.exists():
            raise click.UsageError(
                f"There is nothing to go on with: {out} is whole, or was not written by --out."
            )
        if not resume:
            raise click.UsageError(f"{out} is there already. Name another --out, or go on with --resume.")
    in_processes = partial(read_all, processes=processes)
    read_many = partial(in_processes if processes > 1 else Reader().read_many, **how)
    try:
        with ExitStack() as opened:
            output = _opened(form, out, job.progress.size, opened)
            show = opened.enter_context(_bar(total))
            try:
                with closing(job.run(read_many, output, _tell)) as running:
                    for done in running:
                        show(done)
            except KeyboardInterrupt:
                hint = "; --resume goes on" if out else ""
                _tell("Stopped", f"{job.progress.done:,} pictures are done{hint}.")
                raise
    except OSError as error:
        raise click.ClickException(
            f"{out or 'Standard output'} cannot be written: {error.strerror}."
        ) from error
    return job.progress.failed > 0


def _on_cluster(paths: Sequence[str], address: str, how: Options, out: str, processes: int | None) -> bool:
    """Read pictures with Ray; whether some could not be."""
    from scrawl.batch.cluster import read_to_parquet, started  # noqa: PLC0415

    failed = False
    with started(address, processes or os.cpu_count() or 1):
        for name, reason in read_to_parquet(paths, out, **how, processes=processes):
            _tell(name, reason)
            failed = True
    return failed


def _tell(name: str, reason: str) -> None:
    """Tell of a picture that could not be read."""
    click.echo(f"{click.format_filename(name)}: {reason}", err=True)


def _opened(form: Format, out: Path | None, size: int, opened: ExitStack) -> Output:
    """Where the readings go."""
    from scrawl.batch.output import Lines, Parquet  # noqa: PLC0415

    if out is None:
        return Lines(form, sys.stdout)
    if form == "parquet":
        return Parquet(out)
    return Lines(
        form, opened.enter_context(out.open("r+" if size else "w", encoding="utf-8", newline="")), size
    )


@contextmanager
def _bar(total: Callable[[], int] | None) -> Iterator[Callable[[int], None]]:
    """A function that shows progress if a person looks at standard error."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=total and total(), rate="")

        def show(done: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, rate=f"{speed:,.0f}/s" if speed else "")

        yield show
