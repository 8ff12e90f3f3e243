"""Who sees what the finder reads in a log, who says what came of it, who sees how good it is, who switches patterns."""

from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_view_log
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission, Qualification
from onrecord.screening.fates.sources import kept_back


def check_can_see_disclosed(user: User, log: Log) -> None:
    """Whoever sees suspects, and whoever may decide about the log: the same words stop them at closing.

    Not somebody who may still have to read the log for an audit: what the finder says would guide the reading.
    """
    if not user.may(Permission.DECIDE):
        check_permission(user, Permission.VIEW_SUSPECTS)
    check_can_view_log(user, log)
    if reason := kept_back(user, log):
        raise NotAllowed(reason)


def can_see_disclosed(user: User, log: Log) -> bool:
    return can(check_can_see_disclosed, user, log)


def check_can_see_any_disclosed(user: User) -> None:
    """As above, before it is known of which log."""
    if not user.may(Permission.DECIDE):
        check_permission(user, Permission.VIEW_SUSPECTS)


def check_can_judge_any(user: User) -> None:
    """Say what came of a suggestion: the roles that hold the permission, and designated decision makers at a desk."""
    if Qualification.DDM in user.qualifications and user.may(Permission.DECIDE):
        return
    check_permission(user, Permission.JUDGE_SUGGESTIONS)


def check_can_judge(user: User, log: Log) -> None:
    check_can_judge_any(user)
    check_can_see_disclosed(user, log)


def can_judge(user: User, log: Log) -> bool:
    return can(check_can_judge, user, log)


def check_can_see_shares(user: User) -> None:
    """See how many suggestions were right, over every department, with the logs behind."""
    check_permission(user, Permission.VIEW_SUSPECTS)
    check_permission(user, Permission.ALL_DEPARTMENTS)


def check_can_keep_patterns(user: User) -> None:
    """Switch a pattern of the finder off, or on again."""
    check_permission(user, Permission.KEEP_PATTERNS)


def can_keep_patterns(user: User) -> bool:
    return can(check_can_keep_patterns, user)
