"""Making a worklist and changing it: a new version, with its ledger entry."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.content import list_content, list_subject
from onrecord.supervision.lists.kept import all_kept
from onrecord.supervision.lists.models import ListVersion
from onrecord.supervision.lists.policies import check_can_keep_list
from onrecord.supervision.lists.worklist import build


def keep_list(
    *, definition: Mapping[str, Any], by: User, why: str = "", slug: str = ""
) -> ListVersion:
    """Keep a version of a list. `slug`: the list that is changed; empty for a new one, which is named after its title.

    Raises SupervisionError when the definition can't be used, NotAllowed.
    """
    with transaction.atomic():
        held = {each.worklist.slug: each for each in all_kept()}
        if slug and slug not in held:
            raise SupervisionError(f"There is no worklist {slug[:60]!r}.")
        name = slug or _free(str(definition.get("title", "")), set(held))
        worklist = build(definition, name)
        before = held[name].worklist if slug else None
        check_can_keep_list(by, worklist, before)
        last = ListVersion.objects.select_for_update().filter(slug=name).order_by("-number").first()
        kept = worklist.to_json()
        if before is not None and before.to_json() == kept and last is not None:
            return last
        row = ListVersion(
            slug=name,
            number=last.number + 1 if last else 1,
            definition=kept,
            why=" ".join(why.replace("\0", "").split())[:300],
            made_by=by.username,
            made_at=timezone.now(),
        )
        row.entry_seq = append(
            kind="worklist.kept", subject=list_subject(row), body=list_content(row), by=by.username
        )
        row.save(force_insert=True)
    return row


def _free(title: str, taken: set[str]) -> str:
    """A name after the title that no list has yet."""
    stem = slugify(title)[:50].strip("-") or "list"
    name, number = stem, 2
    while name in taken or not name:
        name, number = f"{stem}-{number}", number + 1
    return name
