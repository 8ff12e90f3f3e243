"""What the ledger says of thresholds and of addresses, word for word; of a secret only its hash."""

import hashlib
from typing import Any

from onrecord.measures.alerts.models import AlertRule, Hook


def rule_subject(row: AlertRule) -> str:
    return f"alert-rule:{row.pk}"


def rule_content(row: AlertRule) -> dict[str, Any]:
    return {
        "name": row.name,
        "what": row.what,
        "side": str(row.side),
        "level": row.level,
        "roles": list(row.roles),
        "department": row.department,
        "every_hours": row.every_hours,
        "quiet_from": f"{row.quiet_from:%H:%M}",
        "quiet_to": f"{row.quiet_to:%H:%M}",
        "by_mail": row.by_mail,
        "by_hook": row.by_hook,
        "active": row.active,
        "version": row.version,
    }


def hook_subject(row: Hook) -> str:
    return f"alert-hook:{row.pk}"


def hook_content(row: Hook) -> dict[str, Any]:
    return {
        "name": row.name,
        "url": row.url,
        "secret_sha256": hashlib.sha256(row.secret.encode()).hexdigest(),
        "active": row.active,
        "version": row.version,
    }
