"""Who may manage people and see who looked at what."""

from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role


def check_can_manage_people(user: User) -> None:
    check_permission(user, Permission.MANAGE_PEOPLE)


def check_can_change_person(user: User, person: User) -> None:
    """An administrator changes others, never their own access: otherwise one slip locks everybody out."""
    check_can_manage_people(user)
    if user.pk == person.pk:
        raise NotAllowed(
            "You can't change your own role, department or access. Ask another administrator."
        )


def can_change_person(user: User, person: User) -> bool:
    return can(check_can_change_person, user, person)


def check_keeps_an_administrator(person: User) -> None:
    """Raise if without this person nobody could give access any more."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise NotAllowed(
            f"{person.username} is the only administrator left. Add another one first."
        )


def check_can_keep_addresses(user: User) -> None:
    check_permission(user, Permission.KEEP_ADDRESSES)


def check_can_set_address(user: User, person: User) -> None:
    """Everybody sets their own e-mail address; some set those of others."""
    if user.pk != person.pk:
        check_can_keep_addresses(user)


def check_can_view_reads(user: User) -> None:
    check_permission(user, Permission.VIEW_READS)
