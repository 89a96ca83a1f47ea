"""The table of figures, on a few real samples of every collection."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.datasets import LOOK_ALIKES, digits, draw, non_digits
from scrawl.evaluate import evaluate


@pytest.fixture(scope="module")
def some(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every nth sample of each collection."""
    folder = tmp_path_factory.mktemp("data")
    for name, step in (("uji-digits", 10), ("uji-letters", 40)):
        samples = json.loads(gzip.decompress((data / "pen" / f"{name}.json.gz").read_bytes()))
        (folder / "pen").mkdir(exist_ok=True)
        (folder / "pen" / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps(samples[::step]).encode()))
    for name, step in (
        ("scans/bhmsds-digits", 1000),
        ("scans/bhmsds-symbols", 500),
        ("not_digits/omniglot", 200),
    ):
        with np.load(data / f"{name}.npz") as columns:
            (folder / name).parent.mkdir(exist_ok=True)
            np.savez(folder / f"{name}.npz", **{key: columns[key][::step] for key in ("images", "labels")})
    return folder


def test_table_has_a_row_for_each_collection_found(some: Path, reader: Reader, tmp_path: Path) -> None:
    said: list[str] = []
    rows = evaluate(some, reader, report=tmp_path / "report", say=said.append)
    sizes = {row["collection"]: row["size"] for row in rows["digits"]}
    assert sizes == {
        "uji digits, thin": 22,
        "uji digits, thick": 22,
        "uji digits, thin, small in a corner": 22,
        "uji digits, thick, small in a corner": 22,
        "bhmsds digits": 15,
    }
    assert {row["collection"] for row in rows["non_digits"]} == {
        *("uji letters, thin", "uji letters, thick", "bhmsds symbols", "omniglot")
    }
    for row in rows["digits"]:
        assert row["right"] >= 0.85, row
        assert row["low"] <= row["right"] <= row["high"]
    table = (tmp_path / "report" / "evaluation.md").read_text("utf-8")
    assert said == [table.rstrip("\n")]
    assert "| uji digits, thick | 22 |" in table
    kept = json.loads((tmp_path / "report" / "evaluation.json").read_text("utf-8"))
    assert kept["digits"] == rows["digits"]
    assert kept["model"]["revision"] == reader.card["revision"]


def test_small_digits_lie_in_a_corner_at_a_quarter_of_the_size(some: Path) -> None:
    collections = {collection.name: collection for collection in digits(some)}
    large = collections["uji digits, thin"].pixels
    small = collections["uji digits, thin, small in a corner"].pixels
    for big, little in zip(large, small, strict=True):
        spans = [np.ptp(np.argwhere(picture < 128), axis=0).max() for picture in (big, little)]
        assert spans[1] == pytest.approx(spans[0] / 4, abs=4)
        assert np.abs(np.argwhere(little < 128).mean(axis=0) - 140).max() > 60


def test_look_alikes_are_not_counted_as_non_digits(some: Path) -> None:
    letters = json.loads(gzip.decompress((some / "pen/uji-letters.json.gz").read_bytes()))
    fair = [letter for letter in letters if letter["label"] not in LOOK_ALIKES]
    sizes = {collection.name: len(collection) for collection in non_digits(some)}
    assert sizes["uji letters, thin"] == len(fair) < len(letters)
    assert all((collection.labels == -1).all() for collection in non_digits(some))


def test_empty_folder_gives_an_empty_table(reader: Reader, tmp_path: Path) -> None:
    rows: dict[str, list[Any]] = evaluate(tmp_path, reader, say=lambda _: None)
    assert rows == {"digits": [], "non_digits": []}


def test_drawing_has_the_pen_that_was_asked_for() -> None:
    picture = draw(Strokes.of([[[40, 140], [240, 140]]], 280, 280, 20))
    assert int((picture[:, 140] < 128).sum()) == pytest.approx(20, abs=2)
