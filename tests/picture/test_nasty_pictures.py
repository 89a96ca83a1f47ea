"""Whatever picture is sent, the answer is a reading or says what is wrong with it, and comes soon."""

import io
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from scrawl import Reader
from scrawl.errors import BadInput, TruncatedPicture
from scrawl.reading import Layout

LAYOUTS: tuple[Layout, ...] = ("auto", "digit")
SOON = 4.0  # s of processor time, on a machine that has other things to do


def encoded(pixels: NDArray[np.generic] | Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(file, form, **options)
    return file.getvalue()


def noise(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(4).integers(0, 256, shape, np.uint8)


def seven(height: int, width: int) -> NDArray[np.uint8]:
    """A black 7 on white, in the middle half of the picture."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    across, down = (np.array([0.35, 0.65, 0.45]) * width, np.array([0.3, 0.3, 0.7]) * height)
    corners = np.column_stack([across, down]).astype(np.int32)
    cv2.polylines(pixels, [corners], False, (0, 0, 0), max(1, min(height, width) // 20))
    return pixels


def half_transparent() -> bytes:
    pixels = np.dstack([seven(200, 200), np.full((200, 200), 128, np.uint8)])
    return encoded(pixels)


def plain(height: int, width: int, value: int) -> bytes:
    return encoded(np.full((height, width), value, np.uint8))


def random(*shape: int) -> bytes:
    return encoded(noise(*shape))


def truncated(form: str) -> bytes:
    return encoded(noise(60, 60, 3), form)[:-1500]


PICTURES: dict[str, Callable[[], bytes]] = {
    **{
        f"{width} x {height}, all {value}": partial(plain, height, width, value)
        for height, width in ((1, 1), (1, 5000), (5000, 1), (2, 2), (63, 64), (700, 500))
        for value in (0, 127, 255)
    },
    **{
        f"noise, {' x '.join(map(str, shape))}": partial(random, *shape)
        for shape in (
            (1, 1, 3),
            (1, 5000, 3),
            (5000, 1),
            (3, 900, 3),
            (64, 64),
            (400, 300, 3),
            (1000, 1300, 3),
        )
    },
    "half transparent": half_transparent,
    "invisible": lambda: encoded(np.zeros((80, 80, 4), np.uint8)),
    "animated": lambda: encoded(
        Image.fromarray(seven(90, 90)), "GIF", save_all=True, append_images=[Image.new("RGB", (90, 90))]
    ),
    "16 bits": lambda: encoded(seven(200, 200)[..., 0].astype(np.uint16) * 257),
    "infinite": lambda: encoded(np.full((80, 80), np.inf, np.float32), "TIFF"),
    "CMYK": lambda: encoded(Image.fromarray(seven(200, 200)).convert("CMYK"), "JPEG"),
    "one bit": lambda: encoded(Image.fromarray(seven(200, 200)).convert("1")),
    "checkerboard": lambda: encoded((np.indices((400, 400)).sum(axis=0) % 2 * 255).astype(np.uint8)),
    "stripes": lambda: encoded(np.tile(np.array([[0], [255]], np.uint8), (200, 400))),
    "12 million pixels": lambda: encoded(seven(4000, 3000), "JPEG"),
    "more pixels than are read": lambda: encoded(Image.new("1", (10_000, 5_001))),
    **{
        f"truncated {form}": partial(truncated, form)
        for form in ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_answered(name: str, reader: Reader) -> None:
    data = PICTURES[name]()
    start = time.process_time()
    with suppress(BadInput):
        for layout in LAYOUTS:
            for digit in reader.read(data, layout=layout).digits:
                width, height = Image.open(io.BytesIO(data)).size
                x, y, wide, high = digit.box
                assert min(x, y) >= 0
                assert x + wide <= width
                assert y + high <= height
                assert np.isfinite([digit.digitness, *digit.probabilities, *digit.frame_box]).all()
    assert time.process_time() - start < SOON * len(LAYOUTS)


@pytest.mark.parametrize("name", [name for name in PICTURES if name.startswith("truncated")])
def test_truncated_pictures_are_told(name: str, reader: Reader) -> None:
    with pytest.raises(TruncatedPicture):
        reader.read(PICTURES[name]())


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PICTURES if " all " in name])
def test_one_colour_says_nothing(name: str, reader: Reader) -> None:
    assert reader.read(PICTURES[name]()).text == ""


@pytest.mark.parametrize(
    "name", ["half transparent", "animated", "16 bits", "CMYK", "one bit", "12 million pixels"]
)
def test_what_can_be_seen_is_read(name: str, reader: Reader) -> None:
    assert reader.read(PICTURES[name]()).text == "7"


def test_boxes_are_in_the_pixels_that_were_sent(reader: Reader) -> None:
    """Of a JPEG that is decoded at half its size, and turned by its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(np.ascontiguousarray(np.rot90(seven(4001, 3003))), "JPEG", exif=exif.tobytes())
    (digit,) = reader.read(data).digits
    pen = 3003 // 20
    wanted = 0.35 * 3003 - pen / 2, 0.3 * 4001 - pen / 2, 0.3 * 3003 + pen, 0.4 * 4001 + pen
    assert digit.box == pytest.approx(wanted, abs=20)
