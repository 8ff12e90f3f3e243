"""Findings of audits: without an answer, and those that were put right after their day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import visible_findings
from onrecord.audit.findings.states import WITH_SOMEBODY, FindingState
from onrecord.people.models import User
from onrecord.supervision.subjects.base import Clock, Filter, Rows, Shown, Subject, one_of

LOOKED_AT_FOR = timedelta(days=31)


def _unanswered(now: datetime) -> Rows:
    return Finding.objects.filter(state__in=WITH_SOMEBODY).select_related("item__audit")


def _late(now: datetime) -> Rows:
    return Finding.objects.filter(
        state=FindingState.ACCEPTED, closed_at__gt=F("due_at"), closed_at__gte=now - LOOKED_AT_FOR
    ).select_related("item__audit")


def _seen(user: User, rows: Rows) -> Rows:
    return rows.filter(pk__in=visible_findings(user).values("pk"))


def _show(rows: Sequence[Finding], now: datetime) -> Mapping[int, Shown]:
    found = {}
    for row in rows:
        notes = [row.get_state_display()]
        if row.closed_at:
            notes.append(f"put right {timezone.localtime(row.closed_at):%d/%m/%Y}")
        found[row.pk] = Shown(
            row.item.log_ref, row.item.audit.name, reverse("finding", args=[row.pk]), notes
        )
    return found


_WHOSE = Case(
    When(Q(state=FindingState.PERSON), then=F("person")),
    When(Q(state=FindingState.SUPERVISOR), then=F("supervisor")),
    default=Value(""),
    output_field=CharField(),
)
FINDINGS = (
    Subject(
        key="findings",
        words="findings of audits that nobody has answered",
        kind="finding",
        rows=_unanswered,
        seen=_seen,
        clocks={
            "due": Clock("when the answer is due", "due_at"),
            "sent": Clock("when it was sent", "sent_at"),
        },
        department="department",
        natural=_WHOSE,
        filters={
            "state": Filter(
                "With whom",
                one_of("state"),
                lambda: [(each.value, each.label) for each in WITH_SOMEBODY],
            )
        },
        show=_show,
    ),
    Subject(
        key="findings-late",
        words="findings that were put right after their day, in the last 31 days",
        kind="finding",
        rows=_late,
        seen=_seen,
        clocks={"due": Clock("when the answer was due", "due_at")},
        department="department",
        show=_show,
        aside=True,
    ),
)
