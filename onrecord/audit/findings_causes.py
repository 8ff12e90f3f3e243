"""Why records fail, as codes: `causes.toml` here, or a force's own in ONRECORD_HOME/causes.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.audit.errors import AuditError
from onrecord.home import home

FILE = Path(__file__).with_name("causes.toml")
GROUPS = ("process", "understanding", "supervision", "timing")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `learn` is what to take from it, as the recipient reads it."""

    code: str
    group: str
    words: str
    learn: str


def causes() -> tuple[Cause, ...]:
    """All causes, in the file's order. Raises AuditError with file, entry and remedy."""
    own = home() / "causes.toml"
    path = own if own.is_file() else FILE
    return _read(str(path), path.stat().st_mtime_ns)


def cause_named(code: str) -> Cause:
    """The cause of this code; one that has left the list is shown by its code, so that old findings stay readable."""
    return next((each for each in causes() if each.code == code), Cause(code, "", code, ""))


@cache
def _read(path: str, _changed: int) -> tuple[Cause, ...]:
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuditError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from None
    rows = data.get("causes")
    if not isinstance(rows, list) or not rows:
        raise AuditError(f"{path}: there is no cause. Write at least one [[causes]].")
    found = tuple(_build(row, number, path) for number, row in enumerate(rows, 1))
    codes = [each.code for each in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise AuditError(f"{path}: the code {twice!r} is there twice. Give each cause its own.")
    return found


def _build(row: Any, number: int, path: str) -> Cause:
    where = f"{path}: cause {number}"
    if not isinstance(row, dict):
        raise AuditError(f"{where} is no table. Write it under [[causes]].")
    for key in ("code", "group", "words", "learn"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise AuditError(f"{where}: {key} is missing. Write it as text.")
    if not _CODE.match(row["code"]):
        raise AuditError(f"{where}: write code in small letters, digits and hyphens.")
    if row["group"] not in GROUPS:
        raise AuditError(f"{where}: group must be one of {', '.join(GROUPS)}.")
    return Cause(row["code"], row["group"], row["words"].strip(), row["learn"].strip())
