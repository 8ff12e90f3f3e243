"""What the ledger says of editions and of the switch, word for word."""

import hashlib
import json
from typing import Any

from onrecord.ledger.entry import canonical_json
from onrecord.public.models import Edition, Switch


def edition_subject(row: Edition) -> str:
    return f"public-edition:{row.number}"


def edition_content(row: Edition) -> dict[str, Any]:
    """The whole of what was published; of what was withheld only a hash."""
    kept = json.dumps(row.kept, sort_keys=True, ensure_ascii=False)
    return {
        "number": row.number,
        "content": row.content,
        "sha256": row.sha256,
        "kept_sha256": hashlib.sha256(kept.encode()).hexdigest(),
        "despite": row.despite,
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of a published content: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def switch_subject(row: Switch) -> str:
    return "public-page"


def switch_content(row: Switch) -> dict[str, Any]:
    return {"on": row.on, "version": row.version}
