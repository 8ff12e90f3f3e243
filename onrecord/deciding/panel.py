"""The part of the log page that shows its decisions, and from where a new one begins."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from crimerules.rule import pages
from onrecord.contact.models import Log
from onrecord.deciding import queries
from onrecord.deciding.face import on_its_face
from onrecord.deciding.policies import can_decide_about
from onrecord.deciding.rationale import choices, exit_words
from onrecord.deciding.states import State
from onrecord.people.access import whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission


def may_see(user: User, log: Log) -> bool:
    return user.may(Permission.VIEW_LOGS)


def context(request: HttpRequest, log: Log) -> Mapping[str, Any] | None:
    user = whoever(request)
    rows = queries.of_log(log)
    may_decide = can_decide_about(user, log)
    if not rows and not may_decide:
        return None
    settled = log.crime_count or any(row.rationales.all() for row in rows)
    # The one that was corrected no longer says what holds, and the other says of which it takes the place.
    corrected = {row.corrects for row in rows if row.corrects and row.state == State.CONCLUDED}
    by_origin = {row.origin: row for row in rows}
    return {
        "decisions": [
            {
                "row": row,
                "corrected": row.origin in corrected,
                "corrects": by_origin.get(row.corrects),
                "rationales": [told(each) for each in row.rationales.all()],
            }
            for row in rows
        ],
        "may_decide": may_decide,
        "open": [row for row in rows if row.open],
        "reasons": [] if settled else on_its_face(log),
        "origin": str(uuid.uuid4()),
    }


def told(row: Any) -> dict[str, Any]:
    """One rationale in words, for pages."""
    held = choices()
    test = held.tests.get(row.test)
    return {
        "row": row,
        "exit": exit_words(row.exit),
        "test": str(test) if test else row.test,
        "words": test.words if test else "",
        "page": pages(test.page.replace(" to ", "-")) if test else "",
        "evidence": held.evidence.get(row.evidence, row.evidence),
        "from_whom": held.from_whom.get(row.from_whom, row.from_whom),
        "told": held.told.get(row.told, row.told),
    }
