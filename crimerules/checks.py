"""Finds what can't be true in a case that has been read: ids, ages, times, relationships, classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from crimerules.case import Case
from crimerules.classify import chosen_problem
from crimerules.reading import Problem
from crimerules.requirements import unknown_offence
from crimerules.vocabulary import WITHOUT_DOER, closest

OLDEST = 125
"""Years; nobody verified has lived longer than 122."""
ANCESTRY = frozenset({"parent", "grandparent"})
CLOCK_SLACK = timedelta(minutes=10)
"""How far ahead a time may be before it counts as the future: clocks of two systems differ."""


def mistakes(case: Case, now: datetime | None = None) -> list[Problem]:
    """Every mistake in a case, with its remedy; ``now`` is the moment after which times are future."""
    found: list[Problem] = []
    people = {each.id for each in case.people}
    acts = {each.id for each in case.acts}
    _ids(found, "people", [each.id for each in case.people])
    _ids(found, "acts", [each.id for each in case.acts])
    _ages(case, found)

    def known(where: str, ids: Iterable[str], among: set[str], sort: str) -> None:
        for each in ids:
            if each not in among:
                remedy = f"Add the {sort} to the case or correct the id.{closest(each, dict.fromkeys(among))}"
                found.append(Problem(where, f'"{each}" is not the id of any {sort}.', remedy))

    for at, report in enumerate(case.reports):
        known(f"reports[{at}].by", [report.by] if report.by else [], people, "person")
        known(f"reports[{at}].acts", report.acts, acts, "act")
    for at, act in enumerate(case.acts):
        where = f"acts[{at}]"
        if not act.by and act.does not in WITHOUT_DOER:
            found.append(
                Problem(
                    f"{where}.by",
                    "nobody did this act.",
                    'Name who did it; add an unknown offender as a person with "identified": false.',
                )
            )
        known(f"{where}.by", act.by, people, "person")
        known(f"{where}.to", act.to, people, "person")
        known(f"{where}.property", [p.owner for p in act.property if p.owner], people, "person")
        if not act.does and not act.class_ and not act.code:
            found.append(
                Problem(
                    f"{where}.does",
                    "neither what was done nor a class is given.",
                    'Give "does" (see `crimerules schema`), or "class" and "code".',
                )
            )
        problem = chosen_problem(act.class_, act.code) if act.class_ or act.code else ""
        if problem:
            found.append(Problem(f"{where}.{'code' if act.code else 'class'}", problem + ".", ""))
        if act.until and act.at and act.until < act.at:
            found.append(
                Problem(
                    f"{where}.until", "is before the beginning.", "Correct one of the two times."
                )
            )
        if act.times < 1:
            found.append(Problem(f"{where}.times", f"is {act.times}.", "Give 1 or more."))
        for number, thing in enumerate(act.property):
            if thing.value is not None and thing.value < 0:
                found.append(
                    Problem(
                        f"{where}.property[{number}].value", "is less than nothing.", "Correct it."
                    )
                )
    for at, each in enumerate(case.contrary):
        known(f"contrary[{at}].acts", each.acts, acts, "act")
    for at, old in enumerate(case.recorded):
        known(f"recorded[{at}].by", old.by, people, "person")
        known(f"recorded[{at}].to", old.to, people, "person")
        found += [
            Problem(f"recorded[{at}].{each.field}", each.problem, each.remedy)
            for each in unknown_offence(old.class_, old.code)
        ]
    for at, ruling in enumerate(case.rulings):
        known(f"rulings[{at}].acts", ruling.acts, acts, "act")
    for at, link in enumerate(case.relationships):
        known(f"relationships[{at}]", [link.first, link.second], people, "person")
        if link.first == link.second:
            found.append(
                Problem(
                    f"relationships[{at}]",
                    f'"{link.first}" is related to himself or herself.',
                    "Name two different people.",
                )
            )
    _circles(case, found)
    _future(case, found, now or datetime.now(UTC))
    _foretold(case, found)
    return found


def _ids(found: list[Problem], where: str, ids: list[str]) -> None:
    for each, count in Counter(ids).items():
        if count > 1:
            found.append(
                Problem(where, f'{count} entries have the id "{each}".', "Give each its own id.")
            )
        if not each.strip():
            found.append(Problem(where, "an entry has an empty id.", "Give each entry an id."))


def _ages(case: Case, found: list[Problem]) -> None:
    for at, each in enumerate(case.people):
        if each.age is not None and not 0 <= each.age <= OLDEST:
            found.append(
                Problem(
                    f"people[{at}].age",
                    f"{each.age:g} is not an age anybody reaches.",
                    f"Give the age in years at the time, 0 to {OLDEST}, or leave it out if unknown.",
                )
            )


def _circles(case: Case, found: list[Problem]) -> None:
    """Nobody can be their own ancestor."""
    children: dict[str, set[str]] = {}
    for link in case.relationships:
        if link.kind in ANCESTRY:
            children.setdefault(link.first, set()).add(link.second)
    done: set[str] = set()
    for start in children:
        stack = [(start, iter(children.get(start, ())))]
        path = {start}
        while stack and start not in done:
            here, below = stack[-1]
            child = next(below, None)
            if child is None:
                path.discard(here)
                done.add(here)
                stack.pop()
            elif child in path:
                found.append(
                    Problem(
                        "relationships",
                        f'"{child}" would be their own ancestor.',
                        "Correct which of the two is the parent or grandparent.",
                    )
                )
                return
            elif child not in done:
                path.add(child)
                stack.append((child, iter(children.get(child, ()))))


def _future(case: Case, found: list[Problem], now: datetime) -> None:
    latest = now + CLOCK_SLACK
    times = [(f"reports[{at}].at", each.at) for at, each in enumerate(case.reports)]
    for at, act in enumerate(case.acts):
        times += [(f"acts[{at}].at", act.at), (f"acts[{at}].until", act.until)]
    for at, old in enumerate(case.recorded):
        times += [(f"recorded[{at}].recorded", old.recorded)]
        times += [(f"recorded[{at}].last_incident", old.last_incident)]
    for where, moment in times:
        if moment is not None and moment > latest:
            found.append(
                Problem(
                    where, f"{moment.isoformat()} is in the future.", "Correct the date or time."
                )
            )


def _foretold(case: Case, found: list[Problem]) -> None:
    """Nothing can be told to the police before it happens."""
    for at, act in enumerate(case.acts):
        told = [each.at for each in case.reports if not each.acts or act.id in each.acts]
        known = [each for each in told if each is not None]
        if act.at is None or not known or len(known) < len(told):
            continue
        last = max(known)
        if act.at > last + CLOCK_SLACK:
            found.append(
                Problem(
                    f"acts[{at}].at",
                    f"{act.at.isoformat()} is after the last report of it ({last.isoformat()}).",
                    "Correct one of the two, or add the report that tells of it.",
                )
            )
