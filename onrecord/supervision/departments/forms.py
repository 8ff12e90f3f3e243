"""The forms of the departments' pages. What they hold is checked again by the actions."""

from typing import Any

from django import forms

from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.people.roles import Permission, roles_with
from onrecord.supervision.departments import actions
from onrecord.supervision.departments.queries import standing


def day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=DayInput(),
        error_messages={
            "required": "Give the day",
            "invalid": "Enter a date such as 31/12/2026",
        },
    )


def _why() -> forms.CharField:
    return forms.CharField(label="Why, in a few words", required=False, max_length=300)


class _Form(forms.Form):
    """A form that does one thing. `act` raises SupervisionError."""

    title = ""
    done = ""

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        names = [row.name for row in standing()]
        for field in ("name", "parent", "merged_into"):
            held = self.fields.get(field)
            if isinstance(held, forms.ChoiceField):
                empty = {"parent": "none", "merged_into": "none: its work ended with it"}
                held.choices = [("", empty.get(field, "")), *((each, each) for each in names)]
        if "head" in self.fields:
            leads = User.objects.filter(is_active=True, role__in=roles_with(Permission.SHARE_OUT))
            self.fields["head"].choices = [  # type: ignore[attr-defined]
                ("", "nobody"),
                *((each.username, str(each)) for each in leads.order_by("username")),
            ]


class OpenForm(_Form):
    title, done = "A department begins", "The department is listed."

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As logs and accounts bear it, letter for letter.",
        error_messages={"required": "Write the name"},
    )
    since = day("From which day")
    parent = forms.ChoiceField(label="Under which department", required=False)
    head = forms.ChoiceField(
        label="Who answers for it when nobody of it is on shift", required=False
    )
    why = _why()

    def act(self) -> None:
        actions.open_department(by=self.user, **self.cleaned_data)


class PlaceForm(_Form):
    title, done = "A department comes under another", "What was before stays as it was."

    name = forms.ChoiceField(label="Department", error_messages={"required": "Choose one"})
    parent = forms.ChoiceField(label="Under which department", required=False)
    since = day("From which day")
    why = _why()

    def act(self) -> None:
        actions.place_department(by=self.user, **self.cleaned_data)


class HeadForm(_Form):
    title, done = "Who answers for a department", "Kept."

    name = forms.ChoiceField(label="Department", error_messages={"required": "Choose one"})
    head = forms.ChoiceField(
        label="Who answers for it when nobody of it is on shift", required=False
    )

    def act(self) -> None:
        actions.name_head(by=self.user, **self.cleaned_data)


class EndForm(_Form):
    title, done = "A department ends", "Its records keep its name; figures stay with it."

    name = forms.ChoiceField(label="Department", error_messages={"required": "Choose one"})
    until = day("From which day is it no more")
    merged_into = forms.ChoiceField(
        label="Which department goes on with its work",
        required=False,
        help_text="From that day its people see the records that bear the old name.",
    )
    why = _why()

    def act(self) -> None:
        actions.end_department(by=self.user, **self.cleaned_data)


DEEDS: dict[str, type[_Form]] = {
    "open": OpenForm,
    "place": PlaceForm,
    "head": HeadForm,
    "end": EndForm,
}


class DateMembershipForm(forms.Form):
    """The move was on another day than it was entered."""

    since = day("They came on")


class OnForm(forms.Form):
    """On which day the list is shown."""

    on = forms.DateField(
        label="As it was on",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
