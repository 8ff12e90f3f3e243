"""What the schedule reminds whom of."""

from dataclasses import dataclass

from django.urls import reverse

from onrecord.audit.models import Reading, SampleItem
from onrecord.audit.policies import can_make_audit, can_read_sample, reads_given_only
from onrecord.audit.schedule_policies import can_keep_schedule
from onrecord.audit.schedule_runs import rows
from onrecord.audit.stop_prefix import BEHIND_STOP
from onrecord.people.models import User


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing of the schedule that waits for somebody. No personal data: it goes into e-mails."""

    words: str
    url: str


def reminders(user: User) -> list[Reminder]:
    """What the schedule asks of this person."""
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
    return found
