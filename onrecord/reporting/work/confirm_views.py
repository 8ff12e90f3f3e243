"""One screen on which a person confirms what the rules say to a report, or goes on by the questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from onrecord.deciding.actions import Conflict, DecisionError
from onrecord.deciding.forms import DelayForm
from onrecord.deciding.views import next_page
from onrecord.deciding.wording import named
from onrecord.people.access import page, shown, whoever
from onrecord.reporting.content import report_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report
from onrecord.reporting.policies import check_can_confirm, check_can_work_reports
from onrecord.reporting.work import confirming
from onrecord.reporting.work.showing import context_of, sources_in


@never_cache
@page(check_can_work_reports, reads="report on line")
def confirm(request: HttpRequest, report_id: int) -> HttpResponse:
    row = get_object_or_404(Report, pk=report_id)
    user = whoever(request)
    check_can_confirm(user, row)
    shown(request, report_subject(row))
    wrong = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "questions":
                return next_page(confirming.carry_over(report=row, by=user))
            made = confirming.record(
                report=row,
                by=user,
                stands=request.POST.get("stands", ""),
                delay=request.POST.get("delay", "")[:2000],
            )
            messages.success(request, f"Recorded: {', '.join(made.crime_refs)}.")
            return redirect("report-work", row.pk)
        except (ReportError, DecisionError, Conflict) as error:
            wrong = str(error)
            row.refresh_from_db()
    found = confirming.computed(row)
    overdue = found.record_by is not None and found.record_by < timezone.now()
    context = {
        **context_of(row),
        "found": found,
        "wrong": wrong,
        "overdue": overdue,
        "late": DelayForm() if overdue else None,
        "unasked": list(
            dict.fromkeys(each.unasked for each in sources_in(row).values() if each.unasked)
        ),
        "people": list(named(found.judged.case).people) if found.judged else [],
    }
    return render(request, "reporting/confirm.html", context, status=400 if wrong else 200)
