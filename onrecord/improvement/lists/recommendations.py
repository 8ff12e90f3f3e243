"""A list of recommendations taken into an inspection: what each row says, and keeping those that are good."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.models import Inspection
from onrecord.improvement.lists.columns import (
    DEADLINES,
    CellError,
    Problem,
    months_in,
    owner_in,
    read_day,
)
from onrecord.improvement.policies import check_can_keep_inspections
from onrecord.improvement.recommendations import actions as recommendations
from onrecord.improvement.recommendations.addressees import addressed_to, names_of
from onrecord.improvement.recommendations.models import Deadline, Recommendation
from onrecord.improvement.recommendations.states import RecommendationState
from onrecord.people.models import User
from onrecord.training.courses import add_months

_STATES = {"".join(filter(str.isalpha, state.label)): state for state in RecommendationState}


NO_DEADLINE = re.compile(r"\A(?:none|no deadline|the report names none)\Z", re.I)


def reader(report: Inspection) -> Any:
    """What makes of a row's cells a recommendation of this report."""

    def read(held: dict[str, str]) -> dict[str, Any]:
        if not held.get("text"):
            raise CellError("text", "The text is missing. Write it, or leave the row out.")
        kind = held.get("kind", "").casefold()
        improves = "improvement" in kind or kind in ("afi", "area")
        found: dict[str, Any] = {
            name: held.get(name, "")
            for name in ("text", "label", "register_id", "department", "theme", "comment")
        }
        found["kind"] = (
            Recommendation.Kind.IMPROVEMENT if improves else Recommendation.Kind.RECOMMENDATION
        )
        found["owner"] = owner_in(held.get("owner", ""))
        try:
            found["addressed"] = addressed_to(held.get("addressed", ""), names_of(report))
        except ImprovementError as error:
            raise CellError("addressed", str(error)) from None
        if found["addressed"]:
            if found["owner"]:
                raise CellError("owner", "It is addressed to somebody else, so nobody here owns it. Leave the cell empty.")  # fmt: skip
            if held.get("status"):
                raise CellError("status", "It is addressed to somebody else, so it has no status here. Leave the cell empty.")  # fmt: skip
        found["status"] = _status(held.get("status", ""))
        named = held.get("deadline", "") or held["text"]
        try:
            found |= deadline_in(named, report)
        except CellError:
            # Most reports name no deadline for an area for improvement.
            if not improves or held.get("deadline"):
                raise
            found |= deadline_in("none", report)
        return found

    return read


def deadline_in(text: str, report: Inspection) -> dict[str, Any]:
    """The deadline that a text gives: at once, in months, a day, or none. Raises CellError."""
    if NO_DEADLINE.search(text):
        return {"deadline": str(Deadline.NONE), "due_on": None}
    months = months_in(text)
    if months in DEADLINES:
        return {"deadline": str(DEADLINES[months]), "due_on": None}
    if months is not None:
        return {
            "deadline": str(Deadline.DATE),
            "due_on": add_months(report.published_on, months).isoformat(),
        }
    try:
        due = read_day(text, "deadline")
    except CellError:
        due = None
    if due is None:
        raise CellError(
            "deadline",
            "No deadline is given. Write “immediately”, “3 months”, “6 months”, a day, or “none” where the report names none.",
        )
    if due < report.published_on:
        raise CellError("deadline", "The deadline lies before the report. Write a later day.")
    return {"deadline": str(Deadline.DATE), "due_on": due.isoformat()}


def _status(text: str) -> str:
    if not text:
        return ""
    found = _STATES.get("".join(filter(str.isalpha, text.casefold())))
    if found is None:
        known = ", ".join(str(state.label) for state in RecommendationState)
        raise CellError("status", f"The register has no such status. Write one of: {known}.")
    if found == RecommendationState.COMPLETE:
        raise CellError(
            "status",
            "Nothing is complete without evidence. Bring it as being progressed, attach the evidence on its page and close it there.",
        )
    return str(found)


def take_in(
    *, report: Inspection, by: User, rows: Sequence[tuple[int, dict[str, Any]]]
) -> tuple[list[Recommendation], list[Problem]]:
    """Keep the good rows; one that can't be kept after all takes no other with it. Returns what was kept, and what wasn't."""
    check_can_keep_inspections(by)
    kept, bad = [], []
    for line, said in rows:
        values = dict(said)
        comment, status = values.pop("comment"), values.pop("status")
        if values["due_on"]:
            values["due_on"] = read_day(values["due_on"], "deadline")
        try:
            with transaction.atomic():
                row = recommendations.open_recommendation(inspection=report, by=by, **values)
                if comment:
                    recommendations.comment(recommendation=row, by=by, words=comment)
                if status == RecommendationState.BEING_PROGRESSED:
                    row = recommendations.move(recommendation=row, by=by, to=status)
        except ImprovementError as error:
            bad.append(Problem(line, "", "", str(error)))
        else:
            kept.append(row)
    return kept, bad
