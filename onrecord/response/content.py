"""What the ledger says of responses. Of words that aren't published yet it keeps a hash: a draft may name people, and the
ledger can't be edited. What was published it keeps by the hash of the whole edition. By numbers alone: the check of the ledger
brings rows without what they belong to."""

import json
from hashlib import sha256
from typing import Any

from onrecord.improvement.content import day, moment
from onrecord.response.models import (
    Answer,
    Edition,
    Left,
    OfficeHolder,
    Opening,
    Quoted,
    Response,
    Sending,
    Withdrawal,
    Wording,
)


def digest(words: str) -> str:
    """Of a text; empty for none."""
    return sha256(words.encode()).hexdigest() if words else ""


def digest_of(data: Any) -> str:
    """Of data, by its JSON with sorted names."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def response_subject(row: Response) -> str:
    return f"response:{row.inspection_id}"


def response_content(row: Response) -> dict[str, Any]:
    return {
        "office": row.office,
        "state": str(row.state),
        "legal": digest(row.legal),
        "overall": digest(row.overall),
        "invited": [day(row.invited_on), row.invited_office, day(row.comments_by)],
        "comments": [str(row.comments), day(row.comments_on), digest(row.comments_words)],
        "comments_from": row.comments_from,
        "to_comments": digest(row.to_comments),
        "writers": row.writers,
        "sent_back": digest(row.sent_back),
        "signed": [
            row.signed_by,
            moment(row.signed_at) if row.signed_at else None,
            row.signed_digest,
        ],
        "sole_reason": row.sole_reason,
        "correction": digest(row.correction),
        "version": row.version,
    }


def answer_subject(row: Answer) -> str:
    return f"response-answer:{row.response_id}:{row.recommendation_id}"


def answer_content(row: Answer) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "words": digest(row.words),
        "revisit": digest(row.revisit),
        "earlier": row.earlier,
        "version": row.version,
    }


def quoted_subject(row: Quoted) -> str:
    return f"response-figure:{row.id}"


def quoted_content(row: Quoted) -> dict[str, Any]:
    return {
        "response": row.response_id,
        "recommendation": row.recommendation_id,
        "side": str(row.side),
        "held": digest_of(row.held),
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def left_subject(row: Left) -> str:
    return f"response-left:{row.id}"


def left_content(row: Left) -> dict[str, Any]:
    """The words themselves may be somebody's name: their hash is enough to prove which were meant."""
    return {
        "response": row.response_id,
        "kind": row.kind,
        "words": digest(row.words),
        "reason": digest(row.reason),
    }


def holder_subject(row: OfficeHolder) -> str:
    return f"office-holder:{row.id}"


def holder_content(row: OfficeHolder) -> dict[str, Any]:
    return {
        "name": row.name,
        "office": row.office,
        "since": day(row.since),
        "until": day(row.until),
        "version": row.version,
    }


def edition_subject(row: Edition) -> str:
    return f"response-edition:{row.response_id}:{row.number}"


def edition_content(row: Edition) -> dict[str, Any]:
    return {
        "published_on": day(row.published_on),
        "digest": row.digest,
        # What the row holds now: a change of it behind the ledger's back shows.
        "held": digest_of({"document": row.document, "facts": row.facts}),
        "reason": digest(row.reason),
        "late_reason": digest(row.late_reason),
        "signed_by": row.signed_by,
        "sole_reason": row.sole_reason,
    }


def sending_subject(row: Sending) -> str:
    return f"response-sending:{row.edition_id}:{row.to}"


def sending_content(row: Sending) -> dict[str, Any]:
    return {"sent_on": day(row.sent_on), "how": row.how}


def opening_subject(row: Opening) -> str:
    return "response-page"


def opening_content(row: Opening) -> dict[str, Any]:
    return {"on": row.on, "version": row.version}


def withdrawal_subject(row: Withdrawal) -> str:
    return f"response-withdrawal:{row.edition_id}"


def withdrawal_content(row: Withdrawal) -> dict[str, Any]:
    """The reason is published, and was looked at for names."""
    return {"on": day(row.on), "reason": row.reason}


def wording_subject(row: Wording) -> str:
    return f"response-wording:{row.response_id}:{row.part}:{row.number}"


def wording_content(row: Wording) -> dict[str, Any]:
    """`held`: what the row holds now, so that a change of it behind the ledger's back shows."""
    return {
        "digest": row.digest,
        "held": digest(row.words),
        "struck": digest(row.struck),
        "lost": row.lost,
        "version": row.version,
    }
