"""Opening a log: the first account word for word, with whoever and wherever is known already."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from onrecord.contact.actions.base import (
    Together,
    check_origin,
    check_text,
    check_time,
    known_codes,
    known_grade,
    new_entry,
    short,
    subject_of,
)
from onrecord.contact.actions.people import name_first_people
from onrecord.contact.actions.places import name_first_places
from onrecord.contact.content import log_content
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log, Precision
from onrecord.contact.numbering import next_reference
from onrecord.contact.references import reference_key
from onrecord.people.models import User


def open_log(
    *,
    by: User,
    source: str,
    text: str,
    first_report: str = "",
    opening_code: str = "",
    grade: str = "",
    qualifiers: Sequence[str] = (),
    received_at: datetime | None = None,
    department: str | None = None,
    officer: str = "",
    origin: str | None = None,
    opened_at: datetime | None = None,
    sent_at: datetime | None = None,
    people: Sequence[Mapping[str, Any]] = (),
    places: Sequence[Mapping[str, Any]] = (),
) -> Log:
    """Open a log with the first account, word for word, and return it.

    `received_at`: when any part of the force first heard of it (now, unless given); the 24 hours run from there.
    `opened_at` and `sent_at` where a device without signal wrote it earlier. `people` and `places`: each what
    `name_person` and `name_place` take, without an origin. The same `origin` again returns the log that is there already and writes
    nothing. Raises LogError.
    """
    if origin is not None:
        origin = check_origin(origin)
        there = Log.objects.filter(origin=origin).first()
        if there is not None:
            return there
    own = force()
    text = check_text("The first account", text)
    source = check_text("How it was reported", source, 120)
    opening_code, qualifiers = known_codes(opening_code, qualifiers)
    known_grade(grade)
    now = timezone.now()
    opened_at = check_time("The time of writing", opened_at or now)
    received_at = check_time("The time of the first report", received_at or opened_at)
    if sent_at is not None:
        sent_at = check_time("The time of sending", sent_at)
    try:
        with transaction.atomic():
            ref = next_reference("log", received_at)
            log = Log(
                system=own.system,
                ref=ref,
                ref_key=reference_key(ref),
                received_at=received_at,
                received_precision=Precision.MINUTE,
                source=source,
                opening_code=opening_code,
                grade=grade,
                qualifiers=list(qualifiers),
                text=text,
                officer=short("The officer", officer, 200),
                department=by.department
                if department is None
                else short("The department", department, 200),
                opened_at=opened_at,
                sent_at=sent_at,
                first_report=short("The first report", first_report or source, 200),
                origin=origin,
            )
            together = Together(by)
            together.add(log, kind="log.opened", subject=subject_of(log), body=log_content(log))
            together.add_entry(
                new_entry(
                    log,
                    kind=EntryKind.OPENED,
                    by=by,
                    text=f"Log opened: {log.opening_code or 'no opening code yet'}.",
                    detail={
                        "source": log.source,
                        "opening_code": log.opening_code,
                        "grade": log.grade,
                        "qualifiers": log.qualifiers,
                    },
                    entered_at=received_at,
                    recorded_at=opened_at,
                    sent_at=sent_at,
                )
            )
            name_first_people(together, log=log, by=by, people=people)
            name_first_places(together, log=log, by=by, places=places)
            together.write()
    except IntegrityError:
        # Sent twice at the same moment: the other one was quicker, and nothing of this one was written.
        there = None if origin is None else Log.objects.filter(origin=origin).first()
        if there is None:
            raise
        return there
    return log
