"""What `onrecord verify` prints."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from onrecord.ledger.judge import Report
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.verify import CannotCheck


def verify_cli(
    *,
    records: bool = True,
    against: Sequence[Path] = (),
    progress: Callable[[int, int | None, str], None] | None = None,
) -> Report:
    """Check the live ledger; `against` are files with checkpoints that somebody kept. Raises CannotCheck."""
    try:
        notes = [path.read_text(encoding="utf-8") for path in against]
    except (OSError, UnicodeDecodeError) as error:
        raise CannotCheck(f"A checkpoint can't be read: {error}") from None
    report = verify_ledger(records=records, against=notes, progress=progress)
    if records:
        report.sentences.append(f"{report.records:,} live records held against their entries.")
    return report


def verify_report(
    *,
    records: bool = True,
    as_json: bool = False,
    against: Sequence[Path] = (),
    progress: Callable[[int, int | None, str], None] | None = None,
) -> tuple[bool, list[str]]:
    """Whether all is well, and the lines to print. Raises CannotCheck."""
    report = verify_cli(records=records, against=against, progress=progress)
    if as_json:
        return report.ok, [json.dumps(report.to_json(), ensure_ascii=False, indent=1)]
    return report.ok, report.lines()
