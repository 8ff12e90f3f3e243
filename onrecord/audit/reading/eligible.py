"""Who may read a record: never the officer whose work it is, nor that officer's supervisor, nor somebody who has read it.

People are compared by user name and by full name, without regard to capitals and spaces, with whoever the record names:
the log's officer and the authors of its lines, whoever recorded the crime or incident, whoever made a decision about it
or said what came of a suggestion of the finder.
The supervisor is whoever supervises the record's department here or reviewed a decision about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.audit.models import Phase, RecordKind, SampleItem
from onrecord.contact.models import Log, LogEntry
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role, roles_with
from onrecord.screening.fates.models import Fate


@dataclass(frozen=True, slots=True)
class Hands:
    """The names, folded, of those whose work a record is, and of their supervisors; and its departments."""

    officers: frozenset[str]
    supervisors: frozenset[str]
    departments: frozenset[str]


def folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def hands_of(item: SampleItem) -> Hands:
    """Whose work the record is."""
    logs = _logs(item)
    officers: set[str] = set()
    departments: set[str] = set()
    for log in logs:
        officers.add(log.officer)
        departments.add(log.department)
        lines = LogEntry.objects.filter(system=log.system, log_ref_key=log.ref_key)
        for author, by in lines.values_list("author", "by"):
            officers |= {author, by}
    for crime in _crimes(item, logs):
        officers.add(crime.recorded_by)
        departments.add(crime.department)
    if item.incident is not None:
        officers.add(item.incident.recorded_by)
        departments.add(item.incident.department)
    decisions = RecordingDecision.objects.filter(log__in=logs)
    for started, concluded in decisions.values_list("started_by", "concluded_by"):
        officers |= {started, concluded}
    # Whoever said what came of a suggestion of the finder has judged the record already.
    officers |= set(Fate.objects.filter(log__in=logs).values_list("by", flat=True))
    reviews = Review.objects.filter(decision__in=decisions)
    supervisors = set(reviews.values_list("reviewed_by", flat=True))
    return Hands(_set(officers), _set(supervisors), _set(departments))


def why_not(user: User, hands: Hands, *, supervising: bool = False) -> str:
    """Why this person may not judge the record; empty when nothing is against it. `supervising`: the programme wants the
    supervisor's own judgement, so that being it is nothing against it."""
    names = _set([user.username, user.get_full_name()])
    if names & hands.officers:
        return "You worked on this record yourself, so somebody else has to judge it."
    if supervising:
        return ""
    if names & hands.supervisors:
        return "You reviewed the work on this record, so somebody else has to judge it."
    if user.role == Role.SUPERVISOR and folded(user.department) in hands.departments:
        return (
            "You supervise the department whose record this is, so somebody else has to judge it."
        )
    return ""


def readers() -> list[User]:
    """Everybody who is here and may read samples."""
    found = User.objects.filter(is_active=True).order_by("username")
    return [user for user in found if user.may(Permission.READ_SAMPLE)]


def own_department(user: User, item: SampleItem) -> bool:
    """Whether the record is of this person's department: its logs; where it has none, itself."""
    own = [item.crime, item.incident]
    departments = {log.department for log in _logs(item)} or {r.department for r in own if r}
    return departments == {user.department}


def given_roles() -> set[str]:
    """Roles that may read only what was given to them."""
    given, all_of_it = (roles_with(p) for p in (Permission.READ_GIVEN, Permission.READ_SAMPLE))
    return {str(role) for role in given if role not in all_of_it}


def given_readers() -> list[User]:
    """Everybody who is here and may read only what was given to them."""
    return list(User.objects.filter(is_active=True, role__in=given_roles()).order_by("username"))


def may_be_given(user: User, item: SampleItem) -> bool:
    """Whether the record may be given to somebody who reads only what is given to them."""
    return own_department(user, item) and not why_not(user, hands_of(item), supervising=True)


def may_read_later(item: SampleItem, phase: str, among: Iterable[User]) -> list[User]:
    """Those who may read the record second or third: nobody who has read it, worked on it, or sees all readings."""
    read = {
        folded(name) for name in item.readings.filter(current=True).values_list("reader", flat=True)
    }
    hands = hands_of(item)
    return [
        user
        for user in among
        if not _set([user.username, user.get_full_name()]) & read
        and not (phase == Phase.SECOND and user.may(Permission.SETTLE_READINGS))
        and not why_not(user, hands)
    ]


def _logs(item: SampleItem) -> list[Log]:
    if item.kind == RecordKind.LOG:
        return [item.log] if item.log else []
    if item.kind == RecordKind.CRIME:
        return list(item.crime.logs.all()) if item.crime else []
    return [item.incident.log] if item.incident and item.incident.log else []


def _crimes(item: SampleItem, logs: list[Log]) -> list:
    if item.crime is not None:
        return [item.crime]
    return [crime for log in logs for crime in log.crimes.all()]


def _set(names: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(name) for name in names if name and name.strip())
