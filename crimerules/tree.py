"""Questions for officers, one a screen, that build a case and lead to an answer of the rules.

The questions, their words and order are data (``rulebook/questions/*.toml``). Each answer sets
facts and names the question after it, so that every path ends. What a path comes to is also stated
there, apart from the engine, and held to it by a test that walks every path. Covered are assaults,
thefts without breaking in, and damage; anything else is handed over to a case file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from crimerules.case import Case
from crimerules.deciding import decide
from crimerules.decision import Decision
from crimerules.offences import RULEBOOK

FIRST, END, HAND_OVER, AGAIN = "reporter", "end", "hand-over", "else"
ENDINGS = {
    END: "Everything asked for is known.",
    HAND_OVER: "There are no screens for this yet: write a case file (`crimerules schema`) or ask "
    "the Force Crime Registrar. What was answered before is kept.",
}
MOST_ACTS = 20
FILES = ("start", "assault", "theft", "damage")


class TreeError(ValueError):
    """The questions can't be used, or an answer isn't one of those offered; says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a short word, its text, the facts it sets, and the question that follows.

    The word "number" stands for any whole number from ``least`` to ``most``; a fact set to "number"
    takes it.
    """

    say: str
    text: str
    set: Mapping[str, Any]
    next: str
    least: int = 0
    most: int = 0

    def fits(self, say: str) -> bool:
        """Whether somebody who says this gives this answer."""
        if self.say != "number":
            return say == self.say
        return say.isdecimal() and len(say) < 4 and self.least <= int(say) <= self.most


@dataclass(frozen=True, slots=True)
class Screen:
    """One question with its help, the page that makes it necessary, and its answers."""

    id: str
    asks: str
    help: str
    page: str
    answers: tuple[Answer, ...]

    def answer(self, say: str) -> Answer:
        """The answer with this word. Raises TreeError."""
        for each in self.answers:
            if each.fits(say):
                return each
        offered = ", ".join(
            each.say if each.say != "number" else f"{each.least} to {each.most}"
            for each in self.answers
        )
        raise TreeError(f"{say!r} is no answer to {self.id!r}; choose one of {offered}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a path comes to on which all of ``when`` hold: a class and code, or an exit.

    A condition is "question=answer", or "question!=answer" for any other answer to that question.
    """

    when: frozenset[str]
    class_: str
    code: str

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Whether all conditions hold for these answers (question -> word)."""
        return all(_holds(condition, answers) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Interview:
    """Where an officer stands: the next question, and the answers of each act so far."""

    at: str = FIRST
    acts: tuple[tuple[tuple[str, str], ...], ...] = ((),)
    others: tuple[bool, ...] = (False,)
    """For each act: it was done to somebody else than the act before."""

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

    @property
    def asked(self) -> int:
        """How many questions have been answered."""
        return sum(len(act) for act in self.acts)

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
            return Interview(chosen.next, (*acts, ()), (*self.others, say == "other-person"))
        return replace(self, at=chosen.next, acts=acts)

    def case(self) -> Case:
        """The case as answered so far. Raises CaseError if the answers can't be a case."""
        return Case.from_dict(_case(self))

    def decision(self, on: date) -> Decision:
        """What the rules in force on a day say of the case so far."""
        return decide(self.case(), on)

    def expected(self) -> list[Leaf]:
        """What the answers come to for each finished act, by the leaves of the tree."""
        reporter = dict(self.acts[0]).get(FIRST, "")
        found: list[Leaf] = []
        for act in self.acts:
            held = dict(act)
            if held.get("what") == "other" or AGAIN not in held:
                continue
            leaf = next((each for each in leaves() if each.fits(held)), None)
            if leaf is None:
                raise TreeError(f"no leaf for {held}; add one to the questions")
            if reporter == "other-denied" and leaf.class_ != "incident-only":
                leaf = Leaf(leaf.when, "refer" if leaf.class_ == "refer" else CRI, "")
            found.append(leaf)
        return found


CRI = "crime-related-incident"


def _holds(condition: str, answers: Mapping[str, str]) -> bool:
    if "!=" in condition:
        question, _, say = condition.partition("!=")
        return question in answers and answers[question] != say
    question, _, say = condition.partition("=")
    return answers.get(question) == say


def _case(interview: Interview) -> dict[str, Any]:
    report: dict[str, Any] = {}
    people: list[dict[str, Any]] = []
    acts: list[dict[str, Any]] = []
    first: dict[str, Any] = {}
    for number, answered in enumerate(interview.acts, 1):
        if number == 1 or interview.others[number - 1]:
            victim: dict[str, Any] = {"id": f"victim{len(people) + 1}"}
            victim |= {k: v for k, v in first.items() if k in ("confirms", "traced")}
            people.append(victim)
        victim = people[-1]
        act: dict[str, Any] = {"id": f"act{number}", "by": ["suspect"], "to": [victim["id"]]}
        thing: dict[str, Any] = {}
        for question, say in answered:
            for path, value in screens()[question].answer(say).set.items():
                fact = int(say) if value == "number" else value
                _put(path, fact, {"report": report, "victim": victim, "act": act}, thing)
        if number == 1:
            first = {**victim, "necessary": act.get("necessary")}
        elif first.get("necessary") is not None:
            act["necessary"] = first["necessary"]
        if thing:
            act["property"] = [{"owner": victim["id"], **thing}]
        if "does" in act:
            acts.append(act)
    if report.get("capacity") == "victim":
        report["by"] = people[0]["id"]
    suspect = {"id": "suspect"}
    return {"reports": [report] if report else [], "people": [*people, suspect], "acts": acts}


def _put(path: str, value: Any, roots: dict[str, dict[str, Any]], thing: dict[str, Any]) -> None:
    """Set one fact; a list adds to what is there (roles of a victim of several acts)."""
    root, _, rest = path.partition(".")
    if path.startswith("act.property."):
        thing[path.rpartition(".")[2]] = value
        return
    here = roots[root]
    if rest.startswith("facts."):
        here.setdefault("facts", {})[rest.removeprefix("facts.")] = value
    elif isinstance(value, list):
        here[rest] = list(dict.fromkeys([*here.get(rest, []), *value]))
    else:
        here[rest] = value


@cache
def _data() -> tuple[dict[str, Screen], tuple[Leaf, ...]]:
    texts = {
        name: (RULEBOOK / "questions" / f"{name}.toml").read_text(encoding="utf-8")
        for name in FILES
    }
    return load(texts)


def screens() -> dict[str, Screen]:
    """Every question by its id."""
    return _data()[0]


def leaves() -> tuple[Leaf, ...]:
    """What paths come to, in the order in which they are tried."""
    return _data()[1]


def load(texts: Mapping[str, str]) -> tuple[dict[str, Screen], tuple[Leaf, ...]]:
    """Questions and leaves from files (name -> TOML). Raises TreeError naming file and remedy."""
    held: dict[str, Screen] = {}
    found: list[Leaf] = []
    for name, text in texts.items():
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise TreeError(f"{name}.toml: not TOML ({error}); correct the line") from error
        for each in data.get("question", []):
            missing = {"id", "asks", "help", "page", "answers"} - set(each)
            if missing:
                raise TreeError(
                    f"{name}.toml: a question lacks {', '.join(sorted(missing))}; add it"
                )
            if each["id"] in held:
                raise TreeError(f"{name}.toml: two questions are called {each['id']!r}; rename one")
            answers = tuple(
                Answer(
                    one["say"],
                    one["text"],
                    one.get("set", {}),
                    one["next"],
                    one.get("least", 0),
                    one.get("most", 0),
                )
                for one in each["answers"]
            )
            held[each["id"]] = Screen(each["id"], each["asks"], each["help"], each["page"], answers)
        found += [
            Leaf(frozenset(each["when"]), each["class"], each.get("code", ""))
            for each in data.get("leaf", [])
        ]
    _sound(held)
    return held, tuple(found)


def _sound(held: dict[str, Screen]) -> None:
    """Every answer leads somewhere, every question is reached, and only 'else' goes round again."""
    reached = {FIRST}
    for screen in held.values():
        for answer in screen.answers:
            if answer.next not in held and answer.next not in ENDINGS:
                raise TreeError(
                    f"{screen.id}: the answer {answer.say!r} leads to {answer.next!r}, which is "
                    "no question; correct next"
                )
            reached.add(answer.next)
    lost = sorted(set(held) - reached)
    if lost:
        raise TreeError(f"no answer leads to {lost[0]!r}; name it as next, or take it out")

    def descend(at: str, path: tuple[str, ...]) -> None:
        if at in path:
            raise TreeError(f"the questions go round: {' > '.join((*path, at))}; end the path")
        if at in ENDINGS or at == AGAIN:
            return
        for answer in held[at].answers:
            descend(answer.next, (*path, at))

    descend(FIRST, ())


def walk(start: Interview | None = None) -> Iterator[Interview]:
    """Every finished interview about one thing that happened."""
    here = start or Interview()
    if here.finished:
        yield here
        return
    for answer in here.screen.answers:
        if here.at != AGAIN or answer.next in ENDINGS:
            numbers = {str(answer.least), str(answer.most)}
            for say in sorted(numbers) if answer.say == "number" else (answer.say,):
                yield from walk(here.answer(say))
