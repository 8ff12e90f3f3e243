"""The plans of the made-up force: one of the force, two of departments that feed it, barriers and a promised benefit.

Invented. The first version was agreed 30 days ago in the story; every action is made through the ordinary actions.
"""

from datetime import date, timedelta

from django.utils import timezone

from onrecord.improvement.barriers import actions as barriers
from onrecord.improvement.evidence import actions as evidence
from onrecord.improvement.models import Inspection, Plan
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans import plan_actions
from onrecord.improvement.promises import Promise, whole_months
from onrecord.people.models import User
from onrecord.people.roles import Role

FORCE, RESPONSE, PROTECTION = "force", "response", "public-protection"


def make_plans(accounts: list[User], report: Inspection, today: date | None = None) -> Plan:
    """Make them, for what a report asks for. `accounts`: the demonstration's. Returns the force plan."""
    today = today or timezone.localdate()
    who = {person.role: person for person in accounts}
    chief, registrar, supervisor = (
        who[role] for role in (Role.CHIEF_OFFICER, Role.REGISTRAR, Role.SUPERVISOR)
    )
    asked = {row.number: row for row in report.recommendations.all()}
    force = plans.keep_plan(
        slug=FORCE,
        by=chief,
        title="Crime recording: force plan",
        owner=chief.username,
        rank="Deputy chief constable",
        about="Every reported crime is recorded, at once and rightly.",
    )
    plans.set_objectives(
        plan=force,
        by=chief,
        rows=[
            ("Crimes are recorded within 24 hours", ["within-24"]),
            ("Supervisors look at open work", ["log-footprint"]),
        ],
    )
    response, protection = (
        plans.keep_plan(
            slug=slug,
            by=chief,
            title=f"Crime recording: {name}",
            department=name,
            parent=force,
            owner=supervisor.username,
            rank="Superintendent",
        )
        for slug, name in ((RESPONSE, "Force Response"), (PROTECTION, "Public Protection Unit"))
    )
    unread = barriers.keep_barrier(
        by=registrar,
        words="Logs are closed by their closing text, and the first account isn't read again.",
        cause="not-read",
    )
    barriers.keep_record(
        by=registrar,
        kind="observation",
        on=today - timedelta(days=36),
        department="Force Response",
        role="dispatchers",
        words="Of twelve logs that were closed while we watched, three were opened again to read what had been reported.",
        barrier=unread,
    )
    month = today.replace(day=1)
    before_until = month - timedelta(days=1)
    guide = plan_actions.add_action(
        plan=force,
        by=chief,
        group="Knowledge",
        text="One page says when a report becomes a crime, with examples.",
        owner=registrar.username,
        starts_on=today - timedelta(days=30),
        due_on=today - timedelta(days=5),
    )
    plan_actions.add_action(
        plan=response,
        by=chief,
        group="Closing",
        text="A log without a crime is closed only with its reason and after the first account was read.",
        owner=supervisor.username,
        due_on=today + timedelta(days=60),
        needs=[guide],
        recommendation=asked[1],
        barrier=unread,
        promise=Promise(
            "within-24",
            "",
            0.95,
            before_until.replace(day=1),
            before_until,
            *whole_months(today + timedelta(days=61), today + timedelta(days=61)),
        ),
    )
    plan_actions.add_action(
        plan=protection,
        by=chief,
        group="Referrals",
        text="Referrals of partners are read for crimes on the day on which they come.",
        due_on=today + timedelta(days=45),
        recommendation=asked[2],
    )
    plans.keep_version(plan=force, by=chief, words="Agreed by the gold group.")
    plan_actions.move_action(action=guide, by=registrar, to="under_way")
    evidence.attach_change(
        about=guide,
        by=registrar,
        name="Draft of the page, read by two teams",
        on=today - timedelta(days=10),
    )
    plans.keep_version(plan=force, by=chief, words="The first action is under way.")
    barriers.keep_benefit(
        plan=force,
        by=chief,
        source="New control system",
        promise="The reason is asked for whenever a log is closed without a crime.",
        due_on=today + timedelta(days=200),
    )
    return force
