"""MNIST: four IDX files, found in a folder or fetched once from public mirrors and checked.

Where QMNIST's writer files lie beside them, validation holds out whole writers: pictures by one hand are alike, so a
split by picture flatters.
"""

from __future__ import annotations

import gzip
import hashlib
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
}
CACHE = Path.home() / ".cache" / "scrawl" / "mnist"
HELD_OUT_WRITERS = {0: 29, 4: 25}  # by NIST partition: census staff, students; 54 of 539
HELD_OUT_SHARE = 0.1  # of the pictures, where writers are not known
TIMEOUT = 30  # seconds without a byte


@dataclass(frozen=True, eq=False)
class Pictures:
    """images (N, 28, 28) uint8, white on black; labels (N,) uint8; writers (N, 2) int16: partition and number."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    writers: NDArray[np.int16] | None = None

    def __len__(self) -> int:
        return len(self.images)

    def take(self, where: NDArray[np.bool_] | NDArray[np.int64]) -> Pictures:
        """Some of them, by mask or index."""
        writers = None if self.writers is None else self.writers[where]
        return Pictures(self.images[where], self.labels[where], writers)


def load(folder: Path | None = None) -> Pictures:
    """MNIST's training pictures, from `folder` or, without one, from the cache or the mirrors.

    Raises DataError with what to do if a file is missing, damaged or cannot be fetched.
    """
    if folder is None:
        for name in MD5:
            fetch(name, CACHE)
        folder = CACHE
    images, labels = (_idx(folder / name) for name in MD5)
    if len(images) != len(labels):
        raise DataError(f"{folder}: {len(images)} pictures but {len(labels)} labels. Fetch both files again.")
    return Pictures(images, labels, _writers(folder / "train-writers.npz", labels))


def fetch(name: str, folder: Path, mirrors: Iterable[str] | None = None) -> Path:
    """Make sure that the file is in the folder, whole: download it from the first mirror that has it.

    A download goes to a `.part` file and takes its name only when its checksum is right, so an interrupted one is
    begun again at the next try.
    """
    target = folder / name
    if target.exists() and _md5(target.read_bytes()) == MD5[name]:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    failures = []
    for mirror in MIRRORS if mirrors is None else mirrors:
        try:
            with urllib.request.urlopen(mirror + name, timeout=TIMEOUT) as answer:
                content = answer.read()
        except (OSError, urllib.error.URLError) as error:
            failures.append(f"{mirror}: {error}")
            continue
        if _md5(content) != MD5[name]:
            failures.append(f"{mirror}: the file is damaged (its checksum is not the published one)")
            continue
        part = target.with_name(name + ".part")
        part.write_bytes(content)
        part.replace(target)
        return target
    raise DataError(
        f"Could not fetch {name}: {'; '.join(failures)}. "
        "Try again, or put MNIST's four .gz files into a folder and name it with --data."
    )


def split(pictures: Pictures, seed: int) -> tuple[Pictures, Pictures]:
    """Training and validation pictures: whole writers held out where they are known, else one in ten, seeded."""
    rng = np.random.default_rng(seed)
    if pictures.writers is None:
        held = np.zeros(len(pictures), bool)
        held[rng.permutation(len(pictures))[: int(len(pictures) * HELD_OUT_SHARE)]] = True
    else:
        chosen = [
            np.column_stack([np.full(count, partition), rng.permutation(numbers)[:count]])
            for partition, count in HELD_OUT_WRITERS.items()
            for numbers in [np.unique(pictures.writers[pictures.writers[:, 0] == partition, 1])]
            if len(numbers) > count
        ]
        keys = np.concatenate(chosen) if chosen else np.empty((0, 2))
        held = (pictures.writers[:, None, :] == keys[None]).all(2).any(1)
    return pictures.take(~held), pictures.take(held)


def _idx(path: Path) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes (http://yann.lecun.com/exdb/mnist/: magic 0, 0, 8, dimensions, sizes)."""
    try:
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise DataError(
            f"{path} is missing. Name a folder with MNIST's four .gz files, or leave --data away to download them."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged ({error}). Delete it and fetch it again.") from error
    dimensions = content[3] if len(content) > 4 and content[:3] == b"\0\0\x08" else 0
    shape = tuple(np.frombuffer(content, ">u4", dimensions, 4)) if len(content) >= 4 + 4 * dimensions else ()
    start = 4 + 4 * dimensions
    if not dimensions or not shape or len(content) - start != np.prod(shape):
        raise DataError(f"{path} is not a whole IDX file of bytes. Delete it and fetch it again.")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _writers(path: Path, labels: NDArray[np.uint8]) -> NDArray[np.int16] | None:
    if not path.exists():
        return None
    with np.load(path) as columns:
        if not np.array_equal(columns["label"], labels):
            raise DataError(f"{path} does not belong to these pictures: its labels differ.")
        return np.column_stack([columns["partition"], columns["writer"]]).astype(np.int16)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
