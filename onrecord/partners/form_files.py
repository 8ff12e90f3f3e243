"""The forms by which partners refer: data in `forms/*.toml`, read strictly.

A form says for which kinds of organisation it is, in which capacity its reporter tells the police (the answer to the first
question of the rules), what is asked, and what its log is opened with. `several`: what one sending of it may tell of more than
once, such as the disclosures of a meeting; each is a report of its own, with its own log and its own 24 hours.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from crimerules.tree import FIRST, screens
from crimerules.vocabulary import WORDS
from onrecord.contact.people import ROLES
from onrecord.deciding.interview import start_with
from onrecord.partners.models import Kind
from onrecord.partners.told import told_of

FOLDER: Final = Path(__file__).with_name("forms")
# Before a form's key, as the type of its reports.
TYPE: Final = "partner-"
KINDS: Final = ("line", "text", "choice", "yes-no", "number", "pounds", "when", "place", "person")
_FORM: Final = (
    *(
        "title",
        "hint",
        "order",
        "for",
        "opening_code",
        "qualifiers",
        "source",
        "capacity",
        "because",
    ),
    *("told", "start", "several", "depersonalised", "question"),
)
_QUESTION: Final = (
    *("id", "kind", "asks", "help", "required", "account", "each", "role", "place_kind", "answers"),
    *("business", "most", "stop"),
)
_ANSWER: Final = ("say", "text", "capacity", "told", "qualifiers", "start")


class FormError(ValueError):
    """A form's file can't be used; the message names file, entry and remedy."""


@dataclass(frozen=True)
class Answer:
    """One answer that may be chosen, and what follows from it."""

    say: str
    text: str
    capacity: str = ""
    told: str = ""
    qualifiers: tuple[str, ...] = ()
    start: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One thing that is asked. `each`: of every one of several, not once for all. `account`: its words are the first account."""

    id: str
    kind: str
    asks: str
    help: str = ""
    required: bool = False
    account: bool = False
    each: bool = False
    # Of a person: their part in the matter; of a place: its kind in the words of the rules.
    role: str = ""
    business: bool = False
    place_kind: str = ""
    most: int = 300
    # The answer after which the sender is told to call 999 before the form is sent: "yes" or "no", where that is asked.
    stop: str = ""
    answers: tuple[Answer, ...] = ()

    def answer(self, say: str) -> Answer | None:
        return next((each for each in self.answers if each.say == say), None)


@dataclass(frozen=True)
class Form:
    """One form. `start`: answers to the rules' questions after the first, as far as what was sent gives them."""

    key: str
    title: str
    hint: str
    for_kinds: tuple[str, ...]
    capacity: str
    because: str
    questions: tuple[Question, ...]
    order: int = 100
    opening_code: str = ""
    qualifiers: tuple[str, ...] = ()
    source: str = "Partner agency"
    told: str = ""
    start: tuple[str, ...] = ()
    several: str = ""
    depersonalised: bool = False
    _held: Mapping[str, Question] = field(default_factory=dict, repr=False)

    @property
    def type_key(self) -> str:
        """As which type its reports are kept."""
        return f"{TYPE}{self.key}"

    def question(self, name: str) -> Question | None:
        return self._held.get(name)

    def held(self, name: str) -> Question:
        """A question that the program itself names. Raises KeyError."""
        return self._held[name]

    @property
    def once(self) -> list[Question]:
        """What is asked once for the whole sending."""
        return [each for each in self.questions if not each.each]

    @property
    def repeated(self) -> list[Question]:
        """What is asked of each of several."""
        return [each for each in self.questions if each.each]


def forms() -> tuple[Form, ...]:
    """Every form, in order."""
    return _all()


def forms_for(kind: str) -> list[Form]:
    """The forms of a kind of organisation."""
    return [each for each in _all() if kind in each.for_kinds]


def form_named(key: str) -> Form | None:
    return next((each for each in _all() if each.key == key), None)


def held_form(key: str) -> Form:
    """A form that the program itself names. Raises KeyError."""
    return {each.key: each for each in _all()}[key]


@cache
def _all() -> tuple[Form, ...]:
    found = [
        read_form(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.toml"))
    ]
    return tuple(sorted(found, key=lambda each: (each.order, each.key)))


def read_form(key: str, data: Mapping[str, Any]) -> Form:
    """A form from the content of its file. Raises FormError."""
    _only(key, data, _FORM)
    for name in ("title", "capacity", "because", "for", "question"):
        if not data.get(name):
            raise FormError(f"{key}: {name} is missing. Give it.")
    _known(f"{key}: for", data["for"], list(Kind))
    _capacity(f"{key}: capacity", data["capacity"])
    questions = tuple(_question(key, each) for each in data["question"])
    names = [each.id for each in questions]
    for name in names:
        if names.count(name) > 1:
            raise FormError(f"{key}: two questions are called {name!r}. Give one another id.")
    accounts = [each for each in questions if each.account]
    if len(accounts) != 1 or accounts[0].kind != "text" or not accounts[0].required:
        raise FormError(
            f"{key}: a log begins with one account. Mark one question of kind text with account = true and required = true."
        )
    if bool(data.get("several")) != accounts[0].each:
        raise FormError(
            f"{key}: where several are told of, each has its account. Set each = true there, and several to its name."
        )
    if data.get("depersonalised") and any(each.kind == "person" for each in questions):
        raise FormError(f"{key}: it is depersonalised, so it can't ask who somebody is.")
    if data.get("told"):
        told_of(data["told"])
    return Form(
        key=key,
        title=data["title"],
        hint=data.get("hint", ""),
        for_kinds=tuple(data["for"]),
        capacity=data["capacity"],
        because=data["because"],
        questions=questions,
        order=data.get("order", 100),
        opening_code=data.get("opening_code", ""),
        qualifiers=tuple(data.get("qualifiers", ())),
        source=data.get("source", "Partner agency"),
        told=data.get("told", ""),
        start=_start(key, data["capacity"], data.get("start", ())),
        several=data.get("several", ""),
        depersonalised=bool(data.get("depersonalised")),
        _held={each.id: each for each in questions},
    )


def _question(key: str, data: Mapping[str, Any]) -> Question:
    where = f"{key}, question {data.get('id', '')!r}"
    _only(where, data, _QUESTION)
    if not data.get("id") or not data.get("asks"):
        raise FormError(f"{where}: id and asks are needed.")
    _known(f"{where}: kind", [data.get("kind", "")], KINDS)
    answers = tuple(_answer(where, each) for each in data.get("answers", ()))
    if (data["kind"] == "choice") != bool(answers):
        raise FormError(f"{where}: a choice has answers, and nothing else has.")
    if data["kind"] == "person":
        _known(f"{where}: role", [data.get("role", "")], ROLES)
    if data.get("stop"):
        _known(f"{where}: stop", [data["stop"]], ["yes", "no"])
        if data["kind"] != "yes-no":
            raise FormError(f"{where}: only a question of kind yes-no has a stop.")
    if data.get("place_kind"):
        _known(f"{where}: place_kind", [data["place_kind"]], WORDS["place"])
    return Question(**{**data, "answers": answers})


def _answer(where: str, data: Mapping[str, Any]) -> Answer:
    _only(where, data, _ANSWER)
    if not data.get("say") or not data.get("text"):
        raise FormError(f"{where}: each answer has say and text.")
    if data.get("capacity"):
        _capacity(where, data["capacity"])
    if data.get("told"):
        told_of(data["told"])
    lists = {name: tuple(data.get(name, ())) for name in ("qualifiers", "start")}
    return Answer(**{**data, **lists})


def _start(where: str, capacity: str, says: Sequence[str]) -> tuple[str, ...]:
    if len(start_with([capacity, *says])) != 1 + len(says):
        raise FormError(f"{where}: the rules don't offer the answers {list(says)} in this order.")
    return tuple(says)


def _capacity(where: str, say: str) -> None:
    _known(where, [say], [each.say for each in screens()[FIRST].answers])


def _only(where: str, data: Mapping[str, Any], names: Sequence[str]) -> None:
    strange = sorted(set(data) - set(names))
    if strange:
        raise FormError(f"{where}: {strange[0]!r} is not known. Use: {', '.join(names)}.")


def _known(where: str, given: Sequence[str], known: Any) -> None:
    for each in given:
        if each not in known:
            raise FormError(f"{where}: {each!r} is not known. Choose from: {', '.join(known)}.")
