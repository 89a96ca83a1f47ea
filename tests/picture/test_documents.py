"""Documents of several pages, PDF and TIFF: from which pages are asked for to their readings, everywhere."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import cv2
import numpy as np
import pdfs
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from scrawl import BadInput, OptionError, Page, Reader, Strokes
from scrawl.batch.sources import pictures
from scrawl.bulk import read_all
from scrawl.cli import main
from scrawl.errors import PictureError, PictureTooLarge, UnsupportedPicture
from scrawl.picture import MOST_TIFF_PAGES, decode, has_pages, page_count, pixels_of
from scrawl.picture.documents import Pages
from scrawl.web import Settings, create_app
from scrawl.web.admission import ALL_PAGES, work_of
from scrawl.web.inputs import MOST_PAGES

READ, BATCH, PAGE = "/api/v1/read", "/api/v1/batch", "/api/v1/page"

DIGITS = {
    7: [(160, 200), (300, 204), (210, 400)],
    0: [(230 + 65 * math.sin(k / 5), 300 - 100 * math.cos(k / 5)) for k in range(33)],
    1: [(225, 200), (232, 400)],
}


def sheet(digit: int) -> NDArray[np.uint8]:
    """A digit on a sheet of 460 × 560 pixels, (H, W, 3)."""
    pixels = np.full((560, 460, 3), 255, np.uint8)
    cv2.polylines(pixels, [np.array(DIGITS[digit], np.int32)], False, (0, 0, 0), 15, cv2.LINE_AA)
    return pixels


SHEETS = [sheet(digit) for digit in (7, 0, 1)]
PDF = pdfs.written(*SHEETS)


def tiff(*sheets: NDArray[np.uint8], small: int | None = None) -> bytes:
    """The sheets in one file; the one of that place says that it is a smaller copy of another."""
    file = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(file) as writer:
        for place, each in enumerate(sheets):
            Image.fromarray(each).save(
                writer, "TIFF", compression="tiff_deflate", tiffinfo={254: 1} if place == small else {}
            )
            writer.newFrame()
    return file.getvalue()


TIFF = tiff(*SHEETS)
DOCUMENTS = {"pdf": PDF, "tif": TIFF}


def png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("all", [1, 2, 3, 4, 5]),
        ("2", [2]),
        ("1-3", [1, 2, 3]),
        ("5-5", [5]),
        (" 4 ", [4]),
    ],
)
def test_pages_are_named(text: str, pages: list[int]) -> None:
    assert list(Pages.parsed(text).of(5)) == pages


WRONG = {
    "": "must be `all`",
    "last": "must be `all`",
    "-1": "must be `all`",
    "1-": "must be `all`",
    "1,3": "must be `all`",
    "1.5": "must be `all`",
    "9" * 30: "must be `all`",
    "0": "count from 1",
    "0-2": "count from 1",
    "3-1": "count from 1",
    "4": "has 3 pages",
    "2-4": "has 3 pages",
}


@pytest.mark.parametrize(("text", "told"), WRONG.items())
def test_wrong_pages_say_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(OptionError, match=told) as raised:
        Pages.parsed(text).of(3)
    assert raised.value.field == "pages"


def test_no_more_pages_are_given_than_may_be_asked_for() -> None:
    assert len(Pages.parsed("all").of(20, 20)) == 20
    with pytest.raises(OptionError, match=r"At most 20 pages .* not 10,000: name them, as `1-20`"):
        Pages.parsed("all").of(10_000, 20)
    with pytest.raises(OptionError, match="`5-24`"):
        Pages.parsed("5-25").of(10_000, 20)


@pytest.mark.parametrize("content", DOCUMENTS.values(), ids=DOCUMENTS)
def test_each_page_is_decoded(content: bytes) -> None:
    assert page_count(content) == 3
    assert has_pages(content)
    assert np.array_equal(decode(content), SHEETS[0])
    for number, each in enumerate(SHEETS, start=1):
        assert np.array_equal(decode(content, number), each)
    with pytest.raises(OptionError, match="There is no page 4: the document has 3 pages"):
        decode(content, 4)


def test_smaller_copies_in_a_tiff_are_no_pages() -> None:
    content = tiff(*SHEETS, small=1)
    assert page_count(content) == 2
    assert np.array_equal(decode(content, 2), SHEETS[2])


def test_a_picture_is_its_only_page() -> None:
    content = png(SHEETS[0])
    assert (page_count(content), has_pages(content)) == (1, False)
    with pytest.raises(OptionError, match="only one page"):
        decode(content, 2)
    file = io.BytesIO()
    frames = [Image.fromarray(each) for each in SHEETS]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert page_count(file.getvalue()) == 1  # what moves has frames


@pytest.mark.slow
def test_a_tiff_of_too_many_pages_is_refused_when_they_are_counted() -> None:
    assert MOST_TIFF_PAGES == 1_000
    dot = np.zeros((1, 1, 3), np.uint8)
    content = tiff(*[dot] * (MOST_TIFF_PAGES + 1))
    assert decode(content, MOST_TIFF_PAGES).shape == (1, 1, 3)
    with pytest.raises(PictureTooLarge, match="more than 1,000 pages"):
        page_count(content)


@pytest.mark.parametrize("way", ["cut", "broken"])
def test_a_damaged_page_of_a_tiff_leaves_those_before(way: str) -> None:
    content = bytearray(TIFF)
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    second = int.from_bytes(content[first + 2 + 12 * entries :][:4], "little")
    damaged = bytes(content[: second + 20]) if way == "cut" else bytes(content[:second]) + b"\xff" * 4000
    assert np.array_equal(decode(damaged), SHEETS[0])
    assert page_count(damaged) == 2
    with pytest.raises(PictureError):
        decode(damaged, 2)


def test_a_tiff_whose_pages_go_round_in_a_circle_ends() -> None:
    content = bytearray(TIFF)

    def end_of(directory: int) -> int:
        """Where it says where the next one begins."""
        return directory + 2 + 12 * int.from_bytes(content[directory : directory + 2], "little")

    first = int.from_bytes(content[4:8], "little")
    second = int.from_bytes(content[end_of(first) :][:4], "little")
    content[end_of(second) : end_of(second) + 4] = content[4:8]
    assert page_count(bytes(content)) == 2


@pytest.mark.parametrize("content", DOCUMENTS.values(), ids=DOCUMENTS)
def test_pages_read_as_the_pictures_on_them(reader: Reader, content: bytes) -> None:
    pages = list(reader.read_pages(content))
    assert [(number, reading.text) for number, reading in pages] == [(1, "7"), (2, "0"), (3, "1")]
    for (_, reading), each in zip(pages, SHEETS, strict=True):
        assert reading.to_dict() == reader.read(png(each)).to_dict()
    assert reader.read(content).to_dict() == pages[0][1].to_dict()
    assert [number for number, _ in reader.read_pages(content, "2-3")] == [2, 3]


def test_a_page_is_a_source_of_its_own(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "three.pdf"
    path.write_bytes(PDF)
    sources = [Page(path, 3), Page(PDF, 2), Page(png(SHEETS[0]), 1), Page(path, 4)]
    for results in (reader.read_many(sources), read_all(sources, processes=1)):
        *readings, missing = results
        assert [getattr(reading, "text", reading) for reading in readings] == ["1", "0", "7"]
        assert isinstance(missing, OptionError)


def test_a_region_is_read_on_each_page(reader: Reader) -> None:
    readings = dict(reader.read_pages(PDF, region=(0, 0, 460, 400)))
    assert [reading.text for reading in readings.values()] == ["7", "0", "1"]
    assert readings[2].to_dict() == reader.read(SHEETS[1], region=(0, 0, 460, 400)).to_dict()
    assert [reading.text for _, reading in reader.read_pages(PDF, region=(0.0, 0.9, 1.0, 0.1))] == [""] * 3


def test_errors_name_the_page(reader: Reader) -> None:
    unequal = pdfs.written(SHEETS[0], np.full((50, 50, 3), 255, np.uint8))
    pages = reader.read_pages(unequal, region=(0, 0, 400, 400))
    assert next(pages)[0] == 1
    with pytest.raises(OptionError, match="Page 2: The region reaches outside"):
        next(pages)
    lying = pdfs.document([pdfs.CATALOG, pdfs.tree(3, count=2), pdfs.page(9, 9)])
    with pytest.raises(PictureError, match="Page 2: The PDF is damaged"):
        list(reader.read_pages(lying))


def test_what_has_no_pages_says_so(reader: Reader) -> None:
    with pytest.raises(OptionError, match="drawing has no pages"):
        list(reader.read_pages(Strokes.of([])))
    with pytest.raises(UnsupportedPicture, match="encrypted"):
        list(reader.read_pages(pdfs.encrypted()))
    with pytest.raises(BadInput):
        list(reader.read_pages(b""))


@pytest.mark.slow
def test_pages_that_run_out_of_time_say_so(
    reader: Reader, uji: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a page that is not clear at once only the first guess is read when the document's time is over."""
    grain = np.random.default_rng(3).integers(120, 256, (300, 300, 3), np.uint8)
    content = pdfs.written(grain, grain)
    assert all(reading.complete for _, reading in reader.read_pages(content))
    hurried = Reader(reader.recognizer, most_seconds=1e-6)
    assert [reading.complete for _, reading in hurried.read_pages(content)] == [False, False]
    monkeypatch.setattr("scrawl.reader.MOST_TIMES_LONGER", 0)  # each has a minute, and all together nothing
    patient = Reader(reader.recognizer, most_seconds=60)
    assert patient.read(content).complete
    assert [reading.complete for _, reading in patient.read_pages(content)] == [False, False]


def test_a_document_has_four_times_as_long_as_a_picture(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    clock = SimpleNamespace(monotonic=lambda: now)
    monkeypatch.setattr("scrawl.reader.time", clock)
    monkeypatch.setattr("scrawl.glyphs.search.time", clock)
    blank = np.full((90, 90, 3), 255, np.uint8)
    told = []
    pages = Reader(reader.recognizer, most_seconds=10).read_pages(pdfs.written(blank, blank, blank))
    for now in (0.0, 39.0, 41.0):  # noqa: B007 — the clock tells it
        told.append(next(pages)[1].complete)
    assert told == [True, True, False]


@pytest.fixture(scope="module")
def client(reader: Reader) -> FlaskClient:
    return create_app(reader=reader).test_client()


def test_every_way_in_takes_a_document(client: FlaskClient, reader: Reader) -> None:
    sent: tuple[dict[str, Any], ...] = (
        {"data": PDF, "content_type": "application/pdf"},
        {"data": PDF, "content_type": "image/png"},
        {"data": {"file": (io.BytesIO(PDF), "a.pdf")}},
        {"json": {"image": f"data:application/pdf;base64,{base64.b64encode(PDF).decode()}"}},
        {"data": TIFF, "content_type": "image/tiff"},
    )
    for request in sent:
        for key in ("data", "json"):
            if isinstance(request.get(key), dict) and "file" in request[key]:
                request[key]["file"] = (io.BytesIO(PDF), "a.pdf")
        answer = client.post(READ, **request).get_json()
        assert answer == reader.read(png(SHEETS[0])).to_dict()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_pages_are_answered_when_they_are_asked_for(client: FlaskClient, reader: Reader, kind: str) -> None:
    content = DOCUMENTS[kind]
    response = client.post(f"{READ}?pages=all", data=content, content_type="image/tiff")
    answer = response.get_json()
    pages = answer.pop("pages")
    assert [(page["page"], page["text"]) for page in pages] == [(1, "7"), (2, "0"), (3, "1")]
    assert answer == reader.read(png(SHEETS[0])).to_dict()
    assert {"page": 2, **reader.read(png(SHEETS[1])).to_dict()} == pages[1]
    assert "network;dur=" in response.headers["Server-Timing"]
    one = client.post(f"{READ}?pages=2&include=stages", data=content, content_type="image/tiff").get_json()
    assert (one["text"], len(one["pages"]), one["pages"][0]["page"]) == ("0", 1, 2)
    assert one["pages"][0]["stages"] == one["stages"]


@pytest.mark.parametrize("text", WRONG)
def test_wrong_pages_are_a_422_that_names_them(client: FlaskClient, text: str) -> None:
    for address in (READ, BATCH):
        data = {"file": (io.BytesIO(PDF), "a.pdf")}
        answer = client.post(address, query_string={"pages": text}, data=data)
        is_line = answer.status_code == 200  # of a batch, whose file has no such page
        problem = json.loads(answer.text)["problem"] if is_line else answer.get_json()
        assert problem["status"] == 422
        assert [error["field"] for error in problem["errors"]] == ["pages"]


def test_ten_thousand_pages_are_not_read_at_once(client: FlaskClient) -> None:
    assert MOST_PAGES == 20
    objects = [pdfs.CATALOG, pdfs.tree(*range(3, 10_003)), *[pdfs.page(9, 9)] * 10_000]
    content = pdfs.document(objects)
    answer = client.post(f"{READ}?pages=all", data=content, content_type="application/pdf")
    assert (answer.status_code, "at a time, not 10,000" in answer.get_json()["detail"]) == (422, True)
    answer = client.post(f"{READ}?pages=9999-10000", data=content, content_type="application/pdf")
    assert [page["page"] for page in answer.get_json()["pages"]] == [9_999, 10_000]
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", content)
    lines = client.post(f"{BATCH}?pages=all", data=packed.getvalue(), content_type="application/zip").text
    assert [json.loads(line)["problem"]["status"] for line in lines.splitlines()] == [422]


def test_what_is_wrong_with_a_document_is_told(client: FlaskClient) -> None:
    for content, status, code in (
        (pdfs.encrypted(), 415, "encrypted_document"),
        (pdfs.document([pdfs.CATALOG, pdfs.tree()]), 400, "invalid_picture"),
        (PDF[:2000], 400, "truncated_picture"),
        (pdfs.xfa(True), 415, "unsupported_picture"),
    ):
        for address in (READ, f"{READ}?pages=all", PAGE):
            answer = client.post(address, data=content, content_type="application/pdf")
            assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_strokes_have_no_pages(client: FlaskClient) -> None:
    for address in (f"{READ}?pages=1", PAGE):
        answer = client.post(address, json={"strokes": []})
        assert answer.status_code == 422


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_page_is_shown_as_it_is_read(client: FlaskClient, kind: str) -> None:
    data = {"file": (io.BytesIO(DOCUMENTS[kind]), f"a.{kind}")}
    answer = client.post(f"{PAGE}?page=2", data=data).get_json()
    assert (answer["page"], answer["pages"]) == (2, 3)
    head, _, picture = answer["picture"].partition(",")
    assert head == "data:image/jpeg;base64"
    shown = decode(base64.b64decode(picture))
    assert np.abs(shown.astype(int) - SHEETS[1]).mean() < 1
    for wrong in ("0", "4", "two"):
        answer = client.post(f"{PAGE}?page={wrong}", data=PDF, content_type="application/pdf")
        assert answer.status_code == 422


def test_shown_pages_have_no_more_pixels_than_pictures(reader: Reader) -> None:
    client = create_app(Settings(max_pixels=10_000), reader).test_client()
    answer = client.post(PAGE, data=PDF, content_type="application/pdf").get_json()
    shown = decode(base64.b64decode(answer["picture"].partition(",")[2]))
    assert shown.shape[0] * shown.shape[1] <= 10_100


def test_in_a_batch_each_page_has_a_line(client: FlaskClient) -> None:
    def files() -> dict[str, Any]:
        named = {"a.pdf": PDF, "b.png": png(SHEETS[1]), "c.pdf": pdfs.encrypted(), "d.tif": TIFF}
        return {"file": [(io.BytesIO(content), name) for name, content in named.items()]}

    told = client.post(f"{BATCH}?pages=all", data=files(), headers={"Accept": "text/csv"}).text
    rows = [(row["name"], row["text"]) for row in csv.DictReader(io.StringIO(told))]
    leaves = [("#1", "7"), ("#2", "0"), ("#3", "1")]
    assert rows == [
        *(("a.pdf" + page, text) for page, text in leaves),
        ("b.png", "0"),
        ("c.pdf", ""),
        *(("d.tif" + page, text) for page, text in leaves),
    ]
    firsts = client.post(BATCH, data=files(), headers={"Accept": "text/csv"}).text
    assert [row["text"] for row in csv.DictReader(io.StringIO(firsts))] == ["7", "0", "", "7"]


def test_the_form_without_a_script_reads_a_first_page(client: FlaskClient) -> None:
    answer = client.post("/", data={"file": (io.BytesIO(PDF), "a.pdf")}, headers={"Accept": "text/html"})
    assert '<span class="text">7</span>' in answer.text
    assert "Page 1 of 3" in answer.text
    answer = client.post(
        "/", data={"file": (io.BytesIO(png(SHEETS[0])), "a.png")}, headers={"Accept": "text/html"}
    )
    assert "Page 1" not in answer.text


def test_a_document_waits_as_the_pages_that_are_asked_for() -> None:
    assert pixels_of(PDF[:100]) == 1654 * 2339

    def work(query: str) -> float:
        return work_of({"CONTENT_TYPE": "application/pdf", "QUERY_STRING": query}, PDF)

    assert work("pages=2") == work("") == work("pages=7-7") == work("pages=3-1")
    assert work("pages=1-3") == pytest.approx(3 * work(""), rel=0.02)
    assert work("layout=auto&pages=all") == pytest.approx(ALL_PAGES * work(""), rel=0.02)
    assert work("pages=1-999999") == pytest.approx(MOST_PAGES * work(""), rel=0.02)


def run(*arguments: str | Path, input: bytes | None = None) -> Result:  # noqa: A002 — CliRunner's name
    return CliRunner().invoke(main, ["read", *map(str, arguments)], input=input)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A PDF of three pages, a picture, and a document that is encrypted."""
    (tmp_path / "in").mkdir()
    for name, content in {"a.pdf": PDF, "b.png": png(SHEETS[1]), "c.pdf": pdfs.encrypted()}.items():
        (tmp_path / "in" / name).write_bytes(content)
    return tmp_path / "in"


def names(result: Result) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    return [(Path(name).name, text) for name, text, _ in rows]


def test_each_page_is_a_line(folder: Path) -> None:
    assert [Path(each).name for each in pictures([str(folder)])] == ["a.pdf", "b.png", "c.pdf"]
    assert names(run(folder)) == [("a.pdf", "7"), ("b.png", "0")]
    result = run(folder, "--pages", "all")
    assert names(result) == [("a.pdf#1", "7"), ("a.pdf#2", "0"), ("a.pdf#3", "1"), ("b.png", "0")]
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("c.pdf: The PDF is encrypted. Please save it without a password.\n")
    assert result.exit_code == 1
    assert names(run(folder / "a.pdf", "--pages", "2-3")) == [("a.pdf#2", "0"), ("a.pdf#3", "1")]
    assert names(run("-", "--pages", "3", input=PDF)) == [("-#3", "1")]


@pytest.mark.parametrize("pages", ["4", "2-9"])
def test_pages_that_are_not_there_are_told(folder: Path, pages: str) -> None:
    result = run(folder / "a.pdf", "--pages", pages)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "the document has 3 pages" in result.stderr


@pytest.mark.parametrize("pages", ["", "0", "3-1", "some"])
def test_wrong_pages_are_a_wrong_command(folder: Path, pages: str) -> None:
    result = run(folder / "a.pdf", "--pages", pages)
    assert result.exit_code == 2
    assert "--pages" in result.stderr


@pytest.mark.slow
def test_pages_are_rows_of_every_table_and_in_processes(folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    document = folder / "a.pdf"
    labels = [f"{document}#{number}" for number in (1, 2, 3)]
    in_csv = run(document, "--pages", "all", "--format", "csv", "--processes", "2").stdout
    assert [row["path"] for row in csv.DictReader(io.StringIO(in_csv))] == labels
    in_json = run(document, "--pages", "all", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["path"] for line in in_json] == labels
    assert run(document, "--pages", "all", "--format", "parquet", "--out", tmp_path / "out").exit_code == 0
    assert parquet.read_table(tmp_path / "out").column("path").to_pylist() == labels


def test_each_page_is_drawn_over(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "drawn"
    result = run(folder / "a.pdf", "--pages", "2-3", "--annotate", out, "--stages", out)
    assert names(result) == [("a.pdf#2", "0"), ("a.pdf#3", "1")]
    written = {path.name for path in out.iterdir()}
    assert {"a-2.png", "a-3.png", "a-2-1-paper.png"} <= written
    assert decode((out / "a-2.png").read_bytes()).shape == SHEETS[1].shape


def test_ray_reads_first_pages(folder: Path, tmp_path: Path) -> None:
    result = run(folder, "--ray", "--out", tmp_path / "out", "--pages", "all")
    assert (result.exit_code, "first pages" in result.stderr) == (2, True)
