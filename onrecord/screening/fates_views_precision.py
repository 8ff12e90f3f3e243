"""How good the finder is: the share of its suggestions that were right, the logs behind, and the same as a file."""

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.exchange.writing import write_csv
from onrecord.home import home
from onrecord.people.access import page, shown, whoever
from onrecord.screening import fates_precision as precision
from onrecord.screening.fates_policies import can_keep_patterns, check_can_see_precision
from onrecord.screening.queries import rule_names

_ASKED = ("way", "month", "rule", "department", "right")
MOST = 500


@page(check_can_see_precision, reads="precision of the finder")
def fates_precision(request: HttpRequest) -> HttpResponse:
    rows = precision.judged()
    context = {
        "all": precision.share(rows),
        "breakdowns": precision.breakdowns(rows),
        "small": precision.SMALL,
        "may_keep": can_keep_patterns(whoever(request)),
    }
    return render(request, "screening/precision.html", context)


@page(check_can_see_precision, reads="judged suggestions of the finder")
def fates_judged(request: HttpRequest) -> HttpResponse:
    """The logs behind a figure. Readers' verdicts that this person may not see yet are left out, and counted."""
    asked = {key: request.GET.get(key) for key in _ASKED}
    shown(request, request.GET.urlencode() or "all")
    every = precision.only(precision.judged(), asked)
    rows = precision.only(precision.judged(whoever(request)), asked)
    names = rule_names()
    context = {
        "rows": [(row, names.get(row.rule, row.rule), precision.way_name(row.way)) for row in rows[:MOST]],
        "share": precision.share(rows),
        "hidden": max(0, len(every) - len(rows)),
        "more": len(rows) > MOST,
        "asked": ", ".join(_words(key, value or "", names) for key, value in asked.items() if value is not None),
    }  # fmt: skip
    return render(request, "screening/judged.html", context)


def _words(key: str, value: str, names: dict[str, str]) -> str:
    if key == "rule":
        return f"pattern “{names.get(value, value)[:80]}”"
    if key == "right":
        return "right" if value == "yes" else "not right"
    if key == "way":
        return precision.way_name(value)
    return f"{key} {value[:80] or 'not named'}"


@page(check_can_see_precision, reads="precision of the finder as a file")
def fates_file(request: HttpRequest) -> FileResponse:
    rows = precision.judged()
    with tempfile.TemporaryDirectory(dir=home(), prefix="export-") as folder:
        path = Path(folder) / "precision.csv"
        write_csv(path, precision.CSV_COLUMNS, precision.csv_rows(rows))
        handle = path.open("rb")
    return FileResponse(
        handle,
        as_attachment=True,
        filename="precision.csv",
        content_type="text/csv; charset=utf-8",
    )
