"""The filters above the lists: crimes, references that fit nothing, reported incidents."""

from django import forms

from onrecord.day_input import DayInput
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import Group, UnlinkedReference
from onrecord.recording.states import CrimeState, IncidentKind, IncidentState

CODES = {code: words for kind in IncidentKind for code, words in sub_codes(kind).items() if code}


class CrimeFilterForm(forms.Form):
    reference = forms.CharField(
        label="Reference",
        required=False,
        max_length=120,
        help_text="The whole of it, or how it begins",
    )
    since = forms.DateField(
        label="Recorded from",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
    until = forms.DateField(
        label="Recorded to",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
    group = forms.ChoiceField(
        label="Group",
        required=False,
        choices=[("", "Any"), *((group.value, group.label.capitalize()) for group in Group)],
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            *((state.value, state.label[:1].upper() + state.label[1:]) for state in CrimeState),
        ],
        help_text="Of crimes recorded here",
    )
    unlinked = forms.BooleanField(label="Linked to no log", required=False)
    undated = forms.BooleanField(label="Without a recording time", required=False)


class UnlinkedFilterForm(forms.Form):
    side = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[
            ("", "Any"),
            *((side.value, side.label.capitalize()) for side in UnlinkedReference.Side),
        ],
    )


class IncidentFilterForm(forms.Form):
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[
            ("", "Any"),
            *((k.value, k.label[:1].upper() + k.label[1:]) for k in IncidentKind),
        ],
    )
    code = forms.ChoiceField(
        label="Code",
        required=False,
        choices=[("", "Any"), *((code, f"{code}: {words}") for code, words in CODES.items())],
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            *((s.value, s.label[:1].upper() + s.label[1:]) for s in IncidentState),
        ],
    )
    due = forms.BooleanField(label="Comes up today or earlier", required=False)
    reference = forms.CharField(label="Reference", required=False, max_length=120)
