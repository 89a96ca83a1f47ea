"""The page in the visitor's own language.

Each text stands in one catalogue a language: what scripts say in `static/languages/*.json`, which the browser fetches
and templates read, too; what templates alone say in `templates/languages/*.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request

from scrawl.web.problems import Problem

FALLBACK = "en"
COOKIE = "language"
SURE = 0.9995  # from here on a probability would be rounded to 100 %


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

    def sure(self, share: float) -> str:
        """A probability, which is never quite 1: "> 99.9%" where it would be rounded to 100 %."""
        return self.percent(share) if share < SURE else f"> {self.percent(0.999)}"

    def percent(self, share: float) -> str:
        """A share of 0…1 with one decimal, as `Intl.NumberFormat` writes it."""
        number = f"{100 * share:.1f}".replace(".", self.texts["number.decimal"])
        return self("number.percent", number=number)

    def problem(self, problem: Problem) -> str:
        """What went wrong and what to do about it."""
        key = f"problem.{problem.code}"
        most = current_app.config["MAX_CONTENT_LENGTH"] / 2**20
        return self(key if key in self.texts else "problem.other", megabytes=self.number(most))


HERE = Path(__file__).parent
CATALOGUES = (HERE / "templates/languages", HERE / "static/languages")


def _load(code: str) -> Words:
    parts = (json.loads((folder / f"{code}.json").read_text("utf-8")) for folder in CATALOGUES)
    return Words(code, {key: text for part in parts for key, text in part.items()})


LANGUAGES = {file.stem: _load(file.stem) for file in sorted(CATALOGUES[0].glob("*.json"))}


def spoken() -> Words:
    """The language of the current request: the one chosen if it is known, else the best of those the browser names."""
    chosen = request.cookies.get(COOKIE)
    return LANGUAGES[
        chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or FALLBACK
    ]


def register(app: Flask) -> None:
    """Give `words` and `languages` to the templates, and tell caches what the pages depend on."""
    app.context_processor(lambda: {"words": spoken(), "languages": LANGUAGES.values()})

    @app.after_request
    def _vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.update(("Accept-Language", "Cookie"))
        return response
