"""The forms of what may happen to a recommendation, one for each deed. The actions check all of it again."""

from typing import Any

from django import forms

from onrecord.improvement.form_parts import DeedForm, day, per_cent, prose, short
from onrecord.improvement.inspections.models import InspectionFinding
from onrecord.improvement.promises import known
from onrecord.improvement.recommendations import actions
from onrecord.improvement.recommendations import answer as answers
from onrecord.improvement.recommendations.addressees import readdress
from onrecord.improvement.recommendations.models import Deadline, Recommendation
from onrecord.improvement.recommendations.slips import correct_slip
from onrecord.improvement.recommendations.states import (
    RECOMMENDATION_STEPS,
    RecommendationState,
    Stance,
)

ON = "Blank: today."


class CommentForm(DeedForm):
    title, done = "Write a comment", "The comment is kept."
    words = prose("How it stands")
    on = day("On which day", ON, required=False)

    def act(self) -> Any:
        actions.comment(recommendation=self.about, by=self.user, **self.cleaned_data)


class StateForm(DeedForm):
    title, done = "Change its status", "The status is kept."
    note_above = "As the inspectorate's register has it. It is complete only when the inspectorate has closed it in writing and evidence is attached."
    to = forms.ChoiceField(label="Status", widget=forms.RadioSelect)
    words = prose(
        "Words",
        "Who closed it and where; or why it is opened again; or what was said.",
        required=False,
    )
    on = day("On which day", ON, required=False)

    def set_up(self) -> None:
        after = RECOMMENDATION_STEPS[RecommendationState(self.about.state)]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (to.value, f"{to.label}: {when}") for to, when in after.items()
        ]

    def act(self) -> Any:
        actions.move(recommendation=self.about, by=self.user, **self.cleaned_data)


class TextForm(DeedForm):
    title, done = "The inspectorate published other words", "Both wordings are kept."
    note_above = "The words that were published before stay readable, with their day."
    text = prose("The new words", rows=6)
    words = prose("Where they were published, and why", rows=3)
    on = day("Published on", ON, required=False)

    def set_up(self) -> None:
        self.fields["text"].initial = self.about.text

    def act(self) -> Any:
        actions.reword(recommendation=self.about, by=self.user, **self.cleaned_data)


class DeadlineForm(DeedForm):
    title, done = "Move the deadline", "Both deadlines are kept."
    due_on = day("New last day")
    words = prose("Who moved it, and why", rows=3)
    on = day("Moved on", ON, required=False)

    def act(self) -> Any:
        actions.set_deadline(recommendation=self.about, by=self.user, **self.cleaned_data)


class SlipForm(DeedForm):
    title, done = "Correct a slip of ours", "It is put right. The slip stays in the history."
    note_above = "Only where the words or the deadline were entered otherwise than the report has them. Nothing is published as reworded or moved."
    text = prose("Text, as the report has it", rows=6)
    deadline = forms.ChoiceField(label="To be done", choices=Deadline.choices)
    due_on = day("By this day", "Only where the report names a day.", required=False)
    words = prose("What the slip was", rows=2)

    def set_up(self) -> None:
        row: Recommendation = self.about
        self.fields["text"].initial, self.fields["deadline"].initial = row.text, row.deadline
        if row.deadline == Deadline.DATE:
            self.fields["due_on"].initial = row.due_on

    def act(self) -> Any:
        correct_slip(recommendation=self.about, by=self.user, **self.cleaned_data)


class OwnerForm(DeedForm):
    title, done = "Give it to somebody", "Kept."
    owner = forms.ChoiceField(label="Owner", required=False)
    words = prose("Words", rows=2, required=False)

    def act(self) -> Any:
        actions.give(recommendation=self.about, by=self.user, **self.cleaned_data)


class StanceForm(DeedForm):
    title, done = "The force's answer", "The answer is kept."
    stance = forms.ChoiceField(
        label="Answer",
        choices=[choice for choice in Stance.choices if choice[0] != Stance.NONE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the answer"},
    )
    words = prose(
        "In the force's words", "A refusal needs its reasons. It is a lawful answer.", rows=8
    )
    event = short(
        "Under review until",
        300,
        "An event, such as: the new control system is in use",
        required=False,
    )
    earlier = short("Address of an earlier answer to the same", 500, required=False)

    def set_up(self) -> None:
        row: Recommendation = self.about
        if row.stance != Stance.NONE:
            self.fields["stance"].initial = row.stance
        self.fields["words"].initial = row.stance_words
        self.fields["event"].initial = row.stance_event
        self.fields["earlier"].initial = row.earlier_response

    def act(self) -> Any:
        answers.answer(recommendation=self.about, by=self.user, **self.cleaned_data)


class WorthForm(DeedForm):
    title = "Cost and benefit"
    cost = prose(
        "What it takes",
        "Hours, money, what is left undone meanwhile; with the source.",
        required=False,
    )
    benefit = prose("What it gives", "With the source.", required=False)

    def set_up(self) -> None:
        self.fields["cost"].initial = self.about.cost
        self.fields["benefit"].initial = self.about.benefit

    def act(self) -> Any:
        answers.set_worth(recommendation=self.about, by=self.user, **self.cleaned_data)


class TriggerForm(DeedForm):
    title = "What opens it again"
    note_above = "A figure opens nothing by itself: the register shows it, and a person decides."
    measure = forms.ChoiceField(label="Figure", required=False)
    below = forms.ChoiceField(
        label="It is worse when the figure is",
        choices=[("yes", "below"), ("no", "above")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    share = per_cent("This, in per cent")

    def set_up(self) -> None:
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            ("", "no figure opens it again"),
            *((each.id, each.name) for each in known().values() if each.is_share),
        ]
        row: Recommendation = self.about
        self.fields["measure"].initial = row.trigger_measure
        self.fields["below"].initial = "yes" if row.trigger_below else "no"
        if row.trigger_share is not None:
            self.fields["share"].initial = round(100 * row.trigger_share, 4)

    def act(self) -> Any:
        data = self.cleaned_data
        share = None if data["share"] is None else round(data["share"] / 100, 8)
        answers.set_trigger(
            recommendation=self.about,
            by=self.user,
            measure=data["measure"],
            below=data["below"] == "yes",
            share=share,
        )


class LinkForm(DeedForm):
    title = "Another report asks for the same"
    same_as = forms.ModelChoiceField(
        Recommendation.objects.none(), label="Recommendation", required=False, empty_label="none"
    )

    def set_up(self) -> None:
        rows = Recommendation.objects.select_related("inspection")
        self.fields["same_as"].queryset = rows.exclude(  # type: ignore[attr-defined]
            inspection=self.about.inspection_id
        )
        self.fields["same_as"].initial = self.about.same_as_id

    def act(self) -> Any:
        answers.link(recommendation=self.about, by=self.user, **self.cleaned_data)


class DetailsForm(DeedForm):
    title = "Register number, theme, department, cause of concern"
    register_id = short("Number in the inspectorate's register", 40, required=False)
    theme = short("Theme", 80, required=False)
    department = forms.ChoiceField(label="Falls to", required=False)
    cause = forms.ModelChoiceField(
        InspectionFinding.objects.none(), label="Cause of concern", required=False,
        empty_label="belongs to none",
    )  # fmt: skip

    def set_up(self) -> None:
        row: Recommendation = self.about
        causes = row.inspection.findings.filter(kind=InspectionFinding.Kind.CAUSE)
        self.fields["cause"].queryset = causes  # type: ignore[attr-defined]
        self.fields["cause"].initial = row.cause_id
        for name in ("register_id", "theme", "department"):
            self.fields[name].initial = getattr(row, name)
        known = self.fields["department"].choices  # type: ignore[attr-defined]
        if row.department and row.department not in dict(known):
            self.fields["department"].choices = [*known, (row.department, row.department)]  # type: ignore[attr-defined]

    def act(self) -> Any:
        actions.keep_details(recommendation=self.about, by=self.user, **self.cleaned_data)


class AddressedForm(DeedForm):
    title, done = "To whom it is addressed", "Kept."
    note_above = "What is addressed to others is kept for reference. It isn't this force's to answer, and in no count."
    addressed = short("Addressed to", 120, "Blank: this force, alone or among all forces.", required=False)  # fmt: skip
    words = prose("What was wrong", rows=2)

    def set_up(self) -> None:
        self.fields["addressed"].initial = self.about.addressed

    def act(self) -> Any:
        readdress(recommendation=self.about, by=self.user, **self.cleaned_data)


# What may be done, in the order of the page, with who asks for it.
DEEDS: dict[str, type[DeedForm]] = {
    "comment": CommentForm,
    "status": StateForm,
    "answer": StanceForm,
    "owner": OwnerForm,
    "deadline": DeadlineForm,
    "text": TextForm,
    "slip": SlipForm,
    "worth": WorthForm,
    "trigger": TriggerForm,
    "link": LinkForm,
    "details": DetailsForm,
    "addressed": AddressedForm,
}
