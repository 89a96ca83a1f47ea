"""The page in the visitor's own language.

Each text stands in one catalogue a language, `static/languages/*.json`, that templates and scripts read alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request

from scrawl.web.problems import Problem

FALLBACK = "en"
COOKIE = "language"


@dataclass(frozen=True)
class Words:
    """All that the page says, in one language.

    code   names the catalogue, as in `Accept-Language`
    texts  what to say, by key; `{name}` stands for a value
    """

    code: str
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with its values."""
        return self.texts[key].format(**values)

    def number(self, value: float) -> str:
        """A number with at most one decimal."""
        return f"{value:.1f}".removesuffix(".0").replace(".", self.texts["number.decimal"])

    def percent(self, share: float) -> str:
        """A share of 0…1 with one decimal, as `Intl.NumberFormat` writes it."""
        number = f"{100 * share:.1f}".replace(".", self.texts["number.decimal"])
        return self("number.percent", number=number)

    def problem(self, problem: Problem) -> str:
        """What went wrong and what to do about it."""
        key = f"problem.{problem.code}"
        most = current_app.config["MAX_CONTENT_LENGTH"] / 2**20
        return self(key if key in self.texts else "problem.other", megabytes=self.number(most))


def _load(file: Path) -> Words:
    return Words(file.stem, json.loads(file.read_text("utf-8")))


LANGUAGES = {
    file.stem: _load(file) for file in sorted((Path(__file__).parent / "static/languages").glob("*.json"))
}


def spoken() -> Words:
    """The language of the current request: the one chosen, else the best of those the browser names."""
    chosen = request.cookies.get(COOKIE)
    return LANGUAGES.get(
        chosen or request.accept_languages.best_match(LANGUAGES) or FALLBACK, LANGUAGES[FALLBACK]
    )


def register(app: Flask) -> None:
    """Give `words` and `languages` to the templates, and tell caches what the pages depend on."""
    app.context_processor(lambda: {"words": spoken(), "languages": LANGUAGES.values()})

    @app.after_request
    def _vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.update(("Accept-Language", "Cookie"))
        return response
