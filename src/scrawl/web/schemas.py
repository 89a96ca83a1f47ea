"""What travels over HTTP, as models: the envelopes of requests are validated by them, answers are described.

Answers are not validated on their way out: `Reading.to_dict` makes them, and the tests compare the two.
What makes strokes strokes is known to `Strokes.of` alone; here they are only described.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from scrawl.errors import OptionError
from scrawl.glyphs import expectation
from scrawl.picture import region
from scrawl.picture.documents import Pages
from scrawl.reading import MOST_ALTERNATIVES, Content, Kind, Reason

Include = Literal["frame", "evidence", "embedding", "stages"]
Probability = Annotated[float, Field(ge=0, le=1)]
DigitValue = Annotated[int, Field(ge=0, le=9)]
Box = Annotated[list[float], Field(min_length=4, max_length=4, description="x, y, width, height; y down.")]
TenNumbers = Annotated[list[Probability], Field(min_length=10, max_length=10)]
FrameRow = Annotated[list[Probability], Field(min_length=28, max_length=28)]
EvidenceRow = Annotated[list[float], Field(min_length=7, max_length=7)]
EvidenceMap = Annotated[list[EvidenceRow], Field(min_length=7, max_length=7)]

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


_PARSERS: dict[str, Callable[[str], object]] = {"region": region.parsed, "pages": Pages.parsed}


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
            **_PARSERS,
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


class Alternative(BaseModel):
    """Another digit it might be."""

    digit: DigitValue = Field(description="The other digit.")
    confidence: Probability = Field(description="The probability of that digit.")


class DigitAnswer(Closed):
    """One glyph and what was read there."""

    digit: DigitValue = Field(
        description="The most probable digit, whatever the verdict; under `expect` that which satisfies it."
    )
    verdict: Literal["digit", "unsure", "not_a_digit"] = Field(
        description="`unsure`: two digits are likely; `not_a_digit`: it looks like none."
    )
    confidence: Probability = Field(description="The probability of `digit`.")
    probabilities: TenNumbers = Field(description="Of the digits 0 to 9, in this order; together 1.")
    digitness: Probability = Field(description="How sure that this is a digit at all.")
    alternatives: Annotated[list[Alternative], Field(max_length=MOST_ALTERNATIVES)] = Field(
        description="The other likely digits, best first; at least one where it is `unsure`."
    )
    box: Box = Field(
        description="The ink's box, in pixels of the picture as it was sent or in the strokes' units."
    )
    frame_box: Box = Field(description="The square that `frame` shows; it may reach outside the picture.")
    line: int | None = Field(description="Which of `lines` holds it; null for a non-digit.")
    reason: Reason | None = Field(
        description="Why it is `not_a_digit`; null for all others. `mark`: it does not look like a digit that was "
        "written with this pen; `frame`: it is printed, other ink lies inside or it is a side of a box or a tooth of "
        "a comb; `word`: it looks like a digit, but what stands beside it are letters; `edge`: it reaches in over the "
        "picture's edge, or is a ring of a binding; `too_small`: beside the digits it is a dot or a comma."
    )
    frame: Annotated[list[FrameRow], Field(min_length=28, max_length=28)] = Field(
        default_factory=list, description="What the network saw; if included."
    )
    evidence: Annotated[list[EvidenceMap], Field(min_length=10, max_length=10)] = Field(
        default_factory=list, description="Each place's share of each digit's logit; if included."
    )
    embedding: list[float] = Field(default_factory=list, description="A unit vector; if included.")


class MarkAnswer(Closed):
    """A mark of a number."""

    mark: Literal[".", ",", "-", "/", ":", "+"] = Field(description="Its character; `-` for a dash, too.")
    confidence: Probability = Field(description="The probability that it is this mark.")
    box: Box = Field(description="The ink's box, in the units of a digit's.")


class NumberAnswer(Closed):
    """A number as it was written."""

    text: str = Field(description="Its digits and marks, `?` for an unsure digit.")
    kind: Kind = Field(
        description="`integer`, `decimal`, `date`, `time`, `fraction`; `other` for anything else."
    )
    value: float | None = Field(
        description="What it is worth; null for dates and times, and where a digit is unsure."
    )
    confidence: Probability = Field(
        description="The probability that each of its digits and marks is right, taken as independent; under `expect` "
        "the share of this reading in all that would satisfy it."
    )
    box: Box = Field(description="The box of all its ink, in the units of a digit's.")
    line: int = Field(description="Which of `lines` holds it.")
    digits: list[int] = Field(description="The places of its digits in `digits`.")
    marks: list[MarkAnswer] = Field(description="Its marks, from left to right.")
    unsure: bool = Field(
        description="Under `expect`: nothing there satisfies it, or what does is less likely than not; all digits of "
        "the number are `unsure` then."
    )
    unrestrained: str | None = Field(
        description="The text that is read without `expect`, where it differs from `text`; else null."
    )


class ModelName(BaseModel):
    """Which network read."""

    name: str = Field(description="The network's name.")
    version: str = Field(description="The revision of its weights.")


class ModelCard(ModelName):
    """Which network reads, what it was trained on and how well it reads; with whatever else its card says."""

    model_config = ConfigDict(extra="allow")


class CellAnswer(Closed):
    """A cell of a table."""

    row: int = Field(ge=0, description="0 is the first.")
    column: int = Field(ge=0, description="0 is the first.")
    text: str = Field(description="Of its number; empty if it has none.")
    number: int | None = Field(description="The place of its number in `numbers`; null if it has none.")
    box: Box = Field(
        description="The box of the writing in it, in the units of a digit's; of an empty cell its own."
    )
    content: Content = Field(
        description="`number`, `empty`, `struck_out`, or `other` for writing that is no number."
    )


class TableAnswer(Closed):
    """The rows and columns of a table."""

    rows: int = Field(ge=0, description="How many there are.")
    columns: int = Field(ge=0, description="How many there are.")
    cells: list[CellAnswer] = Field(description="All of them, row by row.")


class PageReading(Closed):
    """Everything read in one picture, drawing or page."""

    text: str = Field(description="The lines, joined by newlines; empty for an empty page.")
    lines: list[str] = Field(
        description="The numbers of each line of writing as they are written, one space between two; `?` for an unsure "
        "digit."
    )
    digits: list[DigitAnswer] = Field(
        description="All glyphs in reading order, non-digits too; then those in no line of writing."
    )
    turned: Literal[0, 90, 180, 270] = Field(
        description="By how many degrees, clockwise, the picture had to be turned to be read; boxes lie in the picture "
        "as it was sent."
    )
    complete: bool = Field(
        description="Whether all was tried that might have helped: not where the picture was too much work."
    )
    model: ModelName
    numbers: list[NumberAnswer] = Field(description="The numbers, in reading order.")
    table: TableAnswer | None = Field(description="With `layout=table`; else null.")
    stages: dict[str, str] = Field(
        default_factory=dict,
        description="The pictures on the way to the glyphs, as data URLs by name; if included.",
    )


class PageAnswer(PageReading):
    """Everything read on one page of a document."""

    page: int = Field(ge=1, description="The number of the page.")


class ReadingAnswer(PageReading):
    """Everything read in one picture or drawing; of a document that on the first page, or the first asked for."""

    pages: list[PageAnswer] = Field(
        default_factory=list, description="The reading of each page, if `pages` asks for them."
    )


class ShownQuery(BaseModel):
    """Which page to show."""

    page: int = Field(default=1, ge=1, description="The number of the page.")


class ShownAnswer(Closed):
    """A page as it is read."""

    page: int = Field(ge=1, description="Its number.")
    pages: int = Field(ge=1, description="How many the document has.")
    picture: str = Field(
        description="The upright page as a JPEG in a data URL; boxes of a reading are in its pixels."
    )


class StatusAnswer(Closed):
    """How the server is."""

    status: Literal["ok", "ready"] = Field(description="`ok`: the process is up; `ready`: it reads.")


class FieldError(BaseModel):
    """One wrong field."""

    field: str = Field(description="The name of the field.")
    message: str = Field(description="What is wrong with it, and what would be right.")


class ProblemAnswer(Closed):
    """What went wrong, after RFC 9457."""

    type: str = Field(description="`about:blank`: the status says what kind of problem it is.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(default_factory=str, description="What went wrong here and what would be right.")
    code: str = Field(description="A stable name of the problem, for programs.")
    errors: list[FieldError] = Field(default_factory=list, description="For 422: each wrong field.")


class BatchLine(Closed):
    """The reading of one of many pictures, or its problem: one line of JSON."""

    name: str = Field(description="Its file name, as it was sent.")
    reading: ReadingAnswer | None = Field(default=None, description="If it was read.")
    problem: ProblemAnswer | None = Field(default=None, description="If it was not.")
