"""The forms that attach evidence to a recommendation or an action, one for each kind. The actions check all of it again."""

from typing import Any

from django import forms

from onrecord.audit.models import Audit
from onrecord.audit.policies import can_view_estimate_of
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.evidence import actions as proofs
from onrecord.improvement.form_parts import DeedForm, day, short
from onrecord.improvement.plans.models import PlanAction
from onrecord.improvement.plans.states import ActionState
from onrecord.measures.catalogue import definitions
from onrecord.measures.figures.figure import figure
from onrecord.measures.figures.seeing import Eyes
from onrecord.measures.registry import MeasureError


class FigureProofForm(DeedForm):
    title, done = "Attach a figure", "The figure is attached as it is today."
    note_above = "It is kept with its n, interval, days and definition. Without days it is the latest there is."
    measure = forms.ChoiceField(label="Figure", error_messages={"required": "Choose a figure"})
    part = short(
        "Of which part",
        200,
        "A department or an offence group; blank for the whole force.",
        required=False,
    )
    since = day("From", required=False)
    until = day("Until", required=False)
    words = short("What it shows", 500, required=False)

    def set_up(self) -> None:
        eyes = Eyes.of(self.user)
        seen = [(each.id, each.name) for each in definitions() if eyes.may_see(each)]
        self.fields["measure"].choices = [("", ""), *seen]  # type: ignore[attr-defined]
        if isinstance(self.about, PlanAction) and self.about.measure in dict(seen):
            self.fields["measure"].initial = self.about.measure
            self.fields["part"].initial = self.about.part

    def act(self) -> Any:
        data, eyes = self.cleaned_data, Eyes.of(self.user)
        try:
            found = figure(
                data["measure"],
                since=data["since"],
                until=data["until"],
                part=eyes.part(data["part"]),
                sees=eyes.sees,
            )
        except MeasureError as error:
            raise ImprovementError(str(error)) from None
        proofs.attach_figure(about=self.about, by=self.user, figure=found, words=data["words"])


class AuditProofForm(DeedForm):
    title, done = "Attach an audit", "The audit is attached."
    audit = forms.ModelChoiceField(Audit.objects.none(), label="Audit", empty_label="")
    words = short("What it shows", 500, required=False)

    def set_up(self) -> None:
        seen = [each.pk for each in Audit.objects.all() if can_view_estimate_of(self.user, each)]
        rows = Audit.objects.filter(pk__in=seen)
        self.fields["audit"].queryset = rows  # type: ignore[attr-defined]

    def act(self) -> Any:
        proofs.attach_audit(about=self.about, by=self.user, **self.cleaned_data)


class ActionProofForm(DeedForm):
    title, done = "Attach an action that is done", "The action is attached."
    action = forms.ModelChoiceField(PlanAction.objects.none(), label="Action", empty_label="")
    words = short("What it shows", 500, required=False)

    def set_up(self) -> None:
        rows = PlanAction.objects.filter(state=ActionState.DONE).select_related("plan")
        self.fields["action"].queryset = rows  # type: ignore[attr-defined]

    def act(self) -> Any:
        proofs.attach_action(about=self.about, by=self.user, **self.cleaned_data)


class ChangeProofForm(DeedForm):
    title, done = "Attach a change that was made", "The change is attached."
    name = short("What was changed", 200, "A system, a form, a procedure; as it is called.")
    on = day("From which day it works so")
    words = short("What it shows", 500, required=False)

    def act(self) -> Any:
        proofs.attach_change(about=self.about, by=self.user, **self.cleaned_data)


class DocumentProofForm(DeedForm):
    title, done = "Attach a document", "The document's hash is attached."
    note_above = "The document stays where it is. Its hash is kept, so that anybody who has it can show that it is the one."
    file = forms.FileField(label="Document", required=False)
    sha256 = short("Or its SHA-256", 64, required=False)
    name = short("Its name", 200, "Blank: the file's.", required=False)
    words = short("What it shows", 500, required=False)

    def act(self) -> Any:
        data = self.cleaned_data
        file = data["file"]
        if bool(file) == bool(data["sha256"]):
            raise ImprovementError("Choose the document, or write its SHA-256.")
        proofs.attach_document(
            about=self.about,
            by=self.user,
            name=data["name"] or (file.name if file else ""),
            sha256=proofs.hash_of(file) if file else data["sha256"],
            words=data["words"],
        )


class TypedProofForm(DeedForm):
    title, done = "Attach a number that isn't counted here", "Attached, and marked as typed."
    note_above = "It is marked as typed wherever it is shown. Where onrecord counts the same, attach that figure instead."
    what = short("What it is of", 200)
    number = short("The number", 60, "As its source has it, such as 38 %.")
    source = short("Where it comes from", 300)
    n = forms.IntegerField(label="n: records it rests on", min_value=1, required=False)
    interval = short("Its interval", 100, required=False)
    as_of = day("As of which day", required=False)
    words = short("What it shows", 500, required=False)

    def act(self) -> Any:
        proofs.attach_typed(about=self.about, by=self.user, **self.cleaned_data)


PROOFS: dict[str, type[DeedForm]] = {
    "figure": FigureProofForm,
    "audit": AuditProofForm,
    "change": ChangeProofForm,
    "document": DocumentProofForm,
    "typed": TypedProofForm,
}
# A recommendation is also shown by what a plan did for it.
RECOMMENDATION_PROOFS: dict[str, type[DeedForm]] = {**PROOFS, "action": ActionProofForm}
