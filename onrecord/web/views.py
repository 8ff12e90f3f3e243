"""Home: what needs this person, and the figures their role may see."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.queries import waits
from onrecord.audit.models import Audit
from onrecord.audit.schedule.queries import reminders
from onrecord.contact.queries import newest
from onrecord.deciding.queries import count_waiting, given_back_to, my_open, referred
from onrecord.exchange.models import Import, ImportState
from onrecord.ledger.queries import checkpoints, ledger_size
from onrecord.measures.alerts.raising import alerts_of
from onrecord.people.access import can, page, whoever
from onrecord.people.models import User
from onrecord.people.reminding import Waiting, waiting_for
from onrecord.people.roles import Permission as P
from onrecord.people.roles import Role
from onrecord.screening.kinds import Kind, counts
from onrecord.screening.models import Suspect
from onrecord.supervision.day.clock import clock_lines
from onrecord.supervision.day.queries import first_lines
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.shifts.policies import check_can_have_day
from onrecord.training.own import waiting as training_waiting
from onrecord.web.figures import figures

# So many lines of my day stand on the home page, which leads there.
_FIRST = 3
# An alert stands on the home page for so long; on its own page for longer.
ALERTS_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Task:
    """One thing that waits for this person."""

    words: str
    url: str
    note: str = ""


@page(None)
def home(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    if user.role == Role.PARTNER:
        return redirect("partner-desk")
    sees_all = user.may(P.VIEW_LOGS) and user.may(P.ALL_DEPARTMENTS)
    waits_too = waiting_for(user)
    others = [each for each in waits_too if not each.urgent]
    has_day = can(check_can_have_day, user)
    context: dict[str, Any] = {
        "pressing": [each for each in waits_too if each.urgent],
        # They have a day by which they are due; without one's own day they stand among the rest.
        "others": others if has_day else [],
        "tasks": tasks(user, [] if has_day else others),
    }
    if has_day:
        context["has_day"] = True
        context["clocks"] = clock_lines(user)
        if user.may(P.REVIEW_DECISIONS):
            context["clocks"] += _review_tasks(user)
        context["first"] = first_lines(user, timezone.now(), staff(), _FIRST)
    if user.may(P.DECIDE):
        context["decide_origin"] = str(uuid.uuid4())
    if sees_all:
        context["figures"] = figures()
    if user.may(P.VIEW_LOGS) and not sees_all:
        context["latest"] = newest(user, 10)
    if user.may(P.VIEW_ESTIMATE):
        context["audits"] = audits_in_short()
    if user.may(P.VIEW_LEDGER):
        context["ledger_size"] = ledger_size()
        context["checkpoint"] = next(iter(checkpoints(1)), None)
    if user.may(P.MANAGE_PEOPLE):
        context["people_count"] = User.objects.filter(is_active=True).count()
    return render(request, "web/home.html", context)


def audits_in_short(limit: int = 5) -> list[Audit]:
    """The latest audits, each with `size` and `read`."""
    return list(
        Audit.objects.annotate(
            size=Count("items", distinct=True),
            read=Count("items", filter=Q(items__readings__current=True), distinct=True),
        ).order_by("-id")[:limit]
    )


def tasks(user: User, others: Sequence[Waiting]) -> list[Task]:
    """What waits for this person and has no clock, most pressing first; what has one is on their day."""
    found: list[Task] = []
    if user.may(P.DECIDE):
        found += _decision_tasks(user)
    found += _finding_tasks(user)
    if user.may(P.VIEW_FIGURES):
        now = timezone.now()
        found += [
            Task(f"{each.rule.name}: {each.words}", each.url)
            for each in alerts_of(user, now)
            if now - each.raised_at < ALERTS_FOR
        ]
    found += [Task(each.words, each.url) for each in reminders(user)]
    found += [Task(each.words, each.url, each.note) for each in others]
    found += [Task(words, reverse(name)) for words, name in training_waiting(user)]
    if user.may(P.IMPORT_FILES):
        found += _import_tasks()
    if user.may(P.VIEW_SUSPECTS):
        found += _suspect_tasks(user)
    if user.may(P.READ_SAMPLE):
        for audit in audits_in_short():
            left = audit.size - audit.read  # type: ignore[attr-defined]
            if left:
                found.append(
                    Task(
                        f"Read {left:,} log{'s' if left > 1 else ''} of {audit.name}",
                        reverse("audit", args=[audit.pk]),
                        f"{audit.read:,} of {audit.size:,} are read",  # type: ignore[attr-defined]
                    )
                )
    if user.may(P.MANAGE_PEOPLE):
        waiting = User.objects.filter(is_active=True, must_change_password=True).count()
        if waiting:
            people = "person has" if waiting == 1 else "people have"
            found.append(
                Task(f"{waiting} {people} not yet used a one-time password", reverse("people"))
            )
    return found


def _decision_tasks(user: User) -> list[Task]:
    """Decisions of one's own that aren't concluded, and those that were given back."""
    found = []
    mine, back = my_open(user), given_back_to(user)
    if back:
        words = f"{len(back)} of your decisions {'was' if len(back) == 1 else 'were'} given back"
        found.append(Task(words, reverse("decisions")))
    if len(mine) == 1:
        where = f" about {mine[0].log_ref}" if mine[0].log_ref else ""
        found.append(
            Task(f"Go on with your decision{where}", reverse("decision", args=[mine[0].pk]))
        )
    elif mine:
        found.append(Task(f"Go on with {len(mine)} decisions", reverse("decisions")))
    return found


def _review_tasks(user: User) -> list[Task]:
    """Decisions of others that this person has to look at."""
    found = []
    rulings, waiting = len(referred(user)), count_waiting(user)
    if rulings:
        found.append(
            Task(
                f"{rulings} decision{'s wait' if rulings > 1 else ' waits'} for a ruling",
                reverse("reviews"),
            )
        )
    if waiting:
        found.append(
            Task(f"Review {waiting} decision{'s' if waiting > 1 else ''}", reverse("reviews"))
        )
    return found


def _finding_tasks(user: User) -> list[Task]:
    """Findings of audits that wait for an answer, a decision, or to be sent."""
    found, held = [], waits(user)
    if held.answers:
        words = "finding waits" if held.answers == 1 else "findings wait"
        note = f"{held.late:,} late" if held.late else ""
        found.append(
            Task(
                f"{held.answers:,} {words} for your answer",
                f"{reverse('findings')}?show=mine",
                note,
            )
        )
    if held.disputes:
        words = "disputed finding waits" if held.disputes == 1 else "disputed findings wait"
        found.append(
            Task(
                f"{held.disputes:,} {words} for your decision",
                f"{reverse('findings')}?show=disputed",
            )
        )
    for audit, number in held.to_send:
        found.append(
            Task(
                f"Send {number:,} finding{'s' if number > 1 else ''} of {audit.name}",
                reverse("audit-findings", args=[audit.pk]),
            )
        )
    return found


def _suspect_tasks(user: User) -> list[Task]:
    """The suspects this person may see, as one thing to do."""
    if user.may(P.ALL_DEPARTMENTS):
        held = counts()
    else:
        held = counts(Suspect.objects.filter(department=user.department))
    found = []
    if held.none:
        words = "log looks" if held.none == 1 else "logs look"
        found.append(
            Task(
                f"{held.none:,} {words} uncrimed",
                f"{reverse('suspects')}?kind={Kind.NONE}",
                "strongest first; no rate is worked out from this list",
            )
        )
    if held.another:
        words = "log with a crime tells" if held.another == 1 else "logs with a crime tell"
        found.append(
            Task(
                f"{held.another:,} {words} of another", f"{reverse('suspects')}?kind={Kind.ANOTHER}"
            )
        )
    return found


def _import_tasks() -> list[Task]:
    """Exports tried out and not taken in, and rows that were refused, in the last two weeks."""
    found = []
    since = timezone.now() - timedelta(days=14)
    for run in Import.objects.filter(created_at__gte=since)[:10]:
        url = reverse("import", args=[run.pk])
        if run.state == ImportState.TRIED and run.file_path:
            found.append(
                Task(f"Decide whether to take in {run.file_name}", url, "it was tried out")
            )
        elif run.state == ImportState.DONE and run.counts.get("refused"):
            rows = run.counts["refused"]
            found.append(
                Task(f"Mend {rows:,} refused row{'s' if rows > 1 else ''} of {run.file_name}", url)
            )
    return found
