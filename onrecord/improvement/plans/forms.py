"""The forms of plans and benefits. The actions check all of it again."""

from typing import Any

from django import forms

from onrecord.improvement.barriers import actions as barrier_actions
from onrecord.improvement.form_parts import DeedForm, day, prose, short
from onrecord.improvement.plans import actions as plans
from onrecord.improvement.plans.models import Benefit, Plan
from onrecord.improvement.plans.plan_actions_forms import ActionForm, PromiseFields
from onrecord.improvement.promises import known


class PlanForm(DeedForm):
    title, done = "Title, department, who is accountable", "The plan is kept."

    name = short("Title", 200)
    department = forms.ChoiceField(label="Plan of", required=False)
    parent = forms.ModelChoiceField(
        Plan.objects.all(), label="Feeds", required=False, empty_label="no other plan",
        help_text="A department's plan feeds the force plan.",
    )  # fmt: skip
    owner = forms.ChoiceField(label="Accountable", required=False)
    rank = short(
        "Rank of whoever is accountable", 80, "Such as deputy chief constable.", required=False
    )
    purpose = prose("What it is for", required=False)

    def set_up(self) -> None:
        if self.about is not None:
            rest = Plan.objects.exclude(pk=self.about.pk)
            self.fields["parent"].queryset = rest  # type: ignore[attr-defined]

    @staticmethod
    def first(row: Plan) -> dict[str, Any]:
        same = ("department", "parent", "owner", "rank")
        return {
            **{name: getattr(row, name) for name in same},
            "name": row.title,
            "purpose": row.about,
        }

    def act(self) -> Plan:
        data = dict(self.cleaned_data)
        slug = self.about.slug if self.about is not None else ""
        return plans.keep_plan(
            slug=slug,
            by=self.user,
            title=data.pop("name"),
            about=data.pop("purpose"),
            **data,
        )


class ObjectivesForm(DeedForm):
    title = "What the plan is for, and which figures show it"
    note_above = "One objective a line. After each, in brackets, the short names of its figures: Crimes are recorded in time (within-24, hours-to-record)."
    rows = prose("Objectives", rows=8, required=False)

    def set_up(self) -> None:
        names = ", ".join(known())
        self.fields["rows"].help_text = f"Short names: {names}."
        self.fields["rows"].initial = "\n".join(
            each["words"] + (f" ({', '.join(each['measures'])})" if each["measures"] else "")
            for each in self.about.objectives
        )

    def act(self) -> Any:
        rows = []
        for text in filter(None, map(str.strip, self.cleaned_data["rows"].splitlines())):
            words, opened, names = text.rpartition("(")
            if opened and names.endswith(")"):
                ids = [each.strip() for each in names[:-1].split(",") if each.strip()]
                rows.append((words.strip(), ids))
            else:
                rows.append((text, []))
        plans.set_objectives(plan=self.about, by=self.user, rows=rows)


class VersionForm(DeedForm):
    title, done, button = "Keep this as a version", "The version is kept.", "Keep the version"
    note_above = "The plan as it stands is kept for good, and what changed since the last version is worked out."
    words = prose("What was changed, and why", rows=3)

    def act(self) -> Any:
        plans.keep_version(plan=self.about, by=self.user, **self.cleaned_data)


class EndForm(DeedForm):
    title, done, button = "End the plan", "The plan has ended.", "End it"
    on = day("On which day", "Blank: today.", required=False)

    def act(self) -> Any:
        plans.end_plan(plan=self.about, by=self.user, **self.cleaned_data)


class BenefitForm(PromiseFields):
    title, done = "A benefit that is promised", "The promise is kept."
    source = short("What promises it", 200, "A system or a change, as it is called.")
    promise = prose("What is promised", rows=3)
    due_on = day("By when", required=False)
    field_order = ("source", "promise", "due_on")

    def set_up(self) -> None:
        self.start(None)

    def act(self) -> Any:
        data = self.cleaned_data
        return barrier_actions.keep_benefit(
            plan=self.about, by=self.user, source=data["source"], promise=data["promise"],
            due_on=data["due_on"], figure=self.promised(),
        )  # fmt: skip


class BenefitChangeForm(BenefitForm):
    title, done = "Change what is promised", "Both promises are kept."
    note_above = "What was promised before stays readable, with the reason."
    why = short("Why it is changed", 500)
    field_order = ("source", "promise", "due_on")
    about: Benefit

    def set_up(self) -> None:
        self.start(self.about)
        for name in ("source", "promise", "due_on"):
            self.fields[name].initial = getattr(self.about, name)

    def act(self) -> Any:
        data = self.cleaned_data
        return barrier_actions.keep_benefit(
            plan=self.about.plan, by=self.user, source=data["source"], promise=data["promise"],
            due_on=data["due_on"], figure=self.promised(), benefit=self.about, why=data["why"],
        )  # fmt: skip


class BenefitResultForm(DeedForm):
    title = "What came of it"
    result = prose("What came of it", "In words; the figure beside it speaks for itself.")

    def set_up(self) -> None:
        self.fields["result"].initial = self.about.result

    def act(self) -> Any:
        barrier_actions.look_at_benefit(benefit=self.about, by=self.user, **self.cleaned_data)


PLAN_DEEDS: dict[str, type[DeedForm]] = {
    "action": ActionForm,
    "details": PlanForm,
    "objectives": ObjectivesForm,
    "benefit": BenefitForm,
    "version": VersionForm,
    "end": EndForm,
}
