"""The estimate of an audit: the rate with its interval, what it rests on, and the proof of the draw."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from onrecord.audit.estimate.domains import domains_of
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.estimate.plot import interval_plot
from onrecord.audit.estimate.twice import read_twice
from onrecord.audit.estimate.wording import NOT_IN_INTERVAL
from onrecord.audit.findings.estimate import reversals
from onrecord.audit.models import Audit
from onrecord.audit.policies import check_can_view_estimate, check_can_view_estimate_of
from onrecord.audit.sample.replay import verify_draw
from onrecord.people.access import page, shown, whoever


@page(check_can_view_estimate, reads="estimate")
def estimate(request: HttpRequest, audit_id: int) -> HttpResponse:
    """GET shows it; POST also draws the sample again and compares."""
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    check_can_view_estimate_of(whoever(request), audit)
    shown(request, f"audit:{audit.pk}")
    found = estimate_audit(audit)
    context = {
        "audit": audit,
        "estimate": found,
        # Our own drawing; every word in it is escaped where it is drawn.
        "plot": mark_safe(interval_plot(found.plot_rows())),  # noqa: S308
        "draw": verify_draw(audit) if request.method == "POST" else None,
        "not_in_interval": NOT_IN_INTERVAL,
        "twice": read_twice(audit),
        "domains": domains_of(audit),
        "reversals": reversals(audit),
    }
    return render(request, "audit/estimate.html", context)


@page(check_can_view_estimate, reads="estimate as a file")
def estimate_json(request: HttpRequest, audit_id: int) -> JsonResponse:
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    check_can_view_estimate_of(whoever(request), audit)
    shown(request, f"audit:{audit.pk}")
    response = JsonResponse(
        estimate_audit(audit).to_json(), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="estimate-{audit.pk}.json"'
    return response
