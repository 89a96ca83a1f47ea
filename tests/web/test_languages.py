"""One catalogue a language: complete, used, and chosen by the browser's wish or the visitor's."""

from __future__ import annotations

import io
import re
from pathlib import Path
from string import Formatter

import pytest
from flask.testing import FlaskClient

import scrawl.web
from scrawl import errors
from scrawl.web.languages import CATALOGUES, LANGUAGES

BROWSER = {"Accept": "text/html"}
WEB = Path(scrawl.web.__file__).parent
SOURCES = [*(WEB / "templates").glob("*.html"), *(WEB / "static").glob("*.js")]

ENGLISH = LANGUAGES["en"].texts
OTHERS = sorted(set(LANGUAGES) - {"en"})

# What is the same in English and in the languages named.
ALIKE = {
    "number.decimal": {"zh"},
    "number.percent": {"pt", "zh"},
    "join.list": {"de", "fr", "es", "pt"},
    "join.sentences": {"de", "fr", "es", "pt"},
    "answer.unsure.symbol": {"de", "pt"},
    "answer.unsure.brief": {"de", "pt"},
    "answer.name.digit": {"de", "fr", "es", "pt"},
    "about.collection": {"fr"},
    "why.most.either": {"de", "fr", "es", "pt"},
    "docs.options": {"fr"},
    "docs.kind": {"fr"},
    "digit.0": {"pt"},
    "digit.6": {"fr"},
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_six_languages() -> None:
    assert {words.code: words("language") for words in LANGUAGES.values()} == {
        "de": "Deutsch",
        "en": "English",
        "es": "Español",
        "fr": "Français",
        "pt": "Português",
        "zh": "简体中文",
    }


@pytest.mark.parametrize("code", OTHERS)
def test_each_text_is_in_each_language(code: str) -> None:
    texts = LANGUAGES[code].texts
    assert sorted(texts.keys() ^ ENGLISH.keys()) == []
    assert [key for key in texts if placeholders(texts[key]) != placeholders(ENGLISH[key])] == []
    alike = {key for key in texts if texts[key] == ENGLISH[key]}
    assert alike == {key for key, codes in ALIKE.items() if code in codes}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_key_stands_twice(code: str) -> None:
    catalogues = [(folder / f"{code}.json").read_text("utf-8") for folder in CATALOGUES]
    keys = re.findall(r'^  "([^"]+)":', "".join(catalogues), re.MULTILINE)
    assert len(keys) == len(LANGUAGES[code].texts)


def test_each_text_is_said_somewhere_and_nothing_else_is() -> None:
    """Keys stand in the sources as literals; those with a part filled in stand there up to that part."""
    sources = "\n".join(file.read_text("utf-8") for file in [*SOURCES, WEB / "languages.py"])
    said = set(re.findall(r'"((?:[a-z_]+\.)+[a-z_]+)"', sources)) | {
        "language",
        "tag",
        "theme",
        "why",
        "about",
        "stack",
        "example",
    }
    starts = tuple({"problem.", *re.findall(r"[`\"]((?:[a-z_]+\.)+)(?:\$\{|\" ~)", sources)})
    assert [key for key in ENGLISH if key not in said and not key.startswith(starts)] == []
    families = {key.partition(".")[0] for key in ENGLISH}
    keys = {key for key in said if key.partition(".")[0] in families and not key.endswith(".html")}
    assert sorted(keys - ENGLISH.keys()) == []


def test_each_fault_of_a_picture_or_drawing_is_explained() -> None:
    faults = [errors.BadInput]
    for fault in faults:
        faults += fault.__subclasses__()
    assert [fault.code for fault in faults[1:] if f"problem.{fault.code}" not in ENGLISH] == []


@pytest.mark.parametrize(
    ("accepted", "chosen", "tag"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", None, "de"),
        ("nl,fr;q=0.5", None, "fr"),
        ("pt-BR", None, "pt"),
        ("zh-CN,zh;q=0.9,en;q=0.8", None, "zh-Hans"),
        ("nl", None, "en"),
        ("", None, "en"),
        ("de", "es", "es"),
        ("de", "xx", "de"),
    ],
)
def test_the_page_speaks_the_language_asked_for(
    client: FlaskClient, accepted: str, chosen: str | None, tag: str
) -> None:
    if chosen:
        client.set_cookie("language", chosen)
    page = client.get("/", headers={"Accept-Language": accepted})
    [words] = [words for words in LANGUAGES.values() if words("tag") == tag]
    assert f'<html lang="{tag}" ' in page.text
    assert words("pad.invitation") in page.text
    assert {"accept-language", "cookie"} <= set(page.vary.as_set())


def test_a_chosen_language_is_kept(client: FlaskClient) -> None:
    answer = client.post("/preferences", data={"language": "fr"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert '<html lang="fr" ' in client.get("/", headers={"Accept-Language": "de"}).text


def test_a_language_there_is_not_cannot_be_chosen(client: FlaskClient) -> None:
    assert client.post("/preferences", data={"language": "xx"}).status_code == 303
    assert client.get_cookie("language") is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_uploaded_picture_is_answered_in_the_language(client: FlaskClient, png: bytes, code: str) -> None:
    words = LANGUAGES[code]
    wish = {**BROWSER, "Accept-Language": code}
    read = client.post("/", data={"file": (io.BytesIO(png), "four.png")}, headers=wish)
    assert words("answer.text") in read.text
    assert words("answer.bar", digit=4) in read.text
    refused = client.post("/", data={"file": (io.BytesIO(b"four"), "four.txt")}, headers=wish)
    assert words("problem.unsupported_picture") in refused.text
    missing = client.get("/nowhere", headers=wish)
    assert words("problem.not_found") in missing.text


def test_shares_are_written_as_each_language_writes_them() -> None:
    assert {code: words.percent(0.9876) for code, words in LANGUAGES.items()} == {
        "de": "98,8\u00a0%",
        "en": "98.8%",
        "es": "98,8\u00a0%",
        "fr": "98,8\u00a0%",
        "pt": "98,8%",
        "zh": "98.8%",
    }
