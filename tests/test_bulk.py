"""`scrawl read` of many pictures: which, in how many processes, into what, stopped and gone on with."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alike import assert_alike
from click.testing import CliRunner, Result

from scrawl.batch import job
from scrawl.batch.sources import pictures
from scrawl.bulk import interrupts_wait, read_all
from scrawl.cli import main
from scrawl.errors import EngineError
from scrawl.ink import rasterize
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.strokes import Strokes

COUNT = 30


def run(*arguments: str | Path, input: bytes | None = None) -> Result:  # noqa: A002 — CliRunner's name
    return CliRunner().invoke(main, ["read", *map(str, arguments)], input=input)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of ones and sevens in folders, a broken one among them."""
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(COUNT):
        stroke = [[50, 20], [50, 80]] if number % 2 else [[20, 20], [70, 20], [40, 90]]
        ink = np.pad(rasterize(Strokes.of([stroke])).ink, 30 + number)
        path = folder / f"{number // 10}" / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(encode_png((255 * (1 - ink)).astype(np.uint8)))
    (folder / "1" / "15.png").write_bytes(b"no picture")
    (folder / "1" / "notes.txt").write_text("not a picture")
    (folder / ".hidden.png").write_text("not to be seen")
    return folder


@pytest.fixture(scope="module")
def names(folder: Path) -> list[str]:
    return [str(folder / f"{number // 10}" / f"{number:02}.png") for number in range(COUNT)]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_pictures_of_folders_patterns_and_lists(
    folder: Path, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(pictures([str(folder)])) == names
    assert list(pictures([str(folder / "1" / "*.png")])) == names[10:20]
    assert list(pictures([str(folder / "**" / "*5.png")])) == names[5::10]
    assert list(pictures(["missing-*.png", "-", names[3]])) == ["missing-*.png", "-", names[3]]
    listed = tmp_path / "list.txt"
    listed.write_text(f"{names[4]}\n\n{names[2]}\r\n{names[0]}")
    assert list(pictures([names[9]], str(listed))) == [names[9], names[4], names[2], names[0]]
    (tmp_path / "[brackets].png").touch()
    monkeypatch.chdir(tmp_path)
    assert list(pictures(["[brackets].png"])) == ["[brackets].png"]


def test_all_ways_read_alike_and_tell_what_they_could_not(
    folder: Path, names: list[str], tmp_path: Path
) -> None:
    plain = run(folder, "--format", "json")
    assert plain.exit_code == 1
    assert [line["path"] for line in lines(plain.stdout)] == names[:15] + names[16:]
    assert plain.stderr.startswith(f"{names[15]}: ")
    assert plain.stderr.count("\n") == 1
    reader = Reader()
    assert lines(plain.stdout)[7] == {"path": names[7], **reader.read(names[7]).to_dict()}
    listed = "\n".join(names).encode()
    out = tmp_path / "out.jsonl"
    assert run("--files-from", "-", "--format", "json", "--out", out, input=listed).exit_code == 1
    assert out.read_text("utf-8") == plain.stdout
    assert list(tmp_path.iterdir()) == [out]
    processes = run(folder, "--format", "json", "--processes", "2")
    assert (processes.stdout, processes.stderr) == (plain.stdout, plain.stderr)


def test_parquet_has_a_row_for_each(folder: Path, names: list[str], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow has no wheels here")
    assert run(folder, "--format", "parquet", "--out", tmp_path / "out").exit_code == 1
    rows = parquet.read_table(tmp_path / "out").to_pylist()
    assert [row["path"] for row in rows] == names
    read = {line["path"]: line for line in lines(run(folder, "--format", "json").stdout)}
    for row in rows:
        if row["path"] == names[15]:
            assert row["problem"]
            assert (row["text"], row["confidence"], row["digits"]) == (None, None, None)
        else:
            assert row["problem"] is None
            assert (row["text"], row["digits"]) == (read[row["path"]]["text"], read[row["path"]]["digits"])


def test_parquet_without_pyarrow_says_how_to_install_it(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run(names[0], "--format", "parquet", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "pip install 'scrawl-digits[parquet]'" in done.stderr


class Stopped(Reader):
    """A reader that is interrupted, as by Ctrl-C, after some pictures."""

    after = 17

    def read_many(self, *sources: Any, **options: Any) -> Iterator[Any]:
        for number, result in enumerate(super().read_many(*sources, **options)):
            if number == self.after:
                raise KeyboardInterrupt
            yield result


@pytest.mark.parametrize("form", ["text", "json", "csv", "parquet"])
@pytest.mark.parametrize("saved", [5, 1_000])
def test_what_was_stopped_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, saved: int
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow has no wheels here")
    monkeypatch.setattr(job, "SAVED_EVERY", saved)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    arguments = (folder, "--format", form)
    run(*arguments, "--out", whole)
    with monkeypatch.context() as patched:
        patched.setattr("scrawl.reader.Reader", Stopped)
        stopped = run(*arguments, "--out", parts)
    assert stopped.exit_code == 130
    assert stopped.stderr.endswith("Stopped: 17 pictures are done; --resume goes on.\n")
    done = run(*arguments, "--out", parts, "--resume")
    assert done.exit_code == 1  # for the one that failed before
    assert_alike(content(parts), content(whole))
    assert not parts.with_name("parts.progress").exists()


def content(out: Path) -> str:
    if out.is_dir():
        from pyarrow import parquet

        return str(parquet.read_table(out).to_pylist())
    return out.read_text("utf-8")


def test_work_that_was_killed_goes_on_where_it_was_saved(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written after the last save is there already, and is not there twice in the end."""
    out, arguments = tmp_path / "out", (folder, "--format", "csv", "--out", tmp_path / "out")
    with monkeypatch.context() as patched:
        patched.setattr("scrawl.reader.Reader", Stopped)
        run(*arguments)
    with out.open("a") as file:
        file.write("half of a li")
    run(*arguments, "--resume")
    with out.open(newline="") as file:
        assert [Path(row["path"]).stem for row in csv.DictReader(file)] == [
            f"{number:02}" for number in range(COUNT) if number != 15
        ]


def test_what_cannot_be_gone_on_with_is_said(
    folder: Path, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("scrawl.reader.Reader", Stopped)
        run(folder, "--out", out)
    before = out.read_bytes()
    for arguments in ((folder, "--format", "json"), (folder, "--layout", "digit"), names[1:]):
        done = run(*arguments, "--out", out, "--resume")
        assert done.exit_code == 1
        assert "another list of pictures, format or layout" in done.stderr
    assert run(folder, "--out", out).exit_code == 2
    assert out.read_bytes() == before
    assert run(folder, "--out", out, "--resume").exit_code == 1
    assert "nothing to go on with" in run(folder, "--out", out, "--resume").stderr


def test_names_ahead_of_what_was_read_are_few(names: list[str]) -> None:
    """However long the list: so memory does not grow with it."""
    asked = 0

    def endless() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield names[0]

    results = read_all(endless(), processes=2)
    for _ in range(100):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert asked < 100 + 4 * 2 * 4 * 64


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_process_that_is_killed_is_told(names: list[str]) -> None:
    import multiprocessing

    results = read_all(names * 1_000, processes=1)
    next(results)
    (child,) = multiprocessing.active_children()
    child.kill()
    with pytest.raises(EngineError, match="fewer processes"):
        list(results)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_interrupt_waits_whichever_thread_is_given_it() -> None:
    """A process that is being started gets what it needs, even if a thread that is without our mask hears Ctrl-C."""
    asleep, done = threading.Event(), False
    another = threading.Thread(target=asleep.wait)

    def interrupted() -> None:
        nonlocal done
        with interrupts_wait():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)  # Python raises between two steps of the main thread
            done = True

    another.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    finally:
        asleep.set()
        another.join()
    assert done


def begins_to_write(process: subprocess.Popen[str], out: Path) -> bool:
    return out.exists() and out.stat().st_size > 0


def starts_another(process: subprocess.Popen[str], out: Path) -> bool:
    ps = ["ps", "-A", "-ww", "-o", "pgid=", "-o", "args="]
    lines = subprocess.run(ps, capture_output=True, text=True, check=True).stdout.splitlines()
    return any(line.split(maxsplit=1)[0] == f"{process.pid}" and "spawn_main" in line for line in lines)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize(
    ("processes", "moment"), [("1", begins_to_write), ("2", begins_to_write), ("2", starts_another)]
)
def test_control_c_ends_it_cleanly(
    names: list[str], tmp_path: Path, processes: str, moment: Callable[[subprocess.Popen[str], Path], bool]
) -> None:
    """As a terminal does it: all processes of the group get the signal, one that is just starting too."""
    out, listed = tmp_path / "out", tmp_path / "list"
    listed.write_text("\n".join(names * 4_000))
    command = [str(Path(sys.executable).with_name("scrawl")), "read", "--files-from", str(listed)]
    with subprocess.Popen(
        [*command, "--out", str(out), "--processes", processes],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while not moment(process, out):
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    *failures, last = said.splitlines()
    assert last.endswith("done; --resume goes on.")
    done = int(last.split()[1].replace(",", ""))
    assert all(line.startswith(names[15]) for line in failures)
    assert len(out.read_text().splitlines()) + len(failures) == done
    assert done or moment is starts_another


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_progress_is_shown_to_people_only(folder: Path, names: list[str]) -> None:
    import pty

    command = [str(Path(sys.executable).with_name("scrawl")), "read", str(folder)]
    piped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert piped.stderr.startswith(f"{names[15]}: ")
    assert piped.stderr.count("\n") == 1
    ours, theirs = pty.openpty()
    seen = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65_536):
            shown += part
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(ours)
    assert seen.stdout == piped.stdout
    assert f"{COUNT}/{COUNT}".encode() in shown
