"""One ink read as a page: its glyphs in lines, which are digits there, and how much speaks for the whole reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs import acceptance, judge, marks, upright
from scrawl.glyphs.acceptance import ACCEPTANCE, Surroundings, reason_of
from scrawl.glyphs.asked import AskUsual
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.lines import lines_of, words_of
from scrawl.glyphs.pieces import Mark
from scrawl.glyphs.segmentation import Found, good_of
from scrawl.glyphs.signs import Grid, Told
from scrawl.reading import Digit, Reason, Verdict
from scrawl.recognizer import Recognizer


@dataclass(frozen=True, eq=False)
class Asked:
    """How each of n glyphs was judged to be a digit that was written.

    looks     (n,) float32, digitness of the glyph by itself
    features  (n, len(acceptance.FEATURES)); all 0 for specks left out
    accepted  (n,) float32, the probability that it is a digit that was written; 0 for specks left out
    """

    looks: NDArray[np.float32]
    features: NDArray[np.float64]
    accepted: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Attempt:
    """What was found on a canvas.

    found       the glyphs and their scores; of a glyph that is not `meant`, the digitness is the acceptance
    asked       how the glyphs were judged
    upright     (n,) log-odds of each standing upright: see `scrawl.glyphs.upright`
    verdicts    of each
    reasons     why it is no digit, of each; None for a digit, sure or unsure
    lines       places of the glyphs in each line of writing, top to bottom; specks and marks left out are in none
    t_unsure    probability from which a digit is sure
    marks       those of numbers, once they were looked for: see `marked`
    joined      glyphs in the next box of a comb after the digit before them: see `scrawl.glyphs.combs`
    doubtful    ink that may be a mark, too: see `marks.Marks`
    told        the numbers, once they were read under an expectation (see `scrawl.glyphs.expected`) or as a table
    grid        of the table
    """

    canvas: Canvas
    found: Found
    asked: Asked
    upright: NDArray[np.float64]
    verdicts: tuple[Verdict, ...]
    reasons: tuple[Reason | None, ...]
    lines: tuple[tuple[int, ...], ...]
    t_unsure: float
    marks: tuple[Mark, ...] = ()
    doubtful: tuple[tuple[Glyph | None, Mark], ...] = ()
    joined: frozenset[int] = frozenset()
    told: tuple[Told, ...] = ()
    grid: Grid | None = None

    @classmethod
    def of(cls, canvas: Canvas, found: Found, recognizer: Recognizer, *, meant: bool = False) -> Attempt:
        """Read the glyphs that were found: one may look like a digit by itself, and be a letter in its word.

        Of a glyph `meant` as a digit the looks alone decide; its acceptance only helps to choose the ink.
        """
        boxes = np.array([glyph.box for glyph in found.glyphs], np.int64).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        thresholds = recognizer.card["thresholds"]
        looks = found.scores.digitness
        # A frame is in no line: it overlaps all lines inside it.
        frames = {k for k in found.written if looks[k] < thresholds["t_digit"] and _holds_others(boxes, k)}
        written = [k for k in found.written if k not in frames]
        lines = [[written[k] for k in line] for line in lines_of(boxes[written])]
        words = [word for line in lines for word in words_of(boxes, line)]
        weights = ACCEPTANCE.weights(recognizer.card)
        asked = _asked(canvas, found, words, recognizer, weights)
        digitness = looks.copy()
        told = set() if meant else set(np.flatnonzero(asked.features.any(axis=1)).tolist())
        digitness[list(told)] = asked.accepted[list(told)]
        verdicts: list[Verdict] = []
        reasons: list[Reason | None] = []
        for k in range(len(boxes)):
            reason = found.left_out.get(k)
            least = judge.GOOD if k in told else thresholds["t_digit"]
            if reason is None and digitness[k] < least:
                is_mark = looks[k] < thresholds["t_digit"]
                against = asked.features[k]
                reason = "frame" if k in frames else "mark" if is_mark else reason_of(against, weights)
            is_sure = found.scores.probabilities[k].max() >= thresholds["t_unsure"]
            verdicts.append("not_a_digit" if reason else "digit" if is_sure else "unsure")
            reasons.append(reason)
        leads = [verdicts[k] != "not_a_digit" for k in written]
        lines = [[written[k] for k in line] for line in lines_of(boxes[written], leads)]
        return cls(
            canvas,
            replace(found, scores=replace(found.scores, digitness=digitness)),
            asked,
            upright.odds(found.scores.embedding, recognizer.card),
            tuple(verdicts),
            tuple(reasons),
            tuple(tuple(line) for line in lines),
            thresholds["t_unsure"],
        )

    def marked(self, recognizer: Recognizer, usual: AskUsual | None = None) -> Attempt:
        """The page once the marks of its numbers are known, which are no digits, and no part of one.

        `usual` tells what is usual in a place (see `marks.find`). It is looked at twice: a minus that was taken for
        a part of a digit hides that digit from a comma behind it.
        """
        attempt = self
        for _ in range(2):
            told = marks.find(self.canvas, *attempt.looked_at, recognizer, attempt.marks, usual)
            if told is None:
                break
            if told.changed:
                attempt = Attempt.of(self.canvas, told.found, recognizer)
            attempt = replace(attempt, marks=told.marks, doubtful=told.doubtful)
            if not told.changed:
                break
        return attempt

    @property
    def looked_at(self) -> tuple[Found, list[int]]:
        """The glyphs with their own digitness, and the places of those in lines that are read as digits or look so."""
        found = replace(self.found, scores=replace(self.found.scores, digitness=self.asked.looks))
        is_good = good_of(found, self.canvas.seen_of)
        read = [verdict != "not_a_digit" for verdict in self.verdicts]
        return found, [k for line in self.lines for k in line if is_good[k] or read[k]]

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """The features of the whole reading: see `judge.FEATURES`."""
        decided = np.flatnonzero(judge.decided(self._qualities, self.asked.accepted))
        missed, undecided, all_ink, unframed = (
            self.canvas.missed_by([self.found.glyphs[k] for k in places])
            for places in (self._good, decided, (), self.frames)
        )
        framed = all_ink - unframed
        return judge.features(self._qualities, self.asked.accepted, self.upright, missed, undecided, framed)

    @cached_property
    def _qualities(self) -> NDArray[np.float64]:
        """The probability of each to be a written digit, and the one that is read; 0 for specks left out."""
        return np.asarray(self.asked.accepted * self.found.scores.probabilities.max(axis=1), np.float64)

    @property
    def good(self) -> int:
        """How many good digits were read."""
        return len(self._good)

    @property
    def frames(self) -> set[int]:
        """The places of glyphs that hold others, as a box or the rules of a table do: they stand in no line."""
        return set(self.found.written).difference(*self.lines)

    @property
    def side(self) -> NDArray[np.float64]:
        """What tells whether this side is up, (len(judge.SIDE.features),)."""
        # Many digits tell more than one, but by the same pen and page they err together.
        stands = self.upright[self._good].sum() / max(self.good, 1) ** 0.5
        digits = self.good / max(len(self.found.written), 1)
        return np.array([stands, digits, self.canvas.turned > 0], np.float64)

    @property
    def _good(self) -> NDArray[np.intp]:
        return np.flatnonzero(self._qualities >= judge.GOOD)

    def digits(self) -> tuple[tuple[Digit, ...], tuple[str, ...]]:
        """The digits in reading order, then glyphs in no line; and the digits of each line in which one is read."""
        digits = tuple(self._digit(k, line) for k, line in self.order)
        texts = [""] * (1 + max((line for _, line in self.order if line is not None), default=-1))
        for k, line in self.order:
            if line is not None:
                texts[line] += self.character(k)
        return digits, tuple(texts)

    @cached_property
    def order(self) -> list[tuple[int, int | None]]:
        """The place of each glyph in reading order, and the line that it is read in: None for a non-digit.

        Glyphs in no line come last. Lines of writing in which nothing is a digit do not count.
        """
        order: list[tuple[int, int | None]] = []
        count = 0
        for places in self.lines:
            is_read = [self.verdicts[k] != "not_a_digit" for k in places]
            order += [(k, count if read else None) for k, read in zip(places, is_read, strict=True)]
            count += any(is_read)
        inside = {k for places in self.lines for k in places}
        return order + [(k, None) for k in range(len(self.verdicts)) if k not in inside]

    def character(self, k: int) -> str:
        """The digit of the k-th glyph, `?` if it is unsure."""
        digit, verdict = self._read(k)
        return "?" if verdict == "unsure" else str(digit)

    def _read(self, k: int) -> tuple[int, Verdict]:
        """The digit and the verdict of the k-th glyph, by what was expected if anything was."""
        verdict = self.verdicts[k]
        expected = next((told.digits[k] for told in self.told if k in told.digits), None)
        if expected is None:
            return int(self.found.scores.probabilities[k].argmax()), verdict
        return expected[0], "digit" if expected[1] >= self.t_unsure else "unsure"

    def _digit(self, k: int, line: int | None) -> Digit:
        scores, unit = self.found.scores, self.canvas.unit
        digit, verdict = self._read(k)
        box = self.found.glyphs[k].box
        x, y, width, height = scores.window[k].tolist()
        return Digit(
            digit=digit,
            verdict=verdict,
            probabilities=scores.probabilities[k],
            digitness=float(scores.digitness[k]),
            box=unit(box),
            frame_box=unit((box[0] + x, box[1] + y, width, height)),
            line=line,
            frame=scores.frame[k],
            evidence=scores.evidence[k],
            embedding=scores.embedding[k],
            reason=self.reasons[k],
        )


def _asked(
    canvas: Canvas,
    found: Found,
    words: list[list[int]],
    recognizer: Recognizer,
    weights: NDArray[np.float64],
) -> Asked:
    """Judge all glyphs by their looks and their surroundings, with those weights of acceptance."""
    looks = found.scores.digitness
    written = found.written
    places = {k: place for place, k in enumerate(written)}
    inside = found.take(written)
    size = (canvas.ink.shape[0], canvas.ink.shape[1])
    about = Surroundings(
        words=[[places[k] for k in word] for word in words],
        seen=canvas.seen_of(inside.glyphs),
        torn=canvas.torn_of(inside.glyphs),
        rim=canvas.rims_of(inside.glyphs),
        touching=np.array([glyph.touches(size) for glyph in inside.glyphs], np.bool_),
        size=size,
        pictured=canvas.seen is not None,
        tabular=canvas.tabular,
    )
    features = np.zeros((len(looks), len(acceptance.FEATURES)))
    features[written] = acceptance.features(inside.glyphs, inside.scores, about, recognizer.owners)
    accepted = np.zeros_like(looks)
    accepted[written] = acceptance.accepted(looks, features, weights)[written]
    return Asked(looks, features, accepted)


def _holds_others(boxes: NDArray[np.int64], k: int) -> bool:
    """Whether another box (left, top, right, bottom) lies inside the k-th, as in a frame; neighbours only overlap."""
    others = np.delete(boxes, k, axis=0)
    return bool((np.c_[others[:, :2] >= boxes[k, :2], others[:, 2:] <= boxes[k, 2:]]).all(axis=1).any())
