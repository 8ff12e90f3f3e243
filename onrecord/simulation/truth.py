"""Reading the truth of a made-up force: what a reader who knows everything would find.

For tests, for the tutorial, and to try an audit design on a force whose rate is known.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GROUPS = ("violence", "sexual", "other")
_TO_FILL = tuple(f"{what}_{group}" for group in GROUPS for what in ("should", "recorded"))


class TruthError(Exception):
    """The truth can't be read, or doesn't belong to the sheet; the message says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class LogTruth:
    """Crimes disclosed in one log, and recorded of those, in the order of GROUPS."""

    should: tuple[int, int, int] = (0, 0, 0)
    recorded: tuple[int, int, int] = (0, 0, 0)


_NOTHING = LogTruth()


@dataclass(frozen=True)
class Truth:
    """The truth about a force. Logs that disclose no crime are not in `by_log`."""

    by_log: dict[str, LogTruth]
    told: dict[str, Any]

    def of(self, log_ref: str) -> LogTruth:
        """The truth about one log; nothing disclosed where the log is not in the truth."""
        return self.by_log.get(log_ref, _NOTHING)

    def arrays(self, log_refs: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Crimes that should have been recorded, and that were, one row a log and one column a group of GROUPS."""
        found = [self.of(ref) for ref in log_refs]
        should = np.array([log.should for log in found], dtype=np.int64).reshape(-1, 3)
        recorded = np.array([log.recorded for log in found], dtype=np.int64).reshape(-1, 3)
        return should, recorded

    def rate(self, group: str | None = None) -> float:
        """The true share of disclosed crimes that were recorded: of one group of GROUPS, or of all.

        Raises ValueError where no crime of that group was disclosed.
        """
        columns = range(3) if group is None else (GROUPS.index(group),)
        should = sum(log.should[c] for log in self.by_log.values() for c in columns)
        recorded = sum(log.recorded[c] for log in self.by_log.values() for c in columns)
        if not should:
            raise ValueError(
                f"No crime ({group or 'of any group'}) was disclosed, so there is no rate."
            )
        return recorded / should


def load_truth(folder: Path) -> Truth:
    """The truth about the force in `folder` (the folder with logs.csv, or its truth folder).

    Raises TruthError where truth.csv or truth.json is missing or can't be read.
    """
    place = folder / "truth" if (folder / "truth").is_dir() else folder
    by_log: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([0, 0, 0], [0, 0, 0]))
    try:
        with (place / "truth.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                should, recorded = by_log[row["log_ref"]]
                group = GROUPS.index(row["group"])
                should[group] += 1
                recorded[group] += row["recorded"] == "y"
        told = json.loads((place / "truth.json").read_text("utf-8"))
    except (OSError, KeyError, ValueError) as error:
        raise TruthError(
            f"The truth in {place} can't be read ({error}). Make the force again with `onrecord demo`."
        ) from error
    logs = {ref: LogTruth((s[0], s[1], s[2]), (r[0], r[1], r[2])) for ref, (s, r) in by_log.items()}
    return Truth(by_log=logs, told=told)


def read_sheet_from_truth(
    sheet_path: Path, truth_folder: Path, out_path: Path, *, reader: str = "simulated reader"
) -> int:
    """Fill a reading sheet (sample.csv) as a perfect reader would, and return how many logs were read.

    Raises TruthError where the sheet can't be read, or lacks a column to fill.
    """
    truth = load_truth(truth_folder)
    try:
        text = sheet_path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TruthError(f"The reading sheet {sheet_path} can't be read: {error}.") from error
    rows = csv.DictReader(text.splitlines(keepends=True))
    header = list(rows.fieldnames or ())
    missing = [name for name in ("log_ref", *_TO_FILL) if name not in header]
    if missing:
        raise TruthError(
            f"The reading sheet {sheet_path} has no column {', '.join(missing)}. Use sample.csv as it was written."
        )
    count = 0
    with out_path.open("w", encoding="utf-8", newline="") as file:
        filled = csv.DictWriter(file, header, lineterminator="\n")
        filled.writeheader()
        for row in rows:
            log = truth.of(row["log_ref"])
            for place, group in enumerate(GROUPS):
                row[f"should_{group}"] = str(log.should[place])
                row[f"recorded_{group}"] = str(log.recorded[place])
            if "reader" in header:
                row["reader"] = reader
            filled.writerow(row)
            count += 1
    return count
