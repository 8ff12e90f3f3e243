"""Audits: the list, a new one, its sample, and its sheet."""

import tempfile
from pathlib import Path, PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.audit import queries
from onrecord.audit.actions import (
    AuditError,
    freeze_audit,
    hand_over,
    read_sheet_in,
    share_out,
)
from onrecord.audit.forms import HandOverForm, PlanForm, ShareForm, SheetForm
from onrecord.audit.models import Audit, Phase
from onrecord.audit.planning.preview import Preview, preview_audit
from onrecord.audit.policies import (
    can_settle,
    can_stop_reading,
    can_view_estimate_of,
    check_can_make_audit,
    check_can_read_sample,
    check_can_settle,
    check_can_view_estimate,
)
from onrecord.audit.programmes.kept import all_current, programme_of
from onrecord.audit.reading import second_queries as check_queries
from onrecord.audit.reading import shares as share_queries
from onrecord.audit.reading.following import next_for
from onrecord.audit.sample.own_chances import own_chances_from
from onrecord.audit.sheet.out import write_sheet
from onrecord.audit.stopping.design import order_from
from onrecord.audit.stopping.prefix import stop_of
from onrecord.audit.stopping.standing import standing_of
from onrecord.home import home
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent


@page(check_can_view_estimate, reads="list of audits")
def audit_list(request: HttpRequest) -> HttpResponse:
    return render(request, "audit/list.html", {"audits": queries.audits()})


@page(check_can_make_audit)
def audit_new(request: HttpRequest) -> HttpResponse:
    """Plan first, as often as wanted; then freeze, once."""
    form = PlanForm(**sent(request), initial=_planned(request))
    plan: Preview | None = None
    if request.method == "POST" and form.is_valid():
        asked = form.asked
        try:
            if "freeze" in request.POST:
                audit = freeze_audit(**asked, by=request.user.get_username())
                messages.success(
                    request, f"The frame is frozen and {audit.items.count():,} logs are drawn."
                )
                return redirect("audit", audit.pk)
            plan = preview_audit(
                **{name: value for name, value in asked.items() if name not in ("name", "seed")}
            )
        except AuditError as error:
            form.add_error(None, str(error))
    return render(request, "audit/new.html", {"form": form, "plan": plan})


def _planned(request: HttpRequest) -> dict[str, object]:
    """What the programme that was asked for brings along."""
    slug = request.GET.get("programme", "")
    found = next((c.programme for c in all_current() if c.programme.slug == slug), None)
    if found is None:
        return {}
    return {"programme": slug, "sample_size": found.design.sample_size}


@page(check_can_read_sample, reads="sample")
def audit_page(request: HttpRequest, audit_id: int) -> HttpResponse:
    audit = get_object_or_404(Audit, pk=audit_id)
    shown(request, f"audit:{audit.pk}")
    show = request.GET.get("show", "")
    start = request.GET.get("from", "1")
    user = whoever(request)
    may_see = can_view_estimate_of(user, audit)
    items = queries.sample_page(
        audit, user, show=show, start=int(start) if start.isdecimal() and len(start) < 9 else 1
    )
    context = {
        "audit": audit,
        "strata": audit.strata.all(),
        "items": items[: queries.PAGE],
        "older": items[queries.PAGE].position if len(items) > queries.PAGE else None,
        "start": start,
        "show": show,
        "progress": queries.progress_of(audit),
        "next": next_for(audit, user)[0],
        "next_check": check_queries.next_check(audit, user),
        "checks": check_queries.checks_of(audit),
        "to_decide": check_queries.next_to_decide(audit, user),
        "nobody": check_queries.nobody_for(audit),
        "programme": programme_of(audit),
        "may_see_estimate": may_see,
        # Where the test stands says what was found: not before those who may still read second.
        "test": standing_of(audit) if may_see else None,
        "may_stop": can_stop_reading(user, audit),
        "early": order_from(audit.design),
        "own": own_chances_from(audit.design),
        "stop": stop_of(audit),
        "may_settle": can_settle(user),
        "changed": queries.changed_since(audit),
    }
    return render(request, "audit/audit.html", context)


@page(check_can_read_sample, reads="sample as a file")
def sheet_download(request: HttpRequest, audit_id: int, form: str) -> FileResponse:
    """The reading sheet as CSV or XLSX: empty, with the answers this person may see, or of the second reading, with the
    records that this person may read second and nothing of what the first reader found."""
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    user = whoever(request)
    shown(request, f"audit:{audit.pk}")
    phase = Phase.SECOND if request.GET.get("reading") == "second" else Phase.FIRST
    items = check_queries.items_to_read_second(audit, user) if phase == Phase.SECOND else None
    readings = queries.seen_readings(audit, user) if "filled" in request.GET else None
    with tempfile.TemporaryDirectory(dir=home(), prefix="export-") as folder:
        path = Path(folder) / f"sample.{form}"
        write_sheet(
            audit,
            path,
            filled="filled" in request.GET,
            phase=phase,
            items=items,
            readings=readings,
        )
        # The open file outlives its folder; it is gone once it has been sent.
        handle = path.open("rb")
    name = f"second-{audit.pk}.{form}" if phase == Phase.SECOND else f"sample-{audit.pk}.{form}"
    return FileResponse(handle, as_attachment=True, filename=name)


@page(check_can_read_sample)
def sheet_upload(request: HttpRequest, audit_id: int) -> HttpResponse:
    """Take in a filled sheet: good rows go in, the others come back with what to do."""
    audit = get_object_or_404(Audit, pk=audit_id)
    form = SheetForm(**sent(request))
    result = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        suffix = PurePath(file.name).suffix.lower()
        with tempfile.TemporaryDirectory(dir=home(), prefix="sheet-") as folder:
            path = Path(folder) / f"sheet{suffix if suffix in ('.xlsx', '.csv', '.gz') else '.csv'}"
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            try:
                user = whoever(request)
                result = read_sheet_in(audit=audit, path=path, by=user.get_username(), user=user)
                if result.refused:
                    result.write_bad_rows(_bad_rows(audit, request.user.get_username()))
            except AuditError as error:
                form.add_error("file", str(error).replace(path.name, file.name))
    context = {"audit": audit, "form": form, "result": result}
    return render(request, "audit/sheet.html", context)


@page(check_can_read_sample, reads="refused rows of a sheet")
def sheet_refused(request: HttpRequest, audit_id: int) -> FileResponse:
    """The rows that were refused from this person's last sheet."""
    audit = get_object_or_404(Audit, pk=audit_id)
    shown(request, f"audit:{audit.pk}")
    path = _bad_rows(audit, request.user.get_username())
    if not path.is_file():
        raise Http404("There is no such file.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"refused-{audit.pk}.csv")


def _bad_rows(audit: Audit, username: str) -> Path:
    folder = home() / "sheets"
    folder.mkdir(mode=0o700, exist_ok=True)
    # Whoever may read samples can't choose this name's characters: user names hold letters, digits and . - _ @ +
    return folder / f"refused-{audit.pk}-{username}.csv"


@page(check_can_settle)
def audit_readers(request: HttpRequest, audit_id: int) -> HttpResponse:
    """Share the unread records out between readers, and hand over what somebody leaves behind."""
    audit = get_object_or_404(Audit, pk=audit_id)
    share = ShareForm(**(sent(request) if "share" in request.POST else {}), audit=audit)
    over = HandOverForm(**(sent(request) if "hand" in request.POST else {}), audit=audit)
    by = request.user.get_username()
    try:
        if "share" in request.POST and share.is_valid():
            given = share_out(audit=audit, readers=share.cleaned_data["readers"], by=by)
            messages.success(
                request, "Shared out: " + ", ".join(f"{n} {c:,}" for n, c in given.items()) + "."
            )
            left = queries.nobodys(audit)
            if left:
                messages.warning(
                    request,
                    f"{left:,} records are nobody's in particular: none of these readers may have them.",
                )
            return redirect("audit-readers", audit.pk)
        if "hand" in request.POST and over.is_valid():
            count = hand_over(audit=audit, **over.cleaned_data, by=by)
            messages.success(request, f"{count:,} records are handed over.")
            return redirect("audit-readers", audit.pk)
    except AuditError as error:
        (share if "share" in request.POST else over).add_error(None, str(error))
    context = {
        "audit": audit,
        "share": share,
        "over": over,
        "form": over if over.is_bound else share,
        "shares": share_queries.shares_of(audit),
    }
    return render(request, "audit/readers.html", context)
