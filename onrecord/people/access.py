"""The gate every page goes through: who may see it, and the record that somebody did.

    @page(check_can_view_logs, reads="log")
    def log_page(request, log_id): ...
        shown(request, f"log:{log.system}:{log.ref_key}")

The check raises NotAllowed with a reason. What was shown is written before the answer leaves: if it can't be written,
nothing is shown. Refusals are written too.
"""

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Permission, Role, roles_with

View = Callable[..., HttpResponseBase]
Check = Callable[[User], None]


class NotAllowed(PermissionDenied):
    """The person may not do this; the message says why, and who may."""


def whoever(request: HttpRequest) -> User:
    """Who is signed in. Every page but sign-in has somebody (LoginRequiredMiddleware)."""
    return cast(User, request.user)


def check_permission(user: User, permission: Permission) -> None:
    """Raise NotAllowed unless the person's role holds the permission."""
    if user.may(permission):
        return
    holders = roles_with(permission)
    role = Role(user.role).label if user.role in Role.values else user.role
    raise NotAllowed(
        f"You are signed in as {role}. That role may not {permission.words}. "
        f"These roles may: {', '.join(holder.label for holder in holders)}. "
        "If your role is wrong, ask an administrator."
    )


def check_of_the_force(user: User) -> None:
    """Raise NotAllowed for people of partners: what is for everybody is for everybody of the force."""
    if user.role == Role.PARTNER:
        others = ", ".join(role.label for role in Role if role != Role.PARTNER)
        raise NotAllowed(
            "This is for people of the force. You are signed in for a partner, and see what your organisation sent. "
            f"These roles may: {others}."
        )


def can(check: Callable[..., None], *about: object) -> bool:
    """Ask a check without raising."""
    try:
        check(*about)
    except NotAllowed:
        return False
    return True


def shown(request: HttpRequest, subject: str) -> None:
    """Say what this page shows; `page` writes it down."""
    request.read_subject = subject  # type: ignore[attr-defined]


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks; empty when the server listens on a socket file and no proxy says."""
    try:
        return get_adapter(request).get_client_ip(request)[:60]
    except PermissionDenied:
        return ""


def record_read(
    request: HttpRequest,
    what: str,
    *,
    subject: str = "",
    allowed: bool = True,
    user: User | None = None,
) -> None:
    """Write who looked at what, when and from where. `user` where the request doesn't know them yet."""
    by = user or request.user
    ReadRecord.objects.create(
        username=by.get_username(),
        role=getattr(by, "role", ""),
        what=what[:60],
        subject=subject[:200],
        address=address_of(request),
        allowed=allowed,
    )


def page(check: Check | None, *, reads: str | None = None) -> Callable[[View], View]:
    """Let only those in whom `check` lets through (None: anyone signed in), and record reads under the name `reads`."""

    def wrap(view: View) -> View:
        @wraps(view)
        def gate(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if "\0" in request.path:
                raise Http404("No name holds such a character.")
            try:
                if check is not None:
                    check(whoever(request))
                response = view(request, *args, **kwargs)
            except NotAllowed:
                record_read(
                    request,
                    reads or view.__name__.replace("_", " "),
                    subject=request.path,
                    allowed=False,
                )
                raise
            if reads is not None and response.status_code == 200:
                record_read(request, reads, subject=getattr(request, "read_subject", request.path))
            return response

        gate.check = check  # type: ignore[attr-defined]
        gate.reads = reads  # type: ignore[attr-defined]
        return gate

    return wrap
