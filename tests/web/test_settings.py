"""What the environment may say to the server."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scrawl.web import Settings


def test_defaults() -> None:
    settings = Settings()
    assert settings.max_bytes == 16 * 1024 * 1024
    assert settings.max_pixels == 50_000_000
    assert settings.allowed_hosts == {"127.0.0.1", "localhost", "::1"}


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAWL_MAX_BYTES", "1000")
    monkeypatch.setenv("SCRAWL_ALLOWED_HOSTS", "a.example, B.example,[::7],")
    settings = Settings()
    assert settings.max_bytes == 1000
    assert settings.allowed_hosts == {"a.example", "b.example", "::7"}


@pytest.mark.parametrize("value", ["0", "-1", "much"])
def test_a_limit_is_a_positive_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SCRAWL_MAX_BYTES", value)
    with pytest.raises(ValidationError):
        Settings()
