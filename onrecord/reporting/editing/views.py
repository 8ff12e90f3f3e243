"""The registrar's pages of what may be reported on line: the list, one type with its versions, two versions side by side, and
the pages on which a type is made or changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from onrecord.people.access import page, whoever
from onrecord.reporting.editing.actions import back_to, keep_type, open_type
from onrecord.reporting.editing.doubts import doubts
from onrecord.reporting.editing.edit import (
    BLANK,
    Desk,
    desk_of,
    given_beforehand,
    next_of_rules,
    whole,
)
from onrecord.reporting.editing.families import family_of, others
from onrecord.reporting.editing.forms import KIND_WORDS, ROUTE_WORDS, stop_choices
from onrecord.reporting.editing.kept import (
    Held,
    all_standing,
    differences,
    held,
    standing,
    versions,
)
from onrecord.reporting.editing.lay import facts_in_words, own_lay, screens_in_words
from onrecord.reporting.editing.welsh import texts, without_welsh
from onrecord.reporting.errors import ReportError
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.types.questions import common


@page(check_can_keep_reporting)
def types_list(request: HttpRequest) -> HttpResponse:
    context = {
        "types": all_standing(),
        "others": [(each, all_standing(each)) for each in others()],
    }
    return render(request, "reporting/types/list.html", context)


@page(check_can_keep_reporting)
def type_page(request: HttpRequest, key: str) -> HttpResponse:
    """A type as it stands, or one of its versions (`?version=2`; 0 is the shipped one)."""
    found = _held(key, request.GET.get("version", ""))
    kept = versions(key)
    definition = found.definition
    family = family_of(key)
    context = {
        "type": found,
        "family": family,
        "facts": family.facts(definition),
        "newest": kept[0],
        "versions": kept,
        "questions": [whole(each) for each in definition.get("question", [])],
        "routes": [ROUTE_WORDS.get(each, each) for each in definition.get("routes", [])],
        "kinds": KIND_WORDS,
        "stops": dict(stop_choices()),
        "given": given_beforehand(definition) if family.of_rules else [],
        "lay": own_lay(definition),
        "without_welsh": len(without_welsh(definition)),
        "texts": len(texts(definition)),
        "carried": desk_of(definition).carried,
    }
    return render(request, "reporting/types/type.html", context)


@page(check_can_keep_reporting)
def type_compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions side by side (`?a=0&b=2`): the two newest unless the address says which."""
    kept = versions(key)
    if not kept:
        raise Http404("There is no such type of report.")
    new = _held(key, request.GET.get("b", "")) if request.GET.get("b") else kept[0]
    old = _held(key, request.GET.get("a", "")) if request.GET.get("a") else kept[min(1, len(kept) - 1)]  # fmt: skip
    context = {
        "type": new,
        "old": old,
        "new": new,
        "versions": kept,
        "differences": differences(old.definition, new.definition),
    }
    return render(request, "reporting/types/compare.html", context)


@page(check_can_keep_reporting)
def type_new(request: HttpRequest) -> HttpResponse:
    """A new type, from scratch or begun as a copy of another (`?from=`)."""
    source = request.GET.get("from", "")
    if not family_of(source).of_rules:
        raise Http404("A form of partners is changed, and not copied.")
    definition = _copy(_held(source, "")) if source else BLANK
    return _edit(request, definition, None)


@page(check_can_keep_reporting)
def type_edit(request: HttpRequest, key: str) -> HttpResponse:
    """A new version of a type."""
    there = _held(key, "")
    return _edit(request, there.definition, there)


@require_POST
@page(check_can_keep_reporting)
def type_open(request: HttpRequest, key: str) -> HttpResponse:
    """Open or close a type. One that is mostly a slip is opened only once somebody has read why and says so again."""
    there = _held(key, "")
    wanted = request.POST.get("open") == "yes"
    if wanted and "sure" not in request.POST and not there.problem:
        found = doubts(there.definition)
        if found:
            return render(request, "reporting/types/open.html", {"type": there, "doubts": found})
    try:
        row = open_type(key=key, open=wanted, by=whoever(request))
    except ReportError as error:
        messages.error(request, str(error))
    else:
        words = (
            "open: it may be chosen now" if row.open else "closed: nobody can choose it any more"
        )
        messages.success(request, f"“{row.definition['title']}” is {words}.")
    return redirect("report-type", key)


@require_POST
@page(check_can_keep_reporting)
def type_back(request: HttpRequest, key: str) -> HttpResponse:
    """Keep an earlier version as the newest."""
    found = _held(key, request.POST.get("version", "none"))
    try:
        row = back_to(key=key, version=found.version, by=whoever(request))
    except ReportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"It stands as it did then, kept as version {row.version}.")
    return redirect("report-type", key)


def _held(key: str, version: str) -> Held:
    if version and not (version.isascii() and version.isdecimal() and len(version) < 6):
        raise Http404("There is no such version.")
    found = held(key, int(version)) if version else standing(key)
    if found is None:
        raise Http404("There is no such type of report, or no such version.")
    return found


def _copy(source: Held) -> dict[str, Any]:
    return {**source.definition, "title": f"Copy of: {source.title}"[:200], "open": False}


def _edit(request: HttpRequest, definition: dict[str, Any], there: Held | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    desk = desk_of(definition, posted, there.key if there else "")
    since = posted.get("since", "") if posted is not None else str(there.version if there else "")
    problem = ""
    if posted is not None and "save" in posted:
        try:
            row = keep_type(
                definition=desk.definition,
                by=whoever(request),
                key=there.key if there else "",
                since=int(since) if there and since.isdecimal() and len(since) < 6 else None,
            )
        except ReportError as error:
            problem = str(error)
        else:
            messages.success(
                request, f"“{row.definition['title']}” is kept as version {row.version}."
            )
            for each in doubts(row.definition):
                messages.warning(request, each)
            return redirect("report-type", row.key)
    return render(request, "reporting/types/edit.html", _context(desk, there, since, problem))


def _context(desk: Desk, there: Held | None, since: str, problem: str) -> dict[str, Any]:
    of_rules = desk.family.of_rules
    here = next_of_rules(desk.definition) if of_rules else None
    return {
        "family": desk.family,
        "desk": desk,
        "new": there is None,
        "key": there.key if there else "",
        "since": since,
        "problem": problem or _problem(desk),
        "refused": bool(problem),
        "given": given_beforehand(desk.definition) if of_rules else [],
        "asked_next": None if here is None or here.finished else here.screen,
        "common": [(name, each["asks"]) for name, each in common().items()],
        "screens": screens_in_words(),
        "lay": own_lay(desk.definition),
        "kinds": KIND_WORDS,
        "without_welsh": len(without_welsh(desk.definition)),
        "texts": len(texts(desk.definition)),
        "facts": facts_in_words(),
    }


def _problem(desk: Desk) -> str:
    """What keeps the definition from being kept as it is now; nothing while a part is open."""
    if desk.part or not desk.definition.get("title"):
        return ""
    try:
        desk.family.read(desk.definition, desk.key or "new", 0)
        desk.family.check(desk.key, desk.definition)
    except ReportError as error:
        return str(error)
    return ""
