"""What a visitor chose for the page, kept in cookies: the server knows it before it writes the page, so that the
page neither flickers nor needs a script.
"""

from apiflask import APIBlueprint
from flask import redirect, request, url_for
from werkzeug import Response

from scrawl.web.languages import COOKIE, LANGUAGES

preferences = APIBlueprint("preferences", __name__, enable_openapi=False)

KEPT = 365 * 24 * 3600  # seconds

THEMES = ("auto", "light", "dark")  # `auto` as the system has it
CHOICES = {COOKIE: tuple(LANGUAGES), "theme": THEMES}


@preferences.post("/preferences")
def prefer() -> Response:
    """Back to the page, as it was chosen to be."""
    response = redirect(url_for("pages.index"), 303)
    for name, choices in CHOICES.items():
        if (value := request.form.get(name)) in choices:
            response.set_cookie(name, value, max_age=KEPT, samesite="Lax", httponly=True)
    return response


@preferences.app_context_processor
def _theme() -> dict[str, str]:
    theme = request.cookies.get("theme")
    return {"theme": theme if theme in THEMES else "auto"}
