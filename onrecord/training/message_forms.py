"""The forms of messages and campaigns."""

from typing import Any

from django import forms
from django.utils import timezone

from onrecord.audit.findings.models import Finding
from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.training.drafts import CITE, HEADLINE, TEXT
from onrecord.training.message_models import Message


def _words(label: str, limit: int, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput(),
        error_messages={
            "required": f"Write: {label[:1].lower()}{label[1:]}",
            "max_length": f"Shorten it to {limit} letters",
        },
    )


class MessageForm(forms.Form):
    """The words of a message."""

    headline = _words("Headline", HEADLINE, 1, "Read in two seconds: at most 60 letters is best.")
    wrong = _words("What goes wrong", TEXT, 3)
    do = _words("What to do", TEXT, 3)
    rule = _words("Rule and page", CITE, 2)

    def __init__(self, *args: Any, message: Message | None = None, **more: Any) -> None:
        if message is not None:
            more.setdefault("initial", {name: getattr(message, name) for name in self.base_fields})
        super().__init__(*args, **more)


def known_departments() -> list[str]:
    """Every department that an account or a finding names."""
    found = set(User.objects.values_list("department", flat=True))
    found |= set(Finding.objects.values_list("department", flat=True))
    return sorted(each for each in found if each.strip())


class CampaignForm(forms.Form):
    """Who sees a message, and from when to when."""

    name = forms.CharField(
        label="Name", max_length=90, error_messages={"required": "Give the campaign a name"}
    )
    departments = forms.MultipleChoiceField(
        label="For these departments",
        required=False,
        help_text="None chosen: for all.",
        widget=forms.CheckboxSelectMultiple,
    )
    starts = forms.DateField(
        label="First day",
        widget=DayInput(),
        error_messages={"required": "Write the first day", "invalid": "Enter a date such as 31/12/2026"},
    )  # fmt: skip
    ends = forms.DateField(
        label="Last day",
        widget=DayInput(),
        error_messages={"required": "Write the last day", "invalid": "Enter a date such as 31/12/2026"},
    )  # fmt: skip

    def __init__(self, *args: Any, message: Message, **more: Any) -> None:
        more.setdefault("initial", {"name": message.headline, "starts": timezone.localdate()})
        super().__init__(*args, **more)
        self.fields["departments"].choices = [(each, each) for each in known_departments()]  # type: ignore[attr-defined]


class MonthForm(forms.Form):
    """The month whose findings are looked at."""

    month = forms.CharField(
        label="Month",
        widget=forms.TextInput(attrs={"type": "month"}),
        help_text="Such as 2026-05",
    )
