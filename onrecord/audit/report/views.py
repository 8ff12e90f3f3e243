"""The report of an audit: on the page, and as JSON, workbook and PDF; and the script that works its rate out again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.audit.models import Audit
from onrecord.audit.policies import check_can_view_estimate, check_can_view_estimate_of
from onrecord.audit.report.files import RECOMPUTE, REDRAW, plots, report_json, report_xlsx
from onrecord.audit.report.pdf import report_pdf
from onrecord.audit.report.report import report_of
from onrecord.documents.pdf import NoPdf
from onrecord.people.access import page, shown, whoever


@page(check_can_view_estimate, reads="report of an audit")
def report(request: HttpRequest, audit_id: int) -> HttpResponse:
    audit = _audit(request, audit_id)
    found = report_of(audit)
    return render(request, "audit/report.html", {"audit": audit, "report": found, **plots(found)})


@page(check_can_view_estimate, reads="report of an audit as a file")
def report_file(request: HttpRequest, audit_id: int, form: str) -> HttpResponseBase:
    """The report as json, xlsx or pdf."""
    audit = _audit(request, audit_id)
    found = report_of(audit)
    name = f"report-{audit.pk}.{form}"
    if form == "json":
        answer: HttpResponse = JsonResponse(
            report_json(found), json_dumps_params={"indent": 1, "ensure_ascii": False}
        )
    else:
        make: dict[str, tuple[Callable[..., bytes], str]] = {
            "xlsx": (
                report_xlsx,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            "pdf": (report_pdf, "application/pdf"),
        }
        write, kind = make[form]
        try:
            answer = HttpResponse(write(found), content_type=kind)
        except NoPdf as error:
            messages.error(request, str(error))
            return redirect("audit-report", audit.pk)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(check_can_view_estimate, reads="script that works a rate out again")
def recompute(request: HttpRequest) -> HttpResponse:
    """The script, for whoever has only the report's JSON file and Python."""
    answer = HttpResponse(RECOMPUTE.read_text(encoding="utf-8"), content_type="text/x-python")
    answer.headers["Content-Disposition"] = 'attachment; filename="recompute_rate.py"'
    return answer


@page(check_can_view_estimate, reads="script that draws a sample again")
def redraw(request: HttpRequest) -> HttpResponse:
    """The script, for whoever has the report's JSON file, the frame file and Python."""
    answer = HttpResponse(REDRAW.read_text(encoding="utf-8"), content_type="text/x-python")
    answer.headers["Content-Disposition"] = 'attachment; filename="redraw_sample.py"'
    return answer


def _audit(request: HttpRequest, audit_id: int) -> Audit:
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    check_can_view_estimate_of(whoever(request), audit)
    shown(request, f"audit:{audit.pk}")
    return audit
