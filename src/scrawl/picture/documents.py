"""Documents of several pages, PDF and TIFF: which pages are asked for, and one of them as something to read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scrawl import picture
from scrawl.errors import OptionError
from scrawl.picture.pdf.document import check_number

EncodedSource = str | os.PathLike[str] | bytes | bytearray | memoryview

_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@dataclass(frozen=True)
class Page:
    """One page of a document.

    source  a file's path, or the bytes of a document; any other picture is its own first page
    number  from 1
    """

    source: EncodedSource
    number: int


@dataclass(frozen=True)
class Pages:
    """The pages that are asked for: from `first`, counted from 1, to `last`, None for all there are."""

    first: int = 1
    last: int | None = None

    @classmethod
    def parsed(cls, text: str) -> Pages:
        """Those that a text names: `all`, one as `2`, or several as `1-3`. Raises OptionError if it names none."""
        if text.strip() == "all":
            return cls()
        found = _RANGE.fullmatch(text.strip())
        if not found:
            raise OptionError("This must be `all`, a page as `2`, or several as `1-3`.", "pages")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last:
            raise OptionError(
                "Pages count from 1, and the first stands before the last, as in `1-3`.", "pages"
            )
        return cls(first, last)

    def of(self, count: int, most: int | None = None) -> range:
        """Their numbers in a document of `count` pages.

        Raises OptionError if there is no such page, or they are more than `most`.
        """
        last = count if self.last is None else self.last
        check_number(last, count)
        if most is not None and last - self.first >= most:
            few = f"`{self.first}-{self.first + most - 1}`"
            raise OptionError(
                f"At most {most:,} pages are read at a time, not {last - self.first + 1:,}: name them, as {few}.",
                "pages",
            )
        return range(self.first, last + 1)


def encoded(source: EncodedSource) -> bytes:
    """The bytes of a picture or document; OSError if its file cannot be opened."""
    return bytes(source) if isinstance(source, bytes | bytearray | memoryview) else Path(source).read_bytes()


def leaves(
    name: str, source: EncodedSource, pages: Pages, most: int | None = None
) -> Iterator[tuple[str, Page]]:
    """Each of the pages that are asked for, named as `file.pdf#3`; another picture is its only page, by its own name.

    Raises what `picture.page_count` and `Pages.of` do, or OSError if the file cannot be opened.
    """
    content = encoded(source)
    numbers = pages.of(picture.page_count(content), most)
    for number in numbers:
        yield (f"{name}#{number}" if picture.has_pages(content) else name), Page(source, number)
