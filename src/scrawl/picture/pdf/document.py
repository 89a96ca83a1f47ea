"""PDF documents: how many pages they have, and the picture of each.

A document may loop, or unpack to gigabytes. So PDFium, which is not safe across threads either, runs in a process that
is killed when it takes too long, is refused too much memory, and answers one request at a time.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import (
    CostlyDocument,
    EncryptedDocument,
    OptionError,
    PictureError,
    TruncatedPicture,
    UnsupportedPicture,
)

DPI = 200  # that pages are drawn at
PAGE_PIXELS = 1654 * 2339  # of A4 at that
MOST_PIXELS = 16_000_000  # of a page: A2 has less; a larger page is drawn at fewer dpi
MOST_MEMORY = 512 * 1024 * 1024  # bytes: a page of A3, scanned at 600 dpi in colour, needs a third of them
MOST_SECONDS = 5.0  # for a page to be drawn, or for the pages to be counted

_BEFORE = b"\xef\xbb\xbf \t\r\n\0"  # what may stand before the document begins
_REACH = 1024  # bytes at the end of a file in which a document's ending stands


def is_pdf(content: bytes) -> bool:
    """Whether this is a PDF document, whole or not."""
    return content[:_REACH].lstrip(_BEFORE).startswith(b"%PDF-")


def page_count(content: bytes) -> int:
    """How many pages the document says it has, at least one.

    Raises EncryptedDocument, UnsupportedPicture, TruncatedPicture, CostlyDocument, or else PictureError.
    """
    count: int = _asked(content, None)[0]["count"]
    return count


def page(content: bytes, number: int, most_pixels: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """A page, from 1, as (H, W, 3) uint8 RGB at DPI, or at less where it would have more pixels than allowed.

    Raises OptionError if there is no such page, else as `page_count`.
    """
    told, pixels = _asked(content, number, min(most_pixels, MOST_PIXELS))
    check_number(number, told["count"])
    height, width = told["height"], told["width"]
    rows = np.frombuffer(pixels, np.uint8).reshape(height, -1)  # each may end in padding
    return np.ascontiguousarray(rows[:, : 3 * width]).reshape(height, width, 3)


def check_number(number: int, count: int) -> None:
    """Raise OptionError unless a document of `count` pages has one of that number."""
    if not 1 <= number <= count:
        has = "only one page" if count == 1 else f"{count:,} pages"
        raise OptionError(f"There is no page {number:,}: the document has {has}.", "pages")


class _Process:
    """The process that draws; it is started when it is first asked, and anew after it was killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    def ask(self, content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        """The answer and its bytes; None if the process had to be killed, or died."""
        with self._lock:
            process = self._process = self._process or _started()
            is_late = threading.Event()

            def stop() -> None:
                is_late.set()
                process.kill()

            timer = threading.Timer(MOST_SECONDS, stop)
            timer.start()
            try:
                answer = _exchanged(process, content, asked)
            except (EOFError, OSError, ValueError):  # it is gone, or what it said was cut off
                answer = None
            finally:
                timer.cancel()
                timer.join()
            if answer is None or is_late.is_set():
                self.end()
                return None
            return answer

    def end(self) -> None:
        """Kill the process, if it was started."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


@cache
def _process_of(_parent: int) -> _Process:
    """The drawing process of one of our processes: a forked one shares none with its parent."""
    return _Process()


def _started() -> subprocess.Popen[bytes]:
    # -P: what lies beside the program is not what it imports.
    command = [sys.executable, "-P", str(Path(__file__).with_name("drawing.py")), str(MOST_MEMORY)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _exchanged(
    process: subprocess.Popen[bytes], content: bytes, asked: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    requests, answers = process.stdin, process.stdout
    assert requests is not None
    assert answers is not None
    requests.write(json.dumps(asked).encode() + b"\n")
    requests.write(content)
    requests.flush()
    told = json.loads(answers.readline())
    pixels = answers.read(told["bytes"])
    if len(pixels) < told["bytes"]:
        raise EOFError
    return told, pixels


def _asked(
    content: bytes, number: int | None, most_pixels: int = MOST_PIXELS
) -> tuple[dict[str, Any], bytes]:
    """What the process tells, or what it tells of is raised."""
    asked = {"page": number, "dpi": DPI, "most_pixels": most_pixels, "bytes": len(content)}
    answer = _process_of(os.getpid()).ask(content, asked)
    if answer is None:
        raise CostlyDocument(
            f"The PDF is too much work: it takes more than {MOST_SECONDS:g} seconds, or more than "
            f"{MOST_MEMORY // 2**20} MB of memory, to be drawn. Please send it as pictures."
        )
    if error := answer[0].get("error"):
        raise _error(error, content)
    return answer


def _error(error: str, content: bytes) -> PictureError:
    if error == "protected":
        return EncryptedDocument("The PDF is encrypted. Please save it without a password.")
    if error == "xfa":
        return UnsupportedPicture(
            "The PDF is an XFA form, which has no pages of its own. Please print it to a PDF."
        )
    if b"%%EOF" not in content[-_REACH:]:
        return TruncatedPicture("The PDF ends too early. Please send the whole file.")
    if error == "no pages":
        return PictureError("The PDF has no pages.")
    return PictureError("The PDF is damaged and cannot be read. Please save it again.")
