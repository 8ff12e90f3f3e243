"""What the ledger keeps of reports that came on line (see `onrecord.contact.content`)."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.reporting.models import (
    Checked,
    Report,
    ReportFile,
    ReportMessage,
    Switch,
    TypeVersion,
)


def type_subject(row: TypeVersion) -> str:
    return f"report-type:{row.key}:{row.version}"


def type_content(row: TypeVersion) -> dict[str, Any]:
    return {
        "key": row.key,
        "version": row.version,
        "definition": row.definition,
        "open": row.open,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
    }


def switch_subject(row: Switch) -> str:
    return "report-switch"


def switch_content(row: Switch) -> dict[str, Any]:
    return {"on": row.on, "department": row.department, "by": row.by, "at": moment(row.at)}


def check_subject(row: Checked) -> str:
    return f"report-check:{row.what}:{row.number}"


def check_content(row: Checked) -> dict[str, Any]:
    """What somebody says that they checked."""
    names = ("what", "number", "digest", "held", "how", "by")
    return {**{name: getattr(row, name) for name in names}, "at": moment(row.at)}


_REPORT = (
    *("origin", "ref", "secret_hash", "route", "type_key", "type_version", "title", "language"),
    *("answers", "account", "told", "contact", "state", "risk", "risks", "doubts", "same_as"),
    *("log_system", "log_ref", "decision", "other_force", "other_ref"),
    *("organisation", "sent_by", "their_ref", "version"),
)


def report_subject(row: Report) -> str:
    return f"report:{row.origin}"


def report_content(row: Report) -> dict[str, Any]:
    """A report as it was sent and as it stands."""
    return {
        **{name: getattr(row, name) for name in _REPORT},
        "submitted_at": moment(row.submitted_at),
    }


_FILE = (
    *("origin", "report_ref", "name", "media_type", "size", "sha256", "metadata"),
    *("scan", "scan_words", "version"),
)


def file_subject(row: ReportFile) -> str:
    return f"report-file:{row.origin}"


def file_content(row: ReportFile) -> dict[str, Any]:
    """A file that came with a report: its hash stands for its bytes."""
    return {
        **{name: getattr(row, name) for name in _FILE},
        "received_at": moment(row.received_at),
    }


_MESSAGE = (
    *("report_ref", "number", "kind", "origin", "text", "by", "answered_by", "outcome", "answer"),
    "version",
)


def message_subject(row: ReportMessage) -> str:
    return f"report-message:{row.origin}"


def message_content(row: ReportMessage) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _MESSAGE},
        **{name: moment(getattr(row, name)) for name in ("at", "due_at", "answered_at")},
    }
