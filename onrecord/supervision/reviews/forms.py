"""The forms of dip samples, feedback and looks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.departments.forms import day
from onrecord.supervision.departments.queries import standing
from onrecord.supervision.reviews.actions import MARKS, headings
from onrecord.supervision.reviews.sampling import MOST


class DrawForm(forms.Form):
    """A dip sample of the team's decisions."""

    since = day("Concluded from")
    until = day("Up to, this day not included")
    size = forms.IntegerField(
        label="How many decisions",
        min_value=1,
        max_value=MOST,
        initial=10,
        error_messages={"required": "Say how many", "invalid": "Enter a whole number"},
    )
    department = forms.ChoiceField(label="Of which department", required=False)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        today = timezone.localdate()
        more.setdefault(
            "initial", {"since": today - timedelta(days=28), "until": today + timedelta(days=1)}
        )
        super().__init__(*args, **more)
        if user.may(Permission.ALL_DEPARTMENTS):
            field: Any = self.fields["department"]
            field.choices = [("", "every department"), *((r.name, r.name) for r in standing())]
        else:
            del self.fields["department"]


class FeedbackForm(forms.Form):
    """What a decision is like, heading by heading."""

    words = forms.CharField(
        label="In words",
        required=False,
        max_length=5000,
        help_text="Needed where something is to be improved: say what, and how.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tell = forms.BooleanField(label="Tell whoever decided", required=False, initial=True)

    def __init__(self, *args: Any, asks_tell: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        for code, words in headings().items():
            self.fields[f"mark_{code}"] = forms.ChoiceField(
                label=words,
                choices=[(mark, text.capitalize()) for mark, text in MARKS.items()],
                widget=forms.RadioSelect,
                initial="none",
                required=False,
            )
        if not asks_tell:
            del self.fields["tell"]
        self.order_fields([f"mark_{code}" for code in headings()])

    @property
    def marks(self) -> dict[str, str]:
        return {
            code: self.cleaned_data[f"mark_{code}"]
            for code in headings()
            if self.cleaned_data.get(f"mark_{code}")
        }


class ReadForm(forms.Form):
    answer = forms.CharField(
        label="What you want to say to it",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LookForm(forms.Form):
    """A supervisor's look. What is copied is asked about once, and then kept and marked."""

    text = forms.CharField(
        label="What you see",
        max_length=5000,
        help_text="What has been done since the last look, what is missing, how the victim is. In your own words.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what you see"},
    )
    next_step = forms.CharField(
        label="What is to be done next",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_by = forms.DateField(
        label="By when",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
    as_it_is = forms.BooleanField(
        label="Keep it as it is: it will be marked as saying nothing of its own",
        required=False,
    )

    def __init__(self, *args: Any, ask: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not ask:
            self.fields["as_it_is"].widget = forms.HiddenInput()
