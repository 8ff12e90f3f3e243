"""Whose things are: given, taken over, noted, set aside. Safe for many at once; nothing here decides anything.

give(keys=, by=, to=, why=)     from now on these are somebody's
note(keys=, by=, words=)        a note to each
set_aside(keys=, by=, words=)   things that are only looked at: somebody has, and says what came of it

`keys` are "kind:number" as lists show them. All of them or none: one that the person may not see, or that is no longer
open, and nothing is written.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from onrecord.ledger.actions import append_many
from onrecord.ledger.entry import canonical_json
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.content import item_content, item_subject
from onrecord.supervision.lists.models import Item
from onrecord.supervision.lists.owners import names_as_written
from onrecord.supervision.lists.policies import can_share_out, check_can_work_lists
from onrecord.supervision.subjects import SUBJECTS

MOST = 1000
MOST_WORDS = 5000


def parse(keys: Iterable[str]) -> dict[str, list[int]]:
    """Kind -> numbers. Raises SupervisionError for what is no key."""
    found: dict[str, list[int]] = {}
    kinds = {each.kind for each in SUBJECTS.values()}
    for text in dict.fromkeys(keys):
        kind, _, number = text.partition(":")
        if kind not in kinds or not (number.isdecimal() and len(number) < 19):
            raise SupervisionError(f"{text[:40]!r} is no thing of a list.")
        found.setdefault(kind, []).append(int(number))
    if not found:
        raise SupervisionError("Choose at least one thing of the list.")
    if sum(map(len, found.values())) > MOST:
        raise SupervisionError(f"Choose {MOST:,} at most.")
    return found


def open_things(
    by: User, keys: Iterable[str], *, aside: bool = False, all_of_them: bool = True
) -> list[tuple[str, Any]]:
    """The things that the keys name, each with `owner`, that this person may see and that are open.

    Raises SupervisionError where one is not, or is no longer: somebody may have done it meanwhile. Without `all_of_them`
    such are left out.
    """
    now = timezone.now()
    found: list[tuple[str, Any]] = []
    for kind, numbers in parse(keys).items():
        missing = set(numbers)
        for subject in SUBJECTS.values():
            if subject.kind != kind or not missing or (aside and not subject.aside):
                continue
            rows = list(subject.owned(subject.seen(by, subject.open(now).filter(pk__in=missing))))
            shown = subject.show(rows, now)
            for row in rows:
                row.item_kind = kind
                found.append((shown[row.pk].ref, row))
                missing.discard(row.pk)
        if missing and all_of_them:
            raise SupervisionError(
                f"{len(missing)} of what you chose is no longer open, or not for you to see. Load the list again."
            )
    return found


def give(*, keys: Sequence[str], by: User, to: User | None, why: str = "") -> list[Item]:
    """Make things somebody's (None: nobody's). To oneself: whoever sees them and decides; to others: those who share out
    work, and whoever gives away their own. Raises SupervisionError, NotAllowed."""
    if to is not None and not (to.is_active and to.may(Permission.DECIDE)):
        raise SupervisionError(f"{to} can't be given work: no access, or a role that only reads.")
    words = _words(why, needed=False)
    now = timezone.now()

    def change(item: Item, row: Any) -> None:
        own = row.owner in names_as_written(by)
        if not (can_share_out(by) or own or (to is not None and to.pk == by.pk)):
            raise NotAllowed(
                "You may take work over, and pass on your own. These roles may give it to others: Supervisor, Force crime "
                "registrar."
            )
        item.owner = "" if to is None else to.username
        item.given_at, item.given_by = now, by.username
        if words:
            item.note, item.noted_at, item.noted_by = words, now, by.username

    return change_items(keys=keys, by=by, change=change)


def note(*, keys: Sequence[str], by: User, words: str) -> list[Item]:
    """Write a note to each thing; the one before stays in the ledger."""
    text = _words(words)
    now = timezone.now()

    def change(item: Item, row: Any) -> None:
        item.note, item.noted_at, item.noted_by = text, now, by.username

    return change_items(keys=keys, by=by, change=change)


def set_aside(*, keys: Sequence[str], by: User, words: str) -> list[Item]:
    """Take things off a list that are only looked at, with what came of it."""
    if not can_share_out(by):
        raise NotAllowed(
            "Those who share out work set things aside: Supervisor, Force crime registrar."
        )
    text = _words(words)
    now = timezone.now()

    def change(item: Item, row: Any) -> None:
        item.note, item.noted_at, item.noted_by = text, now, by.username
        item.set_aside_at = now

    return change_items(keys=keys, by=by, change=change, aside=True)


def change_items(
    *,
    keys: Sequence[str],
    by: User,
    change: Callable[[Item, Any], None],
    aside: bool = False,
    all_of_them: bool = True,
) -> list[Item]:
    """Change what supervision says of several things, each with its ledger entry, in one transaction."""
    check_can_work_lists(by)
    try:
        return _change(keys, by, change, aside, all_of_them)
    except IntegrityError:
        raise SupervisionError(
            "Somebody else did something with one of these at the same moment. Load the list again."
        ) from None


def _change(
    keys: Sequence[str],
    by: User,
    change: Callable[[Item, Any], None],
    aside: bool,
    all_of_them: bool,
) -> list[Item]:
    with transaction.atomic():
        things = open_things(by, keys, aside=aside, all_of_them=all_of_them)
        kinds = {row.item_kind for _, row in things}
        there = {
            (item.kind, item.target): item
            for item in Item.objects.select_for_update().filter(
                kind__in=kinds, target__in={row.pk for _, row in things}
            )
        }
        items = []
        for ref, row in things:
            fresh = Item(kind=row.item_kind, target=row.pk, ref=ref[:200], version=0)
            item = there.get((row.item_kind, row.pk), fresh)
            change(item, row)
            item.version += 1
            items.append(item)
        keep(items, by=by.username)
    return items


def keep(items: Sequence[Item], *, by: str) -> None:
    """Write new versions of items, with their ledger entries. Inside a transaction."""
    entries = [
        ("item.kept", item_subject(item), canonical_json(item_content(item))) for item in items
    ]
    for item, seq in zip(items, append_many(entries, by=by), strict=True):
        item.entry_seq = seq
    fresh = [item for item in items if item.pk is None]
    Item.objects.bulk_create(fresh)
    fields = [f.name for f in Item._meta.concrete_fields if f.name not in ("id", "kind", "target")]
    Item.objects.bulk_update([item for item in items if item not in fresh], fields, batch_size=100)


def _words(text: str, *, needed: bool = True) -> str:
    words = text.replace("\0", "").replace("\r\n", "\n").strip()
    if needed and not words:
        raise SupervisionError("Write what is to be known, a few words at least.")
    if len(words) > MOST_WORDS:
        raise SupervisionError(f"Shorten it to {MOST_WORDS:,} letters.")
    return words
