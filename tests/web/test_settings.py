"""What the environment may say to the server, and that operators are told so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scrawl.web import Settings
from scrawl.web.settings import SettingsError

ROOT = Path(__file__).parent.parent.parent
TABLE = ROOT / "docs" / "service.md"


def test_defaults() -> None:
    settings = Settings()
    assert settings.max_bytes == 16 * 1024 * 1024
    assert settings.max_pixels == 50_000_000
    assert settings.max_strokes == 1_000
    assert settings.max_points == 50_000
    assert settings.rate_limit == 1_800
    assert settings.allowed_hosts == {"127.0.0.1", "localhost", "::1"}


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAWL_MAX_BYTES", "1000")
    monkeypatch.setenv("SCRAWL_ALLOWED_HOSTS", "a.example, B.example,[::7],")
    settings = Settings()
    assert settings.max_bytes == 1000
    assert settings.allowed_hosts == {"a.example", "b.example", "::7"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SCRAWL_MAX_BYTES", "0", "should be greater than 0, not '0'. By default it is 16777216."),
        ("SCRAWL_MAX_PIXELS", "much", "should be a valid integer"),
        ("SCRAWL_RATE_LIMIT", "-1", "should be greater than or equal to 0, not '-1'. By default it is 1800."),
        ("SCRAWL_RATE_LIMIT_LOOPBACK", "maybe", "should be a valid boolean"),
        (
            "SCRAWL_CORS_ORIGINS",
            "example.com",
            "should be origins like https://example.com, separated by commas",
        ),
        ("SCRAWL_CORS_ORIGINS", "https://example.com/path", "By default it is none."),
        ("SCRAWL_LOG_LEVEL", "loud", "should be 'debug', 'info', 'warning' or 'error', not 'loud'"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        Settings.from_environment()
    assert str(told.value).startswith(f"{name}: ")
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(SCRAWL_\w+)` \| (.*?) \|", TABLE.read_text("utf-8"), re.MULTILINE))
    for name, field in Settings.model_fields.items():
        told = rows.pop(f"SCRAWL_{name.upper()}").strip("`")
        if isinstance(field.default, frozenset):
            assert set(told.split(",")) == (field.default or {"none"})
        elif field.default is None or isinstance(field.default, bool):
            assert told == str(field.default).lower()
        else:
            assert told == str(field.default)
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert set(rows) == set(re.findall(r"\"(SCRAWL_[A-Z]+)\"", source)), "these are read outside of Settings"
