"""The process that draws pages: a program of its own, which knows PDFium and nothing of Scrawl.

Standard input holds one request after the other, standard output the answer to each: a line of JSON, then as many
bytes as its `bytes` says. A request is a document and a `page` from 1, to be drawn at `dpi`, or at less where it would
have more than `most_pixels`; null counts the pages only. The answer has the `count` of pages, and of a page that was
drawn `width`, `height` and its RGB, each row padded; or it has an `error`.
"""

import json
import math
import os
import signal
import sys
from contextlib import suppress
from typing import IO, Any

import pypdfium2 as pdfium
from pypdfium2 import raw

POINTS_PER_INCH = 72
ROUNDED = 0.005  # px: a picture that fills the page reaches out by less, in single precision, and would be stretched

# A document without pages is not opened, and no error is set: the one before stays.
_ERRORS = {
    raw.FPDF_ERR_FILE: "no pages",
    raw.FPDF_ERR_PASSWORD: "protected",
    raw.FPDF_ERR_SECURITY: "protected",
}


def main() -> None:
    """Answer requests until there are no more; the first argument is the most memory to use, in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else is written there is no answer
    while line := requests.readline():
        asked = json.loads(line)
        told, pixels = _answer(requests.read(asked["bytes"]), asked)
        _write(answers, told, pixels)


def _write(answers: IO[bytes], told: dict[str, Any], pixels: bytes | memoryview) -> None:
    answers.write(json.dumps({**told, "bytes": len(pixels)}).encode() + b"\n")
    answers.write(pixels)
    answers.flush()


def _answer(content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes | memoryview]:
    raw.FPDF_LoadDocument(b"", None)  # sets FPDF_ERR_FILE, which what is in memory never meets
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return {"error": _ERRORS.get(error.err_code, "damaged")}, b""
    try:
        if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
            return {"error": "xfa"}, b""
        document.init_forms()
        count, number = len(document), asked["page"]
        if number is None or not 1 <= number <= count:
            return {"count": count}, b""
        return {"count": count, **_size(page := document[number - 1], asked)}, _drawn(page, asked)
    except (pdfium.PdfiumError, ArithmeticError):  # or sizes that are none
        return {"error": "damaged"}, b""
    finally:
        document.close()


def _size(page: pdfium.PdfPage, asked: dict[str, Any]) -> dict[str, int]:
    """Width and height in pixels."""
    across, down = page.get_size()
    scale = asked["dpi"] / POINTS_PER_INCH
    scale *= min(1.0, math.sqrt(asked["most_pixels"] / max(across * down, 1e-6)) / scale)
    # Not rounded up: a page scanned at this resolution is drawn pixel by pixel.
    width, height = (max(round(side * scale), 1) for side in (across, down))
    return {"width": min(width, asked["most_pixels"]), "height": min(height, asked["most_pixels"])}


def _drawn(page: pdfium.PdfPage, asked: dict[str, Any]) -> memoryview:
    """The page on white with its annotations and the entries of its forms."""
    width, height = _size(page, asked).values()
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    across, down = page.get_size()
    inside = raw.FS_MATRIX(
        a=(width - 2 * ROUNDED) / across, b=0, c=0, d=(height - 2 * ROUNDED) / down, e=ROUNDED, f=ROUNDED
    )
    whole = raw.FS_RECTF(left=0, top=0, right=width, bottom=height)
    flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, inside, whole, flags)
    if page.formenv:
        raw.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, width, height, 0, flags)
    return memoryview(bitmap.buffer).cast("B")


if __name__ == "__main__":
    main()
