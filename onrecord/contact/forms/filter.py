"""The filter above the list of logs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from onrecord.contact.models import LinkState
from onrecord.contact.queries import LogFilter, distinct_values
from onrecord.day_input import DayInput

_MOST_CHOICES = 400


def _dates() -> dict[str, Any]:
    return {
        "required": False,
        "widget": DayInput(),
        "error_messages": {"invalid": "Enter a date such as 31/12/2026"},
    }


class LogFilterForm(forms.Form):
    """Every field may be left empty. Codes and departments are the force's own, as they came."""

    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=120,
        help_text="The whole of it, or how it begins",
    )
    since = forms.DateField(label="Received from", **_dates())
    until = forms.DateField(label="Received to", **_dates())
    opening = forms.ChoiceField(label="Opening code", required=False)
    closing = forms.ChoiceField(label="Closing code", required=False)
    department = forms.ChoiceField(label="Department", required=False)
    state = forms.ChoiceField(
        label="Crime record",
        required=False,
        choices=[("", "Any"), *((state.value, state.label.capitalize()) for state in LinkState)],
    )
    suspect = forms.ChoiceField(
        label="Suspect", required=False, choices=[("", "Any"), ("yes", "Yes"), ("no", "No")]
    )
    open = forms.ChoiceField(
        label="Kept here",
        required=False,
        choices=[("", "Any log"), ("open", "Open"), ("closed", "Closed")],
    )
    clock = forms.ChoiceField(
        label="Clock",
        required=False,
        choices=[("", "Any"), ("undecided", "Undecided"), ("late", "Undecided and late")],
    )
    due = forms.IntegerField(
        label="Undecided and due within (hours)",
        required=False,
        min_value=1,
        max_value=72,
        error_messages={"invalid": "Enter whole hours, such as 6"},
    )
    late = forms.BooleanField(label="Recorded after 24 hours", required=False)

    def __init__(self, *args: object, suspects: bool, departments: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not suspects:
            del self.fields["suspect"]
        if not departments:
            del self.fields["department"]
        columns = {"opening": "opening_code", "closing": "closing_code", "department": "department"}
        for name, column in columns.items():
            if name not in self.fields:
                continue
            values = distinct_values(column, _MOST_CHOICES)
            if len(values) > _MOST_CHOICES:
                # Free text in a code column: too many to choose from, so it is typed.
                self.fields[name] = forms.CharField(label=self.fields[name].label, required=False)
            else:
                field: Any = self.fields[name]
                field.choices = [("", "Any"), *((value, value) for value in values)]

    def clean(self) -> dict[str, object]:
        asked: dict[str, object] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:  # type: ignore[operator]
            raise ValidationError({"until": "The last day is before the first one"})
        return asked

    def asked(self) -> LogFilter:
        """What was asked for; nothing at all while the form is wrong."""
        if not (self.is_bound and self.is_valid()):
            return LogFilter()
        return LogFilter(**{name: value for name, value in self.cleaned_data.items() if value})
