"""Pictures of every kind come out as the same upright pixels; what is no picture is refused in words."""

import io
import struct
import sys
import warnings
import zlib
from typing import Any

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from scrawl.errors import (
    EmptyPicture,
    PictureError,
    PictureTooLarge,
    ScrawlError,
    TruncatedPicture,
    UnsupportedPicture,
)
from scrawl.picture import decode, decode_reduced, encode_png, reads_heic


def drawing() -> NDArray[np.uint8]:
    """A black 7 with a red bar and a blue foot on white: every turn of it is another picture."""
    pixels = np.full((60, 80, 3), 255, np.uint8)
    pixels[8:16, 16:56] = 0
    pixels[16:52, 48:56] = 0
    pixels[28:36, 40:64] = (255, 40, 0)
    pixels[52:56, 40:64] = (0, 0, 200)
    return pixels


def encoded(image: Image.Image | NDArray[Any], form: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    if form == "HEIC":  # not registered with Pillow, so that the tests see it as it is used
        pillow_heif.from_pillow(picture).save(file, **options)
    else:
        picture.save(file, form, **options)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("form", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("BMP", {}, 0),
        ("GIF", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("WEBP", {"quality": 95}, 12),
        ("JPEG", {"quality": 95, "subsampling": 0}, 2),
        ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}, 2),
        ("MPO", {"quality": 95, "subsampling": 0}, 2),
        ("HEIC", {"quality": 95, "chroma": 444}, 2),
    ],
)
def test_every_format_gives_the_same_pixels(form: str, options: dict[str, Any], tolerance: float) -> None:
    pixels = decode(encoded(drawing(), form, **options))
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels.shape == (60, 80, 3)
    assert np.abs(pixels.astype(int) - drawing()).mean() <= tolerance


@pytest.mark.parametrize("mode", ["P", "CMYK", "LAB", "YCbCr", "RGBA", "RGBX"])
def test_every_colour_model_gives_the_same_colours(mode: str) -> None:
    image = Image.fromarray(drawing())
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        converted = ImageCms.applyTransform(image, ImageCms.buildTransform(srgb, lab, "RGB", "LAB"))
        assert converted is not None
    else:
        converted = image.quantize(8) if mode == "P" else image.convert(mode)
    pixels = decode(encoded(converted, "TIFF"))
    assert np.abs(pixels.astype(int) - drawing()).max() <= 30  # LAB has no pure red of this kind
    assert pixels[32, 60].tolist() == pytest.approx([255, 40, 0], abs=4)


def waves(mode: str) -> Image.Image:
    """A smooth pattern of as many colours as there are, in a size that no reduction divides."""
    colours = np.random.default_rng(5).integers(0, 256, (9, 7, len(mode)), np.uint8)
    bands = [Image.fromarray(colours[..., k]).resize((85, 61)) for k in range(len(mode))]
    return Image.merge(mode, bands) if len(mode) > 1 else bands[0]


def with_chunk(png: bytes, kind: bytes, content: bytes) -> bytes:
    """The PNG with one more chunk after its header."""
    return png[:33] + chunk(kind, content) + png[33:]


@pytest.mark.parametrize("mode", ["L", "RGB", "LA", "RGBA"])
def test_a_plain_png_has_the_pixels_that_pillow_gives(mode: str) -> None:
    """On white where it is transparent, and whatever it says of itself."""
    image = waves(mode).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    data = encoded(waves(mode))
    for same in (
        data,
        with_chunk(data, b"gAMA", struct.pack(">I", 20_000)),
        with_chunk(data, b"sBIT", b"\4" * 4),
    ):
        np.testing.assert_array_equal(decode(same), np.asarray(paper.convert("RGB")))


def test_every_opacity_of_every_shade_is_as_pillow_mixes_it() -> None:
    shade, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    for paper, ink in (("white", shade), ("black", np.full_like(shade, 255))):
        image = Image.merge("RGBA", [Image.fromarray(each) for each in (ink, ink, ink, alpha)])
        laid = Image.new("RGB", image.size, paper)
        laid.paste(image, mask=image.getchannel("A"))
        np.testing.assert_array_equal(decode(encoded(image)), np.asarray(laid))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 20}])
@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize(("side", "size"), [(85, (85, 61)), (42, (43, 31)), (21, (22, 16)), (8, (11, 8))])
def test_a_jpeg_has_the_pixels_that_pillow_gives(
    mode: str, side: int, size: tuple[int, int], options: dict[str, Any]
) -> None:
    data = encoded(waves(mode), "JPEG", **options)
    image = Image.open(io.BytesIO(data))
    image.draft(image.mode, (side, side * 61 // 85))
    assert image.size == size
    np.testing.assert_array_equal(decode_reduced(data, side)[0], np.asarray(image.convert("RGB")))


def test_a_png_whose_pixels_end_early_is_damaged() -> None:
    """Though every chunk is whole: what was compressed is cut off after half of the rows."""
    header = struct.pack(">IIBBBBB", 80, 60, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(81 * 30))[:-4]
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    with pytest.raises(PictureError):
        decode(b"\x89PNG\r\n\x1a\n" + chunks)


def test_a_cmyk_jpeg_is_not_inverted() -> None:
    pixels = decode(encoded(Image.fromarray(drawing()).convert("CMYK"), "JPEG", quality=95, subsampling=0))
    assert np.abs(pixels.astype(int) - drawing()).mean() < 1


def test_one_bit_is_black_and_white() -> None:
    pixels = decode(encoded(Image.fromarray(drawing()).convert("1", dither=Image.Dither.NONE)))
    assert np.unique(pixels).tolist() == [0, 255]
    assert (pixels[12, 20] == 0).all()
    assert (pixels[2, 2] == 255).all()


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("PNG", np.array([[0, 12_850, 65_535]], np.uint16)),
        ("TIFF", np.array([[0, 12_850, 65_535]], np.uint16)),
        ("TIFF", np.array([[0, 12_850, 65_535]], ">u2")),
        ("TIFF", np.array([[0, 12_850, 65_535]], np.int32)),
        ("TIFF", np.array([[0, 50 / 255, 1]], np.float32)),
        ("TIFF", np.array([[0, 50, 255]], np.float32)),
        ("TIFF", np.array([[-1000, -608, 1000]], np.int32)),
    ],
)
def test_deep_grey_keeps_its_shades(form: str, values: NDArray[Any]) -> None:
    assert decode(encoded(values, form))[0, :, 1].tolist() == [0, 50, 255]


def test_fractions_that_are_no_numbers_are_black() -> None:
    values = np.array([[np.nan, np.inf, 0.2, 1]], np.float32)
    assert decode(encoded(values, "TIFF"))[0, :, 0].tolist() == [0, 0, 51, 255]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "HEIC"])
def test_a_turned_camera_gives_an_upright_picture(form: str, orientation: int) -> None:
    """The stored pixels are the upright ones, turned as the camera was (EXIF 2.32, tag 0x0112)."""
    turned = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: np.swapaxes(a, 0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(np.swapaxes(a, 0, 1), 2),
        8: lambda a: np.rot90(a, 3),
    }[orientation](drawing())
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = decode(encoded(np.ascontiguousarray(turned), form, exif=exif.tobytes(), quality=95))
    assert pixels.shape == (60, 80, 3)
    assert np.abs(pixels.astype(int) - drawing()).mean() < 4


@pytest.mark.parametrize(
    ("form", "side", "shape"),
    [
        ("JPEG", 802, (1200, 1602)),
        ("JPEG", 800, (600, 801)),
        ("JPEG", 400, (300, 401)),
        ("JPEG", 10, (150, 201)),
        ("MPO", 800, (600, 801)),
        ("PNG", 10, (1200, 1602)),
    ],
)
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_jpeg_is_decoded_smaller(
    form: str, side: int, shape: tuple[int, int], orientation: int
) -> None:
    """By a power of two, no smaller than asked, and the same picture."""
    large = np.asarray(Image.fromarray(drawing()).resize((1602, 1200), Image.Resampling.NEAREST))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(np.rot90(large)) if orientation == 6 else large
    pixels, size = decode_reduced(encoded(stored, form, exif=exif.tobytes()), side)
    assert size == (1200, 1602)
    assert pixels.shape == (*shape, 3)
    few = Image.fromarray(pixels).resize((80, 60), Image.Resampling.BOX)
    assert np.abs(np.asarray(few).astype(int) - drawing()).mean() < 4


def test_damaged_exif_costs_no_pixel() -> None:
    whole = encoded(drawing(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode(whole).shape == (60, 80, 3)


ORIENTATION = 0x0112


def exif(*tags: tuple[int, int, int, bytes]) -> bytes:
    """An EXIF block of those tags, each its number, type, count and four bytes of value (TIFF 6.0, section 2)."""
    entries = b"".join(struct.pack(">HHI4s", *tag) for tag in tags)
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", len(tags)) + entries + bytes(4)


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param((0x011A, 1, 1, bytes(4)), id="a resolution that is a byte"),
        pytest.param((0x011A, 5, 1, b"\xff\xff\xff\xff"), id="a resolution far beyond the file"),
        pytest.param((0x0132, 99, 1, bytes(4)), id="a date of an unknown type"),
        pytest.param((0x8769, 2, 4, b"no!\0"), id="a directory that is a text"),
        pytest.param((0xA005, 1, 1, bytes(4)), id="a directory within itself"),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_remark_does_not_keep_the_picture_from_turning(
    form: str, damaged: tuple[int, int, int, bytes]
) -> None:
    """Only what says how the camera was held matters for the pixels."""
    block = exif((ORIENTATION, 3, 1, struct.pack(">HH", 6, 0)), damaged)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pixels = decode(encoded(np.ascontiguousarray(np.rot90(drawing())), form, exif=block, quality=95))
    assert pixels.shape == (60, 80, 3)
    assert np.abs(pixels.astype(int) - drawing()).mean() < 4


@pytest.mark.parametrize(
    ("kind", "count", "value"),
    [
        pytest.param(3, 1, struct.pack(">HH", 0, 0), id="0"),
        pytest.param(3, 1, struct.pack(">HH", 9, 0), id="9"),
        pytest.param(3, 1, struct.pack(">HH", 65_535, 0), id="65535"),
        pytest.param(9, 1, struct.pack(">i", -6), id="-6"),
        pytest.param(2, 2, b"6\0\0\0", id="text"),
        pytest.param(7, 4, b"6666", id="bytes"),
        pytest.param(3, 0, struct.pack(">HH", 6, 0), id="none"),
        pytest.param(5, 1, b"\xff\xff\xff\xff", id="a fraction beyond the file"),
        pytest.param(11, 1, b"\x7f\xc0\0\0", id="not a number"),
        pytest.param(77, 1, struct.pack(">HH", 6, 0), id="an unknown type"),
    ],
)
def test_an_orientation_that_is_none_turns_nothing(kind: int, count: int, value: bytes) -> None:
    pixels = decode(encoded(drawing(), exif=exif((ORIENTATION, kind, count, value))))
    np.testing.assert_array_equal(pixels, drawing())


def on_nothing(colour: tuple[int, int, int]) -> Image.Image:
    """The 7 alone, in one colour, on transparency that is itself black underneath."""
    ink = drawing().min(axis=2) < 128
    pixels = np.zeros((60, 80, 4), np.uint8)
    pixels[ink] = (*colour, 255)
    return Image.fromarray(pixels)


def test_black_ink_on_nothing_comes_on_white() -> None:
    pixels = decode(encoded(on_nothing((0, 0, 0))))
    assert (pixels[2, 2] == 255).all()
    assert (pixels[12, 20] == 0).all()


def test_white_ink_on_nothing_comes_on_black() -> None:
    pixels = decode(encoded(on_nothing((255, 255, 255))))
    assert (pixels[2, 2] == 0).all()
    assert (pixels[12, 20] == 255).all()


def test_a_white_sheet_with_black_ink_and_transparent_corners_stays_white() -> None:
    image = Image.fromarray(drawing()).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 8, 8))
    assert (decode(encoded(image))[2, 2] == 255).all()


def test_nothing_at_all_is_white() -> None:
    assert (decode(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)))) == 255).all()


@pytest.mark.parametrize("kind", ["palette PNG", "GIF", "grey with alpha", "WebP", "PNG colour key"])
def test_transparency_of_every_kind(kind: str) -> None:
    image = on_nothing((0, 0, 0))
    data = {
        "palette PNG": lambda: encoded(image.quantize(8, method=Image.Quantize.FASTOCTREE)),
        "GIF": lambda: encoded(image, "GIF"),
        "grey with alpha": lambda: encoded(image.convert("LA")),
        "WebP": lambda: encoded(image, "WEBP", lossless=True),
        "PNG colour key": lambda: encoded(
            Image.fromarray(np.where(np.asarray(image)[..., 3] > 0, 0, 7).astype(np.uint8)), transparency=7
        ),
    }[kind]()
    pixels = decode(data)
    assert (pixels[2, 2] == 255).all()
    assert pixels[12, 20].max() < 8


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_an_animation_the_first_frame(form: str) -> None:
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    data = encoded(first, form, save_all=True, append_images=[second])
    assert decode(data)[15, 20].tolist() == pytest.approx([255, 0, 0], abs=3)


def test_png_round_trip() -> None:
    assert (decode(encode_png(drawing())) == drawing()).all()
    assert (decode(encode_png(drawing()[..., 1]))[..., 2] == drawing()[..., 1]).all()


def test_empty() -> None:
    with pytest.raises(EmptyPicture):
        decode(b"")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?>\n<svg/>', "SVG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmsf1\0\0\0\0avismsf1", "AVIF"),
        (b"<!doctype html><title>7</title>", "web page"),
        (b"a seven: 7", "text"),
        (b"PK\x03\x04\x14\0\xff\xfe", "not a picture"),
        (b"P5 1 1 255 \xff", "not a picture"),
        (bytes(100), "text"),
        (np.random.default_rng(0).bytes(500), "not a picture"),
    ],
)
def test_what_is_no_picture_is_named_and_the_formats_are_listed(data: bytes, word: str) -> None:
    with pytest.raises(UnsupportedPicture, match=word) as caught:
        decode(data)
    assert "PNG, JPEG, WebP, BMP, GIF, TIFF or PDF" in str(caught.value)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "HEIC"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_half_a_file_is_truncated(form: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    data = encoded(noise, form)
    with pytest.raises(TruncatedPicture, match="whole file"):
        decode(data[: max(3, int(len(data) * share))])


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "HEIC"])
def test_damaged_bytes_give_a_picture_or_our_own_error(form: str) -> None:
    data = encoded(drawing(), form)
    random = np.random.default_rng(2)
    errors: list[ScrawlError] = []
    for _ in range(150):
        damaged = bytearray(data)
        for place in random.integers(0, min(len(data), 400), 4):
            damaged[place] = random.integers(256)
        try:
            assert decode(bytes(damaged), most_pixels=100_000).shape[2] == 3
        except ScrawlError as error:
            errors.append(error)
    assert errors
    assert all(isinstance(error, PictureError) for error in errors)


@pytest.mark.parametrize(
    ("width", "height"), [(10_001, 5_000), (12_000, 12_000), (60_000, 60_000), (1, 50_000_001)]
)
def test_too_many_pixels_are_told_in_numbers(width: int, height: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureTooLarge, match=f"{width:,} × {height:,}") as caught:
            decode(png_of_size(width, height))
    assert "at most 50.0 million" in str(caught.value)


def test_the_limit_is_inclusive() -> None:
    assert decode(encoded(drawing()), most_pixels=4800).shape == (60, 80, 3)
    with pytest.raises(PictureTooLarge, match="4,800"):
        decode(encoded(drawing()), most_pixels=4799)


def test_a_frame_larger_than_its_gif_is_too_large() -> None:
    data = bytearray(encoded(drawing(), "GIF"))
    place = data.index(b",") + 5
    data[place : place + 4] = struct.pack("<HH", 12_000, 12_000)
    with pytest.raises(PictureTooLarge):
        decode(bytes(data))


def test_heic_may_be_transparent() -> None:
    pixels = decode(encoded(on_nothing((0, 0, 0)), "HEIC", quality=95))
    assert pixels[2, 2].min() > 250
    assert pixels[12, 20].max() < 8


def test_of_several_heic_pictures_the_primary_one() -> None:
    file = io.BytesIO()
    album = pillow_heif.from_pillow(Image.new("RGB", (40, 30), "red"))
    album.add_from_pillow(Image.new("RGB", (40, 30), "blue"))
    album.save(file, primary_index=1, quality=95)
    assert decode(file.getvalue())[15, 20].tolist() == pytest.approx([0, 0, 255], abs=6)


def heic_of_size(width: int, height: int) -> bytes:
    """A HEIC of 640×480 pixels whose header claims another size (ISO/IEC 23008-12, 6.5.3)."""
    data = bytearray(encoded(np.zeros((480, 640, 3), np.uint8), "HEIC"))
    place = data.index(b"ispe") + 8
    data[place : place + 8] = struct.pack(">II", width, height)
    return bytes(data)


def test_a_heic_that_is_too_large_is_told_from_its_header() -> None:
    with pytest.raises(PictureTooLarge, match="12,000 × 12,000"):
        decode(heic_of_size(12_000, 12_000))


def test_a_heic_that_is_larger_than_its_header_says_is_not_decoded() -> None:
    with pytest.raises(PictureError, match="damaged"):
        decode(heic_of_size(64, 64))


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_heic_without_its_package_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, brand: bytes
) -> None:
    assert reads_heic()
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnsupportedPicture, match=r"HEIC photograph.*pip install '\.\[heic\]'.*PNG, JPEG"):
        decode(encoded(drawing(), "HEIC").replace(b"ftypheic", b"ftyp" + brand))


def test_pillow_is_left_as_it_was() -> None:
    before = list(warnings.filters), Image.MAX_IMAGE_PIXELS
    decode(encoded(drawing(), "JPEG"))
    decode(encoded(drawing(), "HEIC"))
    assert (list(warnings.filters), Image.MAX_IMAGE_PIXELS) == before
