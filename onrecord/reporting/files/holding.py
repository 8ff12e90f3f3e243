"""Which files reports have, for `onrecord verify` and `onrecord doctor`."""

from collections.abc import Iterator

from onrecord.calls.integrity import Held
from onrecord.reporting.models import DraftFile, ReportFile


def of_reports() -> Iterator[Held]:
    rows = ReportFile.objects.order_by("id").only(
        "sha256", "size", "name", "report_ref", "entry_seq"
    )
    for row in rows.iterator(chunk_size=500):
        words = f"The file {row.name} of on-line report {row.report_ref}"
        yield Held(row.sha256, row.size, words, row.entry_seq)


def report_has(sha256: str) -> bool:
    return ReportFile.objects.filter(sha256=sha256).exists()


def of_drafts() -> Iterator[Held]:
    """Files of reports that are still being written: in no ledger, and erased when the draft lapses."""
    rows = DraftFile.objects.order_by("id").only("sha256", "size")
    for row in rows.iterator(chunk_size=500):
        yield Held(row.sha256, row.size, "A file of a report that is still being written", 0)


def draft_has(sha256: str) -> bool:
    return DraftFile.objects.filter(sha256=sha256).exists()
