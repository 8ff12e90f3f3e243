"""Every change to who has access, each with its ledger entry."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people import moved
from onrecord.people.models import User
from onrecord.people.policies import check_keeps_an_administrator
from onrecord.people.roles import Qualification, Role

# Names under which the system itself writes; nobody signs in by them (onrecord.reporting.front_door).
KEPT_NAMES = frozenset({"on-line-report"})
# No 0/o, 1/l/i: these are read out over the telephone. Four groups of four are 79 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class PersonError(ValueError):
    """The change can't be made; the message says why and what to do."""


def one_time_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _check_role(role: str) -> str:
    if role not in Role.values:
        raise PersonError(f"There is no role {role!r}. Choose one of: {', '.join(Role.values)}.")
    return role


def _record(kind: str, person: User, by: str, **more: str | bool | list[str]) -> None:
    body = {
        "username": person.username,
        "name": person.get_full_name(),
        "role": str(person.role),
        "department": person.department,
        "active": person.is_active,
        "demonstration": person.demonstration,
        **more,
    }
    append(kind=kind, subject=f"person:{person.username}", body=body, by=by)


def add_person(
    *,
    username: str,
    role: str,
    by: str,
    department: str = "",
    name: str = "",
    password: str | None = None,
    demonstration: bool = False,
) -> tuple[User, str]:
    """Add a person. Returns them and a one-time password, which must be changed at the first sign-in.

    With `password` given (demonstration accounts only) it stays as it is. Raises PersonError.
    """
    username = username.strip()
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise PersonError(
            f"The user name {username!r} can't be used. Use letters, digits and . - _ @ + only."
        ) from error
    if username.lower() in KEPT_NAMES:
        raise PersonError(
            f"The user name {username} is kept for what comes on line. Choose another."
        )
    if len(username) > 150:
        raise PersonError("The user name is too long: 150 characters at most.")
    _check_role(role)
    given, _, family = name.strip().partition(" ")
    once = password is None
    secret = password or one_time_password()
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise PersonError(
                f"There is already somebody with the user name {username}. Choose another."
            )
        person = User(
            username=username,
            role=role,
            department=department.strip(),
            first_name=given[:150],
            last_name=family[:150],
            must_change_password=once,
            password_set_at=timezone.now(),
            demonstration=demonstration,
        )
        person.set_password(secret)
        person.save()
        _record("person.made", person, by)
        moved.tell(person, by)
    return person, secret


def change_person(*, person: User, by: str, role: str, department: str) -> User:
    """Give a person another role or department. Raises PersonError, or NotAllowed for the last administrator."""
    _check_role(role)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if (person.role == Role.PARTNER) != (role == Role.PARTNER):
            raise PersonError(
                "An account of a partner stays one, and no other becomes one. Add another account, and end this one."
            )
        if role != Role.ADMINISTRATOR:
            check_keeps_an_administrator(person)
        before = {"role_before": str(person.role), "department_before": person.department}
        person.role, person.department = role, department.strip()
        person.save(update_fields=["role", "department"])
        _record("person.changed", person, by, what="role and department", **before)
        moved.tell(person, by)
    return person


def set_qualifications(*, person: User, by: str, qualifications: Sequence[str]) -> User:
    """Say what a person is trained or appointed for, beside the role: it decides who may cancel and reclassify crimes.

    Raises PersonError for what is no qualification, and for a registrar's listing without the registrar's role.
    """
    for name in qualifications:
        if name not in Qualification.values:
            raise PersonError(
                f"There is no qualification {name!r}. Choose from: {', '.join(Qualification.values)}."
            )
    # In the table's order, each once, so that the same choice is the same list.
    chosen = [name for name in Qualification.values if name in qualifications]
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if Qualification.REGISTER in chosen and person.role != Role.REGISTRAR:
            raise PersonError(
                f"{person.username} is not a force crime registrar, so can't be one on the register. "
                "Change the role first, or take this off."
            )
        before = list(person.qualifications)
        person.qualifications = chosen
        person.save(update_fields=["qualifications"])
        _record(
            "person.changed",
            person,
            by,
            what="qualifications",
            qualifications=chosen,
            qualifications_before=before,
        )
    return person


def set_active(*, person: User, active: bool, by: str) -> User:
    """End a person's access, at once, or give it back. The account stays: the ledger speaks of it."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not active:
            check_keeps_an_administrator(person)
        person.is_active = active
        person.save(update_fields=["is_active"])
        _record(
            "person.changed", person, by, what="access given back" if active else "access ended"
        )
    return person


def set_address(*, person: User, by: str, address: str) -> User:
    """Set where the digest is sent to; empty takes the address away. Raises PersonError for what is no address.

    The ledger says that the address was changed, and never what it is: it keeps for good what a person may want to have forgotten.
    """
    address = address.strip()
    if address:
        try:
            EmailValidator()(address)
        except ValidationError:
            raise PersonError(
                f"“{address[:80]}” is no e-mail address. Write it in full, such as sam.smith@force.example, without spaces."
            ) from None
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.email == address:
            return person
        what = "taken away" if not address else "changed" if person.email else "set"
        person.email = address
        person.save(update_fields=["email"])
        _record("person.changed", person, by, what=f"e-mail address {what}")
    return person


def give_new_password(*, person: User, by: str) -> str:
    """A new one-time password; the old one and every session of the person end."""
    secret = one_time_password()
    _set_password(person, secret, by, once=True)
    return secret


def change_own_password(*, person: User, password: str) -> User:
    """The person's own choice. Raises ValidationError for a weak one."""
    validate_password(password, person)
    return _set_password(person, password, person.username, once=False)


def _set_password(person: User, password: str, by: str, *, once: bool) -> User:
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        person.set_password(password)
        person.must_change_password = once
        person.password_set_at = timezone.now()
        person.save(update_fields=["password", "must_change_password", "password_set_at"])
        what = "one-time password given" if once else "own password chosen"
        _record("person.changed", person, by, what=what)
    return person
