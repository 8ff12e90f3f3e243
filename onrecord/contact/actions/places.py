"""The places of a log. What looks wrong is doubted and kept: a caller who is running reads no map."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from crimerules.vocabulary import WORDS
from onrecord.contact.actions.base import (
    Conflict,
    LogError,
    Together,
    begin,
    clean,
    new_entry,
    short,
    write_entry,
)
from onrecord.contact.content import place_content
from onrecord.contact.location import READERS, shown
from onrecord.contact.models import EntryKind, Log, LogPlace
from onrecord.ledger.actions import append
from onrecord.people.models import User

_MOST = {
    field.name: field.max_length or 0
    for field in LogPlace._meta.fields
    if field.name in ("postcode", "grid", "uprn")
}
_NAMES = {"postcode": "postcode", "grid": "grid reference", "uprn": "UPRN"}


def name_place(
    *,
    log: Log,
    by: User,
    what: str = "scene",
    text: str = "",
    postcode: str = "",
    uprn: str = "",
    grid: str = "",
    kind: str = "",
    origin: str | None = None,
) -> LogPlace:
    """Name a place: any one of words, postcode, grid reference or UPRN is enough. The same `origin` again returns it.

    A value that can't be what it says is kept as it was given, with the doubt in the entry. Raises LogError.
    """
    given, doubts = _checked(what, text, postcode, uprn, grid, kind)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        if there is not None:
            return row.places.get(label=(there.detail or {})["label"])
        together = Together(by)
        label = f"l{row.places.count() + 1}"
        place = _named(together, row, by, label, given, doubts, origin and origin.lower())
        together.write()
    return place


def name_first_places(
    together: Together, *, log: Log, by: User, places: Iterable[Mapping[str, Any]]
) -> None:
    """The places with which a log is opened, as `name_first_people` its people. Raises LogError."""
    for number, each in enumerate(places, start=1):
        given, doubts = _checked(**each)
        _named(together, log, by, f"l{number}", given, doubts, None)


def _named(
    together: Together,
    log: Log,
    by: User,
    label: str,
    given: Mapping[str, Any],
    doubts: list[str],
    origin: str | None,
) -> LogPlace:
    place = LogPlace(log=log, log_ref=log.ref, label=label, **given)
    together.add(
        place, kind="place.named", subject=subject_of_place(place), body=place_content(place)
    )
    together.add_entry(new_entry(log, by=by, origin=origin, **_said(place, "", doubts, {})))
    return place


def change_place(
    *,
    place: LogPlace,
    by: User,
    version: int | None = None,
    origin: str | None = None,
    **changes: Any,
) -> LogPlace:
    """Correct or complete a place; what is left out stays. Earlier versions are in the ledger. Raises LogError, Conflict."""
    with transaction.atomic():
        row, there = begin(place.log, origin=origin)
        held = LogPlace.objects.select_for_update().get(pk=place.pk)
        if there is not None:
            return held
        if version is not None and held.version != version:
            raise Conflict(
                f"Somebody else changed the place {held} while you were writing. What you wrote is still in the form: "
                "look at what is new and send it again."
            )
        before = place_content(held)
        now = {name: getattr(held, name) for name in _FIELDS} | changes
        given, doubts = _checked(**now)
        for field, value in given.items():
            setattr(held, field, value)
        after = place_content(held)
        changed = {
            field: [before[field], after[field]] for field in after if before[field] != after[field]
        }
        if not changed:
            return held
        held.version += 1
        held.entry_seq = append(
            kind="place.changed", subject=subject_of_place(held), body=after, by=by.username
        )
        held.save()
        write_entry(
            row, by=by, origin=origin and origin.lower(), **_said(held, "Now: ", doubts, changed)
        )
    return held


def subject_of_place(place: LogPlace) -> str:
    return f"log-place:{place.log_ref}:{place.label}"


_FIELDS = ("what", "text", "postcode", "uprn", "grid", "kind")


def _checked(
    what: str = "scene",
    text: str = "",
    postcode: str = "",
    uprn: str = "",
    grid: str = "",
    kind: str = "",
) -> tuple[dict[str, Any], list[str]]:
    """The values as they are kept, and the doubts. What doesn't fit its column goes into the words, where nothing is lost."""
    if kind and kind not in WORDS["place"]:
        raise LogError(f"{kind!r} is no kind of place. Use one of: {', '.join(WORDS['place'])}.")
    text = clean(text)
    found, doubts = {}, []
    for name, value in (("postcode", postcode), ("uprn", uprn), ("grid", grid)):
        read = READERS[name](clean(value))
        kept = read.value
        if read.doubt:
            doubts.append(read.doubt)
        if len(kept) > _MOST[name]:
            text = f"{text} ({_NAMES[name]}: {kept})".strip()
            kept = ""
        found[name] = kept
    if not (text or any(found.values())):
        raise LogError(
            "No place is given. Write where it is in words, or a postcode, a grid reference or a UPRN."
        )
    return {
        "what": short("What the place is", what, 60) or "scene",
        "text": short("The place", text, 300),
        "kind": kind,
        **found,
    }, doubts


def _said(place: LogPlace, verb: str, doubts: list[str], changed: dict[str, Any]) -> dict[str, Any]:
    """The entry about a place, as `new_entry` takes it."""
    said = shown(place.text, place.postcode, place.grid, place.uprn)
    return {
        "kind": EntryKind.PLACE,
        "text": " ".join([f"{verb}{place.what}: {said}.", *doubts]),
        "detail": {"label": place.label, "doubts": doubts, "changed": changed},
    }
