"""A ZIP of pictures, opened in memory: guarded against bombs, nested archives and names that lead elsewhere."""

import io
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from scrawl.web.problems import Problem

MOST_UNPACKED = 16  # times the bytes that a body may have, all files of an archive together
JUNK = "__MACOSX/"  # where macOS puts what its files are beside their content

_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1  # flag bit of an entry


def is_archive(content: bytes) -> bool:
    """Whether this is a ZIP, one of no files included."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def opened(content: bytes, most_files: int, most_bytes: int) -> Iterator[tuple[str, bytes | Problem]]:
    """Name and content of each file in a ZIP, unpacked when asked for; or the problem of that file.

    Problem 400 if it is no ZIP, 413 if it has more files or its files more bytes together than are read at a time.
    `most_bytes` is the most of one file.
    """
    # Each entry costs memory when the directory is read: counted before that is done.
    if content.count(_DIRECTORY_ENTRY) > 2 * most_files:
        raise _too_many(most_files)
    try:
        archive = ZipFile(io.BytesIO(content))
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Problem(400, "invalid_archive", f"The ZIP cannot be opened: {error}.") from error
    entries = [
        each
        for each in archive.infolist()
        if not each.filename.endswith("/") and not each.filename.startswith(JUNK)
    ]
    if not entries:
        raise Problem(400, "empty_archive", "There is no file in the ZIP.")
    if len(entries) > most_files:
        raise _too_many(most_files)
    # No more is ever unpacked of an entry than the directory says.
    unpacked, most = sum(entry.file_size for entry in entries), MOST_UNPACKED * most_bytes
    if unpacked > most:
        raise Problem(
            413, "archive_too_large", f"Unpacked, the ZIP has {unpacked:,} bytes; {most:,} is the most."
        )
    return ((entry.filename, _unpacked(archive, entry, most_bytes)) for entry in entries)


def _unpacked(archive: ZipFile, entry: ZipInfo, most_bytes: int) -> bytes | Problem:
    windows = PureWindowsPath(entry.filename)
    if windows.anchor or ".." in windows.parts or PurePosixPath(entry.filename).is_absolute():
        return Problem(422, "unsafe_name", "Names in a ZIP are relative, and have no `..` in them.")
    if entry.flag_bits & _ENCRYPTED:
        return Problem(415, "encrypted_file", "The file is encrypted; send it as it is.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Problem(415, "unsupported_compression", "Only stored and deflated files are unpacked.")
    if entry.file_size > most_bytes:
        detail = f"The file has {entry.file_size:,} bytes; {most_bytes:,} is the most."
        return Problem(413, "picture_too_large", detail)
    try:
        return archive.read(entry)
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        return Problem(400, "damaged_file", f"The file cannot be unpacked: {error}.")


def _too_many(most: int) -> Problem:
    return Problem(413, "too_many_files", f"The ZIP has more than {most:,} files, the most at a time.")
