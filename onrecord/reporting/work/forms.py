"""Forms of those who work on reports."""

from typing import Any

from django import forms

from onrecord.reporting.work.working import MOST_FORCE, OUTCOMES
from onrecord.reporting.writing import MOST_WORDS


def _words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReleaseForm(forms.Form):
    """Nothing to say: pressing is enough."""


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="Why nothing is reported in it",
        max_length=1000,
        widget=_words(3),
        help_text="Only where nothing is reported at all. If anybody says that something happened to somebody, release it: "
        "whether it is a crime is decided by the rules.",
    )


class PassOnForm(forms.Form):
    force = forms.CharField(label="Which force", max_length=MOST_FORCE)
    their_ref = forms.CharField(
        label="The reference that it gave",
        max_length=MOST_FORCE,
        help_text="Without a reference it isn't passed on: ring them until you have one.",
    )


class OursForm(forms.Form):
    reason = forms.CharField(
        label="Why it is ours",
        max_length=1000,
        widget=_words(3),
        help_text="Such as: the street is on our side of the boundary. It stands in its log.",
    )


class WriteForm(forms.Form):
    text = forms.CharField(
        label="Message to the reporter",
        max_length=MOST_WORDS,
        widget=_words(),
        help_text="They find it on their page, with their reference and their secret. No names of others, nothing about a "
        "suspect, nothing that puts them in danger if somebody reads over their shoulder.",
    )


class ChallengeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it", choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Answer, as the reporter reads it",
        max_length=MOST_WORDS,
        widget=_words(6),
        help_text="What you looked at, what you found, and why. In plain words, to them.",
    )


FORMS: dict[str, type[forms.Form]] = {
    "release": ReleaseForm,
    "set-aside": SetAsideForm,
    "pass-on": PassOnForm,
    "ours": OursForm,
    "write": WriteForm,
}


def form_of(what: str, data: Any = None, **more: Any) -> forms.Form:
    return FORMS[what](data, prefix=what, auto_id=f"{what}-%s", **more)
