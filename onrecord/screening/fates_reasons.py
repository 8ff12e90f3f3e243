"""Why suggestions are rejected, as codes: `fate-reasons.toml` here, or a force's own in ONRECORD_HOME."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.home import home

NAME = "fate-reasons.toml"
FILE = Path(__file__).with_name(NAME)
# What the program itself gives where a decision's rationale answers a suggestion.
RATIONALE = "rationale"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


class ReasonError(ValueError):
    """The list of reasons can't be used; the message names file, entry and remedy."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `learn`: what whoever keeps the patterns takes from it. `own`: whether a person may choose it."""

    code: str
    words: str
    learn: str = ""
    own: bool = True


def reasons() -> tuple[Reason, ...]:
    """All reasons, in the file's order. Raises ReasonError."""
    own = home() / NAME
    path = own if own.is_file() else FILE
    return _read(str(path), path.stat().st_mtime_ns)


def reason_named(code: str) -> Reason:
    """The reason of this code; one that has left the list is shown by its code, so that old fates stay readable."""
    listed = (*reasons(), Reason(RATIONALE, "A decision says why no crime is recorded", own=False))
    return next((each for each in listed if each.code == code), Reason(code, code))


@cache
def _read(path: str, _changed: int) -> tuple[Reason, ...]:
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReasonError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from None
    rows = data.get("reasons")
    if not isinstance(rows, list) or not rows:
        raise ReasonError(f"{path}: there is no reason. Write at least one [[reasons]].")
    found = tuple(_build(row, number, path) for number, row in enumerate(rows, 1))
    codes = [each.code for each in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise ReasonError(f"{path}: the code {twice!r} is there twice. Give each reason its own.")
    return found


def _build(row: Any, number: int, path: str) -> Reason:
    where = f"{path}: reason {number}"
    if not isinstance(row, dict):
        raise ReasonError(f"{where} is no table. Write it under [[reasons]].")
    for key in ("code", "words"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ReasonError(f"{where}: {key} is missing. Write it as text.")
    if not _CODE.match(row["code"]):
        raise ReasonError(f"{where}: write code in small letters, digits and hyphens.")
    return Reason(
        row["code"], row["words"].strip(), str(row.get("learn", "")).strip(), row.get("own", True)
    )
