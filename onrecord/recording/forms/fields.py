"""Fields that the forms of records share."""

from typing import Any

from django import forms
from django.utils import timezone

from onrecord.contact.forms.fields import DayField, LocationField, MomentField
from onrecord.recording.offence_search import MOST, key_of, search, words_of
from onrecord.recording.where import WHERE

_YES_NO = [("yes", "Yes"), ("no", "No")]


def day_field(label: str, **more: Any) -> forms.DateField:
    return DayField(
        label=label, error_messages={"invalid": "Enter a date such as 31/12/2026"}, **more
    )


def moment_field(label: str, **more: Any) -> MomentField:
    """Date and time in one field; the browser's own picker where it has one."""
    return MomentField(label=label, **more)


def text_field(label: str, *, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"{label}: write at least a word"},
        **more,
    )


def yes_no_field(
    label: str, required: str = "", *, no_first: bool = False, **more: Any
) -> forms.TypedChoiceField:
    """A question with yes and no, read as true and false; None where it may be left out. `required`: what is said if not."""
    choices = more.pop("choices", _YES_NO[::-1] if no_first else _YES_NO)
    return forms.TypedChoiceField(
        label=label,
        widget=forms.RadioSelect,
        choices=choices,
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=bool(required),
        error_messages={"required": required},
        **more,
    )


def where_fields() -> tuple[LocationField, ...]:
    """Postcode, grid reference and UPRN, in the order of `WHERE`."""
    return tuple(LocationField(name) for name in WHERE)


class LogField(forms.CharField):
    """The reference of a log."""

    def __init__(self) -> None:
        super().__init__(
            label="Log",
            required=False,
            max_length=120,
            help_text="Its reference, if there is one.",
        )


class NamesField(forms.CharField):
    """Names with commas between them, read as a list."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=400,
            help_text="Names, with commas between them.",
        )

    def clean(self, value: Any) -> Any:
        return [name.strip() for name in super().clean(value).split(",") if name.strip()]


class OffenceField(forms.ChoiceField):
    """One of the offences that a search found."""

    def __init__(self, text: str, **more: Any) -> None:
        found = search(text, timezone.localdate())
        self.too_many = len(found) > MOST
        self.found = found[:MOST]
        super().__init__(
            label="Offence",
            choices=[(key_of(one), words_of(one)) for one in self.found],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose the offence"},
            **more,
        )
