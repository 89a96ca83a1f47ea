"""What is answered over HTTP, as models that describe it.

Answers are not validated on their way out: `Reading.to_dict` makes them, and the tests compare the two.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scrawl.reading import MOST_ALTERNATIVES, Content, Kind, Reason
from scrawl.web.queries import Closed

Probability = Annotated[float, Field(ge=0, le=1)]
DigitValue = Annotated[int, Field(ge=0, le=9)]
Box = Annotated[list[float], Field(min_length=4, max_length=4, description="x, y, width, height; y down.")]
TenNumbers = Annotated[list[Probability], Field(min_length=10, max_length=10)]
FrameRow = Annotated[list[Probability], Field(min_length=28, max_length=28)]
EvidenceRow = Annotated[list[float], Field(min_length=7, max_length=7)]
EvidenceMap = Annotated[list[EvidenceRow], Field(min_length=7, max_length=7)]


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
