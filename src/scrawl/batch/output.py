"""Where the readings of many pictures go: lines of text, JSON or CSV, or a folder of Parquet files.

Each can be resumed: after `save` all readings that were added are on disk, and stay.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

from scrawl.batch.table import COLUMNS, MORE, columns, more
from scrawl.errors import EngineError
from scrawl.reading import Reading

if TYPE_CHECKING:
    import pyarrow

Format = Literal["text", "json", "csv", "parquet"]


class Lines:
    """A line for each picture that was read; in CSV the rows of its table, and an empty line before another table."""

    def __init__(self, form: Format, stream: TextIO, size: int = 0) -> None:
        """Write to a stream; one that is gone on with is cut off after `size` bytes."""
        self._form = form
        self._stream = stream
        self._rows = csv.writer(stream, lineterminator="\n")
        if size:
            stream.seek(size)
            stream.truncate()
        self._begun = size > 0

    def add(self, path: str, reading: Reading) -> None:
        """Write a line."""
        shown = click.format_filename(path)
        if self._form == "json":
            self._stream.write(json.dumps({"path": shown, **reading.to_dict()}) + "\n")
        elif self._form == "csv" and reading.table:
            self._stream.write("\n" * self._begun)
            self._rows.writerows(reading.table.texts())
        elif self._form == "csv":
            if not self._begun:
                self._rows.writerow([*COLUMNS, *MORE])
            self._rows.writerow([shown, *columns(reading, nothing=""), *more(reading)])
        else:
            self._stream.write("\t".join([shown, *columns(reading, nothing="-")]) + "\n")
        self._begun = True

    def fail(self, path: str, reason: str) -> None:
        """Nothing: lines hold readings only."""

    def save(self, _: int) -> int:
        """Flush the stream; the offset to resume from, 0 for one that cannot seek."""
        self._stream.flush()
        return self._stream.tell() if self._stream.seekable() else 0


class Parquet:
    """A folder of files, each with the rows between two saves; a row for each picture, read or not.

    The columns are path, text, confidence, digits (as in JSON), problem and numbers (as in JSON); null where there is
    none.
    """

    def __init__(self, folder: Path) -> None:
        """Write into a folder; EngineError if pyarrow is missing."""
        self._schema = schema()
        self._folder = folder
        self._rows: list[dict[str, Any]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, path: str, reading: Reading) -> None:
        """Take a row."""
        self._rows.append(row(path, reading))

    def fail(self, path: str, reason: str) -> None:
        """Take a row that holds the reason."""
        self._rows.append(row(path, reason))

    def save(self, done: int) -> int:
        """Write the rows since the last save, which end with picture `done`, into a file named after the first one."""
        if self._rows:
            from pyarrow import Table, parquet  # noqa: PLC0415 — an extra

            part = self._folder / f"{done - len(self._rows):09}.parquet"
            unfinished = part.with_suffix(".unfinished")
            parquet.write_table(Table.from_pylist(self._rows, self._schema), unfinished)
            unfinished.replace(part)
            self._rows = []
        return 0


Output = Lines | Parquet


def row(path: str, told: Reading | str) -> dict[str, Any]:
    """A picture as a row of `schema`: its reading, or why it could not be read."""
    shown = click.format_filename(path)
    if isinstance(told, str):
        nothing = dict.fromkeys(("path", "text", "confidence", "digits", "problem", "numbers"))
        return nothing | {"path": shown, "problem": told}
    answer = told.to_dict()
    for number in answer["numbers"]:  # a long integer is no longer exact
        number["value"] = None if number["value"] is None else float(number["value"])
    return {
        "path": shown,
        "text": told.text,
        "confidence": None if told.confidence is None else round(told.confidence, 4),
        "digits": answer["digits"],
        "problem": None,
        "numbers": answer["numbers"],
    }


def schema() -> pyarrow.Schema:
    """Columns and types of the Parquet files; EngineError if pyarrow is missing."""
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra
    except ModuleNotFoundError as error:
        raise EngineError("Parquet needs pyarrow: pip install 'scrawl-digits[parquet]'.") from error
    number = pa.float64()
    alternative = pa.struct({"digit": pa.int8(), "confidence": number})
    digit = pa.struct(
        {
            "digit": pa.int8(),
            "verdict": pa.string(),
            "confidence": number,
            "probabilities": pa.list_(number),
            "digitness": number,
            "alternatives": pa.list_(alternative),
            "box": pa.list_(number),
            "frame_box": pa.list_(number),
            "line": pa.int32(),
            "reason": pa.string(),
        }
    )
    mark = pa.struct({"mark": pa.string(), "confidence": number, "box": pa.list_(number)})
    written = pa.struct(
        {
            "text": pa.string(),
            "kind": pa.string(),
            "value": number,
            "confidence": number,
            "box": pa.list_(number),
            "line": pa.int32(),
            "digits": pa.list_(pa.int32()),
            "marks": pa.list_(mark),
            "unsure": pa.bool_(),
            "unrestrained": pa.string(),
        }
    )
    return pa.schema(
        {
            "path": pa.string(),
            "text": pa.string(),
            "confidence": number,
            "digits": pa.list_(digit),
            "problem": pa.string(),
            "numbers": pa.list_(written),
        }
    )
