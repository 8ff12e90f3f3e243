"""Who draws dip samples, feeds back, and looks at what is open. Nobody judges their own work."""

from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.contact.policies import check_can_view_log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import check_can_view_decision
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.authority import has_a_part
from onrecord.recording.models import Crime
from onrecord.recording.policies import check_can_view_crime
from onrecord.supervision.lists.owners import names_as_written
from onrecord.supervision.reviews.models import Feedback, TeamSample
from onrecord.supervision.shifts.policies import same_team

_OWN = "This is your own work. Somebody else looks at it."


def check_can_draw(user: User) -> None:
    """Draw dip samples and check them."""
    check_permission(user, Permission.REVIEW_DECISIONS)


def check_can_see_sample(user: User, sample: TeamSample) -> None:
    """A supervisor sees the samples of their own team; a registrar every one."""
    check_can_draw(user)
    if not (user.may(Permission.ALL_DEPARTMENTS) or same_team(user, sample.department)):
        raise NotAllowed("This sample is of another department's decisions. Ask its supervisor.")


def check_can_feed_back(user: User, decision: RecordingDecision) -> None:
    """Check somebody's decision and tell them: never one's own."""
    check_can_draw(user)
    check_can_view_decision(user, decision)
    if user.username in (decision.started_by, decision.concluded_by):
        raise NotAllowed(_OWN)


def can_feed_back(user: User, decision: RecordingDecision) -> bool:
    return can(check_can_feed_back, user, decision)


def check_can_see_feedback_list(user: User) -> None:
    check_permission(user, Permission.VIEW_LOGS)


def check_can_see_feedback(user: User, row: Feedback) -> None:
    """Feedback is between the two of them, and the registrar's who answers for recording."""
    check_can_see_feedback_list(user)
    if user.username in (row.person, row.given_by) or user.may(Permission.GIVE_RULINGS):
        return
    raise NotAllowed(
        "Feedback is read by whom it is for and by whoever gave it. These roles may: Force crime registrar."
    )


def check_can_look_at(user: User, thing: Crime | Log) -> None:
    """Look at an open investigation or log as a supervisor: one that the person sees and had no part in."""
    check_permission(user, Permission.REVIEW_DECISIONS)
    if isinstance(thing, Crime):
        check_can_view_crime(user, thing)
        own = has_a_part(user, thing)
    else:
        check_can_view_log(user, thing)
        opened = LogEntry.objects.filter(
            system=thing.system,
            log_ref_key=thing.ref_key,
            kind=EntryKind.OPENED,
            by=user.username,
        )
        own = thing.officer in names_as_written(user) or opened.exists()
    if own:
        raise NotAllowed(_OWN)


def can_look_at(user: User, thing: Crime | Log) -> bool:
    return can(check_can_look_at, user, thing)
