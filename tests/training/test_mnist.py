"""MNIST from a folder or from mirrors, whole or with a clear word."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.training import mnist

LABELS = "train-labels-idx1-ubyte.gz"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A mirror's address and the folder that it serves."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", folder
        server.shutdown()


def test_whole_of_mnist(data: Path) -> None:
    train = mnist.load(data / "mnist")
    assert train.images.shape == (60_000, 28, 28)
    assert np.bincount(train.labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def test_writers_are_held_out_whole(data: Path) -> None:
    learn, held_out = mnist.split(mnist.load(data / "mnist"), seed=0)
    assert learn.writers is not None
    assert held_out.writers is not None
    hands = {tuple(row) for row in held_out.writers}
    assert not hands & {tuple(row) for row in learn.writers}
    assert [sum(partition == wanted for partition, _ in hands) for wanted in (0, 4)] == [29, 25]
    assert len(learn) + len(held_out) == 60_000


def test_split_without_writers_is_seeded() -> None:
    pictures = mnist.Pictures(np.zeros((1000, 28, 28), np.uint8), np.arange(1000).astype(np.uint8))
    _, once = mnist.split(pictures, seed=7)
    _, again = mnist.split(pictures, seed=7)
    _, other = mnist.split(pictures, seed=8)
    assert len(once) == 100
    assert np.array_equal(once.labels, again.labels)
    assert not np.array_equal(once.labels, other.labels)


def test_damaged_mirror_is_passed_over(data: Path, mirror: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = mirror
    whole = (data / "mnist" / LABELS).read_bytes()
    (folder / "cut").mkdir()
    (folder / "cut" / LABELS).write_bytes(whole[:1000])
    (folder / LABELS).write_bytes(whole)
    mirrors = [f"{address}gone/", f"{address}cut/", address]
    assert mnist.fetch(LABELS, tmp_path / "cache", mirrors).read_bytes() == whole


def test_no_mirror_says_what_to_do_and_the_next_try_goes_on(
    data: Path, mirror: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = mirror
    whole = (data / "mnist" / LABELS).read_bytes()
    (folder / LABELS).write_bytes(whole[:1000])
    with pytest.raises(DataError, match=r"checksum.*Try again"):
        mnist.fetch(LABELS, tmp_path / "cache", [address])
    assert not list((tmp_path / "cache").iterdir())
    (folder / LABELS).write_bytes(whole)
    assert mnist.fetch(LABELS, tmp_path / "cache", [address]).exists()
    shutil.rmtree(folder)
    assert mnist.fetch(LABELS, tmp_path / "cache", [address]).exists()  # nothing is fetched twice


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "missing"),
        (b"", "damaged|whole"),
        (b"not gzip", "damaged"),
        (gzip.compress(b"\0\0\x08\x03" + bytes(12) + b"too long"), "whole IDX"),
        (gzip.compress(b"\x89PNG"), "whole IDX"),
    ],
    ids=["absent", "empty", "not gzip", "too long", "another kind"],  # gzip's bytes hold the time
)
def test_damaged_file_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(DataError, match=rf"train-images.*({said})"):
        mnist.load(tmp_path)
