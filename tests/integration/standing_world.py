"""The reporter's page of reports on line, and what was decided on them."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from onrecord.deciding.actions import negate
from onrecord.reporting.work import confirming
from onrecord.reporting.work.of_log import log_of
from tests.reports_world import THEFT, answered, reported

URL = "/report/status/"


WHY = {
    "test": "balance",
    "evidence": "video",
    "from_whom": "witness",
    "source": "PC Secretname 4411",
    "evidence_at": timezone.now() - timedelta(hours=1),
    "told": "not-yet",
    "text": "Suspect Bob Blogg says she gave it to him.",
}


def look(public, report, secret, **more):
    return public.post(URL, {"ref": report.ref, "secret": secret, **more}, follow=True)


def send(public, page, what, text, origin="", **more):
    """One thing that the reporter asks for, on the page that they see."""
    fields = {"do": what, f"{what}-text": text, f"{what}-origin": origin or str(uuid4())}
    return public.post(page.context["address"], {**fields, **more}, follow=True)


def recorded(cal, **more):
    report, secret = reported(answers=answered(THEFT), **more)
    found = confirming.computed(report)
    confirming.record(report=report, by=cal, stands=found.stands)
    report.refresh_from_db()
    return report, secret


def refused(cal):
    report, secret = reported()
    negate(by=cal, log=log_of(report), rationale=WHY)
    return report, secret
