"""Who may sign in, and stay signed in: asked at sign-in and again with every page."""

from datetime import timedelta

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from onrecord.home import is_demonstration
from onrecord.people.models import User

ONE_TIME_PASSWORD_LASTS = timedelta(days=7)


def refusal_of_account(user: User) -> str:
    """Why nobody comes in with this account, neither by password nor by token; empty if they may."""
    if not user.is_active:
        return "This account's access has ended. Ask an administrator."
    if user.demonstration and not is_demonstration():
        return "This is a demonstration account. It does not work here."
    return ""


def refusal(user: User) -> str:
    """Why this person may not sign in, although the password is right; empty if they may."""
    why = refusal_of_account(user)
    if why:
        return why
    if (
        user.must_change_password
        and user.password_set_at is not None
        and timezone.now() - user.password_set_at > ONE_TIME_PASSWORD_LASTS
    ):
        return "This one-time password is more than 7 days old. Ask an administrator for a new one."
    return ""


class Backend(AuthenticationBackend):
    def user_can_authenticate(self, user: User) -> bool:
        return not refusal(user)
