"""The page for the street, what it fetches and sends, and the paper form for when nothing else works."""

import json
from hashlib import sha256
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.db import IntegrityError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from onrecord.calls.files import FileTrouble, path_of
from onrecord.calls.kinds import safe_name
from onrecord.contact.actions import LogError
from onrecord.contact.models import Log
from onrecord.field.actions import attach, take_in
from onrecord.field.envelope import EnvelopeError, read_envelope
from onrecord.field.files import SHOWN
from onrecord.field.forms import PaperForm
from onrecord.field.models import Attachment, FieldReport
from onrecord.field.policies import check_can_attach, check_can_use_field, check_can_view_report
from onrecord.field.queries import became
from onrecord.field.rules import rules_for
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.people.views import DEVICE
from onrecord.web.security import own_scripts

# Everything that the page needs to open without signal; static files by their path below /static/.
STATIC = (
    "onrecord.css",
    "onrecord.svg",
    *(
        f"field/{name}"
        for name in (
            "field.css",
            "app.js",
            "dom.js",
            "find.js",
            "leaving.js",
            "opening.js",
            "report.js",
            "send.js",
            "state.js",
            "store.js",
            "tree.js",
            "waiting.js",
        )
    ),
)
MOST_REPORT = 2 * 2**20  # bytes of one report without its files


@require_GET
@page(check_can_use_field)
def app(request: HttpRequest) -> HttpResponse:
    """The one page; what it shows is made on the device."""
    return own_scripts(render(request, "field/app.html"))


@require_GET
@page(check_can_use_field)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its text changes with what it keeps, so that a device notices a new version by itself."""
    shell = [
        reverse("field"),
        reverse("field-rules"),
        reverse("field-manifest"),
        *(f"/static/{name}" for name in STATIC),
    ]
    text = render_to_string("field/sw.js", {"version": version(), "shell": json.dumps(shell)})
    return own_scripts(HttpResponse(text, content_type="text/javascript; charset=utf-8"))


def version() -> str:
    """A name for all that a device keeps of the page."""
    digest = sha256(rules_for(timezone.localdate()).encode())
    digest.update((Path(__file__).parent / "templates/field/app.html").read_bytes())
    for name in STATIC:
        digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:16]


@require_GET
@page(check_can_use_field)
def rules(request: HttpRequest) -> HttpResponse:
    """The questions and the offence list of today."""
    return HttpResponse(rules_for(timezone.localdate()), content_type="application/json")


@require_GET
@page(check_can_use_field)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    about = {
        "name": "onrecord in the street",
        "short_name": "onrecord",
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#12263f",
        "icons": [{"src": "/static/onrecord.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return HttpResponse(json.dumps(about), content_type="application/manifest+json")


@require_GET
@page(check_can_use_field)
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the token with which this page may write."""
    user = whoever(request)
    answer = JsonResponse({"user": user.username, "name": str(user), "token": get_token(request)})
    answer.set_cookie(
        DEVICE, "1", httponly=True, samesite="Lax", secure=request.is_secure(), path="/sign-out/"
    )
    patch_vary_headers(answer, ["Cookie"])
    return answer


@require_POST
@page(check_can_use_field, reads="report sent from the street")
def send(request: HttpRequest) -> HttpResponse:
    """Take in one report. 422 with `problem` for one that can't be; the device keeps it then."""
    user = whoever(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_REPORT:
        return _refused("The report is longer than 2 MB. Shorten the text, or attach it as a file.")
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return _refused("What was sent is not JSON.")
    try:
        envelope = read_envelope(data)
        try:
            report = take_in(by=user, envelope=envelope, sent=data)
        except IntegrityError:  # the same report twice at the same moment: the other one was first
            report = FieldReport.objects.get(origin=envelope.origin.lower())
    except (EnvelopeError, LogError) as error:
        return _refused(str(error))
    if report.by != user.username:
        return _refused("This report was sent by somebody else.")
    shown(request, f"field-report:{report.origin}")
    return JsonResponse(became(report))


@require_POST
@page(check_can_use_field, reads="file sent from the street")
def attachment_new(request: HttpRequest) -> HttpResponse:
    """Take in one file of a report."""
    user = whoever(request)
    upload = request.FILES.get("file")
    report = FieldReport.objects.filter(origin=request.POST.get("report", "").lower()).first()
    if report is None:
        return _refused("The report that this file belongs to has not arrived.")
    if upload is None:
        return _refused("No file came.")
    check_can_attach(user, report)
    shown(request, f"field-report:{report.origin}")
    try:
        row = attach(
            by=user,
            report=report,
            origin=request.POST.get("origin", ""),
            name=upload.name or "",
            chunks=upload.chunks(),
        )
    except (LogError, FileTrouble) as error:
        return _refused(str(error))
    return JsonResponse({"file": row.origin, "sha256": row.sha256})


def _refused(problem: str) -> JsonResponse:
    return JsonResponse({"problem": problem}, status=422)


@require_GET
@page(check_can_use_field, reads="file from the street")
def attachment(request: HttpRequest, origin: str) -> HttpResponseBase:
    """A photograph or voice note, as it came."""
    row = get_object_or_404(Attachment.objects.select_related("report"), origin=origin)
    check_can_view_report(whoever(request), row.report)
    shown(request, f"field-file:{row.origin}")
    path = path_of(row.sha256)
    if not path.exists():
        raise Http404("The file is missing from the installation's folder. Tell the registrar.")
    known = row.media_type in SHOWN
    answer = FileResponse(
        path.open("rb"),
        as_attachment=not known,
        filename=safe_name(row.name, row.media_type),
        content_type=row.media_type,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_GET
@page(check_can_use_field)
def paper(request: HttpRequest) -> HttpResponse:
    """The form to print for an outage, drawn from the same questions."""
    return render(request, "field/paper.html", {"today": timezone.localdate()})


@page(check_can_use_field, reads="report entered from paper")
def paper_enter(request: HttpRequest) -> HttpResponse:
    """Enter a paper form quickly: when it was told, when it was written, and now."""
    user = whoever(request)
    form = PaperForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            data = form.report()
            report = take_in(by=user, envelope=read_envelope(data), sent=data, route="paper")
        except (EnvelopeError, LogError) as error:
            form.add_error(None, str(error))
        else:
            shown(request, f"field-report:{report.origin}")
            messages.success(request, f"Entered as log {report.log_ref}. Now answer the questions.")
            log = Log.objects.get(system=report.log_system, ref=report.log_ref)
            return redirect("log", log_id=log.pk)
    return render(request, "field/paper_enter.html", {"form": form})
