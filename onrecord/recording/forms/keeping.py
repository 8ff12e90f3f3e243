"""Keeping a record: telling, flags, facts, notes; opening again and transferring a crime."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from crimerules.flags import FLAGS
from crimerules.outcome import outcome_types
from onrecord.recording import actions
from onrecord.recording.forms.base import StepForm, StepOfAny
from onrecord.recording.forms.fields import moment_field, text_field, where_fields
from onrecord.recording.models import Crime
from onrecord.recording.told import TOPICS, WAYS, victims_of
from onrecord.recording.where import WHERE

TIMES = ("committed_from", "committed_to")


class TellForm(StepOfAny):
    action = staticmethod(actions.tell_victim)
    title = "Tell the victim"
    lead = (
        "Write down what the victim, or somebody for them, was told: how, when and by whom stands with it. They may "
        "challenge a decision not to record, to cancel or to transfer: say so, and how."
    )
    done = "Kept: the victim was told."
    person = forms.ChoiceField(label="Who was told", widget=forms.RadioSelect)
    topic = forms.ChoiceField(
        label="What about",
        choices=[("", "Choose"), *TOPICS.items()],
        error_messages={"required": "Choose what they were told about"},
    )
    matter = forms.ChoiceField(
        label="Which outcome",
        required=False,
        choices=[
            ("", "Not about an outcome"),
            *((name, f"{name} {one.title}") for name, one in outcome_types().items()),
        ],
    )
    reference = forms.CharField(
        label="The other force's reference",
        required=False,
        max_length=120,
        help_text="Of a transfer: a crime goes to another force only once the victim knows that force's reference.",
    )
    how = forms.ChoiceField(
        label="How",
        choices=[("", "Choose"), *WAYS.items()],
        error_messages={"required": "Choose how they were told"},
    )
    told_at = moment_field("When")
    said = text_field("What was said, and what they answered")
    field_order = ("person", "topic", "matter", "reference", "how", "told_at", "said")

    def prepare(self) -> None:
        people: list[tuple[str, str]] = []
        if isinstance(self.record, Crime):
            people = [(each.label, str(each)) for each in victims_of(self.record)]
        else:
            people = [(each, each) for each in self.record.victims]
        if people:
            field: Any = self.fields["person"]
            field.choices = people
            field.error_messages["required"] = "Choose who was told"
        elif isinstance(self.record, Crime):
            self.fields["person"].help_text = "The crime has no victim yet. Add the victim first."
        else:
            self.fields["person"] = forms.CharField(label="Who was told", max_length=200)
        if len(people) == 1:
            self.initial["person"] = people[0][0]
        self.initial["told_at"] = timezone.localtime().replace(second=0, microsecond=0)
        for name in ("topic", "matter", "reference"):
            if self.query.get(name):
                self.initial[name] = self.query[name]


class FlagsForm(StepForm):
    action = staticmethod(actions.set_flags)
    title = "Flags"
    lead = "The ten flags of the Home Office (Crime Recording Rules 2026/27, pp. 26-31), and the perceived religion."
    done = "The flags are changed."
    flags = forms.MultipleChoiceField(
        label="Flags",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, words[:1].upper() + words[1:]) for name, words in FLAGS.items()],
    )
    reason = text_field("Why (if it isn't plain from the record)", required=False, rows=2)

    def prepare(self) -> None:
        self.initial["flags"] = self.crime.flags or []


class FactsForm(StepForm):
    action = staticmethod(actions.correct_facts)
    title = "Place, times and modus"
    done = "The facts are corrected."
    place = forms.CharField(label="Where, in words", required=False, max_length=300)
    postcode, grid, uprn = where_fields()
    committed_from = moment_field("From", required=False)
    committed_to = moment_field("To", required=False)
    modus = text_field("How it was done (modus)", required=False)

    def prepare(self) -> None:
        held = self.crime
        self.initial.update(
            {name: getattr(held, name) for name in ("place", "modus", *WHERE, *TIMES)}
        )

    def given(self) -> dict[str, Any]:
        data = super().given()
        where = {name: data.pop(name) for name in WHERE}
        times = {name: _kept(data.pop(name), getattr(self.crime, name)) for name in TIMES}
        return {**data, **times, "where": where}


def _kept(given: datetime | None, held: datetime | None) -> datetime | None:
    """The time as it is kept, where the form, which knows no seconds, says the same minute."""
    if given is None or held is None:
        return given
    same = held.replace(second=0, microsecond=0) == given.astimezone(held.tzinfo)
    return held if same else given


class NoteForm(StepOfAny):
    action = staticmethod(actions.write_note)
    title = "Write a note"
    done = "The note is kept."
    text = text_field("Note")


class ReopenForm(StepForm):
    action = staticmethod(actions.reopen_crime)
    title = "Open again"
    button = "Open again"
    lead = "What it was before stays in the record; a crime that was taken off the count is counted again."
    done = "The crime is open again."
    reason = text_field("Why it is opened again")


class TransferForm(StepForm):
    action = staticmethod(actions.transfer_crime)
    title = "Transfer to another force (C1)"
    button = "Transfer"
    warning = True
    lead = (
        "Only when that force has given its crime or crime-related incident reference, and the victim has been told "
        "it (Crime Recording Rules 2026/27, p. 25). Tell the victim first; it must be on record here."
    )
    done = "The crime is transferred."
    other_force = forms.CharField(
        label="The other force", max_length=200, error_messages={"required": "Name the force"}
    )
    other_ref = forms.CharField(
        label="Its reference",
        max_length=120,
        error_messages={"required": "Give that force's reference"},
    )
    reason = text_field("Why it belongs there")
