"""How good the finder is: the share of its suggestions that were right, the logs behind, and the same as a file."""

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.exchange.writing import write_csv
from onrecord.home import home
from onrecord.people.access import page, shown, whoever
from onrecord.screening.fates import right
from onrecord.screening.fates.policies import can_keep_patterns, check_can_see_shares
from onrecord.screening.queries import rule_names

_ASKED = ("way", "month", "rule", "department", "right")
MOST = 500


@page(check_can_see_shares, reads="share right of suggestions")
def share_right(request: HttpRequest) -> HttpResponse:
    rows = right.judged()
    context = {
        "all": right.share(rows),
        "breakdowns": right.breakdowns(rows),
        "small": right.SMALL,
        "may_keep": can_keep_patterns(whoever(request)),
    }
    return render(request, "screening/right.html", context)


@page(check_can_see_shares, reads="judged suggestions of the finder")
def fates_judged(request: HttpRequest) -> HttpResponse:
    """The logs behind a figure. Readers' verdicts that this person may not see yet are left out, and counted."""
    asked = {key: request.GET.get(key) for key in _ASKED}
    shown(request, request.GET.urlencode() or "all")
    every = right.only(right.judged(), asked)
    rows = right.only(right.judged(whoever(request)), asked)
    names = rule_names()
    context = {
        "rows": [(row, names.get(row.rule, row.rule), right.way_name(row.way)) for row in rows[:MOST]],
        "share": right.share(rows),
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
        return right.way_name(value)
    return f"{key} {value[:80] or 'not named'}"


@page(check_can_see_shares, reads="share right of suggestions as a file")
def fates_file(request: HttpRequest) -> FileResponse:
    rows = right.judged()
    with tempfile.TemporaryDirectory(dir=home(), prefix="export-") as folder:
        path = Path(folder) / "share-right.csv"
        write_csv(path, right.CSV_COLUMNS, right.csv_rows(rows))
        handle = path.open("rb")
    return FileResponse(
        handle,
        as_attachment=True,
        filename="share-right.csv",
        content_type="text/csv; charset=utf-8",
    )
