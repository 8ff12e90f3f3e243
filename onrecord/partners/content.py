"""What the ledger keeps of partners (see `onrecord.contact.content`)."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.partners.models import Link, Member, Organisation, Referral, Upload

_ORGANISATION = (
    *("key", "name", "kind", "state", "department", "columns", "why", "made_by", "version"),
)


def organisation_subject(row: Organisation) -> str:
    return f"partner:{row.key}"


def organisation_content(row: Organisation) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in _ORGANISATION}, "made_at": moment(row.made_at)}


def member_subject(row: Member) -> str:
    return f"partner-person:{row.username}"


def member_content(row: Member) -> dict[str, Any]:
    return {
        "organisation": row.organisation_key,
        "username": row.username,
        "job": row.job,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
    }


_LINK = (
    *("name", "form_key", "label", "secret_hash", "state", "made_by", "revoked_by", "version"),
)


def link_subject(row: Link) -> str:
    return f"partner-link:{row.name}"


def link_content(row: Link) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _LINK},
        "organisation": row.organisation_key,
        **{name: moment(getattr(row, name)) for name in ("made_at", "expires_at", "revoked_at")},
    }


_REFERRAL = (
    *("report_ref", "form_key", "sending", "number", "by", "link", "capacity", "told", "row_hash"),
)


def referral_subject(row: Referral) -> str:
    return f"referral:{row.report_ref}"


def referral_content(row: Referral) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _REFERRAL},
        "organisation": row.organisation_key,
        "sent_at": moment(row.sent_at),
    }


_UPLOAD = (*("name", "file_name", "sha256", "counts", "header", "refused", "by"),)


def upload_subject(row: Upload) -> str:
    return f"partner-file:{row.name}"


def upload_content(row: Upload) -> dict[str, Any]:
    """A file as it was read: its hash stands for its bytes. What was asked about stands in it where something was."""
    return {
        **({"asked": row.asked} if row.asked else {}),
        **{name: getattr(row, name) for name in _UPLOAD},
        "organisation": row.organisation_key,
        "at": moment(row.at),
    }
