"""What all tests share: the data folder, one reader, and one started server."""

from __future__ import annotations

import gzip
import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrawl import Reader

# Each takes a process for a minute or more: trainings, a cluster, and many pictures.
LONGEST = {
    "test_cluster",
    "test_golden",
    "test_javascript",
    "test_reader",
    "test_rules",
    "test_server",
    "test_train",
}


def required(reason: str) -> None:
    """Skip, or fail where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_configure() -> None:
    """Take Ctrl-C as in a terminal: what a shell starts in the background inherits that SIGINT is ignored."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first, or one process would be left with them when the others have ended."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of collections that SCRAWL_DATA names."""
    folder = os.environ.get("SCRAWL_DATA")
    if not folder or not Path(folder).is_dir():
        required("needs the data folder: set SCRAWL_DATA")
    return Path(str(folder))


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped network."""
    return Reader()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a started server."""
    import browsing

    with browsing.serving() as address:
        yield address


@pytest.fixture(scope="session")
def uji(data: Path) -> list[dict[str, Any]]:
    """Pen digits of 11 writers: label, writer, strokes."""
    samples: list[dict[str, Any]] = json.loads(
        gzip.decompress((data / "pen/uji-digits.json.gz").read_bytes())
    )
    return samples
