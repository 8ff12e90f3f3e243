"""What the lists of decisions and reviews show."""

from django.db.models import Q, QuerySet

from onrecord.contact.models import SAID, EntryKind, Log, LogEntry
from onrecord.contact.policies import own_department
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.deciding.policies import visible_decisions
from onrecord.deciding.states import Reviewer, ReviewState, State
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.models import Crime

MOST = 100
# Entries in which somebody may have given an account.
TOLD = (*SAID, EntryKind.TOLD)


def my_open(user: User) -> list[RecordingDecision]:
    """The decisions that this person began and hasn't concluded, newest first: to go on with on any device."""
    mine = RecordingDecision.objects.filter(
        started_by=user.username, state__in=(State.OPEN, State.REFERRED)
    )
    return list(mine.select_related("log").order_by("-recorded_at", "-id")[:MOST])


def open_at(desk: str, user: User) -> list[RecordingDecision]:
    """The open decisions of a desk that this person may see, oldest first."""
    rows = visible_decisions(user, RecordingDecision.objects.filter(desk=desk, state=State.OPEN))
    return list(rows.select_related("log").order_by("recorded_at", "id")[:MOST])


def of_log(log: Log) -> list[RecordingDecision]:
    """The decisions about a log, oldest first, each with its rationales."""
    rows = RecordingDecision.objects.filter(log=log).select_related("review")
    return list(rows.prefetch_related("rationales").order_by("recorded_at", "id"))


def _reviews(user: User) -> QuerySet[Review]:
    rows = Review.objects.select_related("decision", "decision__log")
    if not user.may(Permission.ALL_DEPARTMENTS):
        rows = rows.filter(own_department(user, "decision__department"))
    if not user.may(Permission.GIVE_RULINGS):
        rows = rows.filter(by_whom=Reviewer.SUPERVISOR)
    return rows


def waiting_reviews(user: User) -> list[Review]:
    """What waits for this reviewer, the most pressing first; their own decisions are for somebody else."""
    rows = _reviews(user).filter(state=ReviewState.WAITING)
    own = Q(decision__started_by=user.username) | Q(decision__concluded_by=user.username)
    return list(rows.exclude(own).order_by("due_at", "id")[:MOST])


def count_waiting(user: User) -> int:
    """How many reviews wait for this person, counted up to a bound."""
    return len(waiting_reviews(user))


def given_back_to(user: User) -> list[Review]:
    """Reviews that gave this person's decisions back."""
    rows = Review.objects.filter(state=ReviewState.GIVEN_BACK, decision__started_by=user.username)
    return list(rows.select_related("decision").order_by("reviewed_at")[:MOST])


def referred(user: User) -> list[RecordingDecision]:
    """Decisions that wait for a ruling, oldest first; for those who may give one."""
    if not user.may(Permission.GIVE_RULINGS):
        return []
    rows = RecordingDecision.objects.filter(state=State.REFERRED).select_related("log")
    return list(rows.order_by("recorded_at", "id")[:MOST])


def later_accounts(log: Log) -> list[LogEntry]:
    """What was written after the first account, oldest first: shown beside it, never over it."""
    lines = LogEntry.objects.filter(
        system=log.system, log_ref_key=log.ref_key, kind__in=TOLD
    ).exclude(text=log.text)
    return list(lines.order_by("entered_at", "id")[:50])


def recorded_of(log: Log) -> list[Crime]:
    """The crimes that the log has already, so that nobody records one a second time."""
    return list(Crime.objects.filter(crimelog__log=log).order_by("id")[:50])
