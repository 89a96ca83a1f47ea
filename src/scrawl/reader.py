"""From a picture or a drawing to its reading: all steps together, for the page, the API and the command line alike."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict, Unpack, get_args

import numpy as np
from numpy.typing import NDArray

from scrawl import ink, picture
from scrawl.binarize import skew_of
from scrawl.errors import BadInput, OptionError, PictureTooLarge
from scrawl.glyphs import segmentation
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.expectation import Expectation, checked
from scrawl.glyphs.judge import Judge
from scrawl.glyphs.search import Search, inks, read_next
from scrawl.glyphs.stages import on_the_way
from scrawl.glyphs.view import View
from scrawl.glyphs.written import table_of, written
from scrawl.picture.documents import EncodedSource, Page, Pages, encoded
from scrawl.picture.region import Place, Region, place_of
from scrawl.reading import Decimal, Layout, Reading
from scrawl.recognizer import Recognizer
from scrawl.strokes import Strokes

PictureSource = EncodedSource | Page | NDArray[np.uint8]
Source = PictureSource | Strokes
Expected = str | Expectation

MOST_SOURCES = 64  # of `read_many` whose glyphs are scored together
MOST_INK = 4_000_000  # px of ink after which fewer sources are scored together: bounds the memory
MOST_SIDE = 2_000  # px: a larger picture is read from a copy with this longer side
MOST_TIMES_LONGER = 4  # times the seconds for a picture: after that the pages of a document are hurried


class Options(TypedDict, total=False):
    """How to read: see `Reader.read`."""

    layout: Layout
    region: Region | None
    decimal: Decimal | None
    expect: Expected | None


@dataclass(frozen=True, eq=False)
class _How:
    """Options, checked."""

    layout: Layout
    region: Region | None
    decimal: Decimal | None
    expect: tuple[Expectation | None, ...]

    @classmethod
    def of(
        cls,
        layout: Layout = "auto",
        region: Region | None = None,
        decimal: Decimal | None = None,
        expect: Expected | None = None,
    ) -> _How:
        """What was asked for; BadInput if there is no such thing."""
        if layout not in get_args(Layout):
            raise BadInput(f"There is no layout {layout!r}; it may be 'auto', 'digit' or 'table'.")
        if decimal not in (None, *get_args(Decimal)):
            raise BadInput(f"{decimal!r} is no decimal mark; it may be ',' or '.'.")
        if isinstance(expect, str):
            return cls(layout, region, decimal, checked(expect, in_columns=layout == "table"))
        return cls(layout, region, decimal, () if expect is None else (expect,))


class Reader:
    """Reads digits. Make one and keep it: it holds the network. Safe across threads."""

    def __init__(
        self,
        recognizer: Recognizer | None = None,
        *,
        most_pixels: int = picture.MOST_PIXELS,
        most_seconds: float = math.inf,
    ) -> None:
        """Take a recognizer, or load the usual one; EngineError if that fails.

        Pictures of more pixels are refused; after `most_seconds` no further guess is made of where a picture's ink is.
        """
        self.recognizer = recognizer or Recognizer()
        self._judge = Judge.of(self.recognizer.card)
        self._most_pixels = most_pixels
        self._most_seconds = most_seconds

    @property
    def card(self) -> dict[str, Any]:
        """The model card: what the network is, was made of, and is measured to do."""
        return self.recognizer.card

    def read(
        self,
        source: Source,
        *,
        layout: Layout = "auto",
        region: Region | None = None,
        decimal: Decimal | None = None,
        expect: Expected | None = None,
        stages: bool = False,
    ) -> Reading:
        """Read a picture or drawing.

        source   a file's path, the bytes of an encoded picture, pixels (H, W) grey or (H, W, 3) RGB uint8, or Strokes;
                 of a document of several pages it is the first, or the one that a Page names
        layout   `auto` finds every digit; `digit` the one symbol meant, of Strokes all ink; `table` rows and columns
        region   x, y, width, height of the only part of a picture to read, from its own pixels: `int` are pixels of the
                 upright picture, with a `float` among them all are shares of it, 0…1; boxes stay those of the whole
        decimal  the mark before decimals, `,` or `.`; by default the page decides whether 1.250 is a thousand
        expect   what each number is expected to be, as `####`, `##,#` or `0..100`: see `scrawl.glyphs.expectation`;
                 with `table` `;` parts what is expected in each column
        stages   keep the pictures on the way in `Reading.stages`

        Raises PictureError or another BadInput if the source cannot be read, OptionError if the region does not lie in
        it or nothing can be expected so, OSError if the file cannot be opened.
        """
        return self._read(source, _How.of(layout, region, decimal, expect), stages)

    def read_pages(
        self,
        source: EncodedSource | Strokes,
        pages: str = "all",
        *,
        stages: bool = False,
        most: int | None = None,
        **how: Unpack[Options],
    ) -> Iterator[tuple[int, Reading]]:
        """Number and reading of each page of a document, PDF or TIFF, one after the other; other pictures are one page.

        source   a file's path, or bytes
        pages    `all`, one as `2`, or several as `1-3`
        most     how many may be asked for

        The rest is as in `read`, for each page. Raises what `read` does, with the page's number in front, and
        OptionError if there are no such pages. MOST_TIMES_LONGER times `most_seconds` after the first was begun each
        page is read from the first guess of its ink alone, and says so (`complete`).
        """
        if isinstance(source, Strokes):
            raise OptionError("A drawing has no pages; leave this out.", "pages")
        asked = _How.of(**how)
        wanted, content = Pages.parsed(pages), encoded(source)
        numbers = wanted.of(picture.page_count(content), most)
        until = time.monotonic() + MOST_TIMES_LONGER * self._most_seconds
        for number in numbers:
            try:
                reading = self._read(Page(content, number), asked, stages, until)
            except BadInput as error:
                error.args = (f"Page {number:,}: {error}",)
                raise
            yield number, reading

    def read_many(
        self, sources: Iterable[Source], **how: Unpack[Options]
    ) -> Iterator[Reading | BadInput | OSError]:
        """Read pictures or drawings one after the other, as `read` does each; quicker if they are many and small.

        Gives the reading of each source in turn, or the error that `read` would have raised. The glyphs of MOST_SOURCES
        sources, or of fewer large ones, go through the network together.
        """
        asked = _How.of(**how)
        waiting: list[Search | BadInput | OSError] = []
        pixels = 0
        for source in sources:
            try:
                search = self._begin(source, asked)
                waiting.append(search)
                pixels += sum(canvas.ink.size for canvas in search.canvases)
            except (BadInput, OSError) as error:
                waiting.append(error)
            if len(waiting) >= MOST_SOURCES or pixels > MOST_INK:
                yield from self._finish_all(waiting, asked)
                waiting, pixels = [], 0
        yield from self._finish_all(waiting, asked)

    def attempts(self, source: Source, *, layout: Layout = "auto", turned: bool = True) -> list[Attempt]:
        """The attempts with every guess of the ink and, if `turned`, from every side: for models to be fitted on."""
        search = self._begin(source, _How.of(layout))
        read_next([search])
        return search.everything(turned=turned)

    def attempt(self, source: Source, *, layout: Layout = "auto") -> Attempt:
        """The attempt whose reading `read` gives, before its marks are looked for."""
        search = self._begin(source, _How.of(layout))
        read_next([search])
        return search.found()

    def _read(self, source: Source, how: _How, stages: bool, until: float = math.inf) -> Reading:
        """See `read`; no further guess is made of where the ink is after `until`, by the monotonic clock."""
        search = self._begin(source, how)
        search.until = min(search.until, until)
        read_next([search])
        return self._finish(search, how.decimal, stages=stages)

    def _finish_all(
        self, begun: Sequence[Search | BadInput | OSError], how: _How
    ) -> Iterator[Reading | BadInput | OSError]:
        read_next([each for each in begun if isinstance(each, Search)])
        for each in begun:
            yield self._finish(each, how.decimal, stages=False) if isinstance(each, Search) else each

    def _begin(self, source: Source, how: _How) -> Search:
        """The search for the reading of a source, with its first inks."""
        if isinstance(source, Strokes):
            if how.region is not None:
                raise OptionError(
                    "A region is a part of a picture; leave out strokes that are not to be read.", "region"
                )
            raster = ink.rasterize(source)
            drawn = [Canvas(raster.ink, raster.box, raster, tabular=how.layout == "table")]
            return Search(self.recognizer, self._judge, iter(()), drawn, how.layout, how.expect)
        pixels, place = self._pixels(source, how.region)
        pixels = picture.reduced(pixels, MOST_SIDE)
        view = View.of(pixels, place)
        if skew := skew_of(pixels):
            view = view.straightened(skew)
        groups = inks(view, self.recognizer, how.layout)
        until = time.monotonic() + self._most_seconds
        return Search(self.recognizer, self._judge, groups, next(groups)(), how.layout, how.expect, until)

    def _finish(self, search: Search, decimal: Decimal | None, *, stages: bool) -> Reading:
        """The reading that is found, after further inks where the first is not clear."""
        best = search.best()
        lines, numbers = written(best, decimal)
        return Reading(
            lines=lines,
            digits=best.digits()[0],
            model={"name": self.card["name"], "version": self.card["version"]},
            stages=on_the_way(best) if stages else {},
            turned=best.canvas.turned,
            complete=search.complete and len(best.found.glyphs) < segmentation.MOST_GLYPHS,
            numbers=numbers,
            table=table_of(best, numbers),
        )

    def _pixels(self, source: PictureSource, region: Region | None) -> tuple[NDArray[np.uint8], Place]:
        """The pixels to read, and where they lie in the picture in its own px; of a region none is left out."""
        if isinstance(source, np.ndarray):
            pixels = self._checked(source)
            height, width = pixels.shape[:2]
        else:
            side = MOST_SIDE if region is None else self._most_pixels
            content, number = (source.source, source.number) if isinstance(source, Page) else (source, 1)
            pixels, (height, width) = picture.decode_reduced(
                encoded(content), side, number, most_pixels=self._most_pixels
            )
        if region is None:
            return pixels, (0, 0, width, height)
        left, top, across, down = place = place_of(region, (height, width))
        return np.ascontiguousarray(pixels[top : top + down, left : left + across]), place

    def _checked(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        if pixels.dtype != np.uint8 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
            raise BadInput(
                "Pixels must be (H, W) grey or (H, W, 3) RGB of uint8, 0 to 255, "
                f"not {pixels.shape} of {pixels.dtype}."
            )
        if pixels.shape[0] * pixels.shape[1] > self._most_pixels:
            raise PictureTooLarge(
                f"{pixels.shape[1]}×{pixels.shape[0]} pixels are more than {self._most_pixels:,}."
            )
        return pixels


def read(source: Source, **how: Unpack[Options]) -> Reading:
    """Read a picture or drawing with one reader kept for the process: see `Reader.read`."""
    return _shared().read(source, **how)


_shared = cache(Reader)
