"""Forms for linking, duplicates, closing and opening again."""

from typing import Any

from django import forms

from onrecord.contact import actions
from onrecord.contact.actions import LogError
from onrecord.contact.actions.linking import find_log
from onrecord.contact.force import force
from onrecord.contact.forms.base import KeepForm, choices
from onrecord.contact.forms.fields import LongWords, Words
from onrecord.contact.models import CodeMeaning, Log
from onrecord.contact.policies import can_view_log
from onrecord.people.models import User


def other_log(ref: str, user: User) -> Log:
    """The one log with this reference that the person may see. Raises LogError."""
    found = [log for log in find_log(ref) if can_view_log(user, log)]
    if not found:
        raise LogError(f"There is no log {ref.strip()} that you may see. Check the reference.")
    if len(found) > 1:
        systems = ", ".join(log.system for log in found)
        raise LogError(
            f"More than one system has a log {ref.strip()}: {systems}. Link it from its own page."
        )
    return found[0]


class LinkForm(KeepForm):
    title, submit = "Link another log", "Link the logs"
    intro = "For logs that belong together without being the same report. The link shows on both."

    other = Words(
        label="Reference of the other log",
        max_length=120,
        error_messages={"required": "Write the reference of the other log"},
    )
    why = Words(label="Why they belong together", required=False, max_length=200)

    def do(self) -> str:
        other = other_log(self.cleaned_data["other"], self.user)
        actions.link_logs(
            log=self.log, by=self.user, other=other, why=self.cleaned_data["why"], **self.sent_once
        )
        return f"Linked with {other.ref}."


class DuplicateForm(KeepForm):
    title, submit = "Mark as a duplicate", "Mark as a duplicate and close"
    intro = "For the same report twice. This log is closed, and the two share their crimes. Its words stay here."

    other = Words(
        label="Reference of the log that goes on",
        max_length=120,
        error_messages={"required": "Write the reference of the other log"},
    )
    why = LongWords(label="How you know that it is the same report", required=False, rows=2)

    def do(self) -> str:
        other = other_log(self.cleaned_data["other"], self.user)
        actions.mark_duplicate(
            log=self.log, by=self.user, of=other, why=self.cleaned_data["why"], **self.sent_for
        )
        return f"Closed as a duplicate of {other.ref}."


class CloseForm(KeepForm):
    title, submit = "Close the log", "Close the log"

    closing_code = forms.ChoiceField(
        label="Closing code", error_messages={"required": "Choose a closing code"}
    )
    text = LongWords(
        label="Closing words",
        required=False,
        help_text="What came of it. Needed when a later account says otherwise than the first.",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # A duplicate has a form of its own, which asks of which log.
        duplicate = CodeMeaning.Meaning.DUPLICATE
        field: Any = self.fields["closing_code"]
        field.choices = choices(
            [code for code, meaning in force().closing.items() if meaning != duplicate], "Choose"
        )

    def do(self) -> str:
        found = self.cleaned_data
        log = actions.close_log(
            log=self.log,
            by=self.user,
            closing_code=found["closing_code"],
            text=found["text"],
            **self.sent_for,
        )
        return f"Log {log.ref} is closed: {log.closing_code}."


class ReopenForm(KeepForm):
    title, submit = "Open the log again", "Open it again"
    when_closed = True

    why = LongWords(label="Reason", error_messages={"required": "Write the reason"}, rows=2)

    def do(self) -> str:
        log = actions.reopen_log(
            log=self.log, by=self.user, why=self.cleaned_data["why"], **self.sent_for
        )
        return f"Log {log.ref} is open again."
