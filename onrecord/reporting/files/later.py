"""Files that the reporter adds after the report was sent: checked, counted and kept as those that came with it."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from onrecord.people.models import User
from onrecord.reporting.files.keeping import MB, add_file, files_of, keep_rows
from onrecord.reporting.files.kinds import FileRefused, clean_name
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, Report, ReportFile
from onrecord.reporting.writing import held

# How long what was taken in may lie without its report, where the server stopped between the two.
WAITS: Final = timedelta(hours=1)


def with_files(
    request: HttpRequest, report: Report, by: User | None = None
) -> tuple[QueryDict, list[str]]:
    """Of a page on which more is told of a report: keep the files that were sent, and return what was typed, with the files'
    names where there are no words (`more-text`); and what could not be kept."""
    typed = request.POST.copy()
    if not request.FILES:
        return typed, []
    added, problems = add_files(report=report, uploads=request.FILES.getlist("files"), by=by)
    if added and not typed.get("more-text", "").strip():
        names = ", ".join(each.name for each in added)
        typed["more-text"] = _("Files added: %(names)s") % {"names": names}
    return typed, problems


def add_files(
    *, report: Report, uploads: Sequence[UploadedFile], by: User | None = None
) -> tuple[list[ReportFile], list[str]]:
    """Keep files with a report that was sent, and say so in its log while that is open. The same bytes again are the file that is
    there. `by`: the account of a partner that added them; None: the reporter, or whoever has the secret. Returns what was kept,
    and what could not be, in words, each with the file's name."""
    now = timezone.now()
    draft = Draft.objects.create(
        token_hash=sha256(uuid4().bytes).hexdigest(),
        origin=str(uuid4()),
        type_key=report.type_key,
        started_at=now,
        changed_at=now,
        expires_at=now + WAITS,
    )
    problems = []
    for upload in uploads:
        try:
            _check_room(report, draft, upload.size or 0)
            add_file(draft=draft, name=upload.name or "", chunks=upload.chunks())
        except FileRefused as refused:
            problems.append(f"{clean_name(upload.name or '')}: {refused}")
    with transaction.atomic():
        row = held(report)
        there = set(row.files.values_list("sha256", flat=True))
        fresh = [each for each in files_of(draft) if each.sha256 not in there]
        kept = keep_rows(row, fresh, by, later=True)
        draft.delete()
    return kept, problems


def _check_room(report: Report, draft: Draft, size: int) -> None:
    """Of all files of a report together, whenever they came."""
    allowed, files = limits(), [*report.files.all(), *draft.files.all()]
    if (
        len(files) >= allowed.files
        or sum(each.size for each in files) + size > allowed.report_mb * MB
    ):
        raise FileRefused(
            _("Your report has as many files as it can take. Say that you have more: we ask you for them.")
        )  # fmt: skip
