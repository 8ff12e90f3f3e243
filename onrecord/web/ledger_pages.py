"""The ledger's own pages: how large it is, what was signed, and a copy to check elsewhere."""

import tempfile
import zipfile
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from onrecord.home import home
from onrecord.ledger.export import export_ledger
from onrecord.ledger.keys import KeyProblem, public_key
from onrecord.ledger.queries import checkpoints, ledger_size
from onrecord.people.access import page, shown, whoever
from onrecord.web.policies import can_export_ledger, check_can_export_ledger, check_can_view_ledger

# A page can pack this many entries in a few seconds; larger ledgers are exported on the command line.
LARGEST_DOWNLOAD = 250_000


@page(check_can_view_ledger, reads="ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    size = ledger_size()
    try:
        key = public_key().to_text() if size else ""
    except KeyProblem as error:
        messages.error(request, str(error))
        key = ""
    shown(request, f"{size} entries")
    context = {
        "size": size,
        "key": key,
        "checkpoints": checkpoints(),
        "may_export": can_export_ledger(user),
        "small": 0 < size <= LARGEST_DOWNLOAD,
        "limit": LARGEST_DOWNLOAD,
    }
    return render(request, "web/ledger.html", context)


@require_POST
@page(check_can_view_ledger, reads="copy of the ledger")
def download(request: HttpRequest) -> HttpResponseBase:
    """The ledger as a zip file: with what was recorded for those who may, else with what proves the order only."""
    user = whoever(request)
    bodies = request.POST.get("bodies") == "yes"
    if bodies:
        check_can_export_ledger(user)
    size = ledger_size()
    if not 0 < size <= LARGEST_DOWNLOAD:
        messages.error(
            request,
            "This ledger is too large for a download. Use onrecord export-ledger on the server.",
        )
        return redirect("ledger")
    shown(request, f"{size} entries, {'with' if bodies else 'without'} what was recorded")
    with tempfile.TemporaryDirectory(dir=home(), prefix="export-") as folder:
        out = Path(folder) / "ledger"
        try:
            export_ledger(out, bodies=bodies, compressed=True)
        except KeyProblem as error:
            messages.error(request, str(error))
            return redirect("ledger")
        # Without a name: gone as soon as the answer has been sent.
        packed = tempfile.TemporaryFile(dir=home())  # noqa: SIM115  (FileResponse closes it)
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(out.iterdir()):
                archive.write(path, f"ledger/{path.name}")
    packed.seek(0)
    return FileResponse(
        packed, as_attachment=True, filename="ledger.zip", content_type="application/zip"
    )
