"""Numbers and words written with the recorded strokes of one writer, before they meet any paper.

The pen collections hold single symbols. Here they are put side by side in lines, apart or touching, as a hand would
write them, and drawn with a round pen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.measure.symbols import LOOK_ALIKES, pen_samples
from scrawl.scenes.plane import log_uniform

Symbol = list[NDArray[np.float64]]  # strokes, each points (n, 2): x, y in pixels, y down

HEIGHTS = (24, 160)  # px, of a page's digits
SPREAD = 0.15  # of the heights within one page
BASELINE = 0.04  # standard deviation of where a digit stands, in digit heights
GAPS = (0.15, 0.8)  # between the ink of neighbours apart, in digit heights
OVERLAP = 0.12  # of neighbours that touch, at most, in digit heights
NARROWER = 0.25  # of the narrower of two that touch is overlapped at most, or nobody could read it
LETTER_GAPS = (0.05, 0.25)
WORD_GAPS = (0.35, 1.5)  # between a number and the word beside it, in digit heights
LEADING = (0.25, 1.2)  # between the ink of two lines
WIDEST = 1.3  # widths in heights; a wider symbol is scaled by its width

PEN = 0.08  # diameter of the usual pen, in digit heights
THICKEST = 1 / 6  # of a digit's height
PENS = (1.0, 12.0)  # px

INKED = 0.25  # share of a pixel above which it counts as ink: a hair between two pixels covers half of each

_FINE = 4  # factor by which strokes are drawn larger, to be shrunk by area
_FRACTION = 4  # bits of a drawn coordinate behind the point


@dataclass(frozen=True, eq=False)
class Hand:
    """How one writer writes: of each label (a digit or letter) the recorded samples."""

    samples: dict[str, list[Symbol]]


@dataclass(frozen=True, eq=False)
class Writing:
    """The writing on a page.

    symbols  strokes of each symbol in reading order, px from anywhere
    lines    the digits of each line, top to bottom; empty if nothing written is a digit
    height   usual height of a digit, px
    pen      its diameter, px
    letters  strokes of each letter that stands beside digits
    """

    symbols: Sequence[Symbol]
    lines: tuple[str, ...]
    height: float
    pen: float
    letters: Sequence[Symbol] = ()


def digit_hands(data: Path, *, development: bool) -> list[Hand]:
    """The writers of digits in one half of the pen collections."""
    return [*_hands(data, "uji-digits", development), *_hands(data, "pendigits", development)]


def letter_hands(data: Path, *, development: bool) -> list[Hand]:
    """The writers of letters in one half, without the letters that some people write like a digit."""
    return _hands(data, "uji-letters", development)


def _hands(data: Path, file: str, development: bool) -> list[Hand]:
    hands: dict[int, Hand] = {}
    for sample in pen_samples(data, file, development=development):
        label = str(sample["label"])
        if label not in LOOK_ALIKES:
            strokes = [np.asarray(stroke, np.float64)[:, :2] for stroke in sample["strokes"]]
            hand = hands.setdefault(sample["writer"], Hand({}))
            hand.samples.setdefault(label, []).append(strokes)
    return list(hands.values())


def a_height(rng: np.random.Generator, least: float = HEIGHTS[0]) -> float:
    """A digit's height in px, as likely between 40 and 80 as between 80 and 160."""
    return log_uniform(least, HEIGHTS[1], rng)


def usual_pen(height: float) -> float:
    """The diameter in px of a pen for digits of that height."""
    return float(np.clip(PEN * height, *PENS))


def a_pen(height: float, rng: np.random.Generator) -> float:
    """The diameter in px of any pen, from a hair to a felt pen, that digits of that height can be written with."""
    return log_uniform(PENS[0], min(PENS[1], THICKEST * (1 - SPREAD) * height), rng)


def sizes(named: Collection[str], rng: np.random.Generator, least: float = HEIGHTS[0]) -> tuple[float, float]:
    """A digit's height, px, and the diameter of its pen: the usual one, or any if `pen` is named."""
    height = a_height(rng, least)
    return height, a_pen(height, rng) if "pen" in named else usual_pen(height)


def numbers(
    hand: Hand, lengths: Sequence[int], height: float, pen: float, rng: np.random.Generator, *, touching: bool
) -> Writing:
    """Random digits of one writer, a line for each of the lengths; neighbours stand apart, or each pair touches."""
    known = sorted(hand.samples)
    lines, texts = [], []
    for length in lengths:
        labels = [str(label) for label in rng.choice(known, length)]
        symbols = [digit(hand, label, height, rng) for label in labels]
        gaps = -rng.uniform(0, OVERLAP, length) if touching else rng.uniform(*GAPS, length)
        lines.append(side_by_side(symbols, pen, gaps * height))
        texts.append("".join(labels))
    return Writing(one_below_another(lines, height, rng), tuple(texts), height, pen)


def words(hand: Hand, height: float, pen: float, rng: np.random.Generator) -> Writing:
    """One to three lines of letters, lower case or capitals, at the sizes and places that the writer gave them."""
    lines = [word(hand, height, pen, rng) for _ in range(rng.integers(1, 4))]
    return Writing(one_below_another(lines, height, rng), (), height, pen)


def word(hand: Hand, height: float, pen: float, rng: np.random.Generator) -> list[Symbol]:
    """Two to eight letters side by side, lower case or capitals."""
    upper = rng.random() < 0.3
    known = sorted(label for label in hand.samples if label.isupper() == upper)
    symbols = _letters(hand, rng.choice(known, rng.integers(2, 9)).tolist(), height, rng)
    return side_by_side(symbols, pen, rng.uniform(*LETTER_GAPS, len(symbols)) * height)


def beside_words(hand: Hand, other: Hand, height: float, pen: float, rng: np.random.Generator) -> Writing:
    """One to four lines of a number, a word, or one before the other, as in dates: digits of one hand, letters of the
    other.

    Letters of a word touch in every second one, as in joined writing.
    """
    lines, texts, is_digit = [], [], []
    for _ in range(rng.integers(1, 5)):
        order = ("number", "word", "number word", "word number")[rng.integers(4)]
        symbols: list[Symbol] = []
        gaps: list[float] = []
        for kind in order.split():
            if kind == "number":
                labels = rng.choice(sorted(hand.samples), rng.integers(1, 5)).tolist()
                texts.append("".join(labels))
                own = [digit(hand, label, height, rng) for label in labels]
                near = rng.uniform(*GAPS, len(labels))
            else:
                own = _letters(other, _word(other, rng), height, rng)
                touch = rng.random() < 0.5
                near = -rng.uniform(0, OVERLAP, len(own)) if touch else rng.uniform(*LETTER_GAPS, len(own))
            gaps += [float(rng.uniform(*WORD_GAPS)), *near[1:].tolist()]
            symbols += own
            is_digit += [kind == "number"] * len(own)
        lines.append(side_by_side(symbols, pen, np.array(gaps) * height))
    written = one_below_another(lines, height, rng)
    digits = [symbol for symbol, each in zip(written, is_digit, strict=True) if each]
    letters = [symbol for symbol, each in zip(written, is_digit, strict=True) if not each]
    return Writing(digits, tuple(texts), height, pen, letters)


def _word(hand: Hand, rng: np.random.Generator) -> list[str]:
    """The letters of a word: small ones, behind a capital in every second one, or capitals."""
    small = sorted(label for label in hand.samples if label.islower())
    capitals = sorted(label for label in hand.samples if label.isupper())
    kind = rng.random()
    letters = rng.choice(capitals if kind < 0.15 else small, rng.integers(2, 9)).tolist()
    return [str(rng.choice(capitals)), *letters] if kind >= 0.5 else letters


def _letters(hand: Hand, labels: Sequence[str], height: float, rng: np.random.Generator) -> list[Symbol]:
    """Samples of the letters as large, and as far above and below y = 0, as the writer wrote them beside capitals."""
    capitals = [
        symbol for label, all_of_it in hand.samples.items() if label.isupper() for symbol in all_of_it
    ]
    tops, bottoms = np.transpose([_extent(symbol)[:, 1] for symbol in capitals])
    scale, baseline = height / float(np.median(bottoms - tops)), float(np.median(bottoms))
    chosen = [hand.samples[label][rng.integers(len(hand.samples[label]))] for label in labels]
    return [[(stroke - [0, baseline]) * scale for stroke in symbol] for symbol in chosen]


def drawn(symbol: Symbol, pen: float) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """How much of each pixel the strokes cover, (h, w) 0…1, and the left and top px of that picture."""
    low, high = _extent(symbol)
    left, top = np.floor(low - pen / 2).astype(int) - 1
    right, bottom = np.ceil(high + pen / 2).astype(int) + 1
    moved = [stroke - [left, top] for stroke in symbol]
    return coverage(moved, pen, (bottom - top, right - left)), (int(left), int(top))


def coverage(strokes: Symbol, pen: float, shape: tuple[int, int]) -> NDArray[np.float32]:
    """How much of each of (h, w) pixels strokes of that pen cover, 0…1."""
    fine = np.zeros((shape[0] * _FINE, shape[1] * _FINE), np.uint8)
    for stroke in strokes:
        # The centre of the first fine pixel is at half its width.
        points = (stroke * _FINE - 0.5) * 2**_FRACTION
        path = np.rint(points if len(points) > 1 else points.repeat(2, axis=0)).astype(np.int32)
        cv2.polylines(fine, [path], False, 255, round(pen * _FINE), cv2.LINE_8, _FRACTION)
    covered = cv2.resize(fine, shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(covered, np.float32) / np.float32(255)


def digit(hand: Hand, label: str, height: float, rng: np.random.Generator) -> Symbol:
    """A sample of the label at about that height, standing about on y = 0."""
    samples = hand.samples[label]
    symbol = samples[rng.integers(len(samples))]
    low, high = _extent(symbol)
    wide, tall = high - low
    scale = height * rng.uniform(1 - SPREAD, 1 + SPREAD) / max(tall, wide / WIDEST)
    foot = np.array([low[0], high[1] + rng.normal(0, BASELINE) * height / scale])
    return [(stroke - foot) * scale for stroke in symbol]


def _extent(symbol: Symbol) -> NDArray[np.float64]:
    """Least and greatest x, y of the points, (2, 2)."""
    points = np.concatenate(symbol)
    return np.array([points.min(axis=0), points.max(axis=0)])


def side_by_side(symbols: Sequence[Symbol], pen: float, gaps: NDArray[np.float64]) -> list[Symbol]:
    """Each symbol moved until its ink keeps that many px from all ink before it.

    A negative gap is an overlap, at most of a share of the narrower neighbour (see NARROWER).
    """
    edges = _edges([drawn(symbol, pen) for symbol in symbols])
    widths = [right.max() - left.min() for left, right in edges]
    placed: list[Symbol] = []
    reached = np.full(len(edges[0][0]), -np.inf)  # in each row of pixels, the right edge of the ink so far
    for k, (symbol, (left, right), gap) in enumerate(zip(symbols, edges, gaps, strict=True)):
        move = -left.min()
        if placed:
            deepest = -NARROWER * min(widths[k - 1], widths[k])
            kept = round(gap if gap > 0 else min(max(gap, deepest), -1))  # what touches shares a pixel
            move = meeting(reached, left, max(kept, 0)) + kept
        placed.append([stroke + [move, 0] for stroke in symbol])
        reached = np.maximum(reached, right + move)
    return placed


def _edges(
    pictures: list[tuple[NDArray[np.float32], tuple[int, int]]],
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Where the ink of each begins and ends in each row of pixels that any of them has, (rows,) px.

    Rows without ink begin at infinity and end at minus infinity.
    """
    top = min(y for _, (_, y) in pictures)
    rows = max(y + len(covered) for covered, (_, y) in pictures) - top
    edges = []
    for covered, (x, y) in pictures:
        left, right = np.full(rows, np.inf), np.full(rows, -np.inf)
        own = slice(y - top, y - top + len(covered))
        left[own], right[own] = np.add(ends_of(covered > INKED), x)
        edges.append((left, right))
    return edges


def ends_of(inked: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the ink (h, w) of each row begins and ends, (h,) px; of a row without ink at inf and -inf."""
    has_ink, width = inked.any(axis=1), inked.shape[1]
    begins = np.where(has_ink, inked.argmax(axis=1), np.inf)
    return begins, np.where(has_ink, width - inked[:, ::-1].argmax(axis=1), -np.inf)


def meeting(reached: NDArray[np.float64], left: NDArray[np.float64], near: int) -> float:
    """How far ink that begins at `left` must move to lie behind the ink `reached` in all rows `near` its own."""
    padded = np.pad(reached, near, constant_values=-np.inf)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * near + 1).max(axis=1)
    place = float((around - left).max())
    # Where they share no row, one stands beyond the other.
    return place if np.isfinite(place) else float(reached.max() - left.min())


def one_below_another(lines: list[list[Symbol]], height: float, rng: np.random.Generator) -> list[Symbol]:
    """The symbols of all lines, each line below the ink of the one before, anywhere to the right."""
    page: list[Symbol] = []
    bottom = 0.0
    for line in lines:
        top, low = _extent([stroke for symbol in line for stroke in symbol])[:, 1]
        move = np.rint([rng.uniform(0, 1.5) * height, bottom - top])
        page += [[stroke + move for stroke in symbol] for symbol in line]
        bottom = low + move[1] + rng.uniform(*LEADING) * height
    return page
