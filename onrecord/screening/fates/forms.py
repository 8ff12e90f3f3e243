"""The forms of the page of a log's disclosures. What they hold is checked again by the actions."""

from typing import Any

from django import forms

from onrecord.screening.fates.actions import MOST_WORDS
from onrecord.screening.fates.reasons import reasons


class _Words(forms.Form):
    offence = forms.CharField(max_length=120, widget=forms.HiddenInput)
    words = forms.CharField(
        label="In words",
        help_text="For whoever reads this later: what the log says, and where.",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say it in words: whoever reads this later was not there"},
    )


class RejectForm(_Words):
    """Why no crime is to be recorded. Nothing is chosen beforehand."""

    reason = forms.ChoiceField(
        label="Why is no crime to be recorded?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason that fits best"},
    )
    field_order = ("offence", "reason", "words")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        listed: Any = self.fields["reason"]
        listed.choices = [(each.code, each.words) for each in reasons() if each.own]


class ReopenForm(_Words):
    """Why an answer is taken back."""
