"""Forms: a recording to attach, a place in it to mark, a mark to withdraw."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from onrecord.calls.models import AnswerKind, Recording
from onrecord.calls.sounds import KNOWN
from onrecord.calls.timecodes import TimecodeError, read_timecode
from onrecord.contact.models import LogEntry

_MOST_ENTRIES = 200


def fresh_origin() -> str:
    return str(uuid4())


class RecordingForm(forms.Form):
    """A recording, as the telephone system exported it."""

    file = forms.FileField(
        label="Recording",
        error_messages={
            "required": "Choose the recording",
            "empty": "The file is empty. Export the recording again.",
        },
    )
    about = forms.CharField(
        label="What is it? (optional)",
        max_length=200,
        required=False,
        help_text="For whoever looks for it later, such as: 999 call of the neighbour.",
    )
    origin = forms.UUIDField(widget=forms.HiddenInput, initial=fresh_origin)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            f"{KNOWN[0].upper()}{KNOWN[1:]}, up to {filesizeformat(settings.CALL_UPLOAD_LIMIT)}. It is kept exactly as "
            "it is, with its hash in the ledger, and is erased only by a registrar, with a reason."
        )


class EraseForm(forms.Form):
    """Why a recording goes for good, said by somebody who means it."""

    why = forms.CharField(
        label="Why is it erased?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text="The court order, the end of its retention period, the request and who decided it. The reason stays on "
        "record and can't be changed later: write nothing of what is said in the recording.",
        error_messages={"required": "Say why the recording is erased"},
    )
    sure = forms.BooleanField(
        label="I have read what goes and what stays. It can't be brought back.",
        error_messages={"required": "Confirm that it can’t be brought back"},
    )


class MarkForm(forms.Form):
    """What is heard, and where; tied to something, if it helps."""

    at = forms.CharField(
        label="Time in the recording",
        max_length=10,
        help_text="Minutes and seconds, such as 02:14, or hours too: 1:02:14.",
        error_messages={"required": "Say where in the recording, such as 02:14"},
    )
    text = forms.CharField(
        label="What is heard",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        help_text="Such as: the caller says “he punched me”.",
        error_messages={"required": "Say what is heard"},
    )
    act = forms.CharField(
        label="What the caller discloses (optional)",
        max_length=200,
        required=False,
        help_text="The act in a few words, such as: assault by her brother on Monday.",
    )
    entry = forms.ChoiceField(
        label="Entry of the log that it belongs to (optional)", required=False
    )
    answer_kind = forms.ChoiceField(
        label="Answer of an audit that rests on it (optional)",
        required=False,
        choices=[("", "None"), *((kind.value, kind.label.capitalize()) for kind in AnswerKind)],
    )
    answer_ref = forms.CharField(
        label="Audit and log of that answer",
        max_length=200,
        required=False,
        help_text="Only with an answer of an audit, such as: audit March, log 17.",
    )
    origin = forms.UUIDField(widget=forms.HiddenInput, initial=fresh_origin)

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = LogEntry.objects.filter(
            system=recording.log_system, log_ref_key=recording.log_ref_key
        ).order_by("-entered_at", "-id")[:_MOST_ENTRIES]
        self.entries = {str(row.entry_seq): row for row in rows}
        self.fields["entry"].choices = [  # type: ignore[attr-defined]
            ("", "None"),
            *((seq, _in_short(row)) for seq, row in self.entries.items()),
        ]

    def clean_at(self) -> int:
        try:
            return read_timecode(self.cleaned_data["at"])
        except TimecodeError as error:
            raise ValidationError(str(error)) from error

    def chosen_entry(self) -> LogEntry | None:
        return self.entries.get(self.cleaned_data.get("entry", ""))


def _in_short(row: LogEntry) -> str:
    text = " ".join(row.text.split())
    return f"{timezone.localtime(row.entered_at):%d/%m/%Y %H:%M} {text[:50]}{'…' if len(text) > 50 else ''}"
