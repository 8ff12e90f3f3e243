"""Another class, a rape that becomes N100, conduct that goes on."""

from typing import Any

from django import forms
from django.utils import timezone

from onrecord.recording import actions
from onrecord.recording.actions.classify import (
    REASONS,
    dealt_with,
    is_conduct,
    last_incident,
    weigh_reclassification,
)
from onrecord.recording.forms.base import StepForm
from onrecord.recording.forms.fields import moment_field, text_field, yes_no_field
from onrecord.recording.incidents import sub_codes
from onrecord.recording.offence_search import read_key
from onrecord.recording.states import IncidentKind


class ReclassifyForm(StepForm):
    action = staticmethod(actions.reclassify_crime)
    title = "Reclassify"
    button = "Reclassify"
    done = "The crime has its new class. The old one stays in the record."
    lead = (
        "On further substantive information, or where the class was wrong from the start; by the registrar or a "
        "designated decision maker, with the justification in the record (Crime Recording Rules 2026/27, p. 13)."
    )
    find_offence = True
    q = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose"), *REASONS.items()],
        error_messages={"required": "Choose why"},
    )
    justification = text_field("Justification")

    def prepare(self) -> None:
        self.look_for_offence("reason", "justification")
        to_class, to_code = read_key(self.posted("offence"))
        _, self.verdict = weigh_reclassification(
            crime=self.crime,
            by=self.user,
            to_class=to_class,
            to_code=to_code,
            reason=self.posted("reason"),
        )

    def given(self) -> dict[str, Any]:
        chosen = self.chosen_offence()
        return {**super().given(), "to_class": chosen["class"], "to_code": chosen["code"]}


class N100Form(StepForm):
    action = staticmethod(actions.make_n100)
    title = "Reclassify as a reported incident of rape (N100)"
    button = "Reclassify as N100"
    warning = True
    lead = (
        "Only a rape that was recorded by mistake, before any substantive investigation, by a registrar on the College "
        "of Policing register (Crime Recording Rules 2026/27, p. 63)."
    )
    done = "The crime is now a reported incident of rape."
    sub_code = forms.ChoiceField(
        label="Code",
        widget=forms.RadioSelect,
        choices=[(code, f"{code} {words}") for code, words in sub_codes(IncidentKind.N100).items()],
        error_messages={"required": "Choose the code"},
    )
    investigated = yes_no_field(
        "Has any substantive investigation begun?",
        "Say whether investigation has begun",
        no_first=True,
    )
    justification = text_field("Justification")


class ContinueForm(StepForm):
    action = staticmethod(actions.continue_conduct)
    title = "Add further conduct"
    button = "Add to this crime"
    done = "The conduct is added. Review whether the class should rise."
    happened_at = moment_field("When it happened")
    text = text_field("What happened")
    same_people = yes_no_field(
        "Is it the same offender and the same victim, and does the conduct go on?",
        "Say whether it is the same people",
    )
    was_dealt_with = yes_no_field(
        "Have police charged, summonsed or cautioned the offender for this crime?",
        "Say whether the offender was dealt with",
        no_first=True,
        help_text="After that, further conduct is a new crime (Crime Recording Rules 2026/27, p. 58).",
    )
    long_gap_excused = yes_no_field(
        "If over three months have passed: does an exceptional reason, such as an anniversary, join them?",
        choices=[("yes", "Yes, and it is written above"), ("no", "No")],
    )

    def prepare(self) -> None:
        last = last_incident(self.crime)
        self.lead = (
            "Further stalking, harassment or controlling behaviour by the same offender is added to the crime on "
            "record. Any other notifiable offence is recorded besides it."
        )
        if last is not None:
            self.lead += f" The last incident on record was on {timezone.localtime(last):%d/%m/%Y}."
        if dealt_with(self.crime):
            self.initial["was_dealt_with"] = "yes"
        if not is_conduct(self.crime):
            self.lead = "This crime is no stalking, harassment or controlling behaviour: further conduct is a new crime."
