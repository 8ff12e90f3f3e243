"""What may be done to a record that is no crime."""

from typing import Any

from django import forms

from onrecord.recording import actions
from onrecord.recording.forms.base import StepForm
from onrecord.recording.forms.fields import day_field, text_field, yes_no_field
from onrecord.recording.incidents import sub_codes
from onrecord.recording.models import ReportedIncident


class IncidentStep(StepForm):
    """A step that only a reported incident takes."""

    takes = "incident"


class ConvertForm(IncidentStep):
    action = staticmethod(actions.convert_incident)
    title = "Record a crime"
    button = "Record the crime"
    lead = "The incident stays, with the crime's reference."
    done = "The crime is recorded."
    find_offence = True
    q = forms.CharField(widget=forms.HiddenInput)
    reason = text_field("What is known now")

    def prepare(self) -> None:
        self.look_for_offence("reason")

    def given(self) -> dict[str, Any]:
        log = getattr(self.record, "log", None)
        people = {each.label: each for each in log.people.all()} if log else {}
        return {**super().given(), "crime": self.chosen_offence(), "people": people}


class TriedForm(IncidentStep):
    action = staticmethod(actions.note_tried)
    title = "Write what was tried"
    done = "Kept."
    text = text_field("What was tried, and what came of it")
    to_try = text_field("What is still to be tried", required=False, rows=2)
    comes_up_on = day_field("Comes up again on", required=False)

    def prepare(self) -> None:
        if isinstance(self.record, ReportedIncident):
            self.initial["to_try"] = self.record.to_try


class RedateForm(IncidentStep):
    action = staticmethod(actions.redate_incident)
    title = "When it comes up again"
    done = "The day is set."
    comes_up_on = day_field(
        "Comes up again on", required=False, help_text="Empty: it doesn't come up by itself."
    )
    reason = text_field("Why", rows=2)

    def prepare(self) -> None:
        self.initial["comes_up_on"] = getattr(self.record, "comes_up_on", None)


class SubCodeForm(IncidentStep):
    action = staticmethod(actions.set_sub_code)
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


class CloseForm(IncidentStep):
    action = staticmethod(actions.close_incident)
    title = "Close without a crime"
    button = "Close"
    lead = "The registrar oversees every N100 that ends without a crime (Crime Recording Rules 2026/27, p. 63)."
    done = "The record is closed."
    reason = text_field("Why no crime is recorded")


class CancelIncidentForm(IncidentStep):
    action = staticmethod(actions.cancel_incident)
    title = "Cancel: taken by mistake"
    button = "Cancel the record"
    warning = True
    lead = (
        "Only for a genuine error of whoever took the report (Crime Recording Rules 2026/27, p. 63). A report that turns "
        "out not to be a crime is closed, not cancelled."
    )
    done = "The record is cancelled."
    mistake = yes_no_field(
        "Was it a genuine error of whoever took the report?",
        "Say whether it was a genuine error",
    )
    reason = text_field("What the error was")


class ReopenIncidentForm(IncidentStep):
    action = staticmethod(actions.reopen_incident)
    title = "Open again"
    button = "Open again"
    done = "The record is open again."
    reason = text_field("Why it is opened again")
    comes_up_on = day_field("Comes up again on", required=False)
