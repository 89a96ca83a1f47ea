"""What a server may be told by its environment, as `SCRAWL_*` variables; docs/service.md lists them for operators."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from scrawl.errors import ScrawlError
from scrawl.picture import MOST_PIXELS
from scrawl.strokes import MOST_POINTS, MOST_STROKES

PREFIX = "SCRAWL_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(ScrawlError):
    """A setting has a value that it cannot have."""

    code = "invalid_settings"


class Settings(BaseSettings):
    """The server's limits, whom it answers, and what it says of itself."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    max_bytes: PositiveInt = 16 * 1024 * 1024
    """Bytes of a request's body."""

    max_pixels: PositiveInt = MOST_PIXELS
    """Width × height of a picture."""

    max_seconds: PositiveFloat = 5.0
    """For a picture, after which no further guess is made of where its ink is: its answer says `complete: false`."""

    max_strokes: PositiveInt = MOST_STROKES
    """Strokes of a drawing."""

    max_points: PositiveInt = MOST_POINTS
    """Points of all strokes of a drawing together."""

    rate_limit: NonNegativeInt = 1800
    """Requests a minute from one client, 0 for any number; static files and probes do not count."""

    rate_limit_loopback: bool = False
    """Whether the limit holds for clients on this machine, too."""

    rate_store: str | None = None
    """A Redis in which several machines count their clients together; None: each counts for itself."""

    proxy_hops: NonNegativeInt = 0
    """How many proxies in front are trusted to tell the client's address and protocol."""

    allowed_hosts: Annotated[frozenset[str], NoDecode] = LOOPBACK
    """Names, separated by commas; `0.0.0.0` stands for every address written as a number, `*` for any."""

    cors_origins: Annotated[frozenset[str], NoDecode] = frozenset()
    """Origins, as https://example.com, separated by commas, whose pages may use the API; `*` for any."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """`info` tells of each request in a line, `debug` of static files and probes, too."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(name.strip().strip("[]").lower() for name in value.split(",") if name.strip())

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        origins = frozenset(each.strip().rstrip("/").lower() for each in value.split(",") if each.strip())
        for origin in origins - {"*"}:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}":
                raise ValueError("should be origins like https://example.com, separated by commas, or *")
        return origins

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of this process's environment; SettingsError tells in one line which are wrong."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("; ".join(_told(each) for each in error.errors())) from error


def _told(error: Any) -> str:
    name = str(error["loc"][0])
    default = Settings.model_fields[name].default
    usual = ",".join(sorted(default)) if isinstance(default, frozenset) else str(default)
    message = error["msg"].removeprefix("Value error, ")
    return f"{PREFIX}{name.upper()}: {message}, not {error['input']!r}. By default it is {usual or 'none'}."
