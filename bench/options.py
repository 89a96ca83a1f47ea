"""The options that several benches take, each written down once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.decorators import FC

from scrawl.scenes.pages import Folder


def command(text: str | None) -> Callable[[Callable[..., None]], click.Command]:
    """A command whose help is the text of its module; examples in it keep their lines."""
    return click.command(help=(text or "").replace("    python", "\b\n    python", 1))


def count(name: str, usual: int, of: str = "row") -> Callable[[FC], FC]:
    """How many are made of each row, by default `usual`. The parameter is `count`."""
    return click.option(
        name, "count", type=click.IntRange(1), default=usual, show_default=True, help=f"Of each {of}."
    )


def only(name: str, choices: list[str] | tuple[str, ...]) -> Callable[[FC], FC]:
    """An option that may be repeated: those rows alone. Its parameter is its name's plural."""
    return click.option(
        name,
        f"{name.removeprefix('--')}s",
        type=click.Choice(choices),
        multiple=True,
        help="Only that; may be repeated.",
    )


def writers(main: Callable[..., None]) -> Callable[..., None]:
    """`--data` and `--half`: the writers of one half of a data folder. The parameter is `folder`."""

    @data
    @click.option(
        "--half", type=click.Choice(["development", "reporting"]), default="reporting", show_default=True
    )
    @wraps(main)
    def wrapped(data: Path, half: str, **others: Any) -> None:
        main(folder=Folder(data, development=half == "development"), **others)

    return wrapped


def _made(_: click.Context, __: click.Parameter, folder: Path | None) -> Path | None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


data = click.option(
    "--data", type=click.Path(exists=True, path_type=Path), envvar="SCRAWL_DATA", required=True
)
seed = click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
save = click.option(
    "--save",
    type=click.Path(path_type=Path),
    callback=_made,
    help="Folder for what is read wrongly: truth_answer.",
)
workers = click.option("--processes", "workers", type=click.IntRange(0), default=2, show_default=True)
