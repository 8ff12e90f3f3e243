"""One question of a programme as a form. What it comes to is checked by `file.build`."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from onrecord.audit.programmes.form_parts import lines_field
from onrecord.audit.programmes.programme import END, VERDICTS

VERDICT_WORDS = {
    "pass": "passes",
    "fail": "fails",
    "none": "neither",
    "undecided": "cannot be decided",
}
SPARE_ANSWERS = 2


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
    help = lines_field("Help", "What to look for, and what counts.")
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
