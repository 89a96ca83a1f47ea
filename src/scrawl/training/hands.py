"""Digits as other countries' schools teach them, drawn from nothing but the shape of their strokes.

MNIST's writers are Americans: they write 1 as a bar, 7 without a bar, 9 with a straight tail and 4 with a tall stem. No
warp of theirs becomes a 1 with an upstroke as long as its stem, or a 9 that ends like a g. Each function here gives one
digit as strokes of control points in a box of height 1 (x right of the middle, y down); the curve is drawn through
them, and pens, warps and wear are those of every other sample.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float64]  # (n, 2) control points: x, y
Strokes = list[Corners]

JITTER = 0.025  # standard deviation of each control point
WIDTH = 0.2  # standard deviation of the logarithm of the width
SLANTED, SLANTS = 0.35, (0.1, 0.55)  # share that lean to the right, and how far their top does, in heights


def write(label: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A digit of that label in some foreign hand: points (n, 2) in a box of about 1×1, y down, dense as ink."""
    strokes = SHAPES[label](rng)
    scale = np.array([np.exp(rng.normal(0, WIDTH)), 1.0])
    drawn = [
        curve(corners + rng.normal(0, JITTER, corners.shape), steps=100 if len(corners) == 2 else 30) * scale
        for corners in strokes
        if len(corners)
    ]
    slant = rng.uniform(*SLANTS) if rng.random() < SLANTED else 0.0
    return (np.concatenate(drawn) @ np.array([[1, 0], [-slant, 1]])).astype(np.float32)


def strokes(label: int, rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """A digit of that label in some foreign hand, as strokes (n, 2); those that begin where another ends are one."""
    joined: list[Corners] = []
    for corners in SHAPES[label](rng):
        if joined and len(corners) and np.allclose(joined[-1][-1], corners[0]):
            joined[-1] = np.concatenate([joined[-1], corners[1:]])
        elif len(corners):
            joined.append(corners)
    return [curve(corners, steps=6).astype(np.float64) for corners in joined]


def curve(corners: NDArray[np.floating], steps: int = 30) -> NDArray[np.float32]:
    """A smooth curve through the corners (n, 2), `steps` points between each two (uniform Catmull–Rom spline)."""
    p = np.concatenate([corners[:1], corners, corners[-1:]])
    t = np.linspace(0, 1, steps)[:, None]
    pieces = [
        0.5
        * (
            2 * p[i]
            + (p[i + 1] - p[i - 1]) * t
            + (2 * p[i - 1] - 5 * p[i] + 4 * p[i + 1] - p[i + 2]) * t**2
            + (3 * p[i] - p[i - 1] - 3 * p[i + 1] + p[i + 2]) * t**3
        )
        for i in range(1, len(p) - 2)
    ]
    return np.concatenate(pieces).astype(np.float32)


def _points(*corners: tuple[float, float]) -> Corners:
    return np.array(corners, np.float64).reshape(-1, 2)


def _arc(centre: tuple[float, float], radii: tuple[float, float], start: float, sweep: float) -> Corners:
    """Control points on an ellipse; angles in turns, 0 right, ¼ below, so that a positive sweep is clockwise."""
    angles = 2 * np.pi * np.linspace(start, start + sweep, max(int(abs(sweep) * 12), 3))
    return np.column_stack([centre[0] + radii[0] * np.cos(angles), centre[1] + radii[1] * np.sin(angles)])


def zero(rng: np.random.Generator) -> Strokes:
    """A ring that overshoots its beginning, ends in a loop or has its ends crossed; sometimes slashed."""
    if rng.random() < 0.12:  # the pen comes in from above the ring, and may leave there, too
        wide, high = rng.uniform(0.25, 0.5), rng.uniform(0.08, 0.25)
        ring = _arc((0, 0.5), (wide, 0.5), rng.uniform(-0.35, -0.2), -rng.uniform(0.9, 1.1))
        out = [(-rng.uniform(0, 0.25), -high * rng.uniform(0.3, 1))] if rng.random() < 0.4 else []
        return [np.concatenate([_points((rng.uniform(0.0, 0.3), -high)), ring, _points(*out)])]
    if rng.random() < 0.1:  # both ends cross above it
        wide, meet = rng.uniform(0.25, 0.45), rng.uniform(0.05, 0.2)
        ring = _arc((0, 0.5 + meet / 2), (wide, 0.5 - meet / 2), -0.19, 0.88)
        ends = rng.uniform(0.05, 0.3, 2), rng.uniform(-0.15, 0.02, 2)
        begins, leaves = _points((-ends[0][0], ends[1][0])), _points((ends[0][1], ends[1][1]))
        return [np.concatenate([begins, ring[1:], leaves])]
    sweep = -rng.uniform(0.95, 1.3 if rng.random() < 0.7 else 1.7)
    start = rng.uniform(-0.45, -0.05)
    wide = rng.uniform(0.25, 0.5)
    ring = _arc((0, 0.5), (wide, 0.5), start, sweep)
    inward = np.linspace(1, 1 - rng.uniform(0, 0.35) * (sweep < -1), len(ring))[:, None]
    ring = (ring - [0, 0.5]) * inward + [0, 0.5]
    kind = rng.random()
    if kind < 0.25:  # leaves to the right
        end = ring[-1]
        tail = _points((rng.uniform(0.3, 0.6), rng.uniform(-0.15, 0.25)))
        return [np.concatenate([ring, (end + tail) / 2 + [0, 0.03], tail])]
    if kind < 0.4:  # a curl at the top, as the pen comes in
        curl = _arc((rng.uniform(0, 0.2), 0.08), (0.12, 0.1), rng.uniform(0, 1), -rng.uniform(0.6, 1.1))
        return [np.concatenate([curl, ring])]
    if kind < 0.55:  # slashed, from within the ring or beyond it
        reach = rng.uniform(0.5, 1.3)
        return [ring, _points((-wide * reach, 0.5 + 0.5 * reach), (wide * reach, 0.5 - 0.5 * reach))]
    return [ring]


def one(rng: np.random.Generator) -> Strokes:
    """A stem with an upstroke up to its own length, which may bend over into it, and sometimes a foot."""
    lean = rng.normal(-0.03, 0.1)
    if rng.random() < 0.2:  # without a corner at the top
        reach, round_top = rng.uniform(0.15, 0.6), rng.uniform(0.02, 0.1)
        drop = rng.uniform(max(0.2, 0.7 * reach), 0.7)
        top = _points((-round_top, rng.uniform(0, 0.05)), (0.3 * round_top, 0), (round_top, round_top))
        bent = _points((-reach, drop), (-0.5 * reach, drop * rng.uniform(0.3, 0.6)))
        return [np.concatenate([bent, top, _points((lean / 2 + 0.02, 0.5), (lean, 1))])]
    joint = 0.0 if rng.random() < 0.75 else rng.uniform(0.03, 0.35)  # where on the stem the upstroke arrives
    reach, drop = rng.uniform(0.1, 0.6 if rng.random() < 0.75 else 0.85), rng.uniform(0.12, 0.85)
    drop = max(drop, 0.7 * reach)  # flatter, it is a 7
    start = (-reach, min(joint + drop, 0.95))
    bend = rng.normal(0, 0.06)
    middle = ((start[0] + lean * joint) / 2 + bend, (start[1] + joint) / 2 + bend)
    flag = _points(start, middle, (lean * joint, joint))
    if rng.random() < 0.15:  # begins with a little curl
        flag = np.concatenate([_points((start[0] - 0.08, start[1] - 0.1)), flag])
    stem = _points((0, 0), (lean * 0.5 + rng.normal(0, 0.02), 0.5), (lean, 1))
    strokes = [flag, stem]
    if rng.random() < 0.06:  # the flag is gone over twice, which leaves a narrow loop
        twice = flag[::-1] + [0, rng.uniform(0.04, 0.12)]
        strokes[0] = np.concatenate([twice[:-1], flag])
    if rng.random() < 0.3:
        before, behind = rng.uniform(0.1, 0.4, 2)
        left, right = 1 + rng.normal(0, 0.03, 2)
        strokes.append(_points((lean - before, left), (lean + behind, right)))
    elif rng.random() < 0.12:  # runs out to the right
        strokes[1] = np.concatenate([stem[:-1], _points((lean + 0.02, 0.95), (lean + 0.15, 1.0))])
    return strokes


def two(rng: np.random.Generator) -> Strokes:
    """A head that begins with a curl, and a base that is straight, wavy or looped."""
    head = [(-0.32, 0.25), (-0.2, 0.05), (0.05, 0.0), (0.28, 0.14), (0.26, 0.36)]
    if rng.random() < 0.3:  # the pen comes in by a small loop
        head = [(-0.15, 0.28), (-0.3, 0.32), (-0.34, 0.2), *head[1:]]
    foot = [(0.0, 0.68), (-0.3, 0.95)]
    wave = rng.uniform(-0.02, 0.07)
    base = [(-0.3, 0.97), (-0.05, 0.95 - wave), (0.15, 0.98), (0.4, 0.95 - wave)]
    if rng.random() < 0.4:
        size = rng.uniform(0.06, 0.16)
        loop = [(-0.36, 1.0), (-0.42, 0.98 - size), (-0.3, 0.92 - size)]
        return [_points(*head, *foot, *loop, *base[1:])]
    return [_points(*head, *foot), _points(*base)]


def three(rng: np.random.Generator) -> Strokes:
    """A flat top with a sharp corner, or two bellies with a loop between them."""
    x, y = rng.uniform(-0.08, 0.1), rng.uniform(0.36, 0.48)
    belly = [(0.22, y + 0.08), (0.32, 0.68), (0.2, 0.93), (-0.08, 1.0), (-0.32, rng.uniform(0.82, 0.95))]
    if rng.random() < 0.25:  # it ends below, without a hook
        belly[2:] = [(rng.uniform(0.1, 0.25), 0.85), (rng.uniform(-0.3, 0.05), 1.0)]
    kind = rng.random()
    if kind < 0.25:  # hardly a notch
        x = rng.uniform(0.05, 0.22)
        bent = [(-0.3, rng.uniform(0.02, 0.15)), (-0.02, 0.0), (0.25, 0.1), (x, y), (0.27, y + 0.2)]
        return [_points(*bent, *belly[2:])]
    if kind < 0.55:
        top, corner = rng.uniform(-0.35, -0.2), rng.uniform(0.2, 0.34)
        return [
            _points((top, rng.uniform(0, 0.06)), (corner, 0)),
            _points((corner, 0), (x, y)),
            _points((x, y), *belly),
        ]
    loop = [(-0.06, y - 0.05), (-0.1, y + 0.05), (0.05, y + 0.04)] if rng.random() < 0.4 else [(x - 0.05, y)]
    return [_points((-0.28, 0.14), (-0.05, 0.0), (0.24, 0.1), (0.2, 0.3), *loop, *belly)]


def four(rng: np.random.Generator) -> Strokes:
    """Open: an arm, a bar and a stem that may be short, or all in one like a bolt; or closed and overshooting."""
    bar, left, right = rng.uniform(0.42, 0.72), -rng.uniform(0.25, 0.42), rng.uniform(0.15, 0.42)
    if rng.random() < 0.28:  # low, and narrow: the arm stands nearly upright
        bar, left, right = rng.uniform(0.7, 0.95), -rng.uniform(0.12, 0.3), rng.uniform(0.05, 0.25)
    top = rng.uniform(-0.35, 0.2)
    stem, bottom = rng.uniform(0.0, 0.25), rng.uniform(0.9, 1.1)
    tilt = rng.normal(0, 0.05)
    bend = rng.uniform(-0.08, 0.04)
    arm = _points((top, 0), ((top + left) / 2 + bend, bar / 2), (left, bar))
    kind = rng.random()
    if kind < 0.12:  # all in one, the bar turns up in a loop before it comes down as the stem
        bar, loop = rng.uniform(0.45, 0.7), rng.uniform(0.15, 0.3)
        knot = _points((right, bar - loop / 2), (right - 0.06, bar - loop), (stem, bar - loop / 3))
        low = arm * [1, bar / arm[-1, 1]]
        middle, end = (
            _points(((left + right) / 2, bar + 0.05)),
            _points((stem + rng.uniform(-0.3, 0), bottom)),
        )
        return [np.concatenate([low, middle, knot, end])]
    if kind < 0.18:  # an arm that bends into the bar, and a short stem that begins on it
        low = rng.uniform(0.6, 0.8)
        bent = _points((left, 0), (left, 0.75 * low), (left / 2 + stem / 2, low), (stem, low - 0.05))
        return [bent, _points((stem, low - rng.uniform(0.05, 0.25)), (stem + rng.normal(0, 0.04), bottom))]
    if kind < 0.5:
        high = rng.uniform(0.0, bar - 0.06) if rng.random() < 0.5 else bar - rng.uniform(0.04, 0.2)
        bottom = rng.uniform(bar + 0.1, max(bar + 0.15, 1.1))
        lean = rng.normal(-0.04, 0.06)
        cross = _points((left, bar), (right, bar + tilt))
        if rng.random() < 0.4:  # arm and bar are one round movement
            arm = np.concatenate([arm, _points(((left + stem) / 2, bar + 0.04), (right, bar + tilt))])
            cross = _points()
        down = _points((stem, high), (stem + lean / 2, (high + bottom) / 2), (stem + lean, bottom))
        return [arm, cross, down]
    if kind < 0.8:  # like a bolt: the bar, level or rising, turns down into the stem
        lean = rng.uniform(-0.3, 0.05)
        if rng.random() < 0.4:
            tilt = -rng.uniform(0.05, 0.3)
        turn = (stem, bar + tilt)
        return [arm, _points((left, bar), turn), _points(turn, (stem + lean, bottom))]
    return [
        _points((stem, 0), (left, bar)),
        _points((left, bar), (right, bar + tilt)),
        _points((stem + rng.normal(0, 0.04), rng.uniform(-0.05, 0.1)), (stem + rng.normal(0, 0.04), bottom)),
    ]


def five(rng: np.random.Generator) -> Strokes:
    """A hat that stands apart, is long, or is hardly there."""
    left, waist = rng.uniform(-0.3, -0.15), rng.uniform(0.3, 0.46)
    belly = [(0.05, waist - rng.uniform(0, 0.06)), (0.3, 0.62), (0.22, 0.92), (-0.05, 1.0)]
    belly.append((-0.35, rng.uniform(0.82, 0.97)))
    body = [
        _points((left, 0), (left + rng.normal(-0.03, 0.03), waist)),
        _points((left - 0.02, waist), *belly),
    ]
    if rng.random() < 0.3:  # stem and belly in one curve, without a corner
        body = [_points((left + 0.05, 0), (left, waist * 0.6), (left + 0.08, waist - 0.02), *belly)]
    if rng.random() < 0.12:  # all in one curve, like an S
        hat = _points((rng.uniform(0.15, 0.4), rng.uniform(0, 0.08)), (-0.05, 0.0), (left, waist * 0.5))
        return [np.concatenate([hat, _points((left + 0.1, waist), *belly)])]
    length = rng.uniform(0.05, 0.25) if rng.random() < 0.3 else rng.uniform(0.3, 0.9)
    gap, rise = rng.uniform(-0.35, 0.12), rng.normal(0.02, 0.06)
    return [*body, _points((left + gap, -max(gap, 0) / 2), (left + gap + length, -rise))]


def six(rng: np.random.Generator) -> Strokes:
    """A stem that comes in straight or curls around, and a bowl from small to nearly all of it."""
    tall = rng.uniform(0.17, 0.36)  # half the bowl's height
    wide = rng.uniform(0.2, 0.38)
    centre = (0.0, 1 - tall)
    start = _points((rng.uniform(-0.1, 0.4), rng.uniform(-0.02, 0.1)))
    if rng.random() < 0.3:
        start = np.concatenate([start + [rng.uniform(0.02, 0.15), rng.uniform(0.05, 0.2)], start])
    side = _points((-wide * rng.uniform(0.5, 1.0), 0.45 * (1 - tall)))
    bowl = _arc(centre, (wide, tall), 0.5, -rng.uniform(0.85, 1.25))
    return [np.concatenate([start, side, bowl])]


def seven(rng: np.random.Generator) -> Strokes:
    """A hook or a wave for a top, and mostly a bar."""
    left, right = -rng.uniform(0.25, 0.5), rng.uniform(0.2, 0.42)
    foot = (rng.uniform(-0.25, 0.15), 1.0)
    bend = rng.uniform(-0.12, 0.04)
    stem = _points(
        (right, rng.uniform(-0.02, 0.05)), ((right + foot[0]) / 2 + bend, rng.uniform(0.4, 0.55)), foot
    )
    kind = rng.random()
    if kind < 0.1:  # an arch, as a 2 begins
        start = (left + rng.uniform(0, 0.1), rng.uniform(0.12, 0.35))
        top = [_points(start, (left + 0.06, 0.06), ((left + right) / 2, -0.02), tuple(stem[0] + [0, 0.1]))]
        stem[0] += [0, 0.1]
    elif kind < 0.35:  # a wave: up, over and down into the bar
        deep = rng.uniform(0.05, 0.35)
        start = (left - rng.uniform(-0.05, 0.15), rng.uniform(0.1, 0.5))
        top = [_points(start, (left, 0.0), ((left + right) / 2 - 0.05, deep), tuple(stem[0]))]
    elif kind < 0.7:  # a serif, hanging
        hang = rng.uniform(0.08, 0.3)
        top = [_points((left + rng.normal(0, 0.03), hang), (left, 0)), _points((left, 0), tuple(stem[0]))]
    else:
        top = [_points((left, rng.uniform(0, 0.08)), tuple(stem[0]))]
    y = rng.uniform(0.42, 0.76)
    on_stem = float(np.interp(y, [0, 0.5, 1], [right, stem[1, 0], foot[0]]))
    bar = _points(
        (on_stem - rng.uniform(0.12, 0.35), y + rng.normal(0.02, 0.05)),
        (on_stem + rng.uniform(0.12, 0.35), y + rng.normal(-0.02, 0.05)),
    )
    ending = rng.random()
    if ending < 0.2:  # the pen stays down between stem and bar
        out = rng.uniform(0.05, 0.25)
        back = _points(foot, (foot[0] - out, rng.uniform(0.8, 0.95)), tuple(bar[0]))
        return [*top, stem, back, bar]
    if ending < 0.27:  # the bar ends in a hook
        return [*top, stem, np.concatenate([bar, bar[1:] + [0.02, rng.uniform(0.06, 0.15)]])]
    return [*top, stem, bar] if ending < 0.75 else [*top, stem]


def eight(rng: np.random.Generator) -> Strokes:
    """One stroke, its loops of any two sizes, closed or left open at the top; or a ring on a ring."""
    if rng.random() < 0.12:
        waist, gap = rng.uniform(0.35, 0.5), rng.uniform(-0.06, 0.05)
        rings = ((waist - gap) / 2, waist), ((1 - waist) / 2, 1.0)  # half as high, and the bottom of each
        return [
            _arc((rng.normal(0, 0.04), end - tall), (tall * rng.uniform(0.6, 1.2), tall), rng.uniform(), 1.05)
            for tall, end in rings
        ]
    t = 2 * np.pi * (rng.uniform(0.05, 0.2) + np.linspace(0, rng.uniform(0.7, 1.04), 25))
    upper, lower = rng.uniform(0.04, 0.36), rng.uniform(0.1, 0.4)
    waist = rng.uniform(0.2, 0.55)
    across = np.where(np.cos(t) > 0, upper, lower) * np.sin(2 * t)
    down = np.where(np.cos(t) > 0, waist * (1 - np.cos(t)), waist - (1 - waist) * np.cos(t))
    figure = np.column_stack([across * rng.choice([-1, 1]), down])
    if rng.random() < 0.25:  # comes in from the right
        figure = np.concatenate([_points((rng.uniform(0.2, 0.4), rng.uniform(-0.1, 0.1))), figure])
    return [figure]


def nine(rng: np.random.Generator) -> Strokes:
    """A bowl and a tail that curls like a g's, or runs straight to any side."""
    wide, tall = rng.uniform(0.14, 0.34), rng.uniform(0.1, 0.3)
    turn = rng.uniform(0.75, 1.25 if rng.random() < 0.7 else 1.7)  # some turn once more, or begin inside
    kind = rng.random()
    if kind < 0.25:  # a small bowl, whose tail is as round as a 3's: like an S whose head is closed
        turn = max(turn, 1.0)  # open, it would be a 5
        wide, tall, belly = rng.uniform(0.1, 0.26), rng.uniform(0.09, 0.23), rng.uniform(0.05, 0.3)
        bowl = _arc((0, tall), (wide, tall), rng.uniform(0, 0.27) + turn, -turn)
        low, back = 1 - 2 * tall, rng.uniform(0.15, 0.5)
        tail = [(wide + 0.7 * belly, 1 - 0.8 * low), (wide + belly, 1 - 0.45 * low)]
        tail += [(wide + 0.5 * belly, 1 - 0.12 * low), (-0.4 * back, 1.0), (-back, rng.uniform(0.82, 1.0))]
        return [np.concatenate([bowl, _points(*tail)])]
    if kind < 0.28:  # a bowl nearly as flat as a 7's bar
        wide, tall = rng.uniform(0.16, 0.32), rng.uniform(0.06, 0.12)
        bowl = _arc((0, tall), (wide, tall), max(turn, 1.0), -max(turn, 1.0))
        foot, bend = rng.uniform(-0.6, 0.0), rng.uniform(-0.02, 0.1)
        return [np.concatenate([bowl, _points(((wide + foot) / 2 + bend, 0.55), (foot, 1.0))])]
    if kind < 0.65:  # the tail goes down on the right and curls to the left
        bowl = _arc((0, tall), (wide, tall), turn, -turn)
        reach = rng.uniform(0.15, 0.55)
        belly = rng.uniform(0, 0.3) if rng.random() < 0.4 else 0.0  # as round as a 3's
        tail = [(wide * rng.uniform(0.4, 1.1) + belly, 0.62), (wide * rng.uniform(0.3, 1.3) + belly, 0.86)]
        tail += [(-reach * 0.3, 1.0), (-reach, rng.uniform(0.85, 1.0))]
        if rng.random() < 0.35:
            tail += [(-reach - rng.uniform(-0.05, 0.1), rng.uniform(0.68, 0.82))]
        return [np.concatenate([bowl, _points(*tail)])]
    if kind < 0.8:  # curls back under itself to the right
        bowl = _arc((0, tall), (wide, tall), turn, -turn)
        tail = [(wide, 0.6), (wide * 0.6, 0.8), (-rng.uniform(0.05, 0.25), 0.93), (-0.2, 1.0)]
        return [np.concatenate([bowl, _points(*tail, (rng.uniform(0, 0.35), 0.98))])]
    tall *= rng.choice([1, 1, rng.uniform(0.5, 1)])  # some are hardly open
    leaves = rng.uniform(-0.05, 0.4)  # where on the bowl the straight tail begins, in turns
    bowl = _arc((0, tall), (wide, tall), leaves + turn, -turn)
    return [bowl, np.concatenate([bowl[-1:], _points((rng.uniform(-0.5, 0.15), 1.0))])]


SHAPES: dict[int, Callable[[np.random.Generator], Strokes]] = dict(
    enumerate((zero, one, two, three, four, five, six, seven, eight, nine))
)
