"""Maps: made for a file column by column, what its codes mean, and those that are saved."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.exchange import background, uploads
from onrecord.exchange.faults import ReadError
from onrecord.exchange.forms import MapFileForm
from onrecord.exchange.map_file import Map, load_map
from onrecord.exchange.map_forms import CodesForm, MapForm
from onrecord.exchange.map_toml import map_to_toml
from onrecord.exchange.maps import guess_map
from onrecord.exchange.models import Import, ImportState, SavedMap
from onrecord.exchange.policies import check_can_import
from onrecord.exchange.reading import preview
from onrecord.exchange.saved_maps import save_map
from onrecord.people.access import page, shown
from onrecord.people.sent import sent


def _draft(run: Import) -> Map | None:
    return load_map(run.map_toml + "\n") if run.map_toml else None


@page(check_can_import, reads="first rows of an import")
def import_map(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say which column is which."""
    run = get_object_or_404(Import, pk=import_id)
    shown(request, f"import:{run.pk}")
    if background.is_running(run.pk):
        return redirect("import", run.pk)
    if run.state == ImportState.DONE or not Path(run.file_path).is_file():
        messages.error(request, "The file of this import is no longer here. Upload it again.")
        return redirect("import", run.pk)
    base = _draft(run) or guess_map(run.kind, [])
    try:
        seen = preview(Path(run.file_path), base.file, rows=5)
    except ReadError as error:
        messages.error(request, str(error))
        return redirect("import-new")
    if not run.map_toml:
        base = guess_map(run.kind, seen.header)
    form = MapForm(
        run.kind,
        seen.header,
        base,
        **sent(request),
        initial={"system": base.system or run.system},
    )
    if request.method == "POST" and form.is_valid():
        toml = map_to_toml(form.made)
        save_map(
            name=form.cleaned_data["name"],
            mapping=form.made,
            toml=toml,
            by=request.user.get_username(),
        )
        uploads.give_map(run, toml)
        if run.kind == "logs" and uploads.code_values(run, form.made):
            request.session["map_name"] = form.cleaned_data["name"]
            return redirect("import-codes", run.pk)
        background.start_import(run.pk)
        return redirect("import", run.pk)
    return render(request, "exchange/map.html", {"run": run, "form": form, "seen": seen})


@page(check_can_import, reads="codes of an import")
def import_codes(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what the force's codes mean."""
    run = get_object_or_404(Import, pk=import_id)
    shown(request, f"import:{run.pk}")
    base = _draft(run)
    if base is None or run.state == ImportState.DONE or not Path(run.file_path).is_file():
        return redirect("import", run.pk)
    form = CodesForm(base, uploads.code_values(run, base), **sent(request))
    if request.method == "POST" and form.is_valid():
        made = form.made()
        toml = map_to_toml(made)
        name = request.session.get("map_name")
        if name and made.codes != base.codes:
            save_map(name=name, mapping=made, toml=toml, by=request.user.get_username())
        uploads.give_map(run, toml)
        background.start_import(run.pk)
        return redirect("import", run.pk)
    return render(request, "exchange/codes.html", {"run": run, "form": form})


@page(check_can_import)
def maps(request: HttpRequest) -> HttpResponse:
    """The saved maps; a map file can be added."""
    form = MapFileForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        saved = save_map(
            name=form.title(), mapping=form.made, toml=form.toml, by=request.user.get_username()
        )
        messages.success(request, f"The map {saved.name} is saved.")
        return redirect("map", saved.pk)
    return render(
        request, "exchange/maps.html", {"maps": SavedMap.objects.order_by("name"), "form": form}
    )


@page(check_can_import)
def map_page(request: HttpRequest, map_id: int) -> HttpResponse:
    return render(
        request, "exchange/map_saved.html", {"saved": get_object_or_404(SavedMap, pk=map_id)}
    )


@page(check_can_import)
def map_download(request: HttpRequest, map_id: int) -> HttpResponse:
    saved = get_object_or_404(SavedMap, pk=map_id)
    response = HttpResponse(saved.toml, content_type="application/toml; charset=utf-8")
    name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in saved.name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'.encode(
        "ascii", "replace"
    ).decode()
    return response
