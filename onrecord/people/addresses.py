"""Where the digest of what waits is sent to."""

from dataclasses import dataclass

from django.conf import settings

from onrecord.people.models import User

OWN, BY_NAME, NONE = "set here", "user name at the force's domain", "none"


@dataclass(frozen=True, slots=True)
class Address:
    """One person's address and where it comes from; empty where none is known."""

    person: User
    address: str
    origin: str


def address_of(user: User) -> Address:
    """The account's own address, else the user name at the force's domain, if the settings name one."""
    if user.email:
        return Address(user, str(user.email), OWN)
    domain = settings.ONRECORD_EMAIL_DOMAIN
    if domain and "@" not in user.username:
        return Address(user, f"{user.username}@{domain}", BY_NAME)
    return Address(user, "", NONE)


def addresses() -> list[Address]:
    """Everybody who may sign in, by user name."""
    return [address_of(user) for user in User.objects.filter(is_active=True).order_by("username")]
