"""Who lets other programs in."""

from onrecord.people.access import NotAllowed, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_manage_tokens(user: User) -> None:
    check_permission(user, Permission.MANAGE_TOKENS)


def check_can_make_token(user: User, person: User) -> None:
    """A token acts as somebody else: with one of their own, administrators would have rights that no page gives them."""
    check_can_manage_tokens(user)
    if user.pk == person.pk:
        raise NotAllowed(
            "You can't make a token that acts as yourself. Add an account for the program, with the role it needs."
        )
