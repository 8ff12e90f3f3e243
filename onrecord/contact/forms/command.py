"""The field of the command line."""

from typing import Any
from uuid import uuid4

from django import forms

from onrecord.contact.forms.fields import NO_ID, Words


class CommandForm(forms.Form):
    origin = forms.CharField(widget=forms.HiddenInput(attrs=NO_ID))
    line = Words(
        label="Command",
        max_length=20_000,
        help_text="Such as: e Door forced, nobody inside. Type ? for the list.",
        error_messages={"required": "Type a command, or ? for the list"},
    )

    def __init__(self, *args: Any, said: bool = False, asks: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"origin": str(uuid4())}
        super().__init__(*args, **kwargs)
        attrs: dict[str, Any] = {
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "none",
        }
        if said or asks or self.is_bound:
            # After a command the keyboard is back in the field, and what was done is read out with it. (The address
            # must not point at a part of the page: browsers then leave the focus alone.)
            attrs |= {"autofocus": True}
        if said:
            attrs |= {"aria-describedby": "said id_line_helptext"}
        self.fields["line"].widget.attrs |= attrs
