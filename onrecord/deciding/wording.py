"""The answer of the rules as pages show it: crimes, ways out, reasons with their pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crimerules.case import Case
from crimerules.decision import Crime, Decision, NotRecorded
from crimerules.explain import names
from crimerules.flags import FLAGS
from crimerules.offences import find
from crimerules.rule import RULES, pages
from onrecord.deciding import interview
from onrecord.deciding.facts import slots_of
from onrecord.deciding.rationale import choices, exit_words, which_test
from onrecord.deciding.states import State
from onrecord.ledger.queries import Version


def named(case: Case) -> Case:
    """The case for showing: whoever has no name is called the victim, victim 2, the suspect ..."""
    slots = slots_of(case.to_dict())
    called: dict[str, str] = {}
    for slot, one in slots.items():
        word = slot.rstrip("0123456789")
        several = sum(each.startswith(word) for each in slots) > 1
        called.setdefault(one, f"{word} {slot[len(word) :]}" if several else f"the {word}")
    people = tuple(
        each if each.name else replace(each, name=called.get(each.id, each.id))
        for each in case.people
    )
    return replace(case, people=people)


def crime_shown(crime: Crime, case: Case | None, made: Decision) -> dict[str, Any]:
    """One crime: title, class, code, count, victims, offenders, flags, force, what is written in, and why."""
    return {
        "title": crime.title or f"Class {crime.class_}",
        "class": crime.class_,
        "code": crime.code,
        "count": crime.count,
        "victims": _who(case, crime.victims),
        "by": _who(case, crime.by),
        "flags": [flag_words(flag) for flag in crime.flags],
        "force": crime.force,
        "absorbed": [_title(class_, code) for class_, code in crime.absorbed],
        "why": reasons(made, crime.acts),
    }


def _who(case: Case | None, ids: tuple[str, ...]) -> str:
    """The names; nothing where there is one nameless victim or suspect, of whom that says enough."""
    told = names(case, ids) if case else ", ".join(ids)
    return "" if told in ("the victim", "the suspect") else told


def _title(class_: str, code: str) -> str:
    held = find(code, class_) if code else ()
    return f"{class_} {held[0].title} ({code})" if held else f"class {class_} {code}".strip()


def flag_words(flag: str) -> str:
    """A flag in words."""
    return FLAGS.get(flag, flag.replace("-", " "))


def exit_shown(entry: NotRecorded, case: Case | None) -> dict[str, Any]:
    """One way out, as the official flow chart names it."""
    test = choices().tests[which_test(entry.rule)]
    return {
        "exit": exit_words(entry.exit),
        "name": entry.exit.replace("-", " "),
        "code": entry.code,
        "count": entry.count,
        "reason": entry.reason,
        "page": page_of(entry.rule),
        "says": says(entry.rule),
        "victims": names(case, entry.victims) if case else "",
        "force": entry.force,
        "test": test,
    }


def page_of(rule: str) -> str:
    """Where a rule is printed: "p. 7", "pp. 7 and 8"; empty when it isn't known here."""
    held = RULES.get(rule)
    if held is None:
        return ""
    return pages(held.page) if held.page else held.document.split(" (")[0]


def says(rule: str) -> str:
    """What a rule says, in a sentence or two."""
    held = RULES.get(rule)
    return held.says if held else ""


def reasons(made: Decision, acts: Iterable[str] = ()) -> list[dict[str, str]]:
    """The steps that settled something, of these acts or of all: the finding, the rule's sentence and its page."""
    wanted = set(acts)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for step in made.steps:
        about = {part.strip() for part in step.about.split(",")}
        if not step.decides or step.rule.startswith("deadline."):
            continue
        if wanted and not about & wanted:
            continue
        found.setdefault(
            (step.rule, step.finding),
            {"finding": step.finding, "says": says(step.rule), "page": page_of(step.rule)},
        )
    return list(found.values())


@dataclass(frozen=True)
class Happened:
    """One version of a decision: when, by whom, what was done, and the entry of the ledger that holds it."""

    at: datetime
    by: str
    words: list[str]
    seq: int
    leaf: str


FACTS = {
    "reported_at": "time of the first report",
    "happened_at": "time of the event",
    "place": "place",
    "people": "people",
    "relationships": "how people are connected",
    "modus": "how it was done",
    "against": "what speaks against it",
    "answers": "answers to what the rules asked",
    "rulings": "a ruling",
    "otherwise": "a choice other than the rules'",
    "delay": "why it comes late",
    "returned": "what the registrar says",
}


def happened(versions: Iterable[Version]) -> list[Happened]:
    """The history of a decision in words, oldest first."""
    found = []
    for version in versions:
        words: list[str] = []
        for change in version.changes if version.number > 1 else ():
            before: Any = change.before or []
            after: Any = change.after or []
            if change.field == "answers":
                told = interview.given([pair for pair in after if pair not in before])
                words += [f"{one.asks} {one.text}." for one in told] or [
                    "Took the last answer back."
                ]
            elif change.field == "facts":
                keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
                words.append(f"Facts: {', '.join(FACTS.get(key, key) for key in keys)}.")
            elif change.field == "state":
                words.append(f"Now {State(after).label}.")
            elif change.field == "crime_refs":
                words.append(
                    f"Recorded: {', '.join(each for each in after if each not in before)}."
                )
        if version.number == 1:
            words = ["Begun."]
        if version.content is None:
            words = ["Content erased."]
        found.append(Happened(version.recorded_at, version.actor, words, version.seq, version.leaf))
    return found


def moment_of(text: str) -> datetime | None:
    """A time of a decision as a datetime; None where there is none."""
    return datetime.fromisoformat(text) if text else None
