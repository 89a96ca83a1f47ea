"""The reader on several machines: a pipeline of Ray Data, from files to Parquet.

An actor holds one Reader. A worker that dies is replaced and its share is read again; each share is written by one
task into a file that is named after the task, so that nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Unpack

from scrawl.batch.output import row, schema
from scrawl.batch.sources import SUFFIXES, pictures
from scrawl.errors import DataError, EngineError
from scrawl.reader import Options, Reader
from scrawl.reading import Reading

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.fs import FileSystem

SHARE = 128  # pictures that an actor reads at a time
STORE_BYTES = 512 * 1024 * 1024  # of shared memory for pictures and readings, where Ray is started here
CONNECT_SECONDS = 10.0  # to reach a cluster, at most
LOCAL = "local://"  # Ray's name for files of the machine that asks


class Actor:
    """Reads a share of the pictures."""

    def __init__(self) -> None:
        import cv2  # noqa: PLC0415 — each actor takes one processor

        cv2.setNumThreads(1)
        self._reader = Reader()

    def __call__(self, share: pyarrow.Table, how: Options) -> pyarrow.Table:
        """The rows of the table that is written, from names and contents."""
        contents = (content.as_py() for content in share["bytes"])
        results = self._reader.read_many(contents, **how)
        rows = [
            row(name.as_py(), result if isinstance(result, Reading) else str(result))
            for name, result in zip(share["path"], results, strict=True)
        ]
        return type(share).from_pylist(rows, schema())


@contextmanager
def started(address: str, processes: int) -> Iterator[None]:
    """A connection to the Ray cluster at an address, or Ray on this machine (`local`) while the context lasts."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports to its maker, unless told not to
    try:
        import ray  # noqa: PLC0415 — an extra
        import ray.data  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise EngineError(f"--ray needs {error.name}: pip install 'scrawl-digits[ray]'.") from error
    quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    try:
        if address == "local":
            # One more, so that files are read and written beside the actors.
            ray.init(
                address,
                num_cpus=processes + 1,
                object_store_memory=STORE_BYTES,
                include_dashboard=False,
                **quiet,
            )
        else:
            host, _, port = address.removeprefix("ray://").rpartition(":")
            if port.isdecimal():  # Ray itself would try for minutes
                socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
            ray.init(address, **quiet)
    except (OSError, ValueError) as error:
        raise EngineError(f"There is no Ray cluster at {address}: {error}") from error
    try:
        yield
    finally:
        ray.shutdown()


def read_to_parquet(
    paths: Sequence[str],
    out: str,
    *,
    processes: int | None = None,
    filesystem: FileSystem | None = None,
    **how: Unpack[Options],
) -> Iterator[tuple[str, str]]:
    """Read pictures within `started` and write them to Parquet; gives name and problem of those that cannot be read.

    `paths` and `out` are of a file system of pyarrow's: by default that which their URI names, else this machine's.
    The rows are in the order of the paths. `processes` is the number of actors; by default one for each free place.
    Raises DataError if there is nothing to read, or something lies in `out`.
    """
    import ray.data  # noqa: PLC0415 — an extra
    from pyarrow import dataset, fs  # noqa: PLC0415

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_options.preserve_order = True
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    files, missing = _found(paths, filesystem)
    yield from ((name, "No such file.") for name in missing)
    if not files:
        raise DataError("There is no picture to read.")
    target, place = _place(out, filesystem)
    if target.get_file_info(place).type != fs.FileType.NotFound and target.get_file_info(
        fs.FileSelector(place)
    ):
        raise DataError(f"There is something in {out} already. Name another --out.")
    actors = (
        ray.data.ActorPoolStrategy(size=processes) if processes else ray.data.ActorPoolStrategy(min_size=1)
    )
    ray.data.read_binary_files(files, include_paths=True, filesystem=filesystem).map_batches(
        Actor, fn_kwargs={"how": how}, batch_size=SHARE, batch_format="pyarrow", compute=actors, num_cpus=1
    ).write_parquet(out, filesystem=filesystem)
    written = dataset.dataset(place, filesystem=target, format="parquet", schema=schema())
    if (count := written.count_rows()) != len(files):
        raise EngineError(f"Of {len(files):,} pictures {count:,} were written.")
    failed = written.scanner(["path", "problem"], filter=dataset.field("problem").is_valid())
    for batch in failed.to_batches():
        yield from ((each["path"], each["problem"]) for each in batch.to_pylist())


def _place(path: str, filesystem: FileSystem | None) -> tuple[FileSystem, str]:
    """File system and path in it."""
    from pyarrow import fs  # noqa: PLC0415 — an extra

    if filesystem is not None:
        return filesystem, path
    if "://" in path and not path.startswith(LOCAL):
        found: tuple[FileSystem, str] = fs.FileSystem.from_uri(path)
        return found
    return fs.LocalFileSystem(), path.removeprefix(LOCAL)


def _found(paths: Sequence[str], filesystem: FileSystem | None) -> tuple[list[str], list[str]]:
    """The pictures that are there, those of folders among them, and the names of those that are not."""
    from pyarrow import fs  # noqa: PLC0415 — an extra

    files: list[str] = []
    missing: list[str] = []
    for path in paths:
        if filesystem is None and "://" not in path:
            for name in pictures([path]):
                (files if os.path.isfile(name) else missing).append(name)  # noqa: PTH113 — the name stays a string
            continue
        system, place = _place(path, filesystem)
        head = path.removesuffix(place)
        info = system.get_file_info(place)
        if info.type == fs.FileType.Directory:
            inside = system.get_file_info(fs.FileSelector(place, recursive=True))
            files += sorted(
                head + each.path
                for each in inside
                if each.is_file and f".{each.extension.lower()}" in SUFFIXES
            )
        else:
            (files if info.is_file else missing).append(path)
    return files, missing
