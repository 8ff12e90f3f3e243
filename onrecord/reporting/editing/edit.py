"""A type of report while somebody works on it: what was pressed, and which part is open then.

The definition travels in the page until it is kept: nothing half made lies about, and two people get in nobody's way.
"""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from crimerules.tree import Interview, screens
from onrecord.deciding.interview import given, so_far, start_with
from onrecord.reporting.editing.families import Family, family_of
from onrecord.reporting.editing.forms import LogForm, PartForm
from onrecord.reporting.editing.lay import LayForm, lay_form
from onrecord.reporting.editing.welsh import WelshForm, welsh_form
from onrecord.reporting.types.lay import lay_words
from onrecord.reporting.types.questions import common
from onrecord.reporting.types.shape import MOST_QUESTIONS

# Letters; the longest shipped definition has a twentieth of it.
MOST: Final = 400_000
HEAD, LOG, START, LAY, WELSH = "head", "log", "start", "lay", "welsh"
# The questions of the rules come after the one that tells them who the victim is, and so after the account.
BLANK: Final[dict[str, Any]] = {
    "title": "",
    "hint": "",
    "order": 100,
    "open": False,
    "routes": ["public"],
    "opening_code": "",
    "qualifiers": [],
    "straight_through": False,
    "start": [],
    "question": [{"use": "danger"}, {"use": "what-happened"}, {"use": "when"}, {"use": "where"}, {"use": "reporter"}, {"use": "contact"}],
}  # fmt: skip


@dataclass
class Desk:
    """What is on the page: the definition, the part that is open ("" for the overview), and its form."""

    definition: dict[str, Any]
    part: str = ""
    form: PartForm | None = None
    # What is changed; empty for a new type.
    key: str = ""

    @property
    def family(self) -> Family:
        return family_of(self.key)

    @property
    def rows(self) -> list[tuple[dict[str, Any], bool]]:
        """The questions, each with whether only its words may be changed."""
        return [(each, self.family.locked(self.key, each)) for each in self.shown]

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.definition["question"]

    @property
    def carried(self) -> str:
        """The definition for the page to carry."""
        return json.dumps(self.definition, ensure_ascii=False)

    @property
    def at(self) -> int | None:
        """The number of the question that is open, from 0."""
        return _place(self.part.removeprefix("question-"), self.questions)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The questions with their words: those of a common one, where the definition only names it."""
        return [whole(each) for each in self.questions]


def whole(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question with the words of the common one that it takes by `use`."""
    taken = common().get(str(question.get("use", "")), {})
    return {**taken, **{name: value for name, value in question.items() if name != "use"}}


def desk_of(definition: Mapping[str, Any], posted: QueryDict | None = None, key: str = "") -> Desk:
    """The page as it stands after what was pressed."""
    if posted is None:
        return Desk(_filled(definition), key=key)
    desk = Desk(_carried(posted.get("definition", "")) or _filled(definition), key=key)
    desk.part = posted.get("part", "")
    _take_in(desk, posted)
    _deed(desk, posted)
    desk.form = _form(desk)
    return desk


def _filled(definition: Mapping[str, Any]) -> dict[str, Any]:
    made = deepcopy(dict(definition))
    made.setdefault("question", [])
    return made


def _carried(text: str) -> dict[str, Any] | None:
    """The definition that the page carries; None where somebody tampered with it."""
    if len(text) > MOST:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if _like_one(data) else None


def _like_one(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("question"), list)
        and len(data["question"]) <= MOST_QUESTIONS
        and all(_like_a_question(each) for each in data["question"])
        and all(_texts(data.get(name, [])) for name in ("routes", "qualifiers", "start", "for", "closed_for"))
        and all(isinstance(data.get(name, ""), str) for name in ("title", "hint", "stop", "department"))
        and isinstance(data.get("lay", {}), dict)
        and all(
            isinstance(each, dict) and isinstance(each.get("answers", {}), dict)
            for each in data.get("lay", {}).values()
        )
        and isinstance(data.get("welsh", {}), dict)
        and all(isinstance(each, str) for each in data.get("welsh", {}).values())
    )  # fmt: skip


def _like_a_question(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and all(isinstance(data.get(name, ""), str) for name in ("id", "use", "kind", "asks", "help"))
        and _texts(data.get("only", []))
        and isinstance(data.get("answers", []), list)
        and all(
            isinstance(each, dict)
            and all(isinstance(each.get(name, ""), str) for name in ("say", "text", "stop"))
            and _texts(each.get("qualifiers", []))
            and isinstance(each.get("fact", {}), dict)
            for each in data.get("answers", [])
        )
    )  # fmt: skip


def _texts(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(each, str) for each in data)


def _take_in(desk: Desk, posted: QueryDict) -> None:
    """Put what was typed in its place, whatever was pressed, so that nothing is lost."""
    at = desk.at
    if at is not None:
        before = whole(desk.questions[at])
        form = desk.family.question(desk.key, before, posted)
        made = form.question(before)
        if "use" not in desk.questions[at] or made != _tidy(desk, before):
            desk.questions[at] = made
    elif desk.part == HEAD:
        desk.definition = desk.family.head(desk.definition, posted).into(desk.definition)
    elif desk.part == LOG:
        desk.definition = LogForm(posted).into(desk.definition)
    elif desk.part.startswith(f"{LAY}-"):
        desk.definition = LayForm(desk.part[4:], posted).into(desk.definition)
    elif desk.part == WELSH:
        desk.definition = WelshForm(desk.definition, posted).into(desk.definition)


def _tidy(desk: Desk, question: Mapping[str, Any]) -> dict[str, Any]:
    """A question as its form gives it back unchanged."""
    form = desk.family.question(desk.key, question)
    typed = QueryDict(mutable=True)
    for name in form.fields:
        value = form.initial.get(name, "")
        if value not in ("", False, None):
            typed[f"part-{name}"] = "on" if value is True else str(value)
    return desk.family.question(desk.key, question, typed).question(question)


def _deed(desk: Desk, posted: QueryDict) -> None:
    questions = desk.questions
    if "open-part" in posted:
        wanted = posted.get("open-part", "")
        desk.part = wanted if _is_part(desk, wanted) else ""
    elif "take" in posted and desk.part == START:
        _, fits = so_far(start_with(desk.definition.get("start", [])))
        says = [say for _, say in fits]
        typed = posted.get("start-number", "").strip()
        says.append(typed if posted.get("start-say") == "number" else posted.get("start-say", ""))
        desk.definition["start"] = [say for _, say in start_with(says)]
    elif "take-back" in posted and desk.part == START:
        desk.definition["start"] = desk.definition.get("start", [])[:-1]
    elif "remove" in posted and (at := _place(posted.get("remove", ""), questions)) is not None:
        del questions[at]
        desk.part = ""
    elif "up" in posted and (at := _place(posted.get("up", ""), questions)):
        questions[at - 1 : at + 1] = [questions[at], questions[at - 1]]
        desk.part = ""
    elif "down" in posted and (at := _place(posted.get("down", ""), questions[:-1])) is not None:
        questions[at : at + 2] = [questions[at + 1], questions[at]]
        desk.part = ""
    elif "add" in posted and len(questions) < MOST_QUESTIONS:
        questions.append({"id": "", "kind": "text", "asks": ""})
        desk.part = f"question-{len(questions) - 1}"
    elif "add-common" in posted and posted.get("common") in common() and desk.family.of_rules:
        if len(questions) < MOST_QUESTIONS:
            questions.append({"use": posted["common"]})
        desk.part = ""
    elif "open-lay" in posted and posted.get("screen") in lay_words() and desk.family.of_rules:
        desk.part = f"{LAY}-{posted['screen']}"
    elif "take" not in posted and "take-back" not in posted:
        desk.part = ""


def _is_part(desk: Desk, wanted: str) -> bool:
    if wanted in (HEAD, WELSH):
        return True
    if wanted in (LOG, START):
        return desk.family.of_rules
    if wanted.startswith(f"{LAY}-"):
        return desk.family.of_rules and wanted[4:] in screens()
    return _place(wanted.removeprefix("question-"), desk.questions) is not None


def _form(desk: Desk) -> PartForm | None:
    at = desk.at
    if at is not None:
        return desk.family.question(desk.key, whole(desk.questions[at]))
    if desk.part == HEAD:
        return desk.family.head(desk.definition)
    if desk.part == LOG:
        return LogForm(initial=desk.definition)
    if desk.part.startswith(f"{LAY}-"):
        return lay_form(desk.part[4:], desk.definition)
    if desk.part == WELSH:
        return welsh_form(desk.definition)
    return None


def given_beforehand(definition: Mapping[str, Any]) -> list[Any]:
    """The answers of the rules that are given beforehand, in words."""
    return given(start_with(definition.get("start", [])))


def next_of_rules(definition: Mapping[str, Any]) -> Interview:
    """Where the questions of the rules stand after the answers given beforehand."""
    return so_far(start_with(definition.get("start", [])))[0]


def _place(text: str, questions: Sequence[Any]) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) < len(questions) else None
