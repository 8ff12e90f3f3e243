"""A programme as forms: its head, and one question at a time. What they come to is checked by `programme_file.build`."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from onrecord.audit.populations import SOURCES as KNOWN_SOURCES
from onrecord.audit.programme import CRIMES, END, MEASURES, QUESTIONS, VERDICTS
from onrecord.audit.programme_file import (
    EVERY,
    FILTERS,
    LONGEST,
    ROLES,
    SHOW,
    SOURCES,
    STEPS,
    STRATA,
)
from onrecord.people.roles import Role

MEASURE_WORDS = {
    CRIMES: "Crimes: how many that should be on record are",
    QUESTIONS: "Questions: how many records pass each of them",
}
STRATA_WORDS = {
    "code-linked-score": "closing code, linked or not, screening score (least reading for the width)",
    "code-linked": "closing code, linked or not",
    "proportional": "closing code, linked or not, read in proportion",
    "simple": "none: every record with the same chance",
}
VERDICT_WORDS = {
    "pass": "passes",
    "fail": "fails",
    "none": "neither",
    "undecided": "cannot be decided",
}
SHOW_WORDS = {
    "entries": "lines of the log",
    "crimes": "crimes on record",
    "decisions": "recording decisions with their trace",
    "recording": "recording of the call",
    "thrive": "THRIVE",
    "incidents": "records that are no crime",
    "told": "who was told",
}
SPARE_ANSWERS = 2


def _several(
    label: str, known: tuple[str, ...], words: Mapping[str, str], help_text: str = ""
) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(name, words.get(name, name)) for name in known],
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def _lines(label: str, help_text: str) -> Any:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class ProgrammeForm(forms.Form):
    """Everything of a programme but its questions."""

    title = forms.CharField(label="Title", required=False, max_length=LONGEST)
    about = _lines("What it is about", "Two or three sentences.")
    measure = forms.ChoiceField(
        label="What is counted",
        required=False,
        choices=[(name, MEASURE_WORDS[name]) for name in MEASURES],
        widget=forms.RadioSelect,
    )
    sources = _several(
        "Which records", SOURCES, {name: source.words for name, source in KNOWN_SOURCES.items()}
    )
    population = forms.CharField(
        label="Which records, in words",
        required=False,
        max_length=500,
        help_text="As a report says it: every log of the month, whatever it was closed as.",
    )
    filters = _lines(
        "Only records with",
        f"One line each, such as “words: domestic, child”. Known: {', '.join(FILTERS)}. Leave it empty for all: a frame "
        "that leaves out closing codes flatters.",
    )
    strata = forms.ChoiceField(
        label="Divided by", required=False, choices=[(name, STRATA_WORDS[name]) for name in STRATA]
    )
    sample_size = forms.IntegerField(label="How many are read", required=False)
    minimum = forms.IntegerField(label="At least, in each part", required=False)
    certainty = forms.CharField(
        label="Read all of these",
        required=False,
        max_length=500,
        help_text="Words in opening or closing code (of a crime: its class), with commas between, such as: rape.",
    )
    targets = _lines(
        "Wanted width, plus or minus points",
        "One line each, such as “violence: 3”; the planner says whether the sample reaches it.",
    )
    roles = _several("Who reads", ROLES, {role.value: role.label for role in Role})
    minutes = forms.IntegerField(label="Minutes a record takes", required=False)
    failures = forms.BooleanField(label="Every failure is read a second time", required=False)
    passes_percent = forms.IntegerField(
        label="Of the others, so many in a hundred are read a second time", required=False
    )
    route = _several(
        "Findings go to",
        STEPS,
        {"person": "the person whose work it is"},
    )
    days = forms.IntegerField(label="Days to answer", required=False)
    every = forms.ChoiceField(
        label="How often", required=False, choices=[(each, each) for each in EVERY]
    )
    owner = forms.CharField(label="Who owns it", required=False, max_length=200)
    bands = _lines(
        "Bands",
        "The force's own, one line each, such as “good: 90”. No official figures are public.",
    )
    show = _several("Shown beside the questions", SHOW, SHOW_WORDS)

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with what was entered; wrong numbers stay as typed, for `build` to name them."""
        data = {name: self._value(name) for name in self.fields}
        targets = _pairs(data["targets"])
        return {
            **definition,
            "title": data["title"],
            "about": data["about"],
            "measure": data["measure"],
            "population": {
                "sources": data["sources"],
                "words": data["population"],
                "filters": {name: _commas(text) for name, text in _pairs(data["filters"])},
            },
            "design": {
                "strata": data["strata"],
                "sample_size": _whole(data["sample_size"]),
                "minimum": _whole(data["minimum"]),
                "certainty": _commas(data["certainty"]),
                "targets": dict(targets),
            },
            "readers": {"roles": data["roles"], "minutes": _whole(data["minutes"])},
            "second_reading": {
                "failures": bool(data["failures"]),
                "passes_percent": _whole(data["passes_percent"]),
            },
            "feedback": {"route": data["route"], "days": _whole(data["days"])},
            "schedule": {"every": data["every"], "owner": data["owner"]},
            "bands": [{"name": name, "at_least": text} for name, text in _pairs(data["bands"])],
            "show": data["show"],
        }

    def _value(self, name: str) -> Any:
        field, widget = self.fields[name], self.fields[name].widget
        value = widget.value_from_datadict(self.data, self.files, name)
        if isinstance(field, forms.MultipleChoiceField):
            return list(value or [])
        return value if isinstance(value, bool) else str(value or "").strip()


def head_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a programme begins with."""
    population, design = definition["population"], definition["design"]
    second = definition["second_reading"]
    return {
        "title": definition["title"],
        "about": definition["about"],
        "measure": definition["measure"],
        "sources": population["sources"],
        "population": population["words"],
        "filters": "\n".join(f"{n}: {', '.join(v)}" for n, v in population["filters"].items()),
        "strata": design["strata"],
        "sample_size": design["sample_size"],
        "minimum": design["minimum"],
        "certainty": ", ".join(design["certainty"]),
        "targets": "\n".join(f"{n}: {v}" for n, v in design["targets"].items()),
        "roles": definition["readers"]["roles"],
        "minutes": definition["readers"]["minutes"],
        "failures": second["failures"],
        "passes_percent": second["passes_percent"],
        "route": definition["feedback"]["route"],
        "days": definition["feedback"]["days"],
        "every": definition["schedule"]["every"],
        "owner": definition["schedule"]["owner"],
        "bands": "\n".join(f"{b['name']}: {b['at_least']}" for b in definition["bands"]),
        "show": definition["show"],
    }


class QuestionForm(forms.Form):
    """One question with its answers."""

    asks = forms.CharField(label="Question", required=False, max_length=300)
    id = forms.CharField(
        label="Short name",
        required=False,
        max_length=40,
        help_text="Small letters, digits and hyphens; it names the column of the sheet. Empty: made from the question.",
    )
    head = forms.CharField(label="Heading above it", required=False, max_length=200)
    help = _lines("Help", "What to look for, and what counts.")
    title = forms.CharField(label="Rule: title", required=False, max_length=200)
    edition = forms.CharField(label="Rule: edition", required=False, max_length=60)
    page = forms.CharField(label="Rule: page", required=False, max_length=60)

    def __init__(
        self, *args: Any, definition: Mapping[str, Any], at: int, rows: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "prefix": "question"})
        later = [
            (q["id"], f"“{q['asks'][:60]}”") for q in definition["questions"][at + 1 :] if q["id"]
        ]
        self.row_count = rows
        for n in range(1, rows + 1):
            for name, field in {
                "say": forms.CharField(label=f"Answer {n}: short name", required=False, max_length=40),
                "text": forms.CharField(label=f"Answer {n}: words", required=False, max_length=200),
                "verdict": forms.ChoiceField(
                    label=f"Answer {n}: the record", required=False,
                    choices=[(v, VERDICT_WORDS[v]) for v in VERDICTS],
                ),
                "goes_to": forms.ChoiceField(
                    label=f"Answer {n}: goes on to", required=False,
                    choices=[("", "the next question"), *later, (END, "the end")],
                ),
            }.items():  # fmt: skip
                self.fields[f"{name}-{n}"] = field

    @property
    def answer_rows(self) -> list[list[forms.BoundField]]:
        names = ("text", "say", "verdict", "goes_to")
        return [[self[f"{name}-{n}"] for name in names] for n in range(1, self.row_count + 1)]

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in ("asks", "id", "head", "help", "title", "edition", "page")]

    def question(self) -> dict[str, Any]:
        """The question as entered."""
        data = {name: str(self.data.get(f"question-{name}", "")).strip() for name in self.fields}
        answers = []
        for n in range(1, self.row_count + 1):
            say, text = data[f"say-{n}"], data[f"text-{n}"]
            if not (say or text):
                continue
            answers.append(
                {
                    "say": say or _short(text),
                    "text": text or say,
                    "verdict": data[f"verdict-{n}"] or "none",
                    "goes_to": data[f"goes_to-{n}"],
                }
            )
        return {
            "id": data["id"] or _short(data["asks"]),
            "head": data["head"],
            "asks": data["asks"],
            "help": data["help"],
            "rule": {"title": data["title"], "edition": data["edition"], "page": data["page"]},
            "answers": answers,
        }


def question_initial(question: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a question begins with."""
    found = {name: question.get(name, "") for name in ("asks", "id", "head", "help")}
    found |= question.get("rule", {})
    for n, answer in enumerate(question.get("answers", []), 1):
        found |= {f"{name}-{n}": answer[name] for name in ("say", "text", "verdict", "goes_to")}
    return found


BLANK_QUESTION: dict[str, Any] = {
    "id": "",
    "head": "",
    "asks": "",
    "help": "",
    "rule": {"title": "", "edition": "", "page": ""},
    "answers": [
        {"say": "yes", "text": "Yes", "verdict": "pass", "goes_to": ""},
        {"say": "no", "text": "No", "verdict": "fail", "goes_to": ""},
        {"say": "na", "text": "Does not apply", "verdict": "none", "goes_to": ""},
    ],
}


def _short(text: str) -> str:
    """A short name out of words.

    >>> _short("Was the victim told, and when?")
    'was-the-victim-told-and-when'
    """
    return re.sub(r"^[^a-z]+", "", slugify(text))[:40].strip("-")


def _commas(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lines "name: value"; a line without a colon keeps its words, for the check to complain about."""
    found = []
    for line in text.splitlines():
        if line.strip():
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return found


def _whole(text: str) -> Any:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
