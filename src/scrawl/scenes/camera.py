"""What happens to a sheet on its way into a file: where it lies, the lens, the sensor, the JPEG.

A picture is (H, W, 3) float32, RGB from 0 to 1 as a screen shows it, until it is compressed.
"""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scrawl import picture
from scrawl.scenes.plane import Picture, turned, within

TURN = 8.0  # degrees, at most
NOISE = (0.008, 0.045)  # standard deviation of a sensor's noise
SCANNER_NOISE = 0.03  # at most
JPEG = (20, 70)  # quality


def an_angle(rng: np.random.Generator) -> float:
    """By how much a page lies askew: 1 to TURN degrees to either side."""
    return float(rng.choice([-1, 1]) * rng.uniform(1, TURN))


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
