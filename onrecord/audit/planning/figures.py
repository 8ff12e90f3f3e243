"""The figures an audit plans with: planning.toml, read and checked. Pure.

They decide how the reading is shared out and how uncertain a stratum with hardly any finding is believed to be; they
never enter the rate.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.statistics.strata import Plan

GROUPS = ("violence", "sexual", "other")
DUPLICATE = "duplicate"
_DEFAULT = Path(__file__).with_name("planning.toml")
_SMALLEST_RATE = 0.001


class PlanningError(ValueError):
    """A planning file can't be used; the message says which figure and why."""


@dataclass(frozen=True, slots=True)
class Planning:
    """See planning.toml for the meaning of each figure and the reason for it. Rates are shares between 0 and 1."""

    sample_size: int
    floor: int
    smallest_stratum: int
    logs_for_each_stratum: int
    recording_rate: float
    linked_crime: float
    further_missed: float
    other: float
    closing: Mapping[str, float]
    opening: Mapping[str, float]
    groups: Mapping[str, float]
    # How well the screening score orders logs without a crime record (AUC within a closing code); 0.5: not at all.
    score_auc: float = 0.5

    def unlinked_rate(self, closing: frozenset[str], opening: frozenset[str]) -> float:
        """Expected share with a crime among logs without a crime record, whose codes have these meanings."""
        if DUPLICATE in closing:
            return self.closing.get(DUPLICATE, self.other)
        known = [self.closing[m] for m in closing if m in self.closing]
        known += [self.opening[m] for m in opening if m in self.opening]
        return max(known, default=self.other)

    def plan(self, linked: bool, crime_rate: float) -> Plan:
        """What a stratum is expected to hold."""
        return Plan(linked, crime_rate, self.further_missed if linked else 0.0)

    def to_json(self) -> dict[str, Any]:
        """The figures as text, as the ledger keeps them: decimal fractions have no single binary form."""
        return {
            "sample_size": self.sample_size,
            "floor": self.floor,
            "smallest_stratum": self.smallest_stratum,
            "logs_for_each_stratum": self.logs_for_each_stratum,
            "recording_rate": rate_text(self.recording_rate),
            "linked": {
                "crime": rate_text(self.linked_crime),
                "further_missed": rate_text(self.further_missed),
            },
            "unlinked": {
                "other": rate_text(self.other),
                "closing": {m: rate_text(r) for m, r in sorted(self.closing.items())},
                "opening": {m: rate_text(r) for m, r in sorted(self.opening.items())},
            },
            "groups": {g: rate_text(self.groups[g]) for g in GROUPS},
            **({"score": {"auc": rate_text(self.score_auc)}} if self.score_auc != 0.5 else {}),
        }


def rate_text(rate: float) -> str:
    """A rate with six decimals: the form that is kept and calculated with, so that it is the same everywhere."""
    return f"{rate:.6f}"


@cache
def default_planning() -> Planning:
    """The figures of planning.toml."""
    return load_planning(_DEFAULT.read_text(encoding="utf-8"))


def load_planning(text: str) -> Planning:
    """Read planning figures from TOML text. Raises PlanningError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanningError(f"The planning file is no valid TOML: {error}.") from None
    return planning_from(data)


def planning_from(data: Mapping[str, Any]) -> Planning:
    """Check the figures and make them a Planning; rates may be numbers or text. Raises PlanningError."""
    linked = _table(data, "linked")
    unlinked = _table(data, "unlinked")
    groups = _rates(_table(data, "groups"), "groups")
    if set(groups) != set(GROUPS) or abs(sum(groups.values()) - 1) > 0.001:
        raise PlanningError(f"[groups] must hold {', '.join(GROUPS)}, and add up to 1.")
    return Planning(
        sample_size=_whole(data, "sample_size", 1),
        floor=_whole(data, "floor", 2),
        smallest_stratum=_whole(data, "smallest_stratum", 1),
        logs_for_each_stratum=_whole(data, "logs_for_each_stratum", 2),
        recording_rate=_rate(data, "recording_rate", ""),
        linked_crime=_rate(linked, "crime", "linked"),
        further_missed=_rate(linked, "further_missed", "linked"),
        other=_rate(unlinked, "other", "unlinked"),
        closing=_rates(_table(unlinked, "closing"), "unlinked.closing"),
        opening=_rates(_table(unlinked, "opening"), "unlinked.opening"),
        groups=groups,
        # Audits frozen before there were bins have no such figures.
        score_auc=_auc(_table(data, "score")) if "score" in data else 0.5,
    )


def _auc(table: Mapping[str, Any]) -> float:
    try:
        found = float(table["auc"])
    except (KeyError, TypeError, ValueError):
        raise PlanningError("score.auc must be a number such as 0.7.") from None
    if not 0.5 <= found <= 0.999:
        raise PlanningError(f"score.auc must lie between 0.5 (useless) and 0.999, not {found}.")
    return round(found, 6)


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    if not isinstance(found, Mapping):
        raise PlanningError(f"The planning file has no table [{name}].")
    return found


def _whole(data: Mapping[str, Any], name: str, least: int) -> int:
    found = data.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        raise PlanningError(f"{name} must be a whole number of at least {least}, not {found!r}.")
    return found


def _rate(data: Mapping[str, Any], name: str, table: str) -> float:
    where = f"{table}.{name}" if table else name
    try:
        found = float(data[name])
    except (KeyError, TypeError, ValueError):
        raise PlanningError(f"{where} must be a share such as 0.05.") from None
    if not _SMALLEST_RATE <= found <= 1 - _SMALLEST_RATE:
        raise PlanningError(
            f"{where} must lie between {_SMALLEST_RATE} and {1 - _SMALLEST_RATE}, not {found}: "
            "nothing is certain before it is read."
        )
    return round(found, 6)


def _rates(data: Mapping[str, Any], table: str) -> dict[str, float]:
    return {name: _rate(data, name, table) for name in data if not isinstance(data[name], Mapping)}
