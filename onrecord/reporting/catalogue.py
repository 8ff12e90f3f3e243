"""The compiled catalogues of the second language, as whoever checks them reads them: each English text beside its Welsh.

A server needs neither Babel nor GNU gettext: a .mo file is two tables of (length, place), the originals and the translations
(GNU gettext manual, “The Format of GNU MO Files”).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from onrecord.reporting.languages import CATALOGUES, UNCHECKED, WELSH

APPS: Final = Path(__file__).resolve().parent.parent
_MAGIC: Final = 0x950412DE
_CONTEXT: Final = "\x04"


@dataclass(frozen=True, slots=True)
class Text:
    """One English text and its Welsh; more than one Welsh form where a number is in it."""

    english: str
    welsh: tuple[str, ...]


def texts() -> tuple[Text, ...]:
    """Every text of the catalogues, in the order of the English."""
    return _held(*_files())[0]


def version() -> str:
    """What stands for these texts: another word in one of them, and it is another version."""
    return _held(*_files())[1]


def _files() -> tuple[tuple[Path, ...], tuple[int, ...]]:
    """The files that there are, and when each was written."""
    files = [APPS / name / "locale" / WELSH / "LC_MESSAGES" / "django.mo" for name in CATALOGUES]
    there = tuple(each for each in files if each.exists())
    return there, tuple(each.stat().st_mtime_ns for each in there)


@cache
def _held(files: tuple[Path, ...], changed: tuple[int, ...]) -> tuple[tuple[Text, ...], str]:
    found = {each for path in files for each in _of_file(path.read_bytes())}
    ordered = tuple(sorted(found, key=lambda each: (each.english.casefold(), each.welsh)))
    held = sha256()
    for each in ordered:
        held.update("\0".join((each.english, *each.welsh, "\n")).encode())
    return ordered, held.hexdigest()


def _of_file(data: bytes) -> Iterator[Text]:
    order = "<" if struct.unpack_from("<I", data)[0] == _MAGIC else ">"
    _, _, count, originals, translations = struct.unpack_from(f"{order}5I", data)
    for number in range(count):
        english, welsh = (
            _piece(data, *struct.unpack_from(f"{order}2I", data, table + 8 * number))
            for table in (originals, translations)
        )
        name, _, text = english.rpartition(_CONTEXT)
        # The head, and how many nobody has checked, are no texts.
        if text and text != UNCHECKED:
            single = text.split("\0")[0]
            yield Text(f"{single} ({name})" if name else single, tuple(welsh.split("\0")))


def _piece(data: bytes, length: int, start: int) -> str:
    return data[start : start + length].decode()
