"""The command line: one line a picture, errors on standard error, exit statuses."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from scrawl._version import __version__
from scrawl.cli import main
from scrawl.errors import DataError
from scrawl.ink import rasterize
from scrawl.picture import decode, encode_png
from scrawl.reader import Reader
from scrawl.strokes import Strokes


def run(*arguments: str | Path, input: bytes | None = None) -> Result:  # noqa: A002 — CliRunner's name
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=input)


@pytest.fixture
def zero(tmp_path: Path) -> Path:
    """A picture of a 0."""
    return _saved(tmp_path / "zero.png", [_zero(50, 50)])


@pytest.fixture
def two_lines(tmp_path: Path) -> Path:
    """A picture of a 0 above two."""
    return _saved(tmp_path / "two lines.png", [_zero(50, 50), _zero(50, 250), _zero(130, 250)])


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.png"
    path.write_bytes(encode_png(np.full((60, 80), 255, np.uint8)))
    return path


def _zero(x: float, y: float) -> list[list[float]]:
    """An upright ellipse around x, y, 40 wide and 60 high."""
    return [[x + 20 * math.sin(k / 5), y - 30 * math.cos(k / 5)] for k in range(33)]


def _saved(path: Path, strokes: list[list[list[float]]]) -> Path:
    ink = np.pad(rasterize(Strokes.of(strokes, brush=6)).ink, 30)
    path.write_bytes(encode_png((255 * (1 - ink)).astype(np.uint8)))
    return path


def test_one_line_a_picture(zero: Path, two_lines: Path, blank: Path) -> None:
    done = run("read", zero, two_lines, blank)
    assert done.exit_code == 0
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line[:2] for line in lines] == [[str(zero), "0"], [str(two_lines), "0 00"], [str(blank), "-"]]
    confidence = Reader().read(zero).confidence
    assert lines[0][2] == f"{confidence:.4f}"
    assert lines[2][2] == "-"


def test_csv_survives_commas_and_quotes(tmp_path: Path, blank: Path) -> None:
    path = _saved(tmp_path / 'a "0", upright.png', [_zero(50, 50)])
    rows = list(csv.reader(run("read", "--format", "csv", path, blank).stdout.splitlines()))
    assert rows[0] == ["path", "text", "confidence", "kinds", "values"]
    assert rows[1][:2] + rows[1][3:] == [str(path), "0", "integer", "0"]
    assert float(rows[1][2]) > 0.5
    assert rows[2] == [str(blank), "", "", "", ""]


def test_json_is_the_api_answer_with_the_path(zero: Path, two_lines: Path) -> None:
    lines = [
        json.loads(line) for line in run("read", "--format", "json", zero, two_lines).stdout.splitlines()
    ]
    assert lines[0] == {"path": str(zero), **Reader().read(zero).to_dict()}
    assert lines[1]["lines"] == ["0", "00"]


def test_layout_digit_takes_the_picture_as_one_symbol(two_lines: Path) -> None:
    (line,) = run("read", "--format", "json", "--layout", "digit", two_lines).stdout.splitlines()
    assert len(json.loads(line)["digits"]) == 1


def test_standard_input(zero: Path) -> None:
    done = run("read", "-", input=zero.read_bytes())
    assert done.exit_code == 0
    assert done.stdout.startswith("-\t0\t")


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path, zero: Path) -> None:
    text, empty, missing = tmp_path / "four.txt", tmp_path / "empty.png", tmp_path / "missing.png"
    text.write_text("four")
    empty.touch()
    done = run("read", text, empty, missing, zero)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{zero}\t0\t")
    assert done.stdout.count("\n") == 1
    named = [line.split(": ")[0] for line in done.stderr.splitlines()]
    assert named == [str(path) for path in (text, empty, missing)]
    assert f"{missing}: No such file or directory\n" in done.stderr


def test_the_annotated_picture_is_the_picture_with_a_box_around_the_digit(zero: Path, tmp_path: Path) -> None:
    out = tmp_path / "boxes.png"
    done = run("read", zero, "--annotate", out)
    assert done.stdout == run("read", zero).stdout
    before, after = decode(zero.read_bytes()), decode(out.read_bytes())
    (digit,) = Reader().read(zero).digits
    x, y, width, height = (round(value) for value in digit.box)
    assert (after[y : y + height, x : x + width] == before[y : y + height, x : x + width]).all()
    changed = (after != before).any(axis=2)
    assert changed[y : y + height, x - 12 : x].any()
    assert changed[y - 30 : y].any()


def test_several_annotated_pictures_go_into_a_folder(tmp_path: Path, zero: Path, blank: Path) -> None:
    other = tmp_path / "other" / "zero.jpg"
    other.parent.mkdir()
    other.write_bytes(zero.read_bytes())
    broken = tmp_path / "broken.png"
    broken.write_text("zero")
    out = tmp_path / "a folder" / "to be made"
    done = run("read", zero, "-", broken, other, "--annotate", out, input=blank.read_bytes())
    assert done.exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["stdin.png", "zero-2.png", "zero.png"]
    assert (out / "zero.png").read_bytes() == (out / "zero-2.png").read_bytes()
    assert (decode((out / "stdin.png").read_bytes()) == 255).all()


def test_one_annotated_picture_may_go_into_a_folder(tmp_path: Path, zero: Path) -> None:
    assert run("read", zero, "--annotate", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "zero.png").is_file()


def test_a_turned_photograph_is_annotated_upright(tmp_path: Path, two_lines: Path) -> None:
    upright = decode(two_lines.read_bytes())
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(upright)).save(tmp_path / "turned.png", exif=exif)
    assert run("read", tmp_path / "turned.png", "--annotate", tmp_path / "turned-boxes.png").exit_code == 0
    assert run("read", two_lines, "--annotate", tmp_path / "boxes.png").exit_code == 0
    annotated = [decode((tmp_path / name).read_bytes()) for name in ("turned-boxes.png", "boxes.png")]
    assert (annotated[0] == annotated[1]).all()
    assert annotated[0].shape == upright.shape


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["zero.png", "blank.png", "--annotate", "out.png"], "needs a folder"),
        (["zero.png", "--annotate", "out.jpg"], "PNG"),
        (["zero.png", "--annotate", "zero.png"], "would overwrite"),
        (["zero.png", "--annotate", "."], "would overwrite"),
        (["zero.png", "--stages", "zero.png"], "is a file"),
    ],
)
def test_what_cannot_be_annotated_is_said_before_anything_is_read(
    tmp_path: Path, zero: Path, blank: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = zero.read_bytes()
    done = run("read", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert zero.read_bytes() == before
    assert blank.is_file()


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path, zero: Path) -> None:
    out = zero / "boxes.png"  # in a folder that is a file
    done = run("read", zero, "--annotate", out)
    assert done.exit_code == 1
    assert f"Error: {out} cannot be written: " in done.stderr


def test_stages_are_numbered_pictures_in_their_order(tmp_path: Path, zero: Path, blank: Path) -> None:
    out = tmp_path / "stages"
    assert run("read", zero, blank, "--stages", out).exit_code == 0
    stages = Reader().read(zero, stages=True).stages
    assert stages
    for number, (name, pixels) in enumerate(stages.items(), start=1):
        picture = np.asarray(Image.open(out / f"zero-{number}-{name}.png"))
        assert (picture == pixels).all()
    assert len(list(out.glob("blank-1-*.png"))) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "--format", "parquet", "one.png"],
        ["read", "--resume", "one.png"],
        ["read", "--annotate", "out", "--processes", "2", "one.png"],
        ["read", "--format", "xml", "one.png"],
        ["read", "--layout", "page", "one.png"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["train", "--epochs", "0"],
        ["guess"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Usage: " in done.stderr


def test_version() -> None:
    assert run("--version").stdout == f"scrawl {__version__}\n"


def test_the_package_is_the_command(zero: Path) -> None:
    command = [sys.executable, "-m", "scrawl", "read", str(zero)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\t")[:2] == [str(zero), "0"]


def test_a_fault_of_ours_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DataError("The folder holds no collection.")

    monkeypatch.setattr("scrawl.server.workers.serve", fail)
    done = run("serve")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: The folder holds no collection.\n"


def test_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scrawl.server.workers.serve", interrupt)
    done = run("serve")
    assert (done.exit_code, done.output) == (130, "")


def test_training_without_its_packages_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("scrawl.training")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("keras", "tensorflow"):
        monkeypatch.setitem(sys.modules, name, None)
    done = run("train")
    assert done.exit_code == 1
    assert "pip install '.[train]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_training_on_a_python_without_tensorflow_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    done = run("train")
    assert done.exit_code == 1
    assert "3.11" in done.stderr
    assert "3.13" in done.stderr


def test_evaluation_needs_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCRAWL_DATA", raising=False)
    done = run("evaluate")
    assert done.exit_code == 2
    assert "SCRAWL_DATA" in done.stderr


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What was asked of each training: its name, recipe and options."""
    calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    for name in ("train", "centres", "binarization", "marks"):
        fake: Any = ModuleType(f"scrawl.training.{name}")
        fake.Recipe = dict
        fake.train = lambda recipe, _name=name, **options: calls.append((_name, recipe, options))
        monkeypatch.setitem(sys.modules, fake.__name__, fake)
    return calls


def test_training_takes_mnist_out_of_a_folder_of_collections(
    trainings: list[tuple[str, dict[str, Any], dict[str, Any]]], tmp_path: Path
) -> None:
    mnist = tmp_path / "mnist"
    mnist.mkdir()
    done = run("train", "--data", tmp_path, "--seed", "7", "--resume")
    assert done.exit_code == 0, done.output
    assert run("train", "--data", mnist, "--epochs", "2", "--out", tmp_path).exit_code == 0
    assert run("train", "--network", "centres", "--data", tmp_path, "--epochs", "2").exit_code == 0
    assert run("train", "--network", "marks", "--data", mnist).exit_code == 0
    done = run("train", "--network", "binarization", "--data", tmp_path, "--handwriting", tmp_path)
    assert done.exit_code == 0, done.output
    usual = {"data": mnist, "out": Path("runs"), "handwriting": None, "start": (), "resume": False}
    assert trainings == [
        ("train", {"seed": 7, "without": ()}, usual | {"collections": tmp_path, "resume": True}),
        ("train", {"epochs": 2, "without": ()}, usual | {"collections": None, "out": tmp_path}),
        ("centres", {"epochs": 2}, usual),
        ("marks", {}, usual),
        ("binarization", {}, usual | {"handwriting": tmp_path}),
    ]


@pytest.mark.parametrize("network", ["centres", "binarization", "marks"])
def test_non_digits_are_held_out_of_the_network_of_digits_alone(network: str, tmp_path: Path) -> None:
    done = run("train", "--network", network, "--without", "letter", "--data", tmp_path)
    assert done.exit_code == 2
    assert "--without" in done.output


def test_a_table_is_written_as_csv(two_lines: Path) -> None:
    told = run("read", two_lines, "--layout", "table", "--format", "csv")
    assert told.stdout == "0\n00\n"
    twice = run("read", two_lines, two_lines, "--layout", "table", "--format", "csv", "--expect", "#{1,2};#")
    assert twice.stdout == "0\n00\n\n0\n00\n"
    assert run("read", two_lines, "--expect", "#;#").exit_code == 2


def test_what_is_expected(two_lines: Path, tmp_path: Path) -> None:
    assert run("read", two_lines, "--expect", "#{1,2}").stdout.split("\t")[1] == "0 00"
    assert run("read", two_lines, "--expect", "##").stdout.split("\t")[1] == "? 00"
    (tmp_path / "ids.txt").write_text("0\n777\n")
    ids = run("read", two_lines, "--expect", f"file:{tmp_path / 'ids.txt'}")
    assert ids.stdout.split("\t")[1].startswith("0 ?")
    wrong = run("read", two_lines, "--expect", "##x")
    assert wrong.exit_code == 2
    assert "Column 3" in wrong.output


def test_only_a_region_is_read(two_lines: Path, tmp_path: Path) -> None:
    assert run("read", two_lines).stdout.split("\t")[1] == "0 00"
    assert run("read", two_lines, "--region", "0,0,1.0,0.4").stdout.split("\t")[1] == "0"
    annotated = run("read", two_lines, "--region", "0,0,1.0,0.4", "--annotate", tmp_path / "a.png")
    assert annotated.stdout.split("\t")[1] == "0"
    outside = run("read", two_lines, "--region", "0,0,9000,5")
    assert (outside.exit_code, "reaches outside the picture" in outside.stderr) == (1, True)
    wrong = run("read", two_lines, "--region", "0,0,left,5")
    assert (wrong.exit_code, "x,y,width,height" in wrong.stderr) == (2, True)
