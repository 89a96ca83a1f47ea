"""PDF documents of a few lines: pages with a picture each, and whatever is wrong with a document."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scrawl.picture import encode_jpeg

DPI = 200  # of the pictures on the pages

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def document(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A document of numbered objects, the first of which is the catalog, the second the tree of pages."""
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        len(content),
    )
    return content + head + table + end


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def tree(*pages: int, count: int | None = None) -> bytes:
    """The tree of pages, which are objects of these numbers."""
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    return b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages) if count is None else count)


def page(width: float, height: float, entries: bytes = b"") -> bytes:
    """A page of that size in points."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]%s>>" % (width, height, entries)


def empty(width: float, height: float) -> bytes:
    """A document of one page with nothing on it."""
    return document([CATALOG, tree(3), page(width, height)])


def written(*pictures: NDArray[np.uint8], turned: int = 0) -> bytes:
    """Each picture, (H, W, 3) RGB, without loss on a page of its own that has its size at DPI."""
    packed = [(picture, zlib.compress(picture.tobytes()), b"/FlateDecode") for picture in pictures]
    return _scans(packed, turned)


def scanned(*pictures: NDArray[np.uint8]) -> bytes:
    """Likewise, each as a JPEG."""
    return _scans([(picture, encode_jpeg(picture), b"/DCTDecode") for picture in pictures])


def _scans(packed: Sequence[tuple[NDArray[np.uint8], bytes, bytes]], turned: int = 0) -> bytes:
    objects = [CATALOG, tree(*(3 + 3 * k for k in range(len(packed))))]
    for picture, content, way in packed:
        height, width = picture.shape[:2]
        across, down = width * 72 / DPI, height * 72 / DPI
        place = len(objects) + 1
        refers = b"/Rotate %d/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>" % (
            turned,
            place + 1,
            place + 2,
        )
        kind = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB" % (width, height)
        objects += [
            page(across, down, refers),
            stream(b"%f 0 0 %f 0 0 cm /P Do" % (across, down)),
            stream(content, kind + b"/BitsPerComponent 8/Filter" + way),
        ]
    return document(objects)


def drawing(content: bytes, entries: bytes = b"", *more: bytes) -> bytes:
    """A page of 600 × 800 points with that content; `more` objects are numbered from 5."""
    return document([CATALOG, tree(3), page(600, 800, b"/Contents 4 0 R" + entries), content, *more])


def nested(depth: int = 30, times: int = 40, ink: bytes = b"0 0 m 600 800 l S ") -> bytes:
    """Forms within forms, `times` of them in each; the innermost ones hold the ink."""
    forms = [
        stream(
            b"/F Do " * times if level < depth else ink,
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F %d 0 R>>>>" % (5 + level),
        )
        for level in range(1, depth + 1)
    ]
    return drawing(stream(b"/F Do"), b"/Resources<</XObject<</F 5 0 R>>>>", *forms)


def many_lines(count: int) -> bytes:
    lines = zlib.compress(b"0 0 m 600 800 l 3 w S " * count, 9)
    return drawing(stream(lines, b"/Filter/FlateDecode"))


def huge_picture(side: int) -> bytes:
    """A picture that claims so many pixels either way, of which a few are there."""
    kind = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB" % (side, side)
    picture = stream(zlib.compress(bytes(10**6)), kind + b"/BitsPerComponent 8/Filter/FlateDecode")
    show = stream(b"600 0 0 800 0 0 cm /P Do")
    return drawing(show, b"/Resources<</XObject<</P 5 0 R>>>>", picture)


def inflated(size: int) -> bytes:
    """Content of `size` bytes that is packed twice."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(b" " * 10**6) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    once = first + again * (size // 10**6)  # without an end, which no one gets to
    return drawing(stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def xfa(is_dynamic: bool) -> bytes:
    """A form in XML; a dynamic one has but a page that asks for another program."""
    needs = b"/NeedsRendering true" if is_dynamic else b""
    form = b"<</Type/Catalog/Pages 2 0 R%s/AcroForm<</Fields[]/XFA 4 0 R>>>>" % needs
    return document([form, tree(3), page(100, 100), stream(b"<xdp/>")])


def encrypted() -> bytes:
    """A document that opens with no password that is known here."""
    keys = b"/V 2/R 3/Length 128/P -4/O<%s>/U<%s>" % (b"ab" * 32, b"cd" * 32)
    return document([CATALOG, tree(3), page(9, 9)], b"/ID[<00><00>]/Encrypt<</Filter/Standard%s>>" % keys)
