"""Who refers, for which organisation, and who keeps the organisations."""

from onrecord.partners.models import Member, Organisation, Referral
from onrecord.people.access import NotAllowed, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


class NotOwn(NotAllowed):
    """It is another organisation's."""


def check_can_keep_partners(user: User) -> None:
    """Name organisations, add their people, give and revoke links."""
    check_permission(user, Permission.KEEP_PARTNERS)


def check_can_refer(user: User) -> None:
    check_permission(user, Permission.REFER)


def organisation_of(user: User) -> Organisation:
    """The organisation for which this person refers. Raises NotAllowed when there is none, or it has ended."""
    check_can_refer(user)
    member = Member.objects.select_related("organisation").filter(user=user.pk).first()
    if member is None:
        raise NotAllowed(
            "Your account belongs to no organisation yet. Ask the police's administrator or registrar to add it to yours."
        )
    if not member.organisation.active:
        raise NotAllowed(
            f"{member.organisation} no longer refers here. Call 101, or 999 if somebody is in danger now."
        )
    return member.organisation


def check_can_see_referral(user: User, referral: Referral) -> None:
    """Only what the own organisation sent."""
    if organisation_of(user).pk != referral.organisation_id:
        raise NotOwn("This was sent by another organisation.")
