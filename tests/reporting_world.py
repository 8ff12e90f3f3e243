"""A report on line with a photograph, for the tests of pages."""

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from PIL import Image

from onrecord.contact.models import Log
from onrecord.reporting.files.keeping import add_file, keep_files
from onrecord.reporting.models import Draft, Report
from onrecord.reporting.receiving.intake import Sent, take_in


def a_draft(**more: Any) -> Draft:
    """A report that is being written, begun five minutes ago."""
    at = timezone.now() - timedelta(minutes=5)
    values = {"origin": str(uuid4()), "token_hash": uuid4().hex, "started_at": at}
    return Draft.objects.create(
        **{**values, "changed_at": at, "expires_at": at + timedelta(days=7), **more}
    )


def a_photo(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG")
    return out.getvalue()


def sent_with_photo() -> Report:
    """A theft reported on line, with its log and one photograph."""
    draft = a_draft()
    add_file(draft=draft, name="shop.jpg", chunks=[a_photo()])
    words = "Somebody took two bottles from the shop. I took a picture of the shelf."
    with transaction.atomic():
        report, _ = take_in(
            sent=Sent(type_key="theft", title="Theft", account=words), origin=draft.origin
        )
        keep_files(report, draft)
    draft.delete()
    return report


def fill(world: Any) -> None:
    """`world.report_file`: its photograph, of a log that those see whose department is North."""
    report = sent_with_photo()
    Log.objects.filter(system=report.log_system, ref=report.log_ref).update(department="North")
    world.report_file = SimpleNamespace(pk=report.files.get().origin)
