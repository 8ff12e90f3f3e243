"""Everything that may happen to a log: each change is an entry of the log, with its ledger entry, in one transaction.

Who may do it is asked of `onrecord.contact.policies` first, by pages and by the API alike.
"""

from onrecord.contact.actions.base import (
    AHEAD,
    MOST_TEXT,
    Conflict,
    LogError,
    change_log,
    check_origin,
    check_text,
    check_time,
    locked,
    subject_of,
    write_entry,
)
from onrecord.contact.actions.ending import close_log, reopen_log
from onrecord.contact.actions.entries import add_account, add_entry, assess_thrive, correct_entry
from onrecord.contact.actions.linking import link_logs, mark_duplicate
from onrecord.contact.actions.marks import change_codes, change_grade
from onrecord.contact.actions.opening import open_log
from onrecord.contact.actions.people import change_person, name_person
from onrecord.contact.actions.places import change_place, name_place
from onrecord.contact.actions.sending import allocate, answer_escalation, escalate, set_resource

__all__ = [
    "AHEAD",
    "MOST_TEXT",
    "Conflict",
    "LogError",
    "add_account",
    "add_entry",
    "allocate",
    "answer_escalation",
    "assess_thrive",
    "change_codes",
    "change_grade",
    "change_log",
    "change_person",
    "change_place",
    "check_origin",
    "check_text",
    "check_time",
    "close_log",
    "correct_entry",
    "escalate",
    "link_logs",
    "locked",
    "mark_duplicate",
    "name_person",
    "name_place",
    "open_log",
    "reopen_log",
    "set_resource",
    "subject_of",
    "write_entry",
]
