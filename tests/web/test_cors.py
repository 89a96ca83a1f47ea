"""Pages of other sites may use the API where the settings name them, and nowhere else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from scrawl.reader import Reader
from scrawl.web import Settings, create_app

SITE = "https://school.example"
DRAWING = {"strokes": [[[50, 20], [50, 80]]]}


@pytest.fixture
def open_client(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("SCRAWL_CORS_ORIGINS", f"{SITE}/, http://localhost:8000")
    return create_app(Settings(), reader).test_client()


def test_nobody_is_let_in_by_default(client: FlaskClient) -> None:
    answer = client.post("/api/v1/read", json=DRAWING, headers={"Origin": SITE})
    assert answer.status_code == 200
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("origin", [SITE, "http://localhost:8000"])
def test_a_site_that_is_named_sees_answers_and_errors(open_client: FlaskClient, origin: str) -> None:
    for body, status in ((DRAWING, 200), ({"strokes": [[]]}, 422)):
        answer = open_client.post("/api/v1/read", json=body, headers={"Origin": origin})
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://other.example", "http://school.example", f"{SITE}.evil.example", "null"]
)
def test_other_sites_do_not(open_client: FlaskClient, origin: str) -> None:
    answer = open_client.post("/api/v1/read", json=DRAWING, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


def test_a_browser_that_asks_first_is_told_what_it_may_send(open_client: FlaskClient) -> None:
    asks = {
        "Origin": SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = open_client.options("/api/v1/read", headers=asks)
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_the_page_is_for_nobody_else(open_client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in open_client.get("/", headers={"Origin": SITE}).headers


def test_a_star_is_for_all(reader: Reader) -> None:
    client = create_app(Settings(cors_origins=frozenset({"*"})), reader).test_client()
    answer = client.get("/api/v1/model", headers={"Origin": "https://any.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://any.example"
