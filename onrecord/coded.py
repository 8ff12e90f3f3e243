"""Lists of codes kept as data: a TOML file that comes with onrecord, or a force's own of that name in ONRECORD_HOME."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.home import home

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


class CodedListError(ValueError):
    """The list can't be used; the message names file, entry and remedy."""


def coded_rows(shipped: Path, one: str, texts: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a list in the file's order, each with where it stands, for messages.

    `shipped`: the file that comes with onrecord; `one`: what an entry is called, its table being that with an s; `texts`: what
    each entry must say. Raises CodedListError for what can't be read, and for a code that is malformed or there twice.
    """
    own = home() / shipped.name
    path = own if own.is_file() else shipped
    return list(_read(str(path), path.stat().st_mtime_ns, one, tuple(texts)))


@cache
def _read(
    path: str, _changed: int, one: str, texts: tuple[str, ...]
) -> tuple[tuple[str, dict[str, Any]], ...]:
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodedListError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from None
    rows = data.get(f"{one}s")
    if not isinstance(rows, list) or not rows:
        raise CodedListError(f"{path}: there is no {one}. Write at least one [[{one}s]].")
    for number, row in enumerate(rows, 1):
        _check(row, f"{path}: {one} {number}", one, texts)
    codes = [row["code"] for row in rows]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise CodedListError(f"{path}: the code {twice!r} is there twice. Give each {one} its own.")
    return tuple((f"{path}: {one} {number}", row) for number, row in enumerate(rows, 1))


def _check(row: Any, where: str, one: str, texts: Sequence[str]) -> None:
    if not isinstance(row, dict):
        raise CodedListError(f"{where} is no table. Write it under [[{one}s]].")
    for key in texts:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise CodedListError(f"{where}: {key} is missing. Write it as text.")
    if not _CODE.match(row["code"]):
        raise CodedListError(f"{where}: write code in small letters, digits and hyphens.")
