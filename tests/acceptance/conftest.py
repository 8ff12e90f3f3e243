"""Says aloud when the public files are not there to be tried."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    from tests.acceptance.test_public_logs import CALLS, FOLDER, LOGS, STREETS

    missing = [path.name for path in (CALLS, LOGS) if not path.exists()]
    missing += [] if STREETS else ["*-street.csv.gz"]
    if missing:
        terminalreporter.section("public logs not tried")
        terminalreporter.line(
            f"Not in {FOLDER}: {', '.join(missing)}. Only invented files with the same faults were tried. "
            "Set ONRECORD_PUBLIC_LOGS to the folder that holds them; docs/how-to/real-data.md says what they are."
        )
