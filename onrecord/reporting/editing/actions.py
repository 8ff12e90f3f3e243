"""Keeping types of report: each change is a new version with its ledger entry; what was kept before is never changed."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import type_content, type_subject
from onrecord.reporting.editing.families import PUBLIC, family_of
from onrecord.reporting.editing.kept import held, standing
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import TypeVersion
from onrecord.reporting.policies import check_can_keep_reporting

# More than anybody chooses from on one page.
MOST_TYPES = 200


def keep_type(
    *, definition: Mapping[str, Any], by: User, key: str = "", since: int | None = None
) -> TypeVersion:
    """Keep a new version of a type of report. `key`: the type that is changed; empty for a new one, which is named after its
    title. `since`: the version that was changed, so that nobody undoes what somebody else kept meanwhile.

    The latest version is returned where nothing differs. Raises TypeError_ when the definition can't be used, ReportError,
    NotAllowed.
    """
    check_can_keep_reporting(by)
    with transaction.atomic():
        last = _last(key) if key else None
        family = family_of(key)
        if key and last is None and key not in family.shipped():
            raise ReportError("There is no such type of report.")
        number = last.version if last else 0
        if since is not None and since != number:
            raise ReportError(
                f"Somebody kept version {number} while you worked on version {since}. Look at it first; nothing was kept."
            )
        name = key or _free(str(definition.get("title", "")))
        plain = dict(definition)
        family.read(plain, name, number + 1)
        family.check(name, plain)
        if last is not None and last.definition == plain:
            return last
        return _keep(name, number + 1, plain, by)


def open_type(*, key: str, open: bool, by: User) -> TypeVersion:
    """Let a type of report be chosen, or no longer. Reports begun under it end under it. Raises ReportError, NotAllowed."""
    check_can_keep_reporting(by)
    there = standing(key)
    if there is None:
        raise ReportError("There is no such type of report.")
    return keep_type(definition={**there.definition, "open": open}, by=by, key=key)


def back_to(*, key: str, version: int, by: User) -> TypeVersion:
    """Keep an earlier version, or the shipped one (0), as the newest. Raises ReportError, TypeError_, NotAllowed."""
    check_can_keep_reporting(by)
    there = held(key, version)
    if there is None:
        raise ReportError("There is no such version of this type.")
    return keep_type(definition=there.definition, by=by, key=key)


def _keep(key: str, number: int, definition: dict[str, Any], by: User) -> TypeVersion:
    row = TypeVersion(
        key=key,
        version=number,
        definition=definition,
        open=bool(definition.get("open", True)),
        made_by=by.username,
        made_at=timezone.now(),
    )
    row.entry_seq = append(
        kind="report-type.made", subject=type_subject(row), body=type_content(row), by=by.username
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ReportError(
            "Somebody else kept a version at this moment. Look at it first; nothing of yours was kept."
        ) from None
    return row


def _last(key: str) -> TypeVersion | None:
    return TypeVersion.objects.select_for_update().filter(key=key).order_by("-version").first()


def _free(title: str) -> str:
    """A name after the title that no type has yet."""
    taken = set(PUBLIC.shipped()) | set(TypeVersion.objects.values_list("key", flat=True))
    if len(taken) >= MOST_TYPES:
        raise ReportError(f"There are {MOST_TYPES} types already. Change one that is closed.")
    stem = slugify(title)[:50].strip("-") or "type"
    if family_of(stem) is not PUBLIC:
        stem = f"type-{stem}"  # how the keys of another family begin
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
