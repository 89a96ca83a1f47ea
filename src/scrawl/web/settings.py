"""What a server may be told by its environment, as `SCRAWL_*` variables."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PositiveInt, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """The server's limits, and the names it answers to."""

    model_config = SettingsConfigDict(env_prefix="SCRAWL_", env_ignore_empty=True, frozen=True)

    max_bytes: PositiveInt = 16 * 1024 * 1024
    """Bytes of a request's body."""

    max_pixels: PositiveInt = 50_000_000
    """Width × height of a picture."""

    allowed_hosts: Annotated[frozenset[str], NoDecode] = LOOPBACK
    """Names, separated by commas; `0.0.0.0` stands for every address written as a number, `*` for any."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(name.strip().strip("[]").lower() for name in value.split(",") if name.strip())
