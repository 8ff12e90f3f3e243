"""The forms of partners on the registrar's pages of types of report (`onrecord.reporting.editing`).

The registrar opens and closes a form, for all or for single organisations, changes its words in both languages, and adds or takes
out questions of its own. What a form tells the rules, what marks its log, when its sender is stopped to call 999, and what files of
retailers go by, stays as shipped.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms

from onrecord.partners.form_files import TYPE, read_form
from onrecord.partners.forms_held import shipped_definitions, shipped_forms
from onrecord.partners.models import Kind, Organisation
from onrecord.reporting.editing.families import Family
from onrecord.reporting.editing.forms import (
    KIND_WORDS,
    PartForm,
    QuestionForm,
    question_form,
    words_field,
)
from onrecord.reporting.types.shape import FORMS, Question, TypeError_

# All else of a form goes into rules and logs.
WORDS: Final = frozenset({"title", "hint", "order", "open", "closed_for", "question", "welsh"})


def _shipped() -> Mapping[str, Mapping[str, Any]]:
    return {f"{TYPE}{key}": data for key, data in shipped_definitions().items()}


def _read(definition: Mapping[str, Any], key: str, version: int) -> object:
    return read_form(key.removeprefix(TYPE), definition, version)


def _goes_on(question: Question) -> bool:
    """Whether something goes by a question: the rules, the log, the stop before sending, or a retailer's file."""
    return (
        question.account
        or question.fixed
        or any(each.fact or each.told or each.stop or each.qualifiers for each in question.answers)
    )


def _of_shipped(key: str) -> dict[str, Question]:
    """The shipped questions of a form that something goes by, by their ids."""
    form = shipped_forms().get(key.removeprefix(TYPE))
    return {each.id: each for each in form.questions if _goes_on(each)} if form else {}


def locked(key: str, question: Mapping[str, Any]) -> bool:
    return str(question.get("id", "")) in _of_shipped(key)


def _without_words(question: Question) -> Question:
    answers = tuple(replace(each, text="") for each in question.answers)
    return replace(question, asks="", help="", answers=answers)


def check(key: str, definition: Mapping[str, Any]) -> None:
    """Raise TypeError_ for a change that isn't one of words or of the registrar's own questions."""
    shipped = _shipped().get(key)
    if shipped is None:
        raise TypeError_("A form of partners begins with the program. Change one that is there.")
    for name in sorted((set(shipped) | set(definition)) - WORDS):
        if shipped.get(name) != definition.get(name):
            raise TypeError_(
                f"{name}: it goes into the rules or the log, and stays as it was shipped."
            )
    now = read_form(key.removeprefix(TYPE), definition)
    held = _of_shipped(key)
    for id, before in held.items():
        question = now.question(id)
        if question is None:
            raise TypeError_(
                f"“{before.asks}” can't be taken out: the rules, the log or files of retailers go by it. Change its words instead."
            )
        if _without_words(question) != _without_words(before):
            raise TypeError_(f"“{question.asks}”: only its words may be changed.")
    for question in now.questions:
        if question.id not in held and any(each.fact or each.told for each in question.answers):
            raise TypeError_(f"“{question.asks}”: a question of your own tells the rules nothing.")


class HeadOfForm(PartForm):
    """What a form is called, and for which of its organisations it is closed."""

    title = words_field("What partners read", 200)
    hint = words_field("One line under it", 300)
    order = forms.IntegerField(
        label="Place in the list", required=False, min_value=0, max_value=9999,
        help_text="Smaller numbers stand further up.",
    )  # fmt: skip
    closed_for = forms.MultipleChoiceField(
        label="Closed for", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="These organisations may not use it, though it is open.",
    )  # fmt: skip

    def __init__(self, kinds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(kind__in=kinds)
        choices = [(each.key, each.name) for each in rows]
        self.fields["closed_for"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["closed_for"]

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        told = self.told()
        order = told["order"] if isinstance(told["order"], int) else definition.get("order", 100)
        closed = told.get("closed_for", [])
        made = {**definition, "title": told["title"], "hint": told["hint"], "order": order}
        made.pop("closed_for", None)
        return {**made, "closed_for": closed} if isinstance(closed, list) and closed else made


def _head(definition: Mapping[str, Any], data: Any = None) -> PartForm:
    kinds = list(definition.get("for", []))
    return HeadOfForm(kinds, data) if data is not None else HeadOfForm(kinds, initial=definition)


class QuestionOfForm(QuestionForm):
    """A question of the registrar's own."""

    of_question = ("asks", "help", "kind", "id", "required", "role", "each")
    of_answer = ("text", "say", "stop", "qualifiers")
    each = forms.BooleanField(label="Asked of each of several things that are told", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, KIND_WORDS[kind]) for kind in FORMS.kinds
        ]
        self.fields["required"].help_text = "Only what nobody can leave out."

    def question(self, before: Mapping[str, Any]) -> dict[str, Any]:
        made = super().question({name: x for name, x in before.items() if name != "each"})
        return {**made, "each": True} if self.data.get("part-each") else made


class WordsOfQuestion(QuestionForm):
    """The words of a question that something goes by: nothing else of it is shown or changed."""

    of_question = ("asks", "help")
    of_answer = ("text",)

    def question(self, before: Mapping[str, Any]) -> dict[str, Any]:
        made = {**before, "asks": self.typed("asks"), "help": self.typed("help")}
        if before.get("answers"):
            made["answers"] = [
                _with_text(each, self.typed(f"text-{n}"))
                for n, each in enumerate(before["answers"], 1)
            ]
        return {name: value for name, value in made.items() if name != "help" or value}


def _with_text(answer: Mapping[str, Any], text: str) -> dict[str, Any]:
    made = {name: value for name, value in answer.items() if name != "text"}
    return {**made, "text": text} if text else made


def _question(key: str, question: Mapping[str, Any], data: Any = None) -> QuestionForm:
    if not locked(key, question):
        return question_form(question, data, QuestionOfForm)
    answers = question.get("answers", [])
    if data is not None:
        return WordsOfQuestion(data, rows=len(answers))
    start = {"asks": question.get("asks", ""), "help": question.get("help", "")}
    start |= {f"text-{n}": each.get("text", "") for n, each in enumerate(answers, 1)}
    return WordsOfQuestion(rows=len(answers), initial=start)


def _facts(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    closed = Organisation.objects.filter(key__in=definition.get("closed_for", []))
    names = dict(Kind.choices)
    return [
        ("For", ", ".join(str(names.get(each, each)) for each in definition.get("for", []))),
        ("Closed for", ", ".join(each.name for each in closed)),
        ("Opening code", str(definition.get("opening_code", ""))),
        ("Qualifiers", ", ".join(definition.get("qualifiers", []))),
        ("Who reports, for the rules", str(definition.get("capacity", ""))),
        ("Why", str(definition.get("because", ""))),
    ]


FORMS_OF_PARTNERS: Final = Family(
    TYPE,
    "Forms of partners",
    _shipped,
    _read,
    check=check,
    locked=locked,
    head=_head,
    question=_question,
    facts=_facts,
)
