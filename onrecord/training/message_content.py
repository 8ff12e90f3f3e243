"""What the ledger says of messages and campaigns, word for word."""

from typing import Any

from onrecord.training.content import moment
from onrecord.training.message_models import Campaign, Message


def message_subject(row: Message) -> str:
    return f"message:{row.pk}"


def message_content(row: Message) -> dict[str, Any]:
    return {
        "headline": row.headline,
        "wrong": row.wrong,
        "do": row.do,
        "rule": row.rule,
        "aim": row.aim,
        "figures": dict(row.figures),
        "state": str(row.state),
        "made_at": moment(row.made_at),
        "version": row.version,
    }


def campaign_subject(row: Campaign) -> str:
    return f"campaign:{row.pk}"


def campaign_content(row: Campaign) -> dict[str, Any]:
    return {
        "message": row.message_id,
        "name": row.name,
        "departments": list(row.departments),
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        "made_at": moment(row.made_at),
        "version": row.version,
    }
