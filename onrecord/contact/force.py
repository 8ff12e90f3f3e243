"""How this force names things: its name, references, grades, codes and marks.

Read from `ONRECORD_HOME/force.toml` where there is one, over the defaults in `force.toml` beside this module.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.contact.models import CodeMeaning
from onrecord.home import home

DEFAULTS = Path(__file__).with_name("force.toml")
HATE = "hate"
REFERENCES = ("log", "crime", "reported_incident", "non_crime", "report")


class ForceError(ValueError):
    """force.toml can't be used; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Grade:
    """A call grade. `minutes`: the time in which somebody should be there; 0 where nobody need attend."""

    code: str
    words: str
    minutes: int

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


@dataclass(frozen=True)
class Force:
    """The force's own words. Codes map to what they mean about crime ("" says nothing; see CodeMeaning)."""

    name: str
    system: str
    # Whose people see what is reported about police officers and staff.
    conduct_department: str
    references: Mapping[str, str]
    grades: tuple[Grade, ...]
    opening: Mapping[str, str]
    closing: Mapping[str, str]
    qualifiers: Mapping[str, str]
    # How reports come in, as the page offers them.
    sources: tuple[str, ...]

    def grade(self, code: str) -> Grade | None:
        """The grade with this code, or None."""
        return next((grade for grade in self.grades if grade.code == code), None)


def is_named() -> bool:
    """Whether the force has given its own name, not left the invented one of the defaults. Raises ForceError."""
    return " ".join(force().name.split()) not in ("", _toml(DEFAULTS)["name"])


def force() -> Force:
    """The force of this installation. Raises ForceError."""
    path = home() / "force.toml"
    changed = path.stat().st_mtime_ns if path.exists() else 0
    return _read(str(path), changed)


@cache
def _read(own: str, changed: int) -> Force:
    data = _toml(DEFAULTS)
    if changed:
        data = _over(data, _toml(Path(own)))
    return build(data, own)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ForceError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from error


def _over(default: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The force's own values where it gives any. A list of codes replaces the default list as a whole."""
    merged = {**default, **own}
    for table in ("references", "codes"):
        if isinstance(own.get(table), dict):
            merged[table] = {**default[table], **own[table]}
    return merged


def build(data: Mapping[str, Any], where: str) -> Force:
    """A Force from the data of the file. Raises ForceError naming the file, the entry and the remedy."""
    meanings = {"", *CodeMeaning.Meaning.values}
    for side in ("opening", "closing"):
        for code, meaning in data["codes"].get(side, {}).items():
            if meaning not in meanings:
                raise ForceError(
                    f"{where}: codes.{side}.{code!r} means {meaning!r}. Use one of: "
                    f"{', '.join(sorted(meanings - {''}))}, or leave it empty."
                )
    for name in REFERENCES:
        pattern = data["references"].get(name, "")
        try:
            made = pattern.format(date="20260601", year="2026", yy="26", n=1)
        except (KeyError, IndexError, ValueError) as error:
            raise ForceError(
                f"{where}: references.{name} = {pattern!r} can't be used ({error}). Use {{date}}, {{year}}, {{yy}} and {{n}}."
            ) from error
        if made == pattern.format(date="20260601", year="2026", yy="26", n=2):
            raise ForceError(
                f"{where}: references.{name} = {pattern!r} has no {{n}}, so two would be alike. Put it in."
            )
    try:
        grades = tuple(
            Grade(str(each["code"]), each["words"], int(each["minutes"])) for each in data["grades"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ForceError(
            f"{where}: each of [[grades]] needs code, words and minutes ({error})."
        ) from error
    conduct = data["conduct_department"]
    if not isinstance(conduct, str) or not conduct.strip():
        raise ForceError(
            f"{where}: conduct_department is empty. Name the department that looks into the conduct of police staff."
        )
    return Force(
        name=data["name"],
        system=data["system"],
        conduct_department=conduct.strip(),
        references=data["references"],
        grades=grades,
        opening=data["codes"]["opening"],
        closing=data["codes"]["closing"],
        qualifiers=data["qualifiers"],
        sources=tuple(map(str, data["sources"])),
    )
