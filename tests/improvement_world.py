"""An invented force's inspection, in the shape of a real one, for tests of improvement and of what stands on it."""

from datetime import date

from onrecord.improvement.barriers import actions as barriers
from onrecord.improvement.evidence.actions import attach_change
from onrecord.improvement.inspections.actions import keep_finding, keep_headline, keep_inspection
from onrecord.improvement.models import Inspection, Recommendation
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.recommendations.actions import open_recommendation
from onrecord.people.models import User
from onrecord.people.roles import Role

PUBLISHED = date(2026, 1, 15)
FACTS = {
    "title": "Crime recording in Anyshire: re-inspection",
    "body": "HMICFRS",
    "scope": "force",
    "force": "Anyshire Police",
    "published_on": PUBLISHED,
    "window_since": date(2025, 3, 1),
    "window_until": date(2025, 5, 31),
    "scale": "hmicfrs-2014",
    "judgement": "Inadequate",
    "theme": "crime recording",
}


def person(username: str, role: Role, **more) -> User:
    user = User(username=username, role=role, **more)
    user.set_unusable_password()
    user.save()
    return user


def people() -> dict[str, User]:
    """Those who meet in improvement."""
    return {
        name: person(name, role, department=department)
        for name, role, department in (
            ("fcr", Role.REGISTRAR, ""),
            ("dcc", Role.CHIEF_OFFICER, ""),
            ("ada", Role.AUDITOR, ""),
            ("sam", Role.SUPERVISOR, "North"),
            ("sue", Role.SUPERVISOR, "South"),
            ("pcc", Role.COMMISSIONER, ""),
            ("olu", Role.OFFICER, "North"),
        )
    }


def inspection(by: User, ref: str = "cdi-2026", **values) -> Inspection:
    """A report with a figure, a figure that is withheld, a strength and a cause of concern; no recommendation yet."""
    row = keep_inspection(ref=ref, by=by, values={**FACTS, **values})
    keep_headline(inspection=row, by=by, what="Violent crime", share=0.782, half_width=0.0287)
    keep_headline(
        inspection=row, by=by, what="All other crime", withheld=True,
        note="It was not part of the inspection.",
    )  # fmt: skip
    keep_finding(inspection=row, by=by, kind="strength", text="Leaders take recording seriously.")
    keep_finding(
        inspection=row, by=by, kind="cause",
        text="Staff fail to make correct decisions at the first opportunity.",
    )  # fmt: skip
    row.refresh_from_db()
    return row


def recommendation(report: Inspection, by: User, **values) -> Recommendation:
    first = {
        "text": "Within six months, the force should record all crimes that are reported.",
        "deadline": "6_months",
        "cause": report.findings.filter(kind="cause").first(),
    }
    return open_recommendation(inspection=report, by=by, **{**first, **values})


def fill(world) -> None:
    """Put a report with one recommendation into the small force of `pages_world`."""
    fcr = world.people["registrar"]
    world.recommendation = recommendation(inspection(fcr), fcr)
    plan = plans.keep_plan(slug="contact", by=fcr, title="Contact", department="North")
    world.action = plan_actions.add_action(plan=plan, by=fcr, text="Train the team.")
    plans.keep_version(plan=plan, by=fcr, words="Agreed.")
    world.barrier = barriers.keep_barrier(by=fcr, words="Logs are closed unread.")
    world.benefit = barriers.keep_benefit(
        plan=plan, by=fcr, source="Control system", promise="Calls can be heard."
    )
    world.evidence = attach_change(
        about=world.recommendation, by=fcr, name="Rationale box", on=date(2026, 3, 1)
    )
