"""Keeping the record: people, property, flags, place and times, notes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from onrecord.contact.actions import check_text, check_time
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording import subjects
from onrecord.recording.actions.writing import (
    begin_crime_step,
    begin_incident_step,
    change_crime,
    sent_before,
    write_event,
)
from onrecord.recording.content import property_content
from onrecord.recording.errors import CrimeError
from onrecord.recording.flags import flag_problems
from onrecord.recording.keys import address_key
from onrecord.recording.models import (
    Crime,
    CrimeEvent,
    CrimePerson,
    CrimeProperty,
    ReportedIncident,
)
from onrecord.recording.people import ROLES, write_person
from onrecord.recording.states import EventKind
from onrecord.recording.where import checked_where

_PERSON = ("roles", "name", "born", "age", "sex", "phone", "address", "note")
_PROPERTY = ("what", "description", "value", "mark", "owner")
MOST_VALUE = 10**14  # pence; a thousand thousand million pounds is a slip of the finger


def set_person(
    *,
    crime: Crime,
    by: User,
    person: CrimePerson | None = None,
    roles: Sequence[str] = (),
    name: str = "",
    born: date | None = None,
    age: int | None = None,
    sex: str = "",
    phone: str = "",
    address: str = "",
    note: str = "",
    remove: bool = False,
    reason: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> CrimePerson:
    """Add somebody to a crime, correct what it says of them, or take them out (with a reason). Raises CrimeError,
    NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None:
        return CrimePerson.objects.get(crime=there.crime, label=there.detail["person"])
    new: dict[str, Any] = {
        "roles": list(dict.fromkeys(roles)),
        "name": _line(name, 200),
        "born": _born(born),
        "age": _age(age),
        "sex": sex,
        "phone": _line(phone, 60),
        "address": _line(address, 300),
        "note": note.replace("\x00", "").strip(),
    }
    if not new["roles"] or any(role not in ROLES for role in new["roles"]):
        raise CrimeError(f"Choose at least one role of: {', '.join(ROLES)}.")
    if sex not in ("", "female", "male"):
        raise CrimeError("Write the sex as female or male, or leave it open.")
    if remove:
        reason = check_text("The reason for taking somebody out", reason)
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="person", version=version)
        if person is None:
            one = CrimePerson(crime=row, crime_ref=row.ref, label=_free_label(row))
            before: dict[str, Any] = {}
        else:
            one = CrimePerson.objects.select_for_update().get(pk=person.pk, crime=row)
            before = {field: getattr(one, field) for field in _PERSON}
        for field, value in new.items():
            setattr(one, field, value)
        one.removed = remove
        write_person(one, by=by, new=person is None)
        change_crime(row, by=by)
        what = "taken out" if remove else "corrected" if person else "added"
        changed = [field for field in _PERSON if before and before[field] != new[field]]
        write_event(
            row,
            by=by,
            kind=EventKind.PERSON,
            text=f"{one} {what}.{f' {reason}' if reason else ''}",
            detail={"person": one.label, "what": what, "fields": changed},
            origin=origin,
        )
    return one


def _free_label(crime: Crime) -> str:
    taken = set(CrimePerson.objects.filter(crime=crime).values_list("label", flat=True))
    number = len(taken) + 1
    while f"person-{number}" in taken:
        number += 1
    return f"person-{number}"


def _line(text: str, most: int) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > most:
        raise CrimeError(
            f"{text[:40]}… has {len(text)} characters; {most} at most. Put the rest in the note."
        )
    return text


def _born(born: date | None) -> date | None:
    if born is not None and born > timezone.localdate():
        raise CrimeError(f"The birth date {born:%d/%m/%Y} lies in the future. Correct it.")
    if born is not None and born.year < 1880:
        raise CrimeError(f"The birth date {born:%d/%m/%Y} can't be right. Correct the year.")
    return born


def _age(age: int | None) -> int | None:
    if age is not None and not 0 <= age <= 130:
        raise CrimeError(f"The age {age} can't be right. Give years from 0 to 130.")
    return age


def set_property(
    *,
    crime: Crime,
    by: User,
    thing: CrimeProperty | None = None,
    what: str,
    description: str,
    value: int | None = None,
    mark: str = "",
    owner: str = "",
    remove: bool = False,
    reason: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> CrimeProperty:
    """List a thing, correct it, or take it off (with a reason). `value` in pence. Raises CrimeError, NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None:
        return CrimeProperty.objects.get(crime=there.crime, number=there.detail["number"])
    if what not in CrimeProperty.What.values:
        raise CrimeError(f"{what!r}: use one of: {', '.join(CrimeProperty.What.values)}.")
    description = _line(check_text("The description", description), 300)
    if value is not None and not 0 <= value <= MOST_VALUE:
        raise CrimeError("The value can't be right. Give pounds and pence, or leave it open.")
    if remove:
        reason = check_text("The reason for taking it off the list", reason)
    new = {
        "what": what,
        "description": description,
        "value": value,
        "mark": _line(mark, 120),
        "owner": owner,
    }
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="property", version=version)
        if owner and not row.people.filter(label=owner, removed=False).exists():
            raise CrimeError(
                f"{owner!r} is nobody in this crime. Choose the owner from its people."
            )
        fresh = thing is None
        if thing is None:
            last = CrimeProperty.objects.filter(crime=row).aggregate(last=Max("number"))["last"]
            one = CrimeProperty(crime=row, crime_ref=row.ref, number=(last or 0) + 1)
        else:
            one = CrimeProperty.objects.select_for_update().get(pk=thing.pk, crime=row)
            one.version += 1
        for field, held in new.items():
            setattr(one, field, held)
        one.removed = remove
        one.entry_seq = append(
            kind="crime-property.listed" if fresh else "crime-property.changed",
            subject=subjects.of_property(one),
            body=property_content(one),
            by=by.username,
        )
        one.save(force_insert=fresh)
        change_crime(row, by=by)
        word = "taken off the list" if remove else "listed" if fresh else "corrected"
        write_event(
            row,
            by=by,
            kind=EventKind.PROPERTY,
            text=f"{one.description}: {word}.{f' {reason}' if reason else ''}",
            detail={"number": one.number, "what": word},
            origin=origin,
        )
    return one


def set_flags(
    *,
    crime: Crime,
    by: User,
    flags: Sequence[str],
    reason: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Put these flags on a crime in place of those it has. Raises CrimeError, NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    flags = list(dict.fromkeys(flags))
    problems = flag_problems(flags)
    if problems:
        raise CrimeError(" ".join(problems))
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="flags", version=version)
        before = list(row.flags or ())
        if sorted(before) == sorted(flags):
            raise CrimeError("These flags are on the record already. Change one, or go back.")
        change_crime(row, by=by, flags=flags)
        write_event(
            row,
            by=by,
            kind=EventKind.FLAGS,
            text=reason.replace("\x00", "").strip(),
            detail={
                "added": [flag for flag in flags if flag not in before],
                "removed": [flag for flag in before if flag not in flags],
            },
            origin=origin,
        )
    return row


def correct_facts(
    *,
    crime: Crime,
    by: User,
    place: str = "",
    where: Mapping[str, str] | None = None,
    modus: str = "",
    committed_from: datetime | None = None,
    committed_to: datetime | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Set the place (in words, and `where`: postcode, grid, uprn), the modus and when it was committed. Raises CrimeError (LogError for a time), NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    for name, at in (("The earliest time", committed_from), ("The latest time", committed_to)):
        if at is not None:
            check_time(name, at)
    if committed_from and committed_to and committed_from > committed_to:
        raise CrimeError("It would have begun after it ended. Correct one of the times.")
    new: Mapping[str, Any] = {
        "place": _line(place, 300),
        **checked_where(where),
        "modus": modus.replace("\x00", "").strip(),
        "committed_from": committed_from,
        "committed_to": committed_to,
    }
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="facts", version=version)
        changed = [name for name, value in new.items() if getattr(row, name) != value]
        if not changed:
            raise CrimeError("Nothing is different. Change something, or go back.")
        change_crime(row, by=by, **new, place_key=address_key(new["place"], new["postcode"]))
        write_event(row, by=by, kind=EventKind.FACTS, detail={"fields": changed}, origin=origin)
    return row


def write_note(
    *,
    record: Crime | ReportedIncident,
    by: User,
    text: str,
    origin: str | None = None,
) -> CrimeEvent:
    """Write a note in a record. Raises CrimeError (LogError for the text), NotAllowed."""
    there = sent_before(origin)
    if there is not None:
        return there
    text = check_text("The note", text)
    with transaction.atomic():
        row: Crime | ReportedIncident
        if isinstance(record, Crime):
            row = begin_crime_step(record, by=by, step="note", version=None)
        else:
            row = begin_incident_step(record, by=by, step="note", version=None)
        return write_event(row, by=by, kind=EventKind.NOTE, text=text, origin=origin)
