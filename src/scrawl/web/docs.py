"""The API's documentation as a page, made from the OpenAPI document; nothing is fetched from elsewhere."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app, render_template

docs = APIBlueprint("docs", __name__, enable_openapi=False)


@docs.get("/api/docs")
def page() -> str:
    """All operations: what they take and what they answer."""
    document = cast(dict[str, Any], cast(APIFlask, current_app).spec)
    operations = [
        (method.upper(), path, operation)
        for path, methods in sorted(document["paths"].items(), key=lambda each: "/api/" not in each[0])
        for method, operation in methods.items()
    ]
    return render_template("docs.html", info=document["info"], operations=operations)
