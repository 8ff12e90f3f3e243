"""The digests of audit work go out by the same queue as the alerts: kept while the mail server is down, and sent once."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from onrecord.audit.findings.digest import SUBJECT, Digest
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.months import LONDON
from onrecord.measures.sending.queue import put


def put_digests(found: Iterable[Digest], now: datetime) -> list[str]:
    """Put each into the queue; the same words to the same person on one day are one message. Returns the user names of those
    who have no address."""
    nowhere = []
    for each in found:
        if not each.address:
            nowhere.append(each.username)
            continue
        words = hashlib.sha256(each.body.encode()).hexdigest()[:16]
        put(
            key=f"audit:{each.username[:60]}:{now.astimezone(LONDON):%Y-%m-%d}:{words}",
            kind=Outgoing.Kind.MAIL,
            to=each.username,
            subject=SUBJECT,
            body=each.body,
            now=now,
        )
    return nowhere
