"""What `onrecord doctor` says of the guard: the file of limits, the scanner, and what waits for it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from onrecord.reporting.files.scanning import FOUND, WAITING, command
from onrecord.reporting.guard.settings import GuardError, check_limits
from onrecord.reporting.models import ReportFile

LONG = timedelta(hours=1)


def doctors_findings() -> Iterator[tuple[bool, str]]:
    """Whether all is well, and a sentence."""
    try:
        check_limits()
    except GuardError as error:
        yield False, f"{error} Until then the limits as shipped count."
    asked = command()
    waiting = ReportFile.objects.filter(scan=WAITING).order_by("received_at")
    if not asked:
        if ReportFile.objects.exists():
            yield (
                True,
                "Files of reports on line are not scanned: ONRECORD_SCAN_COMMAND names no scanner.",
            )
        return
    if shutil.which(asked[0]) is None:
        yield False, f"The scanner {asked[0]} is not there: correct ONRECORD_SCAN_COMMAND."
    first = waiting.first()
    if first is not None:
        late = timezone.now() - first.received_at > LONG
        more = ": run `onrecord scan-files` from the system's timer." if late else "."
        yield not late, f"{waiting.count():,} files of reports wait for the scanner{more}"
    found = ReportFile.objects.filter(scan=FOUND).count()
    if found:
        yield True, f"{found:,} files of reports are in quarantine."
