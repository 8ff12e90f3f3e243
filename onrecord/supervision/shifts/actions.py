"""Shifts, absences and hand-overs; each change with its ledger entry, in one transaction.

begin_shift(by=, until=)                        somebody comes on shift
end_shift(by=)                                  and goes off, with nothing to hand over
set_absence(person=, by=, since=, until=, covered_by=)   somebody is away; who covers for them
end_absence(absence=, by=)                      they are back
hand_over(by=, keys=, note=, to=)               the things that go on to the next shift; ends one's own
take_up(handover=, by=)                         receipt: from now on they are the taker's
take_back(handover=, by=)                       the giver has them again
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.people.roles import Permission
from onrecord.supervision.errors import SupervisionError
from onrecord.supervision.lists.items import change_items, open_things
from onrecord.supervision.lists.models import Item
from onrecord.supervision.lists.owners import names_as_written
from onrecord.supervision.shifts import content
from onrecord.supervision.shifts.absences import covered_for
from onrecord.supervision.shifts.models import Absence, Handover, Shift
from onrecord.supervision.shifts.policies import (
    check_can_have_day,
    check_can_set_absence,
    check_can_take_up,
)

LONGEST_SHIFT = timedelta(hours=24)
MOST_NOTE = 10_000
_WRITES: Mapping[
    type[models.Model], tuple[str, Callable[[Any], str], Callable[[Any], dict[str, Any]]]
] = {
    Shift: ("shift.kept", content.shift_subject, content.shift_content),
    Absence: ("absence.kept", content.absence_subject, content.absence_content),
    Handover: ("handover.kept", content.handover_subject, content.handover_content),
}


def shift_of(user: User, now: datetime | None = None) -> Shift | None:
    """The shift that somebody is on."""
    now = now or timezone.now()
    rows = Shift.objects.filter(person=user.username, ended_at=None, since__lte=now, until__gt=now)
    return rows.order_by("-number").first()


def begin_shift(*, by: User, until: datetime) -> Shift:
    """Come on shift. Raises SupervisionError for an end that is past or more than a day away."""
    check_can_have_day(by)
    now = timezone.now()
    if not now < until <= now + LONGEST_SHIFT:
        raise SupervisionError("Give an end of the shift within the next 24 hours.")
    with transaction.atomic():
        held = shift_of(by, now)
        if held is not None:
            raise SupervisionError(
                f"You are on shift until {timezone.localtime(held.until):%d/%m/%Y %H:%M}. Hand over, or end it, first."
            )
        row = Shift(
            person=by.username,
            number=_next(Shift, person=by.username),
            role=by.role,
            department=by.department,
            since=now,
            until=until,
            version=0,
        )
        return _keep(row, by)


def end_shift(*, by: User) -> Shift | None:
    """Go off shift; None where one is on none."""
    check_can_have_day(by)
    with transaction.atomic():
        held = shift_of(by)
        if held is None:
            return None
        row = Shift.objects.select_for_update().get(pk=held.pk)
        row.ended_at = timezone.now()
        return _keep(row, by)


def set_absence(
    *, person: User, by: User, since: date, until: date, covered_by: User | None = None
) -> Absence:
    """Somebody is away from `since` to the day before `until`; their things come before whoever covers, and are nobody's
    where nobody does. Raises SupervisionError, NotAllowed."""
    check_can_set_absence(by, person)
    if not since < until:
        raise SupervisionError("They are back after the day on which they leave. Correct the days.")
    if until <= timezone.localdate():
        raise SupervisionError("That time is over. Give a day that is still to come.")
    if covered_by is not None:
        if covered_by.pk == person.pk:
            raise SupervisionError("Somebody else covers for them.")
        if not (covered_by.is_active and covered_by.may(Permission.DECIDE)):
            raise SupervisionError(
                f"{covered_by} can't cover: no access, or a role that only reads."
            )
    with transaction.atomic():
        meanwhile = Absence.objects.select_for_update().filter(
            person=person.username, since__lt=until, until__gt=since
        )
        if meanwhile.exists():
            raise SupervisionError(
                f"{person} is entered as away in that time already. End that absence first."
            )
        row = Absence(
            person=person.username,
            number=_next(Absence, person=person.username),
            covered_by=covered_by.username if covered_by else "",
            since=since,
            until=until,
            version=0,
        )
        return _keep(row, by)


def end_absence(*, absence: Absence, by: User) -> Absence:
    """They are back today. One that hasn't begun ends where it begins, and never was."""
    with transaction.atomic():
        row = Absence.objects.select_for_update().get(pk=absence.pk)
        check_can_set_absence(by, User.objects.get(username=row.person))
        today = timezone.localdate()
        if row.until <= today:
            raise SupervisionError("It is over already.")
        row.until = max(row.since, today)
        return _keep(row, by)


def hand_over(*, by: User, keys: Sequence[str], note: str = "", to: User | None = None) -> Handover:
    """Pass on one's things at the end of a shift, with a note, and end the shift. They stay one's own until somebody takes
    them up. Raises SupervisionError, NotAllowed."""
    check_can_have_day(by)
    text = note.replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > MOST_NOTE:
        raise SupervisionError(f"Shorten the note to {MOST_NOTE:,} letters.")
    if not keys and not text:
        raise SupervisionError("Choose what is handed over, or write a note.")
    if to is not None and (to.pk == by.pk or not to.is_active or not to.may(Permission.DECIDE)):
        raise SupervisionError("Choose somebody else who works with logs.")
    with transaction.atomic():
        things = open_things(by, keys) if keys else []
        mine = {name for each in by_whom(by) for name in names_as_written(each)}
        strange = [ref for ref, row in things if row.owner not in mine]
        if strange:
            raise SupervisionError(
                f"{strange[0]} is no longer yours. Load the page again; take over first what isn't yours."
            )
        waiting = {(kind, number) for row in given_by(by) for kind, number, _ in row.things}
        again = [ref for ref, each in things if (each.item_kind, each.pk) in waiting]
        if again:
            raise SupervisionError(
                f"{again[0]} is handed over already and waits to be taken up. Take that hand-over back first, if it was "
                "wrong."
            )
        row = Handover(
            giver=by.username,
            number=_next(Handover, giver=by.username),
            department=by.department,
            to=to.username if to else "",
            note=text,
            things=[[each.item_kind, each.pk, ref] for ref, each in things],
            made_at=timezone.now(),
            version=0,
        )
        _keep(row, by)
        end_shift(by=by)
    return row


def by_whom(user: User) -> list[User]:
    """Whose things somebody answers for today: their own, and of those for whom they cover."""
    return [user, *covered_for(user)]


def given_by(user: User) -> list[Handover]:
    """Somebody's hand-overs that nobody has taken up."""
    return list(Handover.objects.filter(giver=user.username, taken_at=None))


def take_back(*, handover: Handover, by: User) -> Handover:
    """The giver takes back what nobody has taken up; the things are theirs as they always were."""
    if by.username != handover.giver:
        raise NotAllowed("Whoever handed it over takes it back.")
    with transaction.atomic():
        row = Handover.objects.select_for_update().get(pk=handover.pk)
        if row.taken_at is not None:
            raise SupervisionError(f"{name_of(row.taken_by)} has taken it up already.")
        row.taken_by, row.taken_at = by.username, timezone.now()
        return _keep(row, by)


def take_up(*, handover: Handover, by: User) -> Handover:
    """Say that one has it: note read, things taken over, in one go. Raises SupervisionError where somebody was quicker."""
    check_can_take_up(by, handover)
    now = timezone.now()

    def change(item: Item, row: Any) -> None:
        item.owner, item.given_at, item.given_by = by.username, now, handover.giver

    with transaction.atomic():
        row = Handover.objects.select_for_update().get(pk=handover.pk)
        if row.taken_at is not None:
            raise SupervisionError(f"{name_of(row.taken_by)} has taken it up already.")
        keys = [f"{kind}:{number}" for kind, number, _ in row.things]
        taken = change_items(keys=keys, by=by, change=change, all_of_them=False) if keys else []
        held = {(item.kind, item.target) for item in taken}
        row.left_out = [ref for kind, number, ref in row.things if (kind, number) not in held]
        row.taken_by, row.taken_at = by.username, now
        return _keep(row, by)


def _next(model: Any, **whose: str) -> int:
    last = model.objects.filter(**whose).order_by("-number").first()
    return last.number + 1 if last else 1


def _keep(row: Any, by: User) -> Any:
    kind, subject, body = _WRITES[type(row)]
    row.version += 1
    row.entry_seq = append(kind=kind, subject=subject(row), body=body(row), by=by.username)
    row.save()
    return row
