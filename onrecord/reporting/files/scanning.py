"""Looking for harmful software with the force's own scanner: a command that gets the file's path as its last argument.

ONRECORD_SCAN_COMMAND, for instance `/usr/bin/clamdscan --fdpass --no-summary`. It is started without a shell. It must end
with 0 for a clean file and 1 for a harmful one, as clamscan and clamdscan do; anything else, or no end in time, leaves the
file waiting for the next try. Without such a command files are "not scanned", and pages say so.
"""

import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from onrecord.calls.files import path_of
from onrecord.ledger.actions import append
from onrecord.reporting.content import file_content, file_subject
from onrecord.reporting.models import DraftFile, ReportFile

WAITING, CLEAN, FOUND, NONE = "waiting", "clean", "found", "none"
# Larger files wait for the timer, so that nobody waits for them.
AT_ONCE_SIZE: Final = 30_000_000
AT_ONCE_SECONDS, SECONDS = 5, 300
# So long nobody's upload asks a scanner that gave no answer.
REST_SECONDS, _REST = 60, "report-scan:rests"
# Who changed it, in the ledger.
BY: Final = "onrecord scan-files"


@dataclass(frozen=True)
class Scan:
    """`state`: see above; `words`: what was found, or why there is no answer."""

    state: str
    words: str = ""


def command() -> list[str]:
    """The force's scanner; empty without one."""
    return shlex.split(settings.ONRECORD_SCAN_COMMAND)


def scan(path: Path, seconds: float = SECONDS) -> Scan:
    """Ask the scanner about one file; never raises."""
    asked = command()
    if not asked:
        return Scan(NONE)
    try:
        done = subprocess.run(  # noqa: S603 - the administrator's own command, without a shell; the path is a hash
            [*asked, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Scan(WAITING, f"The scanner did not answer within {seconds:.0f} seconds.")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return Scan(WAITING, f"The scanner could not be started: {why}.")
    if done.returncode == 0:
        return Scan(CLEAN)
    said = _said(done.stdout, path)
    if done.returncode == 1:
        return Scan(FOUND, said or "The scanner says that it is harmful.")
    return Scan(WAITING, f"The scanner ended with {done.returncode}: {said or 'no words'}"[:300])


def _said(out: bytes, path: Path) -> str:
    text = out[:4000].decode("utf-8", "replace").replace(str(path), "").strip(": \n")
    line = next((each for each in text.splitlines() if each.strip()), "")
    return " ".join("".join(c if c.isprintable() else " " for c in line).split()).strip(": ")[:280]


def scan_at_once(sha256: str, size: int) -> Scan:
    """At upload: the answer where the scanner is quick, else it waits."""
    if not command():
        return Scan(NONE)
    if size > AT_ONCE_SIZE:
        return Scan(WAITING, "It is large, and is scanned when the timer next runs.")
    if _rests():
        return Scan(
            WAITING, "The scanner did not answer lately; it is asked when the timer next runs."
        )
    began = monotonic()
    found = scan(path_of(sha256), AT_ONCE_SECONDS)
    if found.state == WAITING and monotonic() - began >= AT_ONCE_SECONDS:
        _rest()
    return found


def _rests() -> bool:
    try:
        return bool(cache.get(_REST))
    except (OSError, ValueError):
        return False  # a damaged file of the cache


def _rest() -> None:
    """A scanner that hangs must not hold up the pages, file after file, until nobody can report any more."""
    with suppress(OSError):
        cache.set(_REST, True, REST_SECONDS)


def scan_waiting(say: Callable[[str], None] = lambda words: None) -> dict[str, int]:
    """Scan all that waits, and what came before there was a scanner; how many came to which state."""
    counts = dict.fromkeys((CLEAN, FOUND, WAITING), 0)
    if not command():
        return counts
    for row in _waiting():
        found = scan(path_of(row.sha256))
        counts[found.state] += 1
        if found.state == WAITING:
            say(f"{row.name}: {found.words}")
        if (found.state, found.words) != (row.scan, row.scan_words):
            set_scan(row, found)
    return counts


def _waiting() -> Iterator[DraftFile | ReportFile]:
    states = [WAITING, NONE]
    yield from ReportFile.objects.filter(scan__in=states).order_by("pk").iterator(chunk_size=200)
    yield from DraftFile.objects.filter(scan__in=states).order_by("pk").iterator(chunk_size=200)


def set_scan(row: DraftFile | ReportFile, found: Scan) -> None:
    """Keep what the scanner said; of a report that was sent with its entry in the ledger."""
    if isinstance(row, DraftFile):
        DraftFile.objects.filter(pk=row.pk).update(scan=found.state, scan_words=found.words)
        return
    with transaction.atomic():
        kept = ReportFile.objects.select_for_update().get(pk=row.pk)
        kept.scan, kept.scan_words = found.state, found.words
        kept.version += 1
        kept.entry_seq = append(
            kind="report-file.changed", subject=file_subject(kept), body=file_content(kept), by=BY
        )
        kept.save(update_fields=["scan", "scan_words", "version", "entry_seq"])
