"""Whether the server is up, whether it reads, and what reads."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from scrawl.errors import EngineError
from scrawl.reader import Reader
from scrawl.reading import Reading
from scrawl.server.shared import STOPPING
from scrawl.web import Settings, create_app
from scrawl.web.health import PROBED_SECONDS


def test_healthy_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_a_network_that_fails_is_not_ready(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Reader):
        def read(self, *_: Any, **__: Any) -> Reading:
            raise EngineError("weights are gone")

    client = create_app(Settings(), Broken(reader.recognizer)).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "not_ready"
    assert answer.headers["Retry-After"]
    assert "weights are gone" in caplog.text


def test_however_often_it_is_asked_the_network_is_tried_once_in_a_while(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    class Counted(Reader):
        def read(self, *given: Any, **named: Any) -> Reading:
            tried.append(given)
            return super().read(*given, **named)

    client = create_app(Settings(), Counted(reader.recognizer)).test_client()
    assert [client.get(path).status_code for path in ("/readyz", "/readyz", "/v2/health/ready")] == [200] * 3
    assert len(tried) == 1
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + PROBED_SECONDS)
    assert client.get("/readyz").status_code == 200
    assert len(tried) == 2


def test_a_server_about_to_stop_is_healthy_and_not_ready(reader: Reader, tmp_path: Path) -> None:
    client = create_app(Settings(), reader, shared=tmp_path).test_client()
    assert client.get("/readyz").status_code == 200
    (tmp_path / STOPPING).touch()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "stopping")
    assert answer.headers["Retry-After"]
    assert client.get("/api/v1/model").status_code == 200


def test_model_card(client: FlaskClient, reader: Reader) -> None:
    card = client.get("/api/v1/model").json
    assert card == reader.card
    read = client.post("/api/v1/read", json={"strokes": [[[50, 20], [50, 80]]]}).get_json()["model"]
    assert {name: card[name] for name in ("name", "version")} == read
