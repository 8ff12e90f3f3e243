"""Forms of the audit pages: the plan, one log's reading, a filled sheet."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from onrecord.audit.answers import COUNT_FIELDS, MOST_CRIMES, AnswerError, Answers, read_answers
from onrecord.audit.design import MIN_SAMPLE
from onrecord.audit.models import Audit, Reading
from onrecord.audit.planning import default_planning

_DATE_WRONG = {"invalid": "Enter a date such as 31/12/2026"}
_NONE, _CRIMES, _UNDECIDABLE = "none", "crimes", "undecidable"


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlanForm(forms.Form):
    """An audit to be made."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="Such as: Recording accuracy, March 2026",
        error_messages={"required": "Give the audit a name"},
    )
    date_from = forms.DateField(
        label="Logs received from", required=False, widget=_day(), error_messages=_DATE_WRONG,
        help_text="Leave both dates empty for every log there is.",
    )  # fmt: skip
    date_to = forms.DateField(
        label="Logs received to", required=False, widget=_day(), error_messages=_DATE_WRONG
    )
    sample_size = forms.IntegerField(
        label="How many logs will you read?",
        min_value=MIN_SAMPLE,
        max_value=50_000,
        error_messages={
            "required": "Say how many logs you will read",
            "invalid": "Enter a whole number",
            "min_value": f"A sample of fewer than {MIN_SAMPLE} logs says nothing",
            "max_value": "50,000 logs are the most",
        },
    )
    seed = forms.CharField(
        label="Seed",
        max_length=64,
        help_text=(
            "Any word or number; best one that nobody could choose, such as a throw of dice in front of a witness. The "
            "same seed and the same logs give the same sample on any machine."
        ),
        error_messages={"required": "Give a seed for the draw"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample_size"].initial = default_planning().sample_size

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Audit.objects.filter(name=name).exists():
            raise ValidationError("There is an audit of this name already")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date_from") and data.get("date_to") and data["date_from"] > data["date_to"]:
            self.add_error("date_to", "The last day is before the first one")
        return data


class ReadingForm(forms.Form):
    """What one log should have led to, and what it did. Nothing is chosen beforehand."""

    decision = forms.ChoiceField(
        label="What does this log disclose?",
        choices=[
            (_NONE, "No crime that should have been recorded"),
            (_CRIMES, "One crime or more: count them below"),
            (_UNDECIDABLE, "It cannot be decided from what is written down"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the log discloses"},
    )
    comment = forms.CharField(
        label="Why, if it is not plain",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    answers = Answers()

    def __init__(self, *args: Any, reading: Reading | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COUNT_FIELDS:
            kind, _, group = name.partition("_")
            words = "Should be on record" if kind == "should" else "Of these, are on record"
            self.fields[name] = forms.CharField(
                label=f"{words}: {GROUP_WORDS[group]}",
                required=False,
                max_length=6,
                widget=forms.NumberInput(
                    attrs={"min": 0, "max": MOST_CRIMES, "inputmode": "numeric"}
                ),
            )
        if reading is not None:
            self.initial = _initial(reading)

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [
            (words, self[f"should_{group}"], self[f"recorded_{group}"])
            for group, words in GROUP_WORDS.items()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decision = data.get("decision")
        if decision is None:
            return data
        cells = {name: data.get(name) or "" for name in COUNT_FIELDS}
        counted = any(value.strip() not in ("", "0") for value in cells.values())
        if counted and decision != _CRIMES:
            self.add_error(
                "decision",
                "Crimes are counted below, but this answer says otherwise. Change one of the two",
            )
            return data
        try:
            answers = self._answers(decision, cells, data.get("comment", ""))
        except AnswerError as error:
            for problem in error.problems:
                field = problem.field if problem.field in self.fields else "decision"
                self.add_error(
                    field,
                    f"{problem.problem[:1].upper()}{problem.problem[1:]}. {problem.what_to_do}",
                )
        else:
            if decision == _CRIMES and (answers is None or not counted):
                self.add_error(
                    "should_violence", "Count at least one crime, or choose another answer above"
                )
            else:
                self.answers = answers or Answers()
        return data

    def _answers(self, decision: str, cells: Mapping[str, str], comment: str) -> Answers | None:
        if decision == _CRIMES:
            return read_answers({**cells, "comment": comment})
        return Answers(undecidable=decision == _UNDECIDABLE, comment=comment.strip()).check()


GROUP_WORDS = {
    "violence": "Violence",
    "sexual": "Sexual",
    "other": "All other",
}


def _initial(reading: Reading) -> dict[str, Any]:
    """An earlier reading, to be looked at again."""
    counts = {name: getattr(reading, name) for name in COUNT_FIELDS}
    decision = _UNDECIDABLE if reading.undecidable else _CRIMES if any(counts.values()) else _NONE
    shown = counts if decision == _CRIMES else {}
    return {"decision": decision, "comment": reading.comment, **shown}


class SheetForm(forms.Form):
    """A reading sheet that was filled in elsewhere."""

    file = forms.FileField(
        label="Filled reading sheet (CSV or XLSX)",
        error_messages={"required": "Choose the filled sheet", "empty": "The file is empty"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > min(settings.UPLOAD_LIMIT, 100_000_000):
            raise ValidationError("The file is too large to be a reading sheet")
        return file
