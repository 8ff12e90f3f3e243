"""The report of an audit as a file, and the scripts that check it run as an outsider runs them, for tests."""

import json
import subprocess
import sys

from onrecord.audit.report.files import report_json
from onrecord.audit.report.report import report_of


def run(script, *files):
    """The script's exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", str(script), *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.stderr
    return done.returncode, done.stdout


def report_file(audit, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report_json(report_of(audit))))
    return path
