"""What the schedule, and readings that wait, remind whom of."""

from dataclasses import dataclass

from django.urls import reverse

from onrecord.audit.models import Audit, CheckState, Reading, SampleItem, SecondCheck
from onrecord.audit.policies import can_make_audit, can_read_sample, reads_given_only
from onrecord.audit.reading.second_queries import checks_of, next_check, next_to_decide
from onrecord.audit.schedule.policies import can_keep_schedule
from onrecord.audit.schedule.runs import rows
from onrecord.audit.stopping.prefix import BEHIND_STOP
from onrecord.people.models import User

# Older audits are looked at on their own pages.
RECENT = 10


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing of audits that waits for somebody. No personal data: it goes into e-mails."""

    words: str
    url: str


def reminders(user: User) -> list[Reminder]:
    """What the schedule, and readings that wait, ask of this person."""
    found = []
    url = reverse("audit-schedule")
    if can_make_audit(user):
        held = rows(counted=False)
        found += [
            Reminder(f"{row.programme.title}: the audit of {row.due.period.words} is due", url)
            for row in held
            if row.in_force and row.due
        ]
        gaps = sum(row.unexplained for row in held)
        if gaps and can_keep_schedule(user):
            words = "gap in the audits has" if gaps == 1 else "gaps in the audits have"
            found.append(Reminder(f"{gaps} {words} no reason written", url))
    if can_read_sample(user) or reads_given_only(user):
        read = Reading.objects.counted().values("item_id")
        mine = (
            SampleItem.objects.filter(reader=user.username)
            .exclude(pk__in=read)
            .exclude(BEHIND_STOP)
            .count()
        )
        if mine:
            found.append(
                Reminder(
                    f"{mine:,} record{'s' if mine > 1 else ''} given to you to read",
                    reverse("audit-given" if reads_given_only(user) else "audits"),
                )
            )
    if can_read_sample(user):
        found += _readings_to_give(user)
    return found


def _readings_to_give(user: User) -> list[Reminder]:
    """Second and third readings, each with a link to the next: numbers that the audit's own page tells its readers, too, so that they
    give nothing away of what anybody found."""
    found = []
    open_ones = SecondCheck.objects.filter(state__in=(CheckState.WAITING, CheckState.DISAGREED))
    for audit in Audit.objects.filter(pk__in=open_ones.values("item__audit_id"))[:RECENT]:
        held = checks_of(audit)
        if to_decide := next_to_decide(user=user, audit=audit):
            words = f"{_records(held.disagreed)} of {audit.name}, on which two readers differ, for your decision"
            found.append(Reminder(words, _page(to_decide)))
        elif following := next_check(audit, user):
            waits = "waits" if held.waiting + held.disagreed == 1 else "wait"
            words = f"{_records(held.waiting + held.disagreed)} of {audit.name} {waits} for a second or third reader"
            found.append(Reminder(words, _page(following)))
    return found


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"


def _page(item: SampleItem) -> str:
    return reverse("audit-reading", args=[item.audit_id, item.position])
