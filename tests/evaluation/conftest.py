"""What the tests of the evaluation share: archives of labelled pictures."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Pack = Callable[[Path, Mapping[str, bytes], list[dict[str, str]]], None]


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Writes an archive of pictures, by the names of their files, with a labels.csv of those rows."""

    def write(path: Path, pictures: Mapping[str, bytes], rows: list[dict[str, str]]) -> None:
        table = io.StringIO()
        labels = csv.DictWriter(table, list(rows[0]))
        labels.writeheader()
        labels.writerows(rows)
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("labels.csv", table.getvalue())
            for name, encoded in pictures.items():
                archive.writestr(name, encoded)

    return write
