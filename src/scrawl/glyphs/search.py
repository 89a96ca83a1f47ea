"""The search for the reading of one source: its inks are read one after the other, until one is clear.

Several guesses of where the ink of a picture is are read as pages, the cheapest first, and the judge chooses. A picture
that is clear from no side is read from the other three; once its way up is known, it is read as if sent so. A drawing
has one ink.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import numpy as np

from scrawl.binarize import Hypothesis, Picture
from scrawl.glyphs import drawing, expected, segmentation
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.decimals import Decimals
from scrawl.glyphs.expectation import Expectation
from scrawl.glyphs.hand import in_one_hand
from scrawl.glyphs.judge import CLEAR, Judge
from scrawl.glyphs.slope import skew_of_writing
from scrawl.glyphs.struck import STRUCK, is_struck
from scrawl.glyphs.tables import tabled
from scrawl.glyphs.view import View
from scrawl.glyphs.written import in_combs, numbers_of
from scrawl.reading import Layout
from scrawl.recognizer import Recognizer

LEAST_TURNED = 3  # good digits that a turned picture needs: one or two signs look like digits from some side
MOST_TURNED = 2  # inks that are tried from other sides: bounds the time
EXPECTED = 0.1  # weight of how well an ink's numbers fit what was expected, beside how well it reads
MOST_LOOKED_AT = 2_000  # glyphs of one picture in all its inks; the first ink of each group is read beyond it

Group = Callable[[], list[Canvas]]  # makes canvases


@dataclass(eq=False)
class Search:
    """A source that is being read: its inks, and the readings of them so far.

    recognizer, judge  of its readings
    groups    make the canvases that are not read yet, cheap ones first
    canvases  to read next
    layout    `digit` says that all is one symbol, `table` that numbers stand in rows and columns
    expect    what each number is expected to be: one for all, or one for each column of a table
    until     when no further canvas is read, by the monotonic clock
    attempts  the readings of the canvases so far
    complete  every canvas that would have been of use was read
    """

    recognizer: Recognizer
    judge: Judge
    groups: Iterator[Group]
    canvases: list[Canvas]
    layout: Layout = "auto"
    expect: tuple[Expectation | None, ...] = ()
    until: float = math.inf
    attempts: list[Attempt] = field(default_factory=list)
    complete: bool = True

    def best(self) -> Attempt:
        """The best attempt, with its marks and as expected."""
        return self._as_expected(self._marked(self.found()))

    def found(self) -> Attempt:
        """The best attempt, before its marks are looked for, after further attempts until one is clear."""
        best = self._until_clear()
        if self.layout == "digit" or best.canvas.view is None:
            return best
        return self._straightened(self._upright(best))

    def everything(self, *, turned: bool) -> list[Attempt]:
        """The attempts with every guess of the ink and, if `turned`, from every side."""
        is_turned = turned and self.attempts[0].canvas.view
        for group in chain(self.groups, (self._from_other_sides,) if is_turned else ()):
            self.canvases = group()
            read_next([self])
        return self.attempts

    def _until_clear(self) -> Attempt:
        """The best attempt once it is clear, or every group was read."""
        best = self._chosen()
        while not self._is_clear(best) and (group := next(self.groups, None)):
            self._read_group(group)
            best = self._chosen()
        return best

    def _read_group(self, group: Group, least: int = 1) -> None:
        """Read a group of canvases while there is time and, after the first `least`, while MOST_LOOKED_AT allows it."""
        if time.monotonic() > self.until:
            self.complete = False
            return
        for place, canvas in enumerate(group()):
            looked_at = sum(attempt.found.looked_at for attempt in self.attempts)
            if time.monotonic() > self.until or (place >= least and looked_at >= MOST_LOOKED_AT):
                self.complete = False
                return
            self.canvases = [canvas]
            read_next([self])

    def _chosen(self) -> Attempt:
        """The best attempt from each side by the judge, and of those the one whose side is likeliest up."""
        attempts = [each for each in self.attempts if not each.canvas.turned or each.good >= LEAST_TURNED]
        attempts = attempts or self.attempts  # of one side alone
        if self.layout == "digit":  # An ink without the symbol that is meant says nothing of it.
            attempts = [attempt for attempt in attempts if attempt.found.glyphs] or attempts
        elif self.layout == "table":
            attempts = [attempt for attempt in attempts if attempt.good] or attempts
            attempts = [attempt for attempt in attempts if not attempt.frames] or attempts
        sides: dict[int, Attempt] = {}
        for attempt in sorted(attempts, key=self._score, reverse=True):
            sides.setdefault(attempt.canvas.turned, attempt)
        return max(sides.values(), key=lambda each: self.judge.of_side(self._score(each), each.side))

    def _score(self, attempt: Attempt) -> float:
        return self.judge.score(attempt.features)

    def _is_clear(self, attempt: Attempt) -> bool:
        """Whether it has digits that are likely exact; a page looks blank for certain only after every ink was read.

        The rules of a table hide what touches them, whether or not its digits are exact.
        """
        is_hidden = self.layout == "table" and bool(attempt.frames)
        return attempt.good > 0 and not is_hidden and self.judge.exact(attempt.features) >= CLEAR

    def _from_other_sides(self) -> list[Canvas]:
        """MOST_TURNED inks turned by a quarter, a half and three quarters: the network's, and the best of the others.

        How well an ink reads sideways says little of it; the network's ink depends little on which side is up.
        """
        # A page without ink is blank from every side.
        inked = [attempt for attempt in self.attempts if attempt.found.glyphs]
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

    def _upright(self, best: Attempt) -> Attempt:
        """The best attempt once the picture was looked at from its other sides, if that is not clear.

        MOST_TURNED inks tell which way is up; with these alone one page in five would be read otherwise than upright.
        """
        if self._is_clear(best):
            return best
        self._read_group(self._from_other_sides, least=0)
        best = self._chosen()
        view = best.canvas.view
        if view is None or not view.turned:
            return best
        return self._anew(view, [each for each in self.attempts if not each.canvas.turned])

    def _straightened(self, best: Attempt) -> Attempt:
        """The best attempt once the picture was read straight, if its lines of digits lie askew."""
        view = best.canvas.view
        digits = [best.found.glyphs[k].box for k, line in best.order if line is not None]
        if view is None or view.skew or not (skew := skew_of_writing(digits)):
            return best
        return self._anew(view.straightened(skew), [])

    def _anew(self, view: View, others: list[Attempt]) -> Attempt:
        """The best of some attempts and those with all inks of the picture as it is seen in that view."""
        before = self.attempts, self.groups
        self.attempts, self.groups = others, inks(view, self.recognizer, self.layout)
        count = len(others)
        self._read_group(next(self.groups))
        if len(self.attempts) == count:  # there was no time left
            self.attempts, self.groups = before
        return self._until_clear()

    def _marked(self, attempt: Attempt) -> Attempt:
        """The attempt with its marks; of a table with its cells, too."""
        if self.layout == "digit":
            return attempt
        unmarked, attempt = attempt, attempt.marked(self.recognizer)
        picture = None
        if view := attempt.canvas.view:
            is_table = self.layout == "table"
            picture = Picture(view.pixels, lambda _: np.zeros((1, 1), np.float32), is_table=is_table)
        if self.layout == "auto":
            return in_combs(attempt, picture.rules) if picture else in_one_hand(attempt)
        rules = picture.rules if picture else None
        struck = partial(is_struck, STRUCK.weights(self.recognizer.card))
        table = tabled(attempt, rules, struck)
        decimals = Decimals.of(table)
        if decimals.usual:
            table = tabled(unmarked.marked(self.recognizer, decimals.at), rules, struck)
        return in_one_hand(table)

    def _as_expected(self, best: Attempt) -> Attempt:
        """The attempt, marked already, as it is expected; where a number is unsure, the likeliest of all."""
        if not self.expect:
            return best
        told = self._told(best)
        if not any(each.unsure for each in told.told):
            return told
        for group in self.groups:
            self._read_group(group)
        if len(self.attempts) == 1:  # as of a drawing
            return told
        others = [
            self._told(self._marked(each))
            for each in self.attempts
            if each.canvas.turned == best.canvas.turned and each.good
        ]
        return max([told, *others], key=lambda each: self._score(each) + EXPECTED * expected.merit(each))

    def _told(self, attempt: Attempt) -> Attempt:
        """The attempt under the expectation of each number, by its column where each has its own."""
        if len(self.expect) == 1:
            wanted = [self.expect[0]] * len(numbers_of(attempt))
        else:
            places = attempt.grid.places if attempt.grid else ()
            wanted = [self.expect[column] if column < len(self.expect) else None for _, column in places]
        return expected.expected(attempt, wanted, self.recognizer)


def read_next(searches: Sequence[Search]) -> None:
    """Read the next canvases of some searches with one recognizer, all of them together."""
    if not searches:
        return
    recognizer = searches[0].recognizer
    todo = [(search, canvas) for search in searches for canvas in search.canvases]
    auto = [canvas for search, canvas in todo if search.layout != "digit"]
    pictured = [canvas for canvas in auto if canvas.drawing is None]
    drawings = [canvas.drawing for canvas in auto if canvas.drawing is not None]
    page_inks, seen = [canvas.ink for canvas in pictured], [canvas.seen_of for canvas in pictured]
    pages = iter(segmentation.segment_all(page_inks, recognizer, seen) if pictured else ())
    drawn = iter(drawing.segment_all(drawings, recognizer) if drawings else ())
    for search, canvas in todo:
        is_meant = search.layout == "digit"
        if not is_meant:
            found = next(pages if canvas.drawing is None else drawn)
        elif canvas.drawing is not None:
            found = segmentation.whole(canvas.ink, recognizer)
        else:
            found = segmentation.meant(canvas.ink, recognizer)
        search.attempts.append(Attempt.of(canvas, found, recognizer, meant=is_meant))
    for search in searches:
        search.canvases = []


def inks(view: View, recognizer: Recognizer, layout: Layout) -> Iterator[Group]:
    """Makers of the canvases of a view."""
    is_table = layout == "table"
    for group in Picture(view.pixels, recognizer.binarize, is_table=is_table).hypotheses():
        yield partial(_canvases, group, view, tabular=is_table)


def _canvases(group: Callable[[], Sequence[Hypothesis]], view: View, *, tabular: bool) -> list[Canvas]:
    return [_canvas(hypothesis, view, tabular=tabular) for hypothesis in group()]


def _canvas(hypothesis: Hypothesis, view: View, *, tabular: bool) -> Canvas:
    (height, width), (tall, wide) = view.pixels.shape[:2], hypothesis.ink.shape
    y, x = height / max(tall, 1), width / max(wide, 1)
    return Canvas(
        view.within(hypothesis.ink),
        lambda box: view.unit((box[0] * x, box[1] * y, box[2] * x, box[3] * y)),
        seen=None if hypothesis.seen is None else view.within(hypothesis.seen),
        pieces=None if hypothesis.pieces is None else view.within(hypothesis.pieces),
        tabular=tabular,
        view=view,
    )
