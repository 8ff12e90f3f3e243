"""What a token is, as the ledger keeps it.

The hash of its secret is part of it, so that one put in its place behind the ledger's back is found. Nobody can work
back from it: what was hashed is 256 random bits.
"""

from typing import Any

from onrecord.api.models import Token
from onrecord.contact.content import moment


def token_subject(row: Token) -> str:
    return f"token:{row.name}"


def token_content(row: Token) -> dict[str, Any]:
    """The content of one token in its present version."""
    return {
        "name": row.name,
        "label": row.label,
        "username": row.username,
        "scopes": row.scopes,
        "secret_hash": row.secret_hash,
        "begins": row.begins,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
        "expires_at": moment(row.expires_at),
        "revoked_at": moment(row.revoked_at),
        "revoked_by": row.revoked_by,
        "revoked_why": row.revoked_why,
    }
