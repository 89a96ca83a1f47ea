"""The API's documentation as a page, made from the OpenAPI document; nothing is fetched from elsewhere.

What the document does not hold is made, too: the example answers are the server's own, and what there is of the
Open Inference Protocol is listed from the routes.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app, render_template
from markupsafe import Markup

from scrawl.errors import StrokesError
from scrawl.strokes import Strokes
from scrawl.web.api import reader
from scrawl.web.problems import problem_of

docs = APIBlueprint("docs", __name__, enable_openapi=False)

Schema = dict[str, Any]


class Row(NamedTuple):
    """A parameter, a field, or a body in one media type: its name, type and meaning."""

    name: str
    kind: Markup
    meaning: Markup
    is_optional: bool = False


@docs.get("/api/docs")
def page() -> str:
    """All operations: what they take and what they answer, with a form to try one."""
    document = cast(dict[str, Any], cast(APIFlask, current_app).spec)
    schemas: dict[str, Schema] = document["components"]["schemas"]
    paths = sorted(document["paths"].items(), key=lambda each: "/api/" not in each[0])
    [strokes] = schemas["StrokesRequest"]["properties"]["strokes"]["examples"]
    return render_template(
        "docs.html",
        description=coded(document["info"]["description"]),
        operations=[
            {"name": f"{method.upper()} {path}", **operation_of(each)}
            for path, methods in paths
            for method, each in methods.items()
        ],
        schemas=[
            (name, coded(schema["description"]), fields_of(schema, schemas))
            for name, schema in schemas.items()
        ],
        options=[
            (parameter["name"], parameter["schema"])
            for parameter in document["paths"]["/api/v1/read"]["post"]["parameters"]
            if parameter["in"] == "query"
        ],
        strokes=json.dumps({"strokes": strokes}),
        answer=written(reader().read(Strokes.of(strokes)).to_dict()),
        problem=written(_problem()),
        inference=_inference(),
    )


def operation_of(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation of the document takes, answers and refuses."""
    responses = operation["responses"].items()
    return {
        "summary": operation["summary"],
        "parameters": [parameter_of(each) for each in operation.get("parameters", ())],
        "takes": bodies_of(operation["requestBody"]) if "requestBody" in operation else [],
        "answers": [body for status, each in responses if status < "400" for body in bodies_of(each)],
        "errors": [(status, coded(each["description"])) for status, each in responses if status >= "400"],
    }


def parameter_of(parameter: dict[str, Any]) -> Row:
    """A parameter of an operation; where it is sent is part of its name."""
    schema = parameter["schema"]
    name = f"?{parameter['name']}=" if parameter["in"] == "query" else f"{parameter['name']}:"
    told = parameter.get("description") or schema["description"]
    return Row(name, kind_of(schema), coded(told), is_optional=not parameter.get("required"))


def bodies_of(message: dict[str, Any]) -> list[Row]:
    """The forms in which a body is sent or answered."""
    return [
        Row(
            media,
            kind_of(form["schema"]) if form else Markup("bytes"),
            coded(form.get("schema", {}).get("description", message["description"])),
        )
        for media, form in message["content"].items()
    ]


def fields_of(schema: Schema, schemas: dict[str, Schema]) -> list[Row]:
    """The fields of an object; a field that is itself a named object takes that object's meaning."""
    needed = schema.get("required", ())
    return [
        Row(name, kind_of(field), coded(" ".join(_told(field, schemas))), name not in needed)
        for name, field in schema["properties"].items()
    ]


def _told(schema: Schema, schemas: dict[str, Schema]) -> Iterable[str]:
    """What a schema and those within it say of themselves, unless they say it under a name of their own."""
    if "description" in schema:
        yield schema["description"]
    elif "$ref" in schema:
        yield schemas[_name(schema)]["description"]
    while "items" in schema:
        schema = schema["items"]
        if "description" in schema:
            yield schema["description"]


def kind_of(schema: Schema) -> Markup:
    """The type of a schema in words; of one with a name, a link to where its fields are told."""
    if "$ref" in schema:
        return Markup('<a href="#{0}">{0}</a>').format(_name(schema))
    if choices := _choices(schema):
        return Markup(" or ").join(choices)
    if "contentMediaType" in schema:
        return Markup("file")
    kind = schema["type"]
    if kind == "array":
        return Markup("array{} of {}").format(_range(schema, "minItems", "maxItems"), _items(schema))
    if kind == "object":
        return _object(schema)
    return Markup("{}{}").format(kind, _range(schema, "minimum", "maximum"))


def _choices(schema: Schema) -> list[Markup]:
    """Each of the values or types that are allowed, where there are several."""
    if "enum" in schema:
        return [Markup("<code>{}</code>").format(each) for each in schema["enum"]]
    if isinstance(schema.get("type"), list):
        return [Markup(each) for each in schema["type"]]
    several = schema.get("anyOf") or schema.get("oneOf") or ()
    return [kind_of(each) for each in several]


def _object(schema: Schema) -> Markup:
    if "properties" not in schema:
        return Markup("object of {}").format(kind_of(schema["additionalProperties"]))
    return Markup(", ").join(
        Markup("<code>{}</code>: {}").format(name, kind_of(field))
        for name, field in schema["properties"].items()
    )


def _items(schema: Schema) -> Markup:
    if "prefixItems" in schema:
        return Markup("({})").format(Markup(", ").join(map(kind_of, schema["prefixItems"])))
    return kind_of(schema["items"])


def _range(schema: Schema, least: str, most: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if low is None and high is None:
        return ""
    if low == high:
        return f" [{low}]"
    return f" [{'' if low is None else low}…{'' if high is None else high}]"


def _name(schema: Schema) -> str:
    name: str = schema["$ref"].rpartition("/")[2]
    return name


def coded(text: str) -> Markup:
    """Text in which what stands between backticks is code."""
    parts = (
        Markup("<code>{}</code>" if odd % 2 else "{}").format(part)
        for odd, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def written(answer: dict[str, Any]) -> str:
    """JSON as it is read best: an array that holds no other stands in one line."""
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    return re.sub(
        r"\[[^][{}]*\]", lambda array: " ".join(array[0].split()).replace("[ ", "[").replace(" ]", "]"), text
    )


def _problem() -> dict[str, Any]:
    """The answer to a stroke without points."""
    try:
        Strokes.of([[]])
    except StrokesError as error:
        return problem_of(error).to_dict()
    raise AssertionError("a stroke without points was taken")


def _inference() -> list[tuple[str, str, str]]:
    """Method, address and meaning of each route of the Open Inference Protocol; those for one version are left out."""
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint.startswith("v2.")]
    return [
        (
            min((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            rule.rule,
            str(current_app.view_functions[rule.endpoint].__doc__),
        )
        for rule in rules
        if not rule.arguments
    ]
