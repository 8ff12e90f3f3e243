"""The test of an audit that may stop early: where it stands after each record, and stopping there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.audit.actions import AuditError, stop_reading
from onrecord.audit.models import Audit
from onrecord.audit.policies import check_can_make_audit, check_can_stop_reading
from onrecord.audit.stopping.standing import standing_of
from onrecord.people.access import page, shown, whoever


@page(check_can_make_audit, reads="test of an audit")
def audit_test(request: HttpRequest, audit_id: int) -> HttpResponse:
    """GET shows it, or why there is none; POST stops the reading, where the test has decided."""
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    check_can_stop_reading(whoever(request), audit)
    shown(request, f"audit:{audit.pk}")
    if request.method == "POST":
        try:
            stop = stop_reading(audit=audit, by=request.user.get_username())
        except AuditError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Reading is stopped after record {stop.after:,}.")
        return redirect("audit-test", audit.pk)
    return render(request, "audit/test.html", {"audit": audit, "test": standing_of(audit)})
