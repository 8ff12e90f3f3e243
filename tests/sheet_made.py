"""A reading sheet on file, for tests: filled in, changed and taken in again."""

import csv
import io

from onrecord.audit.actions import read_sheet_in
from onrecord.audit.sheet.out import write_sheet
from onrecord.contact.models import Log
from tests.audit_world import truth_of


class Sheet:
    def __init__(self, audit, folder):
        self.audit, self.folder = audit, folder
        write_sheet(audit, folder / "sample.csv")
        self.rows = read(folder / "sample.csv")

    def fill(self, count=None):
        """Fill rows in as a reader would."""
        for row in self.rows[:count]:
            answers = truth_of(Log.objects.get(ref=row["log_ref"]))
            for group in ("violence", "sexual", "other"):
                row[f"should_{group}"] = str(answers.get(f"should_{group}", 0))
                row[f"recorded_{group}"] = str(answers.get(f"recorded_{group}", 0))
        return self

    def take(self, **options):
        path = self.folder / options.pop("name", "read.csv")
        write(path, self.rows, **options)
        return read_sheet_in(audit=self.audit, path=path, by="fcr")


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path, rows, *, encoding="utf-8", delimiter=",", columns=None):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, columns or list(rows[0]), delimiter=delimiter, extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))


def only_problem(result):
    assert len(result.problems) == 1, result.problems
    return result.problems[0]
