"""`scrawl read --ray`: the same answers as the plain way, whatever happens to a worker, from any file system."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alike import assert_alike
from click.testing import CliRunner

from scrawl.batch import cluster
from scrawl.batch.output import row
from scrawl.cli import main
from scrawl.errors import DataError
from scrawl.ink import rasterize
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.strokes import Strokes

pytest.importorskip("ray", reason="Ray has no wheels here")

# Ray leaves sockets and files to be collected, and its own warnings are not ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
]

COUNT = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ones and sevens, an empty file and one that is no picture."""
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(COUNT):
        stroke = [[50, 20], [50, 80]] if number % 2 else [[20, 20], [70, 20], [40, 90]]
        ink = np.pad(rasterize(Strokes.of([stroke])).ink, 30 + number)
        (folder / f"{number:02}.png").write_bytes(encode_png((255 * (1 - ink)).astype(np.uint8)))
    (folder / "05.png").write_bytes(b"")
    (folder / "06.png").write_bytes(b"no picture")
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[dict[str, Any]]:
    """The rows of the plain way."""
    names = sorted(str(path) for path in folder.iterdir())
    results = Reader().read_many(names)
    return [
        row(name, result if isinstance(result, Reading) else str(result))
        for name, result in zip(names, results, strict=True)
    ]


@pytest.fixture(scope="module")
def ray() -> Iterator[None]:
    """Ray on this machine, with two actors at most."""
    with cluster.started("local", 2):
        yield


def rows(out: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    found: list[dict[str, Any]] = parquet.read_table(out).to_pylist()
    return found


@pytest.mark.usefixtures("ray")
def test_rows_are_those_of_the_plain_way_though_a_worker_is_killed(
    folder: Path, expected: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed"

    class Killed(cluster.Actor):
        """Kills its process in the middle of the work, once."""

        def __call__(self, share: Any, how: Any) -> Any:
            if any(name.as_py().endswith("20.png") for name in share["path"]) and not killed.exists():
                killed.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return super().__call__(share, how)

    monkeypatch.setattr(cluster, "Actor", Killed)
    monkeypatch.setattr(cluster, "SHARE", 6)
    out = tmp_path / "out"
    failed = dict(cluster.read_to_parquet([str(folder), str(folder / "none.png")], str(out), processes=2))
    assert killed.exists()
    assert_alike(str(rows(out)), str(expected))
    problems = {each["path"]: each["problem"] for each in expected if each["problem"]}
    assert len(problems) == 2
    assert failed == {**problems, str(folder / "none.png"): "No such file."}
    with pytest.raises(DataError, match="something in"):
        list(cluster.read_to_parquet([str(folder)], str(out)))


@pytest.mark.usefixtures("ray")
@pytest.mark.parametrize("way", ["file", "local", "subtree"])
def test_file_systems_of_pyarrow_are_read_and_written(
    folder: Path, expected: list[dict[str, Any]], tmp_path: Path, way: str
) -> None:
    from pyarrow import fs

    filesystem, source, target = None, str(folder), str(tmp_path)
    if way == "subtree":  # as a bucket is: names begin within it
        filesystem = fs.SubTreeFileSystem("/", fs.LocalFileSystem())
        source, target = source.removeprefix("/"), target.removeprefix("/")
    else:
        source, target = f"{way}://{source}", f"{way}://{target}"
    failed = list(
        cluster.read_to_parquet([source], f"{target}/out", layout="auto", processes=1, filesystem=filesystem)
    )
    assert len(failed) == 2
    got = rows(tmp_path / "out")
    assert [Path(each.pop("path")).name for each in got] == [Path(each["path"]).name for each in expected]
    assert_alike(str(got), str([{name: each[name] for name in each if name != "path"} for each in expected]))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    files, missing = cluster._found([f"file://{tmp_path}/none.png", str(tmp_path / "none.png")], None)
    assert files == []
    assert missing == [f"file://{tmp_path}/none.png", str(tmp_path / "none.png")]


def test_command_reads_with_ray(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an address, or without one and a picture's name after it."""
    asked: list[tuple[Any, ...]] = []

    def started(*arguments: Any) -> Any:
        asked.append(arguments)
        return _Nothing()

    def read(paths: Any, out: str, **options: Any) -> Iterator[tuple[str, str]]:
        asked.append((paths, out, options))
        yield "a.png", "It is broken."

    monkeypatch.setattr(cluster, "started", started)
    monkeypatch.setattr(cluster, "read_to_parquet", read)
    run = CliRunner().invoke
    done = run(main, ["read", "--ray", "10.0.0.1:6379", "s3://bucket/scans", "--out", "s3://bucket/out"])
    assert (done.exit_code, done.stderr) == (1, "a.png: It is broken.\n")
    run(main, ["read", "--ray", "scans", "more", "--out", "out", "--processes", "3"])
    assert asked[0][0] == "10.0.0.1:6379"
    assert asked[1] == (
        ["s3://bucket/scans"],
        "s3://bucket/out",
        {"layout": "auto", "region": None, "decimal": None, "expect": None, "processes": None},
    )
    assert asked[2] == ("local", 3)
    assert asked[3] == (
        ["scans", "more"],
        "out",
        {"layout": "auto", "region": None, "decimal": None, "expect": None, "processes": 3},
    )


def test_a_cluster_that_is_not_there_is_told() -> None:
    done = CliRunner().invoke(main, ["read", "a.png", "--ray", "127.0.0.1:9", "--out", "out"])
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: There is no Ray cluster at 127.0.0.1:9: ")


class _Nothing:
    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "options",
    [[], ["--out", "o", "--format", "csv"], ["--out", "o", "--resume"], ["--out", "o", "--annotate", "a"]],
)
def test_what_goes_not_with_ray_is_wrong_usage(options: list[str]) -> None:
    assert CliRunner().invoke(main, ["read", "a.png", "--ray", *options]).exit_code == 2
