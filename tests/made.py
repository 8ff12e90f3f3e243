"""Small invented exports, in the neutral layout, for tests of whole jobs."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
LOG_COLUMNS = [
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
]
CRIME_COLUMNS = [
    "crime_ref",
    "log_ref",
    "recorded_at",
    "class",
    "ho_code",
    "offence",
    "victim_role",
]

_KINDS = [
    (
        "Violence",
        "Crime recorded",
        "IP states she was punched in the face by her neighbour. Crime recorded.",
        True,
    ),
    (
        "Violence",
        "No further action",
        "Caller says a man punched him outside the shop and his lip is bleeding. NFA.",
        False,
    ),
    (
        "Concern for safety",
        "Resolved",
        "Elderly lady not answering the door. Found safe and well.",
        False,
    ),
    (
        "Domestic incident",
        "Advice given",
        "Female reports her partner grabbed her by the throat last night. Words of advice.",
        False,
    ),
    ("ASB nuisance", "Resolved", "Youths playing football by the garages. Moved on.", False),
    ("Theft", "Crime recorded", "Bicycle stolen from the shed overnight. Crime recorded.", True),
    ("Road related", "Resolved", "Car broken down in lane one. Recovered.", False),
]


def write_csv(path: Path, columns: list[str], rows: list[dict[str, str]], **options) -> Path:
    with path.open("w", newline="", encoding=options.pop("encoding", "utf-8")) as file:
        writer = csv.DictWriter(file, columns, restval="", **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def logs_and_crimes(n: int = 140) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """n logs in turn of seven kinds, two of which have a crime; every 35th crime is recorded two days late."""
    start = datetime(2026, 6, 1, 8, 0, tzinfo=LONDON)
    logs, crimes = [], []
    for i in range(n):
        opening, closing, text, crimed = _KINDS[i % len(_KINDS)]
        received = start + timedelta(minutes=13 * i)
        log = {
            "log_ref": f"LOG/{i + 1:05d}/26",
            "received_at": received.isoformat(),
            "source": "999" if i % 3 else "101",
            "opening_code": opening,
            "closing_code": closing,
            "grade": str(1 + i % 4),
            "text": f"{text} Log {i + 1}.",
            "closed_at": (received + timedelta(hours=3)).isoformat(),
            "officer": f"C{1000 + i % 17}",
            "department": ["Force Contact", "Force Response"][i % 2],
        }
        if crimed:
            ref = f"CR/{i + 1:06d}/26"
            log["crime_refs"] = ref
            late = timedelta(days=2) if i % 35 == 0 else timedelta(hours=1)
            violent = opening == "Violence"
            crimes.append(
                {
                    "crime_ref": ref,
                    "log_ref": log["log_ref"],
                    "recorded_at": (received + late).isoformat(),
                    "class": "8N" if violent else "37/2",
                    "offence": "Assault occasioning actual bodily harm"
                    if violent
                    else "Theft of pedal cycle",
                    "victim_role": "victim",
                }
            )
        logs.append(log)
    return logs, crimes


def exports(folder: Path, n: int = 140) -> tuple[Path, Path]:
    """Write both exports and return their paths."""
    logs, crimes = logs_and_crimes(n)
    return (
        write_csv(folder / "logs.csv", LOG_COLUMNS, logs),
        write_csv(folder / "crimes.csv", CRIME_COLUMNS, crimes),
    )
