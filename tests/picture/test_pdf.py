"""PDF documents: their pages as pictures, and that none costs more than it may."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
import pdfs
import pytest
from numpy.typing import NDArray

from scrawl.errors import (
    CostlyDocument,
    EncryptedDocument,
    OptionError,
    PictureError,
    TruncatedPicture,
    UnsupportedPicture,
)
from scrawl.picture.pdf import document
from scrawl.picture.pdf.document import (
    DPI,
    MOST_MEMORY,
    MOST_PIXELS,
    MOST_SECONDS,
    PAGE_PIXELS,
    page,
    page_count,
)

A4 = (595.28, 841.89)  # points


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page may take a second."""
    monkeypatch.setattr(document, "MOST_SECONDS", 1.0)
    yield
    assert page_count(pdfs.empty(*A4)) == 1  # whatever was killed is there again


def test_pages_are_drawn_at_200_dpi() -> None:
    assert (DPI, MOST_PIXELS, MOST_SECONDS, MOST_MEMORY) == (200, 16_000_000, 5.0, 2**29)
    assert page(pdfs.empty(*A4), 1).shape == (2339, 1654, 3)
    assert PAGE_PIXELS == 2339 * 1654
    assert (page(pdfs.empty(*A4), 1) == 255).all()


@pytest.mark.slow
@pytest.mark.parametrize(("height", "width"), [(2339, 1654), (2104, 1838), (301, 203), (1, 1)])
def test_a_scan_of_so_many_dpi_is_given_pixel_by_pixel_and_turned_as_it_says(height: int, width: int) -> None:
    scan = noise(height, width)
    for turned in (0, 90, 180, 270):
        assert np.array_equal(page(pdfs.written(scan, turned=turned), 1), np.rot90(scan, -turned // 90))


def test_each_page_is_found_by_its_number() -> None:
    scans = [noise(30, 50, seed) for seed in range(3)]
    content = pdfs.written(*scans)
    assert page_count(content) == 3
    for number, scan in enumerate(scans, start=1):
        assert np.array_equal(page(content, number), scan)


def test_there_are_no_other_pages() -> None:
    content = pdfs.written(noise(9, 9), noise(9, 9))
    for number in (0, -1, 3, 10**9):
        with pytest.raises(OptionError, match="the document has 2 pages") as raised:
            page(content, number)
        assert raised.value.field == "pages"
    with pytest.raises(OptionError, match="only one page"):
        page(pdfs.empty(9, 9), 2)


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (28_346, 28_346, (4000, 4000, 3)),  # ten metres
        (1190.55, 1683.78, (4677, 3307, 3)),  # A2
        (28_346, 0.001, (1, 78_739, 3)),
        (0.001, 0.001, (1, 1, 3)),
        (1e38, 1e38, None),
        (0, 0, (2200, 1700, 3)),  # what PDFium takes for the size that is meant
    ],
)
def test_a_large_page_is_drawn_at_fewer_dpi(
    width: float, height: float, shape: tuple[int, ...] | None
) -> None:
    drawn = page(pdfs.empty(width, height), 1)
    assert drawn.shape[0] * drawn.shape[1] <= MOST_PIXELS
    assert shape is None or drawn.shape == shape


def test_fewer_pixels_may_be_asked_for() -> None:
    assert page(pdfs.empty(100, 100), 1, 2_500).shape == (50, 50, 3)


REFUSED: dict[str, tuple[Callable[[], bytes], type[Exception], str]] = {
    "no pages": (lambda: pdfs.document([pdfs.CATALOG, pdfs.tree()]), PictureError, "has no pages"),
    "encrypted": (pdfs.encrypted, EncryptedDocument, "is encrypted"),
    "dynamic XFA": (lambda: pdfs.xfa(True), UnsupportedPicture, "XFA form"),
    "broken": (lambda: b"%PDF-1.7\n" + b"x" * 500 + b"%%EOF", PictureError, "is damaged"),
    "cut off": (lambda: pdfs.written(noise(90, 90))[:9000], TruncatedPicture, "ends too early"),
    "its beginning": (lambda: b"%PDF-", TruncatedPicture, "ends too early"),
    "no picture of a page": (
        lambda: pdfs.document([pdfs.CATALOG, pdfs.tree(2)]),
        PictureError,
        "is damaged",
    ),
}


@pytest.mark.parametrize("before", ["encrypted", "broken"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_told_whatever_was_wrong_before(name: str, before: str) -> None:
    for make, error, told in (REFUSED[before], REFUSED[name]):
        with pytest.raises(error, match=told):
            page(make(), 1)


def test_a_page_that_is_said_to_be_there_and_is_not_is_damaged() -> None:
    lying = pdfs.document([pdfs.CATALOG, pdfs.tree(3, count=1_000_000), pdfs.page(9, 9)])
    assert page(lying, 1).shape == (25, 25, 3)
    with pytest.raises(PictureError, match="damaged"):
        page(lying, 2)


def test_a_static_xfa_form_is_drawn() -> None:
    assert page(pdfs.xfa(False), 1).shape == (278, 278, 3)


def test_ten_thousand_pages_are_counted_and_any_is_drawn() -> None:
    count = 10_000
    objects = [pdfs.CATALOG, pdfs.tree(*range(3, 3 + count)), *[pdfs.page(9, 9)] * count]
    content = pdfs.document(objects)
    assert page_count(content) == count
    assert page(content, count).shape == (25, 25, 3)


BOMBS: dict[str, Callable[[], bytes]] = {
    "forms within forms": pdfs.nested,
    "three million lines": lambda: pdfs.many_lines(3_000_000),
}


@pytest.mark.slow
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("name", BOMBS)
def test_what_takes_too_long_is_given_up(name: str) -> None:
    with pytest.raises(CostlyDocument, match="too much work"):
        page(BOMBS[name](), 1)


def test_a_picture_of_billions_of_pixels_is_left_out() -> None:
    assert page(pdfs.huge_picture(60_000), 1).shape == (2222, 1667, 3)


@pytest.mark.slow
def test_what_unpacks_to_gigabytes_is_refused_or_left_out() -> None:
    """4 GB of spaces, in a few kB."""
    content = pdfs.inflated(4 * 10**9)
    assert len(content) < 100_000
    with suppress(CostlyDocument):
        assert page(content, 1).shape == (2222, 1667, 3)


def test_who_asks_in_several_threads_gets_its_own_page() -> None:
    scans = [noise(40 + seed, 60, seed) for seed in range(8)]
    found: dict[int, bool] = {}

    def ask(seed: int) -> None:
        found[seed] = all(np.array_equal(page(pdfs.written(scans[seed]), 1), scans[seed]) for _ in range(5))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(8), True)


def test_a_process_that_died_costs_one_page_at_most() -> None:
    assert page_count(pdfs.empty(*A4)) == 1
    drawer = document._process_of(os.getpid())._process
    assert drawer is not None
    drawer.kill()
    drawer.wait()
    with pytest.raises(CostlyDocument):
        page_count(pdfs.empty(*A4))
    assert page_count(pdfs.empty(*A4)) == 1


def test_an_answer_that_is_cut_off_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = """import sys; sys.stdin.buffer.readline(); print('{"count": 1, "bytes": 9}', flush=True)"""
    command, pipe = [sys.executable, "-c", talk], subprocess.PIPE
    document._process_of(os.getpid()).end()
    with monkeypatch.context() as patched:
        patched.setattr(document, "_started", lambda: subprocess.Popen(command, stdin=pipe, stdout=pipe))
        with pytest.raises(CostlyDocument):
            page(pdfs.empty(*A4), 1)
    assert page_count(pdfs.empty(*A4)) == 1


def test_pdfium_is_loaded_by_the_process_that_draws_alone() -> None:
    program = (
        "import sys, scrawl.reader\n"
        "from scrawl.picture.pdf.document import page_count\n"
        f"assert page_count({pdfs.empty(9, 9)!r}) == 1\n"
        "assert not [name for name in sys.modules if name.startswith('pypdfium2')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (b"%PDF-1.4", True),
        (b"\xef\xbb\xbf\r\n%PDF-2.0", True),
        (b"%PD", False),
        (b"", False),
        (b"PDF-1.4", False),
        (b"\x89PNG\r\n\x1a\n%PDF-", False),
    ],
)
def test_a_document_is_told_by_its_beginning(content: bytes, is_one: bool) -> None:
    assert document.is_pdf(content) == is_one
