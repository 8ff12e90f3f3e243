"""What may happen to a plan; each change with its ledger entry, in one transaction.

keep_plan(slug=, by=, ...)            a plan is begun, or what it says of itself is changed
set_objectives(plan=, by=, rows=)     what it is for, each with the figures that show it
end_plan(plan=, by=, on=)             it is no more worked on
keep_version(plan=, by=, words=)      what it says today is agreed: a version, kept for good
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.plans.content import (
    plan_content,
    plan_subject,
    version_content,
    version_subject,
)
from onrecord.improvement.plans.models import Plan, PlanVersion
from onrecord.improvement.plans.versions import snapshot
from onrecord.improvement.policies import OWNING_ROLES, check_can_keep_plans
from onrecord.improvement.promises import known
from onrecord.improvement.texts import check_day, line, long_text, owner_named
from onrecord.ledger.actions import append
from onrecord.people.models import User

MOST_OBJECTIVES = 30


def keep_plan(
    *,
    slug: str = "",
    by: User,
    title: str,
    department: str = "",
    parent: Plan | None = None,
    owner: str = "",
    rank: str = "",
    about: str = "",
) -> Plan:
    """Begin a plan (no slug), or change one. A department's plan feeds another plan; the force plan feeds none. Whoever is
    accountable has a rank, so that everybody sees who answers. Raises ImprovementError, NotAllowed."""
    check_can_keep_plans(by)
    title = line(title, 200, "the plan's title")
    with transaction.atomic():
        row = Plan.objects.select_for_update().filter(slug=slug).first() if slug else None
        if row is None:
            row = Plan(
                slug=slug or _slug(title), made_by=by.username, made_at=timezone.now(), version=0
            )
            if slugify(row.slug) != row.slug or row.slug == "new":
                raise ImprovementError("Write the short name in small letters, digits and hyphens.")
        row.title = title
        row.department = line(department, 200, "the department", needed=False)
        row.parent = _parent(row, parent)
        row.owner = _owner(row.owner, owner)
        row.rank = line(rank, 80, "the rank", needed=bool(row.owner))
        row.about = long_text(about, "what the plan is for", needed=False)
        return _keep(row, by)


def set_objectives(*, plan: Plan, by: User, rows: Sequence[tuple[str, Sequence[str]]]) -> Plan:
    """Say what the plan is for: (words, ids of the measures that show it), in order."""
    check_can_keep_plans(by)
    if len(rows) > MOST_OBJECTIVES:
        raise ImprovementError(f"A plan has {MOST_OBJECTIVES} objectives at most.")
    held = known()
    objectives: list[dict[str, Any]] = []
    for words, ids in rows:
        unknown = next((each for each in ids if each not in held), None)
        if unknown is not None:
            raise ImprovementError(f"There is no figure {unknown[:60]!r}. Choose from the list.")
        objectives.append(
            {"words": line(words, 300, "the objective"), "measures": list(dict.fromkeys(ids))}
        )
    with transaction.atomic():
        row = Plan.objects.select_for_update().get(pk=plan.pk)
        if row.objectives == objectives:
            return row
        row.objectives = objectives
        return _keep(row, by)


def end_plan(*, plan: Plan, by: User, on: date | None = None) -> Plan:
    """It is no more worked on. Refused while an action is open: nothing is closed silently."""
    check_can_keep_plans(by)
    on = on or timezone.localdate()
    check_day(on, "The day", until=timezone.localdate())
    with transaction.atomic():
        row = Plan.objects.select_for_update().get(pk=plan.pk)
        left = sum(each.is_open() for each in row.actions.all())
        if left:
            raise ImprovementError(
                f"{left} action{' is' if left == 1 else 's are'} open. Finish each, or drop it with the reason."
            )
        if row.feeds.filter(ended_on=None).exists():
            raise ImprovementError("Plans that feed it are still worked on. End those first.")
        row.ended_on = on
        return _keep(row, by)


def keep_version(*, plan: Plan, by: User, words: str) -> PlanVersion:
    """Keep the plan as it stands as a version, with what was changed and why in words. Raises ImprovementError where nothing
    has changed since the last."""
    check_can_keep_plans(by)
    words = long_text(words, "what was changed, and why")
    with transaction.atomic():
        row = Plan.objects.select_for_update().get(pk=plan.pk)
        content = snapshot(row)
        last = row.versions.first()
        if last is not None and last.content == content:
            raise ImprovementError("Nothing has changed since the last version.")
        number = row.versions.aggregate(last=Max("number"))["last"] or 0
        version = PlanVersion(
            plan=row,
            number=number + 1,
            words=words,
            content=content,
            made_by=by.username,
            made_at=timezone.now(),
        )
        version.entry_seq = append(
            kind="plan.version",
            subject=version_subject(version),
            body=version_content(version),
            by=by.username,
        )
        version.save()
        return version


def _slug(title: str) -> str:
    base = slugify(title)[:50].strip("-") or "plan"
    slug, at = base, 1
    while slug == "new" or Plan.objects.filter(slug=slug).exists():
        at += 1
        slug = f"{base}-{at}"
    return slug


def _owner(before: str, after: str) -> str:
    """The one who is accountable. Somebody who has left may stay named until another is."""
    return before if after == before else owner_named(after, OWNING_ROLES)


def _parent(row: Plan, parent: Plan | None) -> Plan | None:
    above = parent
    while above is not None:
        if row.pk is not None and above.pk == row.pk:
            raise ImprovementError(f"{parent} is fed by {row.title}, so it can't be fed back.")
        above = above.parent
    return parent


def _keep(row: Plan, by: User) -> Plan:
    row.version += 1
    row.entry_seq = append(
        kind="plan.kept", subject=plan_subject(row), body=plan_content(row), by=by.username
    )
    row.save()
    return row
