"""Recordings for tests: attached and kept; on pages, sent and asked for."""

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onrecord.calls.actions import attach_recording
from onrecord.calls.files import Draft
from onrecord.calls.models import Recording
from onrecord.contact.models import Log
from onrecord.people.models import User
from tests import sounds_made as made

DATA = made.wav(140, rate=100)


def attached(log: Log, by: User, data: bytes | None = None, **more) -> Recording:
    with Draft() as draft:
        draft.write(made.wav() if data is None else data)
        return attach_recording(log=log, by=by, draft=draft, **{"file_name": "call.wav", **more})


def files_in(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and path.name != ".lock"]


def of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sound(client: Client, recording: Recording, **headers):
    return client.get(
        reverse("recording-sound", args=[recording.pk]),
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


# Attaching


def send(client: Client, log: Log, data: bytes, name: str = "call.wav", **more):
    page = client.get(reverse("recording-new", args=[log.pk])).content.decode()
    origin = re.search(r'name="origin" value="([^"]+)"', page).group(1)
    return client.post(
        reverse("recording-new", args=[log.pk]),
        {"file": SimpleUploadedFile(name, data), "origin": origin, **more},
    )


# Marks on the page


def mark(client: Client, recording: Recording, **more):
    form = {
        "at": "02:14",
        "text": "he punched me",
        "origin": "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11",
        **more,
    }
    return client.post(reverse("mark-new", args=[recording.pk]), form)
