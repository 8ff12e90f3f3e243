"""The inspection of the made-up force: a national report, an earlier and a fresh one on the force, and what it asks for.

Invented, in the shape that such reports have; its figures are nobody's. The fresh report came out 40 days ago, so that the
commissioner's 56 days run while somebody looks.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.inspections.actions import keep_finding, keep_headline, keep_inspection
from onrecord.improvement.models import Inspection, InspectionFinding, Recommendation
from onrecord.improvement.recommendations import actions as recommendations
from onrecord.improvement.recommendations import answer as recommendations_answer
from onrecord.people.models import User
from onrecord.people.roles import Role

# Short names by which other parts of the story find them.
NATIONAL, BEFORE, FRESH = "invented-national", "invented-first", "invented-second"
PUBLISHED_BEFORE = timedelta(days=40)
BODY = "Inspectorate of the demonstration"

FIGURES: dict[str, tuple[dict[str, Any], ...]] = {
    BEFORE: (
        {"what": "Violent crime recorded", "share": 0.774, "half_width": 0.0341},
        {"what": "Sexual offences recorded", "share": 0.884, "half_width": 0.0329},
    ),
    FRESH: (
        {"what": "Violent crime recorded", "share": 0.781, "half_width": 0.0290, "n": 781},
        {"what": "Sexual offences recorded", "share": 0.903, "half_width": 0.0262},
        {
            "what": "All other crime recorded",
            "withheld": True,
            "note": "Left out of this inspection, which came back to violence and sexual offences only.",
        },
    ),
}
FOUND: tuple[tuple[str, str], ...] = (
    ("strength", "The deputy chief constable leads the improvement of crime recording in person."),
    ("strength", "Each department has a plan of its own, and has begun to carry it out."),
    ("finding", "Staff who decide whether a crime is recorded have been trained."),
    (
        "cause",
        "Crimes that are reported to the force are too often not recorded when they are first told of, above all violence "
        "within families and what partners refer to the public protection department.",
    ),
)
ASKED: tuple[dict[str, Any], ...] = (
    {
        "text": "Within six months, the force should find out where in its processes reported crimes are lost once officers "
        "have attended, and put that right.",
        "deadline": "6_months",
        "owner": Role.SUPERVISOR,
        "department": "Force Response",
        "register_id": "90001",
    },
    {
        "text": "Within three months, the force should record every reported crime as soon as there is enough information, and "
        "at the latest 24 hours after the report.",
        "deadline": "3_months",
        "owner": Role.CHIEF_OFFICER,
        "register_id": "90002",
    },
    {
        "text": "Within three months, the force should see to it that decisions on recording are supervised everywhere.",
        "deadline": "3_months",
        "owner": Role.REGISTRAR,
        "register_id": "90003",
    },
    {
        "kind": "improvement",
        "text": "The force should tell its staff at once how a victim's first account is written down.",
        "deadline": "immediately",
        "owner": "",
        "alone": True,
    },
)


def make_inspections(accounts: list[User], today: date | None = None) -> Inspection:
    """Enter the reports and the first of what came of them. `accounts`: the demonstration's. Returns the fresh report."""
    today = today or timezone.localdate()
    who = {person.role: person for person in accounts}
    registrar, chief = who[Role.REGISTRAR], who[Role.CHIEF_OFFICER]
    fresh_on = today - PUBLISHED_BEFORE
    common = {"body": BODY, "scale": "hmicfrs-2014", "theme": "crime recording"}
    national = keep_inspection(
        ref=NATIONAL,
        by=registrar,
        values={
            **common,
            "title": "How forces record crime: a national report (invented)",
            "scope": "national",
            "published_on": fresh_on - timedelta(days=12),
            "scale": "none",
            "judgement": "Not graded",
        },
    )
    before = keep_inspection(
        ref=BEFORE,
        by=registrar,
        values={
            **common,
            "title": "Crime recording in the demonstration force (invented)",
            "published_on": fresh_on - timedelta(days=480),
            "judgement": "Inadequate",
        },
    )
    fresh = keep_inspection(
        ref=FRESH,
        by=registrar,
        values={
            **common,
            "title": "Crime recording in the demonstration force: re-inspection (invented)",
            "force": "Demonstration force",
            "published_on": fresh_on,
            "window_since": fresh_on - timedelta(days=300),
            "window_until": fresh_on - timedelta(days=210),
            "judgement": "Inadequate",
            "conclusion": "Some of it is better than at the last inspection. More has to be done.",
            "follows": before,
            "same_as": national,
        },
    )
    for report in (before, fresh):
        for figure in FIGURES[report.ref]:
            keep_headline(inspection=report, by=registrar, **figure)
    cause: InspectionFinding | None = None
    for kind, text in FOUND:
        cause = keep_finding(inspection=fresh, by=registrar, kind=kind, text=text)
    asked = [_ask(fresh, registrar, who, cause, **each) for each in ASKED]
    _progress(asked, registrar, chief, fresh_on)
    fresh.refresh_from_db()
    return fresh


def _ask(
    report: Inspection,
    by: User,
    who: dict[str, User],
    cause: InspectionFinding | None,
    *,
    owner: str,
    **more: Any,
) -> Recommendation:
    belongs = None if more.pop("alone", False) else cause
    return recommendations.open_recommendation(
        inspection=report,
        by=by,
        cause=belongs,
        owner=who[owner].username if owner else "",
        **more,
    )


def _progress(asked: list[Recommendation], registrar: User, chief: User, published: date) -> None:
    """What happened since: answers, a first change, a status."""
    first, in_time, supervised, _ = asked
    recommendations_answer.answer(
        recommendation=first,
        by=chief,
        stance="accepted",
        words="The force has begun to follow reports from the first call to the record, route by route.",
    )
    recommendations_answer.answer(
        recommendation=in_time,
        by=registrar,
        stance="under_review",
        words="With the number of calls that come in today, 24 hours can't be promised for every report.",
        event="the new control system is in use",
    )
    evidence.attach_change(
        about=supervised,
        by=registrar,
        name="Supervisors' worklists in onrecord",
        on=published + timedelta(days=14),
        words="Every supervisor has a list of decisions to look at.",
    )
    recommendations.move(
        recommendation=supervised,
        by=registrar,
        to="being_progressed",
        on=published + timedelta(days=20),
        words="Seen by the inspectorate's force liaison.",
    )
