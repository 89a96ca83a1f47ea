"""Pixels to encoded pictures."""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Of a JPEG that shows a page; coloured ink keeps its edges.
_JPEG = [
    *(cv2.IMWRITE_JPEG_QUALITY, 95),
    *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
]


def encode_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels`, (H, W, 3) RGB, as the bytes of a JPEG file in which nothing that is read is lost."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, _JPEG)[1].tobytes()


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels`, (H, W) grey or (H, W, 3) RGB, as the bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    return file.getvalue()
