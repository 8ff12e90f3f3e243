"""A report comes in: whoever sent it and by whatever way, it becomes a log with the account word for word and the clock
running from when it was sent. One way in for the public, for partners and for other programs.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, open_log
from onrecord.contact.models import Log
from onrecord.contact.numbering import next_reference
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import report_content, report_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.front_door import front_door
from onrecord.reporting.guard.repeats import Seen, link, recognise, remember, same_as
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.receipt import department_of, tell, weigh, write_triage
from onrecord.reporting.states import ReportState

# Without letters that are taken for one another when they are read out.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LETTERS: Final = 12


@dataclass(frozen=True)
class Sent:
    """What was sent. `answers`: pairs [question, answer] as they were given; `account`: the reporter's words as the log is to
    hold them. `people` and `places`: each what `name_person` and `name_place` take, a birth date as 2009-05-31. `contact`: see Report. `doubts`: why it
    may be junk: then it is held back, no log is opened, and a person reads it inside the same 24 hours."""

    type_key: str
    title: str
    account: str
    answers: Sequence[Sequence[Any]] = ()
    type_version: int = 0
    language: str = "en"
    route: str = "public"
    source: str = "On-line report"
    opening_code: str = ""
    qualifiers: Sequence[str] = ()
    department: str = ""
    people: Sequence[Mapping[str, Any]] = ()
    places: Sequence[Mapping[str, Any]] = ()
    contact: Mapping[str, str] = field(default_factory=dict)
    doubts: Sequence[str] = ()
    other_force: str = ""
    # Whether a person may confirm the computed decision in one screen, where no type of report says so already.
    straight_through: bool = False
    organisation: str = ""
    their_ref: str = ""


def new_secret() -> str:
    """What only the reporter has: twelve letters and figures in three groups, some 59 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(drawn[at : at + 4] for at in range(0, LETTERS, 4))


def secret_hash(secret: str) -> str:
    """The hash of a secret as somebody types it: small letters, blanks and dashes make no difference."""
    plain = "".join(each for each in secret.upper() if each.isalnum())
    return sha256(plain.encode("utf-8", "replace")).hexdigest()


def part_origin(origin: str, name: str) -> str:
    """The origin of something that a report brings with it: always the same for the same report."""
    return str(uuid5(UUID(origin), name))


def take_in(
    *,
    sent: Sent,
    origin: str,
    by: User | None = None,
    submitted_at: datetime | None = None,
    seen: Seen | None = None,
    secret: str = "",
) -> tuple[Report, str]:
    """Keep a report and open its log. Returns it and the reporter's secret (a new one unless it is given), which can't be had
    a second time.

    `origin` (a UUID) makes it one report, however often it is sent: again, it returns what is there and "". `by`: who
    sent it for a partner; None: the public. `seen`: what is known of the words, where that was looked up before, so that
    nobody else waits for it. Raises ReportError.
    """
    there = Report.objects.filter(origin=origin).first()
    if there is not None:
        return there, ""
    report, seen = prepared(sent=sent, origin=origin, by=by, submitted_at=submitted_at, seen=seen)
    return keep(report, seen, by=by, secret=secret)


def prepared(
    *,
    sent: Sent,
    origin: str,
    by: User | None = None,
    submitted_at: datetime | None = None,
    seen: Seen | None = None,
) -> tuple[Report, Seen]:
    """The report as it is to be kept, with what presses in it, and what is known of its words: all that takes time and writes
    nothing, so that others needn't wait for it. Arguments as for `take_in`."""
    at = submitted_at or timezone.now()
    seen = seen or recognise(sent.account, sent.contact, at)
    # Partners send the same form all day.
    doubts = [*sent.doubts, *(seen.doubts() if sent.route == "public" else [])]
    report = Report(
        origin=origin,
        route=sent.route,
        type_key=sent.type_key,
        type_version=sent.type_version,
        title=sent.title[:200],
        language=sent.language,
        answers=[list(pair) for pair in sent.answers],
        account=sent.account,
        told={
            "source": sent.source,
            "opening_code": sent.opening_code,
            "qualifiers": list(sent.qualifiers),
            "department": sent.department,
            "straight_through": sent.straight_through,
            "people": [dict(each) for each in sent.people],
            "places": [dict(each) for each in sent.places],
        },
        contact=dict(sent.contact),
        state=ReportState.HELD_BACK if doubts else ReportState.RECEIVED,
        submitted_at=at,
        doubts=doubts,
        other_force=sent.other_force,
        organisation=sent.organisation,
        sent_by=by.username if by else "",
        their_ref=sent.their_ref[:120],
    )
    report.same_as = same_as(seen, department_of(report))
    weigh(report)
    return report, seen


def keep(
    report: Report, seen: Seen, *, by: User | None = None, secret: str = ""
) -> tuple[Report, str]:
    """Keep what was prepared and open its log; the rest as `take_in`. Raises ReportError."""
    secret = secret or new_secret()
    report.secret_hash = secret_hash(secret)
    try:
        with transaction.atomic():
            report.ref = next_reference("report", report.submitted_at)
            if not report.doubts:
                log = open_its_log(report)
                report.log_system, report.log_ref = log.system, log.ref
                link(report, log, seen.like, front_door(log.department))
            report.entry_seq = append(
                kind="report.sent",
                subject=report_subject(report),
                body=report_content(report),
                by=by.username if by else front_door().username,
            )
            report.save(force_insert=True)
            remember(report, seen)
            tell(report)
    except LogError as error:
        raise ReportError(str(error)) from error
    except IntegrityError:
        # Sent twice at the same moment: the other one was quicker, and nothing of this one was written.
        there = Report.objects.filter(origin=report.origin).first()
        if there is None:
            raise
        return there, ""
    return report, secret


def open_its_log(report: Report) -> Log:
    """The log of a report, with what presses in it. The 24 hours run from when it was sent, whenever somebody looks. Raises
    LogError."""
    told = report.told
    log = open_log(
        by=front_door(department_of(report)),
        source=told["source"],
        # By what it came, without its number: audits count by it.
        first_report=told["source"],
        text=report.account,
        opening_code=told["opening_code"],
        qualifiers=told["qualifiers"],
        received_at=report.submitted_at,
        people=[_person(each) for each in told["people"]],
        places=told["places"],
        origin=part_origin(report.origin, "log"),
    )
    write_triage(report, log)
    return log


def _person(told: Mapping[str, Any]) -> dict[str, Any]:
    born = told.get("born")
    return {**told, "born": date.fromisoformat(born)} if born else dict(told)
