"""From whatever was sent to the reading: the steps together, for the page, the API and the command line alike."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scrawl import ink, page, picture
from scrawl.errors import BadInput, PictureTooLarge
from scrawl.ink import Strokes
from scrawl.reading import Box, Digit, Reading, Verdict
from scrawl.recognizer import Recognizer, Scores

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | NDArray[np.uint8] | Strokes
Layout = Literal["auto", "digit"]


class Reader:
    """Reads digits. Make one and keep it: it holds the network. Safe across threads."""

    def __init__(
        self, recognizer: Recognizer | None = None, *, most_pixels: int = picture.MOST_PIXELS
    ) -> None:
        """Take a recognizer, or load the usual one; EngineError if that fails."""
        self._recognizer = recognizer or Recognizer()
        self._most_pixels = most_pixels

    @property
    def card(self) -> dict[str, Any]:
        """The model card: what the network is, was made of, and is measured to do."""
        return self._recognizer.card

    def read(self, source: Source, *, layout: Layout = "auto", stages: bool = False) -> Reading:
        """Read a picture or drawing.

        source   a file's path, the bytes of an encoded picture, pixels (H, W) grey or (H, W, 3) RGB uint8, or Strokes
        layout   `auto` finds every digit; `digit` takes all ink as one
        stages   keep the pictures on the way in `Reading.stages`

        Raises PictureError or another BadInput if the source cannot be read, OSError if the file cannot be opened.
        """
        if layout not in ("auto", "digit"):
            raise BadInput(f"There is no layout {layout!r}; it may be 'auto' or 'digit'.")
        canvas, unit = self._ink(source)
        glyphs = page.find_glyphs(canvas, layout=layout)
        scores = self._recognizer.score([glyph.ink for glyph in glyphs])
        verdicts = [
            self._verdict(*values)
            for values in zip(scores.digitness, scores.probabilities.max(axis=1), strict=True)
        ]
        # Lines of writing in which nothing is a digit do not count.
        written = sorted(
            {g.line for g, verdict in zip(glyphs, verdicts, strict=True) if verdict != "not_a_digit"}
        )
        digits = tuple(
            _digit(
                scores,
                k,
                glyph,
                verdict,
                None if verdict == "not_a_digit" else written.index(glyph.line),
                unit,
            )
            for k, (glyph, verdict) in enumerate(zip(glyphs, verdicts, strict=True))
        )
        return Reading(
            lines=tuple(_text(digits, line) for line in range(len(written))),
            digits=digits,
            model={"name": self.card["name"], "version": self.card["version"]},
            stages={"ink": np.rint(255 * canvas).astype(np.uint8)} if stages else {},
        )

    def _ink(self, source: Source) -> tuple[NDArray[np.float32], Callable[[Box], Box]]:
        """The ink of the source, and what turns a box in its pixels into the source's own units."""
        if isinstance(source, Strokes):
            raster = ink.rasterize(source)
            return raster.ink, raster.box
        if isinstance(source, np.ndarray):
            return ink.from_pixels(self._checked(source)), _unchanged
        encoded = (
            bytes(source) if isinstance(source, (bytes, bytearray, memoryview)) else Path(source).read_bytes()
        )
        return ink.from_pixels(picture.decode(encoded, most_pixels=self._most_pixels)), _unchanged

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
    scores: Scores, k: int, glyph: page.Glyph, verdict: Verdict, line: int | None, unit: Callable[[Box], Box]
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


def _text(digits: tuple[Digit, ...], line: int) -> str:
    return "".join("?" if d.verdict == "unsure" else str(d.digit) for d in digits if d.line == line)


def _unchanged(box: Box) -> Box:
    return box


def read(source: Source, *, layout: Layout = "auto") -> Reading:
    """Read a picture or drawing with one reader kept for the process: see `Reader.read`."""
    return _shared().read(source, layout=layout)


_shared = cache(Reader)
