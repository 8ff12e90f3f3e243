"""What happens as a report comes in, before anybody has seen it: what presses is worked out and kept with it, its log says so,
and where a person is to look now, people hear of it at once. All of it in the transaction that keeps the report."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.digest import base_address
from onrecord.contact.actions import write_entry
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log
from onrecord.contact.thrive import HEADS
from onrecord.measures.alerts.models import Hook, Outgoing
from onrecord.measures.sending.soon import send_soon
from onrecord.people.models import User
from onrecord.reporting.front_door import front_door
from onrecord.reporting.models import Report, Switch
from onrecord.reporting.receiving.hearers import who_hears
from onrecord.reporting.receiving.hooks import body_of_alert
from onrecord.reporting.receiving.mail import URGENT
from onrecord.reporting.receiving.risk import assess, level_of, proposed
from onrecord.reporting.receiving.triage import triage
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.asking import chosen
from onrecord.reporting.types.held import type_named
from onrecord.reporting.work.showing import by_answers

NOW: Final = 3
SUBJECT: Final = "onrecord: a report on line to be looked at now"
# In how many minutes e-mails to one person are counted.
WINDOW: Final = timedelta(minutes=10)


def weigh(report: Report) -> None:
    """Work out what presses, and keep it in the row. The row isn't saved."""
    told = report.told
    risks = assess(
        account=report.account,
        answers=report.answers,
        qualifiers=told.get("qualifiers", ()),
        people=told.get("people", ()),
        contact=report.contact,
        language=report.language,
        kind=report.type_key,
        stops=stops_of(report),
        on=timezone.localdate(report.submitted_at),
    )
    report.risk = level_of(risks)
    report.risks = []
    for risk in risks:
        by = by_answers(report, risk)
        report.risks.append({**risk.as_dict(), "says": f"{risk.says}, {by}" if by else risk.says})


def stops_of(report: Report) -> set[str]:
    """The stop pages of its type, and of what was answered: whether it is about something sexual, a child or the family."""
    kind = type_named(report.type_key, report.type_version)
    if kind is None:
        return set()
    return {kind.stop, *(each.stop for each in chosen(kind, report.answers))} - {""}


def department_of(report: Report) -> str:
    """Whose people have the report: as its type says, else as the registrar set it."""
    named = str(report.told.get("department", ""))
    return named or Switch.objects.values_list("department", flat=True).first() or ""


def write_triage(report: Report, log: Log, by: User | None = None) -> None:
    """Say in the log what presses and what is proposed. A proposal: grade and qualifiers stay as they are until a person
    gives them. Nothing is written where nothing presses."""
    if not report.risks:
        return
    by = by or front_door(log.department)
    level = triage().levels[report.risk]
    held = proposed(report.risks)
    lines = [f"Proposed by rule, for a person to decide: {level.words}."]
    lines += [f"- {risk['says']}" for risk in report.risks]
    lines += [f"{HEADS[head].word}: {words}" for head, words in held["heads"].items()]
    grade = force().grade(held["grade"])
    if grade is not None and not log.grade:
        lines.append(f"Grade proposed: {grade}.")
    fresh = [
        each
        for each in held["qualifiers"]
        if each in force().qualifiers and each not in log.qualifiers
    ]
    if fresh:
        lines.append(f"Qualifiers proposed: {', '.join(fresh)}.")
    write_entry(
        log,
        kind=EntryKind.TRIAGE,
        by=by,
        text="\n".join(lines),
        detail={
            "level": report.risk,
            "rules": [risk["rule"] for risk in report.risks],
            "grade": held["grade"] if grade is not None else "",
            "qualifiers": fresh,
            "heads": held["heads"],
        },
    )


def tell(report: Report, where: str = "", message: str = "") -> int:
    """Where a person is to look now, put it into the queue of everything that goes out: an e-mail to each who works on such
    reports, and to the programs that an administrator named. Returns how many were put there. No word of the report leaves. `where`: the
    worklist in which they find it, if it isn't that of reports. `message`: the origin of what the reporter wrote afterwards.

    A flood must not fill anybody's inbox: from the sixth in ten minutes on, there is one more e-mail for all of them.
    """
    if report.risk < NOW and not message:
        return 0
    now = timezone.now()
    rules = triage()
    lately = Report.objects.filter(risk__gte=NOW, submitted_at__gt=now - WINDOW)[: rules.alert_most]
    many = len(lately) >= rules.alert_most
    mark = f"{now:%Y%m%d%H}{now.minute // 10}" if many else message or report.origin
    held = report.state == ReportState.HELD_BACK
    listed = where or ("on-line-held-back" if held else "on-line-urgent")
    # Several may stand in several lists.
    page = reverse("my-day") if many else reverse("worklist", args=[listed])
    link = f"{base_address().rstrip('/')}{page}"
    body = "\n".join(
        [
            "A report that came on line says something that a person is to look at now."
            if not many
            else "Several reports that came on line say something that a person is to look at now.",
            "",
            f"  {link}",
            "",
            "This message holds no personal data. Sign in to see what it is about.",
            "",
        ]
    )
    rows = [
        Outgoing(
            key=f"{URGENT}{mark}:{username}"[:120],
            kind=Outgoing.Kind.MAIL,
            to=username,
            subject=SUBJECT,
            body=body,
            queued_at=now,
            next_at=now,
        )
        for username in who_hears(department_of(report))
    ]
    rows += [
        Outgoing(
            key=f"{URGENT}{mark}:hook:{hook.pk}",
            kind=Outgoing.Kind.HOOK,
            to=str(hook.pk),
            body=body_of_alert(f"{URGENT}{mark}:hook:{hook.pk}", link, now),
            queued_at=now,
            next_at=now,
        )
        for hook in Hook.objects.filter(active=True)
    ]
    # One that is in the queue already, under the same key, stays as it is.
    Outgoing.objects.bulk_create(rows, ignore_conflicts=True)
    send_soon(URGENT)
    return len(rows)
