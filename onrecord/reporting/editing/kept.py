"""Types of report as they are kept: which versions there are, and in what two of them differ."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from onrecord.reporting.editing.families import PUBLIC, Family, family_of
from onrecord.reporting.models import TypeVersion
from onrecord.reporting.types.shape import TypeError_

SHIPPED: Final = 0


@dataclass(frozen=True)
class Held:
    """One version of a type: the shipped one has number 0, and nobody made it."""

    key: str
    version: int
    definition: dict[str, Any]
    made_by: str = ""
    made_at: datetime | None = None

    @property
    def title(self) -> str:
        return str(self.definition.get("title", self.key))

    @property
    def open(self) -> bool:
        return bool(self.definition.get("open", True))

    @property
    def problem(self) -> str:
        """Why it can't be used any more, such as a code that the force no longer has; empty when it can."""
        try:
            family_of(self.key).read(self.definition, self.key, self.version)
        except TypeError_ as error:
            return str(error)
        return ""

    @property
    def order(self) -> float:
        order = self.definition.get("order", 1000)
        return order if isinstance(order, int | float) else 1000


def versions(key: str) -> list[Held]:
    """Every version of a type, the newest first; the shipped one, if there is one, last."""
    rows = [_of(row) for row in TypeVersion.objects.filter(key=key).order_by("-version")]
    return [*rows, _shipped(key)] if key in family_of(key).shipped() else rows


def held(key: str, version: int) -> Held | None:
    """One version; None when there is none of this number."""
    return next((each for each in versions(key) if each.version == version), None)


def standing(key: str) -> Held | None:
    """The version that counts: the newest."""
    return next(iter(versions(key)), None)


def all_standing(family: Family = PUBLIC) -> list[Held]:
    """Everything of a family as it stands, in the order in which those who report see it."""
    newest: dict[str, Held] = {key: _shipped(key) for key in family.shipped()}
    for row in TypeVersion.objects.order_by("key", "version"):
        if family_of(row.key) is family:
            newest[row.key] = _of(row)
    return sorted(newest.values(), key=lambda each: (each.order, each.title))


def _shipped(key: str) -> Held:
    return Held(key, SHIPPED, deepcopy(dict(family_of(key).shipped()[key])))


def _of(row: TypeVersion) -> Held:
    return Held(row.key, row.version, deepcopy(row.definition), row.made_by, row.made_at)


@dataclass(frozen=True)
class Difference:
    """One thing that two versions have differently; empty where one hasn't got it."""

    where: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """In what two versions differ, each thing by its place: a question by its name, an answer by its word."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Difference(where, old.get(where, ""), new.get(where, ""))
        for where in dict.fromkeys([*old, *new])
        if old.get(where, "") != new.get(where, "")
    ]


def _flat(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _flat(value, f"{where}, {name}" if where else str(name))
    elif isinstance(data, list) and data and all(isinstance(each, Mapping) for each in data):
        names = [
            str(each.get("id") or each.get("use") or each.get("say") or n)
            for n, each in enumerate(data, 1)
        ]
        yield f"{where}: order", ", ".join(names)
        for name, each in zip(names, data, strict=True):
            inner = {key: value for key, value in each.items() if key not in ("id", "use", "say")}
            yield from _flat(inner, f"{where} “{name}”")
    elif isinstance(data, list):
        yield where, ", ".join(map(str, data))
    elif isinstance(data, bool):
        yield where, "yes" if data else "no"
    else:
        yield where, str(data)
