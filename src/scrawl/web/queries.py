"""What is asked over HTTP, as models that validate the envelopes of requests.

What makes strokes strokes is known to `Strokes.of` alone; here they are only described.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from scrawl.errors import OptionError
from scrawl.glyphs import expectation
from scrawl.picture import region
from scrawl.picture.documents import Pages

Include = Literal["frame", "evidence", "embedding", "stages"]

_POINT: JsonDict = {
    "type": "array",
    "description": "x, y, then maybe t in milliseconds (or null), then maybe pressure 0…1; y down.",
    "prefixItems": [
        {"type": "number"},
        {"type": "number"},
        {"type": ["number", "null"]},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
    "minItems": 2,
    "maxItems": 4,
}
_STROKES: JsonDict = {
    "type": "array",
    "description": "[] is an empty page.",
    "items": {"type": "array", "items": _POINT, "minItems": 1},
    "examples": [[[[140, 40], [142, 130], [141, 240]]]],
}


def _size(description: str) -> Any:
    schema: JsonDict = {"type": ["number", "null"], "exclusiveMinimum": 0, "description": description}
    return Field(default=None, json_schema_extra=schema)


class BatchQuery(BaseModel):
    """How to read."""

    layout: Literal["auto", "digit", "table"] = Field(
        default="auto",
        description="`auto` finds every digit; `digit` says that the picture holds one symbol, `table` that it holds a "
        "table, whose rows and columns are told then.",
    )
    region: str | None = Field(
        default=None,
        description="The only part of a picture to read: x,y,width,height. Whole numbers are pixels of the upright "
        "picture; with a decimal point among them all are shares of it, 0…1. Boxes stay those of the whole picture.",
        examples=["0.5,0,0.5,0.25"],
    )

    pages: str | None = Field(
        default=None,
        description="Which pages of a PDF or TIFF to read: `all`, one as `2`, several as `1-3`; without it the first.",
        examples=["1-3"],
    )

    decimal: Literal[",", "."] | None = Field(
        default=None,
        description="The mark before decimals. Without it 1.250 is more than a thousand only where another number "
        "shows that a comma stands before decimals.",
    )

    expect: str | None = Field(
        default=None,
        description="What each number is expected to be: `#` is any digit, a digit and `, . - / : +` stand for "
        "themselves, `{2}` and `{1,3}` say how often, `|` parts alternatives; a range as `0..100` or `0..10/0.5`; "
        "`luhn`, `mod11` or `iso7064` behind digits: the last checks the others. With `layout=table` `;` "
        "parts the columns.",
        examples=["##.##.####", "0..100", "12|15|19"],
    )

    @field_validator("region", "pages", "expect")
    @classmethod
    def _check(cls, value: str | None, field: ValidationInfo) -> str | None:
        parsers: dict[str, Callable[[str], object]] = {
            "region": region.parsed,
            "pages": Pages.parsed,
            "expect": partial(expectation.checked, in_columns=field.data.get("layout") == "table"),
        }
        if value is not None:
            try:
                parsers[f"{field.field_name}"](value)
            except OptionError as error:
                raise PydanticCustomError("option", "{told}", {"told": str(error)}) from error
        return value

    @property
    def how(self) -> dict[str, Any]:
        """How to read, as `Reader.read` takes it."""
        part = None if self.region is None else region.parsed(self.region)
        return {"layout": self.layout, "region": part, "decimal": self.decimal, "expect": self.expect}


class ReadQuery(BatchQuery):
    """How to read, and what to answer beside the digits."""

    include: list[Include] = Field(default=[], description="Parts to add to the answer, separated by commas.")

    @field_validator("include", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )


class Closed(BaseModel):
    """An object without other fields than it names."""

    model_config = ConfigDict(extra="forbid")


class ImageRequest(Closed):
    """A picture inside JSON."""

    model_config = ConfigDict(strict=True)

    image: str = Field(
        description="The picture as a data URL (`data:image/png;base64,…`) or bare base64; never an address.",
        min_length=1,
    )


class StrokesRequest(Closed):
    """Pen strokes, y down."""

    strokes: Any = Field(json_schema_extra=_STROKES)
    width: Any = _size("Width of the canvas; by default it fits the strokes' box and the pen.")
    height: Any = _size("Height of the canvas; by default it fits the strokes' box and the pen.")
    brush: Any = _size("Diameter of the pen in the strokes' units; by default .065 of the longer side.")


class ShownQuery(BaseModel):
    """Which page to show."""

    page: int = Field(default=1, ge=1, description="The number of the page.")
