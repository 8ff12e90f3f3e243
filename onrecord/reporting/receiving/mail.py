"""The e-mail to whoever reported: only who asked for it gets one, and it says nothing of what was reported.

The queue holds the report's number and no address; who that is stands in the report alone.
"""

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from onrecord.audit.findings.digest import base_address
from onrecord.contact.force import force
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.sending import queue
from onrecord.reporting.guard.counting import count_receipt
from onrecord.reporting.languages import LANGUAGES
from onrecord.reporting.models import Report

KIND: Final = Outgoing.Kind.REPORTER
# How the keys of messages begin that tell somebody to look now.
URGENT: Final = "report-now:"
# To one address. The number stands on the page as well; nobody's inbox is filled by others.
MOST_AN_HOUR: Final = 5


def put_receipt(report: Report) -> bool:
    """Put the receipt into the queue, if the reporter asked for it. For the transaction that keeps the report."""
    if report.contact.get("mail") != "yes" or not report.contact.get("email"):
        return False
    if count_receipt(str(report.contact["email"])) > MOST_AN_HOUR:
        return False
    spoken = report.language if report.language in LANGUAGES else "en"
    with translation.override("cy" if spoken == "cy" else "en-gb"):
        subject, body = words(report)
    queue.put(
        key=_key(report),
        kind=KIND,
        to=report.ref,
        subject=subject,
        body=body,
        now=timezone.now(),
    )
    return True


def is_put(report: Report) -> bool:
    """Whether a receipt went into the queue."""
    return Outgoing.objects.filter(key=_key(report)).exists()


def _key(report: Report) -> str:
    return f"report-receipt:{report.origin}"


def words(report: Report) -> tuple[str, str]:
    """Subject and text. No word of the report, no name and no secret: an e-mail stays where others may read it."""
    try:
        page = f"{base_address().rstrip('/')}{reverse('report-status')}"
    except NoReverseMatch:
        page = ""
    lines = [
        _("We have what you sent to %(force)s. Its number: %(ref)s")
        % {"force": force().name, "ref": report.ref},
        "",
        _("With this number and the secret that you were shown you can see what became of it:")
        + f" {page}",
        _("The secret is not in this e-mail. Nobody can read it to you: without it, call 101."),
        "",
        _("In an emergency call 999. Nobody reads answers to this e-mail."),
        "",
    ]
    return _("Your reference %(ref)s") % {"ref": report.ref}, "\n".join(lines)


def address_of(ref: str) -> str:
    """Where the reporter of this report wants e-mail; "" when they don't (any more)."""
    report = Report.objects.filter(ref=ref).first()
    if report is None or report.contact.get("mail") != "yes":
        return ""
    return str(report.contact.get("email", ""))


def register() -> None:
    """Tell the queue whose addresses these are, and what had better come twice."""
    queue.register_addresses(KIND, address_of)
    queue.register_urgent(URGENT)
