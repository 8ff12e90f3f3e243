"""Attaching a recording, listening to it, marking what is heard, and taking a copy away."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from onrecord.calls import queries, transcripts
from onrecord.calls.actions import (
    CallError,
    add_mark,
    attach_recording,
    recording_subject,
    withdraw_mark,
)
from onrecord.calls.erasing import file_left
from onrecord.calls.forms import MarkForm, RecordingForm
from onrecord.calls.kept_back import kept_back, shown_of
from onrecord.calls.models import ErasedRecording, Mark, Recording
from onrecord.calls.panel import let_play
from onrecord.calls.policies import (
    can_download,
    can_erase,
    check_can_attach,
    check_can_attach_calls,
    check_can_download,
    check_can_download_calls,
    check_can_listen,
    check_can_listen_calls,
)
from onrecord.calls.sending import send
from onrecord.calls.timecodes import write_timecode
from onrecord.calls.uploads import RecordingUploadHandler
from onrecord.contact.actions import LogError
from onrecord.contact.models import Log
from onrecord.people.access import (
    NotAllowed,
    address_of,
    page,
    record_read,
    shown,
    whoever,
)
from onrecord.people.models import ReadRecord
from onrecord.people.sent import sent

LISTENED = "listened to a recording"
# A player asks for a recording in many pieces: so long, they are one listen.
_ONE_LISTEN = timedelta(minutes=30)


# Reading the form stores the whole file, so it is asked first whether this person may send one; then the form's token.
@csrf_exempt
@page(check_can_attach_calls)
def recording_new(request: HttpRequest, log_id: int) -> HttpResponse:
    log = get_object_or_404(Log, pk=log_id)
    check_can_attach(whoever(request), log)
    handler = RecordingUploadHandler(request)
    if request.method == "POST":
        request.upload_handlers = [handler]
    return _recording_new(request, log, handler)


recording_new.upload_limit = "CALL_UPLOAD_LIMIT"  # type: ignore[attr-defined]


@csrf_protect
def _recording_new(request: HttpRequest, log: Log, handler: RecordingUploadHandler) -> HttpResponse:
    form = RecordingForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            recording = attach_recording(
                log=log,
                by=whoever(request),
                draft=data["file"].draft,
                file_name=data["file"].name,
                about=data["about"],
                origin=str(data["origin"]),
            )
        except LogError as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request, f"{recording.file_name} is attached. Its hash is in the ledger."
            )
            return redirect("recording", recording.pk)
    elif handler.trouble:
        form.errors.pop("file", None)
        form.add_error("file", handler.trouble)
    return render(request, "calls/recording_new.html", {"form": form, "log": log})


@page(check_can_listen_calls, reads="recording of a call")
def recording_page(request: HttpRequest, recording_id: int) -> HttpResponse:
    erased = ErasedRecording.objects.filter(number=recording_id).first()
    if erased is not None:
        check_can_listen(whoever(request), erased.log)
        shown(request, recording_subject(erased))
        may_erase = can_erase(whoever(request), erased.log)
        left = may_erase and file_left(erased)
        return render(
            request, "calls/erased.html", {"erased": erased, "log": erased.log, "left": left}
        )
    recording = _of_a_log_that_may_be_heard(request, recording_id)
    start = _start(request, recording)
    initial = {"at": write_timecode(start * 1000)} if start is not None else {}
    return _show(request, recording, MarkForm(recording=recording, initial=initial), start)


def _of_a_log_that_may_be_heard(request: HttpRequest, recording_id: int) -> Recording:
    recording = get_object_or_404(Recording.objects.select_related("log"), pk=recording_id)
    check_can_listen(whoever(request), recording.log)
    shown(request, recording_subject(recording))
    return recording


def _start(request: HttpRequest, recording: Recording) -> int | None:
    """Second at which the player is to begin (?t=134); None for what is no place in the recording."""
    asked = request.GET.get("t", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 7):
        return None
    end = recording.duration_ms
    return int(asked) if end is None or int(asked) * 1000 <= end else None


def _show(
    request: HttpRequest, recording: Recording, form: MarkForm, start: int | None = None
) -> HttpResponse:
    there = recording.path.is_file()
    if there and recording.can_play:
        let_play(request)
    find = request.GET.get("find", "").strip()[:100]
    transcript = queries.transcript_of(recording, find)
    kept = kept_back(whoever(request), [recording.log_id])
    context: dict[str, Any] = {
        "recording": recording,
        "log": recording.log,
        "there": there,
        "start": start,
        "start_ms": None if start is None else start * 1000,
        "form": form,
        "marks": queries.marks_of(recording, kept),
        "kept_back": bool(kept),
        "find": find,
        "transcript": transcript,
        "transcript_offered": transcript is None and there and transcripts.offered(recording),
        "transcript_wrong": transcripts.what_went_wrong(recording) if transcript is None else "",
        "transcript_running": transcript is None and transcripts.is_running(recording),
        "may_erase": can_erase(whoever(request), recording.log),
        "may_download": there and can_download(whoever(request), recording.log),
    }
    return render(request, "calls/recording.html", context)


@require_safe
@page(check_can_listen_calls)
def recording_sound(request: HttpRequest, recording_id: int) -> HttpResponseBase:
    """The sound, for the player of the page. Every listen is kept before a byte of it leaves."""
    recording = _of_a_log_that_may_be_heard(request, recording_id)
    # Browsers say what they want it for. As a page of its own it could be saved like any file.
    if request.headers.get("Sec-Fetch-Dest", "audio") not in ("audio", "video"):
        raise NotAllowed(
            "A recording is listened to in the player of its page. Taking a copy away needs another permission."
        )
    if not recording.can_play:
        raise Http404("This recording can't be played here.")
    if request.method == "GET":
        _keep_listen(request, recording_subject(recording))
    try:
        return send(request, recording)
    except FileNotFoundError:
        raise Http404("The file of this recording is missing. Run onrecord verify.") from None


def _keep_listen(request: HttpRequest, subject: str) -> None:
    """Write who listens, once for all the pieces that one listening takes."""
    just_now = ReadRecord.objects.filter(
        subject=subject[:200],
        username=request.user.get_username(),
        what=LISTENED,
        address=address_of(request),
        read_at__gte=timezone.now() - _ONE_LISTEN,
    )
    if not just_now.exists():
        record_read(request, LISTENED, subject=subject)


@require_safe
@page(check_can_download_calls, reads="copy of the recording of a call")
def recording_copy(request: HttpRequest, recording_id: int) -> FileResponse:
    """The file exactly as it came, to take away."""
    recording = get_object_or_404(Recording.objects.select_related("log"), pk=recording_id)
    check_can_download(whoever(request), recording.log)
    shown(request, recording_subject(recording))
    try:
        file = recording.path.open("rb")
    except FileNotFoundError:
        raise Http404("The file of this recording is missing. Run onrecord verify.") from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=recording.file_name,
        content_type=recording.media_type,
    )


@require_POST
@page(check_can_listen_calls)
def mark_new(request: HttpRequest, recording_id: int) -> HttpResponse:
    recording = _of_a_log_that_may_be_heard(request, recording_id)
    form = MarkForm(request.POST, recording=recording)
    if form.is_valid():
        data = form.cleaned_data
        try:
            mark = add_mark(
                recording=recording,
                by=whoever(request),
                at_ms=data["at"],
                text=data["text"],
                entry=form.chosen_entry(),
                act=data["act"],
                answer_kind=data["answer_kind"],
                answer_ref=data["answer_ref"],
                origin=str(data["origin"]),
            )
        except CallError as error:
            form.add_error("at" if "beyond the end" in str(error) else None, str(error))
        except LogError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"{write_timecode(mark.at_ms)} is marked.")
            return redirect("recording", recording.pk)
    return _show(request, recording, form)


@require_POST
@page(check_can_listen_calls)
def mark_withdraw(request: HttpRequest, recording_id: int, mark_id: int) -> HttpResponse:
    recording = _of_a_log_that_may_be_heard(request, recording_id)
    kept = kept_back(whoever(request), [recording.log_id])
    mark = get_object_or_404(shown_of(Mark.objects.all(), kept), pk=mark_id, recording=recording)
    try:
        withdraw_mark(mark=mark, by=whoever(request), why=request.POST.get("why", ""))
    except LogError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            f"The mark at {write_timecode(mark.at_ms)} is withdrawn. It stays, struck through.",
        )
    return redirect("recording", recording.pk)


@require_POST
@page(check_can_listen_calls)
def transcript_new(request: HttpRequest, recording_id: int) -> HttpResponse:
    """Have the machine transcribe the recording; the page says when it is done."""
    recording = _of_a_log_that_may_be_heard(request, recording_id)
    if not transcripts.offered(recording):
        raise Http404("No machine transcript of this recording can be made here.")
    if not transcripts.is_running(recording) and queries.transcript_of(recording) is None:
        transcripts.start(recording, whoever(request))
        messages.success(
            request, "The machine is listening. It takes about a quarter of the recording's length."
        )
    return redirect("recording", recording.pk)
