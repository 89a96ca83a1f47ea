"""Symbols that touch and overlap, with each pixel's owner known, for the network of centres to learn from.

A string is written by one pen and one slant, most of them with MNIST's skeletons, warped and with other countries'
strokes as `augment` does it; the others with letters of fonts, or with figures and scribbles. Each symbol is moved
until it touches the one before, or overlaps it, mostly; the letters of a word in a joined hand stand as their font has
them. Several strings, each brought to the height that glyphs are looked at, fill a strip.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.measure.symbols import LOOK_ALIKES
from scrawl.recognizer import CENTRES_HEIGHT, INK_THRESHOLD
from scrawl.scenes import writing
from scrawl.scenes.plane import log_uniform
from scrawl.training import augment, manuscript
from scrawl.training.fonts import Letter

WIDTH = 288  # px of a strip
GAPS = (16, 28)  # px between its strings
COUNTS = (0.12, 0.33, 0.25, 0.13, 0.09, 0.05, 0.03)  # how often 1, 2, … symbols are written together,
WORDS = (0.1, 0.15, 0.2, 0.2, 0.15, 0.1, 0.06, 0.04)  # or letters
# How often each is: letters of any hands, touching; words in one hand; what is neither.
KINDS = {"digits": 0.56, "letters": 0.14, "words": 0.16, "figures": 0.04, "scribble": 0.1}
CAPITALS = 0.35  # share of words
INITIAL = 0.4  # share of the other words in one hand that begin with a capital
ALIKE = 0.3  # share of letters beside others that look like digits
NO_DIGIT = 10  # the label of non-digits

WRITING = 80.0  # px, about the height of a digit while it is written
WIDEST = 1.2  # of its height: a wider one is made smaller
FOREIGN = 0.25  # share of digits in another country's hand
SLANTED = 0.35  # share of strings that lean to the right as school hands do,
SLANTS = (0.15, 0.75)  # by so many heights
TRACKING = 0.08  # standard deviation of the logarithm of the letters' distances in a word
STRETCH = 0.2  # standard deviation of the logarithm of a string's stretch
SPREAD, BASELINE = 0.2, 0.08  # shares of the height by which, at most, heights and places on the line vary
THINNEST, THICKEST = 0.7, 8.5  # px, radius of the pen
TOUCHING = 0.78  # share of strings in which each symbol touches the next; else LOOSE of them do not
LOOSE = 0.6
OVERLAP, APART = 0.22, 0.4  # how far, at most, in heights, one reaches over the one before, or keeps from it
NARROWER = 0.36  # of the narrower of two is overlapped at most, and what their strokes take

INK, SHARED = 0.25, 0.3  # ink above which symbols touch; ink of both above which a pixel belongs to both
LABELLED = 0.1  # share of a small pixel with an owner from which it is learned
AGREED = 0.004  # variance of the offsets within a small pixel, in heights²: with more it is of two symbols


@dataclass(frozen=True, eq=False)
class String:
    """A string as it was written.

    ink      (h, w) float32, 0…1
    owners   (h, w) int: which symbol each pixel of ink is of; -1 where there is none, or several
    centres  (n,) the middle of each symbol, px from the left
    labels   (n,) which digit each is, or NO_DIGIT
    """

    ink: NDArray[np.float32]
    owners: NDArray[np.int64]
    centres: NDArray[np.float64]
    labels: NDArray[np.uint8]


def strip(
    sources: manuscript.Sources, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A strip filled with random strings: ink (CENTRES_HEIGHT, WIDTH), and what is to be told of its pixels, (…, 3).

    That is how far right of each its symbol's middle is, in heights, which digit that is or NO_DIGIT, and 1 where both
    are known, else 0.
    """
    ink = np.zeros((CENTRES_HEIGHT, WIDTH), np.float32)
    targets = np.zeros((CENTRES_HEIGHT, WIDTH, 3), np.float32)
    left = int(rng.integers(12))
    while left < WIDTH * 3 / 4:
        kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
        counts = WORDS if kind in ("letters", "words") else COUNTS
        written = string(kind, int(rng.choice(len(counts), p=counts)) + 1, sources, rng)
        small, told = _small(written, float(np.exp(rng.normal(0, STRETCH))))
        width = small.shape[1]
        if left + width <= WIDTH:
            ink[:, left : left + width], targets[:, left : left + width] = _worn(small, rng), told
            left += width + int(rng.integers(*GAPS))
    return ink, targets


def string(kind: str, count: int, sources: manuscript.Sources, rng: np.random.Generator) -> String:
    """`count` random symbols of one of the KINDS, written one after the other."""
    radius = log_uniform(THINNEST, THICKEST, rng)
    labels, pens = [NO_DIGIT] * count, None
    if kind == "letters":
        symbols = [letter.written(WRITING, rng) for letter in _letters(count, sources.alphabet, rng)]
    elif kind == "words":
        symbols, pens = _word(count, sources.alphabet, rng)
    else:
        symbols, labels = map(list, zip(*(_symbol(kind, sources, rng) for _ in range(count)), strict=True))
    symbols = _uneven(symbols, rng)
    top = min(points[:, 1].min() for points in symbols)
    margin = int(radius) + 3
    rows = int(max(points[:, 1].max() for points in symbols) - top) + 2 * margin + 2
    crops = [
        augment.draw(
            points - [points[:, 0].min(), top] + margin,
            radius,
            (rows, round(np.ptp(points[:, 0])) + 2 * margin + 2),
        )
        for points in symbols
    ]
    if pens is None:
        lefts = _lefts(crops, margin, radius, rng)
    else:
        lefts = [round(pen + points[:, 0].min()) for pen, points in zip(pens, symbols, strict=True)]
    return _joined(crops, lefts, np.array(labels, np.uint8))


def _symbol(kind: str, sources: manuscript.Sources, rng: np.random.Generator) -> tuple[augment.Points, int]:
    """Points (n, 2) of a random one of that kind, standing on y = 0, WRITING px high; and its label."""
    if kind == "digits":
        points, label = sources.digit(rng, FOREIGN)
    else:
        points, label = manuscript.symbol(sources, kind, rng), NO_DIGIT
    return augment.stand(points, WRITING, WIDEST), label


def _letters(count: int, alphabet: Sequence[Letter], rng: np.random.Generator) -> list[Letter]:
    """`count` letters of an alphabet, all small ones or all capitals.

    Some look like digits, but one at least does not: it tells of the others.
    """
    is_capital = rng.random() < CAPITALS
    letters = [letter for letter in alphabet if letter.text.isupper() == is_capital]
    alike = [letter for letter in letters if letter.text in LOOK_ALIKES]
    fair = [letter for letter in letters if letter.text not in LOOK_ALIKES]
    is_alike = rng.random(count) < ALIKE
    is_alike[rng.integers(count)] = False
    known = [alike if each else fair for each in is_alike]
    return [some[rng.integers(len(some))] for some in known]


def _word(
    count: int, alphabet: Sequence[Letter], rng: np.random.Generator
) -> tuple[list[augment.Points], NDArray[np.float64]]:
    """Points (n, 2) of the letters of a word in one hand, each from the pen's place, and these places (count,), px.

    In a joined hand each letter ends where the next begins.
    """
    font = alphabet[int(rng.integers(len(alphabet)))].font
    letters = _letters(count, [letter for letter in alphabet if letter.font == font], rng)
    if letters[0].text.islower() and rng.random() < INITIAL:
        letters[0] = next(
            letter for letter in alphabet if (letter.font, letter.text) == (font, letters[0].text.upper())
        )
    size = WRITING * np.exp(rng.normal(0, TRACKING))
    advances = [letter.advance * size for letter in letters[:-1]]
    written = []
    for letter in letters:
        points = letter.written(WRITING, rng)
        written.append(points + [letter.left * size - points[:, 0].min(), 0])
    return written, np.cumsum([0.0, *advances])


def _uneven(symbols: list[augment.Points], rng: np.random.Generator) -> list[augment.Points]:
    """Points (n, 2) of each symbol in the string's slant, its size and its place on the line varied."""
    slant = manuscript.a_slant(rng)
    if rng.random() < SLANTED:
        slant[1, 0] = -rng.uniform(*SLANTS)
    spread, baseline = rng.uniform(0, (SPREAD, BASELINE))
    return [
        points @ slant * rng.uniform(1 - spread, 1 + spread) + [0, rng.normal(0, baseline) * WRITING]
        for points in symbols
    ]


def _lefts(
    crops: list[NDArray[np.float32]], margin: int, radius: float, rng: np.random.Generator
) -> list[int]:
    """Where each crop begins, px, so that it touches or overlaps those before, or nearly does."""
    is_tight = rng.random() < TOUCHING
    lefts: list[int] = []
    reached = np.full(len(crops[0]), -np.inf)  # in each row, where the ink so far ends
    for k, crop in enumerate(crops):
        begins, ends = writing.ends_of(crop > INK)
        left = 0
        if k:
            meeting = writing.meeting(reached, begins, 0)
            if is_tight or rng.random() >= LOOSE:
                narrower = min(crop.shape[1], crops[k - 1].shape[1]) - 2 * margin
                most = NARROWER * narrower + 2 * radius * rng.uniform(0, 0.6)
                left = round(meeting - max(min(rng.uniform(0, OVERLAP) * WRITING, most), 1))
            else:
                left = round(meeting + rng.uniform(0, APART) * WRITING)
        lefts.append(left)
        reached = np.maximum(reached, ends + left)
    return lefts


def _joined(crops: list[NDArray[np.float32]], lefts: list[int], labels: NDArray[np.uint8]) -> String:
    """All crops in their places, cut to their ink."""
    first = min(lefts)
    shape = len(crops[0]), max(left + crop.shape[1] for left, crop in zip(lefts, crops, strict=True)) - first
    ink = np.zeros(shape, np.float32)
    owners = np.full(shape, -1)
    shared = np.zeros(shape, np.bool_)
    centres = []
    for k, (left, crop) in enumerate(zip(lefts, crops, strict=True)):
        place = (slice(None), slice(left - first, left - first + crop.shape[1]))
        shared[place] |= (crop > SHARED) & (ink[place] > SHARED)
        owners[place][crop > ink[place]] = k
        np.maximum(ink[place], crop, out=ink[place])
        centres.append(left - first + crop.shape[1] / 2)
    owners[shared] = -1
    inked = ink > INK_THRESHOLD
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return String(ink[box], owners[box], np.array(centres) - columns[0], labels)


def _small(string: String, stretch: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The string scaled to CENTRES_HEIGHT, and its width by `stretch` besides: its ink and targets, as in a strip."""
    height, width = string.ink.shape
    columns = max(round(stretch * width * CENTRES_HEIGHT / height), 4)
    is_known = ((string.owners >= 0) & (string.ink > INK)).astype(np.float32)
    middles = string.centres[np.maximum(string.owners, 0)]
    offsets = ((middles - np.arange(width) - 0.5) * (columns / width / CENTRES_HEIGHT)).astype(
        np.float32
    ) * is_known
    ink, known, sums, squares = (
        np.asarray(cv2.resize(each, (columns, CENTRES_HEIGHT), interpolation=cv2.INTER_AREA), np.float32)
        for each in (string.ink, is_known, offsets, offsets * offsets)
    )
    mean = sums / np.maximum(known, np.float32(1e-6))
    variance = squares / np.maximum(known, np.float32(1e-6)) - mean * mean
    found = (np.arange(columns) + 0.5 + mean * CENTRES_HEIGHT) * (width / columns)
    owners = np.abs(found[..., None] - string.centres).argmin(axis=-1)
    is_told = (known > LABELLED) & (variance < AGREED)
    return ink, np.stack([mean, string.labels[owners], is_told], axis=-1).astype(np.float32)


def _worn(ink: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The small ink with gaps, as erasing the page's lines leaves them, too."""
    (worn,) = augment.worn([ink], rng)
    if rng.random() < 0.15:
        for x, y in rng.uniform(0, worn.shape[::-1], (int(rng.integers(1, 4)), 2)):
            cv2.circle(worn, (int(x), int(y)), int(rng.integers(1, 3)), 0.0, -1)
    return worn
