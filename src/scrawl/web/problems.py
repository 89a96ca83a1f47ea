"""Errors as RFC 9457 problems: one shape for every error, never a stack trace."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from apiflask import HTTPError
from flask import Flask, Response, current_app, g, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from scrawl.errors import OptionError, ScrawlError, StrokesError

MEDIA_TYPE = "application/problem+json"

# Clearer than Werkzeug's own, which are written for readers of HTML.
_DETAILS = {
    404: "There is nothing at this address. GET /api/docs lists what there is.",
    405: "This address does not take that method. The Allow header names those it takes.",
}
_CODES = {413: "body_too_large"}
_FIELD_MESSAGES = {"extra_forbidden": "There is no such field.", "missing": "This field is needed."}


class Problem(Exception):
    """Something to answer instead of what was asked for.

    status    HTTP status
    code      stable name of the problem, for programs
    detail    what went wrong here and what would be right, for people
    errors    for 422: (field, message) of each wrong field
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the problem; a detail may be missing where the fault is the server's."""
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    @property
    def title(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase

    def to_dict(self) -> dict[str, Any]:
        """The members of the problem that are known."""
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        body["code"] = self.code
        if self.errors:
            body["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        return body


def wrong_fields(*errors: tuple[str, str]) -> Problem:
    """A 422 that names each wrong field and says what would be right."""
    detail = " ".join(f"{field}: {message}" for field, message in errors)
    return Problem(422, "invalid_fields", detail, errors=errors)


def wrong_model(error: ValidationError) -> Problem:
    """A 422 of the errors that pydantic found."""
    return wrong_fields(
        *(
            (".".join(map(str, each["loc"])), _FIELD_MESSAGES.get(each["type"], f"{each['msg']}."))
            for each in error.errors(include_input=False, include_url=False)
        )
    )


def register(app: Flask) -> None:
    """Answer every error of `app` as a problem, or as a page where a browser asks for one."""
    for kind in (Problem, ScrawlError, HTTPError, HTTPException, Exception):
        app.register_error_handler(kind, _answer)


def problem_of(error: Exception) -> Problem:
    """What `error` means to the sender. What the server is to blame for is logged, and its detail kept."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, (OptionError, StrokesError)):
        detail = f"{error.field}: {error}"
        return Problem(error.status, error.code, detail, errors=[(error.field, str(error))])
    if isinstance(error, ScrawlError) and error.status < 500:
        return Problem(error.status, error.code, str(error))
    if isinstance(error, HTTPError):
        return _of_query(error)
    if isinstance(error, HTTPException) and error.code is not None:
        return _of_werkzeug(error, error.code)
    current_app.logger.error("%s failed", request.endpoint, exc_info=error)
    return Problem(500, error.code if isinstance(error, ScrawlError) else "internal_error")


def _of_query(error: HTTPError) -> Problem:
    """The problem of a wrong query, which APIFlask gathers as {location: {field: [messages]}}."""
    found = error.detail if isinstance(error.detail, dict) else {}
    errors = {
        (field.partition(".")[0], f"{message.rstrip('.')}.")
        for fields in found.values()
        for field, messages in fields.items()
        for message in messages
    }
    return wrong_fields(*sorted(errors))


def _of_werkzeug(error: HTTPException, status: int) -> Problem:
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    code = _CODES.get(status, error.name.lower().replace(" ", "_"))
    return Problem(status, code, _DETAILS.get(status, error.description), headers=headers)


def is_for_programs(path: str) -> bool:
    """Whether programs, and no browser, show the answers of that address."""
    return f"{path}/".startswith(("/api/", "/v2/"))


def told(problem: Problem, path: str) -> tuple[str, str]:
    """Content type and text of a problem, as programs are told; the Open Inference Protocol has a form of its own."""
    if f"{path}/".startswith("/v2/"):
        return "application/json", json.dumps({"error": problem.detail or problem.title})
    return MEDIA_TYPE, json.dumps(problem.to_dict())


def _answer(error: Exception) -> Response:
    problem = problem_of(error)
    g.problem = problem.code
    is_for_page = request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"]) == "text/html"
    if is_for_page and not is_for_programs(request.path):
        response = current_app.make_response(render_template("result.html", problem=problem))
    else:
        kind, text = told(problem, request.path)
        response = Response(text, content_type=kind)
    response.status_code = problem.status
    response.headers.update(problem.headers)
    return response
