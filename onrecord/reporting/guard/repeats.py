"""The same words again: from the same person they are one matter told twice, which is marked and linked; from everywhere, again
and again, they are held back. Nothing is dropped: both are reports.

The one way in (`onrecord.reporting.receiving.intake`) calls this; what it costs does not grow with the number of reports.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from onrecord.contact.actions import LogError, link_logs
from onrecord.contact.force import force
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.reporting.guard.models import KnownWording, WordingBand
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.guard.wording import Wording, likeness, wording
from onrecord.reporting.models import Report

# How alike the accounts must be: of the same person, and of whoever else.
SAME_PERSON, ANYBODY = 0.5, 0.8
# So many of those that may be alike are compared.
COMPARED: Final = 12
# Every so many reports a piece of what is too old is thrown away.
TIDY_EVERY, TIDY_AT_ONCE = 50, 400


@dataclass(frozen=True)
class Seen:
    """What is known of the words of a report that comes in. `like`: the report that it seems to repeat; `often`: how many
    with these words came before."""

    wording: Wording
    family: str
    like: Report | None = None
    often: int = 0

    @property
    def same_as(self) -> str:
        return self.like.ref if self.like else ""

    def doubts(self) -> list[str]:
        """Why the words speak against it; for reports of the public, since partners send the same form all day."""
        held = limits()
        few = self.wording.words < held.few_words
        if self.often < (held.same_few_words if few else held.same_words):
            return []
        return [
            f"The same words, or nearly the same, came {self.often:,} times or more within {held.days} days."
        ]


def recognise(account: str, contact: Mapping[str, str], at: datetime) -> Seen:
    """Look for the words of an account among those of the last weeks."""
    said, since = wording(account), at - timedelta(days=limits().days)
    family, like = said.exact, _newest(said.exact, since)
    if like is None:
        like, family = _nearly(said, contact, since)
    if like is None:
        return Seen(said, said.exact)
    most = max(limits().same_words, limits().same_few_words)
    often = (
        KnownWording.objects.filter(family=family, at__gte=since)[:most].count() if family else 0
    )
    own = _same_person(contact, family or said.exact, since) if family else like.report
    few = said.words < limits().few_words
    one = own or (None if few else like.report)
    return Seen(said, family or said.exact, one, often)


def _newest(family: str, since: datetime) -> KnownWording | None:
    rows = KnownWording.objects.filter(family=family, at__gte=since).order_by("-at")
    # Mostly there is none: whether, is a smaller question than which.
    return rows.select_related("report").first() if rows.exists() else None


def _nearly(
    said: Wording, contact: Mapping[str, str], since: datetime
) -> tuple[KnownWording | None, str]:
    """The most like of those that share a band, and its family; none where it is only like enough for the same person."""
    found = WordingBand.objects.filter(value__in=said.bands, at__gte=since).order_by("-at")
    ids = list(dict.fromkeys(found.values_list("wording", flat=True)[: 4 * COMPARED]))[:COMPARED]
    if not ids:
        return None, ""
    rows = KnownWording.objects.filter(pk__in=ids).select_related("report")
    alike = [(likeness(said, wording(row.report.account)), row.pk, row) for row in rows]
    share, _, row = max(alike)
    if share >= ANYBODY:
        return row, row.family
    own = [each for each in alike if each[0] >= SAME_PERSON and same(contact, each[2].report)]
    return (max(own)[2], "") if own else (None, "")


def _same_person(contact: Mapping[str, str], family: str, since: datetime) -> Report | None:
    """The newest report of the family that the same person sent, of those looked at."""
    if not _ways(contact):
        return None
    rows = KnownWording.objects.filter(family=family, at__gte=since).order_by("-at")
    for row in rows.select_related("report")[:COMPARED]:
        if same(contact, row.report):
            return row.report
    return None


def same(contact: Mapping[str, str], report: Report) -> bool:
    """Whether the same telephone or e-mail stands in both."""
    return bool(_ways(contact) & _ways(report.contact))


def _ways(contact: Mapping[str, str]) -> set[str]:
    digits = "".join(each for each in str(contact.get("phone", "")) if each.isdecimal())[-9:]
    mail = str(contact.get("email", "")).strip().casefold()
    return {way for way in (digits if len(digits) == 9 else "", mail if "@" in mail else "") if way}


def remember(report: Report, seen: Seen) -> None:
    """Know these words again. In the transaction in which the report is kept."""
    row = KnownWording.objects.create(report=report, family=seen.family, at=report.submitted_at)
    if seen.family == seen.wording.exact and not seen.often:
        WordingBand.objects.bulk_create(
            WordingBand(value=value, wording=row, at=report.submitted_at)
            for value in seen.wording.bands
        )
    if row.pk % TIDY_EVERY == 0:
        _tidy(report.submitted_at - timedelta(days=limits().days))


def _tidy(before: datetime) -> None:
    old = KnownWording.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
    KnownWording.objects.filter(pk__in=list(old[:TIDY_AT_ONCE])).delete()


def apart(one: str, other: str) -> bool:
    """Whether one of two departments looks into the conduct of police staff, and the other isn't the same: neither's records
    name the other's, since the other report of the same person may lie with the officer complained of."""
    return one != other and force().conduct_department in (one, other)


def same_as(seen: Seen, department: str) -> str:
    """The reference of the report that one for this department seems to repeat; empty where its people must not learn of it."""
    like, conduct = seen.like, force().conduct_department
    if like is None or department == conduct:
        return seen.same_as
    log = Log.objects.filter(system=like.log_system, ref=like.log_ref).first()
    theirs = log.department if log is not None else str(like.told.get("department", ""))
    return "" if theirs == conduct else seen.same_as


def link(report: Report, log: Log, like: Report | None, by: User) -> None:
    """Link the log with that of the report it seems to repeat, where the people of both may know of each other."""
    if like is None or not like.log_ref:
        return
    other = Log.objects.filter(system=like.log_system, ref=like.log_ref).first()
    if other is not None and other.pk != log.pk and not apart(log.department, other.department):
        # The report counts more than its link.
        with suppress(LogError):
            link_logs(
                log=log,
                by=by,
                other=other,
                why=f"On-line report {report.ref} seems to repeat {like.ref}.",
            )
