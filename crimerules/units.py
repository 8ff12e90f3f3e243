"""What one crime is counted for, and which crime of several is the principal one.

Source: *Crime Recording Rules for front line officers and staff* 2026/27, the general rule of each
class (pp. 34-96) and the principal crime look-up table (p. 14); carried in ``rulebook/units.csv``,
``rulebook/principal_crime.csv`` and ``rulebook/reported_incidents.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from crimerules.offences import BASES, classes, find
from crimerules.tables import TableError, read_table

UNITS: dict[str, str] = {
    "per_victim": "one crime for each victim",
    "per_person_threatened": "one crime for each person threatened",
    "per_offender_per_victim": "one crime for each person who penetrated the victim",
    "once_per_incident": "one single crime for the incident",
    "per_victim_offender_pair": "one record for each pair of victim and offender",
    "per_offender": "one crime for each offender",
    "per_offender_group": "one crime for each offender or group of offenders",
    "per_victim_business": "one crime for each business",
    "per_household": "one crime for each household",
    "per_building": "one crime for each building",
    "per_owner": "one crime for each owner of the property",
    "per_shop_unit": "one crime for each shop unit",
    "per_incident": "one crime for each incident",
    "per_death": "one for each death",
}
GENERAL_RULE_PAGE = "12"


@dataclass(frozen=True, slots=True)
class Unit:
    """What one crime of a class is counted for: the kind, its meaning in words, page and source."""

    kind: str
    meaning: str
    page: str
    source: str


@dataclass(frozen=True, slots=True)
class PrincipalRow:
    """One row of the look-up table; ``rank`` 1 is the most serious."""

    rank: int
    offence: str
    classes: frozenset[str]
    codes: frozenset[str]
    conduct: bool


@dataclass(frozen=True, slots=True)
class ReportedIncident:
    """A report that is recorded under N100, N200 or N300 though no crime is."""

    name: str
    code: str
    category: str
    meaning: str
    since: date
    until: date | None


Rows = Iterable[tuple[int, dict[str, str]]]


def units_from(rows: Rows, name: str = "units.csv") -> dict[tuple[str, str], Unit]:
    """Units by (class, code); raises TableError naming file, row and remedy."""
    units: dict[tuple[str, str], Unit] = {}
    for line, row in rows:
        key = (row["class"], row["code"])
        where = f"{name}, row {line}:"
        if not row["class"].startswith("N") and row["class"] not in classes():
            raise TableError(
                f"{where} class {row['class']!r} isn't on the offence list; correct it"
            )
        if row["code"] and not find(row["code"], row["class"]):
            raise TableError(f"{where} class {row['class']} doesn't hold {row['code']}; correct it")
        if row["unit"] not in UNITS:
            raise TableError(f"{where} unit {row['unit']!r} isn't one of {', '.join(UNITS)}")
        if key in units:
            raise TableError(f"{where} {' '.join(key).strip()} stands twice; take one row out")
        units[key] = Unit(row["unit"], row["meaning"], row["page"], row["source"])
    return units


@cache
def units() -> dict[tuple[str, str], Unit]:
    """Every unit that the rules print."""
    columns = ("class", "code", "unit", "meaning", "page", "source")
    return units_from(read_table("units.csv", columns))


def unit_of(crime_class: str, code: str = "", basis: str = "V") -> Unit:
    """What one crime of this class (and code) is counted for.

    Falls back to the general rule: one per victim; where the crime has no victim (``basis`` S),
    one per offender or group of offenders. Raises ValueError for an unknown basis.
    """
    if basis not in BASES:
        raise ValueError(f"basis {basis!r} must be V, S or SV")
    table = units()
    found = table.get((crime_class, code)) or table.get((crime_class, ""))
    if found:
        return found
    kind = "per_offender_group" if basis == "S" else "per_victim"
    return Unit(kind, f"general rule: {UNITS[kind]}", GENERAL_RULE_PAGE, "general rule")


def principal_from(rows: Rows, name: str = "principal_crime.csv") -> tuple[PrincipalRow, ...]:
    """The look-up table in its order; raises TableError naming file, row and remedy."""
    table: list[PrincipalRow] = []
    for line, row in rows:
        where = f"{name}, row {line}:"
        if row["rank"] != str(len(table) + 1):
            raise TableError(
                f"{where} rank {row['rank']!r} should be {len(table) + 1}; number the rows in order"
            )
        codes, names = frozenset(row["codes"].split()), frozenset(row["classes"].split())
        for code in codes:
            if not any(find(code, one) for one in names):
                raise TableError(f"{where} none of its classes holds code {code}; correct it")
        for one in names:
            if not any(find(code, one) for code in codes):
                raise TableError(f"{where} class {one} holds none of its codes; correct it")
        table.append(
            PrincipalRow(len(table) + 1, row["offence"], names, codes, row["conduct"] == "Y")
        )
    return tuple(table)


@cache
def principal_table() -> tuple[PrincipalRow, ...]:
    """The look-up table of p. 14."""
    columns = ("rank", "offence", "classes", "codes", "conduct")
    return principal_from(read_table("principal_crime.csv", columns))


@cache
def principal_rank(code: str, crime_class: str) -> int | None:
    """The row of the look-up table that names this crime (1 first), or None if none does."""
    for row in principal_table():
        if code in row.codes and crime_class in row.classes:
            return row.rank
    return None


@cache
def reported_incidents() -> dict[str, ReportedIncident]:
    """N100, N200 and N300 records by name ("N100/01")."""
    columns = ("name", "code", "category", "meaning", "since", "until")
    return {
        row["name"]: ReportedIncident(
            row["name"],
            row["code"],
            row["category"],
            row["meaning"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for _, row in read_table("reported_incidents.csv", columns)
    }
