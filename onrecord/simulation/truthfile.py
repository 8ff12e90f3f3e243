"""Writing the truth: what every log disclosed, what was recorded of it, and why the rest was not."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

from onrecord.simulation.clock import DAY
from onrecord.simulation.incidents import Disclosed, Incident
from onrecord.simulation.tables import rates

COLUMNS = [
    "log_ref",
    "group",
    "class",
    "ho_code",
    "offence",
    "domestic",
    "situation",
    "recorded",
    "crime_ref",
    "why_missed",
    "where",
]
# At the point of call: recorded while the call was being dealt with.
_AT_CALL = 20 * 60


class TruthWriter:
    """Counts the truth when made, writes it at the end."""

    def __init__(self, folder: Path, incidents: list[Incident], register: list[Disclosed]) -> None:
        self._folder, self._incidents, self._register = folder, incidents, register
        self._told: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._times: Counter[str] = Counter()
        self.disclosing_logs = self._several = 0
        for incident in incidents:
            if incident.crimes:
                self.disclosing_logs += 1
                self._several += len(incident.crimes) > 1
            for crime in incident.crimes:
                self._count(incident, crime)
        self.disclosed = self._told["all"]

    def _count(self, incident: Incident, crime: Disclosed) -> None:
        lines = ["all", crime.kind.group]
        if crime.domestic:
            lines.append("domestic abuse")
            if crime.kind.group == "violence":
                lines.append("domestic violence")
        self._told.update(lines)
        if crime.recorded_at is not None:
            self._kept.update(lines)
            after = crime.recorded_at - incident.received
            self._times["at the call"] += after <= _AT_CALL
            self._times["within 24 hours"] += after <= DAY

    def rates(self) -> dict[str, float]:
        """The true recording rate, over all and by group."""
        return {
            line: round(self._kept[line] / told, 6) for line, told in sorted(self._told.items())
        }

    def shares(self) -> dict[str, float]:
        """Other true shares: of logs, and of the recorded crimes that were reported in a log."""
        kept = max(self._kept["all"], 1)
        return {
            "logs that disclose a crime": round(self.disclosing_logs / len(self._incidents), 6),
            "crime logs with several": round(self._several / max(self.disclosing_logs, 1), 6),
            "recorded at the call": round(self._times["at the call"] / kept, 6),
            "recorded within 24 hours": round(self._times["within 24 hours"] / kept, 6),
        }

    def write(self, told: dict[str, Any]) -> None:
        """Write truth.csv and truth.json; `told` is how the force was made."""
        self._folder.mkdir(parents=True, exist_ok=True)
        why = {name: row["why"] for name, row in rates()["situations"].items()}
        with (self._folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(COLUMNS)
            for incident in self._incidents:
                for crime in incident.crimes:
                    missed = crime.recorded_at is None
                    rows.writerow(
                        (
                            incident.ref,
                            crime.kind.group,
                            crime.offence.crime_class,
                            crime.offence.ho_code,
                            crime.offence.title,
                            "y" if crime.domestic else "n",
                            crime.situation,
                            "n" if missed else "y",
                            crime.ref,
                            why.get(crime.situation, "no reason found") if missed else "",
                            crime.where,
                        )
                    )
        recorded = sum(1 for crime in self._register if crime.situation != "direct")
        counts = {
            line: {"should": self._told[line], "recorded": self._kept[line]}
            for line in sorted(self._told)
        }
        body = {
            **told,
            "by_group": counts,
            "crimes_without_a_log": len(self._register) - recorded,
        }
        (self._folder / "truth.json").write_text(
            json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
        )
