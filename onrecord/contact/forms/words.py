"""Forms for what is said: entry, correction, later account, THRIVE."""

from typing import Any

from django import forms
from django.utils import timezone

from onrecord.contact import actions
from onrecord.contact.actions.sending import entries_made
from onrecord.contact.forms.base import KeepForm
from onrecord.contact.forms.fields import LongWords, MomentField, Words
from onrecord.contact.models import LogEntry
from onrecord.contact.thrive import HEADS, latest


class EntryForm(KeepForm):
    title, submit = "Write an entry", "Write the entry"

    text = LongWords(label="Entry", error_messages={"required": "Write the entry"})
    entered_at = MomentField(
        label="When it became known", required=False, help_text="Leave it empty for now."
    )

    def do(self) -> str:
        found = self.cleaned_data
        actions.add_entry(
            log=self.log,
            by=self.user,
            text=found["text"],
            entered_at=found["entered_at"],
            **self.sent_once,
        )
        return "The entry is written."


class CorrectForm(KeepForm):
    title, submit = "Correct an entry", "Write the correction"
    intro = "The entry stays as it was written. The correction is shown beside it, with your name, the time and the reason."
    about_what = LogEntry

    text = LongWords(label="What is right", error_messages={"required": "Write what is right"})
    why = Words(
        label="Why the entry was wrong",
        max_length=500,
        error_messages={"required": "Write why the entry was wrong"},
    )

    @classmethod
    def needs_about(cls) -> bool:
        return True

    def do(self) -> str:
        found = self.cleaned_data
        actions.correct_entry(
            entry=self.about, by=self.user, text=found["text"], why=found["why"], **self.sent_once
        )
        return "The correction is written beside the entry."


class AccountForm(KeepForm):
    title, submit = "Write down a later account", "Write it beside the first account"
    intro = "The first account stays at the top, word for word. This one is shown beside it and replaces nothing."

    who = Words(
        label="Who gave this account",
        max_length=200,
        error_messages={"required": "Write who gave this account"},
    )
    text = LongWords(
        label="The account, word for word", error_messages={"required": "Write down the account"}
    )
    differs = forms.ChoiceField(
        label="Compared with the first account, it",
        widget=forms.RadioSelect,
        choices=[("no", "says the same or adds to it"), ("yes", "says otherwise")],
        error_messages={"required": "Say how it compares with the first account"},
    )
    entered_at = MomentField(
        label="When it was given", required=False, help_text="Leave it empty for now."
    )

    def do(self) -> str:
        found = self.cleaned_data
        actions.add_account(
            log=self.log,
            by=self.user,
            who=found["who"],
            text=found["text"],
            differs=found["differs"] == "yes",
            entered_at=found["entered_at"],
            **self.sent_once,
        )
        return "The account is written beside the first one."


class ThriveForm(KeepForm):
    title, submit = "THRIVE assessment", "Write the assessment"
    intro = "Fill in what you can say now. What you leave empty stands as it was assessed before; every assessment is kept."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for said in latest(entries_made(self.log)):
            last = (
                f" Said last, {timezone.localtime(said.at):%d/%m %H:%M}: {said.words}"
                if said.at
                else ""
            )
            self.fields[said.name] = LongWords(
                label=said.head.word, help_text=said.head.question + last, required=False, rows=2
            )

    def do(self) -> str:
        heads = {name: self.cleaned_data[name] for name in HEADS}
        actions.assess_thrive(log=self.log, by=self.user, heads=heads, **self.sent_once)
        return "The THRIVE assessment is written."
