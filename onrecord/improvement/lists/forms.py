"""The forms with which lists are brought, and on which what was understood is looked at."""

from typing import Any

from django import forms

from onrecord.improvement.form_parts import day, prose, short
from onrecord.improvement.lists.columns import Layout
from onrecord.improvement.recommendations.models import Deadline

KINDS = (
    ("cause", "Cause of concern"),
    ("recommendation", "Recommendation"),
    ("improvement", "Area for improvement"),
)


class ListForm(forms.Form):
    """A file, or the text of a report."""

    text = prose(
        "Text of the report", "The part with its causes of concern, recommendations and areas for improvement, copied as it stands.",
        rows=12, required=False,
    )  # fmt: skip
    file = forms.FileField(
        label="Or a list as a file (CSV or XLSX)", required=False,
        error_messages={"empty": "The file is empty"},
    )  # fmt: skip

    def __init__(self, *args: Any, pasted: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not pasted:
            del self.fields["text"]
            self.fields["file"].label = "List as a file (CSV or XLSX)"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("text")) == bool(data.get("file")):
            both = (
                "Paste the text or choose a file." if "text" in self.fields else "Choose the file."
            )
            self.add_error("file", both)
        return data


class ColumnsForm(forms.Form):
    """Which column of the list is which of ours."""

    def __init__(self, *args: Any, header: list[str], layout: Layout, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, (words, _) in layout.items():
            self.fields[name] = forms.ChoiceField(
                label=words[:1].upper() + words[1:],
                required=name == "text",
                choices=[("", "not in the list"), *((each, each) for each in header)],
                error_messages={"required": "Choose the column with the text"},
            )


class ItemForm(forms.Form):
    """One thing that was read from a text."""

    take = forms.BooleanField(label="Keep it", required=False, initial=True)
    kind = forms.ChoiceField(label="It is a", choices=KINDS)
    label = forms.CharField(label="Its name in the report", max_length=60, required=False)
    text = prose("Text", rows=5)
    addressed = short(
        "Addressed to", 120, "Blank: this force, alone or among all forces.", required=False
    )
    deadline = forms.ChoiceField(
        label="To be done", choices=[("", ""), *Deadline.choices], required=False
    )
    due_on = day("By this day", "Only where the report names one.", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("take") and data.get("kind") != "cause" and not data.get("deadline"):
            self.add_error("deadline", "Choose by when it is to be done")
        return data


ItemFormSet = forms.formset_factory(ItemForm, extra=0, max_num=200, absolute_max=200)
