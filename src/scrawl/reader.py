"""From a picture or a drawing to its reading: all steps together, for the page, the API and the command line alike."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scrawl import ink, picture
from scrawl.binarize import Hypothesis, Picture, Rules
from scrawl.errors import BadInput, OptionError, PictureTooLarge
from scrawl.glyphs import drawing, expected, segmentation
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.canvas import Canvas, turned_back
from scrawl.glyphs.expectation import Expectation, checked
from scrawl.glyphs.judge import Judge
from scrawl.glyphs.segmentation import Found
from scrawl.glyphs.stages import on_the_way
from scrawl.glyphs.tables import tabled
from scrawl.glyphs.written import numbers_of, table_of, written
from scrawl.ink import Strokes
from scrawl.picture.documents import EncodedSource, Page, Pages, encoded
from scrawl.picture.region import Place, Region, place_of
from scrawl.reading import Box, Decimal, Reading
from scrawl.recognizer import Recognizer

PictureSource = EncodedSource | Page | NDArray[np.uint8]
Source = PictureSource | Strokes
Layout = Literal["auto", "digit", "table"]
Expected = str | Expectation

TOGETHER = 64  # sources of `read_many` whose glyphs are scored together
MOST_TOGETHER = 4_000_000  # px of ink after which fewer sources are scored together: bounds the memory
MOST_SIDE = 2_000  # px: a larger picture is read from a copy with this longer side

CLEAR = 0.9  # probability of an exact reading from which no further guess of the ink is worth its time
LEAST_TURNED = 3  # good digits that a turned picture needs: one or two signs look like digits from some side
MOST_TURNED = 2  # inks that are tried from other sides: bounds the time
DOCUMENT = (
    4  # times the seconds for a picture that the pages of a document take together, before each is hurried
)
EXPECTED = 0.1  # weight of how well an ink's numbers fit what was expected, beside how well it reads
MOST_LOOKED_AT = 2_000  # glyphs of one picture in all its inks; the first ink of each group is read beyond it


@dataclass(frozen=True, eq=False)
class _How:
    """How to read, checked: see `Reader.read`."""

    layout: Layout = "auto"
    region: Region | None = None
    decimal: Decimal | None = None
    expect: tuple[Expectation | None, ...] = ()

    @classmethod
    def of(
        cls, layout: Layout, region: Region | None, decimal: Decimal | None, expect: Expected | None
    ) -> _How:
        """What was asked for; BadInput if there is no such thing."""
        if layout not in ("auto", "digit", "table"):
            raise BadInput(f"There is no layout {layout!r}; it may be 'auto', 'digit' or 'table'.")
        if decimal not in (None, ",", "."):
            raise BadInput(f"{decimal!r} is no decimal mark; it may be ',' or '.'.")
        if isinstance(expect, str):
            wanted = checked(expect, in_columns=layout == "table")
        else:
            wanted = () if expect is None else (expect,)
        return cls(layout, region, decimal, wanted)

    def expected(self, attempt: Attempt) -> list[Expectation | None]:
        """What each number is expected to be, by its column where there is one expectation for each."""
        if len(self.expect) == 1:
            return [self.expect[0]] * len(numbers_of(attempt))
        places = attempt.grid.places if attempt.grid else ()
        return [self.expect[column] if column < len(self.expect) else None for _, column in places]


@dataclass(eq=False)
class _Task:
    """A source as it is being read.

    how      it is to be read
    groups   makes the canvases that are not read yet, cheap ones first
    canvases to read next
    attempts the readings of the canvases so far
    pixels   of a picture, or of the region to read in it, (H, W) grey or (H, W, 3) RGB uint8
    place    where they lie in the picture as it was sent, in its px
    until    when no further canvas is read, by the monotonic clock
    complete every canvas that would have been of use was read
    """

    how: _How
    groups: Iterator[Callable[[], list[Canvas]]]
    canvases: list[Canvas]
    pixels: NDArray[np.uint8] | None = None
    place: Place = (0, 0, 0, 0)
    attempts: list[Attempt] = field(default_factory=list)
    until: float = math.inf
    complete: bool = True

    def rules(self, turned: int) -> tuple[Rules | None, tuple[int, ...]]:
        """The printed rules once the pixels are turned clockwise by so many degrees: see `Picture.rules`."""
        if self.pixels is None:
            return None, (1, 1)
        return Picture(
            np.ascontiguousarray(np.rot90(self.pixels, -turned // 90)), lambda _: np.zeros((1, 1), np.float32)
        ).rules()


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

    def _read(self, source: Source, how: _How, stages: bool, until: float = math.inf) -> Reading:
        """See `read`; no further guess is made of where the ink is after `until`, by the monotonic clock."""
        task = self._begin(source, how)
        task.until = min(task.until, until)
        self._attempt([task])
        return self._finish(task, stages=stages)

    def read_pages(
        self,
        source: EncodedSource | Strokes,
        pages: str = "all",
        *,
        layout: Layout = "auto",
        region: Region | None = None,
        decimal: Decimal | None = None,
        expect: Expected | None = None,
        stages: bool = False,
        most: int | None = None,
    ) -> Iterator[tuple[int, Reading]]:
        """Number and reading of each page of a document, PDF or TIFF, one after the other; other pictures are one page.

        source   a file's path, or bytes
        pages    `all`, one as `2`, or several as `1-3`
        most     how many may be asked for

        The rest is as in `read`, for each page. Raises what `read` does, with the page's number in front, and
        OptionError if there are no such pages. DOCUMENT times `most_seconds` after the first was begun each page is
        read from the first guess of its ink alone, and says so (`complete`).
        """
        if isinstance(source, Strokes):
            raise OptionError("A drawing has no pages; leave this out.", "pages")
        how = _How.of(layout, region, decimal, expect)
        wanted, content = Pages.parsed(pages), encoded(source)
        numbers = wanted.of(picture.page_count(content), most)
        until = time.monotonic() + DOCUMENT * self._most_seconds
        for number in numbers:
            try:
                reading = self._read(Page(content, number), how, stages, until)
            except BadInput as error:
                error.args = (f"Page {number:,}: {error}",)
                raise
            yield number, reading

    def read_many(
        self,
        sources: Iterable[Source],
        *,
        layout: Layout = "auto",
        region: Region | None = None,
        decimal: Decimal | None = None,
        expect: Expected | None = None,
    ) -> Iterator[Reading | BadInput | OSError]:
        """Read pictures or drawings one after the other, as `read` does each; quicker if they are many and small.

        Gives the reading of each source in turn, or the error that `read` would have raised. The glyphs of TOGETHER
        sources, or of fewer large ones, go through the network together.
        """
        how = _How.of(layout, region, decimal, expect)
        waiting: list[_Task | BadInput | OSError] = []
        pixels = 0
        for source in sources:
            try:
                task = self._begin(source, how)
                waiting.append(task)
                pixels += sum(canvas.ink.size for canvas in task.canvases)
            except (BadInput, OSError) as error:
                waiting.append(error)
            if len(waiting) >= TOGETHER or pixels > MOST_TOGETHER:
                yield from self._finish_all(waiting)
                waiting, pixels = [], 0
        yield from self._finish_all(waiting)

    def attempts(self, source: Source, *, layout: Layout = "auto") -> list[Attempt]:
        """The attempts with every guess of the ink and from every side, for the judge to be fitted on."""
        task = self._begin(source, _How(layout))
        self._attempt([task])
        for group in task.groups:
            task.canvases = group()
            self._attempt([task])
        if task.pixels is not None:
            task.canvases = self._from_other_sides(task)
            self._attempt([task])
        return task.attempts

    def attempt(self, source: Source) -> Attempt:
        """The attempt whose reading `read` gives, before its marks are looked for."""
        task = self._begin(source, _How())
        self._attempt([task])
        return self._attempt_all(task)

    def _finish_all(
        self, tasks: Sequence[_Task | BadInput | OSError]
    ) -> Iterator[Reading | BadInput | OSError]:
        self._attempt([task for task in tasks if isinstance(task, _Task)])
        for task in tasks:
            yield self._finish(task, stages=False) if isinstance(task, _Task) else task

    def _begin(self, source: Source, how: _How) -> _Task:
        """The source with its first canvases."""
        if isinstance(source, Strokes):
            if how.region is not None:
                raise OptionError(
                    "A region is a part of a picture; leave out strokes that are not to be read.", "region"
                )
            raster = ink.rasterize(source)
            canvas = Canvas(raster.ink, raster.box, raster)
            return _Task(how, iter(()), [canvas])
        pixels, place = self._pixels(source, how.region)
        pixels = picture.reduced(pixels, MOST_SIDE)
        groups = self._inks(pixels, place)
        until = time.monotonic() + self._most_seconds
        return _Task(how, groups, next(groups)(), pixels, place, until=until)

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

    def _inks(
        self, pixels: NDArray[np.uint8], place: Place, turned: int = 0
    ) -> Iterator[Callable[[], list[Canvas]]]:
        """Makers of the canvases of pixels at `place` in their picture, turned clockwise by `turned` degrees."""
        upright = np.ascontiguousarray(np.rot90(pixels, -turned // 90))
        for group in Picture(upright, self.recognizer.binarize).hypotheses():
            yield partial(_canvases, group, place, turned)

    def _attempt(self, tasks: Sequence[_Task]) -> None:
        """Read the next canvases of some sources, all of them together."""
        todo = [(task, canvas) for task in tasks for canvas in task.canvases]
        auto = [canvas for task, canvas in todo if task.how.layout != "digit"]
        inks = [canvas.ink for canvas in auto if canvas.drawing is None]
        drawings = [canvas.drawing for canvas in auto if canvas.drawing is not None]
        pages = iter(segmentation.segment_all(inks, self.recognizer) if inks else ())
        drawn = iter(drawing.segment_all(drawings, self.recognizer) if drawings else ())
        for task, canvas in todo:
            if task.how.layout == "digit":
                each = self._one(task, canvas)
            else:
                each = next(pages if canvas.drawing is None else drawn)
            task.attempts.append(Attempt.of(canvas, each, self.recognizer, meant=task.how.layout == "digit"))
        for task in tasks:
            task.canvases = []

    def _one(self, task: _Task, canvas: Canvas) -> Found:
        if task.pixels is None:
            return segmentation.whole(canvas.ink, self.recognizer)
        return segmentation.meant(canvas.ink, self.recognizer)

    def _finish(self, task: _Task, *, stages: bool) -> Reading:
        """The reading of the best attempt, with its marks."""
        best = self._attempt_all(task)
        best = self._as_expected(task, self._marked(task, best))
        lines, numbers = written(best, task.how.decimal)
        return Reading(
            lines=lines,
            digits=best.digits()[0],
            model={"name": self.card["name"], "version": self.card["version"]},
            stages=on_the_way(task.pixels, best) if stages else {},
            turned=best.canvas.turned,
            complete=task.complete and len(best.found.glyphs) < segmentation.MOST_GLYPHS,
            numbers=numbers,
            table=table_of(best, numbers),
        )

    def _attempt_all(self, task: _Task) -> Attempt:
        """The best attempt, after further attempts until one is clear."""
        best = self._attempt_until_clear(task, task.groups)
        if task.how.layout != "digit" and task.pixels is not None and not self._is_clear(best):
            self._attempt_group(task, partial(self._from_other_sides, task), least=0)
            best = self._best(task)
            if best.canvas.turned:
                best = self._upright(task, task.pixels, best.canvas.turned)
        return best

    def _as_expected(self, task: _Task, best: Attempt) -> Attempt:
        """The attempt, marked already, under the task's expectation; where a number is unsure, the likeliest of all."""
        if not task.how.expect:
            return best
        told = self._told(task, best)
        if not any(each.unsure for each in told.told):
            return told
        for group in task.groups:
            self._attempt_group(task, group)
        others = [
            self._told(task, self._marked(task, each))
            for each in task.attempts
            if each.canvas.turned == best.canvas.turned and each.good
        ]
        return max([told, *others], key=lambda each: self._score(each) + EXPECTED * expected.merit(each))

    def _told(self, task: _Task, attempt: Attempt) -> Attempt:
        return expected.expected(attempt, task.how.expected(attempt), self.recognizer)

    def _marked(self, task: _Task, attempt: Attempt) -> Attempt:
        """The attempt with its marks; of a table with its cells, too."""
        if task.how.layout == "digit":
            return attempt
        attempt = attempt.marked(self.recognizer)
        return attempt if task.how.layout == "auto" else tabled(attempt, *task.rules(attempt.canvas.turned))

    def _upright(self, task: _Task, pixels: NDArray[np.uint8], turned: int) -> Attempt:
        """The best attempt once the picture is read as if it had been sent upright, with all of its inks.

        MOST_TURNED inks told which way is up; with these alone one page in five would be read otherwise than upright.
        """
        before = task.attempts
        task.attempts = [attempt for attempt in before if not attempt.canvas.turned]
        groups = self._inks(pixels, task.place, turned)
        self._attempt_group(task, next(groups))
        if not any(attempt.canvas.turned for attempt in task.attempts):  # there was no time left
            task.attempts = before
        return self._attempt_until_clear(task, groups)

    def _attempt_until_clear(self, task: _Task, groups: Iterable[Callable[[], list[Canvas]]]) -> Attempt:
        """The best attempt once it is clear, or every group was read."""
        best = self._best(task)
        for group in groups:
            if self._is_clear(best):
                break
            self._attempt_group(task, group)
            best = self._best(task)
        return best

    def _attempt_group(self, task: _Task, group: Callable[[], list[Canvas]], least: int = 1) -> None:
        """Read a group of canvases while there is time and, after the first `least`, while MOST_LOOKED_AT allows it."""
        if time.monotonic() > task.until:
            task.complete = False
            return
        for place, canvas in enumerate(group()):
            looked_at = sum(attempt.found.looked_at for attempt in task.attempts)
            if time.monotonic() > task.until or (place >= least and looked_at >= MOST_LOOKED_AT):
                task.complete = False
                return
            task.canvases = [canvas]
            self._attempt([task])

    def _best(self, task: _Task) -> Attempt:
        """The best attempt from each side by the judge, and of those the one whose side is likeliest up."""
        attempts = task.attempts
        if task.how.layout == "digit":  # An ink without the symbol that is meant says nothing of it.
            attempts = [attempt for attempt in attempts if attempt.found.glyphs] or attempts
        sides: dict[int, Attempt] = {}
        for attempt in sorted(attempts, key=self._score, reverse=True):
            if not attempt.canvas.turned or attempt.good >= LEAST_TURNED:
                sides.setdefault(attempt.canvas.turned, attempt)
        return max(sides.values(), key=self._of_side)

    def _of_side(self, attempt: Attempt) -> float:
        return self._judge.of_side(self._score(attempt), attempt.side)

    def _from_other_sides(self, task: _Task) -> list[Canvas]:
        """MOST_TURNED inks turned by a quarter, a half and three quarters: the network's, and the best of the others.

        How well an ink reads sideways says little of it; the network's ink depends little on which side is up.
        """
        # A page without ink is blank from every side.
        inked = [attempt for attempt in task.attempts if attempt.found.glyphs]
        inked.sort(key=self._score, reverse=True)
        chosen = sorted(inked, key=lambda attempt: attempt.canvas.share_seen)[-1:]
        chosen += [attempt for attempt in inked if attempt not in chosen][: MOST_TURNED - 1]
        canvases = []
        for attempt in chosen:
            canvas = attempt.canvas
            for _ in range(3):
                canvas = canvas.turn()
                canvases.append(canvas)
        return canvases

    def _score(self, attempt: Attempt) -> float:
        return self._judge.score(attempt.features)

    def _is_clear(self, attempt: Attempt) -> bool:
        """Whether it has digits that are likely exact; a page looks blank for certain only after every ink was read."""
        return attempt.good > 0 and self._judge.exact(attempt.features) >= CLEAR

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


def _canvases(group: Callable[[], Sequence[Hypothesis]], place: Place, turned: int) -> list[Canvas]:
    """The canvases of a group of guesses: see `Reader._inks`."""
    return [_canvas(hypothesis, place, turned) for hypothesis in group()]


def _canvas(hypothesis: Hypothesis, place: Place, turned: int) -> Canvas:
    quarters = turned // 90
    left, top = place[:2]
    width, height = place[2:] if quarters % 2 == 0 else place[:1:-1]
    y, x = height / max(hypothesis.ink.shape[0], 1), width / max(hypothesis.ink.shape[1], 1)

    def unit(box: Box) -> Box:
        box = (box[0] * x, box[1] * y, box[2] * x, box[3] * y)
        for before in (width, height, width)[:quarters]:
            box = turned_back(box, before)
        return (box[0] + left, box[1] + top, box[2], box[3])

    return Canvas(hypothesis.ink, unit, seen=hypothesis.seen, pieces=hypothesis.pieces, turned=turned)


def read(
    source: Source,
    *,
    layout: Layout = "auto",
    region: Region | None = None,
    decimal: Decimal | None = None,
    expect: Expected | None = None,
) -> Reading:
    """Read a picture or drawing with one reader kept for the process: see `Reader.read`."""
    return _shared().read(source, layout=layout, region=region, decimal=decimal, expect=expect)


_shared = cache(Reader)
