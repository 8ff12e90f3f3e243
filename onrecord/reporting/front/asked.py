"""The form of a question with one field, and what all of them share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onrecord.contact.actions import MOST_TEXT
from onrecord.contact.actions.base import clean
from onrecord.reporting.front.fields import words
from onrecord.reporting.languages import answer_said
from onrecord.reporting.types.shape import Question, ReportType


class Asked(forms.Form):
    """The form of a question. `value()`: what was answered, as it is kept."""

    # The heading is the label of the one field, or the legend of all of them.
    single = True
    # Whether what can't be right is kept in words by whoever insists.
    doubtful = False

    @property
    def value_of(self) -> forms.BoundField:
        """The one field, for the page (its name is that of a method here)."""
        return self["value"]

    def __init__(self, question: Question, kind: ReportType, value: Any, **sent: Any) -> None:
        self.question, self.kind = question, kind
        super().__init__(initial=self.initial_of(value), **sent)

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"value": value}

    def value(self) -> Any:
        return self.cleaned_data.get("value", "")

    def typed(self) -> Any:
        """What was typed, though it can't be right; kept in the draft."""
        return ""


class TextForm(Asked):
    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        rows = 10 if self.question.account else 4
        self.fields["value"] = words(self.question.asks, MOST_TEXT, rows)

    def clean_value(self) -> str:
        value: str = self.cleaned_data["value"]
        if self.question.required and not value:
            raise ValidationError(
                _("Write at least a few words, so that somebody can look into it.")
            )
        return value


class NumberForm(Asked):
    doubtful = True

    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        self.fields["value"] = words(self.question.asks, 100, kind="numeric")

    def clean_value(self) -> str:
        text: str = self.cleaned_data["value"]
        figures = any(each.isdecimal() for each in text) and not text.startswith(("-", "\u2212"))
        if text and not figures and not self.data.get("keep"):
            raise ValidationError(
                _(
                    "This is no number in figures, such as 90. Correct it, or keep it as you wrote it."
                )
            )
        return text

    def typed(self) -> Any:
        return clean(str(self.data.get("value", "")))[:100]


class ChoiceForm(Asked):
    def __init__(self, *about: Any, **sent: Any) -> None:
        super().__init__(*about, **sent)
        choices = [
            (each.say, answer_said(self.question.asks, each.text, self.kind.welsh))
            for each in self.question.answers
        ]
        if self.question.several:
            self.fields["value"] = forms.MultipleChoiceField(
                choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        else:
            self.fields["value"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect
            )

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if not value and not self.question.several:
            raise ValidationError(_("Choose an answer, or skip the question."))
        return value
