"""The server answers to its own names only."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from scrawl.reader import Reader
from scrawl.web import Settings, create_app
from scrawl.web.hosts import hostname, is_allowed


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:5000", "localhost:8080", "LOCALHOST", "[::1]", "[::1]:5000"]
)
def test_loopback_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/api/v1/model", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["example.com", "127.0.0.1.example.com", "localhost.example.com:5000", "192.168.0.7", "[::2]", "a b", ""],
)
def test_other_names_are_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/v1/model", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "host_not_allowed"


def test_probes_are_answered_under_any_name(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.0.0.9"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "10.0.0.9"}).status_code == 200


def test_the_environment_names_the_hosts(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.setenv("SCRAWL_ALLOWED_HOSTS", "Digits.example.com, [fe80::1]")
    client = create_app(Settings(), reader).test_client()
    assert client.get("/", headers={"Host": "digits.example.com:80"}).status_code == 200
    assert client.get("/", headers={"Host": "[fe80::1]:80"}).status_code == 200
    assert client.get("/", headers={"Host": "localhost"}).status_code == 400


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("Localhost:5000", "localhost"),
        ("[::1]", "::1"),
        ("[::1]:5000", "::1"),
        ("", ""),
    ],
)
def test_hostname(header: str, name: str) -> None:
    assert hostname(header) == name


def test_a_server_bound_to_every_address_answers_to_numbers_not_to_names() -> None:
    assert is_allowed("192.168.0.7", {"0.0.0.0"})
    assert is_allowed("fe80::1", {"::"})
    assert not is_allowed("rebound.example.com", {"0.0.0.0"})
    assert is_allowed("anything.example.com", {"*"})
