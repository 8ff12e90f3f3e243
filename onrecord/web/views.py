"""Home: what needs this person, and the figures their role may see."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings_queries import waits
from onrecord.audit.models import Audit
from onrecord.audit.schedule_queries import reminders
from onrecord.contact import clock
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_of_few
from onrecord.contact.queries import count_open, newest
from onrecord.deciding.queries import count_waiting, given_back_to, my_open, referred
from onrecord.exchange.models import Import, ImportState
from onrecord.ledger.queries import checkpoints, ledger_size
from onrecord.measures.alerting import alerts_of
from onrecord.people.access import page, whoever
from onrecord.people.models import User
from onrecord.people.reminding import waiting_for
from onrecord.people.roles import Permission as P
from onrecord.screening.models import Suspect
from onrecord.training.own import waiting as training_waiting
from onrecord.web.figures import figures

_COUNT_UP_TO = 1000
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
    sees_all = user.may(P.VIEW_LOGS) and user.may(P.ALL_DEPARTMENTS)
    context: dict[str, object] = {"tasks": tasks(user)}
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


def tasks(user: User) -> list[Task]:
    """What waits for this person, most pressing first."""
    found: list[Task] = []
    if user.may(P.OPEN_LOGS):
        found += _clock_tasks(user)
    if user.may(P.DECIDE):
        found += _decision_tasks(user)
    if user.may(P.REVIEW_DECISIONS):
        found += _review_tasks(user)
    found += _finding_tasks(user)
    if user.may(P.VIEW_FIGURES):
        now = timezone.now()
        found += [
            Task(f"{each.rule.name}: {each.words}", each.url)
            for each in alerts_of(user, now)
            if now - each.raised_at < ALERTS_FOR
        ]
    found += [Task(each.words, each.url) for each in reminders(user)]
    found += [Task(each.words, each.url, each.note) for each in waiting_for(user)]
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


def _clock_tasks(user: User) -> list[Task]:
    """The undecided logs of this person's departments that are over the limit, and those that soon will be."""
    logs = visible_of_few(user, clock.undecided(Log.objects.all()))
    soon = int(clock.AMBER.total_seconds()) // 3600
    found = []
    for some, words, query in (
        (clock.late(logs), "over the 24 hours and undecided", "clock=late"),
        (clock.due_within(logs, soon), f"to be decided within {soon} hours", f"due={soon}"),
    ):
        number = count_open(some, _COUNT_UP_TO + 1)
        if number:
            more = "more than " if number > _COUNT_UP_TO else ""
            are = "log is" if number == 1 else "logs are"
            shown = f"{more}{min(number, _COUNT_UP_TO):,} {are} {words}".capitalize()
            found.append(Task(shown, f"{reverse('logs')}?{query}"))
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
        number, more = figures().suspects, ""
    else:
        own = Suspect.objects.filter(department=user.department).values("pk")
        number = own[: _COUNT_UP_TO + 1].count()
        more = "more than " if number > _COUNT_UP_TO else ""
        number = min(number, _COUNT_UP_TO)
    if not number:
        return []
    note = "strongest first; the rate never rests on this list"
    words = "log looks" if number == 1 else "logs look"
    return [Task(f"{more}{number:,} {words} uncrimed".capitalize(), reverse("suspects"), note)]


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
