"""A reading as a row of a table, for the command line and HTTP alike."""

from scrawl.reading import Reading

COLUMNS = ("path", "text", "confidence")
MORE = ("kinds", "values")  # columns of CSV behind all others


def columns(reading: Reading, nothing: str) -> tuple[str, str]:
    """Text on one line and lowest confidence; `nothing` stands for either where nothing was read."""
    confidence = reading.confidence
    return " ".join(reading.lines) or nothing, nothing if confidence is None else f"{confidence:.4f}"


def more(reading: Reading) -> tuple[str, str]:
    """Kind and value of each number in reading order, one space between two; `-` for what has no value."""
    values = ("-" if number.value is None else repr(number.value) for number in reading.numbers)
    return " ".join(number.kind for number in reading.numbers), " ".join(values)
