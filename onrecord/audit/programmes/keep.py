"""Keeping versions of audit programmes. Called through `actions.py`, and by whoever freezes an audit."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from onrecord.audit.content import programme_content
from onrecord.audit.models import ProgrammeVersion
from onrecord.audit.programmes.file import build
from onrecord.audit.programmes.kept import current, latest
from onrecord.ledger.actions import append


def keep_programme(
    *, definition: Mapping[str, Any], by: str, why: str = "", shipped: bool = False
) -> ProgrammeVersion:
    """Keep a new version of an audit programme; the latest one, if it says the same.

    Audits that run keep theirs. Raises ProgrammeError when the definition can't be used.
    """
    programme = build(definition, str(definition.get("slug", "programme")))
    kept = programme.to_json()
    with transaction.atomic():
        before = (
            ProgrammeVersion.objects.select_for_update()
            .filter(slug=programme.slug)
            .order_by("-number")
            .first()
        )
        if before is not None and before.definition == kept:
            return before
        version = ProgrammeVersion(
            slug=programme.slug,
            number=before.number + 1 if before else 1,
            title=programme.title,
            definition=kept,
            shipped=shipped,
            why=" ".join(why.replace("\0", "").split())[:300],
            made_by=by,
        )
        version.entry_seq = append(
            kind="programme.kept",
            subject=f"programme:{version.slug}:{version.number}",
            body=programme_content(version),
            by=by,
        )
        version.save()
    return version


def version_in_use(slug: str, *, by: str) -> ProgrammeVersion:
    """The version to freeze an audit with; a programme that came with the system is kept at its first use."""
    found = current(slug)
    if found.version is not None:
        return found.version
    newest = latest(slug)
    why = "came with the system" if newest is None else "a new release of the system"
    return keep_programme(definition=found.programme.to_json(), by=by, why=why, shipped=True)
