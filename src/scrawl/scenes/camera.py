"""What happens to a sheet on its way into a file: where it lies, the light on it, the lens, the sensor, the JPEG.

A picture is (H, W, 3) float32, RGB from 0 to 1 as a screen shows it, until it is compressed.
"""

import io
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scrawl import picture
from scrawl.scenes.paper import smooth_noise
from scrawl.scenes.plane import log_uniform, turned, within

Picture = NDArray[np.float32]

TURN = 8.0  # degrees, at most
DARKEST = 0.45  # share of the light that is left in a shadow
NOISE = (0.008, 0.045)  # standard deviation of a sensor's noise
SCANNER_NOISE = 0.03  # at most
JPEG = (20, 70)  # quality
CLEARANCE = 0.3  # digit heights that nothing on the border comes nearer to the ink

TABLES = (
    (0.45, 0.3, 0.18),
    (0.72, 0.56, 0.38),
    (0.2, 0.2, 0.22),
    (0.85, 0.85, 0.84),
    (0.25, 0.33, 0.45),
    (0.5, 0.52, 0.5),
)
SKINS = ((0.3, 0.19, 0.14), (0.45, 0.3, 0.22), (0.6, 0.42, 0.33), (0.72, 0.53, 0.44))


def an_angle(rng: np.random.Generator) -> float:
    """By how much a page lies askew: 1 to TURN degrees to either side."""
    return float(rng.choice([-1, 1]) * rng.uniform(1, TURN))


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


def over(page: Picture, share: NDArray[np.floating], colour: NDArray[np.floating]) -> Picture:
    """The picture under something of that colour, (3,) or (H, W, 3), which hides a share (H, W) of each pixel."""
    cover = share.astype(np.float32)[..., None]
    return page + (colour.astype(np.float32) - page) * cover


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
    cast = 1 / (1 + np.exp(-(across[1] - rng.uniform(-0.35, 0.35)) / soft * 4))
    kinds = rng.permutation(3)[: rng.integers(1, 4)]
    light = np.ones((tall, wide), np.float32)
    for kind in kinds:
        light *= 1 - rng.uniform(0.2, 1 - DARKEST) * (gradient, vignette, cast)[kind]
    return page * np.maximum(light, DARKEST)[..., None]


def blur(page: Picture, height: float, pen: float, rng: np.random.Generator) -> Picture:
    """The picture out of focus, or of a hand that shook; no further than a stroke can be seen."""
    if rng.random() < 0.5:
        sigma = min(rng.uniform(0.25, 0.75) * max(pen, 1.5), height / 14)
        return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.float32)
    length = min(rng.uniform(0.5, 1.5) * max(pen, 2), height / 6)
    angle = rng.uniform(0, np.pi)
    reach = int(length / 2) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    along, across = turned(x, y, angle)
    kernel = within(np.abs(along), length / 2) * np.clip(1 - np.abs(across), 0, 1)
    return np.asarray(
        cv2.filter2D(page, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.float32
    )


def add_noise(page: Picture, seen: float, rng: np.random.Generator) -> Picture:
    """The picture of a small sensor: grain, as strong in each colour on its own as in all together.

    seen  how far ink and paper are apart, 0…1; the grain stays below a third of it
    """
    sigma = rng.uniform(*np.minimum(NOISE, seen / 3)) / np.sqrt(2)
    grain = rng.standard_normal((*page.shape[:2], 1), np.float32) + rng.standard_normal(
        page.shape, np.float32
    )
    return page + np.float32(sigma) * grain


def scan(page: Picture, seen: float, rng: np.random.Generator) -> Picture:
    """The picture as a scanner makes it, grey: paper that is almost white, flecks on it, and grain.

    seen  how far ink and paper are apart, 0…1; the grain stays below a third of it
    """
    luminance = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY) / max(float(np.percentile(page, 90)), 0.1)
    grey = np.minimum(luminance, 1) * rng.uniform(0.93, 1)
    if rng.random() < 0.3:
        flecks = cv2.GaussianBlur(rng.random(grey.shape, np.float32), (0, 0), 0.7)
        grey -= rng.uniform(0.05, 0.3) * (flecks > np.quantile(flecks, 1 - 10 ** rng.uniform(-5, -3.5)))
    grey += rng.uniform(0, min(SCANNER_NOISE, seen / 3)) * rng.standard_normal(grey.shape, np.float32)
    return np.repeat(np.asarray(grey, np.float32)[..., None], 3, axis=2)


def a_quality(seen: float, rng: np.random.Generator) -> int:
    """The quality of a JPEG in which ink that far from the paper, 0…1, is not rounded away.

    The middle of the quantization table that the standard proposes is about 25, at quality q times 50 / q.
    """
    least = max(JPEG[0], 25 * 50 / (255 * 2 * seen))
    return round(rng.uniform(min(least, JPEG[1]), JPEG[1]))


def develop(page: Picture) -> NDArray[np.uint8]:
    """Pixels, (H, W, 3) uint8."""
    return np.rint(255 * np.clip(page, 0, 1)).astype(np.uint8)


def recompress(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """The pixels as they come back from a JPEG file of that quality."""
    return picture.decode(encode(pixels, quality=quality))


def encode(pixels: NDArray[np.uint8], *, quality: int | None = None, orientation: int = 1) -> bytes:
    """A JPEG of that quality, or a PNG, whose EXIF says how a camera was held (6, 3 and 8: turned).

    Whoever heeds it sees the pixels as they are.
    """
    quarters = {1: 0, 6: 1, 3: 2, 8: 3}[orientation]
    image = Image.fromarray(np.ascontiguousarray(np.rot90(pixels, quarters)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    if quality is None:
        image.save(file, "PNG", exif=exif)
    else:
        image.save(file, "JPEG", quality=quality, exif=exif)
    return file.getvalue()
