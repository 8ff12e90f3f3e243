"""Imports: the list, the upload, what a file would do, taking it in, and what became of it."""

import time
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.exchange import background, uploads
from onrecord.exchange.faults import ReadError
from onrecord.exchange.forms import UploadForm
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.policies import check_can_import
from onrecord.home import home
from onrecord.people.access import page, shown
from onrecord.people.sent import sent

PAGE = 50
_WAIT = 4.0  # seconds that the first look at an import waits: most are done by then


@page(check_can_import)
def import_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    runs = Import.objects.order_by("-id")
    if before.isdecimal() and len(before) < 19:
        runs = runs.filter(id__lt=int(before))
    rows = list(runs[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    context = {
        "runs": [(run, background.has_stopped(run)) for run in rows[:PAGE]],
        "older": older,
        "before": before,
    }
    return render(request, "exchange/import_list.html", context)


@page(check_can_import)
def import_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(**sent(request), initial={"how": "neutral"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        run = uploads.receive(
            file=data["file"],
            kind=data["kind"],
            system=data["system"],
            by=request.user.get_username(),
        )
        saved = form.saved_map()
        try:
            if saved:
                uploads.give_map(run, saved.toml)
            elif not uploads.fit_neutral(run):
                return redirect("import-map", run.pk)
        except ReadError as error:
            uploads.forget(run)
            form.add_error("file", str(error))
        else:
            background.start_import(run.pk)
            return redirect("import", run.pk)
    return render(request, "exchange/import_new.html", {"form": form})


@page(check_can_import, reads="import")
def import_page(request: HttpRequest, import_id: int) -> HttpResponse:
    run = get_object_or_404(Import, pk=import_id)
    shown(request, f"import:{run.pk}")
    if uploads.needs_map(run) and run.file_path:
        return redirect("import-map", run.pk)
    if run.state in (ImportState.WAITING, ImportState.RUNNING) and "auto" not in request.GET:
        run = _wait_a_little(run)
    stopped = background.has_stopped(run)
    under_way = run.state in (ImportState.WAITING, ImportState.RUNNING) and not stopped
    problems = run.counts.get("problems", [])
    context = {
        "run": run,
        "stopped": stopped,
        "under_way": under_way,
        "progress": background.how_far(run.pk) if under_way else None,
        "auto": "auto" in request.GET,
        "errors": [problem for problem in problems if problem["level"] == "error"],
        "warnings": [problem for problem in problems if problem["level"] == "warning"],
        "left_out": [problem for problem in problems if problem["level"] == "left out"],
        "has_bad_rows": _inside_home(run.bad_rows_path) is not None,
        "has_warnings": _inside_home(run.warnings_path) is not None,
        "may_confirm": run.state == ImportState.TRIED and bool(run.file_path),
    }
    response = render(request, "exchange/import.html", context)
    if under_way and "auto" in request.GET:
        # Asked for by the person, who can end it by a link on the page (WCAG 2.2.1).
        response.headers["Refresh"] = "5"
    return response


def _wait_a_little(run: Import) -> Import:
    """Wait for a small file instead of showing a page that says to come back."""
    until = time.monotonic() + _WAIT
    while time.monotonic() < until and background.is_running(run.pk):
        time.sleep(0.1)
    run.refresh_from_db()
    return run


@require_POST
@page(check_can_import)
def import_confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take in what was tried out."""
    tried = get_object_or_404(Import, pk=import_id)
    if tried.state != ImportState.TRIED or not Path(tried.file_path).is_file():
        messages.error(request, "This file is no longer here. Upload it again.")
        return redirect("import", tried.pk)
    run = uploads.confirm(tried, by=request.user.get_username())
    if run is None:
        return redirect("import", tried.pk)
    background.start_import(run.pk)
    return redirect("import", run.pk)


@require_POST
@page(check_can_import)
def import_again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Start an import again whose process was stopped, or which was refused for a reason that has passed."""
    run = get_object_or_404(Import, pk=import_id)
    if not (
        background.has_stopped(run) or run.state == ImportState.REFUSED
    ) or background.is_running(run.pk):
        messages.error(request, "This import is not stopped.")
    elif not Path(run.file_path).is_file():
        messages.error(request, "The file of this import is no longer here. Upload it again.")
    else:
        background.start_import(run.pk)
    return redirect("import", run.pk)


@require_POST
@page(check_can_import)
def import_discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Remove an uploaded file without taking it in."""
    run = get_object_or_404(Import, pk=import_id)
    if run.file_path and not background.is_running(run.pk) and run.state != ImportState.DONE:
        uploads.discard(run)
        messages.success(request, f"{run.file_name} is removed. Nothing was taken in.")
    return redirect("imports")


@page(check_can_import, reads="refused rows of an import")
def import_rows(request: HttpRequest, import_id: int, which: str) -> FileResponse:
    """The file of refused rows, or of warnings."""
    run = get_object_or_404(Import, pk=import_id)
    path = _inside_home(run.bad_rows_path if which == "refused" else run.warnings_path)
    if path is None:
        raise Http404("There is no such file.")
    shown(request, f"import:{run.pk}")
    name = f"{which}-{Path(run.file_name).stem}.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )


def _inside_home(path: str) -> Path | None:
    """The file, if it is there and inside the installation's folder."""
    found = Path(path)
    return (
        found
        if path and found.is_file() and found.resolve().is_relative_to(home().resolve())
        else None
    )
