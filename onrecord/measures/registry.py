"""The measures: one table (measures.toml) of what is counted, in words, by which code, and from which month."""

import hashlib
import inspect
import json
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from onrecord.measures import months

FILE = Path(__file__).with_name("measures.toml")
# Columns by which a figure can be broken down, and what they are called.
BREAKDOWNS = {
    "department": "Department",
    "team": "Team",
    "route": "How the report came in",
    "kind": "Offence group or call grade",
    "moment": "When it was reported",
}


class MeasureError(ValueError):
    """There is no such measure, or the table can't be used; the message says which and why."""


@dataclass(frozen=True)
class Measure:
    """One version of one measure. `since`: the first month that is counted so; None from the beginning."""

    id: str
    version: int
    since: date | None
    query: str
    name: str
    unit: str
    shape: str
    good: str
    within_hours: int
    counted: str
    met: str
    placed: str
    unsaid: str
    owner: str
    source: str
    by: tuple[str, ...]
    seal: str

    @property
    def is_share(self) -> bool:
        return self.shape == "share"

    @property
    def units(self) -> str:
        return f"{self.unit}s"

    @property
    def breakdowns(self) -> list[tuple[str, str]]:
        """(column, its name here)."""
        names = {**BREAKDOWNS, "kind": "Offence group" if self.unit == "crime" else "Call grade"}
        return [(each, names[each]) for each in self.by]


def every_version() -> list[Measure]:
    return list(_held())


@cache
def _held() -> tuple[Measure, ...]:
    found = []
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["measure"]:
        since = months.read(row["since"]) if row["since"] else None
        found.append(Measure(**{**row, "since": since, "by": tuple(row["by"])}))
    return tuple(found)


def measures() -> list[Measure]:
    """The newest version of each, in the order of the table."""
    newest: dict[str, Measure] = {}
    for each in _held():
        if each.id not in newest or newest[each.id].version < each.version:
            newest[each.id] = each
    return list(newest.values())


def measure(name: str, month: date | None = None) -> Measure:
    """The version of a measure that holds for a month; without a month the newest. Raises MeasureError."""
    versions = [each for each in _held() if each.id == name]
    if not versions:
        known = ", ".join(each.id for each in measures())
        raise MeasureError(f"There is no measure {name!r}. There are: {known}.")
    if month is not None:
        versions = [each for each in versions if each.since is None or each.since <= month] or [
            min(versions, key=lambda each: each.version)
        ]
    return max(versions, key=lambda each: each.version)


def seal_of(one: Measure, *code: ModuleType, data: tuple[Path, ...] = ()) -> str:
    """What the definition is sealed with: its wording, the code that counts it and the data which that reads."""
    words = {k: str(v) for k, v in asdict(one).items() if k not in ("seal", "owner", "name")}
    digest = hashlib.sha256(json.dumps(words, sort_keys=True).encode())
    for module in code:
        digest.update(inspect.getsource(module).encode())
    for path in data:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def measures_page() -> str:
    """docs/reference/measures.md, as Markdown."""
    lines = [
        "# Measures",
        "",
        "Written from `onrecord/measures/measures.toml`, `catalogue.toml` and `counting/meaning.toml`; a test keeps this page in step with",
        "them. The pages under Figures and Measures, their files, the alerts and published proof count by these definitions and by",
        "no others.",
        "",
    ]
    for each in measures():
        lines += [
            f"## {each.name}",
            "",
            "| | |",
            "| --- | --- |",
            f"| Name in files | `{each.id}`, version {each.version} |",
            f"| Counted | {each.counted} |",
            f"| {'Met by' if each.is_share else 'Figure'} | {each.met} |",
            f"| In which month | {each.placed} |",
            f"| What can't be said | {each.unsaid} |",
            f"| By | {', '.join(words.lower() for _, words in each.breakdowns)} |",
            f"| Owner | {each.owner} |",
            f"| Source | {each.source} |",
            "",
        ]
    return "\n".join(lines)
