"""Forms of the reporter's page. Its address takes the place of a session: they work with cookies switched off."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from onrecord.reporting.status.reporter import MOST_TEXT


class OpenForm(forms.Form):
    ref = forms.CharField(
        label=_("Report number"),
        max_length=60,
        help_text=_("It is on your receipt, such as R20260601-0004"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Your secret"),
        max_length=40,
        help_text=_("Twelve letters and numbers from your receipt. Dashes and capitals make no difference"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip


class TextForm(forms.Form):
    """One thing to say. `origin` makes it one message, however often it is sent."""

    text = forms.CharField(max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))
    origin = forms.CharField(max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: object, label: object, help_text: object, empty: object, **more: object):  # fmt: skip
        super().__init__(*args, **more)  # type: ignore[arg-type]
        held = self.fields["text"]
        held.label, held.help_text, held.required = str(label), str(help_text), bool(empty)
        held.error_messages["required"] = str(empty)
        self.initial.setdefault("origin", str(uuid4()))


# what: (label, help, what is said when there are no words; "" where none are needed)
TEXTS = {
    "more": (
        _("What else do you want to tell us?"),
        _(
            "It is kept word for word beside what you told us first. That stays as it is, and both count the same."
        ),
        _("Write what you want to tell us."),
    ),
    "challenge": (
        _("Why do you think that the decision is wrong?"),
        _("Somebody who did not decide it looks at it as if for the first time."),
        _("Write what you think is wrong with the decision."),
    ),
    "not-safe": (
        _("How, and when, can we be in touch safely instead?"),
        _("You may leave this empty. Then nobody is in touch until you write here again."),
        "",
    ),
    "withdraw": (
        _("Do you want to say why?"),
        _("You needn't. What must be recorded by law is recorded all the same."),
        "",
    ),
}


def text_form(what: str, data: object = None, text: str = "") -> TextForm:
    """`text`: what was typed before and could not be taken."""
    label, help_text, empty = TEXTS[what]
    return TextForm(
        data, prefix=what, auto_id=f"{what}-%s", label=label, help_text=help_text, empty=empty,
        initial={"text": text},
    )  # fmt: skip
