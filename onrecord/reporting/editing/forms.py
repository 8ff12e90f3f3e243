"""Parts of a type of report as forms, each small enough for one page. What they come to is checked by `types.reading.read_type`."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from onrecord.contact.force import force
from onrecord.contact.people import ROLES
from onrecord.reporting.stops import stops
from onrecord.reporting.types.shape import CHOOSING, KINDS, PERSON, ROUTES

KIND_WORDS: Mapping[str, str] = {
    "text": "words",
    "choice": "one of several answers",
    "yes-no": "yes or no",
    "number": "a number",
    "when": "a day and time",
    "place": "a place",
    "person": "a person",
    "contact": "how to be in touch with the reporter",
    "files": "photographs, films, sound, documents",
    "line": "one line",
    "pounds": "an amount in pounds",
}
ROUTE_WORDS: Mapping[str, str] = {"public": "the public", "partner": "partners and professionals"}
SPARE = 2
_OF_QUESTION = ("asks", "help", "kind", "several", "id", "required", "account", "role", "only")
_OF_ANSWER = ("text", "say", "stop", "opening_code", "qualifiers", "fact")


def words_field(label: str, longest: int = 300, help_text: str = "", rows: int = 0) -> Any:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, help_text=help_text
    )


def stop_choices() -> list[tuple[str, str]]:
    """The stop pages there are, by their titles."""
    return [("", "none"), *((id, each.title) for id, each in stops().items())]


def _codes() -> list[tuple[str, str]]:
    return [("", "none"), *((code, code) for code in force().opening)]


class PartForm(forms.Form):
    """One part of a definition. `into` is the definition with what was filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": "part"})

    def told(self) -> dict[str, Any]:
        """What was filled in, as it stands."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, self.typed(name)) for name in self.fields}

    def typed(self, name: str) -> str:
        return str(self.data.get(f"part-{name}", "")).replace("\0", "").strip()


class HeadForm(PartForm):
    """What the type is called, and for whom it is."""

    title = words_field("What the public reads", 200, "Such as: Theft from a shop")
    hint = words_field("One line under it", 300)
    order = forms.IntegerField(
        label="Place in the list", required=False, min_value=0, max_value=9999,
        help_text="Smaller numbers stand further up.",
    )  # fmt: skip
    routes = forms.MultipleChoiceField(
        label="Who may use it", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(route, ROUTE_WORDS[route]) for route in ROUTES],
    )  # fmt: skip
    stop = forms.ChoiceField(
        label="A page that says stop and call, before the first question", required=False, choices=stop_choices,
    )  # fmt: skip

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        told = self.told()
        order = told["order"] if isinstance(told["order"], int) else definition.get("order", 100)
        return {**definition, **told, "order": order, "routes": _listed(told["routes"])}


class LogForm(PartForm):
    """What the log of such a report is opened with."""

    opening_code = forms.ChoiceField(label="Opening code", required=False, choices=_codes)
    qualifiers = forms.MultipleChoiceField(
        label="Qualifiers", required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(each, each) for each in force().qualifiers],
    )  # fmt: skip
    department = words_field(
        "Department that gets it", 200, "Empty: the one that gets all reports."
    )
    straight_through = forms.BooleanField(
        label="A person may confirm what the rules decide in one screen", required=False,
        help_text="Only for types with a victim that aren't urgent.",
    )  # fmt: skip

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        told = self.told()
        return {**definition, **told, "qualifiers": _listed(told["qualifiers"]), "straight_through": told["straight_through"] is True}  # fmt: skip


class QuestionForm(PartForm):
    """One own question with its answers."""

    asks = words_field("Question", 300)
    help = words_field("Help under it", 2000, rows=3)
    kind = forms.ChoiceField(
        label="What is answered", required=False, choices=[(kind, KIND_WORDS[kind]) for kind in KINDS],
    )  # fmt: skip
    several = forms.BooleanField(label="Several answers may be chosen", required=False)
    id = words_field(
        "Short name", 40, "Small letters, digits and hyphens. Empty: made from the question."
    )
    required = forms.BooleanField(label="It must be answered", required=False, help_text="Only what a log needs: the account.")  # fmt: skip
    account = forms.BooleanField(label="Its words are the first account", required=False)
    role = forms.ChoiceField(
        label="Of a person: their part in it", required=False, choices=[("", "none"), *((r, r) for r in ROLES)],
    )  # fmt: skip
    only = words_field("Asked only after these answers", 500, "One a line, such as known=yes. Empty: always asked.", rows=2)  # fmt: skip

    # The fields of the question, and of each answer, that the page shows.
    of_question: tuple[str, ...] = _OF_QUESTION
    of_answer: tuple[str, ...] = _OF_ANSWER

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for n in range(1, rows + 1):
            for name, field in {
                "text": words_field("What the reporter reads", 300),
                "say": words_field("Short name", 40),
                "stop": forms.ChoiceField(label="Stop page", required=False, choices=stop_choices),
                "opening_code": forms.ChoiceField(label="Opening code instead", required=False, choices=_codes),
                "qualifiers": words_field("Qualifiers", 300, "With ; between them."),
                "fact": words_field("What it tells the rules", 1000, "Question=answer, with ; between them."),
            }.items():  # fmt: skip
                self.fields[f"{name}-{n}"] = field

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields of the question itself."""
        return [self[name] for name in self.of_question]

    @property
    def answer_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each answer."""
        return [[self[f"{name}-{n}"] for name in self.of_answer] for n in range(1, self.rows + 1)]

    def question(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The question as entered; what this form doesn't show stays as it was."""
        kind = self.typed("kind") or "text"
        shown = {*_OF_QUESTION, "answers", "use"}
        kept = {name: value for name, value in before.items() if name not in shown}
        made: dict[str, Any] = {
            **kept,
            "id": self.typed("id") or _short(self.typed("asks")),
            "kind": kind,
            "several": bool(self.data.get("part-several")),
            "asks": self.typed("asks"),
            "help": self.typed("help"),
            "required": bool(self.data.get("part-required")),
            "account": bool(self.data.get("part-account")),
            "role": self.typed("role") if kind == PERSON else "",
            "only": [line.strip() for line in self.typed("only").splitlines() if line.strip()],
        }
        answers = [each for n in range(1, self.rows + 1) if (each := self._answer(n, before))]
        if kind in CHOOSING:
            made["answers"] = answers
        return {name: value for name, value in made.items() if value not in ("", [], False)}

    def _answer(self, n: int, before: Mapping[str, Any]) -> dict[str, Any] | None:
        say, text = self.typed(f"say-{n}"), self.typed(f"text-{n}")
        if not (say or text):
            return None
        old: Mapping[str, Any] = next(
            (each for each in before.get("answers", []) if each.get("say") == say), {}
        )
        fact = dict(_pair(part) for part in _parts(self.typed(f"fact-{n}")))
        made = {
            **{name: value for name, value in old.items() if name not in _OF_ANSWER},
            "say": say or _short(text),
            "text": text,
            "stop": self.typed(f"stop-{n}"),
            "opening_code": self.typed(f"opening_code-{n}"),
            "qualifiers": _parts(self.typed(f"qualifiers-{n}")),
            "fact": fact,
        }
        return {name: value for name, value in made.items() if value not in ("", [], {})}


def question_form(
    question: Mapping[str, Any], data: Any = None, form_class: type[QuestionForm] = QuestionForm
) -> QuestionForm:
    """The form of a question: as it stands, or as it was filled in."""
    answers = question.get("answers", [])
    if data is not None:
        typed = sum(name.startswith("part-text-") for name in data)
        return form_class(data, rows=max(min(typed, 40), len(answers) + SPARE, 4))
    start = {name: question.get(name, "") for name in ("asks", "help", "kind", "id", "role")}
    start |= {
        name: question.get(name, False) for name in ("required", "account", "several", "each")
    }
    start["only"] = "\n".join(question.get("only", []))
    for n, each in enumerate(answers, 1):
        start |= {f"{name}-{n}": each.get(name, "") for name in ("text", "say", "stop", "opening_code")}  # fmt: skip
        start[f"qualifiers-{n}"] = "; ".join(each.get("qualifiers", []))
        start[f"fact-{n}"] = "; ".join(f"{q}={a}" for q, a in each.get("fact", {}).items())
    return form_class(rows=max(len(answers) + SPARE, 4), initial=start)


def _listed(value: object) -> list[str]:
    return list(value) if isinstance(value, list) else []


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _short(text: str) -> str:
    """A short name out of words.

    >>> _short("What was stolen, and when?")
    'what-was-stolen-and-when'
    """
    return slugify(text)[:40].strip("-")
