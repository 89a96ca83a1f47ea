"""From whatever was sent to the reading: the steps together, for the page, the API and the command line alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from scrawl import ink, picture, segmentation, stages
from scrawl.context import in_words
from scrawl.errors import BadInput, PictureTooLarge
from scrawl.ink import Strokes
from scrawl.page import Glyph, Part, lines_of, part, words_of
from scrawl.paper import find_ink
from scrawl.reading import Box, Digit, Reading, Verdict
from scrawl.recognizer import Recognizer, Scores
from scrawl.segmentation import Found

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | NDArray[np.uint8] | Strokes
Layout = Literal["auto", "digit"]
Step = TypeVar("Step")

TOGETHER = 64  # sources of `read_many` whose glyphs are scored at once,
MOST_TOGETHER = 4_000_000  # unless they have more pixels
MOST_SIDE = 2_000  # px: a larger picture is read from a copy with this longer side


@dataclass(frozen=True, eq=False)
class Canvas:
    """What is read from, whatever it was sent as.

    ink     (H, W) float32
    unit    turns a box in its pixels into the source's own units
    part    knows where the pen was lifted; of a picture nobody does
    pixels  what a picture's ink was found in, (H, W) grey or (H, W, 3) RGB uint8; of strokes None
    """

    ink: NDArray[np.float32]
    unit: Callable[[Box], Box]
    part: Part | None
    pixels: NDArray[np.uint8] | None = None

    def on_the_way(self, glyphs: Sequence[Glyph]) -> dict[str, NDArray[np.uint8]]:
        """The pictures on the way to the glyphs that were found."""
        return {
            **({} if self.pixels is None else {"paper": stages.paper(self.pixels, self.ink)}),
            "ink": np.rint(255 * self.ink).astype(np.uint8),  # 1 of ink is white
            "components": stages.components(self.ink),
            "glyphs": stages.found(self.ink.shape, glyphs),
        }


class Reader:
    """Reads digits. Make one and keep it: it holds the network. Safe across threads."""

    def __init__(
        self, recognizer: Recognizer | None = None, *, most_pixels: int = picture.MOST_PIXELS
    ) -> None:
        """Take a recognizer, or load the usual one; EngineError if that fails."""
        self.recognizer = recognizer or Recognizer()
        self._most_pixels = most_pixels

    @property
    def card(self) -> dict[str, Any]:
        """The model card: what the network is, was made of, and is measured to do."""
        return self.recognizer.card

    def read(self, source: Source, *, layout: Layout = "auto", stages: bool = False) -> Reading:
        """Read a picture or drawing.

        source   a file's path, the bytes of an encoded picture, pixels (H, W) grey or (H, W, 3) RGB uint8, or Strokes
        layout   `auto` finds every digit; `digit` the one symbol meant, of Strokes all ink
        stages   keep the pictures on the way in `Reading.stages`

        Raises PictureError or another BadInput if the source cannot be read, OSError if the file cannot be opened.
        """
        if layout not in ("auto", "digit"):
            raise BadInput(f"There is no layout {layout!r}; it may be 'auto' or 'digit'.")
        canvas = self._canvas(source)
        if layout == "auto":
            found = segmentation.segment(canvas.ink, self.recognizer, canvas.part)
        elif isinstance(source, Strokes):
            found = segmentation.whole(canvas.ink, self.recognizer)
        else:
            found = segmentation.meant(canvas.ink, self.recognizer)
        return self._reading(found, canvas, stages=stages)

    def read_many(
        self, sources: Iterable[Source], *, layout: Layout = "auto"
    ) -> Iterator[Reading | BadInput | OSError]:
        """Read pictures or drawings one after the other, as `read` does each; quicker if they are many and small.

        Gives the reading of each source in turn, or the error that `read` would have raised. What was found in
        TOGETHER of them, or fewer large ones, goes through the network at once.
        """
        waiting: list[Canvas | BadInput | OSError] = []
        pixels = 0
        for source in sources:
            if layout == "auto":
                waiting.append(self._tried(self._canvas, source))
                pixels += waiting[-1].ink.size if isinstance(waiting[-1], Canvas) else 0
                if len(waiting) >= TOGETHER or pixels > MOST_TOGETHER:
                    yield from self._read_canvases(waiting)
                    waiting, pixels = [], 0
            else:
                yield self._tried(partial(self.read, layout=layout), source)
        yield from self._read_canvases(waiting)

    def _read_canvases(
        self, canvases: Sequence[Canvas | BadInput | OSError]
    ) -> Iterator[Reading | BadInput | OSError]:
        pages = [(each.ink, each.part) for each in canvases if isinstance(each, Canvas)]
        found = iter(segmentation.segment_all(pages, self.recognizer))
        for each in canvases:
            yield self._reading(next(found), each, stages=False) if isinstance(each, Canvas) else each

    @staticmethod
    def _tried(step: Callable[[Source], Step], source: Source) -> Step | BadInput | OSError:
        try:
            return step(source)
        except (BadInput, OSError) as error:
            return error

    def _reading(self, found: Found, canvas: Canvas, *, stages: bool) -> Reading:
        """What was found, in reading order."""
        boxes = np.array([glyph.box for glyph in found.glyphs], np.int64).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        lines_found = lines_of(boxes)
        words = [word for line in lines_found for word in words_of(boxes, line)]
        digitness = in_words(found.glyphs, found.scores, words, self.recognizer.owners)
        scores = replace(found.scores, digitness=digitness)
        verdicts = [
            self._verdict(*values)
            for values in zip(scores.digitness, scores.probabilities.max(axis=1), strict=True)
        ]
        digits: list[Digit] = []
        lines: list[str] = []
        for places in lines_found:
            # Lines of writing in which nothing is a digit do not count.
            is_written = any(verdicts[k] != "not_a_digit" for k in places)
            for k in places:
                line = len(lines) if verdicts[k] != "not_a_digit" else None
                digits.append(_digit(scores, k, found.glyphs[k], verdicts[k], line, canvas.unit))
            if is_written:
                lines.append(_text(digits, len(lines)))
        return Reading(
            lines=tuple(lines),
            digits=tuple(digits),
            model={"name": self.card["name"], "version": self.card["version"]},
            stages=canvas.on_the_way(found.glyphs) if stages else {},
        )

    def _canvas(self, source: Source) -> Canvas:
        if isinstance(source, Strokes):
            raster = ink.rasterize(source)
            return Canvas(raster.ink, raster.box, lambda glyph: part(glyph, raster))
        if isinstance(source, np.ndarray):
            return self._of_pixels(self._checked(source))
        encoded = (
            bytes(source) if isinstance(source, (bytes, bytearray, memoryview)) else Path(source).read_bytes()
        )
        return self._of_pixels(*picture.decode_reduced(encoded, MOST_SIDE, most_pixels=self._most_pixels))

    def _of_pixels(self, pixels: NDArray[np.uint8], size: tuple[int, int] | None = None) -> Canvas:
        """What is read from a picture; `size` is its own height and width, where `pixels` are fewer."""
        size = size or (pixels.shape[0], pixels.shape[1])
        pixels = picture.reduced(pixels, MOST_SIDE)
        y, x = (whole / max(left, 1) for whole, left in zip(size, pixels.shape, strict=False))
        return Canvas(
            find_ink(pixels, self.recognizer.binarize),
            lambda box: (box[0] * x, box[1] * y, box[2] * x, box[3] * y),
            None,
            pixels,
        )

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

    def _verdict(self, digitness: float, confidence: float) -> Verdict:
        thresholds = self.card["thresholds"]
        if digitness < thresholds["t_digit"]:
            return "not_a_digit"
        return "unsure" if confidence < thresholds["t_unsure"] else "digit"


def _digit(
    scores: Scores, k: int, glyph: Glyph, verdict: Verdict, line: int | None, unit: Callable[[Box], Box]
) -> Digit:
    x, y, width, height = scores.window[k].tolist()
    return Digit(
        digit=int(scores.probabilities[k].argmax()),
        verdict=verdict,
        probabilities=scores.probabilities[k],
        digitness=float(scores.digitness[k]),
        box=unit(glyph.box),
        frame_box=unit((glyph.box[0] + x, glyph.box[1] + y, width, height)),
        line=line,
        frame=scores.frame[k],
        evidence=scores.evidence[k],
        embedding=scores.embedding[k],
    )


def _text(digits: list[Digit], line: int) -> str:
    return "".join("?" if d.verdict == "unsure" else str(d.digit) for d in digits if d.line == line)


def read(source: Source, *, layout: Layout = "auto") -> Reading:
    """Read a picture or drawing with one reader kept for the process: see `Reader.read`."""
    return _shared().read(source, layout=layout)


_shared = cache(Reader)
