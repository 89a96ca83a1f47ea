"""One ink read as a page: its glyphs in lines, what each is in its word, and how much speaks for the whole reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scrawl import judge
from scrawl.canvas import Canvas
from scrawl.context import in_words
from scrawl.page import lines_of, words_of
from scrawl.reading import Digit, Reason, Verdict
from scrawl.recognizer import Recognizer
from scrawl.segmentation import Found, quality
from scrawl.upright import Upright


@dataclass(frozen=True, eq=False)
class Attempt:
    """What was found on a canvas.

    found       the glyphs, and what the network says of them where they stand
    upright     (n,) how much speaks for each standing upright: see `scrawl.upright`
    verdicts    of each
    reasons     why it is no digit, of each; None for what may be one
    lines       places of the glyphs in each line of writing, top to bottom; what was left out is in none
    """

    canvas: Canvas
    found: Found
    upright: NDArray[np.float64]
    verdicts: tuple[Verdict, ...]
    reasons: tuple[Reason | None, ...]
    lines: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, canvas: Canvas, found: Found, recognizer: Recognizer) -> Attempt:
        """Read what was found: a glyph may be a digit by itself, and a letter in its word."""
        boxes = np.array([glyph.box for glyph in found.glyphs], np.int64).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        thresholds = recognizer.card["thresholds"]
        could_be = found.scores.digitness >= thresholds["t_digit"]
        # A frame is in no line: it is as high as all that are in it.
        frames = {k for k in found.written if not could_be[k] and _holds_others(boxes, k)}
        written = [k for k in found.written if k not in frames]
        lines = lines_of(boxes[written])
        words = [word for line in lines for word in words_of(boxes[written], line)]
        digitness = found.scores.digitness.copy()
        inside = found.take(written)
        digitness[written] = in_words(inside.glyphs, inside.scores, words, recognizer.owners)
        verdicts: list[Verdict] = []
        reasons: list[Reason | None] = []
        for k in range(len(boxes)):
            reason = found.left_out.get(k)
            if reason is None and digitness[k] < thresholds["t_digit"]:
                reason = "word" if could_be[k] else "frame" if k in frames else "mark"
            is_sure = found.scores.probabilities[k].max() >= thresholds["t_unsure"]
            verdicts.append("not_a_digit" if reason else "digit" if is_sure else "unsure")
            reasons.append(reason)
        return cls(
            canvas,
            replace(found, scores=replace(found.scores, digitness=digitness)),
            Upright.of(recognizer.card).odds(found.scores.embedding),
            tuple(verdicts),
            tuple(reasons),
            tuple(tuple(written[k] for k in line) for line in lines),
        )

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """What the judge asks: see `judge.FEATURES`."""
        scores = self.found.scores
        qualities = np.zeros(len(self.reasons))
        qualities[self.found.written] = quality(scores)[self.found.written]
        return judge.features(
            self.canvas.ink,
            self.found.glyphs,
            qualities,
            scores.probabilities.argmax(axis=1),
            self.upright,
            self.canvas.seen,
            self.canvas.pieces,
        )

    @property
    def good(self) -> int:
        """How many good digits were read."""
        return len(self._good)

    @property
    def stands(self) -> float:
        """The logarithm of how much likelier this side is up than another, by all good digits."""
        return float(self.upright[self._good].sum())

    @cached_property
    def _good(self) -> NDArray[np.intp]:
        written = np.array(self.found.written, np.intp)
        return written[quality(self.found.scores)[written] >= judge.GOOD]

    def digits(self) -> tuple[tuple[Digit, ...], tuple[str, ...]]:
        """The digits in reading order, then what was left out; and the text of each line in which something is read."""
        digits: list[Digit] = []
        texts: list[str] = []
        for places in self.lines:
            # Lines of writing in which nothing is a digit do not count.
            read = [k for k in places if self.verdicts[k] != "not_a_digit"]
            digits += [self._digit(k, len(texts) if k in read else None) for k in places]
            if read:
                texts.append("".join(self._character(k) for k in read))
        inside = {k for places in self.lines for k in places}
        digits += [self._digit(k, None) for k in range(len(self.verdicts)) if k not in inside]
        return tuple(digits), tuple(texts)

    def _character(self, k: int) -> str:
        return "?" if self.verdicts[k] == "unsure" else str(self.found.scores.probabilities[k].argmax())

    def _digit(self, k: int, line: int | None) -> Digit:
        scores, unit = self.found.scores, self.canvas.unit
        box = self.found.glyphs[k].box
        x, y, width, height = scores.window[k].tolist()
        return Digit(
            digit=int(scores.probabilities[k].argmax()),
            verdict=self.verdicts[k],
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


def _holds_others(boxes: NDArray[np.int64], k: int) -> bool:
    """Whether the middle of another box (left, top, right, bottom) lies inside the k-th, as in a frame."""
    middles = np.delete((boxes[:, :2] + boxes[:, 2:]) / 2, k, axis=0)
    return bool(((middles > boxes[k, :2]) & (middles < boxes[k, 2:])).all(axis=1).any())
