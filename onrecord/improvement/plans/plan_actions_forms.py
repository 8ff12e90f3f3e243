"""The forms of an action of a plan: it is written in, changed, given, moved, reported on, and what it promises."""

from typing import Any

from django import forms

from onrecord.improvement.barriers.models import Barrier
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.form_parts import DeedForm, day, prose, short
from onrecord.improvement.plans import plan_actions as actions
from onrecord.improvement.plans.models import Benefit, Plan, PlanAction
from onrecord.improvement.plans.states import ACTION_STEPS, ActionState
from onrecord.improvement.promises import Promise, known
from onrecord.improvement.recommendations.models import Recommendation

_DAYS = ("before_since", "before_until", "after_since", "after_until")


class _ActionForm(DeedForm):
    text = prose("What is to be done", rows=3)
    group = short("Group", 120, "A heading under which it stands, such as Calls.", required=False)
    starts_on = day("Begins on", required=False)
    due_on = day("Due on", required=False)
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.filter(addressed="").select_related("inspection"), label="For the recommendation",
        required=False, empty_label="none",
    )  # fmt: skip
    barrier = forms.ModelChoiceField(
        Barrier.objects.filter(gone_on=None), label="Against the barrier", required=False,
        empty_label="none",
    )  # fmt: skip
    needs = forms.CharField(
        label="Waits for", required=False, max_length=500,
        help_text="Numbers of actions of this plan that must be done first, with commas; of another plan with its short name: contact/12.",
    )  # fmt: skip

    def plan(self) -> Plan:
        raise NotImplementedError

    def needed(self) -> list[PlanAction]:
        return read_needs(self.cleaned_data["needs"], self.plan())


def read_needs(text: str, plan: Plan) -> list[PlanAction]:
    """The actions that are named by number, or by plan and number. Raises ImprovementError for one that isn't there."""
    found = []
    for word in filter(None, (each.strip() for each in text.replace(";", ",").split(","))):
        slug, _, number = word.rpartition("/")
        row = None
        if number.isdecimal() and len(number) < 9:
            row = PlanAction.objects.filter(
                plan__slug=slug or plan.slug, number=int(number)
            ).first()
        if row is None:
            raise ImprovementError(f"There is no action {word[:40]!r} to wait for.")
        found.append(row)
    return found


class ActionForm(_ActionForm):
    title, done = "An action", "The action is in the plan."
    owner = forms.ChoiceField(label="Owner", required=False)

    def plan(self) -> Plan:
        found: Plan = self.about
        return found

    def act(self) -> Any:
        data = {**self.cleaned_data, "needs": self.needed()}
        return actions.add_action(plan=self.about, by=self.user, **data)


class ChangeActionForm(_ActionForm):
    title = "Change the action"
    words = prose("Why", "Needed where the day is moved.", rows=2, required=False)

    def set_up(self) -> None:
        row: PlanAction = self.about
        for name in ("text", "group", "starts_on", "due_on"):
            self.fields[name].initial = getattr(row, name)
        self.fields["recommendation"].initial = row.recommendation_id
        if row.barrier_id:
            held = Barrier.objects.filter(gone_on=None) | Barrier.objects.filter(pk=row.barrier_id)
            self.fields["barrier"].queryset = held  # type: ignore[attr-defined]
            self.fields["barrier"].initial = row.barrier_id
        waits = PlanAction.objects.filter(pk__in=row.needs).select_related("plan")
        self.fields["needs"].initial = ", ".join(
            str(each.number) if each.plan_id == row.plan_id else f"{each.plan.slug}/{each.number}"
            for each in waits
        )

    def plan(self) -> Plan:
        found: Plan = self.about.plan
        return found

    def act(self) -> Any:
        data = {**self.cleaned_data, "needs": self.needed()}
        actions.change_action(action=self.about, by=self.user, **data)


class ReportForm(DeedForm):
    title = "Report how it stands"
    words = prose("How it stands")

    def act(self) -> Any:
        actions.report(action=self.about, by=self.user, **self.cleaned_data)


class MoveForm(DeedForm):
    title = "Say how far it is"
    to = forms.ChoiceField(label="It is", widget=forms.RadioSelect)
    words = prose(
        "Words", "What was done; or why it is stopped, dropped or opened again.", required=False
    )

    def set_up(self) -> None:
        after = ACTION_STEPS[ActionState(self.about.state)]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (to.value, f"{to.label}: {when}") for to, when in after.items()
        ]

    def act(self) -> Any:
        actions.move_action(action=self.about, by=self.user, **self.cleaned_data)


class ActionOwnerForm(DeedForm):
    title = "Give it to somebody"
    owner = forms.ChoiceField(label="Owner", required=False)
    words = prose("Words", rows=2, required=False)

    def act(self) -> Any:
        actions.give_action(action=self.about, by=self.user, **self.cleaned_data)


class PromiseFields(DeedForm):
    """The figure that is promised to move. The days are set before anybody knows what came of it."""

    measure = forms.ChoiceField(
        label="Figure", required=False,
        help_text="One that is counted by months needs days of whole months, such as 01/04/2026 to 30/06/2026.",
    )  # fmt: skip
    part = short(
        "Of which part",
        200,
        "A department or an offence group; blank for the whole force.",
        required=False,
    )
    target = forms.FloatField(
        label="Target", min_value=0, required=False, widget=forms.NumberInput(attrs={"step": "any"}),
        help_text="Of a share in per cent; of others as the figure is.",
        error_messages={"invalid": "Enter a number such as 95"},
    )  # fmt: skip
    before_since = day("Before: from", required=False)
    before_until = day("Before: until", required=False)
    after_since = day("After: from", required=False)
    after_until = day("After: until", required=False)

    def promised(self) -> Promise:
        data = self.cleaned_data
        what = known().get(data["measure"])
        target = data["target"]
        if target is not None and what is not None and what.is_share:
            target = round(target / 100, 8)
        return Promise(data["measure"], data["part"], target, *(data[name] for name in _DAYS))

    def start(self, row: PlanAction | Benefit | None) -> None:
        held = known()
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            ("", "no figure"),
            *(
                (each.id, f"{each.name} (whole months)" if each.monthly else each.name)
                for each in held.values()
            ),
        ]
        if row is None or not row.measure:
            return
        for name in ("measure", "part", *_DAYS):
            self.fields[name].initial = getattr(row, name)
        if row.target is not None:
            share = row.measure in held and held[row.measure].is_share
            self.fields["target"].initial = round(100 * row.target, 6) if share else row.target


class PromiseForm(PromiseFields):
    title = "The figure that it promises to move"
    words = prose("Why", "Needed where an earlier promise is changed.", rows=2, required=False)

    def set_up(self) -> None:
        self.start(self.about)

    def act(self) -> Any:
        actions.promise(
            action=self.about,
            by=self.user,
            promise=self.promised(),
            words=self.cleaned_data["words"],
        )


ACTION_DEEDS: dict[str, type[DeedForm]] = {
    "report": ReportForm,
    "state": MoveForm,
    "owner": ActionOwnerForm,
    "edit": ChangeActionForm,
    "promise": PromiseForm,
}
