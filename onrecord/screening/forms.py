"""The filter above the suspects."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from onrecord.contact.models import LinkState
from onrecord.contact.queries import distinct_values, start_of
from onrecord.day_input import DayInput
from onrecord.screening.kinds import LATE_RULE, Kind
from onrecord.screening.queries import rule_names

_MOST_CHOICES = 400
_DATE: dict[str, Any] = {
    "required": False,
    "error_messages": {"invalid": "Enter a date such as 31/12/2026"},
}


class SuspectFilterForm(forms.Form):
    """Every field may be left empty."""

    kind = forms.ChoiceField(
        label="Listed for",
        required=False,
        choices=[
            ("", "A crime that may be missing"),
            *((each.value, each.label.capitalize()) for each in Kind),
            ("all", "All of these"),
        ],
    )
    judged = forms.ChoiceField(
        label="Judged",
        required=False,
        choices=[("", "Still to judge"), ("yes", "Judged"), ("all", "Both")],
    )
    rule = forms.ChoiceField(label="Strongest reason", required=False)
    closing = forms.ChoiceField(label="Closing code", required=False)
    department = forms.ChoiceField(label="Department", required=False)
    state = forms.ChoiceField(
        label="Crime record",
        required=False,
        choices=[("", "Any"), *((state.value, state.label.capitalize()) for state in LinkState)],
    )
    since = forms.DateField(label="Received from", widget=DayInput(), **_DATE)
    until = forms.DateField(label="Received to", widget=DayInput(), **_DATE)
    score = forms.IntegerField(
        label="Score at least",
        required=False,
        min_value=0,
        max_value=99,
        error_messages={
            "invalid": "Enter a whole number",
            "max_value": "Enter a number from 0 to 99",
        },
    )

    def __init__(self, *args: Any, departments: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rule"]
        rules.choices = [
            ("", "Any"),
            *sorted(rule_names().items(), key=lambda pair: pair[1]),
        ]
        if not departments:
            del self.fields["department"]
        for name, column in {"closing": "closing_code", "department": "department"}.items():
            if name in self.fields:
                values = distinct_values(column, _MOST_CHOICES)[:_MOST_CHOICES]
                field: Any = self.fields[name]
                field.choices = [("", "Any"), *((value, value) for value in values)]

    def of_logs(self) -> dict[str, str]:
        """What is asked of the log itself rather than of the suspect: columns and values."""
        if not (self.is_bound and self.is_valid()):
            return {}
        asked = {
            "closing_code": self.cleaned_data["closing"],
            "link_state": self.cleaned_data["state"],
        }
        return {column: value for column, value in asked.items() if value}

    def asked(self) -> dict[str, Any]:
        """Arguments for `onrecord.screening.queries.suspects`. Unasked, the list is work: a crime may be missing, and nobody has
        said anything yet."""
        if not (self.is_bound and self.is_valid()):
            return {"kind": "missing", "judged": False}
        data = self.cleaned_data
        kind = data["kind"] or ("late" if data["rule"] == LATE_RULE else "missing")
        return {
            "kind": "" if kind == "all" else kind,
            "judged": {"": False, "yes": True}.get(data["judged"]),
            "rule": data["rule"],
            "department": data.get("department", ""),
            "received_from": start_of(data["since"]) if data["since"] else None,
            "received_to": _after(data["until"]),
            "least_score": data["score"],
        }


def _after(day: date | None) -> datetime | None:
    """The midnight that ends a day."""
    return start_of(day + timedelta(days=1)) if day else None
