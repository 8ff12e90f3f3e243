"""The forms of my day: shift, hand-over, absence."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.departments.forms import day
from onrecord.supervision.lists.forms import WORKERS, colleagues
from onrecord.supervision.lists.policies import can_share_out


class ShiftForm(forms.Form):
    """Until when somebody is on shift: a time of today, or of tomorrow where it is past for today."""

    until = forms.TimeField(
        label="On shift until",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Give the time", "invalid": "Enter a time such as 22:00"},
    )

    def end(self, now: datetime | None = None) -> datetime:
        """The next moment at which the clocks here show that time."""
        local = timezone.localtime(now)
        naive = datetime.combine(local.date(), self.cleaned_data["until"])
        if timezone.make_aware(naive) <= local:
            naive += timedelta(days=1)
        return timezone.make_aware(naive)


class HandOverForm(forms.Form):
    """What the next shift should know, and who it is."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes over",
        required=False,
        empty_label="whoever of the department takes it up",
    )
    note = forms.CharField(
        label="What they should know",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        to: Any = self.fields["to"]
        to.queryset = colleagues(user).exclude(pk=user.pk)


class AbsenceForm(forms.Form):
    """Somebody is away. Why is not asked."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Who is away",
        empty_label="choose somebody",
        error_messages={"required": "Choose who"},
    )
    since = day("First day away")
    back = day("Back on")
    covered_by = forms.ModelChoiceField(
        User.objects.none(),
        label="Who covers for them",
        required=False,
        empty_label="nobody: their things are shown as nobody's",
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        team = User.objects.filter(is_active=True, role__in=WORKERS)
        if not can_share_out(user):
            mine = User.objects.filter(pk=user.pk)
        elif user.may(Permission.ALL_DEPARTMENTS):
            mine = team
        else:
            mine = team.filter(department__in=names_of(user))
        person: Any = self.fields["person"]
        person.queryset = mine.order_by("username")
        if not can_share_out(user):
            # There is only oneself to choose.
            person.initial, person.empty_label = user.pk, None
        covers: Any = self.fields["covered_by"]
        covers.queryset = colleagues(user)
