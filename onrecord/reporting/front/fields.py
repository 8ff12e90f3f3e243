"""Fields for text on the pages of the public: nothing that is typed is thrown away."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onrecord.contact.actions.base import clean


class WordsField(forms.CharField):
    """Text of any writing; what no store takes (null bytes, halves of characters) is left out, all else stays."""

    def __init__(self, *, most: int, **more: Any) -> None:
        self.most = most
        # The browser doesn't cut off what is pasted: nobody would see that the end is missing.
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        if len(value) > self.most:
            raise ValidationError(
                _(
                    "This has %(number)s characters; %(most)s at most. Shorten it, or add the rest as a file."
                )
                % {"number": f"{len(value):,}", "most": f"{self.most:,}"}
            )


def words(
    label: Any, most: int, rows: int = 0, kind: str = "", fill: str = "", **more: Any
) -> WordsField:
    """One field for text: a box of so many rows, or a line. `fill`: what a browser may offer for it (WCAG 1.3.5)."""
    attrs = {"dir": "auto", **({"autocomplete": fill} if fill else {})}
    widget: forms.Widget = (
        forms.Textarea({**attrs, "rows": rows})
        if rows
        else forms.TextInput({**attrs, **({"inputmode": kind} if kind else {})})
    )
    return WordsField(label=label, most=most, widget=widget, **more)
