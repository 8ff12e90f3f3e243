"""What reporters wrote afterwards, for whoever has the log or decided about it: in their day, whatever their role's lists. And
what lies where nobody works on reports, for those who see every department."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.contact.references import reference_key
from onrecord.deciding.models import RecordingDecision
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.alerts.states import SendState
from onrecord.people.models import User
from onrecord.people.reminding import Waiting
from onrecord.people.roles import Permission
from onrecord.recording.models import CrimeLog
from onrecord.reporting.models import ReportMessage
from onrecord.reporting.policies import can_view_report
from onrecord.reporting.receiving.mail import URGENT
from onrecord.reporting.receiving.readers import departments_with_readers
from onrecord.reporting.states import MessageKind
from onrecord.reporting.work.subjects import REPORTS
from onrecord.supervision.departments.queries import key
from onrecord.supervision.lists.kept import current
from onrecord.supervision.lists.policies import sees_whole
from onrecord.supervision.lists.queries import listed, own_names, visible

# How many are named, and among how many they are looked for: the rest stands in the worklist of messages.
MOST = 10
LATEST = 500
URGENT_LIST = "on-line-urgent"
LATELY = timedelta(days=7)
_MAY_MEND = (Permission.WORK_REPORTS, Permission.KEEP_REPORTING, Permission.MANAGE_PEOPLE)
OURS = frozenset(each.key for each in REPORTS)
_WORDS = {
    MessageKind.MORE: "The reporter added something to",
    MessageKind.WITHDRAWN: "The reporter no longer wants it looked into:",
}


def waiting_for(user: User) -> list[Waiting]:
    """What waits for this person besides their lists."""
    return [*pressing(user), *unheard(user), *nobodys(user), *_messages(user)]


def pressing(user: User) -> list[Waiting]:
    """How many reports are to be looked at now, of those that this person sees in the list."""
    urgent = next((each for each in current() if each.slug == URGENT_LIST), None)
    if urgent is None or not sees_whole(user, urgent):
        return []
    number = visible(user, urgent, timezone.now()).count()
    if not number:
        return []
    words = "report on line is" if number == 1 else "reports on line are"
    url = reverse("worklist", args=[URGENT_LIST])
    return [Waiting(f"{number:,} {words} to be looked at now", url, urgent=True)]


def unheard(user: User) -> list[Waiting]:
    """Alerts of reports to be looked at now that reached nobody: for all who could look, and for those who can mend it."""
    if not any(user.may(each) for each in _MAY_MEND):
        return []
    number = Outgoing.objects.filter(
        key__startswith=URGENT, state=SendState.GIVEN_UP, queued_at__gt=timezone.now() - LATELY
    ).count()
    if not number:
        return []
    words = "alert" if number == 1 else "alerts"
    url = reverse("people" if user.may(Permission.MANAGE_PEOPLE) else "my-day")
    note = "most often an account has no e-mail address: an administrator mends that under People"
    said = f"{number:,} {words} of reports to be looked at now could not be sent in the last week"
    return [Waiting(said, url, note, urgent=True)]


def nobodys(user: User) -> list[Waiting]:
    """Reports, challenges and messages of departments in which nobody works on reports, or of none: in nobody's own lists, so
    that whoever works on reports and sees every department has them."""
    if not (user.may(Permission.WORK_REPORTS) and user.may(Permission.ALL_DEPARTMENTS)):
        return []
    now, found = timezone.now(), []
    there = {key(name) for name in departments_with_readers()}
    for each in current():
        if each.subject_key not in OURS:
            continue
        subject, first = each.subject, each.clock.field
        rows = subject.seen(user, listed(each, now)).order_by().values_list(subject.department)
        alone = [
            row
            for row in rows.annotate(n=Count("pk"), first=Min(first))
            if key(row[0]) not in there
        ]
        if alone:
            due = timezone.localtime(min(each.due(row[2]) for row in alone))
            found.append(
                Waiting(
                    f"{each.title}, where nobody else works on reports: {sum(row[1] for row in alone):,}",
                    reverse("worklist", args=[each.slug]),
                    f"the first is due {due:%d/%m/%Y %H:%M}",
                )
            )
    return found


def _messages(user: User) -> list[Waiting]:
    """Messages that nobody has answered or marked as read, of reports whose log this person has or about which they decided.
    The newest first; challenges are for somebody else."""
    rows = list(
        ReportMessage.objects.filter(kind__in=list(_WORDS), answered_at__isnull=True, by="")
        .exclude(report__log_ref="")
        .select_related("report")
        .order_by("-at", "-pk")[:LATEST]
    )
    if not rows:
        return []
    own = _own_logs(user, {reference_key(row.report.log_ref) for row in rows})
    mine = [row for row in rows if (row.report.log_system, row.report.log_ref) in own]
    return [
        Waiting(
            f"{_WORDS[MessageKind(row.kind)]} report {row.report_ref}",
            reverse("report-work", args=[row.report_id]),
            f"written {timezone.localtime(row.at):%d/%m/%Y %H:%M}",
        )
        for row in mine[:MOST]
        if can_view_report(user, row.report)
    ]


def _own_logs(user: User, keys: set[str]) -> set[tuple[str, str]]:
    """Of the logs with these references those that the person has, or about which they decided or recorded."""
    logs = {log.pk: log for log in Log.objects.filter(ref_key__in=keys)}
    names = set(own_names(user))
    decisions = RecordingDecision.objects.filter(
        Q(started_by=user.username) | Q(concluded_by=user.username), log__in=list(logs)
    )
    crimes = CrimeLog.objects.filter(log__in=list(logs), crime__recorded_by=user.username)
    decided = {*decisions.values_list("log", flat=True), *crimes.values_list("log", flat=True)}
    return {
        (log.system, log.ref) for log in logs.values() if log.officer in names or log.pk in decided
    }
