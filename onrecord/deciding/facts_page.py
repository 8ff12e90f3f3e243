"""The page of facts: which fields it has, and the facts that come of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from crimerules import CaseError
from onrecord.contact.content import moment
from onrecord.deciding import interview
from onrecord.deciding.facts import slots_of
from onrecord.deciding.forms import ROLES, FactsForm, PersonForm
from onrecord.deciding.models import RecordingDecision
from onrecord.recording.where import WHERE

# Of what an answer settles, these are shown and not asked again.
SETTLED = ("age", "sex", "kind")


def case_so_far(row: RecordingDecision) -> dict[str, Any]:
    """The case of the answers alone; without people and acts while it can't be put together."""
    here, _ = interview.so_far(row.answers)
    try:
        return here.case().to_dict()
    except CaseError:
        return {}


def person_slots(row: RecordingDecision) -> list[dict[str, Any]]:
    """The people of a decision: those of the case, and those of the facts beyond them."""
    case = case_so_far(row)
    slots = slots_of(case)
    by_id = {each["id"]: each for each in case.get("people", ())}
    told = {each["as"]: each for each in row.facts.get("people", ())}
    names = list(dict.fromkeys([*slots, *told])) or ["victim1", "suspect1"]
    found = []
    for slot in names:
        word = slot.rstrip("0123456789")
        several = sum(each.startswith(word) for each in names) > 1
        settled = by_id.get(slots.get(slot, ""), {})
        found.append(
            {
                **told.get(slot, {}),
                "as": slot,
                "several": several,
                "title": f"{ROLES[word]} {slot[len(word) :]}" if several else ROLES[word],
                "settled": {key: settled[key] for key in SETTLED if key in settled},
            }
        )
    return found


def facts_forms(
    row: RecordingDecision, data: Mapping[str, Any] | None
) -> tuple[FactsForm, list[dict[str, Any]]]:
    """The form of the facts, and one for each person with what an answer settles about them."""
    held = row.facts
    place = held.get("place") or {}
    first: dict[str, Any] = next(iter(held.get("relationships", ())), {})
    form = FactsForm(
        data,
        initial={
            "reported_at": _local(held.get("reported_at")),
            "happened_at": _local(held.get("happened_at")),
            "place": place.get("text", ""),
            "place_kind": place.get("kind", ""),
            **{name: place.get(name, "") for name in WHERE},
            "relationship": first.get("kind", ""),
            "former": first.get("former", False),
            "modus": held.get("modus", ""),
            "against": held.get("against", ""),
            "delay": held.get("delay", ""),
        },
    )
    people = []
    for person in person_slots(row):
        one = PersonForm(
            data,
            prefix=person["as"],
            initial={key: person.get(key, "") for key in ("name", "kind", "age", "sex")},
        )
        for name in person["settled"]:
            del one.fields[name]
        people.append({**person, "form": one})
    return form, people


def _local(text: str | None) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(text)) if text else None


def facts_from(
    row: RecordingDecision, form: FactsForm, people: list[dict[str, Any]]
) -> dict[str, Any]:
    """The facts that a filled-in page says."""
    said = form.cleaned_data
    place = {"text": said["place"].strip(), "kind": said["place_kind"]}
    place |= {name: said[name] for name in WHERE}
    facts: dict[str, Any] = {
        "reported_at": moment(said["reported_at"]),
        "happened_at": moment(said["happened_at"]),
        "place": {key: value for key, value in place.items() if value},
        "modus": said["modus"].strip(),
        "against": said["against"].strip(),
        "delay": said["delay"].strip(),
        "people": people_with(row, {each["as"]: each["form"].cleaned_data for each in people}),
        "relationships": list(row.facts.get("relationships", ()))[1:],
    }
    if said["relationship"]:
        facts["relationships"] = [
            {
                "first": "suspect1",
                "kind": said["relationship"],
                "second": "victim1",
                "former": said["former"],
            },
            *facts["relationships"],
        ]
    return facts


def people_with(
    row: RecordingDecision, said: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The people of the facts after what was typed about some of them; those of whom nothing is known are left out."""
    told = {each["as"]: dict(each) for each in row.facts.get("people", ())}
    for slot, values in said.items():
        one = {**told.get(slot, {}), "as": slot}
        for name, value in values.items():
            value = value.strip() if isinstance(value, str) else value
            one.pop(name, None)
            if value not in (None, ""):
                one[name] = value
        if len(one) > 1:
            told[slot] = one
        else:
            told.pop(slot, None)
    return list(told.values())
