"""The people of a log: who they are, in which roles, and what the rules need to know of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from crimerules.vocabulary import WORDS
from onrecord.contact.actions.base import (
    Conflict,
    LogError,
    Together,
    begin,
    new_entry,
    short,
    write_entry,
)
from onrecord.contact.content import person_content
from onrecord.contact.models import EntryKind, Log, LogPerson
from onrecord.contact.people import KINDS, ROLES, SEXES
from onrecord.ledger.actions import append
from onrecord.people.models import User

EARLIEST = date(1880, 1, 1)
MOST_AGE = 130


def name_person(
    *,
    log: Log,
    by: User,
    roles: Sequence[str],
    name: str = "",
    born: date | None = None,
    age: int | None = None,
    sex: str = "",
    phone: str = "",
    address: str = "",
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    origin: str | None = None,
) -> LogPerson:
    """Name somebody in a log, with or without a name. `facts`: what the rules ask (crimerules.case.Person).

    The same `origin` again returns whom it named. Raises LogError.
    """
    given = _checked(
        name=name,
        born=born,
        age=age,
        sex=sex,
        phone=phone,
        address=address,
        roles=roles,
        facts=facts,
        note=note,
    )
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        if there is not None:
            return row.people.get(label=(there.detail or {})["label"])
        together = Together(by)
        person = _named(together, row, by, _next_label(row), given, origin and origin.lower())
        together.write()
    return person


def name_first_people(
    together: Together, *, log: Log, by: User, people: Iterable[Mapping[str, Any]]
) -> None:
    """Those with whom a log is opened, to be written with it: nobody else has it yet, so that nothing need be locked or counted.
    Each is what `name_person` takes, without an origin. Raises LogError."""
    for number, each in enumerate(people, start=1):
        _named(together, log, by, f"p{number}", _checked(**each), None)


def _named(
    together: Together, log: Log, by: User, label: str, given: Mapping[str, Any], origin: str | None
) -> LogPerson:
    person = LogPerson(log=log, log_ref=log.ref, label=label, **given)
    together.add(
        person,
        kind="person.named",
        subject=subject_of_person(person),
        body=person_content(person),
    )
    together.add_entry(new_entry(log, by=by, origin=origin, **_said(person, "", {})))
    return person


def change_person(
    *,
    person: LogPerson,
    by: User,
    version: int | None = None,
    origin: str | None = None,
    **changes: Any,
) -> LogPerson:
    """Correct or complete what is said of somebody; `changes` as for `name_person`, what is left out stays.

    Earlier versions stay in the ledger, and the entry says what was changed. Raises LogError, Conflict.
    """
    with transaction.atomic():
        row, there = begin(person.log, origin=origin)
        held = LogPerson.objects.select_for_update().get(pk=person.pk)
        if there is not None:
            return held
        if version is not None and held.version != version:
            raise Conflict(
                f"Somebody else changed what is said of {held} while you were writing. What you wrote is still in the "
                "form: look at what is new and send it again."
            )
        before = person_content(held)
        now = {name: getattr(held, name) for name in _FIELDS} | changes
        for field, value in _checked(**now).items():
            setattr(held, field, value)
        after = person_content(held)
        changed = {
            field: [before[field], after[field]] for field in after if before[field] != after[field]
        }
        if not changed:
            return held
        held.version += 1
        held.entry_seq = append(
            kind="person.changed", subject=subject_of_person(held), body=after, by=by.username
        )
        held.save()
        write_entry(row, by=by, origin=origin and origin.lower(), **_said(held, "Now: ", changed))
    return held


def subject_of_person(person: LogPerson) -> str:
    return f"log-person:{person.log_ref}:{person.label}"


_FIELDS = ("name", "born", "age", "sex", "phone", "address", "roles", "facts", "note")


def _checked(
    *,
    roles: Sequence[str],
    name: str = "",
    born: date | None = None,
    age: int | None = None,
    sex: str = "",
    phone: str = "",
    address: str = "",
    facts: Mapping[str, Any] | None = None,
    note: str = "",
) -> dict[str, Any]:
    roles = list(dict.fromkeys(roles))
    _among("role", roles, ROLES)
    if not roles:
        raise LogError(f"No role is given. Choose at least one of: {', '.join(ROLES)}.")
    if sex:
        _among("sex", [sex], SEXES)
    if born is not None and born > timezone.localdate():
        raise LogError(f"The birth date {born:%d/%m/%Y} lies in the future. Correct it.")
    if born is not None and born < EARLIEST:
        raise LogError(f"The birth date {born:%d/%m/%Y} is too long ago. Correct the year.")
    if age is not None and not 0 <= age <= MOST_AGE:
        raise LogError(f"An age of {age} can't be. Write whole years, 0 to {MOST_AGE}.")
    return {
        "name": short("The name", name, 200),
        "born": born,
        # An age beside a birth date would be a second truth that grows old.
        "age": None if born is not None else age,
        "sex": sex,
        "phone": short("The telephone number", phone, 60),
        "address": short("The address", address, 300),
        "roles": roles,
        "facts": _facts(facts or {}),
        "note": short("The note", note, 10_000),
    }


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(facts)
    _among("kind of person", [found["kind"]] if found.get("kind") else [], KINDS)
    _among("state", found.get("states") or [], WORDS["state"])
    _among("occupation", found.get("roles") or [], WORDS["role"])
    for name in ("identified", "traced", "confirms", "supports"):
        if found.get(name) not in (None, True, False):
            raise LogError(f"{name} is yes, no or unknown, not {found[name]!r}.")
    return {name: value for name, value in found.items() if value not in (None, "", [], ())}


def _among(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    for word in given:
        if word not in known:
            raise LogError(f"{word!r} is no {what}. Use one of: {', '.join(known)}.")


def _next_label(log: Log) -> str:
    """p1, p2 ...: short, since people type it; nobody is ever taken out, so the count never repeats."""
    return f"p{log.people.count() + 1}"


def _said(person: LogPerson, verb: str, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The entry about a person, as `new_entry` takes it."""
    words = f"{verb}{person.name or 'name not known'} ({person.label}), {', '.join(person.roles)}."
    if changed:
        words += f" Changed: {', '.join(_WORDS.get(field, field) for field in changed)}."
    return {
        "kind": EntryKind.PERSON,
        "text": words,
        "detail": {"label": person.label, "changed": dict(changed)},
    }


_WORDS = {"born": "birth date", "facts": "what the rules ask", "phone": "telephone"}
