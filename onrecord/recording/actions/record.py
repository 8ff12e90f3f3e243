"""Recording crimes: from a decision, or received from another force."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from crimerules.flags import FLAGS
from crimerules.offence_groups import group_of
from crimerules.offences import Offence, UnknownOffence, class_of, normal_class, require
from onrecord.contact.actions import (
    AHEAD,
    change_log,
    check_origin,
    check_time,
    write_entry,
)
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log, LogPerson, Precision
from onrecord.contact.numbering import next_reference
from onrecord.contact.references import reference_key
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording import people as crime_people
from onrecord.recording import subjects
from onrecord.recording.actions.writing import write_event
from onrecord.recording.content import crime_content
from onrecord.recording.errors import CrimeError
from onrecord.recording.keys import address_key
from onrecord.recording.link_one import relink
from onrecord.recording.models import Crime
from onrecord.recording.policies import check_can_record
from onrecord.recording.states import CrimeState, EventKind
from onrecord.recording.where import checked_where

# More records than this from one act is a slip of the finger; the rules count in tens.
MOST_AT_ONCE = 500
_DECIDED = ("title", "victims", "by", "acts", "absorbed", "rules", "force", "count")


def record_crime(**asked: Any) -> Crime:
    """Record a crime and return it; where the decision counts several, the first of them. Takes what `record_crimes` takes."""
    return record_crimes(**asked)[0]


def record_crimes(
    *,
    log: Log | None,
    by: User,
    crime: Mapping[str, Any],
    people: Mapping[str, LogPerson] | None = None,
    decision_ref: str = "",
    recorded_at: datetime | None = None,
    known_at: datetime | None = None,
    sent_at: datetime | None = None,
    origin: str | None = None,
    place: str = "",
    where: Mapping[str, str] | None = None,
    modus: str = "",
    from_force: str = "",
    from_ref: str = "",
) -> list[Crime]:
    """Record a crime of a decision (an entry of `crimerules.Decision.to_dict()["crimes"]`) as often as its `count` says.

    `people`: label in the decision -> person of the log. `known_at`: when the force first knew (the log's first report
    unless given); `recorded_at` and `sent_at` where a device without signal wrote it earlier. The same `origin` again
    returns what is there and writes nothing. `place` is in words; `where`: postcode, grid, uprn. `from_force`, `from_ref`: of a crime that another force passes on. Raises
    CrimeError (LogError for a time or an origin), NotAllowed.
    """
    check_can_record(by)
    if origin is not None:
        origin = check_origin(origin)
        there = _made_before(origin)
        if there:
            return there
    offence = _offence(crime)
    count = _count(crime)
    now = timezone.now()
    recorded_at = check_time("The time of recording", recorded_at or now)
    known_at = check_time(
        "The time when it became known", known_at or (log.received_at if log else recorded_at)
    )
    if known_at > recorded_at + AHEAD:
        raise CrimeError(
            f"The crime would be recorded ({timezone.localtime(recorded_at):%d/%m/%Y %H:%M}) before it became known "
            f"({timezone.localtime(known_at):%d/%m/%Y %H:%M}). Correct one of the times."
        )
    if sent_at is not None:
        check_time("The time of sending", sent_at)
    given = people or {}
    roles = crime_people.roles_in(crime, given)
    base: dict[str, Any] = {
        "system": force().system,
        "log_refs": [log.ref] if log else [],
        "recorded_at": recorded_at,
        "recorded_precision": Precision.MINUTE,
        "crime_class": str(crime["class"]).strip(),
        "ho_code": offence.code if offence else "",
        "offence": (str(crime.get("title") or "") or (offence.title if offence else ""))[:300],
        "victim_role": crime_people.victim_role(roles, given)[:120],
        "extra": {},
        "state": CrimeState.RECORDED,
        "known_at": known_at,
        "sent_at": sent_at,
        "recorded_by": by.username,
        "department": by.department if log is None else (log.department or by.department),
        "origin": origin,
        "decision_ref": decision_ref[:120],
        "place": place.strip()[:300],
        **checked_where(where),
        "modus": modus.replace("\x00", "").strip(),
        "flags": _flags(crime),
        "decided": {name: _plain(crime[name]) for name in _DECIDED if name in crime},
        "from_force": from_force.strip()[:200],
        "from_ref": from_ref.strip()[:120],
    }
    base["place_key"] = address_key(base["place"], base["postcode"])
    base["group"] = group_of(base["ho_code"], base["crime_class"], base["offence"])
    try:
        with transaction.atomic():
            return _write(base, count, log=log, by=by, roles=roles, people=given)
    except IntegrityError:
        there = _made_before(origin) if origin else []
        if not there:
            raise
        return there  # the same form arrived twice at the same moment


def _write(
    base: dict[str, Any],
    count: int,
    *,
    log: Log | None,
    by: User,
    roles: Mapping[str, Sequence[str]],
    people: Mapping[str, LogPerson],
) -> list[Crime]:
    row = Log.objects.select_for_update().get(pk=log.pk) if log else None
    if base["origin"]:
        there = _made_before(base["origin"])
        if there:
            return there
    made = []
    for part in range(1, count + 1):
        ref = next_reference("crime", base["recorded_at"])
        one = Crime(**base, ref=ref, ref_key=reference_key(ref), origin_part=part)
        one.entry_seq = append(
            kind="crime.recorded",
            subject=subjects.of_crime(one),
            body=crime_content(one),
            by=by.username,
        )
        one.save(force_insert=True)
        crime_people.take_from_log(one, roles, people, by=by)
        received = bool(one.from_force)
        write_event(
            one,
            by=by,
            kind=EventKind.RECEIVED if received else EventKind.RECORDED,
            text=f"Received from {one.from_force} ({one.from_ref})." if received else "",
            detail=_said(one),
            happened_at=one.recorded_at,
        )
        made.append(one)
    if row is not None and row.opened_at is not None:
        # A log from another system is kept there: the crime names it, and that makes the link.
        change_log(row, by=by, crime_refs=[*row.crime_refs, *(one.ref for one in made)])
    relink(logs=[row] if row else [], crimes=made)
    if row is not None:
        for one in made:
            write_entry(
                row,
                by=by,
                kind=EntryKind.CRIME,
                text=f"Crime {one.ref} recorded: {one.crime_class} {one.offence} ({one.ho_code}).",
                detail={"crime": one.ref, "what": "recorded", **_said(one)},
                entered_at=one.recorded_at,
                recorded_at=one.recorded_at,
                sent_at=one.sent_at,
            )
        if log is not None:
            log.refresh_from_db()
    return made


def _made_before(origin: str) -> list[Crime]:
    return list(Crime.objects.filter(origin=origin).order_by("origin_part"))


def _said(one: Crime) -> dict[str, Any]:
    return {
        "class": one.crime_class,
        "code": one.ho_code,
        "offence": one.offence,
        "decision": one.decision_ref,
    }


def _offence(crime: Mapping[str, Any]) -> Offence | None:
    """The entry of the offence list; None where the decision names a class without a code. Raises CrimeError."""
    name = str(crime.get("class") or "").strip()
    code = str(crime.get("code") or "").strip()
    if normal_class(name) in ("N100", "N300"):
        raise CrimeError(f"{name} is no crime. Record it as a reported incident.")
    if not name:
        raise CrimeError("The crime has no class. Choose one from the list of offences.")
    try:
        if code:
            return require(code, name)
        class_of(name)
    except UnknownOffence as error:
        raise CrimeError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    return None


def _count(crime: Mapping[str, Any]) -> int:
    count = crime.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_AT_ONCE:
        raise CrimeError(
            f"The number of crimes is {count!r}. Give a whole number from 1 to {MOST_AT_ONCE}."
        )
    return count


def _flags(crime: Mapping[str, Any]) -> list[str]:
    flags = list(dict.fromkeys(crime.get("flags") or ()))
    for flag in flags:
        if flag not in FLAGS:
            raise CrimeError(f"{flag!r} is no flag. Choose from the list.")
    return flags


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
