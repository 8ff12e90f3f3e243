"""The forms of meetings and matters. Each does one thing; `about` is the meeting or matter."""

from django import forms

from onrecord.boards import matters, meetings, minutes, papers
from onrecord.boards.agenda import headings_of, to_agree
from onrecord.boards.asking_forms import FIELD, SaidForm
from onrecord.boards.bodies_kept import body_of, kept
from onrecord.boards.errors import BoardError
from onrecord.boards.models import Line, Matter, Meeting, Paper
from onrecord.boards.paper_files import ENDINGS
from onrecord.calls.files import FileTrouble
from onrecord.improvement.form_parts import DeedForm, day, prose, short


class CallForm(DeedForm):
    title, done, button = (
        "Call a meeting",
        "The meeting is called. What was open is on its agenda.",
        "Call it",
    )

    held_on = day("Day of the meeting")
    place = short("Place", 150, required=False)

    def act(self) -> Meeting:
        return meetings.call_meeting(body=self.about.slug, by=self.user, **self.cleaned_data)


class MoveForm(SaidForm):
    title, done, button = "Another day or place", "The meeting is moved.", "Move it"

    held_on = day("Day of the meeting")
    place = short("Place", 150, required=False)
    why = prose("Why it is moved", "Needed for another day.", rows=2, required=False)

    def set_up(self) -> None:
        self.initial.update(held_on=self.about.held_on, place=self.about.place)

    def act(self) -> Meeting:
        return meetings.move_meeting(meeting=self.about, by=self.user, **self.cleaned_data)


class CancelForm(SaidForm):
    title, done, button = "Cancel the meeting", "The meeting is cancelled.", "Cancel it"
    note_above = "Everything that is open comes to the next meeting by itself."

    why = prose("Why it won't take place", rows=2)

    def act(self) -> Meeting:
        return meetings.cancel_meeting(meeting=self.about, by=self.user, **self.cleaned_data)


class HoldForm(SaidForm):
    """Who was there: for each office one choice, and by whom it was represented."""

    title, done, button = (
        "Who was there",
        "Attendance is written down. The minutes are in draft.",
        "Keep the attendance",
    )
    note_above = "Offices, not names. The minutes can be written afterwards."

    def set_up(self) -> None:
        # The body as it stands now: that is the one that met.
        self.members = kept(self.about.body).body.members
        for number, each in enumerate(self.members):
            of = " (the commissioner's office)" if each.office == "commissioner" else ""
            self.fields[f"how_{number}"] = forms.ChoiceField(
                label=f"{each.title}{of}", choices=[("", ""), *meetings.HOW.items()],
                error_messages={"required": f"{each.title}: choose whether it was there"},
            )  # fmt: skip
            self.fields[f"by_{number}"] = short(
                f"{each.title}: who came in its place",
                150,
                "Only where it sent somebody, by title.",
                required=False,
            )
        self.fields["chaired_by"] = forms.ChoiceField(
            label="Chaired by", choices=[(each.title, each.title) for each in self.members],
            initial=next(each.title for each in self.members if each.part == "chair"),
        )  # fmt: skip

    def act(self) -> Meeting:
        data = self.cleaned_data
        return meetings.hold_meeting(
            meeting=self.about,
            by=self.user,
            attendance={
                each.title: (data[f"how_{number}"], data[f"by_{number}"])
                for number, each in enumerate(self.members)
            },
            chaired_by=data["chaired_by"],
            may_stand=data.get(FIELD, ()),
        )


def _kind(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"{label}: choose"},
    )


class RaiseForm(SaidForm):
    title, done, button = (
        "Put something before the body",
        "It is on the agenda until a meeting closes it.",
        "Put it on",
    )

    kind = _kind("It is", [(str(each), str(each.label)) for each in Matter.Kind])
    # Not `title`: that is the form's own heading.
    words = short("What it is about", 300, "One sentence. Name offices and no person.")
    office = short("Who is to act, by title", 150, "Needed for an action.", required=False)
    due_on = day("By when", "Needed for an action.", required=False)

    def set_up(self) -> None:
        titles = [each.title for each in body_of(self.about).members]
        self.fields["office"].help_text = f"Needed for an action. Such as: {'; '.join(titles[:4])}"

    def act(self) -> Matter:
        data = self.cleaned_data
        return matters.raise_matter(
            meeting=self.about,
            by=self.user,
            kind=data["kind"],
            title=data["words"],
            owner=data["office"],
            due_on=data["due_on"],
            may_stand=data.get(FIELD, ()),
        )


class LineForm(SaidForm):
    title, done, button = "Write minutes", "Written.", "Write it"
    note_above = (
        "What was said and decided, under the item of the agenda. Name offices and no person."
    )

    heading = forms.ChoiceField(label="Item of the agenda")
    what = _kind("It was", [(str(each), str(each.label)) for each in minutes.WRITTEN])
    words = prose("Words", rows=4)

    def set_up(self) -> None:
        self.fields["heading"].choices = [(each, each) for each in headings_of(self.about)]  # type: ignore[attr-defined]

    def act(self) -> Line:
        return minutes.write_line(meeting=self.about, by=self.user, **self.cleaned_data)


class AgreeForm(DeedForm):
    title, done, button = "Agree minutes", "The minutes are agreed.", "They are agreed"
    note_above = (
        "The minutes of the earlier meeting, with their corrections, as this meeting agreed them."
    )

    earlier = forms.ModelChoiceField(Meeting.objects.none(), label="Minutes of", empty_label=None)

    def set_up(self) -> None:
        pks = [each.pk for each in to_agree(self.about)]
        self.fields["earlier"].queryset = Meeting.objects.filter(pk__in=pks).order_by("number")  # type: ignore[attr-defined]

    def act(self) -> Meeting:
        return meetings.agree_minutes(
            meeting=self.cleaned_data["earlier"], at=self.about, by=self.user
        )


class PaperForm(SaidForm):
    title, done, button = (
        "Bring a paper",
        "The paper is kept. Its hash is in the ledger.",
        "Keep the paper",
    )
    note_above = "A paper names no victim, no suspect and no record. It is kept as it is and can't be removed."

    about_it = short("What it is about", 150)
    file = forms.FileField(
        label="File", help_text=f"{', '.join(each[1:].upper() for each in ENDINGS)}, up to 25 MB.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )  # fmt: skip

    def act(self) -> Paper:
        file = self.cleaned_data["file"]
        try:
            return papers.attach_paper(
                meeting=self.about,
                by=self.user,
                title=self.cleaned_data["about_it"],
                name=file.name,
                chunks=file.chunks(),
                may_stand=self.cleaned_data.get(FIELD, ()),
            )
        except FileTrouble as error:
            raise BoardError(str(error)) from None


class CorrectForm(SaidForm):
    title, done, button = (
        "Correct a line",
        "The correction stands beside the line.",
        "Keep the correction",
    )

    words = prose("What it should have said", rows=4)

    def act(self) -> Line:
        return minutes.correct_line(line=self.about, by=self.user, **self.cleaned_data)


class WithdrawForm(SaidForm):
    title, done, button = (
        "Withdraw a paper",
        "Withdrawn. It stays readable, with the reason.",
        "Withdraw it",
    )

    why = short("Why it is withdrawn", 300)

    def act(self) -> Paper:
        return papers.withdraw_paper(paper=self.about, by=self.user, **self.cleaned_data)


OF_MEETING: dict[str, type[DeedForm]] = {
    "move": MoveForm,
    "cancel": CancelForm,
    "attendance": HoldForm,
    "raise": RaiseForm,
    "write": LineForm,
    "agree": AgreeForm,
    "paper": PaperForm,
}
