"""What marks a concluded decision: the words in which `reviews.toml` asks for a review."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crimerules.case import Case
from crimerules.deadline import due
from crimerules.decision import Crime, NotRecorded
from crimerules.engine import CONNECTED
from onrecord.contact.models import Log
from onrecord.deciding.face import meanings_of
from onrecord.deciding.judge import Judged
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.repeat import crimes_before

MARKS: dict[str, str] = {
    "not-recorded": "something that was reported is not recorded as a crime here",
    "rape": "a rape, or an attempted rape, was reported",
    "domestic": "domestic abuse: by a flag, the log's qualifiers or code, or how the people are connected",
    "child": "a victim is under 18, or the log says so",
    "repeat": "the victim has reported before: the log says so, or the same person or address has a crime on record "
    "within 12 months",
    "vulnerable": "a vulnerable adult is concerned",
    "disagreed": "something else was chosen than the rules say",
    "negated": "the flow chart was gone through by hand, without the questions",
    "handed-over": "there are no questions for part of what was reported",
    "facts-missing": "the rules ask for something that isn't known",
    "not-told": "the victim has not been told yet",
    "suspect": "the log reads as if a crime was reported",
    "late": "concluded more than 24 hours after the first report",
    "N100": "a reported incident of rape comes of it",
    "N300": "a reported incident of sudden death comes of it",
}
RAPE = "19"
ADULT = 18


def marks_of(
    log: Log | None,
    judged: Judged | None,
    *,
    crimes: Sequence[Crime],
    exits: Sequence[NotRecorded],
    rationales: Iterable[Mapping[str, Any]] = (),
    concerns: str = "",
    more: Iterable[str] = (),
    qualifiers: Mapping[str, Sequence[str]],
) -> set[str]:
    """The marks of a decision with what comes of it. `more`: those that only whoever concludes it can tell."""
    found = set(more)
    if exits:
        found.add("not-recorded")
    found |= {each.exit for each in exits if each.exit in ("N100", "N300")}
    if (
        concerns == "rape"
        or "N100" in found
        or any(each.class_.startswith(RAPE) for each in crimes)
    ):
        found.add("rape")
    if any(each.get("told") == "not-yet" for each in rationales):
        found.add("not-told")
    if any("domestic-abuse" in each.flags for each in crimes):
        found.add("domestic")
    if judged is not None:
        found |= _of_case(judged)
    if log is not None:
        found |= {mark for mark, names in qualifiers.items() if set(names) & set(log.qualifiers)}
        if "domestic" in meanings_of(log):
            found.add("domestic")
        if hasattr(log, "suspect"):
            found.add("suspect")
    return found


def marks_of_now(row: RecordingDecision, disagreed: bool, records: bool, at: datetime) -> set[str]:
    """The marks that show only when it is concluded: chosen otherwise, a crime recorded late, a repeat victim."""
    found = {"disagreed"} if disagreed else set()
    if crimes_before(row):
        found.add("repeat")
    reported = row.facts.get("reported_at")
    last = due(datetime.fromisoformat(reported)) if reported else None
    if records and last is not None and at > last:
        found.add("late")
    return found


def _of_case(judged: Judged) -> set[str]:
    found = set()
    if judged.handed_over:
        found.add("handed-over")
    if judged.unknown:
        found.add("facts-missing")
    victims = victims_of(judged.case)
    if any(each.age is not None and each.age < ADULT for each in victims):
        found.add("child")
    if any({"vulnerable", "mental-disorder"} & set(each.states) for each in victims):
        found.add("vulnerable")
    if any(each.kind in CONNECTED for each in judged.case.relationships):
        found.add("domestic")
    return found


def victims_of(case: Case) -> list[Any]:
    """The people of a case to whom something was done."""
    ids = {one for act in case.acts for one in act.to}
    return [each for each in case.people if each.id in ids]
