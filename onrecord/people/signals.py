"""Signing in, and failing to, is recorded with the reads."""

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from onrecord.people.access import record_read
from onrecord.people.models import User
from onrecord.people.queries import SIGNED_IN


def signed_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    record_read(request, SIGNED_IN, subject=f"person:{user.username}", user=user)


@receiver(user_login_failed, dispatch_uid="onrecord.sign-in-refused")
def sign_in_refused(
    sender: object,
    credentials: dict[str, str],
    request: HttpRequest | None = None,
    **kwargs: object,
) -> None:
    """The name is kept only if somebody bears it: people type passwords into the wrong box."""
    if request is None:
        return
    person = User.objects.filter(username__iexact=credentials.get("username", "")).first()
    subject = f"person:{person.username}" if person else "a name that nobody has"
    record_read(request, "sign-in refused", subject=subject, allowed=False)
