"""Forms of the pages about tokens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from onrecord.api.scopes import Scope
from onrecord.day_input import DayInput
from onrecord.people.models import User

USUALLY = timedelta(days=90)


class AccountField(forms.ModelChoiceField):
    """An account, with its role."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.username}, {obj.get_role_display()}"


class TokenForm(forms.Form):
    """A new token."""

    label = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="The program and who looks after it, such as: command and control, feed of new logs (J. Smith).",
        error_messages={"required": "Say what the token is for"},
    )
    person = AccountField(
        label="Acts as",
        queryset=User.objects.none(),
        empty_label="Choose",
        help_text=(
            "The account whose role and department the token has. Give each program an account of its own, so that the "
            "record shows who wrote what."
        ),
        error_messages={"required": "Choose an account"},
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple,
        choices=[(scope.value, f"{scope.words} ({scope.value})") for scope in Scope],
        help_text="No more than it needs. The role must allow it, too.",
        error_messages={"required": "Choose at least one"},
    )
    expires_on = forms.DateField(
        label="Last day",
        widget=DayInput(),
        help_text="At most a year from now.",
        error_messages={
            "required": "Choose the last day on which it works",
            "invalid": "Enter a date such as 31/12/2026",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("username")
        person = self.fields["person"]
        assert isinstance(person, AccountField)  # noqa: S101  (declared above; the stubs say only Field)
        person.queryset = people
        self.fields["expires_on"].initial = lambda: timezone.localdate() + USUALLY


class RevokeForm(forms.Form):
    """Why a token ends."""

    why = forms.CharField(
        label="Why it ends",
        max_length=500,
        help_text="Such as: the program was replaced, or the token was in an e-mail.",
        error_messages={"required": "Say why it ends"},
    )
