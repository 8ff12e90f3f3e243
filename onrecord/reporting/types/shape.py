"""What a type of report is: its questions and answers, as the pages know them (`onrecord.reporting.types.reading` reads them).
The forms of partners (`onrecord.partners`) have the same questions, in a layout of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from crimerules.questions import hold
from onrecord.deciding.interview import start_with
from onrecord.reporting.errors import ReportError
from onrecord.reporting.types.lay import Words

CHOICE, YES_NO, TEXT, NUMBER = "choice", "yes-no", "text", "number"
WHEN, PLACE, PERSON, CONTACT, FILES = "when", "place", "person", "contact", "files"
# Of forms: one line, and an amount of money.
LINE, POUNDS = "line", "pounds"
KINDS: Final = (TEXT, CHOICE, YES_NO, NUMBER, WHEN, PLACE, PERSON, CONTACT, FILES)
CHOOSING: Final = (CHOICE, YES_NO)
# What stands where nothing was answered.
EMPTY: Final[tuple[Any, ...]] = ("", None, [], {})
ROUTES: Final = ("public", "partner")
# In addresses and in pairs of answers: letters, digits, hyphens; "rules:" stands before the questions of the rules.
ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
# Words of the addresses, which no question may be called.
TAKEN: Final = frozenset({"check", "sent", "save", "leave", "stop", "start", "files", "language"})
MOST_QUESTIONS: Final = 60
# As a department: the force's own for the conduct of its people (conduct_department in force.toml).
POLICE_STAFF: Final = "{conduct}"


class TypeError_(ReportError):
    """A type of report can't be used; the message names the entry and the remedy."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen. What hangs on it: a stop page, marks of the log, who gets it, answers to the rules."""

    say: str
    text: str
    stop: str = ""
    qualifiers: tuple[str, ...] = ()
    department: str = ""
    opening_code: str = ""
    other_force: str = ""
    fact: Mapping[str, str] = field(default_factory=dict)
    # Of forms: how much of what becomes of it is told (onrecord.partners.told).
    told: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that a type or a form asks besides those of the rules."""

    id: str
    kind: str
    asks: str
    help: str = ""
    required: bool = False
    account: bool = False
    # Of a choice: more than one answer may be ticked.
    several: bool = False
    # Of a person: the part that somebody has in it (onrecord.contact.people.ROLES).
    role: str = ""
    only: tuple[str, ...] = ()
    answers: tuple[Choice, ...] = ()
    # Of forms: asked of each of several things that are told, not once for all; of a place, its kind in the words of the
    # rules; how many letters a line may have; and that the program goes by it, so that nobody takes it out.
    each: bool = False
    place_kind: str = ""
    most: int = 300
    fixed: bool = False

    def choice(self, say: object) -> Choice | None:
        """The answer with this word."""
        return next((each for each in self.answers if each.say == say), None)

    def applies(self, said: Mapping[str, str]) -> bool:
        """Whether it is asked after these answers."""
        return hold(self.only, said)


_OF_FORMS: Final = frozenset({"each", "place_kind", "most", "fixed"})
_OF_TYPES: Final = frozenset({"several", "only"})


@dataclass(frozen=True, slots=True)
class Layout:
    """What questions and their answers may have in one sort of definition."""

    kinds: tuple[str, ...]
    question: frozenset[str]
    choice: frozenset[str]


_QUESTION: Final = frozenset(each.name for each in fields(Question))
_CHOICE: Final = frozenset(each.name for each in fields(Choice))
# The types for the public, and the forms of partners: a page of all questions, so that none waits for another's answer.
TYPES: Final = Layout(KINDS, (_QUESTION - _OF_FORMS) | {"use"}, _CHOICE - {"told"})
FORMS: Final = Layout(
    (LINE, TEXT, CHOICE, YES_NO, NUMBER, POUNDS, WHEN, PLACE, PERSON, FILES),
    _QUESTION - _OF_TYPES,
    _CHOICE - {"department", "opening_code", "other_force"},
)


@dataclass(frozen=True, slots=True)
class ReportType:
    """One type of report in one version; 0 is what is shipped."""

    key: str
    version: int
    title: str
    hint: str
    order: int
    open: bool
    routes: tuple[str, ...]
    department: str
    opening_code: str
    qualifiers: tuple[str, ...]
    straight_through: bool
    stop: str
    start: tuple[str, ...]
    questions: tuple[Question, ...]
    # Lay words by the question of the rules, these over those of lay.toml.
    lay: Mapping[str, Words]
    welsh: Mapping[str, str]
    # As it stands in the file or the kept version.
    definition: Mapping[str, Any]

    def question(self, id: str) -> Question | None:
        """The own question of this id."""
        return next((each for each in self.questions if each.id == id), None)

    def begun(self) -> dict[str, str]:
        """The answers of the rules that are known beforehand, by question."""
        return {pair[0]: pair[1] for pair in start_with(self.start)}
