"""How well it reads: every collection of a data folder through `Reader`, as tables and a report.

Figures are of the half of each collection that recipes are not chosen by; photographs by strangers are all read.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sized
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrawl.evaluation import photographs, usual
from scrawl.evaluation.photographs import Outcome
from scrawl.evaluation.report import markdown, page
from scrawl.evaluation.results import Results, read
from scrawl.evaluation.tables import tables
from scrawl.measure import symbols
from scrawl.measure.photographs import collections
from scrawl.measure.processes import processes
from scrawl.measure.symbols import Collection
from scrawl.recognizer import WEIGHTS, Recognizer


def _tell(name: str, pictures: Sized) -> None:
    print(f"reading {name}, {len(pictures):,} …", file=sys.stderr, flush=True)


def evaluate(
    data: Path,
    *,
    weights: Path = WEIGHTS,
    report: Path | None = None,
    workers: int | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Read all collections found in `data`, print the tables, and return their rows; standard error tells of each.

    weights  the folder of the network
    report   a folder, where the tables are also written as evaluation.md and evaluation.json, with pictures and curves
             as report.html
    workers  processes to read with, by default one for each core; 0 reads in this one
    """
    card = Recognizer(weights=weights).card
    recipe = usual.load(weights)

    def results(collections: Iterable[Collection]) -> Iterator[Results]:
        for whole in collections:
            half = whole.take(~whole.development)
            if len(half):
                _tell(half.name, half)
                yield read(half, weights, mapper, recipe)

    def outcomes() -> Iterator[tuple[str, list[Outcome]]]:
        for name, pictures in collections(data).items():
            _tell(name, pictures)
            yield name, photographs.read(pictures, weights, mapper)

    with processes(workers) as mapper:
        seen = photographs.with_all_series(dict(outcomes()))
        digits = list(results(symbols.digits(data)))
        non_digits = list(results(symbols.non_digits(data)))
    made = tables(digits, non_digits, list(seen.items()))
    rows: dict[str, list[dict[str, Any]]] = asdict(made)
    print(markdown(made))
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        model = {name: card[name] for name in ("name", "version", "revision")}
        written = json.dumps({"model": model, **rows}, indent=1)
        (report / "evaluation.md").write_text(markdown(made) + "\n", "utf-8")
        (report / "evaluation.json").write_text(written + "\n", "utf-8")
        (report / "report.html").write_text(page(digits, non_digits, made, card), "utf-8")
    return rows
