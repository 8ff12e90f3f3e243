"""What is odd about rows that were taken in, once they are linked: warnings in the report, which refuse nothing."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from onrecord.contact.models import Log, LogEntry
from onrecord.exchange.faults import WARNING, Fault
from onrecord.exchange.models import Import
from onrecord.exchange.report_files import ReportFiles
from onrecord.exchange.seen import Seen
from onrecord.recording.linking import crimes_before_their_log


def warn_of_early_crimes(row: Import, files: ReportFiles, seen: Seen) -> None:
    """A crime that was recorded before its log was received: one of the times is wrong, or the link is."""
    crimes = row.kind == "crimes"
    field = "recorded_at" if crimes else "received_at"
    problem = "A crime was recorded before any of its logs was received"
    remedy = "Check both times, and whether the crime belongs to this log."
    for pairs in crimes_before_their_log(row.kind, row.id):
        places = seen.find([pair.key for pair in pairs])
        for pair in pairs:
            place = places.get(pair.key)
            detail = (
                f"crime {pair.crime_ref} {_shown(pair.recorded_at)}, "
                f"log {pair.log_ref} {_shown(pair.received_at)}"
            )
            value = pair.crime_ref if crimes else pair.log_ref
            fault = Fault(WARNING, field, value, problem, remedy, detail)
            files.remark(place.row if place else None, fault)


def warn_of_lines_without_log(row: Import, files: ReportFiles) -> None:
    """Lines that belong to logs which are not here."""
    if row.kind != "entries":
        return
    held = Log.objects.filter(ref_key=OuterRef("log_ref_key"))
    lines = LogEntry.objects.filter(imported_in=row.id).exclude(Exists(held)).count()
    if lines:
        problem = "Lines belong to logs that are not among the logs"
        remedy = (
            "They are kept. Import those logs too, or check how the two files write references."
        )
        fault = Fault(WARNING, "log_ref", "", problem, remedy, f"{lines:,} lines")
        files.remark(None, fault)


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
