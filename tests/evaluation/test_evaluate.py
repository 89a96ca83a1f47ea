"""The figures and the report's folder, on a few real samples of every collection."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.evaluation.evaluate import evaluate
from scrawl.evaluation.results import read
from scrawl.evaluation.usual import prepared
from scrawl.measure.processes import processes
from scrawl.measure.symbols import LOOK_ALIKES, digits, draw, non_digits
from scrawl.picture import encode_png
from scrawl.recognizer import WEIGHTS

pytestmark = pytest.mark.slow

Rows = dict[str, list[dict[str, Any]]]
Pack = Callable[[Path, dict[str, bytes], list[dict[str, str]]], None]


@pytest.fixture(scope="module")
def some(data: Path, tmp_path_factory: pytest.TempPathFactory, pack: Pack) -> Path:
    """A data folder with every nth sample of each collection."""
    folder = tmp_path_factory.mktemp("data")
    for name, step in (("uji-digits", 15), ("uji-letters", 41)):
        samples = json.loads(gzip.decompress((data / "pen" / f"{name}.json.gz").read_bytes()))
        (folder / "pen").mkdir(exist_ok=True)
        (folder / "pen" / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps(samples[::step]).encode()))
    for name, step in (
        ("scans/bhmsds-digits", 500),
        ("scans/bhmsds-symbols", 500),
        ("not_digits/omniglot", 500),
    ):
        with np.load(data / f"{name}.npz") as columns:
            (folder / name).parent.mkdir(exist_ok=True)
            np.savez(folder / f"{name}.npz", **{key: columns[key][::step] for key in ("images", "labels")})
    names = [f"{k}.png" for k in range(3)]
    pack(
        folder / "photos/phone-digits.zip",
        dict.fromkeys(names, bar()),
        [{"file": name, "label": "1", "series": str(k % 2)} for k, name in enumerate(names)],
    )
    return folder


def bar() -> bytes:
    """A 1, drawn."""
    return encode_png(draw(Strokes.of([[[150, 60], [140, 220]]], 280, 280, 12)))


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation returned, said and told, and the folder it wrote."""

    rows: Rows
    said: str
    told: list[str]
    report: Path


@pytest.fixture(scope="module")
def evaluated(some: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    report = tmp_path_factory.mktemp("evaluated") / "report"
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as told:
        rows = evaluate(some, report=report, workers=0)
    return Evaluated(rows, said.getvalue(), told.getvalue().splitlines(), report)


def test_every_collection_found_is_reported_on_its_other_half(evaluated: Evaluated, some: Path) -> None:
    pens = json.loads(gzip.decompress((some / "pen/uji-digits.json.gz").read_bytes()))
    odd = sum(sample["writer"] % 2 for sample in pens)
    assert 0 < odd < len(pens)
    sizes = {row["collection"]: row["size"] for row in evaluated.rows["digits"]}
    assert sizes == {
        "uji digits, thin": odd,
        "uji digits, thick": odd,
        "uji digits, thin, small in a corner": odd,
        "uji digits, thick, small in a corner": odd,
        "bhmsds digits": 15,
    }
    assert [row["collection"] for row in evaluated.rows["non_digits"]] == [
        *("uji letters, thin", "uji letters, thick", "bhmsds symbols", "omniglot")
    ]
    assert len(evaluated.told) == 2 + 9
    assert f"uji digits, thin, {odd}" in evaluated.told[2]


def test_photographs_are_all_read_and_their_series_together_first(evaluated: Evaluated) -> None:
    assert next(iter(evaluated.rows)) == "photographs"
    rows = [(row["collection"], row["size"], row["singles"]) for row in evaluated.rows["photographs"]]
    assert rows == [
        ("phone digits", 3, 3),
        ("phone digits, series 0", 2, 2),
        ("phone digits, series 1", 1, 1),
    ]
    assert all(row["exact"] == row["right"] == 1 for row in evaluated.rows["photographs"])


def test_shares_are_what_a_reader_reads(evaluated: Evaluated, some: Path, reader: Reader) -> None:
    whole = next(each for each in digits(some) if each.name == "bhmsds digits")
    half = whole.take(~whole.development)
    found = [reader.read(source, layout="digit").digits[0] for source in half.sources]
    texts = [reader.read(source).text for source in half.sources]
    row = next(row for row in evaluated.rows["digits"] if row["collection"] == half.name)
    labels = half.labels.tolist()
    right = sum(digit.digit == label for digit, label in zip(found, labels, strict=True))
    assert row["right"] == pytest.approx(right / 15)
    assert row["low"] < row["right"] <= row["high"]
    whole_way = sum(text == str(label) for text, label in zip(texts, labels, strict=True))
    assert row["whole"] == pytest.approx(whole_way / 15)
    verdicts = [digit.verdict for digit in found]
    assert row["refused"] == pytest.approx(verdicts.count("not_a_digit") / 15)
    assert row["unsure"] == pytest.approx(verdicts.count("unsure") / 15)


def test_pens_are_read_well_and_the_usual_recipe_fails_in_a_corner(evaluated: Evaluated) -> None:
    pytest.importorskip("keras")
    for row in evaluated.rows["digits"][:4]:
        assert row["right"] >= 0.9
        if "corner" in row["collection"]:
            assert row["usual"] < row["right"]


def test_accepted_is_what_is_not_refused(evaluated: Evaluated) -> None:
    for row in evaluated.rows["non_digits"]:
        assert row["accepted"] == pytest.approx(1 - row["refused"])
        assert row["low"] <= row["accepted"] <= row["high"]
        assert row["auroc"] >= 0.8


def test_files_hold_what_was_printed(evaluated: Evaluated, reader: Reader) -> None:
    table = (evaluated.report / "evaluation.md").read_text("utf-8")
    assert evaluated.said == table
    kept = json.loads((evaluated.report / "evaluation.json").read_text("utf-8"))
    assert {name: kept[name] for name in evaluated.rows} == evaluated.rows
    assert kept["model"]["revision"] == reader.card["revision"]
    page = (evaluated.report / "report.html").read_text("utf-8")
    for share in re.findall(r"\*\*(.+?)\*\*", table):
        assert f"<strong>{share}</strong>" in page


def test_processes_read_the_same(some: Path) -> None:
    collection = next(each for each in digits(some) if each.name == "bhmsds digits")
    here = read(collection, WEIGHTS)
    with processes(2) as mapper:
        there = read(collection, WEIGHTS, mapper)
    assert len(here) == 30
    np.testing.assert_array_equal(there.probabilities, here.probabilities)
    np.testing.assert_array_equal(there.frames, here.frames)
    assert there.texts.tolist() == here.texts.tolist()


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


def test_empty_folder_gives_empty_tables_and_a_page(tmp_path: Path) -> None:
    report = tmp_path / "report"
    rows = evaluate(tmp_path, report=report, workers=0)
    assert rows == {"photographs": [], "digits": [], "non_digits": [], "verdicts": []}
    assert "<h1>" in (report / "report.html").read_text("utf-8")


def test_drawing_has_the_pen_that_was_asked_for() -> None:
    picture = draw(Strokes.of([[[40, 140], [240, 140]]], 280, 280, 20))
    assert int((picture[:, 140] < 128).sum()) == pytest.approx(20, abs=2)


def test_usual_recipe_makes_ink_bright_and_nothing_else() -> None:
    drawn = draw(Strokes.of([[[40, 140], [240, 140]]], 280, 280, 20))
    of_mnist = np.zeros((28, 28), np.uint8)
    of_mnist[10:18, 14] = 200
    shown = prepared([drawn, of_mnist])
    assert shown.shape == (2, 28, 28, 1)
    assert shown[0, 14, 14, 0] == pytest.approx(1, abs=0.05)
    assert shown[0, 0, 0, 0] == 0
    np.testing.assert_allclose(shown[1, :, :, 0], of_mnist / 255, atol=1e-6)
