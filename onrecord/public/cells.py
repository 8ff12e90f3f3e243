"""From figures to what may be shown of them: their numbers, the sums between these, and what earlier editions said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onrecord.measures.catalogue import COUNTED, SHARE
from onrecord.measures.figures.figure import Figure
from onrecord.statistics.suppression import Cell, Sum, Withheld, withhold

# What stands in the place of a number that is withheld (Government Statistical Service: symbols in tables), and why.
WITHHELD = "[c]"
FEW = "Withheld because the number is small, or would give a small one away."
N, MET, WITHOUT = "n", "met", "without"
# Ends the name of what belongs to none of the parts.
_REST = "|rest"


@dataclass(frozen=True)
class Key:
    """One number of one figure. `edition`: 0 for the one that is being made."""

    measure: str
    version: int
    part: str
    since: date
    until: date
    what: str
    edition: int = 0

    @property
    def name(self) -> str:
        return "|".join(
            map(
                str,
                (
                    self.edition,
                    self.measure,
                    self.version,
                    self.part,
                    self.since,
                    self.until,
                    self.what,
                ),
            )
        )

    def like(self, other: "Key") -> bool:
        """Whether the two count the same thing, in whatever days."""
        mine = (self.measure, self.version, self.part, self.what)
        return mine == (other.measure, other.version, other.part, other.what)

    def holds(self, other: "Key") -> bool:
        """Whether all days of the other are days of this one."""
        return self.since <= other.since and other.until <= self.until

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, held: Mapping[str, Any], edition: int) -> "Key":
        days = {name: date.fromisoformat(held[name]) for name in ("since", "until")}
        return cls(**{**{k: held[k] for k in cls.__dataclass_fields__}, **days, "edition": edition})


@dataclass
class Numbers:
    """Every number that is to be published, the sums that hold between them, and those that were published before."""

    cells: dict[str, Cell] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def add(self, key: Key, cell: Cell) -> str:
        self.cells[key.name], self.keys[key.name] = cell, key
        return key.name

    def add_figure(self, one: Figure) -> None:
        """n of any figure; of a counted share also how many met it and how many did not."""
        n = self.add(key_of(one, N), Cell(one.n))
        if one.how == COUNTED and one.shape == SHARE and one.met is not None:
            met = self.add(key_of(one, MET), Cell(one.met))
            without = self.add(key_of(one, WITHOUT), Cell(one.n - one.met))
            self.sums.append(Sum(n, (met, without)))

    def add_parts(self, whole: Figure, parts: Sequence[Figure]) -> None:
        """The whole is the sum of its parts and of what belongs to none."""
        for what in (N, MET, WITHOUT):
            total = key_of(whole, what).name
            names = [key_of(each, what).name for each in parts]
            if total not in self.cells or not all(name in self.cells for name in names):
                continue
            left = self.cells[total].value - sum(self.cells[name].value for name in names)
            if left:
                rest = f"{total}{_REST}"
                self.cells[rest] = Cell(left, hidden=True)
                names.append(rest)
            self.sums.append(Sum(total, tuple(names)))

    def add_earlier(self, edition: int, kept: Mapping[str, Any]) -> None:
        """What an earlier edition published or withheld, where it speaks of the same things in days that hold, or lie in, those
        of now; with all the sums that held between its numbers."""
        now = [key for key in self.keys.values() if key.edition == 0]
        rows = [(Key.from_json(row["key"], edition), row) for row in kept["cells"]]
        pairs = [
            (new, old)
            for new in now
            for old, _ in rows
            if new.like(old) and (new.holds(old) or old.holds(new))
        ]
        if not pairs:
            return
        for old, row in rows:
            self.add(old, Cell(row["value"], fixed=row["published"], hidden=not row["published"]))
        for name, value in kept["rests"].items():
            self.cells[_of(edition, name)] = Cell(value, hidden=True)
        for total, parts in kept["sums"]:
            self.sums.append(Sum(_of(edition, total), tuple(_of(edition, part) for part in parts)))
        for new, old in pairs:
            larger, smaller = (new, old) if new.holds(old) else (old, new)
            self._between(larger.name, smaller.name)

    def _between(self, larger: str, smaller: str) -> None:
        """What came between: new days, or late records and corrections of the same ones, so that it may be below 0."""
        more = self.cells[larger].value - self.cells[smaller].value
        name = f"{larger} less {smaller}"
        self.cells[name] = Cell(more, hidden=True, signed=True)
        self.sums.append(Sum(larger, (smaller, name)))

    def withheld(self, least: int) -> Withheld:
        return withhold(self.cells, self.sums, least)

    def kept(self, withheld: Withheld) -> dict[str, Any]:
        """What must be known when the next edition is made."""
        mine = [
            each
            for each in self.sums
            if each.total.startswith("0|") and " less " not in each.parts[-1]
        ]
        own = [each for each in mine if all(part.startswith("0|") for part in each.parts)]
        return {
            "cells": [
                {
                    "key": key.to_json(),
                    "value": self.cells[name].value,
                    "published": name not in withheld.names,
                }
                for name, key in self.keys.items()
                if key.edition == 0
            ],
            "rests": {
                name: cell.value
                for name, cell in self.cells.items()
                if name.startswith("0|") and name.endswith(_REST)
            },
            "sums": [[each.total, list(each.parts)] for each in own],
        }


def _of(edition: int, name: str) -> str:
    """The name that a cell of the edition being made has once that edition is an earlier one."""
    return f"{edition}{name[1:]}"


def key_of(one: Figure, what: str) -> Key:
    return Key(one.measure, one.version, one.part, one.since, one.until, what)


def may_show(one: Figure, withheld: Withheld) -> bool:
    """Whether the share itself may be shown: with n it gives away how many met it and how many did not."""
    return not any(key_of(one, what).name in withheld.names for what in (N, MET, WITHOUT))


def share_text(value: float | None) -> str:
    """A share as it is published: text with six decimals, since a ledger takes no fractions."""
    return "" if value is None else f"{value:.6f}"
