"""What a rule of triage proposes and in which reports it counts, read from its entry of a file and checked. Pure: no Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class TriageError(ValueError):
    """triage.toml can't be used; the message names the rule and the remedy."""


@dataclass(frozen=True)
class Proposal:
    """What a rule proposes where it holds. `says` may hold {quote}, or {marks}: those that the log was given."""

    id: str
    level: int
    says: str
    grade: str = ""
    qualifiers: tuple[str, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    # The caveat that lowered it, by its id.
    caveat: str = ""


@dataclass(frozen=True)
class Where:
    """In which reports a rule counts; empty: in all. `kinds`: of these types (their keys), or of none of them where `others`.
    `stops`: where the type or an answer has one of these stop pages. `without`: where none of these answers was given."""

    kinds: frozenset[str] = frozenset()
    others: bool = False
    stops: frozenset[str] = frozenset()
    without: tuple[tuple[str, str], ...] = ()


def where_of(entry: Mapping[str, Any], kinds: Mapping[str, Any], path: Path) -> Where:
    """In which reports an entry counts. `kinds`: the lists of types that entries name."""
    name = entry.get("kinds", "")
    plain = name.removeprefix("not ")
    if name and plain not in kinds:
        raise TriageError(f"{path.name}, rule “{entry['id']}”: [kinds] has no list “{plain}”.")
    return Where(
        kinds=frozenset(kinds.get(plain, ())),
        others=name != plain,
        stops=frozenset(entry.get("stops", ())),
        without=tuple((str(one), str(say)) for one, say in entry.get("without", ())),
    )


def proposal_of(entry: Mapping[str, Any], path: Path) -> Proposal:
    if entry.get("level") not in (1, 2, 3):
        raise TriageError(f"{path.name}, rule “{entry.get('id')}”: write a level of 1, 2 or 3.")
    return Proposal(
        id=entry["id"],
        level=entry["level"],
        says=entry["says"],
        grade=entry.get("grade", ""),
        qualifiers=tuple(entry.get("qualifiers", ())),
        heads=dict(entry.get("heads", {})),
    )
