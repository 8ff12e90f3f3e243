"""The facts of a worked example in plain words, so that a card hides nothing that its answer hangs on."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from crimerules.case import (
    CAPACITIES,
    CHANNELS,
    COUNTRIES,
    Act,
    Case,
    Contrary,
    Person,
    Place,
    Recorded,
)
from crimerules.offences import classes, find
from crimerules.vocabulary import FACTS, WORDS

# Told elsewhere on the card, or of no weight for an answer.
_LEFT_OUT = {"id", "by", "to", "acts", "does", "class", "code", "property", "place", "facts"}
_LEFT_OUT |= {"suspect_place", "victim_place", "name", "household", "home", "at", "until"}

# Reports that nobody made.
_OF_ITSELF = {
    "police": "Police found out by themselves",
    "video": "Nobody reported it: a camera showed it",
}


def known(case: Case, *, chosen: bool) -> list[str]:
    """What is known, a sentence or two words a line. `chosen`: tell the class where the example gives it."""
    return list(dict.fromkeys(_lines(case, chosen)))


def _lines(case: Case, chosen: bool) -> Iterator[str]:
    for report in case.reports:
        who = _OF_ITSELF.get(report.capacity) or f"Reported by {CAPACITIES[report.capacity]}"
        if report.capacity == "victim":
            people = {person.id: person.kind for person in case.people}
            victims = [people.get(one, "person") for act in case.acts for one in act.to]
            business = victims and all(kind != "person" for kind in victims)
            who = f"Reported {'for the business or body itself' if business else 'by the victim'}"
        yield (
            who
            if report.channel == "direct"
            else f"{who}; it came by way of {CHANNELS[report.channel]}"
        )
        if report.doubted:
            yield "The reporter's status or truthfulness is in doubt"
    for person in case.people:
        told = list(_person(person))
        if told:
            yield f"{_name(person.id)}: {'; '.join(told)}"
    for link in case.relationships:
        was = " (it has ended)" if link.former else ""
        meaning = WORDS["relationship"].get(link.kind, link.kind)
        yield f"{_name(link.first)} to {_name(link.second)}: {meaning}{was}"
    for act in case.acts:
        yield from _act(act, chosen, several=len(case.acts) > 1)
    for each in case.contrary:
        yield from _contrary(each)
    for record in case.recorded:
        yield _recorded(record)


def _name(one: str) -> str:
    return f"The {one}" if one in ("victim", "suspect") else one.replace("-", " ").capitalize()


def _names(ids: tuple[str, ...]) -> str:
    told = [_name(each).replace("The ", "the ") for each in ids]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _person(person: Person) -> Iterator[str]:
    if person.kind != "person":
        yield f"a {person.kind.replace('-', ' ')}"
    if person.age is not None:
        yield f"{person.age:g} years old" if person.age >= 1 else f"{12 * person.age:g} months old"
    if person.sex:
        yield person.sex
    yield from (WORDS["role"].get(each, each) for each in person.roles)
    yield from (WORDS["state"].get(each, each) for each in person.states)
    if not person.identified:
        yield "nobody knows who it is"
    if person.traced is not None:
        yield "has been found and can be asked" if person.traced else "can't be found"
    if person.confirms is not None:
        yield "says that it happened" if person.confirms else "doesn't say that it happened"
    if person.supports is not None:
        yield "wants an investigation" if person.supports else "doesn't want an investigation"
    if person.household:
        yield "of one household with others here"


def _act(act: Act, chosen: bool, *, several: bool) -> Iterator[str]:
    did = WORDS["does"].get(act.does, "")
    if act.class_ and chosen:
        did = _class(act.class_, act.code)
    # Who, wherever there is more than one of anything.
    several = several or len(act.to) > 1 or len(act.by) > 1
    whom = f" to {_names(act.to)}" if act.to and several else ""
    by = f", by {_names(act.by)}" if act.by and several else ""
    if did and (several or not act.class_):
        yield f"What happened{whom}{by}: {did}"
    elif did:
        yield f"It is {did}"
    for field in fields(Act):
        name = field.metadata.get("name") or field.name.rstrip("_")
        value = getattr(act, field.name)
        if name in _LEFT_OUT or value in (field.default, (), "", None):
            continue
        yield f"{_line(field.metadata['meaning'])}: {_value(value, name)}"
    for thing in act.property:
        told = WORDS["property"].get(thing.kind, thing.kind.replace("-", " "))
        worth = f", worth or damage £{thing.value:,.0f}" if thing.value is not None else ""
        if told or worth:
            yield f"Property: {told}{worth}"
    for words, place in (
        ("Where", act.place),
        ("Where the suspect was", act.suspect_place),
        ("Where the victim was", act.victim_place),
    ):
        if place is not None and (told := _place(place)):
            yield f"{words}: {told}"
    for key, value in act.facts.items():
        yield f"{_line(FACTS.get(key, ('', key))[1])}: {_fact(key, value)}"


def _line(meaning: str) -> str:
    """The meaning of a field as the beginning of a line, without what is for whoever fills it in."""
    text = meaning.partition(";")[0]
    return text[:1].upper() + text[1:]


def _class(class_: str, code: str) -> str:
    held = find(code, class_) if code else ()
    title = held[0].title if held else classes()[class_].title if class_ in classes() else ""
    return f"{title} (class {class_})" if title else f"class {class_}"


def _place(place: Place) -> str:
    parts = [WORDS["place"].get(place.kind, "")]
    parts.append("in the school's hours" if place.school_hours else "")
    parts.append("outside the school's hours" if place.school_hours is False else "")
    parts.append("a private place" if place.private else "")
    parts.append(place.force)
    if place.country and place.country != "england":
        parts.append(COUNTRIES[place.country])
    return ", ".join(each for each in parts if each)


def _value(value: Any, sort: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_value(each, sort) for each in value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float | int):
        return f"{value:g}"
    return WORDS.get(sort, {}).get(str(value), str(value).replace("-", " "))


def _fact(key: str, value: Any) -> str:
    kind = FACTS.get(key, ("", ""))[0]
    sort = kind.partition(":")[2]
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(each, sort) for each in value)
    return _value(value, sort)


def _contrary(each: Contrary) -> Iterator[str]:
    told = [each.what or "something"]
    if each.credible is not None:
        told.append("credible" if each.credible else "not credible")
    if each.available is not None:
        told.append("at hand at once" if each.available else "not at hand at once")
    yield f"What speaks against it: {', '.join(told)}"


def _recorded(record: Recorded) -> str:
    told = [f"On record already: {_class(record.class_, record.code)}"]
    if record.by and record.to:
        told.append(f"by {_names(record.by)} to {_names(record.to)}")
    if record.recorded:
        told.append(f"recorded on {record.recorded:%d/%m/%Y}")
    if record.last_incident:
        told.append(f"last incident on {record.last_incident:%d/%m/%Y}")
    if record.dealt_with is not None:
        told.append(
            "police have dealt with the offender" if record.dealt_with else "not dealt with yet"
        )
    return ", ".join(told)
