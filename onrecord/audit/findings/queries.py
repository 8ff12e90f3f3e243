"""What the lists of findings show: ageing, repeats, what waits for whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from onrecord.audit.findings.causes import Cause, cause_named
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import (
    can_answer,
    can_have_findings,
    can_send,
    of_department,
    repeats_seen,
    sees_all,
    visible_findings,
)
from onrecord.audit.findings.ready import count_ready
from onrecord.audit.findings.states import OPEN, WITH_SOMEBODY, FindingState
from onrecord.audit.models import Audit, Reading
from onrecord.audit.policies import can_settle
from onrecord.people.models import User
from onrecord.people.roles import Role

MOST = 200
SHOWN = ("mine", "open", "overdue", "disputed", "accepted", "reversed", "all")


def mine(user: User) -> QuerySet[Finding]:
    """Findings that wait for this person's answer, or for their choice of who answers."""
    held = Finding.objects.filter(state__in=WITH_SOMEBODY)
    wanted = Q(state=FindingState.PERSON, person=user.username)
    wanted |= Q(state=FindingState.SUPERVISOR, supervisor=user.username)
    if user.role == Role.SUPERVISOR and user.department:
        own = of_department(user)
        wanted |= own & (
            Q(state=FindingState.DEPARTMENT) | Q(state=FindingState.SUPERVISOR, supervisor="")
        )
    return held.filter(wanted)


def findings(user: User, show: str, audit: Audit | None = None) -> list[Finding]:
    """Findings that this person may see, longest due first; at most MOST + 1. Each has `age`, `late` and `for_me`."""
    rows = visible_findings(user)
    if show == "mine":
        rows = rows & mine(user)
    elif show == "open":
        rows = rows.filter(state__in=OPEN)
    elif show == "overdue":
        rows = rows.filter(state__in=OPEN, due_at__lt=timezone.now())
    elif show in (FindingState.DISPUTED, FindingState.ACCEPTED, FindingState.REVERSED):
        rows = rows.filter(state=show)
    if audit is not None:
        rows = rows.filter(item__audit=audit)
    found = list(
        rows.select_related("item__audit__programme", "reading").order_by("due_at", "id")[
            : MOST + 1
        ]
    )
    now = timezone.now()
    for row in found:
        row.age = age(row, now)  # type: ignore[attr-defined]
        row.late = row.open and row.due_at < now  # type: ignore[attr-defined]
        row.for_me = row.open and can_answer(user, row)  # type: ignore[attr-defined]
    return found


def age(row: Finding, now: datetime) -> int:
    """Whole days since it was sent, until it was closed."""
    return ((row.closed_at or now) - row.sent_at).days


@dataclass(frozen=True, slots=True)
class Ageing:
    """How many open findings of a department were sent up to 7, 14, 28 days ago, and longer; and how many are late."""

    department: str
    week: int
    fortnight: int
    month: int
    longer: int
    late: int

    @property
    def all(self) -> int:
        return self.week + self.fortnight + self.month + self.longer


def ageing(user: User) -> list[Ageing]:
    """Open findings by department and age, those with the most late ones first."""
    now = timezone.now()
    counted: dict[str, Counter[str]] = {}
    rows = visible_findings(user).filter(state__in=OPEN)
    for department, sent_at, due_at in rows.values_list("department", "sent_at", "due_at"):
        days = (now - sent_at).days
        place = (
            "week" if days < 7 else "fortnight" if days < 14 else "month" if days < 28 else "longer"
        )
        counts = counted.setdefault(department, Counter())
        counts[place] += 1
        counts["late"] += due_at < now
    found = [
        Ageing(
            department, *(counts[name] for name in ("week", "fortnight", "month", "longer", "late"))
        )
        for department, counts in counted.items()
    ]
    return sorted(found, key=lambda row: (-row.late, -row.all, row.department))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A cause that came more than once: in a department or, where that may be seen, with one person."""

    department: str
    person: str
    cause: Cause
    times: int
    audits: int


def repeats(user: User) -> list[Repeat]:
    """Causes that came again, most often first; whose, the policy says (`policies.repeats_seen`)."""
    whose = repeats_seen(user)
    rows = Finding.objects.filter(state=FindingState.ACCEPTED)
    if whose.departments is not None:
        wanted = Q(person=whose.person) if whose.person else Q(pk__in=[])
        for department in whose.departments:
            wanted |= Q(department__iexact=department)
        rows = rows.filter(wanted)
    times: Counter[tuple[str, str, str]] = Counter()
    audits: dict[tuple[str, str, str], set[int]] = {}
    named = {each.casefold() for each in whose.persons_of}
    for department, person, codes, audit in rows.values_list(
        "department", "person", "causes", "item__audit_id"
    ):
        shown = person and (person == whose.person or department.casefold() in named)
        keys = (
            [("" if whose.person else department, "", code) for code in codes]
            if not whose.person
            else []
        )
        keys += [(department, person, code) for code in codes] if shown else []
        for key in keys:
            times[key] += 1
            audits.setdefault(key, set()).add(audit)
    found = [
        Repeat(department, person, cause_named(code), n, len(audits[department, person, code]))
        for (department, person, code), n in times.items()
        if n > 1
    ]
    return sorted(
        found, key=lambda r: (r.person != "", -r.times, r.department, r.person, r.cause.code)
    )


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many findings of an audit have a cause."""

    cause: Cause
    number: int


def causes_of(audit: Audit) -> list[CauseCount]:
    """The causes of an audit's accepted findings, most frequent first. A finding may have several."""
    counted: Counter[str] = Counter()
    for codes in Finding.objects.filter(item__audit=audit, state=FindingState.ACCEPTED).values_list(
        "causes", flat=True
    ):
        counted.update(codes)
    return [
        CauseCount(cause_named(code), n)
        for code, n in sorted(counted.items(), key=lambda e: (-e[1], e[0]))
    ]


@dataclass(frozen=True, slots=True)
class Answered:
    """How far the feedback of an audit is."""

    sent: int
    open: int
    late: int
    accepted: int
    disputed: int
    reversed: int
    upheld: int
    crimes: int


def answered(audit: Audit) -> Answered:
    rows = list(Finding.objects.filter(item__audit=audit))
    now = timezone.now()
    states = Counter(row.state for row in rows)
    return Answered(
        len(rows),
        sum(row.open for row in rows),
        sum(row.open and row.due_at < now for row in rows),
        states[FindingState.ACCEPTED],
        states[FindingState.DISPUTED],
        states[FindingState.REVERSED],
        sum(row.upheld for row in rows),
        sum(len(row.crime_refs) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for somebody: answers, disputes to decide, findings to send. Numbers only."""

    answers: int
    late: int
    disputes: int
    to_send: Sequence[tuple[Audit, int]]

    @property
    def anything(self) -> bool:
        return bool(self.answers or self.disputes or self.to_send)


# Older audits are looked at on their own pages.
RECENT = 10


def waits(user: User) -> Waits:
    """What waits for this person among findings."""
    if not can_have_findings(user):
        return Waits(0, 0, 0, ())
    own = mine(user)
    disputes = (
        Finding.objects.filter(state=FindingState.DISPUTED).count() if can_settle(user) else 0
    )
    to_send = []
    if can_send(user):
        failed = Reading.objects.filter(current=True, passed=False).values("item__audit_id")
        for audit in (
            Audit.objects.filter(pk__in=failed).select_related("programme").order_by("-id")[:RECENT]
        ):
            number = count_ready(audit)
            if number:
                to_send.append((audit, number))
    return Waits(own.count(), own.filter(due_at__lt=timezone.now()).count(), disputes, to_send)


def may_see_all(user: User) -> bool:
    return sees_all(user)
