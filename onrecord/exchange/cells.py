"""One cell of a file, whatever kind of file it came from. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from onrecord.exchange.writing import unsafe_cell


def clean_text(text: str) -> str:
    """Text as every reader gives it: ends trimmed, without the apostrophe that our own sheets put before formulas."""
    text = text.strip()
    return unsafe_cell(text).strip() if text[:1] == "'" else text


def clean_row(cells: Sequence[str]) -> list[str]:
    return [
        text if (text := cell.strip())[:1] != "'" else unsafe_cell(text).strip() for cell in cells
    ]


def cell_text(value: Any) -> str:
    """A cell as text: numbers without a needless ".0", dates as ISO 8601, nothing as "".

    Text is taken to be clean already.
    """
    kind = type(value)
    if kind is str:
        text: str = value
        return text
    # Not equal to itself: "not a number", which Parquet files have for nothing.
    if value is None or value != value:
        return ""
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if kind is float and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return clean_text(str(value))


def time_cell(value: Any) -> Any:
    """As `cell_text`, but dates and numbers stay what they are."""
    return (
        cell_text(value) if value is None or type(value) in (str, bool) or value != value else value
    )
