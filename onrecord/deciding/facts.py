"""The facts of a decision beside the answers: taken over from the log, and corrected at any time.

Layout (plain data; everything may be left out):

    reported_at   when any part of the force first heard of it (ISO 8601); the 24 hours run from there
    happened_at   when it happened; place: {"text", "kind", "postcode", "grid", "uprn"}; modus: how it was done, in words
    people        list of {"as": "victim1", "label": ..., "name", "age", "sex", "kind", "roles", "states", ...}
                  victim1 is the first victim that the answers speak of, suspect1 the first suspect
    relationships list of {"first": "suspect1", "kind": "partner", "second": "victim1", "former": false}
    against       what speaks against it, in words
    answers       {field of the case: word}: answers to what the rules asked besides the questions
    rulings       what the registrar ruled (crimerules.case.Ruling); returned: the registrar's words
    otherwise     what is recorded instead of the rules' answer, with the reason (onrecord.deciding.otherwise)
    concerns      other, rape or death, where the flow chart is gone through by hand; delay: why it comes late

An answer goes before a fact: what the questions settled is changed there.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from crimerules.clock import uk_date
from onrecord.contact.actions import LogError, check_time
from onrecord.contact.content import moment
from onrecord.contact.location import READERS, shown
from onrecord.contact.models import Log, LogPerson, LogPlace
from onrecord.deciding.answers import SAME, UNKNOWN, check_answers, put
from onrecord.deciding.errors import DecisionError
from onrecord.recording.errors import CrimeError
from onrecord.recording.where import WHERE, checked_where

SLOT = re.compile(r"(victim|suspect)([1-9]\d?)\Z")
MOST_PEOPLE = 60
MOST_PLACE = 300
KEYS = frozenset(
    {
        *("reported_at", "happened_at", "place", "modus", "people", "relationships"),
        *("against", "answers", "rulings", "concerns", "otherwise", "delay", "returned"),
    }
)
# What a person of a log may bring into the case (crimerules.case.Person).
OF_A_PERSON = (
    "kind",
    "roles",
    "states",
    "traced",
    "confirms",
    "supports",
    "identified",
    "household",
)


def prefill(log: Log | None, known_at: datetime) -> dict[str, Any]:
    """What the log says: when it was reported, its people and its place.

    An officer may have been told before anybody opened the log: the 24 hours run from whatever came first.
    """
    if log is None:
        return {"reported_at": moment(known_at)}
    facts: dict[str, Any] = {"reported_at": moment(min(log.received_at, known_at))}
    people = []
    for role in ("victim", "suspect"):
        found = [each for each in log.people.order_by("id") if role in each.roles]
        people += [of_log_person(each, f"{role}{n}") for n, each in enumerate(found, 1)]
    if people:
        facts["people"] = people
    place = log.places.order_by("id").first()
    if place is not None:
        facts["place"] = of_log_place(place)
    return facts


def of_log_place(place: LogPlace) -> dict[str, Any]:
    """A place of a log, as the place of the case. What can't be what it says goes into the words, where nothing is lost."""
    text, found = place.text, {"kind": place.kind}
    for name in WHERE:
        read = READERS[name](getattr(place, name))
        if read.wrong:
            text = f"{text} ({name}: {read.value})".strip()
        else:
            found[name] = read.value
    found["text"] = text[:MOST_PLACE]
    return {name: value for name, value in found.items() if value}


def of_log_person(person: LogPerson, slot: str) -> dict[str, Any]:
    """One person of a log, as this victim or suspect of the case."""
    found: dict[str, Any] = {"as": slot, "label": person.label, "name": person.name}
    age = years(person.born, person.age)
    if age is not None:
        found["age"] = age
    if person.sex in ("female", "male"):
        found["sex"] = person.sex
    found |= {key: person.facts[key] for key in OF_A_PERSON if key in person.facts}
    return found


def years(born: date | None, age: int | None, on: date | None = None) -> int | None:
    """Age in whole years; None where neither birth date nor age is known, or the birth lies ahead."""
    if born is None:
        return age
    on = on or timezone.localdate()
    full = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return full if full >= 0 else None


def clean(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they may be kept. Raises DecisionError naming what is wrong and the remedy."""
    unknown = sorted(set(facts) - KEYS)
    if unknown:
        raise DecisionError(
            f"{unknown[0]!r} is no fact of a decision. Use: {', '.join(sorted(KEYS))}."
        )
    kept = {key: value for key, value in facts.items() if value not in (None, "", [], {})}
    for key, name in (
        ("reported_at", "The time of the first report"),
        ("happened_at", "The time of the event"),
    ):
        if key in kept:
            kept[key] = moment(_time(name, kept[key]))
    if "place" in kept:
        kept["place"] = _place(kept["place"])
        if not kept["place"]:
            del kept["place"]
    people = kept.get("people", [])
    if not isinstance(people, list) or len(people) > MOST_PEOPLE:
        raise DecisionError(f"Give people as a list of {MOST_PEOPLE} at most.")
    for each in people:
        _check_person(each)
    slots = [each["as"] for each in people]
    if len(slots) != len(set(slots)):
        raise DecisionError("Two people stand at the same place; number them victim1, victim2 ...")
    check_answers(kept.get("answers", {}))
    for key in ("modus", "against"):
        if len(str(kept.get(key, ""))) > 20_000:
            raise DecisionError(
                "The text is longer than 20,000 characters. Attach the rest to the log."
            )
    return kept


def _time(name: str, value: Any) -> datetime:
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return check_time(name, at)
    except LogError as error:
        raise DecisionError(str(error)) from None
    except ValueError:
        raise DecisionError(
            f"{name} {str(value)[:40]!r} is no date and time. Write it as 2026-06-01T21:30:00+01:00."
        ) from None


def _place(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(each, str) for each in given.values()):
        raise DecisionError(
            'Give the place as text, kind, postcode, grid and uprn: {"text": "12 High Street"}.'
        )
    strange = sorted(set(given) - {"text", "kind", *WHERE})
    if strange:
        raise DecisionError(
            f"{strange[0]!r} is no fact of a place. Use: text, kind, {', '.join(WHERE)}."
        )
    if len(given.get("text", "")) > MOST_PLACE:
        raise DecisionError(
            f"The place has more than {MOST_PLACE} characters. Put the rest into how it was done."
        )
    try:
        held = {"text": given.get("text", ""), "kind": given.get("kind", "")} | checked_where(given)
    except CrimeError as error:
        raise DecisionError(str(error)) from None
    return {name: value for name, value in held.items() if value}


def _check_person(each: Any) -> None:
    if not isinstance(each, Mapping) or not SLOT.match(str(each.get("as", ""))):
        raise DecisionError('Say of each person who they are in the case: "as": "victim1".')
    age = each.get("age")
    if age is not None and not (type(age) is int and 0 <= age <= 122):
        raise DecisionError(f"{age!r} is no age. Give whole years from 0 to 122, or leave it out.")
    if len(str(each.get("name", ""))) > 200:
        raise DecisionError("A name has more than 200 characters. Shorten it.")
    strange = set(each) - {"as", "label", "name", "age", "sex", *OF_A_PERSON}
    if strange:
        raise DecisionError(f"{sorted(strange)[0]!r} is no fact of a person.")


def on_date(facts: Mapping[str, Any], otherwise: datetime) -> date:
    """The day whose rules apply: the UK day of the first report."""
    at = facts.get("reported_at")
    return uk_date(datetime.fromisoformat(at) if at else otherwise)


def slots_of(case: Mapping[str, Any]) -> dict[str, str]:
    """victim1, suspect1 ... -> id of that person in a case, in the order in which the acts name them."""
    found: dict[str, str] = {}
    for word, side in (("victim", "to"), ("suspect", "by")):
        ids = list(
            dict.fromkeys(each for act in case.get("acts", ()) for each in act.get(side, ()))
        )
        found |= {f"{word}{number}": one for number, one in enumerate(ids, 1)}
    return found


def merge(
    case: dict[str, Any], facts: Mapping[str, Any], *, force: str, name: str
) -> dict[str, Any]:
    """The case of the answers with the facts filled in where the answers say nothing."""
    case = {**case, "id": name, "force": force}
    slots = slots_of(case)
    people = {each["id"]: dict(each) for each in case.get("people", ())}
    for each in facts.get("people", ()):
        if (one := slots.get(each["as"])) in people:
            told = {key: value for key, value in each.items() if key not in ("as", "label")}
            people[one] = {
                **{k: v for k, v in told.items() if v not in (None, "", [])},
                **people[one],
            }
    case["people"] = list(people.values())
    case["relationships"] = [*case.get("relationships", ()), *_links(case, facts, slots)]
    reports = [dict(each) for each in case.get("reports", ())]
    for report in reports:
        if facts.get("reported_at"):
            report.setdefault("at", facts["reported_at"])
    case["reports"] = reports
    case["acts"] = [_with_place(dict(act), facts) for act in case.get("acts", ())]
    if facts.get("against"):
        case["contrary"] = [{"what": facts["against"]}]
    if facts.get("rulings"):
        case["rulings"] = list(facts["rulings"])
    for field, word in facts.get("answers", {}).items():
        if word != UNKNOWN and not SAME.match(field):
            put(case, field, word)
    return case


def _links(
    case: Mapping[str, Any], facts: Mapping[str, Any], slots: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The relationships of the facts between people whom the answers don't connect."""
    there = {frozenset((each["first"], each["second"])) for each in case.get("relationships", ())}
    found = []
    for each in facts.get("relationships", ()):
        first, second = slots.get(each["first"]), slots.get(each["second"])
        if first and second and first != second and frozenset((first, second)) not in there:
            found.append({**each, "first": first, "second": second})
    return found


def _with_place(act: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    place = facts.get("place") or {}
    name = shown(place.get("text", ""), *(place.get(each, "") for each in WHERE))
    known = {"name": name, "kind": place.get("kind", "")}
    known = {key: value for key, value in known.items() if value}
    if known:
        act["place"] = {**known, **act.get("place", {})}
    if facts.get("happened_at"):
        act.setdefault("at", facts["happened_at"])
    return act
