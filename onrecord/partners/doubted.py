"""Rows of a file whose answers and words don't go together, such as "force: no" beside a guard who was pushed. They are sent as
they are, and asked about on the page of the file: whoever knows answers on the page of the report."""

from typing import Any

from django.utils.translation import gettext as _

from onrecord.partners.bulk_file import Incident
from onrecord.partners.forms_held import form_named
from onrecord.partners.models import Referral, Upload
from onrecord.reporting.receiving.against import find_against


def doubted(incident: Incident, referral: Referral) -> list[dict[str, Any]]:
    """What is asked about one incident that was sent, as an upload keeps it: one for each question of the form whose answer
    its words stand against."""
    report = referral.report
    return [
        {
            "rows": [row.number for row in incident.different],
            "report": referral.report_ref,
            "question": question,
            "quote": each.quote,
        }
        for each in find_against(report.answers, [("", report.account)])
        for question in each.own
    ]


def asked_of(upload: Upload) -> list[dict[str, Any]]:
    """The same for its page, in the partner's language, each with the page of its report."""
    refs = {each["report"] for each in upload.asked}
    pages = dict(
        Referral.objects.filter(
            organisation=upload.organisation_id, report_ref__in=refs
        ).values_list("report_ref", "pk")
    )
    form = form_named("retailer")
    found = []
    for each in upload.asked:
        question = form.question(each["question"]) if form else None
        rows = ", ".join(str(number) for number in each["rows"])
        asks = _(question.asks) if question else each["question"]
        found.append({**each, "rows": rows, "asks": asks, "page": pages.get(each["report"])})
    return found
