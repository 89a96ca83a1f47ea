"""The page, and its upload form where JavaScript is off."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient

from scrawl._version import __version__
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.web import Settings, assets, create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_the_page_tells_version_and_limit(reader: Reader) -> None:
    page = create_app(Settings(max_bytes=3 * 1024 * 1024), reader).test_client().get("/")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert __version__ in page.text
    assert 'data-max-bytes="3145728"' in page.text


def files_of(page: str) -> list[str]:
    """The addresses of the files that a page names."""
    return re.findall(r'"(/static/[^"]+)"', page)


def test_every_file_of_the_page_is_there_and_kept_for_good(client: FlaskClient) -> None:
    files = files_of(client.get("/").text)
    assert files
    for name in files:
        file = client.get(name, buffered=True)
        assert file.status_code == 200, name
        assert file.headers["Cache-Control"] == "max-age=31536000, immutable"


def test_files_have_another_address_when_one_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(assets.FOLDER, tmp_path / "static"))
    before = assets.fingerprint()
    monkeypatch.setattr(assets, "FOLDER", folder)
    assert assets.fingerprint() == before
    with (folder / "styles/page.css").open("a") as file:
        file.write("/* another */")
    assert assets.fingerprint() != before


def test_the_engine_is_under_550_kb(client: FlaskClient) -> None:
    names = [file.name for file in (assets.FOLDER / "engine").iterdir() if file.suffix in (".js", ".wasm")]
    sizes = {
        name: len(
            client.get(f"/static/-/engine/{name}", headers={"Accept-Encoding": "gzip"}, buffered=True).data
        )
        for name in [*names, "weights.bin"]
    }
    assert sizes["weights.bin"] > 400_000
    assert sum(sizes.values()) < 550_000


def test_scripts_are_sent_without_what_documents_them(client: FlaskClient) -> None:
    sent = client.get("/static/-/client.js").text
    written = (assets.FOLDER / "client.js").read_text("utf-8")
    assert "@typedef" in written
    assert "@typedef" not in sent
    assert len(sent) < 0.8 * len(written)
    line = written.splitlines().index("export class Client {")
    assert sent.splitlines()[line] == "export class Client {"


def test_the_stylesheet_is_all_its_parts(client: FlaskClient) -> None:
    whole = client.get("/static/-/styles.css").text
    later = {
        "docs",
        "inside",
        "plain",
        "overview",
        "panel",
        "picture",
        "played",
    }  # of other pages, and of parts that are fetched when they are used
    parts = {file for file in (assets.FOLDER / "styles").glob("*.css") if file.stem not in later}
    squeezed = "".join(whole.split())
    for part in parts:
        rules = [
            rest.partition("*/")[2] or rest for rest in part.read_text("utf-8").split("/*")
        ]  # no comments
        assert "".join("".join(rules).split()) in squeezed
    assert "*/" not in whole


def test_a_page_of_another_version_gets_files_but_keeps_none(client: FlaskClient) -> None:
    file = client.get("/static/01234567/main.js", buffered=True)
    assert file.status_code == 200
    assert file.headers["Cache-Control"] == "no-cache"


def test_the_scripts_needed_at_once_are_fetched_at_once(client: FlaskClient) -> None:
    """Those that main.js imports, and those that they import; none that is imported when it is used."""
    page = client.get("/").text
    preloaded = re.findall(r'rel="modulepreload" href="/static/\w+/([^"]+)"', page)
    needed = set()
    unseen = {"main.js"}
    while unseen:
        name = unseen.pop()
        needed.add(name)
        source = (assets.FOLDER / name).read_text("utf-8")
        unseen |= set(re.findall(r'^import .* from "\./(.+)";', source, re.MULTILINE)) - needed
    assert sorted(preloaded) == sorted(needed - {"main.js", "preferences.js"})


@pytest.mark.parametrize("reads_heic", [True, False])
def test_heic_is_offered_where_it_is_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, reads_heic: bool
) -> None:
    monkeypatch.setattr("scrawl.web.reads_heic", lambda: reads_heic)
    page = create_app(Settings(), reader).test_client().get("/").text
    assert 'accept="image/*' in page
    assert ("image/heic" in page) == reads_heic
    assert ("HEIC" in page) == reads_heic


def test_upload_without_javascript_shows_the_reading(client: FlaskClient, png: bytes) -> None:
    page = client.post("/", data={"file": (io.BytesIO(png), "four.png")}, headers=BROWSER)
    assert page.status_code == 200
    assert "<title>4 · Scrawl</title>" in page.text


def test_upload_without_javascript_tells_how_a_picture_was_turned(client: FlaskClient) -> None:
    upright = np.full((300, 700), 255, np.uint8)
    cv2.putText(upright, "4347", (80, 210), cv2.FONT_HERSHEY_SIMPLEX, 6, 0, 10, cv2.LINE_AA)
    for turned in (0, 90):
        file = io.BytesIO(encode_png(np.ascontiguousarray(np.rot90(upright, turned // 90))))
        page = client.post("/", data={"file": (file, "number.png")}, headers=BROWSER)
        assert "<title>4347 · Scrawl</title>" in page.text
        assert ("Read turned by 90°" in page.text) == (turned == 90)


def test_upload_without_javascript_says_why_something_is_no_digit(client: FlaskClient) -> None:
    sheet = np.full((320, 400), 255, np.uint8)
    star = np.array([(200, 30), (260, 280), (90, 110), (310, 110), (140, 280)])
    cv2.polylines(sheet, [star], True, 0, 14, cv2.LINE_AA)
    page = client.post("/", data={"file": (io.BytesIO(encode_png(sheet)), "star.png")}, headers=BROWSER)
    assert "It is a mark of another kind. " in page.text


def test_upload_without_javascript_says_what_a_likely_mark_may_be(client: FlaskClient) -> None:
    """Where one symbol is meant; elsewhere what is likelier a digit than none is read as one."""
    sheet = np.full((320, 400), 255, np.uint8)
    angles = 2 * np.pi * np.arange(7) / 7
    heptagon = np.column_stack([200 + 95 * np.cos(angles), 160 + 110 * np.sin(angles)]).astype(np.int32)
    cv2.polylines(sheet, [heptagon], True, 0, 22, cv2.LINE_AA)
    sent = {"file": (io.BytesIO(encode_png(sheet)), "heptagon.png")}
    page = client.post("/?layout=digit", data=sent, headers=BROWSER)
    assert "Perhaps a 0" in page.text
    assert "It may be another kind of mark. " in page.text


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        ((io.BytesIO(b""), ""), 422, "Choose a picture"),
        ((io.BytesIO(b"four"), "four.txt"), 415, "PNG"),
        ((io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"a" * 300_000), "four.png"), 413, "0.2 MB"),
    ],
    ids=["none chosen", "no picture", "too large"],
)
def test_upload_that_cannot_be_read_is_a_page_too(
    reader: Reader, file: tuple[io.BytesIO, str], status: int, words: str
) -> None:
    client = create_app(Settings(max_bytes=200_000), reader).test_client()
    page = client.post("/", data={"file": file}, headers=BROWSER)
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert words in page.text


def test_a_heic_that_is_not_read_says_what_to_do(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["scrawl.web.pages"], "reads_heic", lambda: False)
    for name, told in (("photo.HEIC", True), ("photo.txt", False)):
        page = client.post("/", data={"file": (io.BytesIO(b"photo"), name)}, headers=BROWSER)
        assert page.status_code == 415
        assert ("Share it as JPEG" in page.text) == told


def test_not_found_is_a_page_for_browsers_and_a_problem_for_programs(client: FlaskClient) -> None:
    assert client.get("/digits", headers=BROWSER).mimetype == "text/html"
    assert client.get("/digits").mimetype == "application/problem+json"
    assert client.get("/api/digits", headers=BROWSER).mimetype == "application/problem+json"
