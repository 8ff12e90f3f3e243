"""The ranked list of suspects, and the same as a file."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from onrecord.contact.models import Log
from onrecord.contact.policies import own_department
from onrecord.contact.queries import RARE, count_up_to
from onrecord.home import home
from onrecord.people.access import page, shown, whoever
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.screening import queries
from onrecord.screening.fates.page import told
from onrecord.screening.fates.policies import can_see_disclosed
from onrecord.screening.fates.standing import said_of
from onrecord.screening.forms import SuspectFilterForm
from onrecord.screening.kinds import Kind, counts, kind_of
from onrecord.screening.models import Suspect
from onrecord.screening.policies import check_can_view_suspects
from onrecord.screening.scoring.scorers import standing

PAGE = 25
# Counted exactly but where the logs themselves are asked: then no further than this.
COUNT_UP_TO = 100_000


def _visible(user: User, found: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """As for logs (onrecord.contact.policies): other departments only for those who see them all."""
    return found if user.may(Permission.ALL_DEPARTMENTS) else found.filter(own_department(user))


def _asked(request: HttpRequest) -> tuple[SuspectFilterForm, QuerySet[Suspect]]:
    user = whoever(request)
    form = SuspectFilterForm(request.GET or None, departments=user.may(Permission.ALL_DEPARTMENTS))
    found = _visible(user, queries.suspects(**form.asked()))
    for column, value in form.of_logs().items():
        logs = Log.objects.filter(**{column: value})
        if count_up_to(logs, RARE) < RARE:
            found = found.filter(pk__in=logs.values("pk"))
        else:
            # Asked log by log in order of rank: most fit, so a page is soon full.
            found = found.filter(Exists(logs.filter(pk=OuterRef("pk"))))
    return form, found


@page(check_can_view_suspects, reads="list of suspects")
def suspect_list(request: HttpRequest) -> HttpResponse:
    form, found = _asked(request)
    after = request.GET.get("after", "")
    key = _read_key(after)
    first = 1
    if key is not None:
        first, score, moment, ref = key
        found = found.filter(score__lte=score).filter(
            Q(score__lt=score)
            | Q(score=score, received_at__gt=moment)
            | Q(score=score, received_at=moment, ref__gt=ref)
        )
    rows = list(found[: PAGE + 1])
    number = 0
    if key is None:
        plain = found.order_by()
        number = plain[: COUNT_UP_TO + 1].count() if form.of_logs() else plain.count()
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = (
            f"{first + PAGE}~{last.score}~{last.received_at.astimezone(UTC).isoformat()}~{last.ref}"
        )
    fates = said_of([suspect.pk for suspect in rows])
    user = whoever(request)
    for rank, suspect in enumerate(rows, first):
        suspect.rank = rank  # type: ignore[attr-defined]
        suspect.kind = kind_of(suspect)  # type: ignore[attr-defined]
        said = fates.get(suspect.pk, [])
        # Whoever may still have to read the log for an audit doesn't see what others made of it.
        hidden = bool(said) and not can_see_disclosed(user, suspect.log)
        suspect.fates = [] if hidden else [told(row) for row in said]  # type: ignore[attr-defined]
    shown(request, request.GET.urlencode() or "all")
    context = {
        "form": form,
        "standing": standing(),
        "rows": rows[:PAGE],
        "first": first,
        "older": older,
        "after": after,
        "count": min(number, COUNT_UP_TO) if form.of_logs() else number,
        "more": bool(form.of_logs()) and number > COUNT_UP_TO,
        "counts": counts(_visible(user, Suspect.objects.all()), claimed=True)
        if key is None
        else None,
        "kinds": Kind,
        "filtered": any(value for name, value in request.GET.items() if name != "after"),
    }
    return render(request, "screening/suspects.html", context)


def _read_key(after: str) -> tuple[int, int, datetime, str] | None:
    """Rank of the first on this page, and the last suspect of the page before; None for page one or an edited key."""
    try:
        rank, score, moment, ref = after.split("~", 3)
        key = int(rank), int(score), datetime.fromisoformat(moment), ref
    except ValueError:
        return None
    small = 0 < key[0] < 10**9 and abs(key[1]) < 10**9
    return key if small and key[2].tzinfo and ref.isprintable() else None


@page(check_can_view_suspects, reads="suspects as a file")
def suspects_file(request: HttpRequest) -> FileResponse:
    """The filtered suspects as CSV, in order of rank."""
    _, found = _asked(request)
    shown(request, request.GET.urlencode() or "all")
    with tempfile.TemporaryDirectory(dir=home(), prefix="export-") as folder:
        path = Path(folder) / "suspects.csv"
        queries.suspects_csv(path, found)
        # Open handles outlive the folder; the file is gone once it has been sent.
        handle = path.open("rb")
    return FileResponse(
        handle, as_attachment=True, filename="suspects.csv", content_type="text/csv; charset=utf-8"
    )
