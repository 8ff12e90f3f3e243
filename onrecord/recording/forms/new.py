"""New records: one that is no crime, and a crime that another force passes on."""

from typing import Any

from django import forms

from onrecord.contact.models import Log
from onrecord.contact.policies import visible_logs
from onrecord.contact.references import reference_key
from onrecord.people.models import User
from onrecord.recording import actions
from onrecord.recording.forms.base import RecordForm
from onrecord.recording.forms.fields import (
    LogField,
    NamesField,
    day_field,
    moment_field,
    text_field,
    where_fields,
)
from onrecord.recording.forms.lists import CODES
from onrecord.recording.states import IncidentKind
from onrecord.recording.where import WHERE


def find_log(user: User, ref: str) -> Log | None:
    """The one log of that reference that this person may see."""
    logs = list(visible_logs(user, Log.objects.filter(ref_key=reference_key(ref)))[:2])
    return logs[0] if len(logs) == 1 else None


class NewForm(RecordForm):
    """What both new records share."""

    def clean_log(self) -> Log | None:
        ref = self.cleaned_data["log"].strip()
        if not ref:
            return None
        log = find_log(self.user, ref)
        if log is None:
            raise forms.ValidationError(
                "No log that you may see has this reference, or more than one has"
            )
        return log


class IncidentForm(NewForm):
    """A record that is no crime."""

    action = staticmethod(actions.record_incident)

    kind = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        choices=[(k.value, k.label[:1].upper() + k.label[1:]) for k in IncidentKind],
        error_messages={"required": "Choose what it is"},
    )
    sub_code = forms.ChoiceField(
        label="Code",
        required=False,
        choices=[("", "None yet"), *((code, f"{code}: {words}") for code, words in CODES.items())],
    )
    log = LogField()
    known_at = moment_field(
        "When it was first reported",
        required=False,
        help_text="To any part of the force, if earlier than now.",
    )
    reason = text_field("Why no crime is recorded now")
    victims = NamesField("Who may be a victim")
    place = forms.CharField(label="Where", required=False, max_length=300)
    to_try = text_field("What is still to be tried", required=False, rows=2)
    comes_up_on = day_field("Comes up again on", required=False)


class ReceiveForm(NewForm):
    """A crime that another force passes on (Crime Recording Rules 2026/27, p. 25)."""

    action = staticmethod(actions.receive_crime)

    q = forms.CharField(widget=forms.HiddenInput)
    from_force = forms.CharField(
        label="From which force", max_length=200, error_messages={"required": "Name the force"}
    )
    from_ref = forms.CharField(
        label="Its reference",
        max_length=120,
        error_messages={"required": "Give that force's reference"},
    )
    known_at = moment_field(
        "When it was first reported to any part of this force",
        help_text="From here the 24 hours run.",
    )
    log = LogField()
    victims = NamesField("Victims")
    suspects = NamesField("Suspects")
    place = forms.CharField(label="Where, in words", required=False, max_length=300)
    postcode, grid, uprn = where_fields()
    modus = text_field("What happened", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look_for_offence()

    def given(self) -> dict[str, Any]:
        data = super().given()
        where = {name: data.pop(name) for name in WHERE}
        return {**data, "where": where, "crime": self.chosen_offence()}
