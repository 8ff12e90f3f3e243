"""Packs and minutes: on the page as they were issued, as files, and what changed since."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from onrecord.boards import minutes_page, packs
from onrecord.boards.errors import BoardError
from onrecord.boards.models import Meeting, Pack
from onrecord.boards.pack import document_of
from onrecord.boards.paper import LANDSCAPE
from onrecord.boards.policies import (
    check_can_keep_boards,
    check_can_view_boards,
    check_can_view_packs,
)
from onrecord.boards.states import COMING, TOOK_PLACE
from onrecord.documents.content import Document
from onrecord.documents.files import FORMS, write
from onrecord.documents.pdf import NoPdf
from onrecord.people.access import page, shown, whoever


def _pack(request: HttpRequest, meeting_id: int, number: int) -> Pack:
    rows = Pack.objects.select_related("meeting")
    row = get_object_or_404(rows, meeting_id=meeting_id, number=number)
    shown(request, f"meeting:{row.meeting.body}:{row.meeting.number}:pack:{row.number}")
    return row


@page(check_can_keep_boards)
@require_POST
def pack_issue(request: HttpRequest, meeting_id: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    try:
        made = packs.issue_pack(meeting=row, by=whoever(request))
    except BoardError as error:
        messages.error(request, str(error))
        return redirect("meeting", row.pk)
    messages.success(
        request, "The pack is issued. It stays as it is; what changes later is shown beside it."
    )
    return redirect("pack", row.pk, made.number)


@page(check_can_view_packs, reads="pack of a board")
def pack(request: HttpRequest, meeting_id: int, number: int) -> HttpResponse:
    row = _pack(request, meeting_id, number)
    document = document_of(row)
    context = {
        "pack": row,
        "meeting": row.meeting,
        "document": document,
        "forms": [each for each in FORMS if each != "html"],
        "issued_for": packs.moved_since(row),
        "coming": row.meeting.state in COMING,
        "others": row.meeting.packs.exclude(pk=row.pk),
    }
    return render(request, "boards/pack.html", context)


@page(check_can_view_packs, reads="what changed since a pack")
def pack_changes(request: HttpRequest, meeting_id: int, number: int) -> HttpResponse:
    """What the pack would say otherwise today."""
    row = _pack(request, meeting_id, number)
    context = {"pack": row, "meeting": row.meeting, "changed": packs.changed(row)}
    return render(request, "boards/changes.html", context)


@page(check_can_view_packs, reads="pack of a board as a file")
def pack_file(request: HttpRequest, meeting_id: int, number: int, form: str) -> HttpResponse:
    row = _pack(request, meeting_id, number)
    name = f"{row.meeting.body}-{row.meeting.held_on}-pack-{row.number}"
    return _file(request, document_of(row), form, name, row.meeting)


@page(check_can_view_boards, reads="minutes of a board as a file")
def minutes_file(request: HttpRequest, meeting_id: int, form: str) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=meeting_id)
    if row.state not in TOOK_PLACE:
        raise Http404("There are no minutes of this meeting.")
    shown(request, f"meeting:{row.body}:{row.number}")
    return _file(
        request, minutes_page.document_of(row), form, f"{row.body}-{row.held_on}-minutes", row
    )


def _file(
    request: HttpRequest, document: Document, form: str, name: str, meeting: Meeting
) -> HttpResponse:
    try:
        made = write(document, form, LANDSCAPE)
    except NoPdf as error:
        messages.error(request, str(error))
        return redirect("meeting", meeting.pk)
    answer = HttpResponse(made, content_type=FORMS[form][1])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
