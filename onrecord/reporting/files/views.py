"""What came with a report, for those who may see it: its facts, its picture painted anew, and a copy to take away."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from onrecord.calls.files import path_of
from onrecord.calls.kinds import safe_name
from onrecord.contact.models import Log
from onrecord.people.access import page, shown, whoever
from onrecord.reporting.content import file_subject
from onrecord.reporting.files.policies import (
    can_open_file,
    check_can_open_file,
    check_can_see_file,
    check_can_see_files,
    check_can_take_harmful,
)
from onrecord.reporting.files.scanning import CLEAN, FOUND, NONE, WAITING
from onrecord.reporting.files.showing import NotShown, may_show, painted_anew
from onrecord.reporting.models import ReportFile
from onrecord.reporting.receiving.receipt import stops_of

# Everything that may be known of a file, in the order in which it is shown.
FACTS = {
    "taken_at": "Taken, by its own clock",
    "camera": "Camera",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "width": "Width, pixels",
    "height": "Height, pixels",
    "duration_ms": "Length",
    "trouble": "Trouble",
}
SCANS = {
    WAITING: "waits for the scanner",
    CLEAN: "the scanner found nothing",
    FOUND: "the scanner found something harmful",
    NONE: "not scanned: no scanner is set up",
}

# Of reports with these stop pages a picture may be intimate, perhaps of a child: nobody sees it who only wanted its facts.
COVERED = {"sexual", "child"}


def _file(request: HttpRequest, origin: str) -> ReportFile:
    row = get_object_or_404(ReportFile.objects.select_related("report"), origin=origin)
    check_can_see_file(whoever(request), row)
    shown(request, file_subject(row))
    return row


@require_safe
@page(check_can_see_files, reads="file of a report on line")
def report_file(request: HttpRequest, origin: str) -> HttpResponse:
    """What is known of a file. Its bytes are not in the page."""
    row = _file(request, origin)
    may_open = can_open_file(whoever(request), row)
    there = path_of(row.sha256).is_file()
    context: dict[str, Any] = {
        "file": row,
        "report": row.report,
        "log": _log(row),
        "facts": [
            (words, row.metadata[name]) for name, words in FACTS.items() if name in row.metadata
        ],
        "scan": SCANS.get(row.scan, row.scan),
        "safe": row.scan in (CLEAN, NONE),
        "found": row.scan == FOUND,
        "there": there,
        "may_open": may_open,
        "picture": there and row.scan in (CLEAN, NONE) and may_show(row.media_type),
        "covered": "show" not in request.GET and bool(stops_of(row.report) & COVERED),
        "download": safe_name(row.name, row.media_type),
    }
    return render(request, "reporting/files/file.html", context)


def _log(row: ReportFile) -> Log | None:
    report = row.report
    return Log.objects.filter(system=report.log_system, ref=report.log_ref).first()


@require_safe
@page(check_can_see_files, reads="picture of a report on line")
def report_file_picture(request: HttpRequest, origin: str) -> HttpResponseBase:
    """The picture, painted anew and smaller, without what the file says of itself."""
    row = _file(request, origin)
    if row.scan not in (CLEAN, NONE):
        raise Http404("This file is not shown: see its page.")
    try:
        made = painted_anew(path_of(row.sha256), row.media_type)
    except NotShown as why:
        raise Http404(str(why)) from None
    except FileNotFoundError:
        raise Http404("The file is missing. Run onrecord verify.") from None
    return _closed(HttpResponse(made, content_type="image/jpeg"))


@require_safe
@page(check_can_see_files, reads="copy of a file of a report on line")
def report_file_copy(request: HttpRequest, origin: str) -> HttpResponseBase:
    """The file exactly as it came, to take away: never shown. What was found harmful, or was not looked at, only for the
    registrar, who said so by `?harmful=yes` on its page."""
    row = _file(request, origin)
    check_can_open_file(whoever(request), row)
    if row.scan not in (CLEAN, NONE):
        check_can_take_harmful(whoever(request))
        if request.GET.get("harmful") != "yes":
            raise Http404("Take it from its page, where the warning stands.")
    try:
        file = path_of(row.sha256).open("rb")
    except FileNotFoundError:
        raise Http404("The file is missing. Run onrecord verify.") from None
    # Never the type that it says it is: a browser must not try to show it.
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=safe_name(row.name, row.media_type),
        content_type="application/octet-stream",
    )
    return _closed(answer)


def _closed(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
