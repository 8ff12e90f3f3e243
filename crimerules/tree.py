"""Questions for officers, one a screen, that build a case and lead to an answer of the rules.

The questions are data (:mod:`crimerules.questions`). Each answer sets facts and names the question
after it, so that every path ends. They cover what is commonly reported; anything else is handed
over to a case file or the registrar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crimerules.case import Case
from crimerules.deciding import decide
from crimerules.decision import Decision
from crimerules.questions import (
    AGAIN,
    END,
    ENDINGS,
    FIRST,
    HAND_OVER,
    Ending,
    Leaf,
    Screen,
    TreeError,
    held,
    hold,
    load,
)

__all__ = [
    "AGAIN",
    "END",
    "ENDINGS",
    "FIRST",
    "HAND_OVER",
    "MOST_ACTS",
    "Interview",
    "TreeError",
    "leaves",
    "load",
    "screens",
    "walk",
]
MOST_ACTS = 20
SAME_SUSPECT = ("same-who", "other-who")
RAPES = "19"


def screens() -> Mapping[str, Screen]:
    """Every question by its id."""
    return held().screens


def leaves() -> tuple[Leaf, ...]:
    """What paths come to, in the order in which they are tried."""
    return held().leaves


@dataclass(frozen=True, slots=True)
class Interview:
    """Where an officer stands: the next question, and the answers of each act so far.

    ``asked`` counts the screens that were shown: what is known already isn't asked again.
    """

    at: str = FIRST
    acts: tuple[tuple[tuple[str, str], ...], ...] = ((),)
    asked: int = 0

    @property
    def finished(self) -> bool:
        """No question is left."""
        return self.at in ENDINGS

    @property
    def screen(self) -> Screen:
        """The question to show. Raises TreeError when there is none left."""
        if self.finished:
            raise TreeError("there is no question left; read the decision")
        return screens()[self.at]

    def answer(self, say: str) -> Interview:
        """The interview after this answer. Raises TreeError when the answer isn't offered."""
        screen = self.screen
        chosen = screen.answer(say)
        acts = (*self.acts[:-1], (*self.acts[-1], (screen.id, say)))
        if screen.id == AGAIN and chosen.next not in ENDINGS:
            if len(acts) >= MOST_ACTS:
                raise TreeError(
                    f"{MOST_ACTS} things are as many as one interview takes; start another"
                )
            acts = (*acts, ())
        return replace(self, at=chosen.next, acts=acts, asked=self.asked + 1)._onwards()

    def _onwards(self) -> Interview:
        """Past the questions that need no asking: they don't apply, or the answer is known."""
        here = self
        while not here.finished:
            screen = screens()[here.at]
            if screen.only and not hold(screen.only, here.answers()):
                here = replace(here, at=screen.otherwise)
                continue
            known = here.answers().get(screen.asks_for, "") if screen.asks_for else ""
            fits = [each for each in screen.answers if each.fits(known)]
            if not known or not fits:
                break
            acts = (*here.acts[:-1], (*here.acts[-1], (screen.id, known)))
            here = replace(here, at=fits[0].next, acts=acts)
        return here

    def answers(self, number: int = -1) -> dict[str, str]:
        """Question -> word for one act, with what carries over from the acts before it.

        What is known of the victim or the suspect stands under the name of the fact, too
        ("victim.age").
        """
        number = number % len(self.acts)
        own = dict(self.acts[number])
        if number == 0 or self._told(number) == "other-person":
            return _with_facts(own)
        before = self.answers(number - 1)
        same = own.get("same-who", "") == "same"
        kept: dict[str, str] = {}
        for question, say in before.items():
            screen = screens().get(question)
            if screen is None:
                if question.startswith("victim.") or same:
                    kept[question] = say
            elif screen.carries == "report" or (screen.carries == "who" and same):
                kept[question] = say
        return _with_facts({**kept, **own})

    def _told(self, number: int) -> str:
        """The answer to "anything else?" that led to an act."""
        return dict(self.acts[number - 1]).get(AGAIN, "")

    def case(self) -> Case:
        """The case as answered so far. Raises CaseError if the answers can't be a case."""
        return Case.from_dict(_case(self))

    def decision(self, on: date) -> Decision:
        """What the rules in force on a day say of the case so far."""
        return decide(self.case(), on)

    def expected(self) -> list[tuple[str, str]]:
        """Class (or exit) and code that each finished act comes to, by leaves and endings."""
        found = []
        for number, act in enumerate(self.acts):
            said = self.answers(number)
            if AGAIN not in dict(act):
                continue
            leaf = next((each for each in leaves() if hold(each.when, said)), None)
            if leaf is None:
                raise TreeError(f"no leaf for {said}; add one to the questions")
            found.append(_ended(leaf, said))
        return found


def _with_facts(said: dict[str, str]) -> dict[str, str]:
    for question, say in list(said.items()):
        screen = screens().get(question)
        if screen is not None and screen.asks_for:
            said[screen.asks_for] = say
    return said


EXITS = frozenset(
    ["incident-only", "crime-related-incident", "N300", "other-authority", "refer", "N100"]
)


def _ended(leaf: Leaf, said: Mapping[str, str]) -> tuple[str, str]:
    crime_class, code = leaf.came_to(said)
    if crime_class in EXITS and not leaf.unproved:
        return crime_class, code
    ending: Ending | None = next(
        (each for each in held().endings if each.fits(leaf, crime_class, said)), None
    )
    if ending is None:
        return crime_class, code
    return (ending.rape if ending.rape and crime_class.startswith(RAPES) else ending.class_), ""


def _case(interview: Interview) -> dict[str, Any]:
    reports: list[dict[str, Any]] = []
    people: dict[str, dict[str, Any]] = {}
    links: dict[tuple[str, str], dict[str, Any]] = {}
    acts: list[dict[str, Any]] = []
    victim = suspect = ""
    for number, answered in enumerate(interview.acts):
        own = dict(answered)
        if number == 0 or interview._told(number) == "other-person":
            victim = f"victim{len(reports) + 1}"
            reports.append({"acts": []})
        if number == 0 or not any(own.get(each) == "same" for each in SAME_SUSPECT):
            suspect = f"suspect{1 + sum(each.startswith('suspect') for each in people)}"
        act: dict[str, Any] = {"id": f"act{number + 1}", "by": [suspect], "to": [victim]}
        link: dict[str, Any] = {}
        roots = {
            "report": reports[-1],
            "victim": people.setdefault(victim, {"id": victim}),
            "suspect": people.setdefault(suspect, {"id": suspect}),
            "act": act,
            "relationship": link,
        }
        for question, say in interview.answers(number).items():
            screen = screens().get(question)
            for path, value in screen.answer(say).set.items() if screen else ():
                _put(path, int(say) if value == "number" else value, roots)
        for thing in act.get("property", []):
            thing |= {"owner": victim} if act["to"] else {}
        if link:
            links[suspect, victim] = {"first": suspect, "second": victim, **link}
        if "does" in act:
            acts.append(act)
            reports[-1]["acts"].append(act["id"])
        if reports[-1].get("capacity") == "victim":
            reports[-1]["by"] = victim
    used = {each for act in acts for each in (*act["by"], *act["to"])}
    used |= {each.get("by", "") for each in reports}
    kept = [each for each in reports if "capacity" in each and each["acts"]]
    if len(kept) == 1:
        kept[0].pop("acts")
    return {
        "reports": kept
        or [each for each in reports if each.pop("acts", True) and "capacity" in each],
        "people": [each for name, each in people.items() if name in used],
        "relationships": [link for pair, link in links.items() if used.issuperset(pair)],
        "acts": acts,
    }


def _put(path: str, value: Any, roots: Mapping[str, dict[str, Any]]) -> None:
    """Set one fact; a list adds to what is there (roles of a victim of several acts)."""
    root, *parts = path.split(".")
    here = roots[root]
    if parts[0] == "property":
        here = here.setdefault("property", [{}])[0]
        parts = parts[1:]
    for each in parts[:-1]:
        here = here.setdefault(each, {})
    last = parts[-1]
    if path in ("act.to", "act.by"):
        here[last] = []
    elif isinstance(value, list | tuple):
        here[last] = list(dict.fromkeys([*here.get(last, []), *value]))
    else:
        here[last] = value


def walk(start: Interview | None = None) -> Iterator[Interview]:
    """Every finished interview about one thing that happened."""
    here = start or Interview()
    if here.finished:
        yield here
        return
    for answer in here.screen.answers:
        if here.at != AGAIN or answer.next in ENDINGS:
            for say in answer.words():
                yield from walk(here.answer(say))
