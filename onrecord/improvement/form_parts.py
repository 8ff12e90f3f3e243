"""Fields that the forms of improvement share, and the form that does one thing."""

from typing import Any

from django import forms

from onrecord.day_input import DayInput
from onrecord.improvement.queries import owners_here
from onrecord.people.models import User
from onrecord.supervision.departments.queries import standing

# What a field says that was given no words of its own.
_NEEDED = forms.Field.default_error_messages["required"]
INVALID_DAY = "Enter a date such as 31/12/2026"


def day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=DayInput(),
        error_messages={"required": f"{label}: write the day", "invalid": INVALID_DAY},
    )


def prose(
    label: str, help_text: str = "", *, rows: int = 4, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"{label}: write it"},
    )


def short(label: str, limit: int, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        required=required,
        error_messages={"required": f"{label}: write it"},
    )


def per_cent(label: str, help_text: str = "", *, required: bool = False) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        help_text=help_text,
        required=required,
        widget=forms.NumberInput(attrs={"step": "any"}),
        error_messages={
            "invalid": "Enter a number such as 78.2",
            "required": f"{label}: write it",
        },
    )


def owner_choices(nobody: str = "nobody") -> list[tuple[str, str]]:
    return [("", nobody), *((each.username, f"{each} ({each.username})") for each in owners_here())]


def department_choices() -> list[tuple[str, str]]:
    return [("", "the whole force"), *((row.name, row.name) for row in standing())]


class DeedForm(forms.Form):
    """A form that does one thing. `act` does it, and raises ImprovementError where it can't be done."""

    title = ""
    done = "Kept."
    button = "Keep it"
    note_above = ""

    def __init__(self, *args: Any, user: User, about: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user, self.about = user, about
        for each in self.fields.values():
            if each.error_messages["required"] == _NEEDED:
                do = "choose one" if isinstance(each, forms.ChoiceField) else "write it"
                each.error_messages["required"] = f"{each.label}: {do}"
        for name, choices in (("owner", owner_choices), ("department", department_choices)):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                held = self.initial.get(name) or ""
                found = choices()
                if held and held not in dict(found):
                    found.append((held, f"{held} (no longer here)"))
                field.choices = found
        self.set_up()

    def set_up(self) -> None:
        """Choices and first values that depend on what the form is about."""

    def act(self) -> Any:
        raise NotImplementedError
