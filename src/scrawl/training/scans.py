"""Traces of scanners and archives on a page: black beyond its edge, black and white alone, and thumbnails."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.paper import smooth_noise
from scrawl.scenes.plane import Picture, over, pixels, within

EDGE = (0.04, 0.5)  # of the side, how far into the piece the black beyond a page reaches
LEFT = 0.7  # share of pieces with it on their left
STEEP = 0.015  # standard deviation of the edge's lean
BLACK = (0.0, 0.12)  # of 1
STRIPED = 0.5  # share with other pages' edges beside it
STRIP = (0.01, 0.06)  # of the side, how broad these are
GUTTER = (0.02, 0.2)  # of the side, how far the shadow of a book's fold reaches

LEVELS = (0.35, 0.65)  # of the way from paper to ink: the threshold between black and white
PAPER = 0.25  # of the side: the window whose brightest light, smoothed, is the paper's
RAGGED = (0.0, 0.08)  # of 1, standard deviation of the grain that makes edges ragged

PADDED = (0.5, 0.97)  # of a piece's sides, how large a small picture in its corner is


def beyond(page: Picture, rng: np.random.Generator) -> Picture:
    """The page (side, side, 3) with the black at one side of it that a scanner sees where there is no paper."""
    side = len(page)
    x, y = pixels(side)
    from_border = x if rng.random() < LEFT else side - 1 - x
    inward = from_border + rng.normal(0, STEEP) * (y - side / 2) - rng.uniform(*EDGE) * side
    shadow = rng.uniform(0, 0.5) * np.exp(-np.abs(inward) / (rng.uniform(*GUTTER) * side))
    page = page * (1 - shadow[..., None].astype(np.float32))
    if rng.random() < STRIPED:
        strip = rng.uniform(*STRIP) * side
        grey = rng.uniform(0.2, 0.9) + 0.1 * np.sin(inward * rng.uniform(0.5, 2))
        page = over(page, within(inward - strip, 0), grey[..., None].repeat(3, axis=2))
    black = rng.uniform(*BLACK) + 0.015 * smooth_noise((side, side), rng.uniform(1, 4), rng)
    return over(page, within(inward, 0), np.clip(black, 0, 1)[..., None].repeat(3, axis=2))


def bilevel(
    pixels: NDArray[np.uint8], ink: NDArray[np.float32], contrast: float, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The pixels (side, side, 3) in black and white alone, and the ink that is left.

    contrast  of ink and paper, as a share of the paper's light
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    near = 2 * int(PAPER * len(grey) / 2) + 1
    light = cv2.blur(
        cv2.dilate(cv2.medianBlur(grey.astype(np.uint8), 3), np.ones((near, near))), (near, near)
    )
    share = grey / np.maximum(light, 1) + rng.uniform(*RAGGED) * contrast * rng.standard_normal(grey.shape)
    is_black = share < 1 - rng.uniform(*LEVELS) * contrast
    is_near = cv2.dilate(is_black.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    black_and_white = np.where(is_black, np.uint8(0), np.uint8(255))[..., None].repeat(3, axis=2)
    return black_and_white, np.where(is_near, ink, np.float32(0))


def pad(
    pixels: NDArray[np.uint8], ink: NDArray[np.float32], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Less of both: what lies beyond repeats the last pixel, as `Recognizer.binarize` does, and is no ink."""
    side = len(ink)
    tall, wide = (rng.uniform(*PADDED, 2) * side).astype(int)
    below, beside = side - tall, side - wide
    filled = cv2.copyMakeBorder(pixels[:tall, :wide], 0, below, 0, beside, cv2.BORDER_REPLICATE)
    left = np.zeros_like(ink)
    left[:tall, :wide] = ink[:tall, :wide]
    return np.asarray(filled, np.uint8), left
