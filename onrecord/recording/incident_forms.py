"""The forms of records that are no crime, and of a crime that another force passes on."""

from typing import Any
from uuid import uuid4

from django import forms

from onrecord.contact.forms.fields import LocationField
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_logs
from onrecord.contact.references import reference_key
from onrecord.people.models import User
from onrecord.recording import actions
from onrecord.recording.decision_forms import OffenceField
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.offence_search import read_key
from onrecord.recording.states import IncidentKind, IncidentState
from onrecord.recording.step_forms import (
    NoteForm,
    StepForm,
    TellForm,
    day_field,
    moment_field,
    text_field,
)
from onrecord.recording.where import WHERE

CODES = {code: words for kind in IncidentKind for code, words in sub_codes(kind).items() if code}


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


class _LogField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Log",
            required=False,
            max_length=120,
            help_text="Its reference, if there is one.",
        )


def find_log(user: User, ref: str) -> Log | None:
    """The one log of that reference that this person may see."""
    logs = list(visible_logs(user, Log.objects.filter(ref_key=reference_key(ref)))[:2])
    return logs[0] if len(logs) == 1 else None


class _NewForm(forms.Form):
    """What both new records share."""

    origin = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, query: Any = None, **kwargs: Any) -> None:
        self.user, self.query = user, query or {}
        super().__init__(*args, **kwargs)
        self.initial.setdefault("origin", str(uuid4()))

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


class IncidentForm(_NewForm):
    """A record that is no crime."""

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
    log = _LogField()
    known_at = moment_field(
        "When it was first reported",
        required=False,
        help_text="To any part of the force, if earlier than now.",
    )
    reason = text_field("Why no crime is recorded now")
    victims = forms.CharField(
        label="Who may be a victim",
        required=False,
        max_length=400,
        help_text="Names, with commas between them.",
    )
    place = forms.CharField(label="Where", required=False, max_length=300)
    to_try = text_field("What is still to be tried", required=False, rows=2)
    comes_up_on = day_field("Comes up again on", required=False)

    def act(self) -> ReportedIncident:
        data = self.cleaned_data
        return actions.record_incident(
            by=self.user,
            log=data["log"],
            kind=data["kind"],
            sub_code=data["sub_code"],
            reason=data["reason"],
            to_try=data["to_try"],
            comes_up_on=data["comes_up_on"],
            victims=_names(data["victims"]),
            place=data["place"],
            known_at=data["known_at"],
            origin=data["origin"] or None,
        )


class ReceiveForm(_NewForm):
    """A crime that another force passes on (Crime Recording Rules 2026/27, p. 25)."""

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
    log = _LogField()
    victims = forms.CharField(
        label="Victims",
        required=False,
        max_length=400,
        help_text="Names, with commas between them.",
    )
    suspects = forms.CharField(
        label="Suspects",
        required=False,
        max_length=400,
        help_text="Names, with commas between them.",
    )
    place = forms.CharField(label="Where, in words", required=False, max_length=300)
    postcode, grid, uprn = (LocationField(name) for name in WHERE)
    modus = text_field("What happened", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked_for = str((self.data or self.query).get("q", ""))
        self.initial["q"] = self.looked_for
        if self.looked_for:
            self.fields["offence"] = OffenceField(self.looked_for)
            self.order_fields(["offence"])

    def act(self) -> Crime:
        data = self.cleaned_data
        to_class, to_code = read_key(data["offence"])
        return actions.receive_crime(
            by=self.user,
            log=data["log"],
            crime={"class": to_class, "code": to_code},
            victims=_names(data["victims"]),
            suspects=_names(data["suspects"]),
            from_force=data["from_force"],
            from_ref=data["from_ref"],
            known_at=data["known_at"],
            place=data["place"],
            where={name: data[name] for name in WHERE},
            modus=data["modus"],
            origin=data["origin"] or None,
        )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


class ConvertForm(StepForm):
    title = "Record a crime"
    button = "Record the crime"
    lead = "The incident stays, with the crime's reference."
    done = "The crime is recorded."
    find_offence = True
    q = forms.CharField(widget=forms.HiddenInput)
    reason = text_field("What is known now")

    def prepare(self) -> None:
        self.looked_for = self.posted("q")
        self.initial["q"] = self.looked_for
        if self.looked_for:
            self.fields["offence"] = OffenceField(self.looked_for)
            self.order_fields(["offence", "reason"])

    def act(self) -> object:
        to_class, to_code = read_key(self.cleaned_data["offence"])
        incident = self.record
        assert isinstance(incident, ReportedIncident)  # noqa: S101  (the page of the step gives it)
        people = {each.label: each for each in incident.log.people.all()} if incident.log else {}
        return actions.convert_incident(
            incident=incident,
            crime={"class": to_class, "code": to_code},
            people=people,
            reason=self.cleaned_data["reason"],
            **self.common(),
        )


class TriedForm(StepForm):
    title = "Write what was tried"
    done = "Kept."
    text = text_field("What was tried, and what came of it")
    to_try = text_field("What is still to be tried", required=False, rows=2)
    comes_up_on = day_field("Comes up again on", required=False)

    def prepare(self) -> None:
        if isinstance(self.record, ReportedIncident):
            self.initial["to_try"] = self.record.to_try

    def act(self) -> object:
        data = self.cleaned_data
        return actions.note_tried(
            incident=self.record,  # type: ignore[arg-type]
            text=data["text"],
            to_try=data["to_try"],
            comes_up_on=data["comes_up_on"],
            **self.common(),
        )


class RedateForm(StepForm):
    title = "When it comes up again"
    done = "The day is set."
    comes_up_on = day_field(
        "Comes up again on", required=False, help_text="Empty: it doesn't come up by itself."
    )
    reason = text_field("Why", rows=2)

    def prepare(self) -> None:
        self.initial["comes_up_on"] = getattr(self.record, "comes_up_on", None)

    def act(self) -> object:
        data = self.cleaned_data
        return actions.redate_incident(
            incident=self.record,  # type: ignore[arg-type]
            comes_up_on=data["comes_up_on"],
            reason=data["reason"],
            **self.common(),
        )


class SubCodeForm(StepForm):
    title = "Change the code"
    done = "The code is changed."
    sub_code = forms.ChoiceField(
        label="Code", widget=forms.RadioSelect, error_messages={"required": "Choose the code"}
    )
    reason = text_field("Why", rows=2)

    def prepare(self) -> None:
        if isinstance(self.record, ReportedIncident):
            field: Any = self.fields["sub_code"]
            field.choices = [
                (code, f"{code} {words}")
                for code, words in sub_codes(self.record.kind).items()
                if code
            ]
            self.initial["sub_code"] = self.record.sub_code

    def act(self) -> object:
        data = self.cleaned_data
        return actions.set_sub_code(
            incident=self.record,  # type: ignore[arg-type]
            sub_code=data["sub_code"],
            reason=data["reason"],
            **self.common(),
        )


class CloseForm(StepForm):
    title = "Close without a crime"
    button = "Close"
    lead = "The registrar oversees every N100 that ends without a crime (Crime Recording Rules 2026/27, p. 63)."
    done = "The record is closed."
    reason = text_field("Why no crime is recorded")

    def act(self) -> object:
        return actions.close_incident(
            incident=self.record,  # type: ignore[arg-type]
            reason=self.cleaned_data["reason"],
            **self.common(),
        )


class CancelIncidentForm(StepForm):
    title = "Cancel: taken by mistake"
    button = "Cancel the record"
    warning = True
    lead = (
        "Only for a genuine error of whoever took the report (Crime Recording Rules 2026/27, p. 63). A report that turns "
        "out not to be a crime is closed, not cancelled."
    )
    done = "The record is cancelled."
    mistake = forms.ChoiceField(
        label="Was it a genuine error of whoever took the report?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Say whether it was a genuine error"},
    )
    reason = text_field("What the error was")

    def act(self) -> object:
        data = self.cleaned_data
        return actions.cancel_incident(
            incident=self.record,  # type: ignore[arg-type]
            reason=data["reason"],
            mistake=data["mistake"] == "yes",
            **self.common(),
        )


class ReopenIncidentForm(StepForm):
    title = "Open again"
    button = "Open again"
    done = "The record is open again."
    reason = text_field("Why it is opened again")
    comes_up_on = day_field("Comes up again on", required=False)

    def act(self) -> object:
        data = self.cleaned_data
        return actions.reopen_incident(
            incident=self.record,  # type: ignore[arg-type]
            reason=data["reason"],
            comes_up_on=data["comes_up_on"],
            **self.common(),
        )


INCIDENT_FORMS: dict[str, type[StepForm]] = {
    "convert": ConvertForm,
    "tell": TellForm,
    "tried": TriedForm,
    "redate": RedateForm,
    "sub-code": SubCodeForm,
    "close": CloseForm,
    "cancel": CancelIncidentForm,
    "reopen": ReopenIncidentForm,
    "note": NoteForm,
}
