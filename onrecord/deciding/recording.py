"""Records that a decision makes: crimes, reported incidents, and its entry in the log."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from crimerules.case import Case
from crimerules.decision import Crime, Joined, NotRecorded
from crimerules.explain import names
from onrecord.contact.actions import LogError, name_person, write_entry
from onrecord.contact.location import shown
from onrecord.contact.models import EntryKind, Log, LogPerson
from onrecord.deciding.chain import part_origin, root_of
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.facts import slots_of
from onrecord.deciding.joining import add_to_crimes, joined_words
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.otherwise import Final
from onrecord.deciding.rationale import exit_words
from onrecord.deciding.wording import named
from onrecord.people.models import User
from onrecord.recording.actions import record_crimes, record_incident
from onrecord.recording.where import WHERE

# What kind of record a way out makes (recording.states.IncidentKind). The others make none: the rationale is enough.
KINDS = {"crime-related-incident": "crime-related", "N100": "N100", "N300": "N300"}
# Sub-codes of crime-related incidents, by the test that failed.
REASONS = {
    "not-traced": "not-traced",
    "not-confirmed": "not-confirmed",
    "other-force": "other-force",
}
# A record without a crime is kept of incidents of these kinds, under this head.
NON_CRIME = {"domestic": "domestic", "child": "child", "vulnerable": "adult"}
MOST_INCIDENTS = 50


def record_all(
    row: RecordingDecision,
    case: Case | None,
    crimes: Sequence[Crime],
    exits: Sequence[NotRecorded],
    given: Sequence[Mapping[str, Any]],
    joined: Sequence[Joined] = (),
    *,
    by: User,
    at: datetime,
    marks: Collection[str],
) -> None:
    """Record what the decision comes to and note the references in it. Inside its transaction."""
    root = root_of(row)
    times: dict[str, Any] = {
        "recorded_at": at,
        "known_at": _first_report(row),
        "sent_at": sent_with(row, at),
        "decision_ref": row.origin,
    }
    held = row.facts.get("place") or {}
    place, where = str(held.get("text", "")), {name: str(held.get(name, "")) for name in WHERE}
    try:
        name_in_log(row, by=by)
        refs = list(row.crime_refs)
        seen: Counter[str] = Counter()
        for crime in crimes:
            what = f"crime {crime.class_} {crime.code} {crime.victims} {crime.by}"
            # Each by itself: a ruling or a correction may raise the number, and what is there stays.
            for _ in range(crime.count):
                seen[what] += 1
                made = record_crimes(
                    log=row.log,
                    by=by,
                    crime={**_plain(crime), "count": 1},
                    people=people_of(row, case),
                    place=place,
                    where=where,
                    modus=str(row.facts.get("modus", "")),
                    origin=part_origin(root, f"{what} {seen[what]}"),
                    **times,
                )
                refs += [each.ref for each in made]
        row.crime_refs = list(dict.fromkeys(refs))
        add_to_crimes(row, case, joined, by=by)
        row.incident_refs = _incidents(
            row, case, exits, given, root, times, shown(place, **where), by=by, marks=marks
        )
    except LogError as error:
        raise DecisionError(str(error)) from None
    if row.log is not None:
        row.log.refresh_from_db()


def sent_with(row: RecordingDecision, at: datetime) -> datetime | None:
    """When what was concluded at a time was sent; None where it was concluded here, after what the device had sent."""
    return row.sent_at if row.sent_at and at <= row.sent_at else None


def name_in_log(row: RecordingDecision, *, by: User) -> None:
    """Name in a log that is kept here those whose names were only typed in the decision. Inside its transaction."""
    log = row.log
    if log is None or log.opened_at is None or log.closed_at is not None:
        return
    people = []
    for each in row.facts.get("people", ()):
        if each.get("name") and not each.get("label"):
            made = name_person(
                log=log,
                by=by,
                roles=[each["as"].rstrip("0123456789")],
                name=each["name"],
                age=each.get("age"),
                sex=each.get("sex", ""),
                origin=part_origin(root_of(row), f"person {each['as']} {each['name']}"),
            )
            each = {**each, "label": made.label}
        people.append(each)
    if people:
        row.facts = {**row.facts, "people": people}


def _plain(crime: Crime) -> dict[str, Any]:
    held = {name: getattr(crime, name) for name in crime.__dataclass_fields__}
    return {("class" if name == "class_" else name): value for name, value in held.items()}


def _incidents(
    row: RecordingDecision,
    case: Case | None,
    exits: Sequence[NotRecorded],
    given: Sequence[Mapping[str, Any]],
    root: str,
    times: Mapping[str, Any],
    place: str,
    *,
    by: User,
    marks: Collection[str],
) -> list[str]:
    refs = list(row.incident_refs)
    for number, (entry, one) in enumerate(zip(exits, given, strict=True), 1):
        kind, sub_code = _kind(entry, one, marks)
        if not kind:
            continue
        victims = [names(named(case), (each,)) for each in entry.victims] if case else []
        for part in range(1, min(entry.count, MOST_INCIDENTS) + 1):
            what = f"incident {entry.exit} {entry.code} {entry.acts} {number} {part}"
            made = record_incident(
                log=row.log,
                by=by,
                kind=kind,
                sub_code=sub_code,
                reason=_reason(entry, one),
                to_try=one["to_try"],
                comes_up_on=one["comes_up_on"],
                victims=victims,
                place=place,
                origin=part_origin(root, what),
                **times,
            )
            refs.append(made.ref)
    return list(dict.fromkeys(refs))


def _kind(entry: NotRecorded, one: Mapping[str, Any], marks: Collection[str]) -> tuple[str, str]:
    if entry.exit in KINDS:
        kind = KINDS[entry.exit]
        return kind, entry.code if entry.code else REASONS.get(one["test"], "rule")
    if entry.exit == "incident-only":
        head = next((head for mark, head in NON_CRIME.items() if mark in marks), "")
        return ("non-crime", head) if head else ("", "")
    return "", ""


def _reason(entry: NotRecorded, one: Mapping[str, Any]) -> str:
    return f"{entry.reason}. {one['text']}" if one["text"] else f"{entry.reason}."


def _first_report(row: RecordingDecision) -> datetime:
    reported = row.facts.get("reported_at")
    return datetime.fromisoformat(reported) if reported else row.known_at


def people_of(row: RecordingDecision, case: Case | None) -> dict[str, LogPerson]:
    """Id in the case -> who that is, as the log and the facts say; and the log's other people by their label.

    The rows are made up for this purpose where nobody of the log stands behind them; they are never saved.
    """
    if case is None:
        return {}
    of_log = {each.label: each for each in row.log.people.all()} if row.log else {}
    ids = slots_of(case.to_dict())
    told = {ids[each["as"]]: each for each in row.facts.get("people", ()) if each["as"] in ids}
    found: dict[str, LogPerson] = {}
    used = set()
    for person in case.people:
        facts = told.get(person.id, {})
        known = of_log.get(facts.get("label", ""))
        one = LogPerson(
            label=person.id,
            name=person.name,
            sex=person.sex,
            age=None if person.age is None else int(person.age),
            facts={"roles": list(person.roles)},
        )
        if known is not None:
            used.add(known.label)
            one.pk = known.pk
            one.name = one.name or known.name
            one.born, one.phone, one.address = known.born, known.phone, known.address
            one.sex, one.roles = one.sex or known.sex, known.roles
        found[person.id] = one
    for label, each in of_log.items():
        if label not in used and label not in found:
            found[label] = each
    return found


def write_to_log(
    row: RecordingDecision,
    decided: Final,
    exits: Sequence[NotRecorded],
    joined: Sequence[Joined] = (),
    *,
    by: User,
    why: str,
    at: datetime,
) -> None:
    """One entry of the log that says what was decided."""
    if row.log is None:
        return
    parts = []
    if row.crime_refs:
        parts.append(f"Recorded: {', '.join(row.crime_refs)}.")
    parts += joined_words(joined)
    if row.incident_refs:
        parts.append(f"Kept without a crime: {', '.join(row.incident_refs)}.")
    parts += [f"No crime: {exit_words(each.exit)}; {each.reason}." for each in exits]
    if decided.disagreed:
        parts.append(f"Chosen otherwise than the rules: {decided.reason}")
    if why:
        parts.append(f"Referred to the registrar: {why}")
    write_entry(
        Log.objects.get(pk=row.log.pk),
        by=by,
        kind=EntryKind.DECISION,
        text=" ".join(parts) or "Decided.",
        detail={
            "decision": row.origin,
            "state": str(row.state),
            "crimes": row.crime_refs,
            "incidents": row.incident_refs,
            **({"joined": [each.ref for each in joined]} if joined else {}),
            "disagreed": decided.disagreed,
            "route": row.route,
            "desk": row.desk,
        },
        recorded_at=at,
        sent_at=sent_with(row, at),
    )
