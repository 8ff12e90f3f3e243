"""What is typed above the results; everything else is chosen by links."""

from django import forms
from django.core.exceptions import ValidationError

from onrecord.day_input import DayInput
from onrecord.finding.queries import Filter

MOST_TYPED = 300


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )


class FindForm(forms.Form):
    """Words, and the days between which the record was received. The rest of the filter stands in the address."""

    q = forms.CharField(
        label="What to look for",
        required=False,
        max_length=MOST_TYPED,
        help_text="Words, names, telephone numbers, references, postcodes",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = _day("From")
    until = _day("To")
    # Chosen by links; carried along when other words are typed.
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    department = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        asked: dict[str, object] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:  # type: ignore[operator]
            raise ValidationError({"until": "The last day is before the first one"})
        return asked

    def words(self) -> str:
        """What was typed, however wrong the rest of the form is."""
        return str(self.data.get("q", "")).replace("\x00", "").strip()[:MOST_TYPED]

    def asked(self) -> Filter:
        """The filter; empty while the form is wrong."""
        if not (self.is_bound and self.is_valid()):
            return Filter()
        chosen = self.cleaned_data
        return Filter(
            department=chosen["department"] or None,
            state=chosen["state"] if chosen["state"] in ("open", "closed") else "",
            since=chosen["since"],
            until=chosen["until"],
            text=chosen["kind"] == "text",
        )
