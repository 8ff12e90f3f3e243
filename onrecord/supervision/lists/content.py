"""What the ledger says of worklists, of whose things are, and of requests for authority, word for word."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.supervision.lists.models import AuthorityRequest, Item, ListVersion


def list_subject(row: ListVersion) -> str:
    return f"worklist:{row.slug}:{row.number}"


def list_content(row: ListVersion) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "number": row.number,
        "why": row.why,
        "definition": row.definition,
        "made_at": moment(row.made_at),
    }


def item_subject(row: Item) -> str:
    return f"item:{row.kind}:{row.target}"


def item_content(row: Item) -> dict[str, Any]:
    """Whose one thing is, and what was noted, in the present version."""
    return {
        "kind": row.kind,
        "target": row.target,
        "ref": row.ref,
        "owner": row.owner,
        "given_at": moment(row.given_at),
        "given_by": row.given_by,
        "note": row.note,
        "noted_at": moment(row.noted_at),
        "noted_by": row.noted_by,
        "set_aside_at": moment(row.set_aside_at),
    }


def request_subject(row: AuthorityRequest) -> str:
    return f"authority-request:{row.crime_ref}:{row.number}"


def request_content(row: AuthorityRequest) -> dict[str, Any]:
    return {
        "crime": row.crime_ref,
        "number": row.number,
        "department": row.department,
        "what": str(row.what),
        "words": row.words,
        "asked_by": row.asked_by,
        "asked_at": moment(row.asked_at),
        "given_back_at": moment(row.given_back_at),
        "given_back_by": row.given_back_by,
        "answer": row.answer,
    }
