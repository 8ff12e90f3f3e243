"""Bodies and their meetings: lists, a meeting with its agenda, papers and minutes, and the forms of what may happen to them."""

from datetime import date

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from onrecord.boards import forms
from onrecord.boards.agenda import agenda_of, to_agree
from onrecord.boards.asking_forms import SaidForm
from onrecord.boards.bodies_kept import Kept, all_kept, body_of, kept
from onrecord.boards.body import OFFICES, PARTS
from onrecord.boards.body_forms import BodyForm
from onrecord.boards.codes import SECTIONS
from onrecord.boards.errors import BoardError, NamesFound
from onrecord.boards.matter_forms import OF_MATTER
from onrecord.boards.minutes_page import commissioner_words, how_words, minutes_of
from onrecord.boards.models import BodyVersion, Line, Matter, Meeting, Paper
from onrecord.boards.naming import answers_in
from onrecord.boards.packs import moved_since
from onrecord.boards.policies import (
    can_keep_boards,
    can_view_packs,
    check_can_keep_boards,
    check_can_view_boards,
)
from onrecord.boards.queries import meeting_for, minuted, standing, standings
from onrecord.boards.reports import reports_due
from onrecord.boards.states import COMING, TOOK_PLACE, MeetingState
from onrecord.calls.files import path_of
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.form_parts import DeedForm
from onrecord.improvement.policies import can_keep_plans
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent


@page(check_can_view_boards, reads="boards")
def boards(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "rows": standings(),
        "retired": [each.body for each in all_kept() if each.body.retired],
        "reports": [(each, SECTIONS[each.section]) for each in reports_due(today)],
        "keeps": can_keep_boards(whoever(request)),
        "sees_packs": can_view_packs(whoever(request)),
    }
    return render(request, "boards/boards.html", context)


def _kept(slug: str) -> Kept:
    try:
        return kept(slug)
    except BoardError as error:
        raise Http404(str(error)) from None


@page(check_can_view_boards, reads="body that meets")
def body(request: HttpRequest, slug: str) -> HttpResponse:
    found = _kept(slug)
    shown(request, f"body:{slug}")
    one = found.body
    context = {
        "body": one,
        "standing": standing(one),
        "members": [(each, OFFICES[each.office], PARTS[each.part]) for each in one.members],
        "sections": [SECTIONS[each] for each in one.sections],
        "reports": [(SECTIONS[each.section], each.months) for each in one.reports],
        "versions": BodyVersion.objects.filter(slug=slug).order_by("-number"),
        "meetings": Meeting.objects.filter(body=slug)[:100],
        "matters": Matter.objects.filter(body=slug)
        .select_related("raised_in", "closed_in")
        .order_by("-state", "number"),
        "keeps": can_keep_boards(whoever(request)),
    }
    return render(request, "boards/body.html", context)


@page(check_can_keep_boards, reads="form of a body")
def body_edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A new body, or a change of one."""
    one = _kept(slug).body if slug else None
    first = BodyForm.first(one) if one else {}
    form = BodyForm(user=whoever(request), about=one, initial=first, **sent(request))
    made = _do(request, form)
    if isinstance(made, BodyVersion):
        return redirect("body", made.slug)
    return _form(request, form, caption=one.title if one else "", body=one)


@page(check_can_keep_boards, reads="form of a meeting")
def meeting_new(request: HttpRequest, slug: str) -> HttpResponse:
    one = _kept(slug).body
    first = {"held_on": standing(one).by_schedule}
    form = forms.CallForm(user=whoever(request), about=one, initial=first, **sent(request))
    made = _do(request, form)
    if isinstance(made, Meeting):
        return redirect("meeting", made.pk)
    return _form(request, form, caption=one.title, body=one)


@page(check_can_view_boards, reads="meeting of a board")
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    shown(request, f"meeting:{row.body}:{row.number}")
    user = whoever(request)
    one = body_of(row)
    context = {
        "meeting": row,
        "body": one,
        "agenda": _agenda(row),
        "coming": row.state in COMING,
        "over": row.held_on <= timezone.localdate(),
        "took_place": row.state in TOOK_PLACE,
        "drafted": row.state == MeetingState.HELD,
        "attendance": [(each["title"], each["office"], how_words(each)) for each in row.attendance],
        "commissioner": commissioner_words(row),
        "members": one.of_commissioner,
        "packs": [(each, moved_since(each)) for each in row.packs.select_related("meeting")],
        "moves": [
            {**each, **{name: date.fromisoformat(each[name]) for name in ("before", "after")}}
            for each in row.moves
        ],
        "papers": row.papers.all(),
        "minutes": minutes_of(row) if row.state in TOOK_PLACE else [],
        "reported": row.lines.select_related("matter") if row.state in COMING else [],
        "stands": answers_in(row),
        "agrees": bool(to_agree(row)) and row.state == MeetingState.HELD,
        "keeps": can_keep_boards(user),
        "sees_packs": can_view_packs(user),
        "sections": [SECTIONS[each] for each in one.sections_on(row.held_on)],
    }
    return render(request, "boards/meeting.html", context)


def _agenda(row: Meeting) -> list[tuple[str, Matter | None]]:
    numbers = {each["matter"] for each in agenda_of(row)}
    held = {
        each.number: each
        for each in Matter.objects.filter(body=row.body, number__in=numbers - {None})
    }
    return [(each["heading"], held.get(each["matter"])) for each in agenda_of(row)]


@page(check_can_keep_boards, reads="form of a meeting")
def meeting_step(request: HttpRequest, meeting_id: int, what: str) -> HttpResponse:
    """One thing that happens to a meeting."""
    row = get_object_or_404(Meeting, pk=meeting_id)
    deed = forms.OF_MEETING.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a meeting.")
    shown(request, f"meeting:{row.body}:{row.number}")
    form = deed(user=whoever(request), about=row, **sent(request))
    if _do(request, form) is not None:
        return redirect("meeting", row.pk)
    return _form(request, form, caption=str(row), meeting=row)


@page(check_can_view_boards, reads="matter of a board")
def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = get_object_or_404(
        Matter.objects.select_related("raised_in", "closed_in", "plan_action__plan"), pk=matter_id
    )
    shown(request, f"matter:{row.body}:{row.number}")
    user = whoever(request)
    keeps = can_keep_boards(user)
    where = meeting_for(row)
    offered = [name for name in ("report", "change", "plan", "close") if row.is_open] or ["reopen"]
    plans = row.kind == Matter.Kind.ACTION and row.plan_action is None and can_keep_plans(user)
    if minuted(row) is None:
        offered = [name for name in offered if name != "close"]
    if not plans:
        offered = [name for name in offered if name != "plan"]
    context = {
        "matter": row,
        "late": row.is_late(),
        "body": _kept(row.body).body,
        "lines": row.lines.select_related("meeting").order_by("pk"),
        "where": where,
        "deeds": [(name, OF_MATTER[name].title) for name in offered] if keeps and where else [],
    }
    return render(request, "boards/matter.html", context)


@page(check_can_keep_boards, reads="form of a matter")
def matter_step(request: HttpRequest, matter_id: int, what: str) -> HttpResponse:
    row = get_object_or_404(Matter, pk=matter_id)
    deed = OF_MATTER.get(what)
    if deed is None:
        raise Http404("There is no such thing to do with a matter.")
    shown(request, f"matter:{row.body}:{row.number}")
    form = deed(user=whoever(request), about=row, **sent(request))
    if _do(request, form) is not None:
        return redirect("matter", row.pk)
    return _form(request, form, caption=row.title, matter=row)


@page(check_can_keep_boards, reads="line of minutes")
def line_correct(request: HttpRequest, line_id: int) -> HttpResponse:
    row = get_object_or_404(Line.objects.select_related("meeting", "corrects"), pk=line_id)
    shown(request, f"meeting:{row.meeting.body}:{row.meeting.number}")
    form = forms.CorrectForm(user=whoever(request), about=row, **sent(request))
    if _do(request, form) is not None:
        return redirect("meeting", row.meeting.pk)
    return _form(
        request, form, caption=f"{row.get_what_display()}: {row.words}", meeting=row.meeting
    )


@page(check_can_view_boards, reads="paper of a board")
def paper_file(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """The document as it was brought; for saving, never shown by the browser itself."""
    row = get_object_or_404(Paper.objects.select_related("meeting"), pk=paper_id)
    shown(request, f"meeting:{row.meeting.body}:{row.meeting.number}:paper:{row.number}")
    try:
        source = path_of(row.sha256).open("rb")
    except FileNotFoundError:
        raise Http404("The file is not on the disk. Tell whoever looks after the server.") from None
    answer = FileResponse(
        source, as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@page(check_can_keep_boards, reads="paper of a board")
def paper_withdraw(request: HttpRequest, paper_id: int) -> HttpResponse:
    row = get_object_or_404(Paper.objects.select_related("meeting"), pk=paper_id)
    form = forms.WithdrawForm(user=whoever(request), about=row, **sent(request))
    if _do(request, form) is not None:
        return redirect("meeting", row.meeting.pk)
    return _form(request, form, caption=row.title, meeting=row.meeting)


def _form(request: HttpRequest, form: DeedForm, **context: object) -> HttpResponse:
    return render(request, "boards/keep.html", {"form": form, "heading": form.title, **context})


def _do(request: HttpRequest, form: DeedForm) -> object:
    """What the form's deed made; None where nothing was done."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made: object = form.act()
    except NamesFound as error:
        form.add_error(None, str(error))
        if isinstance(form, SaidForm):
            form.ask_for(error)
        return None
    except ImprovementError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, form.done)
    return made
