"""What a made-up piece of a photograph shows and how large: chosen before anything is drawn, see `scenes`."""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from scrawl.scenes.plane import log_uniform
from scrawl.training import traces

NEAR = 160  # px: a piece up to that side is more often a close-up
HEIGHTS = (18.0, 360.0)  # px, of the writing in it
HIGHEST = 0.95  # of its side
CELL, FULL = (0.4, 0.8), (0.7, 0.95)  # of its side, the height of a digit in a cell, and of one that fills it
LARGE = (0.45, 1.0)  # of its side, the height of large digits: of a long straight stroke an end can be seen
TINY = (8.0, 20.0)  # px, of writing on thumbnails,
DETAIL = (1.6, 2.2)  # and on how many px, for one of theirs, it is written before it is reduced
PENS = (0.5, 0.09)  # radius: px at least, heights at most
FINEST = 0.008  # heights, of high writing: its points lie too far apart for a finer pen
BROADEST = 14.0  # px, radius of a pen for large digits: strokes that are broader are looked at from afar

# How often each thing is so, as a share of all pieces, or of those it can be true of.
CLOSE, ELSE_CLOSE = 0.35, 0.04  # close-ups, of pieces up to NEAR and of others
FILLED = 0.35  # of close-ups: by their digit
RESIZED = 0.4  # seen from nearer or farther, and brought to its size in the file


class View(Enum):
    """What a piece shows.

    That is part of a page or of a grid with digits, or a close-up, of one digit in a cell or that fills the piece; or
    large digits on bare paper, a box with one number, a row of cells with a digit each, or a table of small numbers.
    """

    PAGE = auto()
    GRID = auto()
    CELL = auto()
    DIGIT = auto()
    LARGE = auto()
    BOX = auto()
    COMB = auto()
    TABLE = auto()


# Of pieces, and of those that are thumbnails; the others are close-ups or pages.
SHARES = {View.LARGE: 0.1, View.BOX: 0.18, View.COMB: 0.14, View.TABLE: 0.07, View.GRID: 0.1}
TINY_SHARES = {View.BOX: 0.12, View.COMB: 0.16, View.TABLE: 0.4}
# Heights of digits on forms, px; of the side, at most.
ON_FORMS = {
    View.BOX: (22.0, 120.0, 0.45),
    View.COMB: (22.0, 120.0, 0.45),
    View.TABLE: (14.0, 60.0, 0.2),
    View.GRID: (20.0, 180.0, 0.4),
}
PENCILLED = {View.LARGE: 0.2, View.BOX: 0.6, View.COMB: 0.3, View.TABLE: 0.3}  # with a soft pencil


@dataclass(frozen=True)
class Plan:
    """The plan of a scene: its view; and in px its side, the height of its writing and the radius of its pen.

    is_tiny       whether it will be a thumbnail
    is_pencilled  whether the pen is a soft pencil
    """

    view: View
    side: int
    height: float
    pen: float
    is_tiny: bool = False
    is_pencilled: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether little but writing and print lies on the paper."""
        return self.is_tiny or self.view in (View.LARGE, View.BOX, View.COMB, View.TABLE)


def plan(side: int, rng: np.random.Generator) -> Plan:
    """Of a piece that will be `side` px wide and high."""
    zoom = log_uniform(0.5, 2, rng) if rng.random() < RESIZED else 1.0
    made, view = int(np.ceil(side / zoom)), _one_of(SHARES, rng)
    if view is View.LARGE:
        return _penned(view, made, made * rng.uniform(*LARGE), rng)
    if view is not View.PAGE:
        low, high, most = ON_FORMS[view]
        height = log_uniform(low, max(min(high, most * side), low), rng) / zoom
        return _penned(view, made, height, rng)
    if rng.random() < (CLOSE if side <= NEAR else ELSE_CLOSE):
        view = View.DIGIT if rng.random() < FILLED else View.CELL
        height = made * rng.uniform(*(FULL if view is View.DIGIT else CELL))
    else:
        height = log_uniform(HEIGHTS[0], min(HEIGHTS[1], HIGHEST * side), rng) / zoom
    return _penned(view, made, height, rng)


def thumbnail(side: int, rng: np.random.Generator) -> Plan:
    """Of a piece that is made larger and then reduced to `side` px."""
    detail = rng.uniform(*DETAIL)
    height = detail * log_uniform(*TINY, rng)
    return _penned(_one_of(TINY_SHARES, rng), round(detail * side), height, rng, is_tiny=True)


def _one_of(shares: dict[View, float], rng: np.random.Generator) -> View:
    """A view, each as often as it is said, and else a page."""
    views = [*shares, View.PAGE]
    return views[int(rng.choice(len(views), p=[*shares.values(), 1 - sum(shares.values())]))]


def _penned(view: View, side: int, height: float, rng: np.random.Generator, *, is_tiny: bool = False) -> Plan:
    """The plan with a pen that goes with it."""
    if rng.random() < PENCILLED.get(view, 0.0):
        return Plan(view, side, height, traces.a_pen(height, rng), is_tiny=is_tiny, is_pencilled=True)
    low, high = max(PENS[0], FINEST * height), PENS[1] * height
    if view is View.LARGE:
        high = max(min(high, BROADEST), low)
    return Plan(view, side, height, log_uniform(low, high, rng), is_tiny=is_tiny)
