"""Who sees a response before it is published, who writes it, who comments for the force, who signs it off.

The commissioner's words are the commissioner's office's until they are published: the force sees how far the response is, its own
comments, and what was published.
"""

from onrecord.improvement.policies import speaks_for_force
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_see_responses(user: User) -> None:
    """See which responses there are, when they are due, and what was published."""
    check_permission(user, Permission.VIEW_IMPROVEMENT)


def check_can_write_response(user: User) -> None:
    """Write the commissioner's words, and see them before they are published."""
    check_permission(user, Permission.WRITE_RESPONSE)


def can_write_response(user: User) -> bool:
    return can(check_can_write_response, user)


def check_can_sign_response(user: User) -> None:
    """Sign a response off, and publish it."""
    check_permission(user, Permission.SIGN_RESPONSE)


def can_sign_response(user: User) -> bool:
    return can(check_can_sign_response, user)


def check_can_comment(user: User) -> None:
    """Write the chief constable's comments: the registrar drafts them with the answers, a chief officer sends them."""
    check_permission(user, Permission.ANSWER_FOR_FORCE)


def can_comment(user: User) -> bool:
    return can(check_can_comment, user)


def check_can_send_comments(user: User) -> None:
    """Send the force's comments to the commissioner."""
    check_can_comment(user)
    if not speaks_for_force(user):
        raise NotAllowed(
            "What the force says to the commissioner is sent by a chief officer. These roles may: Chief officer."
        )


def can_send_comments(user: User) -> bool:
    return can(check_can_send_comments, user)
