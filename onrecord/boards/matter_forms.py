"""The forms of what may happen to a matter, in the meeting that is being minuted or for the next one."""

from django import forms

from onrecord.boards import matters
from onrecord.boards.asking_forms import FIELD, SaidForm
from onrecord.boards.errors import BoardError
from onrecord.boards.models import Line, Matter, Meeting
from onrecord.boards.queries import meeting_for, minuted
from onrecord.improvement.form_parts import DeedForm, day, prose, short
from onrecord.improvement.models import Plan


class _MatterForm(SaidForm):
    """Something that happens to a matter, for the next meeting or in the one that is being minuted."""

    none = "No meeting of the body is called. Call one first."

    def set_up(self) -> None:
        self.meeting = self.find()
        self.note_above = (
            f"Written into: {self.meeting} ({self.meeting.get_state_display()})."
            if self.meeting
            else self.none
        )

    def find(self) -> Meeting | None:
        return meeting_for(self.about)

    def where(self) -> Meeting:
        if self.meeting is None:
            raise BoardError(self.none)
        return self.meeting


class ReportForm(_MatterForm):
    title, done, button = "Report what was done", "Written.", "Write it"

    words = prose("What was done", rows=4)

    def act(self) -> Line:
        return matters.report(
            matter=self.about,
            meeting=self.where(),
            by=self.user,
            words=self.cleaned_data["words"],
            may_stand=self.cleaned_data.get(FIELD, ()),
        )


class OwedForm(_MatterForm):
    title, done, button = (
        "Another owner or day",
        "Changed. What was before stays in the minutes.",
        "Change it",
    )

    office = short("Who is to act, by title", 150, required=False)
    due_on = day("By when", required=False)
    why = prose("Why", rows=2)

    def set_up(self) -> None:
        super().set_up()
        self.initial.update(office=self.about.owner, due_on=self.about.due_on)

    def act(self) -> Matter:
        data = self.cleaned_data
        return matters.move_matter(
            matter=self.about, meeting=self.where(), by=self.user, why=data["why"], owner=data["office"], due_on=data["due_on"],
            may_stand=data.get(FIELD, ()),
        )  # fmt: skip


class PlanForm(_MatterForm):
    title, done, button = (
        "Write it into a plan",
        "It is an action of the plan, and stays on the agenda here.",
        "Write it in",
    )

    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label="Plan",
        empty_label=None,
        error_messages={"required": "Choose a plan"},
    )

    def set_up(self) -> None:
        super().set_up()
        self.fields["plan"].queryset = Plan.objects.filter(ended_on=None)  # type: ignore[attr-defined]

    def act(self) -> Matter:
        return matters.plan_matter(
            matter=self.about,
            meeting=self.where(),
            by=self.user,
            plan=self.cleaned_data["plan"],
            may_stand=self.cleaned_data.get(FIELD, ()),
        )


class CloseForm(_MatterForm):
    title, done, button = (
        "Close it",
        "Closed. The words and who wrote them are in the minutes.",
        "Close it",
    )

    none = "A matter is closed in a meeting. Write down first who was there."

    words = prose("Why it is closed", "What was done, or why nothing need be done.", rows=3)

    def find(self) -> Meeting | None:
        return minuted(self.about)

    def act(self) -> Matter:
        return matters.close_matter(
            matter=self.about,
            meeting=self.where(),
            by=self.user,
            words=self.cleaned_data["words"],
            may_stand=self.cleaned_data.get(FIELD, ()),
        )


class ReopenForm(_MatterForm):
    title, done, button = "Open it again", "It is on the agenda again.", "Open it again"

    why = prose("Why it is opened again", rows=3)

    def act(self) -> Matter:
        return matters.reopen_matter(
            matter=self.about,
            meeting=self.where(),
            by=self.user,
            why=self.cleaned_data["why"],
            may_stand=self.cleaned_data.get(FIELD, ()),
        )


OF_MATTER: dict[str, type[DeedForm]] = {
    "report": ReportForm,
    "change": OwedForm,
    "plan": PlanForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}
