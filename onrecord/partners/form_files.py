"""The forms by which partners refer: data, as shipped in `forms/*.toml` or as the registrar keeps them, read strictly.

A form says for which kinds of organisation it is, in which capacity its reporter tells the police (the answer to the first
question of the rules), what is asked, and what its log is opened with. Its questions are those of types of report
(`onrecord.reporting.types.shape`). `several`: what one sending of it may tell of more than once, such as the disclosures of a
meeting; each is a report of its own, with its own log and its own 24 hours.

Versions are kept as of types (`TypeVersion`), under the key that reports have as their type; which count, `forms_held` says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crimerules.tree import FIRST, screens
from onrecord.deciding.interview import start_with
from onrecord.partners.models import Kind, Organisation
from onrecord.partners.told import rules
from onrecord.reporting.types.entries import among, check_marks, texts
from onrecord.reporting.types.held import OF_PARTNERS
from onrecord.reporting.types.questions import read_questions
from onrecord.reporting.types.shape import (
    FILES,
    FORMS,
    PERSON,
    PLACE,
    WHEN,
    Choice,
    Question,
    TypeError_,
)

# Before a form's key, as the type of its reports.
TYPE: Final = OF_PARTNERS
# Fields of the page that are no questions.
RESERVED: Final = frozenset(
    (
        *("origin", "sure", "number", "version", "more", "back", "advised", "add", "remove"),
        *("contact-name", "contact-job", "contact-phone", "contact-email"),
    )
)
SEVERAL: Final = re.compile(r"s\d+-")
_NEEDED: Final = ("title", "capacity", "because", "for", "question")
_TEXTS: Final = {
    **dict.fromkeys(
        ("title", "hint", "capacity", "because", "opening_code", "told", "several"), ""
    ),
    "source": "Partner agency",
}
_LISTS: Final = ("qualifiers", "start", "closed_for")
_FLAGS: Final = {"depersonalised": False, "open": True}
_KNOWN: Final = frozenset({*_TEXTS, *_LISTS, *_FLAGS, "for", "order", "question", "welsh"})


@dataclass(frozen=True)
class Form:
    """One form in one version; 0 is what is shipped. `start`: answers to the rules' questions after the first, as far as what
    was sent gives them. `closed_for`: organisations that may not use it though it is open."""

    key: str
    version: int
    title: str
    hint: str
    for_kinds: tuple[str, ...]
    capacity: str
    because: str
    questions: tuple[Question, ...]
    order: int
    opening_code: str
    qualifiers: tuple[str, ...]
    source: str
    told: str
    start: tuple[str, ...]
    several: str
    depersonalised: bool
    open: bool
    closed_for: tuple[str, ...]
    # The registrar's own Welsh, by the English.
    welsh: Mapping[str, str]

    @property
    def type_key(self) -> str:
        """As which type its reports are kept."""
        return f"{TYPE}{self.key}"

    def question(self, name: str) -> Question | None:
        return next((each for each in self.questions if each.id == name), None)

    def held(self, name: str) -> Question:
        """A question that the program itself names. Raises KeyError."""
        return {each.id: each for each in self.questions}[name]

    @property
    def once(self) -> list[Question]:
        """What is asked once for the whole sending."""
        return [each for each in self.questions if not each.each]

    @property
    def repeated(self) -> list[Question]:
        """What is asked of each of several."""
        return [each for each in self.questions if each.each]

    @property
    def takes_files(self) -> bool:
        return any(each.kind == FILES for each in self.questions)

    def is_for(self, organisation: Organisation) -> bool:
        """Whether it is one of the organisation's forms, and open for it."""
        return (
            self.open
            and organisation.kind in self.for_kinds
            and organisation.key not in self.closed_for
        )


def capacity_by(answer: Choice) -> str:
    """In which capacity somebody reports by this answer; empty where it says nothing of that."""
    return answer.fact.get(FIRST, "")


def read_form(key: str, data: Mapping[str, Any], version: int = 0) -> Form:
    """A form from its definition. Raises TypeError_ naming the entry and the remedy."""
    strange = sorted(set(data) - _KNOWN)
    if strange:
        raise TypeError_(f"{key}: {strange[0]!r} is not known. Use: {', '.join(sorted(_KNOWN))}.")
    for name in _NEEDED:
        if not data.get(name):
            raise TypeError_(f"{key}: {name} is missing. Give it.")
    told: dict[str, Any] = {name: data.get(name, usual) for name, usual in _TEXTS.items()}
    for name, text in told.items():
        if not isinstance(text, str):
            raise TypeError_(f"{key}: write {name} as text.")
    lists: dict[str, Any] = {name: texts(key, name, data.get(name, [])) for name in _LISTS}
    flags: dict[str, Any] = {name: data.get(name, usual) for name, usual in _FLAGS.items()}
    for name, flag in flags.items():
        if type(flag) is not bool:
            raise TypeError_(f"{key}: {name} is true or false.")
    kinds = texts(key, "for", data["for"])
    for each in kinds:
        among(key, "for", each, tuple(Kind))
    if told["told"]:
        among(key, "told", told["told"], tuple(rules()))
    check_marks(key, told["opening_code"], lists["qualifiers"], "")
    _check_capacity(key, told["capacity"])
    _check_start(key, told["capacity"], lists["start"])
    questions = read_questions(key, data["question"], FORMS)
    for question in questions:
        for answer in question.answers:
            _check_answer(f"{key}: {question.id}: answer {answer.say!r}", answer)
    account = next(each for each in questions if each.account)
    if bool(told["several"]) != account.each:
        raise TypeError_(
            f"{key}: where several are told of, each has its account. Set each = true there, and several to its name."
        )
    if not told["several"] and any(each.each for each in questions):
        raise TypeError_(f"{key}: it tells of one thing only. Take each out.")
    if flags["depersonalised"] and any(each.kind == PERSON for each in questions):
        raise TypeError_(f"{key}: it is depersonalised, so it can't ask who somebody is.")
    if len([each for each in questions if each.kind == FILES]) > 1 or any(
        each.kind == FILES and (each.each or each.required) for each in questions
    ):
        raise TypeError_(
            f"{key}: files are asked for once and by one question, and nobody must send any."
        )
    _check_names(key, questions)
    order, welsh = data.get("order", 100), data.get("welsh", {})
    if type(order) is not int:
        raise TypeError_(f"{key}: write order as a whole number.")
    if not isinstance(welsh, Mapping) or not all(isinstance(each, str) for each in welsh.values()):
        raise TypeError_(f"{key}: welsh: write each English text with its Welsh one.")
    return Form(
        key=key,
        version=version,
        for_kinds=kinds,
        questions=questions,
        order=order,
        welsh=dict(welsh),
        **told,
        **lists,
        **flags,
    )


def _check_names(key: str, questions: Sequence[Question]) -> None:
    """That no two fields of the page have the same name."""
    parts = [each.id for each in questions if each.kind in (PERSON, PLACE, WHEN)]
    for each in questions:
        if (
            each.id in RESERVED
            or SEVERAL.match(each.id)
            or any(each.id.startswith(f"{other}-") for other in parts if other != each.id)
        ):
            raise TypeError_(f"{key}: no question may be called {each.id!r}. Rename it.")


def _check_answer(where: str, answer: Choice) -> None:
    if set(answer.fact) - {FIRST}:
        raise TypeError_(f"{where}: an answer of a form tells the rules only who reports: {FIRST}.")
    if answer.fact:
        _check_capacity(where, capacity_by(answer))
    if answer.told:
        among(where, "told", answer.told, tuple(rules()))


def _check_start(where: str, capacity: str, says: Sequence[str]) -> None:
    if len(start_with([capacity, *says])) != 1 + len(says):
        raise TypeError_(f"{where}: the rules don't offer the answers {list(says)} in this order.")


def _check_capacity(where: str, say: str) -> None:
    among(where, "capacity", say, [each.say for each in screens()[FIRST].answers])
