"""The forms of the register of courses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.training.courses import FORMS, LEARNERS, Course, build, courses
from onrecord.training.errors import TrainingError
from onrecord.training.learning_file import LAYOUT

MOST_BYTES = 20_000_000


def lines(text: str) -> list[str]:
    """One entry a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class CourseForm(forms.Form):
    """A course: what it is, who needs it, how often."""

    title = forms.CharField(
        label="Title", max_length=120, error_messages={"required": "Give the course a title"}
    )
    about = forms.CharField(
        label="What it is, and what supports it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the course is"},
    )
    form = forms.ChoiceField(
        label="How it is given", choices=[(each, each.capitalize()) for each in FORMS]
    )
    roles = forms.MultipleChoiceField(
        label="Which roles need it",
        choices=[(role, Role(role).label) for role in LEARNERS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )
    departments = forms.CharField(
        label="Only in these departments",
        required=False,
        help_text="One a line, written as in people's accounts. Blank: every department.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    every_months = forms.IntegerField(
        label="Again after how many months",
        min_value=0,
        max_value=120,
        help_text="0: once is enough.",
        error_messages={"required": "Write a number; 0 for once"},
    )
    within_days = forms.IntegerField(
        label="Days for somebody new",
        min_value=0,
        max_value=1000,
        error_messages={"required": "Write a number of days"},
    )
    also = forms.CharField(
        label="Other names on the learning system",
        required=False,
        help_text="One a line. A file that uses one of them is understood.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closed = forms.BooleanField(
        label="Closed: nobody needs it any more; what was done stays", required=False
    )

    def __init__(self, *args: Any, course: Course | None = None, **more: Any) -> None:
        if course is not None:
            first = {
                **course.to_json(),
                "departments": "\n".join(course.departments),
                "also": "\n".join(course.also),
            }
            more.setdefault("initial", first)
        super().__init__(*args, **more)
        self._course = course
        if course is None:
            del self.fields["closed"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        slug = self._course.slug if self._course else slugify(data["title"])[:30].strip("-")
        row = {
            **{key: data[key] for key in ("title", "about", "form", "every_months", "within_days")},
            "slug": slug,
            "roles": list(data["roles"]),
            "departments": lines(data["departments"]),
            "also": lines(data["also"]),
            "closed": bool(data.get("closed")),
        }
        if self._course is None and any(each.slug == slug for each in courses()):
            raise ValidationError("There is a course of this name already. Change that one.")
        try:
            self.cleaned_data["course"] = build(row, "The course")
        except TrainingError as error:
            raise ValidationError(str(error)) from None
        return self.cleaned_data


class DoneForm(forms.Form):
    """Somebody did a course."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Who",
        empty_label="",
        error_messages={"required": "Choose a person"},
    )
    course = forms.ChoiceField(label="Course", error_messages={"required": "Choose a course"})
    done_on = forms.DateField(
        label="On which day",
        widget=DayInput(),
        error_messages={
            "required": "Write the day",
            "invalid": "Enter a date such as 31/12/2026",
        },
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["course"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *((each.slug, each.title) for each in courses() if not each.closed),
        ]


class FileForm(forms.Form):
    """A file of the learning system."""

    file = forms.FileField(
        label="Export of the learning system (CSV or XLSX)",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 20 MB. Export a shorter time.")
        return file


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours."""

    def __init__(self, *args: Any, header: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, (words, _) in LAYOUT.items():
            self.fields[name] = forms.ChoiceField(
                label=words[:1].upper() + words[1:],
                choices=[("", ""), *((each, each) for each in header)],
                error_messages={"required": "Choose a column"},
            )
