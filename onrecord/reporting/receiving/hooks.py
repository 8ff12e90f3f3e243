"""What another program hears of a report that a person is to look at now: that there is one, and where. Nothing of it."""

import json
from datetime import datetime


def body_of_alert(key: str, link: str, at: datetime) -> str:
    """The message, as JSON, in the layout of the other alerts (`onrecord.measures.alerts.raising`)."""
    return json.dumps(
        {
            "id": key,
            "alert": "report-now",
            "what": "report",
            "name": "A report on line to be looked at now",
            "words": "A report that came on line says something that a person is to look at now.",
            "raised_at": at.isoformat(),
            "link": link,
        },
        ensure_ascii=False,
    )
