"""Fields that take what people really type."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from onrecord.contact.actions.base import clean
from onrecord.contact.location import READERS
from onrecord.day_input import DayInput

_PATTERNS = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y %H:%M",
)
# For hidden fields: several forms on one page have them, and an id may be there once only.
NO_ID = {"id": False}


class Words(forms.CharField):
    """Text in any script. What no store can hold (a NUL byte) is taken out, nothing else."""

    def to_python(self, value: Any) -> str:
        return super().to_python(clean(str(value)) if value is not None else value) or ""


class LongWords(Words):
    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class LocationField(Words):
    """A postcode, a grid reference or a UPRN that must have the form of one: what is wrong with it is said."""

    def __init__(self, what: str, **kwargs: Any) -> None:
        self._read = READERS[what]
        label, hint = _LOCATIONS[what]
        super().__init__(label=label, help_text=hint, required=False, max_length=100, **kwargs)

    def clean(self, value: Any) -> str:
        read = self._read(super().clean(value))
        if read.wrong:
            raise ValidationError(read.wrong, code="invalid")
        return read.value


_LOCATIONS = {
    "postcode": ("Postcode", "Such as EX4 4QJ"),
    "grid": ("British grid reference", "Two letters and 2 to 10 digits, such as SX 923 925"),
    "uprn": ("UPRN", "The number of a property, up to 12 digits"),
}


class MomentField(forms.Field):
    """A UK date and time, to the minute.

    In the night when the clocks go back an hour occurs twice: the first is taken, so that no limit is ever longer than
    it may be. A time that the clocks skip in spring is refused.
    """

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        text = clean(str(value or ""))
        if not text:
            return None
        naive = next(filter(None, (_read(text, pattern) for pattern in _PATTERNS)), None)
        if naive is None:
            raise ValidationError("Enter a date and time such as 31/12/2026 21:30", code="invalid")
        zone = timezone.get_current_timezone()
        moment = naive.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            raise ValidationError(
                "There was no such time: the clocks went forward. Enter the time an hour later",
                code="skipped",
            )
        return moment

    def prepare_value(self, value: Any) -> Any:
        return (
            timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value
        )


def _read(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        return None


class DayField(forms.DateField):
    """A date, by the calendar or typed the British way."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput())
        kwargs.setdefault("error_messages", {"invalid": "Enter a date such as 31/12/1990"})
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean(value) if isinstance(value, str) else value)
