"""Forms for grade, codes, resources, escalation and allocation."""

from typing import Any

from django import forms

from onrecord.contact import actions
from onrecord.contact.force import force
from onrecord.contact.forms.base import KeepForm, choices
from onrecord.contact.forms.fields import LongWords, MomentField, Words
from onrecord.contact.models import LogEntry
from onrecord.contact.states import ResourceState


class GradeForm(KeepForm):
    title, submit = "Call grade", "Set the grade"

    grade = forms.ChoiceField(
        label="Call grade",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a call grade"},
    )
    why = LongWords(
        label="Reason", required=False, rows=2, help_text="Needed when the log has a grade already."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        field: Any = self.fields["grade"]
        field.choices = [(grade.code, str(grade)) for grade in force().grades]

    def begin_with(self) -> dict[str, Any]:
        return {"grade": self.log.grade}

    def do(self) -> str:
        found = self.cleaned_data
        log = actions.change_grade(
            log=self.log, by=self.user, grade=found["grade"], why=found["why"], **self.sent_for
        )
        return f"The call grade is {force().grade(log.grade) or log.grade}."


class CodesForm(KeepForm):
    title, submit = "Opening code and qualifiers", "Save the codes"

    opening_code = forms.ChoiceField(label="Opening code", required=False)
    qualifiers = forms.MultipleChoiceField(
        label="Qualifiers", required=False, widget=forms.CheckboxSelectMultiple
    )
    why = LongWords(
        label="Reason",
        required=False,
        rows=2,
        help_text="Needed when a code is changed or a qualifier taken off.",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        code: Any = self.fields["opening_code"]
        code.choices = choices(list(force().opening), "Not known yet")
        marks: Any = self.fields["qualifiers"]
        marks.choices = choices(list(force().qualifiers))

    def begin_with(self) -> dict[str, Any]:
        return {"opening_code": self.log.opening_code, "qualifiers": self.log.qualifiers}

    def do(self) -> str:
        found = self.cleaned_data
        actions.change_codes(
            log=self.log,
            by=self.user,
            opening_code=found["opening_code"],
            qualifiers=found["qualifiers"],
            why=found["why"],
            **self.sent_for,
        )
        return "The codes are saved."


class ResourceForm(KeepForm):
    title, submit = "Resource", "Write it down"

    resource = Words(
        label="Call sign", max_length=40, error_messages={"required": "Write the call sign"}
    )
    state = forms.ChoiceField(
        label="It is",
        widget=forms.RadioSelect,
        choices=ResourceState.choices,
        error_messages={"required": "Say what the resource is doing"},
    )
    at = MomentField(label="When", required=False, help_text="Leave it empty for now.")

    def do(self) -> str:
        found = self.cleaned_data
        entry = actions.set_resource(
            log=self.log,
            by=self.user,
            resource=found["resource"],
            state=found["state"],
            at=found["at"],
            **self.sent_once,
        )
        return entry.text


class EscalateForm(KeepForm):
    title, submit = "Escalate", "Ask"
    intro = (
        "Ask somebody for a decision. The log can't be closed before the answer is written down."
    )

    to = Words(
        label="To whom",
        max_length=200,
        help_text="Duty inspector, force incident manager, specialist team ...",
        error_messages={"required": "Write to whom"},
    )
    text = LongWords(
        label="What you ask, and why", error_messages={"required": "Write what you ask"}
    )

    def do(self) -> str:
        found = self.cleaned_data
        actions.escalate(
            log=self.log, by=self.user, to=found["to"], text=found["text"], **self.sent_once
        )
        return f"Escalated to {found['to']}."


class AnswerForm(KeepForm):
    title, submit = "Answer to an escalation", "Write the answer"
    about_what = LogEntry

    who = Words(
        label="Who answered", max_length=200, error_messages={"required": "Write who answered"}
    )
    text = LongWords(label="The answer", error_messages={"required": "Write the answer"})

    @classmethod
    def needs_about(cls) -> bool:
        return True

    def do(self) -> str:
        found = self.cleaned_data
        actions.answer_escalation(
            entry=self.about, by=self.user, who=found["who"], text=found["text"], **self.sent_once
        )
        return "The answer is written."


class AllocateForm(KeepForm):
    title, submit = "Give the log to somebody", "Give it"
    intro = "The department decides who else sees the log: people who see their own department's logs only see those given to it. You keep the logs that you opened."

    department = Words(label="Department", max_length=200, required=False)
    officer = Words(label="Officer or other person", max_length=200, required=False)
    why = LongWords(label="Note", required=False, rows=2)

    def begin_with(self) -> dict[str, Any]:
        return {"department": self.log.department, "officer": self.log.officer}

    def do(self) -> str:
        found = self.cleaned_data
        log = actions.allocate(
            log=self.log,
            by=self.user,
            department=found["department"],
            officer=found["officer"],
            why=found["why"],
            **self.sent_for,
        )
        return f"The log is with {' / '.join(filter(None, [log.department, log.officer])) or 'nobody in particular'}."
