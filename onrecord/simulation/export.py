"""The exports as the made-up force's systems would write them: neutral columns, UTF-8, one line feed a row."""

import csv
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from onrecord.simulation.clock import stamp
from onrecord.simulation.faults import Faults
from onrecord.simulation.incidents import Disclosed, Incident
from onrecord.simulation.narrative import Line
from onrecord.simulation.references import as_in_crime, as_in_log

COLUMNS = {
    "logs": [
        "log_ref",
        "received_at",
        "source",
        "opening_code",
        "closing_code",
        "grade",
        "qualifiers",
        "text",
        "closed_at",
        "officer",
        "department",
        "crime_refs",
        "duplicate_of",
    ],
    "entries": ["log_ref", "entered_at", "author", "role", "text"],
    "crimes": ["crime_ref", "log_ref", "recorded_at", "class", "ho_code", "offence", "victim_role"],
}
_ROLES = {
    "adult": "victim, adult",
    "female": "victim, adult female",
    "male": "victim, adult male",
    "child": "victim, child",
    "girl": "victim, girl",
    "boy": "victim, boy",
    "business": "victim, business",
    "officer": "victim, police officer",
    "society": "the state",
}


class Exports:
    """The three files, open for writing. `written` counts the rows, without the faulty ones."""

    def __init__(self, out: Path, faults: Faults | None) -> None:
        self._out, self._faults = out, faults
        self._stack = ExitStack()
        self._rows: dict[str, Any] = {}
        self.written = dict.fromkeys(COLUMNS, 0)

    def __enter__(self) -> "Exports":
        self._out.mkdir(parents=True, exist_ok=True)
        for kind, columns in COLUMNS.items():
            file = (self._out / f"{kind}.csv").open("w", encoding="utf-8", newline="")
            self._stack.enter_context(file)
            self._rows[kind] = csv.writer(file, lineterminator="\n")
            self._rows[kind].writerow(columns)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _write(self, kind: str, row: tuple[str, ...]) -> None:
        self._rows[kind].writerow(row)
        self.written[kind] += 1
        if self._faults:
            for extra in self._faults.after(kind, row):
                self._rows[kind].writerow(extra)

    def log(self, incident: Incident, text: str) -> None:
        """One row of logs.csv."""
        named = [
            as_in_log(crime) for crime in incident.crimes if crime.recorded_at and crime.in_log
        ]
        if incident.situation != "spoken of":
            named += [crime.ref for crime in incident.others]
        self._write(
            "logs",
            (
                incident.ref,
                stamp(incident.received),
                incident.source,
                incident.opening,
                incident.closing,
                incident.grade,
                "|".join(incident.qualifiers),
                text,
                stamp(incident.closed),
                incident.officer,
                incident.department,
                "|".join(named),
                incident.see.ref if incident.see and incident.see_coded else "",
            ),
        )

    def entries(self, incident: Incident, lines: list[Line]) -> None:
        """The rows of entries.csv for one log."""
        for line in lines:
            self._write(
                "entries", (incident.ref, stamp(line.at), line.author, line.role, line.text)
            )

    def crime(self, crime: Disclosed) -> None:
        """One row of crimes.csv."""
        offence = crime.offence
        self._write(
            "crimes",
            (
                crime.ref,
                as_in_crime(crime),
                stamp(crime.recorded_at or 0),
                offence.crime_class,
                offence.ho_code,
                offence.title,
                _ROLES[offence.victim],
            ),
        )
