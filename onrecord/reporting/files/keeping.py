"""Taking in the files of a report that is being written, removing them again, and keeping them once it was sent.

    problems = handle_files(request, draft)      # the page of a question of the kind `files`: adds and removes
    files_of(draft)                              # what there is, for the page
    keep_files(report, draft)                    # inside the transaction in which the report is sent

The bytes lie by their hash beside the recordings of calls (`onrecord.calls.files`). Those of a draft that lapses or is left
are erased with it.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onrecord.calls import integrity
from onrecord.calls.files import Draft as Bytes
from onrecord.calls.files import FileTrouble, alone, check_room, remove
from onrecord.calls.kinds import FILM, PHOTO, Kind
from onrecord.contact.actions.base import write_entry
from onrecord.contact.models import Log
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import file_content, file_subject
from onrecord.reporting.files.facts import facts_of
from onrecord.reporting.files.kinds import FileRefused, clean_name, kind_taken
from onrecord.reporting.files.scanning import NONE, WAITING, command, scan_at_once
from onrecord.reporting.front_door import front_door
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, DraftFile, Report, ReportFile

MB = 1_000_000


def files_of(draft: Draft) -> QuerySet[DraftFile]:
    return draft.files.order_by("pk")


def handle_files(request: HttpRequest, draft: Draft) -> list[str]:
    """What a form of the page asks: remove the file named in `remove`, add those in `files`. What could not be done, in words
    of the reader's language, each with the file's name; the others are there."""
    asked = request.POST.get("remove", "")
    if asked:
        remove_file(draft=draft, origin=asked)
    problems = []
    for upload in request.FILES.getlist("files"):
        try:
            add_file(draft=draft, name=upload.name or "", chunks=upload.chunks())
        except FileRefused as refused:
            problems.append(f"{clean_name(upload.name or '')}: {refused}")
    return problems


def add_file(*, draft: Draft, name: str, chunks: Iterable[bytes]) -> DraftFile:
    """Take in one file; the same bytes again are the file that is there. Raises FileRefused."""
    held = limits()
    _check_number(draft, held.files)
    with Bytes() as store:
        kind = _read(draft, store, chunks, held.film_mb)
        there = draft.files.filter(sha256=store.sha256).first()
        if there is not None:
            return there
        row = DraftFile(
            draft=draft,
            origin=str(uuid4()),
            name=clean_name(name),
            media_type=kind.media_type,
            size=store.size,
            sha256=store.sha256,
            metadata=facts_of(store.file, store.size, kind),
            scan=WAITING if command() else NONE,
            received_at=timezone.now(),
        )
        _place(row, store, kind)
    _to_its_report(draft)
    found = scan_at_once(row.sha256, row.size)
    row.scan, row.scan_words = found.state, found.words
    # Not by its own save: the report may have been sent meanwhile, and the file with it.
    DraftFile.objects.filter(pk=row.pk).update(scan=found.state, scan_words=found.words)
    return row


def _check_number(draft: Draft, most: int) -> None:
    if draft.files.count() >= most:
        text = ngettext(
            "A report takes %(most)d file. Remove one first, or say in your report that you have more.",
            "A report takes %(most)d files. Remove one first, or say in your report that you have more.",
            most,
        )
        raise FileRefused(text % {"most": most})


def _read(draft: Draft, store: Bytes, chunks: Iterable[bytes], most_mb: int) -> Kind:
    try:
        for chunk in chunks:
            if store.size + len(chunk) > most_mb * MB:
                raise _too_large(most_mb)
            store.write(chunk)
        check_room(0)
        store.finish()
    except FileTrouble as trouble:
        raise _no_room() from trouble
    return kind_taken(store.file, store.size)


def _check_size(draft: Draft, size: int, kind: Kind) -> None:
    held = limits()
    most = {PHOTO: held.photo_mb, FILM: held.film_mb}.get(kind.what, held.other_mb)
    if size > most * MB:
        raise _too_large(most)
    own = draft.files.aggregate(all=Sum("size"))["all"] or 0
    if own + size > held.report_mb * MB:
        text = _(
            "All files of a report together may have %(most)d MB. Leave this one out, and say in your report that you have it."
        )
        raise FileRefused(text % {"most": held.report_mb})
    # What was begun and never sent must not fill the disk.
    everybody = DraftFile.objects.aggregate(all=Sum("size"))["all"] or 0
    if everybody + size > held.waiting_mb * MB:
        raise _no_room()


def _too_large(most: int) -> FileRefused:
    text = _(
        "This file is larger than %(most)d MB. Send a shorter film or a smaller picture, or say in your report that you have it."
    )
    return FileRefused(text % {"most": most})


def _no_room() -> FileRefused:
    return FileRefused(
        _(
            "We can't take files in at the moment. Send your report without it, and say in it that you have a file: we will ask you for it."
        )
    )


def _place(row: DraftFile, store: Bytes, kind: Kind) -> None:
    """Give the bytes their name and keep the row, while no other window does so or sends the report: files may be large, and
    much may have happened while this one came in."""
    try:
        with alone(), transaction.atomic():
            draft = Draft.objects.select_for_update().filter(pk=row.draft_id).first()
            if draft is None:
                raise Http404("The report was closed meanwhile.")
            _check_number(draft, limits().files)
            _check_size(draft, row.size, kind)
            placed = store.place()
            try:
                row.save(force_insert=True)
            except BaseException:
                if placed:
                    remove(row.sha256)
                raise
    except FileTrouble as trouble:
        raise _no_room() from trouble


def _to_its_report(draft: Draft) -> None:
    """Where the report was sent while the file was on its way, the file goes with it. Not while it gets its name: what is
    done at the end of a transaction waits for that. Not for partners, whose forms name their origin themselves."""
    if draft.organisation:
        return
    report = Report.objects.filter(origin=draft.origin).first()
    if report is not None:
        with transaction.atomic():
            keep_files(report, draft)


def remove_file(*, draft: Draft, origin: str) -> None:
    """Remove a file of a draft, and its bytes; one that isn't there is removed already."""
    draft.files.filter(origin=origin.replace("\0", "")[:36]).delete()


def let_go(sender: type[DraftFile], instance: DraftFile, **more: Any) -> None:
    """A file of a draft is gone, whoever took the draft away: so go its bytes, unless something else has them."""
    transaction.on_commit(partial(_erase, instance.sha256))


def _erase(sha256: str) -> None:
    with alone():
        if not integrity.is_held(sha256):
            remove(sha256)


def keep_files(report: Report, draft: Draft, by: User | None = None) -> list[ReportFile]:
    """The files of a draft become those of the report that it was sent as. Call it in that transaction."""
    files = list(files_of(draft))
    if not files:
        return []
    kept = keep_rows(report, files, by)
    draft.files.all().delete()
    return kept


def keep_rows(
    report: Report, files: Sequence[DraftFile], by: User | None = None, later: bool = False
) -> list[ReportFile]:
    """The report has these files from now on; so may others that were sent with it. The caller takes the drafts' away. `later`:
    they were added after it was sent."""
    who = by.username if by else front_door().username
    kept = []
    for each in files:
        elsewhere = ReportFile.objects.filter(origin=each.origin).exists()
        row = ReportFile(
            report=report,
            report_ref=report.ref,
            origin=str(uuid5(UUID(report.origin), each.origin)) if elsewhere else each.origin,
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            sha256=each.sha256,
            metadata=each.metadata,
            scan=each.scan,
            scan_words=each.scan_words,
            received_at=each.received_at,
        )
        row.entry_seq = append(
            kind="report-file.kept", subject=file_subject(row), body=file_content(row), by=who
        )
        row.save(force_insert=True)
        kept.append(row)
    if kept:
        note_files(report, by, kept, later)
    return kept


def note_files(
    report: Report,
    by: User | None = None,
    fresh: Sequence[ReportFile] | None = None,
    later: bool = False,
) -> None:
    """One line in the report's log that names its files (`fresh`: those that came now; `later`: after it was sent); nothing
    while it has no log. Call it, too, when a report that was held back gets its log."""
    log = Log.objects.filter(system=report.log_system, ref=report.log_ref).first()
    files = list(report.files.order_by("pk")) if fresh is None else list(fresh)
    if not report.log_ref or log is None or not files or (later and log.closed_at is not None):
        return
    names = ", ".join(each.name for each in files)
    what = "file" if len(files) == 1 else "files"
    how = "were added later to" if later else "came with"
    if later and len(files) == 1:
        how = "was added later to"
    write_entry(
        log,
        by=by or front_door(log.department),
        text=f"{len(files):,} {what} {how} on-line report {report.ref}: {names}."[:5000],
        detail={"report": report.ref, "files": [each.origin for each in files]},
        origin=f"{report.origin}:files:{files[0].origin}",
    )
