"""From a report to its log and back, and who decided about it."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.reporting.models import Report

WITHIN_THE_HOUR = 2

# In what a report is told with: who set it aside.
SET_ASIDE_BY: Final = "set_aside_by"
# And that it is ours after all: which force it was marked for, why it isn't, and who said so.
OURS: Final = "ours"


def log_of(report: Report) -> Log | None:
    """The log of a report; None while it is held back, or where it was set aside."""
    if not report.log_ref:
        return None
    return Log.objects.filter(system=report.log_system, ref=report.log_ref).first()


def reports_of(log: Log) -> list[Report]:
    """The reports on line whose log this is: one, as a rule."""
    return list(Report.objects.filter(log_system=log.system, log_ref=log.ref).order_by("pk"))


def pressing_in(log: Log) -> list[str]:
    """What presses in the words of a log's reports, from the level on at which somebody looks within the hour. The kind of a
    report by itself isn't among it."""
    risks = [risk for row in reports_of(log) for risk in row.risks if risk.get("quote")]
    return list(dict.fromkeys(risk["says"] for risk in risks if risk["level"] >= WITHIN_THE_HOUR))


def deciders(report: Report, before: datetime) -> set[str]:
    """The user names of those who decided about a report, set it aside, or recorded a crime of it, before a moment: what they
    decided may be challenged then, and whoever corrects it afterwards is not among them."""
    aside = {str(report.told.get(SET_ASIDE_BY, ""))} - {""}
    log = log_of(report)
    if log is None:
        return aside
    rows = RecordingDecision.objects.filter(log=log, recorded_at__lte=before)
    found = {name for pair in rows.values_list("started_by", "concluded_by") for name in pair}
    crimes = Crime.objects.filter(crimelog__log=log, recorded_at__lte=before)
    return (found | aside | set(crimes.values_list("recorded_by", flat=True))) - {""}


def decided_by(user: User) -> Q:
    """The same as a condition on challenges: those of something that this person decided before."""
    ours = Q(started_by=user.username) | Q(concluded_by=user.username)
    decisions = RecordingDecision.objects.filter(
        ours,
        log_ref=OuterRef("report__log_ref"),
        log_system=OuterRef("report__log_system"),
        recorded_at__lte=OuterRef("at"),
    )
    crimes = Crime.objects.filter(
        crimelog__log__ref=OuterRef("report__log_ref"),
        crimelog__log__system=OuterRef("report__log_system"),
        recorded_by=user.username,
        recorded_at__lte=OuterRef("at"),
    )
    # Not as a condition on the key itself: where that isn't there, its opposite doesn't hold either.
    aside = Report.objects.filter(
        pk=OuterRef("report_id"), **{f"told__{SET_ASIDE_BY}": user.username}
    )
    return Q(Exists(decisions)) | Q(Exists(crimes)) | Q(Exists(aside))
