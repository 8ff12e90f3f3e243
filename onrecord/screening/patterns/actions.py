"""Switching a pattern of the finder off, or on again: the row and its ledger entry in one transaction, then the list that
the finder reads."""

from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.screening.fates.policies import check_can_keep_patterns
from onrecord.screening.patterns.models import PatternSwitch
from onrecord.screening.rules.load import every_rule
from onrecord.screening.rules.own import OFF, folder, read_off, write_off

MOST_WORDS = 2_000


class PatternError(ValueError):
    """The pattern can't be switched; the message says why and what to do."""


def switch_subject(row: PatternSwitch) -> str:
    return f"pattern:{row.rule}"


def switch_content(row: PatternSwitch) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "on": row.on,
        "why": row.why,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def switched_off() -> frozenset[str]:
    """The ids of the patterns that are off."""
    return read_off(folder() / OFF)


def switch_pattern(*, rule: str, on: bool, why: str, by: User) -> PatternSwitch:
    """Switch a pattern on or off, with the reason. Raises PatternError, NotAllowed.

    All scores become old ones, as with any change of rules: `onrecord sweep --all` works them out anew.
    """
    check_can_keep_patterns(by)
    book = every_rule()
    if rule not in {each.id for each in (*book.words, *book.explained)}:
        raise PatternError("There is no such pattern.")
    try:
        why = check_text("The reason", why, MOST_WORDS)
    except LogError as error:
        raise PatternError(str(error)) from None
    with transaction.atomic():
        # The ledger's head is locked by the entry, so that two switches come one after the other.
        row = PatternSwitch(rule=rule, on=on, why=why, by=by.username, at=timezone.now())
        row.entry_seq = append(
            kind="pattern.switched",
            subject=switch_subject(row),
            body=switch_content(row),
            by=by.username,
        )
        off = switched_off()
        if (rule not in off) == on:
            raise PatternError(f"It is {'on' if on else 'off'} already.")
        row.save(force_insert=True)
        write_off(off - {rule} if on else off | {rule})
    return row
