"""The own questions of a type, read from its definition and checked. Raises TypeError_ naming the entry and the remedy."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from crimerules.questions import TreeError
from crimerules.tree import screens
from crimerules.vocabulary import WORDS
from onrecord.contact.people import ROLES
from onrecord.reporting.types.entries import among, check_marks, texts
from onrecord.reporting.types.shape import (
    CHOICE,
    CHOOSING,
    ID,
    MOST_QUESTIONS,
    PERSON,
    TAKEN,
    TEXT,
    TYPES,
    YES_NO,
    Choice,
    Layout,
    Question,
    TypeError_,
)

COMMON: Final = Path(__file__).with_name("common.toml")


def read_questions(key: str, found: object, layout: Layout = TYPES) -> tuple[Question, ...]:
    """The questions of a definition in this layout."""
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise TypeError_(f"{key}: write each question under [[question]].")
    if len(found) > MOST_QUESTIONS:
        raise TypeError_(
            f"{key}: {len(found)} questions; {MOST_QUESTIONS} at most. Nobody answers more."
        )
    made = tuple(_question(key, each, layout) for each in found)
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


def _question(key: str, data: Mapping[str, Any], layout: Layout) -> Question:
    name = str(data.get("use") or data.get("id") or "")
    where = f"{key}: {name or 'a question'}"
    if "use" in data:
        if data["use"] not in common():
            known = ", ".join(sorted(common()))
            raise TypeError_(f"{where}: there is no such common question. There are: {known}.")
        data = {**common()[data["use"]], **data}
    strange = sorted(set(data) - layout.question)
    if strange:
        raise TypeError_(
            f"{where}: {strange[0]!r} is nothing a question has. Use: {', '.join(sorted(layout.question))}."
        )
    id = str(data.get("id", ""))
    if not ID.match(id) or id in TAKEN:
        raise TypeError_(
            f"{where}: give it an id in small letters, digits and hyphens, none of {', '.join(sorted(TAKEN))}."
        )
    kind = str(data.get("kind", ""))
    among(where, "kind", kind, layout.kinds)
    if not str(data.get("asks", "")).strip():
        raise TypeError_(f"{where}: asks is missing. Write the question.")
    answers = data.get("answers", [])
    if not isinstance(answers, list) or not all(isinstance(each, Mapping) for each in answers):
        raise TypeError_(f"{where}: write answers as a list of {{ say, text }}.")
    made = tuple(_choice(where, each, layout) for each in answers)
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
        among(where, "role", role, tuple(ROLES))
    place_kind = str(data.get("place_kind", ""))
    if place_kind:
        among(where, "place_kind", place_kind, tuple(WORDS["place"]))
    most = data.get("most", 300)
    if type(most) is not int or not 0 < most <= 5000:
        raise TypeError_(f"{where}: most is how many letters it may have, 1 to 5000.")
    for flag in ("required", "account", "several", "each", "fixed"):
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
        only=texts(where, "only", data.get("only", [])),
        answers=made,
        each=data.get("each", False),
        place_kind=place_kind,
        most=most,
        fixed=data.get("fixed", False),
    )


def _choice(where: str, data: Mapping[str, Any], layout: Layout) -> Choice:
    say = str(data.get("say", ""))
    where = f"{where}: answer {say!r}"
    strange = sorted(set(data) - layout.choice)
    if strange:
        raise TypeError_(
            f"{where}: {strange[0]!r} is nothing an answer has. Use: {', '.join(sorted(layout.choice))}."
        )
    if not ID.match(say):
        raise TypeError_(f"{where}: write say in small letters, digits and hyphens.")
    fact = data.get("fact", {})
    if not isinstance(fact, Mapping):
        raise TypeError_(f"{where}: write fact as {{ question of the rules = answer }}.")
    for screen, answer in fact.items():
        _fact(where, str(screen), str(answer))
    qualifiers = texts(where, "qualifiers", data.get("qualifiers", []))
    made = Choice(
        say=say,
        text=str(data.get("text", "")),
        stop=str(data.get("stop", "")),
        qualifiers=qualifiers,
        department=str(data.get("department", "")),
        opening_code=str(data.get("opening_code", "")),
        other_force=str(data.get("other_force", "")),
        fact={str(screen): str(answer) for screen, answer in fact.items()},
        told=str(data.get("told", "")),
    )
    check_marks(where, made.opening_code, qualifiers, made.stop)
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
    if found[2] in ("<", ">=") and not (found[3].isascii() and found[3].isdecimal()):
        raise TypeError_(f"{where}: write a whole number behind {found[2]}, such as worth>=100.")
    if asked.kind in CHOOSING:
        for say in found[3].split("|"):
            among(where, "answer", say, [each.say for each in asked.answers])


@cache
def common() -> Mapping[str, Mapping[str, Any]]:
    """The questions that types take by `use`, by their id."""
    data = tomllib.loads(COMMON.read_text(encoding="utf-8"))
    return {each["id"]: each for each in data["question"]}
