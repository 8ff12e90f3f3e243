"""The pages of the registry: every measure with its latest figure, one measure with its parts, and the records behind a figure."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import visible_findings
from onrecord.audit.queries import sample_page
from onrecord.measures import months
from onrecord.measures.catalogue import (
    ESTIMATED,
    Definition,
    definition,
    definitions,
    every_definition,
)
from onrecord.measures.counting.training import needed
from onrecord.measures.figures import of_audits, of_months, of_records
from onrecord.measures.figures.figure import Figure, figure
from onrecord.measures.figures.seeing import Eyes, drawn
from onrecord.measures.policies import check_can_see_figures
from onrecord.measures.registry import MeasureError
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.recording.models import ReportedIncident
from onrecord.recording.policies import visible_incidents
from onrecord.training.policies import visible_people

PAGE = 100


@page(check_can_see_figures, reads="list of measures")
def measure_list(request: HttpRequest) -> HttpResponse:
    """Every measure of the registry with its latest figure and the change since the one before."""
    eyes = Eyes.of(whoever(request))
    rows = [eyes.row(what) for what in definitions() if eyes.may_see(what)]
    withheld = not eyes.nothing and len(rows) < len(definitions())
    context = {"rows": rows, "own": eyes.own, "nothing": eyes.nothing, "withheld": withheld}
    return render(request, "measures/measure_list.html", context)


@page(check_can_see_figures, reads="measure")
def measure_page(request: HttpRequest, name: str) -> HttpResponse:
    """One measure: latest figure, chart with its table, parts, definition."""
    what, eyes = _definition(name), Eyes.of(whoever(request))
    part = _text(request, "part")
    shown(request, f"measure:{what.id}")
    if not eyes.may_see(what):
        return render(request, "measures/measure.html", {"what": what, "withheld": True})
    row = eyes.row(what, part)
    series = eyes.series(what, part)
    svg, chart = drawn(what, series)
    points = chart.points if chart else [None] * len(series)
    context = {
        "what": what,
        "row": row,
        "part": eyes.part(part),
        "own": eyes.own,
        # Our own drawing; every word in it is escaped where it is drawn.
        "chart": mark_safe(svg),  # noqa: S308
        "series": list(zip(series, points, strict=True))[::-1],
        "parts": [] if part else eyes.parts(what),
        "lists": eyes.lists(what),
        "versions": [each for each in _versions(what) if each.version != what.version],
    }
    return render(request, "measures/measure.html", context)


@page(check_can_see_figures, reads="records behind a figure")
def measure_records(request: HttpRequest, name: str) -> HttpResponse:
    """The records behind one figure, as far as this person may see them."""
    what, user = _definition(name), whoever(request)
    eyes = Eyes.of(user)
    eyes.check_lists(what)
    part = eyes.part(_text(request, "part"))
    shown(request, f"measure:{what.id}")
    if what.how == ESTIMATED:
        return _audit_records(request, what, eyes)
    since, until = _day(request, "since"), _day(request, "until")
    found = figure(what.id, since=since, until=until, part=part)
    if what.monthly:
        wanted = months.between(found.since, found.until)
        links = [(month, _without(what, month, part)) for month in wanted]
        if len(links) == 1:
            return redirect(links[0][1])
        return render(
            request, "measures/records.html", {"what": what, "figure": found, "months": links}
        )
    rows = _rows(what, found, user)
    start = _number(request, "after")
    context = {
        "what": what,
        "figure": found,
        "rows": rows[start : start + PAGE],
        "after": start + PAGE if len(rows) > start + PAGE else 0,
        "later": bool(start),
    }
    return render(request, "measures/records.html", context)


def _audit_records(request: HttpRequest, what: Definition, eyes: Eyes) -> HttpResponse:
    """Records that failed in the audit behind an estimate; of one that the person may not see yet there is nothing."""
    reads = of_audits.audits_of(what, eyes.sees)
    number = _number(request, "audit")
    chosen = (
        next((each for each in reads if each.audit.pk == number), None)
        if number
        else next(iter(reads), None)
    )
    if chosen is None:
        raise Http404("No such audit gives this measure, or you may not see its rate yet.")
    items = sample_page(chosen.audit, eyes.user, show="missed", start=_number(request, "after"))
    size = 100
    context = {
        "what": what,
        "figure": of_audits.figure_of(what, chosen),
        "audit": chosen.audit,
        "items": items[:size],
        "after": items[size].position if len(items) > size else 0,
        "later": bool(_number(request, "after")),
    }
    return render(request, "measures/records.html", context)


@dataclass(frozen=True)
class Listed:
    """One record of a list."""

    ref: str
    url: str
    words: str
    department: str


def _rows(what: Definition, found: Figure, user: User) -> list[Listed]:
    """The records that did not meet the measure, those that this person may see."""
    keys = of_records.counting(what, found.since, found.until, found.part).without
    if what.unit == "finding":
        findings = visible_findings(user).select_related("item").in_bulk(list(keys))
        return [_finding(findings[key]) for key in keys if key in findings]
    if what.query == "training_held":
        return _people(set(keys), found, user)
    incidents = visible_incidents(user, ReportedIncident.objects.all()).in_bulk(list(keys))
    return [_incident(incidents[key]) for key in keys if key in incidents]


def _finding(row: Finding) -> Listed:
    words = f"{row.get_state_display()}, due {row.due_at:%d/%m/%Y}"
    return Listed(row.item.log_ref, reverse("finding", args=[row.pk]), words, row.department)


def _incident(row: ReportedIncident) -> Listed:
    day = f"comes up again {row.comes_up_on:%d/%m/%Y}" if row.comes_up_on else "no day named"
    words = f"{row.get_state_display()}, {day}"
    return Listed(row.ref, reverse("incident", args=[row.pk]), words, row.department)


def _people(keys: set[int], found: Figure, user: User) -> list[Listed]:
    """Who lacks which course. A person has no page of their own here: the register of training has them all."""
    seen = set(visible_people(user).filter(pk__in=keys).values_list("pk", flat=True))
    url = reverse("training-department")
    return [
        Listed(str(row.person), url, f"{row.course.title}: {row.words}", row.person.department)
        for row in needed(found.until, found.part or None)
        if not row.counts and row.person.pk in seen
    ]


def _without(what: Definition, month: date, part: str) -> str:
    """The list of a month's records, narrowed to a part."""
    query = QueryDict(mutable=True)
    for name, value in vars(of_months.asked_of(what, part)).items():
        if value is not None:
            query[name] = value
    url = reverse("figure-without", args=[what.id, months.key(month)])
    return f"{url}?{query.urlencode()}" if query else url


def _definition(name: str) -> Definition:
    try:
        return definition(name)
    except MeasureError as error:
        raise Http404(str(error)) from None


def _versions(what: Definition) -> list[Definition]:
    return [each for each in every_definition() if each.id == what.id]


def _text(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name) or "").replace("\0", "")[:200]


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _day(request: HttpRequest, name: str) -> date | None:
    text = _text(request, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404("There is no such day.") from None
