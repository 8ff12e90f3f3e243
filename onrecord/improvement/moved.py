"""When days and targets were set and moved: what it was and became, who did it, when and why. Read from steps and, of benefits, from
the ledger; nothing is kept twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onrecord.improvement.plans.content import benefit_subject
from onrecord.improvement.plans.models import ActionStep, Benefit, PlanAction
from onrecord.improvement.promises import known
from onrecord.improvement.recommendations.models import (
    Deadline,
    Recommendation,
    RecommendationStep,
)
from onrecord.ledger.queries import history

# What is told of a promised figure, with how it is called.
_FIGURE = {
    "measure": "Promised figure",
    "part": "Of which part",
    "target": "Target",
    "before": "Days before",
    "after": "Days after",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One day or target that was set (`before` empty) or moved. `why`: as it was written; empty where none was asked for."""

    what: str
    before: str
    after: str
    why: str
    by: str
    at: datetime

    @property
    def is_set(self) -> bool:
        return not self.before


def moved_deadlines(row: Recommendation) -> list[Moved]:
    """The deadline of a recommendation: as its report has it, every move, and slips of ours put right."""
    What = RecommendationStep.What
    found = []
    for step in row.steps.filter(what__in=(What.OPENED, What.DEADLINE, What.SLIP)):
        if "due_on" not in step.after and "deadline" not in step.after:
            continue
        name = "Deadline" if step.what != What.SLIP else "Deadline, a slip of ours put right"
        before, after = _deadline(step.before), _deadline(step.after)
        if after != before:
            found.append(Moved(name, before, after, step.words, step.made_by, step.made_at))
    return found


def _deadline(held: Mapping[str, Any]) -> str:
    if not held:
        return ""
    kind = str(Deadline(held["deadline"]).label) if "deadline" in held else ""
    return f"{_day(held['due_on'])} ({kind})" if held.get("due_on") and kind else _day(held.get("due_on")) or kind  # fmt: skip


def moved_days(row: PlanAction) -> list[Moved]:
    """The days of an action, and the figure that it promises."""
    found: list[Moved] = []
    for step in row.steps.all():
        about = (step.words, step.made_by, step.made_at)
        if step.what in (ActionStep.What.OPENED, ActionStep.What.CHANGED):
            for name, words in (("starts_on", "Begins"), ("due_on", "Due")):
                if step.after.get(name) != step.before.get(name):
                    found.append(Moved(words, _day(step.before.get(name)), _day(step.after.get(name)) or "none", *about))  # fmt: skip
        elif step.what == ActionStep.What.PROMISE:
            found += (Moved(*each, *about) for each in _figures(step.before, step.after))
    return found


def moved_promises(row: Benefit) -> list[Moved]:
    """The day and the figure that a benefit was promised for."""
    found: list[Moved] = []
    before: dict[str, Any] = {}
    for each in history(benefit_subject(row)):
        now: dict[str, Any] = dict(each.content or {})
        about = (str(now.get("why", "")), each.actor, each.recorded_at)
        if now.get("due_on") != before.get("due_on"):
            found.append(Moved("Promised for", _day(before.get("due_on")), _day(now.get("due_on")) or "no day", *about))  # fmt: skip
        old, new = ({name: held.get(f"figure_{name}") for name in _FIGURE} for held in (before, now))  # fmt: skip
        found += (Moved(*words, *about) for words in _figures(old, new))
        before = now
    return found


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What differs between two promises: what, was, is."""
    for name, words in _FIGURE.items():
        old, new = (_told(name, held) for held in (before, after))
        if old != new:
            yield words, old, new or "none"


def _told(name: str, held: Mapping[str, Any]) -> str:
    value = held.get(name)
    if not value:
        return ""
    if name == "measure":
        what = known().get(value)
        return what.name if what else str(value)
    if name == "target":
        what = known().get(held.get("measure") or "")
        share = what is not None and what.is_share
        return f"{100 * float(value):g} %" if share else f"{float(value):g}"
    if name in ("before", "after"):
        return " to ".join(_day(each) for each in value if each)
    return str(value)


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""
