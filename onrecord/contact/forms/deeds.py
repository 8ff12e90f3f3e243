"""Everything that may be written in a log, by the name in its address."""

from onrecord.contact.forms.base import KeepForm
from onrecord.contact.forms.ending import CloseForm, DuplicateForm, LinkForm, ReopenForm
from onrecord.contact.forms.marks import (
    AllocateForm,
    AnswerForm,
    CodesForm,
    EscalateForm,
    GradeForm,
    ResourceForm,
)
from onrecord.contact.forms.people import PersonForm, PlaceForm
from onrecord.contact.forms.words import AccountForm, CorrectForm, EntryForm, ThriveForm

DEEDS: dict[str, type[KeepForm]] = {
    "entry": EntryForm,
    "correct": CorrectForm,
    "account": AccountForm,
    "thrive": ThriveForm,
    "grade": GradeForm,
    "codes": CodesForm,
    "person": PersonForm,
    "place": PlaceForm,
    "resource": ResourceForm,
    "escalate": EscalateForm,
    "answer": AnswerForm,
    "allocate": AllocateForm,
    "link": LinkForm,
    "duplicate": DuplicateForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}
# What the log page offers, in this order, and what it is called there; the others are reached from the entry that they
# are about.
OFFERED: dict[str, str] = {
    "thrive": "THRIVE",
    "grade": "Call grade",
    "codes": "Codes and qualifiers",
    "person": "Person",
    "place": "Place",
    "account": "Later account",
    "resource": "Resource",
    "escalate": "Escalate",
    "allocate": "Give to somebody",
    "link": "Link",
    "duplicate": "Duplicate",
    "close": "Close",
}
