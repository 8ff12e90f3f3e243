"""A report on line is found by its number, as a log is: reporters give it on the telephone."""

from django.urls import reverse

from onrecord.finding.showing import Row
from onrecord.people.models import User
from onrecord.reporting.models import Report
from onrecord.reporting.numbers import as_written
from onrecord.reporting.policies import can_view_report


def reports_numbered(user: User, text: str) -> list[Row]:
    """The report with this number, where this person may read it."""
    rows = Report.objects.filter(ref__in=as_written(text)).order_by("-submitted_at")
    return [_row(report) for report in rows if can_view_report(user, report)]


def _row(report: Report) -> Row:
    log = f"log {report.log_ref}" if report.log_ref else "no log yet"
    facts = [report.title, report.get_state_display(), log]
    url = reverse("report-work", args=[report.pk])
    return Row(f"Report {report.ref}", url, report.submitted_at, facts=facts)
