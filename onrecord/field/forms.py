"""The form for entering what was written on paper."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

_MOMENT = {"type": "datetime-local"}


class PaperForm(forms.Form):
    """One paper form: the first account and the three times. The questions are answered afterwards, on the log."""

    first_account = forms.CharField(
        label="What they said happened, in their own words",
        widget=forms.Textarea,
        max_length=100_000,
        error_messages={"required": "Write the first account as it stands on the paper."},
    )
    place = forms.CharField(label="Where", max_length=300, required=False)
    known_at = forms.DateTimeField(
        label="When it was told",
        help_text="The 24 hours run from here.",
        widget=forms.DateTimeInput(attrs=_MOMENT, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={
            "required": "Give the time at which it was told.",
            "invalid": "Write the time as 01/06/2026 21:30.",
        },
    )
    recorded_at = forms.DateTimeField(
        label="When it was written on paper",
        widget=forms.DateTimeInput(attrs=_MOMENT, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={
            "required": "Give the time at which it was written.",
            "invalid": "Write the time as 01/06/2026 21:45.",
        },
    )
    source = forms.CharField(label="How it was reported", max_length=120, initial="paper form")
    log_ref = forms.CharField(label="Log number, if there is one", max_length=120, required=False)
    note = forms.CharField(
        label="Anything else on the paper",
        widget=forms.Textarea,
        required=False,
        max_length=100_000,
    )
    origin = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].initial = str(uuid4())

    def report(self) -> dict[str, Any]:
        """The report in the layout of `onrecord.field.envelope`; sent now."""
        held = self.cleaned_data
        return {
            **{
                name: held[name]
                for name in ("origin", "first_account", "place", "source", "log_ref", "note")
            },
            "known_at": held["known_at"].isoformat(),
            "recorded_at": held["recorded_at"].isoformat(),
            "sent_at": timezone.now().isoformat(),
        }
