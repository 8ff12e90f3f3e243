"""A crime that another force passes on, because it was committed here (C1 there)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from onrecord.contact.actions import check_text
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.recording.actions.keep import set_person
from onrecord.recording.actions.record import record_crimes
from onrecord.recording.models import Crime
from onrecord.recording.people import SUSPECT, VICTIM


def receive_crime(
    *,
    by: User,
    crime: Mapping[str, Any],
    from_force: str,
    from_ref: str,
    log: Log | None = None,
    victims: Sequence[str] = (),
    suspects: Sequence[str] = (),
    known_at: datetime | None = None,
    place: str = "",
    where: Mapping[str, str] | None = None,
    modus: str = "",
    origin: str | None = None,
) -> Crime:
    """Record a crime received from another force, with that force's reference; both references stay in the record.

    `crime`: class and code. `known_at`: when it was first reported to any part of this force. Raises CrimeError,
    NotAllowed.
    """
    from_force = check_text("The other force", from_force)
    from_ref = check_text("The other force's reference", from_ref)
    with transaction.atomic():
        [made, *_] = record_crimes(
            log=log,
            by=by,
            crime=crime,
            known_at=known_at,
            place=place,
            where=where,
            modus=modus,
            from_force=from_force,
            from_ref=from_ref,
            origin=origin,
        )
        if not made.people.exists():
            for role, names in ((VICTIM, victims), (SUSPECT, suspects)):
                for name in names:
                    set_person(crime=made, by=by, roles=[role], name=name)
    made.refresh_from_db()
    return made
