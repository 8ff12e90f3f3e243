"""The forms of the schedule's page."""

from typing import Any

from django import forms

from onrecord.audit.reading.eligible import given_readers, readers
from onrecord.audit.schedule.runs import GAP, Row
from onrecord.day_input import DayInput
from onrecord.people.models import User

WHY = "Why?"


class SuspendForm(forms.Form):
    """Suspend a programme or take it up again, from a day on."""

    prefix = "suspend"

    programme = forms.ChoiceField(
        label="Programme", error_messages={"required": "Choose a programme"}
    )
    what = forms.ChoiceField(
        label="What happens",
        choices=[("suspend", "It is suspended"), ("resume", "It is taken up again")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens"},
    )
    day = forms.DateField(
        label="From which day",
        required=False,
        help_text="Today, if you leave it blank.",
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
    why = forms.CharField(label=WHY, max_length=500, error_messages={"required": "Give the reason"})

    def __init__(self, *args: Any, held: list[Row], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["programme"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *((row.programme.slug, row.programme.title) for row in held),
        ]


class ReasonForm(forms.Form):
    """Why a period has no audit."""

    prefix = "reason"

    gap = forms.ChoiceField(label="Which gap", error_messages={"required": "Choose a gap"})
    why = forms.CharField(label=WHY, max_length=500, error_messages={"required": "Give the reason"})

    def __init__(self, *args: Any, held: list[Row], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["gap"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *(
                (
                    f"{row.programme.slug}\t{run.period.key}",
                    f"{row.programme.title}: {run.period.words}",
                )
                for row in held
                for run in row.runs
                if run.state == GAP
            ),
        ]


class HoursForm(forms.Form):
    """A reader's hours a week."""

    prefix = "hours"

    reader = forms.ModelChoiceField(
        User.objects.none(),
        label="Reader",
        error_messages={
            "required": "Choose a reader",
            "invalid_choice": "Choose a reader of the list",
        },
    )
    hours = forms.DecimalField(
        label="Hours a week",
        min_value=0,
        max_value=60,
        max_digits=4,
        decimal_places=2,
        error_messages={"required": "Write the hours", "invalid": "Write a number such as 7.5"},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # Supervisors, too: they read what a programme gives them.
        may = [user.pk for user in [*readers(), *given_readers()]]
        self.fields["reader"].queryset = User.objects.filter(pk__in=may).order_by("username")  # type: ignore[attr-defined]
