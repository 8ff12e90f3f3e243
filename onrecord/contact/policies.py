"""Who may read logs, and whose; who may open them and write in them."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_logs(user: User) -> None:
    check_permission(user, Permission.VIEW_LOGS)


def check_can_view_log(user: User, log: Log) -> None:
    """Raise NotAllowed for another department's log, unless the role sees every department.

    Whoever opened a log goes on seeing it when it is given to another department: the caller may ring back.
    """
    check_can_view_logs(user)
    if user.may(Permission.ALL_DEPARTMENTS) or log.department in names_of(user):
        return
    if log.opened_at is None or not _opened_by(user).filter(log_ref_key=log.ref_key).exists():
        own = f"the department {user.department}" if user.department else "no department"
        raise NotAllowed(
            f"This log belongs to another department. Your account is in {own} and sees that department's logs only. "
            "If you have moved, ask an administrator to change your department."
        )


def can_view_log(user: User, log: Log) -> bool:
    return can(check_can_view_log, user, log)


def visible_logs(user: User, logs: QuerySet[Log]) -> QuerySet[Log]:
    """Those of the logs that `check_can_view_log` lets through."""
    if user.may(Permission.ALL_DEPARTMENTS):
        return logs
    return logs.filter(own_department(user) | _opened(user))


def visible_of_few(user: User, logs: QuerySet[Log]) -> QuerySet[Log]:
    """The same for logs that are few by a condition of their own, such as open ones. The department is asked for by a value
    rather than the column, so that SQLite finds the few first: otherwise it looks through all the logs that the department
    ever had."""
    if user.may(Permission.ALL_DEPARTMENTS):
        return logs
    logs = logs.alias(its_department=Coalesce("department", Value("")))
    return logs.filter(Q(its_department__in=names_of(user)) | _opened(user))


def visible_by_way(user: User, logs: QuerySet[Log]) -> list[QuerySet[Log]]:
    """The same, one query for each reason why they may be seen; a log may be in several."""
    if user.may(Permission.ALL_DEPARTMENTS):
        return [logs]
    return [logs.filter(own_department(user)), logs.filter(_opened(user))]


def own_department(user: User, field: str = "department") -> Q:
    """What bears the name of the person's department, or of one that it took over."""
    names = names_of(user)
    return Q(**({f"{field}__in": names} if len(names) > 1 else {field: names[0]}))


def _opened(user: User) -> Q:
    return Q(opened_at__isnull=False, ref_key__in=_opened_by(user).values("log_ref_key"))


def _opened_by(user: User) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(by=user.username, kind=EntryKind.OPENED)


def check_can_open_logs(user: User) -> None:
    check_permission(user, Permission.OPEN_LOGS)


def check_can_write_log(user: User, log: Log) -> None:
    """Raise NotAllowed unless the person may open logs and may see this one, and it was opened here."""
    check_can_open_logs(user)
    check_can_view_log(user, log)
    if log.opened_at is None:
        raise NotAllowed(
            f"This log came from {log.system} and is kept there: change it there and import it again. "
            "Decisions about it can be recorded here."
        )


def can_write_log(user: User, log: Log) -> bool:
    return can(check_can_write_log, user, log)
