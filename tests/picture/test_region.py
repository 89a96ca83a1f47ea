"""A part of a picture: how it is named, and that it alone is read, from its own pixels."""

from __future__ import annotations

import base64
import io
import math
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray
from PIL import Image

from scrawl import OptionError, Reader, Reading, Strokes
from scrawl.bulk import read_all
from scrawl.picture.region import Place, Region, parsed, place_of
from scrawl.web import create_app

READ = "/api/v1/read"
PLACES = {"4": (200, 150), "1": (700, 160), "7": (450, 420)}  # where a digit begins on the page


def page(scale: int = 1) -> NDArray[np.uint8]:
    """A 4 and a 1 in a row, and a 7 below them: (600, 1000) · `scale`, black on white."""
    pixels = np.full((600 * scale, 1000 * scale, 3), 255, np.uint8)
    strokes = {
        "4": [[(10, 0), (0, 60), (70, 60)], [(55, 20), (50, 110)]],
        "1": [[(0, 0), (4, 110)]],
        "7": [[(0, 0), (70, 2), (25, 110)]],
    }
    for name, lines in strokes.items():
        for line in lines:
            points = scale * (np.array(line) + PLACES[name])
            cv2.polylines(pixels, [points.astype(np.int32)], False, (0, 0, 0), 9 * scale, cv2.LINE_AA)
    return pixels


def encoded(pixels: NDArray[np.uint8], form: str = "PNG", orientation: int = 1) -> bytes:
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(pixels).save(file, form, exif=exif)
    return file.getvalue()


def boxes(reading: Reading) -> NDArray[np.float64]:
    return np.array([digit.box for digit in reading.digits])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0,0,1,1", (0, 0, 1, 1)),
        ("0,0,1.0,1.0", (0, 0, 1000, 600)),
        ("0.5,0,.5,0.25", (500, 0, 500, 150)),
        (" 20, 30 ,40, 50", (20, 30, 40, 50)),
        ("0,0,1000,600", (0, 0, 1000, 600)),
        ("0.7,0.9,0.3,0.1", (700, 540, 300, 60)),
        ("0.9999,0.9999,0.00001,0.00001", (999, 599, 1, 1)),
        ("0.1001,0.1001,0.1001,0.1001", (100, 60, 101, 61)),
    ],
)
def test_whole_numbers_are_pixels_and_fractions_shares(text: str, place: Place) -> None:
    assert place_of(parsed(text), (600, 1000)) == place


WRONG = {
    "": "must be x,y,width,height",
    "1,2,3": "must be x,y,width,height",
    "1,2,3,4,5": "must be x,y,width,height",
    "a,b,c,d": "must be x,y,width,height",
    "nan,0,1,1": "must be x,y,width,height",
    "0,0,inf,1": "must be x,y,width,height",
    "0,0,1e3,1": "must be x,y,width,height",
    "0,0,99999999999,1": "must be x,y,width,height",
    "50%,0,50%,1": "must be x,y,width,height",
    "-1,0,5,5": "begins outside",
    "0,-0.1,0.5,0.5": "begins outside",
    "0,0,0,5": "is empty",
    "0,0,5,-5": "is empty",
    "0.5,0.5,0.0,0.5": "is empty",
    "0.5,0,0.6,1": "reaches outside",
    "10.5,20,30,40": "pixels are whole numbers",
    "0,0,1001,600": "1,000 pixels wide and 600 high",
    "999,599,2,1": "reaches outside",
    "5000,5000,10,10": "reaches outside",
}


@pytest.mark.parametrize(("text", "told"), WRONG.items())
def test_a_wrong_region_says_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(OptionError, match=told) as raised:
        place_of(parsed(text), (600, 1000))
    assert raised.value.field == "region"


@pytest.mark.parametrize("region", [(0, 0, math.nan, 1), (0, 0, math.inf, 1.0), (1, 2, 3), "0,0,1,1", 7])
def test_what_is_no_region_in_python_is_told(reader: Reader, region: Any) -> None:
    with pytest.raises(OptionError, match="must be x,y,width,height"):
        reader.read(page(), region=region)


def test_only_the_region_is_read_and_boxes_are_those_of_the_whole(reader: Reader) -> None:
    assert sorted("".join(reader.read(page()).text.split())) == ["1", "4", "7"]
    whole = {digit.digit: digit.box for digit in reader.read(page()).digits}
    for region in ((100, 100, 300, 250), (0.1, 100 / 600, 0.3, 250 / 600)):
        (four,) = reader.read(page(), region=region).digits
        assert four.digit == 4
        assert four.box == pytest.approx(whole[4], abs=3)
        assert four.frame_box[0] > 100


def test_a_region_of_a_large_photograph_is_read_from_its_own_pixels(reader: Reader) -> None:
    jpeg = encoded(page(5), "JPEG")  # 15 megapixels, which the whole picture is not decoded to
    left, top, width, height = region = (2000, 2000, 1100, 900)
    stored = np.array(Image.open(io.BytesIO(jpeg)))[top : top + height, left : left + width]
    alone, within = reader.read(stored), reader.read(jpeg, region=region)
    assert within.text == alone.text == "7"
    assert boxes(within) == pytest.approx(boxes(alone) + [left, top, 0, 0], abs=0.01)
    assert within.digits[0].probabilities == pytest.approx(alone.digits[0].probabilities, abs=1e-4)


def test_a_region_lies_on_the_picture_as_the_camera_was_held(reader: Reader) -> None:
    lying = np.ascontiguousarray(np.rot90(page()))  # EXIF 6 turns it clockwise
    upright = reader.read(page(), region=(100, 100, 300, 250))
    for form in ("PNG", "JPEG"):
        reading = reader.read(encoded(lying, form, orientation=6), region=(100, 100, 300, 250))
        assert reading.text == upright.text == "4"
        assert boxes(reading) == pytest.approx(boxes(upright), abs=2)


@pytest.mark.slow
def test_boxes_of_a_region_that_was_turned_lie_in_the_whole_picture(
    reader: Reader, uji: list[dict[str, Any]]
) -> None:
    """A row of digits on its side, in the middle of a larger sheet."""
    samples = [next(s for s in uji if s["label"] == k and s["writer"] == 2) for k in (4, 3, 7, 5, 9)]
    row = np.full((260, 800), 255, np.uint8)
    for place, sample in enumerate(samples):
        points = [np.array(stroke, float)[:, :2] for stroke in sample["strokes"]]
        low, high = np.concatenate(points).min(axis=0), np.concatenate(points).max(axis=0)
        for stroke in points:
            drawn = (stroke - low) * 110 / (high - low).max() + [80 + 130 * place, 75]
            cv2.polylines(row, [np.rint(drawn).astype(np.int32)], False, 0, 8, cv2.LINE_AA)
    lying = np.ascontiguousarray(np.rot90(row))
    sheet = np.full((1200, 900), 255, np.uint8)
    sheet[300:1100, 400:660] = lying
    alone, within = reader.read(lying), reader.read(sheet, region=(400, 300, 260, 800))
    assert alone.turned == within.turned == 90
    assert within.text == alone.text == "43759"
    assert boxes(within) == pytest.approx(boxes(alone) + [400, 300, 0, 0], abs=0.01)


@pytest.mark.slow
def test_many_are_read_in_the_same_region(reader: Reader) -> None:
    region: Region = (0.6, 0.2, 0.3, 0.4)
    sources: list[Any] = [page(), encoded(page()), np.full((600, 1000), 255, np.uint8), Strokes.of([])]
    for results in (reader.read_many(sources, region=region), read_all(sources, region=region, processes=1)):
        *readings, drawing = results
        assert [reading.text for reading in readings if isinstance(reading, Reading)] == ["1", "1", ""]
        assert isinstance(drawing, OptionError)


def test_a_drawing_has_no_regions(reader: Reader) -> None:
    with pytest.raises(OptionError, match="part of a picture"):
        reader.read(Strokes.of([[[1, 1], [2, 2]]]), region=(0, 0, 1, 1))


@pytest.fixture(scope="module")
def client(reader: Reader) -> FlaskClient:
    return create_app(reader=reader).test_client()


def test_every_way_in_takes_a_region(client: FlaskClient) -> None:
    png = encoded(page())
    query = "?region=100,100,300,250"
    sent: tuple[dict[str, Any], ...] = (
        {"data": png, "content_type": "image/png"},
        {"data": {"file": (io.BytesIO(png), "a.png")}},
        {"json": {"image": base64.b64encode(png).decode()}},
    )
    for request in sent:
        assert client.post(READ + query, **request).get_json()["text"] == "4"
    line = client.post(f"/api/v1/batch{query}", data={"file": (io.BytesIO(png), "a.png")})
    assert '"text": "4"' in line.text
    html = client.post(
        f"/{query}", data={"file": (io.BytesIO(png), "a.png")}, headers={"Accept": "text/html"}
    )
    assert '<span class="text">4</span>' in html.text


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_region_is_a_422_that_names_it(client: FlaskClient, text: str) -> None:
    answer = client.post(READ, query_string={"region": text}, data=encoded(page()), content_type="image/png")
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "invalid_fields"
    assert [error["field"] for error in answer.get_json()["errors"]] == ["region"]


def test_a_region_of_strokes_is_a_422(client: FlaskClient) -> None:
    answer = client.post(f"{READ}?region=0,0,5,5", json={"strokes": []})
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "region")


def test_in_a_batch_a_region_outside_spoils_its_own_line_alone(client: FlaskClient) -> None:
    small = encoded(np.full((40, 40), 255, np.uint8))
    files = [(io.BytesIO(encoded(page())), "a.png"), (io.BytesIO(small), "b.png")]
    first, second = client.post("/api/v1/batch?region=0,0,500,300", data={"file": files}).text.splitlines()
    assert '"reading"' in first
    assert "reaches outside the picture" in second
