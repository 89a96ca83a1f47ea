"""The light on a made-up scene: on a page, and on a piece of a photograph, which may lie at a shadow's very edge."""

import numpy as np

from scrawl.scenes.plane import Field, Picture, log_uniform, pixels, turned

DARKEST = 0.45  # share of the light that is left in a shadow on a page

# Of a piece:
MOST = 3  # shadows
DEPTH = (0.1, 0.7)  # share of the light that one takes
SOFT = (0.002, 0.4)  # how wide its edge is, in sides of the scene
LEFT = (0.25, 0.5)  # share of the light that all together leave
LIT = 0.2  # share of shadows that are turned around: a spot or stripe of light in the dark
DIM, TINTED = 0.3, 0.4  # shares of scenes in less or more light altogether, and in light of a colour
TINT = 0.06  # standard deviation of each colour's light


def shade(page: Picture, rng: np.random.Generator) -> Picture:
    """The picture in uneven light: a gradient, dark corners, a shadow with a soft edge; one to all of them."""
    tall, wide = page.shape[:2]
    size = max(tall, wide)
    y, x = (np.mgrid[:tall, :wide].astype(np.float32) + 0.5) / size
    centre_y, centre_x = tall / size / 2, wide / size / 2
    across = [
        np.cos(angle) * (x - centre_x) + np.sin(angle) * (y - centre_y)
        for angle in rng.uniform(0, 2 * np.pi, 2)
    ]
    gradient = np.clip(0.5 + across[0] / 1.4, 0, 1)
    vignette = np.minimum(((x - centre_x) ** 2 + (y - centre_y) ** 2) / (centre_y**2 + centre_x**2), 1)
    soft = log_uniform(0.01, 0.3, rng)
    cast = _behind(across[1] - rng.uniform(-0.35, 0.35), soft)
    kinds = rng.permutation(3)[: rng.integers(1, 4)]
    light = np.ones((tall, wide), np.float32)
    for kind in kinds:
        light *= 1 - rng.uniform(0.2, 1 - DARKEST) * (gradient, vignette, cast)[kind]
    return page * np.maximum(light, DARKEST)[..., None]


def illuminate(page: Picture, rng: np.random.Generator) -> Picture:
    """The piece (side, side, 3) in uneven light: shadows with hard and soft edges, stripes, spots of light, a tint."""
    side = len(page)
    light = np.ones((side, side))
    for _ in range(int(rng.integers(1, MOST + 1))):
        light = light * (1 - rng.uniform(*DEPTH) * _shadow(side, rng))
    light = np.maximum(light, rng.uniform(*LEFT))
    if rng.random() < DIM:
        light = light * rng.uniform(0.5, 1.1)
    tint = 1 + rng.normal(0, TINT, 3) if rng.random() < TINTED else np.ones(3)
    return page * (light[..., None] * tint).astype(np.float32)


def _shadow(side: int, rng: np.random.Generator) -> Field:
    """How deep each of `side` × `side` px lies in a shadow, 0…1."""
    x, y = ((place - side / 2) / side for place in pixels(side))
    beyond, _ = turned(x, y, rng.uniform(0, 2 * np.pi))
    beyond = beyond - rng.uniform(-0.45, 0.45)
    soft, kind = log_uniform(*SOFT, rng), rng.random()
    if kind < 0.5:  # all beyond an edge
        deep = _behind(beyond, soft)
    elif kind < 0.7:  # a stripe
        deep = _behind(rng.uniform(0.04, 0.4) - np.abs(beyond), soft)
    elif kind < 0.85:  # a gradient
        deep = np.clip(0.5 + beyond, 0, 1)
    else:  # a spot
        (left, top), radius = rng.uniform(-0.6, 0.6, 2), rng.uniform(0.1, 0.6)
        deep = _behind(radius - np.hypot(x - left, y - top), soft)
    return 1 - deep if rng.random() < LIT else deep


def _behind(beyond: Field, soft: float) -> Field:
    """How deep in shadow a place lies that is `beyond` its edge, which is `soft` wide; both in sides. 0…1."""
    return np.asarray(1 / (1 + np.exp(np.clip(-4 * beyond / soft, -30, 30))))
