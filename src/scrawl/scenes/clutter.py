"""Things on and beside the paper of a made-up scene: tables, holes, pens, fingers, creases, stains. They are no ink.

On a page they lie on its border, away from its ink. On pieces of photographs, which a network is shown, they lie
anywhere: what it must not take for ink has to come as near as in the world.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.paper import smooth_noise
from scrawl.scenes.plane import Picture, about, log_uniform, over, pixels, shaded, turned, within

CLEARANCE = 0.3  # digit heights that nothing on the border comes nearer to the ink

# Of pieces:
ON_THE_BORDER = 0.6  # share with what `lay_out` lays
MOST = 2  # other things
THICK = (0.4, 1.4)  # of a height, half of a rod: a thinner one is a straight 1 by its looks
OWN_COLOUR = 0.5  # share of what has any colour at all rather than a known table's or skin's

TABLES = (
    (0.45, 0.3, 0.18),
    (0.72, 0.56, 0.38),
    (0.2, 0.2, 0.22),
    (0.85, 0.85, 0.84),
    (0.25, 0.33, 0.45),
    (0.5, 0.52, 0.5),
)
SKINS = ((0.3, 0.19, 0.14), (0.45, 0.3, 0.22), (0.6, 0.42, 0.33), (0.72, 0.53, 0.44))


def lay_out(
    page: Picture, ink: tuple[float, float, float, float], height: float, rng: np.random.Generator
) -> Picture:
    """The picture with things on its border: a table beyond the paper's edge, a finger, the holes of a spiral.

    ink  left, top, right, bottom of the writing, px; nothing comes near it
    """
    left, top, right, bottom = ink
    tall, wide = page.shape[:2]
    rooms = np.array([left, top, wide - right, tall - bottom]) - CLEARANCE * height
    sides = rng.permutation(np.flatnonzero(rooms > 0.2 * height))
    things = rng.permutation(["table", "table", "spiral", "finger"])[: rng.integers(1, 4)]
    table = np.array(TABLES[rng.integers(len(TABLES))], np.float32)
    page = page.copy()
    # From beneath to above: holes are in the paper, which ends at the table, and a finger is on all of it.
    for name, put in (("spiral", _spiral), ("table", partial(_table, colour=table)), ("finger", _finger)):
        for side, thing in zip(sides, things, strict=False):
            if thing == name:
                # Turned so that the side lies on the left; counter-clockwise, the top comes next.
                strip = np.rot90(page, side)[:, : int(rooms[side])]
                strip[:] = put(strip, height, rng)
    return page


def _table(strip: Picture, height: float, rng: np.random.Generator, colour: Picture) -> Picture:
    """The paper ends within the strip; beyond, on the left, is a table of that colour, (3,)."""
    tall, room = strip.shape[:2]
    edge = rng.uniform(0.15, 0.9) * room
    steepest = min(np.tan(np.radians(5)), min(edge, room - edge) / (tall / 2))
    ends = edge + rng.uniform(-steepest, steepest) * (np.arange(tall) + 0.5 - tall / 2)
    beyond = ends[:, None] - (np.arange(room) + 0.5)
    grain = 0.03 * smooth_noise((tall, room), max(height / 4, 3), rng)[..., None]
    shade = 1 - rng.uniform(0, 0.5) * np.exp(-np.maximum(beyond, 0) / rng.uniform(0.05, 0.3) / height)
    return over(strip, within(-beyond, 0), (colour + grain) * shade[..., None])


def _spiral(strip: Picture, height: float, rng: np.random.Generator) -> Picture:
    """Holes along the left edge, often with the wire in them."""
    tall, room = strip.shape[:2]
    radius = min(rng.uniform(0.12, 0.3) * height, room / 3)
    x, pitch = rng.uniform(1.2 * radius, room - 1.2 * radius), rng.uniform(3, 6) * radius
    hole = np.array(TABLES[rng.integers(3)], np.float32) * rng.uniform(0.2, 0.8)
    across = np.arange(room) + 0.5
    along = (np.arange(tall)[:, None] + 0.5 + rng.uniform(0, pitch)) % pitch - pitch / 2
    strip = over(strip, within(np.hypot(across - x, along), radius), hole)
    if rng.random() < 0.6:
        wire = within(np.abs(along), 0.3 * radius) * (across < x)
        strip = over(strip, wire, np.full(3, rng.uniform(0.3, 0.7), np.float32))
    return strip


def _finger(strip: Picture, height: float, rng: np.random.Generator) -> Picture:
    """A finger that holds the sheet from the left."""
    tall, room = strip.shape[:2]
    thick = rng.uniform(0.5, 1.2) * height  # half of it
    tip = rng.uniform(0.3, 0.95) * room
    y, rise = rng.uniform(0, tall), rng.uniform(-0.4, 0.4)
    rows, columns = np.mgrid[:tall, :room].astype(np.float32) + 0.5
    # The tip is an ellipse: a thick finger fits into a narrow strip, too.
    along = np.clip((columns - (tip - 0.6 * thick)) / (0.6 * thick), 0, None)
    across = (rows - y - rise * (columns - tip)) / thick
    away = np.hypot(along, across)
    skin = (
        np.array(SKINS[rng.integers(len(SKINS))], np.float32)
        * (1.1 - 0.35 * np.minimum(away, 1) ** 2)[..., None]
    )
    return over(strip, within((away - 1) * thick / 2, 0), skin)


def scatter(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """The page (side, side, 3) with things on it, large and small beside writing that is `height` px high."""
    side = len(page)
    if rng.random() < ON_THE_BORDER:
        low = rng.uniform(0, side, 2)
        right, bottom = np.minimum(low + rng.uniform(0.05, 0.9, 2) * side, 0.99 * side)
        page = lay_out(page, (0.8 * low[0], 0.8 * low[1], right, bottom), height, rng)
    for _ in range(int(rng.integers(0, MOST + 1))):
        page = THINGS[rng.integers(len(THINGS))](page, height, rng)
    return np.clip(page, 0, 1)


def surface(height: float, side: int, rng: np.random.Generator) -> Picture:
    """A surface (side, side, 3) of any colour: smooth, cloudy, grained as wood and cloth are, or rough."""
    known = np.array(TABLES[rng.integers(len(TABLES))])
    colour = rng.uniform(0.03, 0.95, 3) if rng.random() < OWN_COLOUR else known
    shape = (side, side)
    change = rng.uniform(0, 0.06) * smooth_noise(shape, max(height / rng.uniform(2, 8), 2), rng)
    if rng.random() < 0.35:
        along, _ = turned(*pixels(side), rng.uniform(0, np.pi))
        along = along + rng.uniform(0, 6) * smooth_noise(shape, rng.uniform(20, 90), rng)
        change = change + rng.uniform(0.01, 0.12) * np.sin(along * (2 * np.pi / rng.uniform(4, 60)))
    if rng.random() < 0.3:
        change = change + rng.uniform(0.01, 0.05) * rng.standard_normal(shape, np.float32)
    return np.asarray(np.clip(colour + change[..., None], 0, 1), np.float32)


def _edge(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """Something that covers all beyond a straight edge, mostly an upright one, with a shadow on either side."""
    side = len(page)
    upright = rng.normal(0, 0.15) + np.pi / 2 * rng.integers(4)
    angle = upright if rng.random() < 0.7 else rng.uniform(0, 2 * np.pi)
    beyond, _ = about(side, np.full(2, side / 2), angle)
    beyond = beyond - rng.uniform(0.05, 0.6) * side
    page = over(page, within(-beyond, 0), surface(height, side, rng))
    if rng.random() < 0.6:
        depth, reach = rng.uniform(0.1, 0.6), rng.uniform(1, 0.15 * side)
        is_there = beyond > 0 if rng.random() < 0.6 else beyond < 0
        page = shaded(page, depth * np.exp(-np.abs(beyond) / reach) * is_there)
    return page


def _spot(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """A blob or a hole. No ring: a thin one is a 0."""
    (left, top), radius = rng.uniform(0, len(page), 2), log_uniform(0.06, 0.7, rng) * height + 1
    x, y = pixels(len(page))
    away = np.hypot((x - left) * rng.uniform(0.7, 1.4), y - top)
    covered = within(away, radius)
    colour: NDArray[np.floating] = rng.uniform(0, 1, 3)
    if rng.random() >= OWN_COLOUR:
        colour = surface(height, len(page), rng) * np.float32(rng.uniform(0.2, 0.8))
    return over(page, covered * rng.uniform(0.3, 1), colour)


def _holes(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """A row of round or square holes, often with the wire of a spiral in them."""
    side = len(page)
    aside, along = about(side, np.full(2, side / 2), rng.normal(0, 0.05) + np.pi / 2 * rng.integers(4))
    radius = rng.uniform(0.05, 0.35) * height
    pitch = rng.uniform(2.5, 7) * radius
    along = (along + rng.uniform(0, pitch)) % pitch - pitch / 2
    aside = aside - rng.uniform(-0.5, 0.5) * side
    if rng.random() < 0.25:
        away = np.maximum(np.abs(aside) / rng.uniform(0.7, 2), np.abs(along))
    else:
        away = np.hypot(aside, along)
    page = over(page, within(away, radius), np.full(3, rng.uniform(0, 0.5)))
    if rng.random() < 0.5:
        reach, slope = rng.uniform(0.15, 0.5) * radius, rng.normal(0, 0.1)
        wire = within(np.abs(along + slope * aside), reach) * ((aside < 0) | (rng.random() < 0.2))
        page = over(page, wire, np.full(3, rng.uniform(0.2, 0.9)))
    return page


def _rod(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """A pen, a ruler, a finger or the gap of a table: long, with round ends, and sometimes a shadow beside it."""
    along, across = about(len(page), rng.uniform(0, len(page), 2), rng.uniform(0, np.pi))
    thick = log_uniform(*THICK, rng) * height + 2  # half of it
    beyond = np.maximum(along - rng.uniform(1.5, 9) * height, -along)
    away = np.hypot(np.maximum(beyond, 0) / (0.6 * thick), across / thick)
    skin = np.array(SKINS[rng.integers(len(SKINS))])
    colour = rng.uniform(0, 1, 3) if rng.random() < OWN_COLOUR else skin
    roundness = 1.15 - rng.uniform(0.1, 0.5) * np.minimum(away, 1) ** 2
    page = over(page, within((away - 1) * thick / 2, 0), colour * roundness[..., None])
    if rng.random() < 0.4:
        near = np.exp(-np.maximum(away - 1, 0) * thick / rng.uniform(2, 12))
        page = shaded(page, rng.uniform(0.1, 0.5) * near * (away > 1) * (across > 0))
    return page


def crease(page: Picture, _: float, rng: np.random.Generator) -> Picture:
    """A crease, dark or bright, or a fold, whose two sides catch the light differently."""
    side = len(page)
    away, _across = about(side, rng.uniform(0, side, 2), rng.uniform(0, np.pi))
    away = away + 3 * smooth_noise((side, side), 60, rng)
    crease = rng.uniform(-0.15, 0.2) * np.exp(-np.abs(away) / rng.uniform(0.7, 6))
    return shaded(page, crease + rng.uniform(-0.06, 0.06) * np.tanh(away / 3))


def _stain(page: Picture, height: float, rng: np.random.Generator) -> Picture:
    """Dark clouds with an edge."""
    clouds = smooth_noise(page.shape[:2], rng.uniform(0.2, 2) * height + 4, rng)
    return shaded(page, rng.uniform(0.1, 0.5) * np.clip(clouds - rng.uniform(0.6, 1.6), 0, 1))


THINGS = (_edge, _spot, _holes, _rod, crease, _stain)
