"""The one registry of measures: what measures.toml counts month by month, and what catalogue.toml adds, in one shape."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from onrecord.measures import registry
from onrecord.measures.registry import Measure, MeasureError

FILE = Path(__file__).with_name("catalogue.toml")
COUNTED, ESTIMATED, TYPED = "counted", "estimated", "typed"
SHARE, COUNT, HOURS = "share", "count", "hours"


@dataclass(frozen=True)
class Definition:
    """One version of one measure, wherever it is counted.

    `since`: the first day that is counted so; None from the beginning. `how`: "counted" or "estimated". `shape`: "share"
    (between 0 and 1), "count" or "hours". `stock`: it speaks of the last day asked for, not of what happened between two days.
    `monthly`: kept in the rollup of months.
    """

    id: str
    version: int
    since: date | None
    query: str
    name: str
    unit: str
    how: str
    shape: str
    good: str
    stock: bool
    counted: str
    met: str
    placed: str
    unsaid: str
    owner: str
    source: str
    seal: str
    programmes: tuple[str, ...] = ()
    what: str = ""
    monthly: bool = False

    @property
    def units(self) -> str:
        if self.unit == "course needed by a person":
            return "courses needed"
        return f"{self.unit}s"

    @property
    def is_share(self) -> bool:
        return self.shape == SHARE


def every_definition() -> list[Definition]:
    """Every version of every measure: accuracy first, then in the order of the two tables."""
    own = _own()
    estimated = [each for each in own if each.how == ESTIMATED]
    rest = [each for each in own if each.how != ESTIMATED]
    stock = _table()["stock"]
    return [
        *estimated,
        *(_of_months(each, each.id in stock) for each in registry.every_version()),
        *rest,
    ]


def definitions() -> list[Definition]:
    """The newest version of each measure."""
    newest: dict[str, Definition] = {}
    for each in every_definition():
        if each.id not in newest or newest[each.id].version < each.version:
            newest[each.id] = each
    return list(newest.values())


def definition(name: str, *, version: int | None = None, on: date | None = None) -> Definition:
    """One version of a measure: the one asked for, the one that holds on a day, or the newest. Raises MeasureError."""
    versions = [each for each in every_definition() if each.id == name]
    if not versions:
        known = ", ".join(each.id for each in definitions())
        raise MeasureError(f"There is no measure {name!r}. There are: {known}.")
    if version is not None:
        for each in versions:
            if each.version == version:
                return each
        raise MeasureError(f"{name} has no version {version}.")
    if on is not None:
        held = [each for each in versions if each.since is None or each.since <= on]
        versions = held or [min(versions, key=lambda each: each.version)]
    return max(versions, key=lambda each: each.version)


def seal_of(one: Definition, *code: object) -> str:
    """What a definition of catalogue.toml is sealed with: its wording and the code that counts it."""
    return registry.seal_of(one, *code)  # type: ignore[arg-type]


@cache
def _table() -> dict[str, list[str]]:
    held: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return held


@cache
def _own() -> tuple[Definition, ...]:
    found = []
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["measure"]:
        since = date.fromisoformat(row["since"]) if row["since"] else None
        more = {"since": since, "programmes": tuple(row.get("programmes", ()))}
        found.append(Definition(**{**row, **more}))
    return tuple(found)


def _of_months(one: Measure, stock: bool) -> Definition:
    return Definition(
        id=one.id,
        version=one.version,
        since=one.since,
        query=one.query,
        name=one.name,
        unit=one.unit,
        how=COUNTED,
        shape=one.shape,
        good=one.good,
        stock=stock,
        counted=one.counted,
        met=one.met,
        placed=one.placed,
        unsaid=one.unsaid,
        owner=one.owner,
        source=one.source,
        seal=one.seal,
        monthly=True,
    )


def catalogue_section() -> str:
    """What catalogue.toml adds, for docs/reference/measures.md, as Markdown."""
    lines: list[str] = []
    for each in definitions():
        if each.monthly:
            continue
        lines += [
            f"## {each.name}",
            "",
            "| | |",
            "| --- | --- |",
            f"| Name in files | `{each.id}`, version {each.version} |",
            f"| How | {each.how}{', on one day' if each.stock else ''} |",
            f"| Counted | {each.counted} |",
            *([f"| Met by | {each.met} |"] if each.met else []),
            f"| Which days | {each.placed} |",
            f"| What can't be said | {each.unsaid} |",
            f"| Wished for | {f'a {each.good} figure' if each.good else 'neither more nor fewer'} |",
            f"| Owner | {each.owner} |",
            f"| Source | {each.source} |",
            "",
        ]
    return "\n".join(lines)
