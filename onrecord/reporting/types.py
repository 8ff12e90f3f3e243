"""Types of report as data: what may be reported on line, what is asked, and where to stop. Read here and checked.

    types/*.toml      what is shipped; a registrar's kept version (TypeVersion) of the same key takes its place
    common.toml       questions that many types ask: [[question]] use = "area", with whatever differs beside it
    lay.toml          the questions of the rules in lay words (`onrecord.reporting.lay`)

A definition is plain data, in the file and in a kept version alike:

    title, hint, order, open, routes, department, opening_code, qualifiers, straight_through
    stop              a stop page before the first question (stops.toml)
    start             answers to the questions of the rules known beforehand, in their order
    [[question]]      id, kind, asks, help, required, account, several, role, only, answers; or use = (id in common.toml)
    answers           say, text, stop, qualifiers, department, opening_code, other_force, fact
    fact              {question of the rules = answer}; an empty answer: the questions of the rules end there
    [lay.ID]          other words for a question of the rules, as in lay.toml
    [welsh]           English words of this definition -> Welsh
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from crimerules.questions import TreeError
from crimerules.tree import screens
from onrecord.contact.force import force
from onrecord.contact.people import ROLES
from onrecord.deciding.interview import start_with
from onrecord.reporting.lay import Words, build_words, lay_words
from onrecord.reporting.stops import stops
from onrecord.reporting.types_shape import (
    CHOICE,
    CHOOSING,
    CONTACT,
    FILES,
    ID,
    KINDS,
    MOST_QUESTIONS,
    NUMBER,
    PERSON,
    PLACE,
    ROUTES,
    TAKEN,
    TEXT,
    WHEN,
    YES_NO,
    Choice,
    Question,
    ReportType,
    TypeError_,
)

__all__ = [
    "CHOICE",
    "CHOOSING",
    "COMMON",
    "CONTACT",
    "FILES",
    "FOLDER",
    "ID",
    "KINDS",
    "MOST_QUESTIONS",
    "NUMBER",
    "PERSON",
    "PLACE",
    "ROUTES",
    "TAKEN",
    "TEXT",
    "WHEN",
    "YES_NO",
    "Choice",
    "Question",
    "ReportType",
    "TypeError_",
    "common",
    "read_type",
    "type_named",
    "types_now",
]
FOLDER: Final = Path(__file__).with_name("types")
COMMON: Final = Path(__file__).with_name("common.toml")
_NEEDED: Final = {"title", "routes", "question"}
_PLAIN: Final = {
    "title": "",
    "hint": "",
    "order": 100,
    "open": True,
    "department": "",
    "opening_code": "",
    "straight_through": False,
    "stop": "",
}
_LISTS: Final = ("routes", "qualifiers", "start")
_KNOWN: Final = frozenset({*_PLAIN, *_LISTS, "question", "lay", "welsh"})


def read_type(data: Mapping[str, Any], key: str = "new", version: int = 0) -> ReportType:
    """A type from its definition. Raises TypeError_ naming the entry and the remedy."""
    if not ID.match(key):
        raise TypeError_(
            f"A type is named in small letters, digits and hyphens, such as shop-theft, not {key[:60]!r}."
        )
    strange = sorted(set(data) - _KNOWN)
    if strange:
        raise TypeError_(
            f"{key}: {strange[0]!r} is nothing a type has. Use: {', '.join(sorted(_KNOWN))}."
        )
    missing = sorted(name for name in _NEEDED if not data.get(name))
    if missing:
        raise TypeError_(f"{key}: {missing[0]} is missing. Add it.")
    plain: dict[str, Any] = {
        name: _plain(key, name, data.get(name, usual)) for name, usual in _PLAIN.items()
    }
    lists: dict[str, Any] = {name: _texts(key, name, data.get(name, [])) for name in _LISTS}
    for route in lists["routes"]:
        _among(key, "routes", route, ROUTES)
    _marks(key, plain["opening_code"], lists["qualifiers"], plain["stop"])
    begun = start_with(lists["start"])
    if len(begun) < len(lists["start"]):
        raise TypeError_(
            f"{key}: start: {lists['start'][len(begun)]!r} is no answer to the question of the rules that comes there. "
            "Correct it, or end the list before it."
        )
    welsh = data.get("welsh", {})
    if not isinstance(welsh, Mapping) or not all(isinstance(each, str) for each in welsh.values()):
        raise TypeError_(f"{key}: welsh: write each English text with its Welsh one.")
    return ReportType(
        key=key,
        version=version,
        questions=_questions(key, data["question"]),
        lay=_lay(key, data.get("lay", {})),
        welsh=dict(welsh),
        definition=data,
        **plain,
        **lists,
    )


def _questions(key: str, found: object) -> tuple[Question, ...]:
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise TypeError_(f"{key}: write each question under [[question]].")
    if len(found) > MOST_QUESTIONS:
        raise TypeError_(
            f"{key}: {len(found)} questions; {MOST_QUESTIONS} at most. Nobody answers more."
        )
    made = tuple(_question(key, each) for each in found)
    ids = [each.id for each in made]
    twice = next((each for each in ids if ids.count(each) > 1), "")
    if twice:
        raise TypeError_(f"{key}: two questions are called {twice!r}. Rename one.")
    accounts = [each for each in made if each.account]
    if len(accounts) != 1 or accounts[0].kind != TEXT or not accounts[0].required:
        raise TypeError_(
            f"{key}: exactly one question of kind text, required and account = true, asks for the words that the log begins with."
        )
    if accounts[0].only:
        raise TypeError_(
            f"{key}: {accounts[0].id}: everybody is asked for the account. Take out only."
        )
    before: dict[str, Question] = {}
    for each in made:
        for condition in each.only:
            _condition(key, each, condition, before)
        before[each.id] = each
    return made


_OF_QUESTION: Final = frozenset(each.name for each in fields(Question)) | {"use"}


def _question(key: str, data: Mapping[str, Any]) -> Question:
    name = str(data.get("use") or data.get("id") or "")
    where = f"{key}: {name or 'a question'}"
    if "use" in data:
        if data["use"] not in common():
            known = ", ".join(sorted(common()))
            raise TypeError_(f"{where}: there is no such common question. There are: {known}.")
        data = {**common()[data["use"]], **data}
    strange = sorted(set(data) - _OF_QUESTION)
    if strange:
        raise TypeError_(
            f"{where}: {strange[0]!r} is nothing a question has. Use: {', '.join(sorted(_OF_QUESTION))}."
        )
    id = str(data.get("id", ""))
    if not ID.match(id) or id in TAKEN:
        raise TypeError_(
            f"{where}: give it an id in small letters, digits and hyphens, none of {', '.join(sorted(TAKEN))}."
        )
    kind = str(data.get("kind", ""))
    _among(where, "kind", kind, KINDS)
    if not str(data.get("asks", "")).strip():
        raise TypeError_(f"{where}: asks is missing. Write the question.")
    answers = data.get("answers", [])
    if not isinstance(answers, list) or not all(isinstance(each, Mapping) for each in answers):
        raise TypeError_(f"{where}: write answers as a list of {{ say, text }}.")
    made = tuple(_choice(where, each) for each in answers)
    if kind == CHOICE and len(made) < 2:
        raise TypeError_(f"{where}: a choice needs two answers or more.")
    if kind == YES_NO:
        made = _yes_no(where, made)
    if kind not in CHOOSING and made:
        raise TypeError_(f"{where}: only choice and yes-no have answers. Take them out.")
    says = [each.say for each in made]
    if len(set(says)) < len(says):
        raise TypeError_(f"{where}: two answers have the same say. Change one.")
    role = str(data.get("role", ""))
    if kind == PERSON:
        _among(where, "role", role, tuple(ROLES))
    for flag in ("required", "account", "several"):
        if type(data.get(flag, False)) is not bool:
            raise TypeError_(f"{where}: {flag} is true or false.")
    return Question(
        id=id,
        kind=kind,
        asks=str(data["asks"]),
        help=str(data.get("help", "")),
        required=data.get("required", False),
        account=data.get("account", False),
        several=data.get("several", False),
        role=role,
        only=_texts(where, "only", data.get("only", [])),
        answers=made,
    )


_OF_CHOICE: Final = frozenset(each.name for each in fields(Choice))


def _choice(where: str, data: Mapping[str, Any]) -> Choice:
    say = str(data.get("say", ""))
    where = f"{where}: answer {say!r}"
    strange = sorted(set(data) - _OF_CHOICE)
    if strange:
        raise TypeError_(
            f"{where}: {strange[0]!r} is nothing an answer has. Use: {', '.join(sorted(_OF_CHOICE))}."
        )
    if not ID.match(say):
        raise TypeError_(f"{where}: write say in small letters, digits and hyphens.")
    fact = data.get("fact", {})
    if not isinstance(fact, Mapping):
        raise TypeError_(f"{where}: write fact as {{ question of the rules = answer }}.")
    for screen, answer in fact.items():
        _fact(where, str(screen), str(answer))
    qualifiers = _texts(where, "qualifiers", data.get("qualifiers", []))
    made = Choice(
        say=say,
        text=str(data.get("text", "")),
        stop=str(data.get("stop", "")),
        qualifiers=qualifiers,
        department=str(data.get("department", "")),
        opening_code=str(data.get("opening_code", "")),
        other_force=str(data.get("other_force", "")),
        fact={str(screen): str(answer) for screen, answer in fact.items()},
    )
    _marks(where, made.opening_code, qualifiers, made.stop)
    if not made.text.strip() and say not in ("yes", "no"):
        raise TypeError_(f"{where}: text is missing. Write what the reporter reads.")
    return made


def _yes_no(where: str, made: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Yes and no, with what is said of either; and "not sure" where a type offers it."""
    given = {each.say: each for each in made}
    strange = sorted(set(given) - {"yes", "no", "not-sure"})
    if strange:
        raise TypeError_(
            f"{where}: yes-no has yes, no and not-sure, not {strange[0]!r}. Use choice."
        )
    found = [given.get("yes", Choice("yes", "")), given.get("no", Choice("no", ""))]
    usual = {"yes": "Yes", "no": "No"}
    named = [
        each if each.text else Choice(**{**_as_dict(each), "text": usual[each.say]})
        for each in found
    ]
    return (*named, *([given["not-sure"]] if "not-sure" in given else []))


def _as_dict(each: Choice) -> dict[str, Any]:
    return {one.name: getattr(each, one.name) for one in fields(each)}


def _fact(where: str, screen: str, answer: str) -> None:
    held = screens().get(screen)
    if held is None:
        raise TypeError_(f"{where}: the rules have no question {screen!r}. Correct fact.")
    if not answer:
        return
    try:
        held.answer(answer)
    except TreeError as error:
        raise TypeError_(f"{where}: fact: {error}.") from error


def _condition(key: str, question: Question, text: str, before: Mapping[str, Question]) -> None:
    plain = text.removeprefix("not ")
    found = re.match(r"([a-z0-9-]+)(!=|>=|<|=)(.+)\Z", plain)
    where = f"{key}: {question.id}: only {text!r}"
    if not found:
        raise TypeError_(f"{where}: write it as question=answer, such as known=yes.")
    asked = before.get(found[1])
    if asked is None:
        raise TypeError_(f"{where}: no question before it is called {found[1]!r}.")
    if asked.several:
        raise TypeError_(
            f"{where}: of {found[1]!r} several may be ticked, so nothing can hang on one."
        )
    if asked.kind in CHOOSING:
        for say in found[3].split("|"):
            _among(where, "answer", say, [each.say for each in asked.answers])


def _lay(key: str, found: object) -> dict[str, Words]:
    if not isinstance(found, Mapping):
        raise TypeError_(
            f"{key}: write other words for a question of the rules under [lay.ITS-ID]."
        )
    try:
        own = {
            str(screen): build_words(
                str(screen), {**lay_words().get(str(screen), Words()).data, **data}
            )
            for screen, data in found.items()
        }
    except ValueError as error:
        raise TypeError_(f"{key}: lay: {error}") from error
    return {**lay_words(), **own}


def _marks(where: str, opening_code: str, qualifiers: Sequence[str], stop: str) -> None:
    own = force()
    if opening_code and opening_code not in own.opening:
        raise TypeError_(
            f"{where}: {opening_code!r} is no opening code of this force. Choose one of force.toml."
        )
    for each in qualifiers:
        if each not in own.qualifiers:
            raise TypeError_(
                f"{where}: {each!r} is no qualifier of this force. Choose one of force.toml."
            )
    if stop:
        _among(where, "stop", stop, tuple(stops()))


def _plain(where: str, name: str, value: object) -> Any:
    usual = _PLAIN[name]
    if type(value) is not type(usual):
        sort = {str: "text", bool: "true or false", int: "a whole number"}[type(usual)]
        raise TypeError_(f"{where}: write {name} as {sort}.")
    return value


def _texts(where: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise TypeError_(f"{where}: write {name} as a list of texts.")
    return tuple(value)


def _among(where: str, name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise TypeError_(f"{where}: {name} is {value!r}. Use one of: {', '.join(known)}.")


@cache
def common() -> Mapping[str, Mapping[str, Any]]:
    """The questions that types take by `use`, by their id."""
    data = tomllib.loads(COMMON.read_text(encoding="utf-8"))
    return {each["id"]: each for each in data["question"]}


def types_now() -> "list[ReportType]":
    """Every type as it is now (see `onrecord.reporting.types_held`)."""
    from onrecord.reporting import types_held

    return types_held.types_now()


def type_named(key: str, version: int | None = None) -> "ReportType | None":
    """A type as it is now, or in one version (see `onrecord.reporting.types_held`)."""
    from onrecord.reporting import types_held

    return types_held.type_named(key, version)
