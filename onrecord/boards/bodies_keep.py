"""Making a body and changing it: a new version, with its ledger entry."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from onrecord.boards.bodies_kept import all_kept
from onrecord.boards.body import build
from onrecord.boards.codes import SECTIONS
from onrecord.boards.content import body_content, body_subject
from onrecord.boards.errors import BoardError
from onrecord.boards.models import BodyVersion
from onrecord.boards.policies import check_can_keep_boards
from onrecord.improvement.texts import line
from onrecord.ledger.actions import append
from onrecord.people.models import User


def keep_body(
    *, definition: Mapping[str, Any], by: User, why: str = "", slug: str = ""
) -> BodyVersion:
    """Keep a version of a body. `slug`: the one that is changed; empty for a new one, which is named after its title.

    Meetings that took place keep the body as it was. Raises BoardError when the definition can't be used, NotAllowed.
    """
    check_can_keep_boards(by)
    with transaction.atomic():
        held = {each.body.slug: each for each in all_kept()}
        if slug and slug not in held:
            raise BoardError(f"There is no body {slug[:60]!r}.")
        name = slug or _free(str(definition.get("title", "")), set(held))
        made = build(definition, name, tuple(SECTIONS)).to_json()
        last = BodyVersion.objects.select_for_update().filter(slug=name).order_by("-number").first()
        if last is not None and last.definition == made:
            return last
        row = BodyVersion(
            slug=name,
            number=last.number + 1 if last else 1,
            definition=made,
            why=line(why, 300, "why it is changed", needed=bool(slug)),
            made_by=by.username,
            made_at=timezone.now(),
        )
        row.entry_seq = append(
            kind="body.kept", subject=body_subject(row), body=body_content(row), by=by.username
        )
        row.save(force_insert=True)
    return row


def _free(title: str, taken: set[str]) -> str:
    """A name after the title that no body has yet."""
    stem = slugify(title)[:50].strip("-") or "body"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
