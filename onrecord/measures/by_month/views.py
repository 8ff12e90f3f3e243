"""The pages of the figures: which there are, each with its months and breakdowns, the records behind it, its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from onrecord.measures import months
from onrecord.measures.by_month import files
from onrecord.measures.by_month.chart import run_chart_svg
from onrecord.measures.by_month.forms import asked_in
from onrecord.measures.by_month.queries import by_month
from onrecord.measures.by_month.showing import beside, breakdowns, not_given, show
from onrecord.measures.by_month.without import without
from onrecord.measures.policies import (
    can_see_records,
    check_can_see_figures,
    check_can_see_records,
    own_department,
)
from onrecord.measures.registry import Measure, MeasureError, measure, measures
from onrecord.people.access import page, shown, whoever


@page(check_can_see_figures, reads="list of figures")
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every measure with its latest month that is over."""
    user = whoever(request)
    rows = [(one, show(one, user, {}).latest) for one in measures()]
    return render(request, "measures/list.html", {"rows": rows, "own": own_department(user)})


@page(check_can_see_figures, reads="figure")
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """One measure: run chart, months, breakdowns, what those without have in common."""
    one = _measure(name)
    user = whoever(request)
    found = show(one, user, request.GET.dict())
    shown(request, f"figure:{one.id}")
    title = f"{one.name}, by month"
    svg = run_chart_svg(found.chart, share=one.is_share, title=title)
    context = {
        "one": one,
        "shown": found,
        "form": found.form,
        "filtered": bool(request.GET),
        # Our own drawing; every word in it is escaped where it is drawn.
        "chart": mark_safe(svg),  # noqa: S308
        "breakdowns": breakdowns(found),
        "not_given": not_given(found),
        "beside": beside(found),
        "records": can_see_records(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "measures/figure.html", context)


@page(check_can_see_figures, reads="figure as a file")
def figure_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The same as CSV or JSON."""
    one = _measure(name)
    found = show(one, whoever(request), request.GET.dict())
    shown(request, f"figure:{one.id}")
    body = files.as_csv(found) if form == "csv" else files.as_json(found)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{one.id}.{form}"'
    return answer


@page(check_can_see_records, reads="records behind a figure")
def figure_without(request: HttpRequest, name: str, month: str) -> HttpResponse:
    """The logs or crimes of a month that did not meet the measure."""
    one = _measure(name)
    user = whoever(request)
    try:
        day = months.read(month)
    except ValueError:
        raise Http404("There is no such month.") from None
    asked = asked_in(request.GET, own_department(user))
    after = request.GET.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 19 else 0
    found = without(one, day, asked, user, after=number)
    shown(request, f"figure:{one.id}:{month}")
    (row,) = by_month(one, [day], asked)
    context = {
        "one": one,
        "month": day,
        "row": row,
        "found": found,
        "asked": [(n, v) for n, v in vars(asked).items() if v is not None],
        "later": bool(number),
    }
    return render(request, "measures/without.html", context)


def _measure(name: str) -> Measure:
    try:
        return measure(name)
    except MeasureError as error:
        raise Http404(str(error)) from None
