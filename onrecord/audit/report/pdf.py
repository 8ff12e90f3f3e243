"""The report as PDF/UA-1, for screen readers and paper."""

from pathlib import Path

from django.template.loader import render_to_string

from onrecord.audit.report.files import plots
from onrecord.audit.report.report import Report
from onrecord.documents.pdf import make_pdf

STYLE = Path(__file__).parents[1] / "static" / "audit" / "report.css"


def report_pdf(report: Report) -> bytes:
    """The PDF. Raises NoPdf where it can't be made here."""
    text = render_to_string(
        "audit/report_print.html", {"report": report, "print": True, **plots(report)}
    )
    return make_pdf(text, STYLE.read_text(encoding="utf-8"))
