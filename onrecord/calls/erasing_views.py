"""The page on which a registrar erases a recording: what goes, what stays, why, and a second thought."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.calls.actions import recording_subject
from onrecord.calls.erasing import erase_recording, others_with_the_file, remove_file
from onrecord.calls.forms import EraseForm
from onrecord.calls.models import ErasedRecording, Mark, Recording, Transcript
from onrecord.calls.policies import check_can_erase, check_can_erase_calls
from onrecord.contact.actions import LogError
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent


@page(check_can_erase_calls, reads="recording of a call, to erase it")
def recording_erase(request: HttpRequest, recording_id: int) -> HttpResponse:
    erased = ErasedRecording.objects.filter(number=recording_id).first()
    if erased is not None:
        return _again(request, erased)
    recording = get_object_or_404(Recording.objects.select_related("log"), pk=recording_id)
    check_can_erase(whoever(request), recording.log)
    shown(request, recording_subject(recording))
    form = EraseForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            erase_recording(recording=recording, by=whoever(request), why=form.cleaned_data["why"])
        except LogError as error:
            form.add_error("why", str(error))
        else:
            messages.success(request, "The recording is erased. This page says what is left of it.")
            return redirect("recording", recording.pk)
    context = {
        "form": form,
        "recording": recording,
        "log": recording.log,
        "marks": Mark.objects.filter(recording=recording).count(),
        "transcripts": Transcript.objects.filter(recording=recording).count(),
        "others": others_with_the_file(recording),
    }
    return render(request, "calls/recording_erase.html", context)


def _again(request: HttpRequest, erased: ErasedRecording) -> HttpResponse:
    """Sent twice, or gone back to; or the file is still to be taken away. Its page says what became of it."""
    check_can_erase(whoever(request), erased.log)
    shown(request, recording_subject(erased))
    if request.method == "POST":
        try:
            remove_file(erased)
        except LogError as error:
            messages.error(request, str(error))
    return redirect("recording", erased.number)
