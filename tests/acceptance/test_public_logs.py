"""Real files that nobody here wrote, with the maps of docs/how-to/maps, as docs/how-to/real-data.md describes.

The files themselves are not part of this project. They are looked for in the folder that ONRECORD_PUBLIC_LOGS names, or
in ../shared/data beside the repository; where there is none, only the tests on invented files with the same faults run,
and the end of the test run says so (see conftest.py).
"""

import csv
import gzip
import io
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from onrecord.contact.models import CodeMeaning, LinkState, Log, Precision
from onrecord.exchange.actions import import_file
from onrecord.exchange.maps import load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.recording.models import Crime
from onrecord.screening.actions import screen_all
from onrecord.screening.models import Suspect
from onrecord.screening.queries import suspects, suspects_csv

ROOT = Path(__file__).resolve().parents[2]
MAPS = ROOT / "docs" / "how-to" / "maps"
FOLDER = Path(os.environ.get("ONRECORD_PUBLIC_LOGS") or ROOT.parent / "shared" / "data")
CALLS = FOLDER / "ucsd_calls_for_service_2020_full.csv.gz"
CATEGORIES = FOLDER / "ucsd-crime-categories.csv"
LOGS = FOLDER / "uchicago_ucpd_2010-07_2021-12.csv.gz"
STREETS = sorted(FOLDER.glob("*-street.csv.gz"))
ONRECORD = Path(sys.executable).parent / "onrecord"

pytestmark = pytest.mark.django_db


def take_in(path: Path, kind: str, name: str, work: Path) -> Import:
    taken = import_file(
        path=path, kind=kind, mapping=load_map(MAPS / f"{name}.toml"), by="tester", work_dir=work
    )
    assert taken.state == ImportState.DONE, taken.message
    return taken


def problems(taken: Import) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for problem in taken.counts["problems"]:
        found[problem["level"], problem["field"]] += problem["count"]
    return found


def read(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# Invented files: the same headers and faults as the real ones, so that the maps are always tried.

CALL_COLUMNS = [
    "CALL_CATEGORY",
    "LOCATION",
    "DATE_REPORTED",
    "CASE_NUMBER",
    "DATE_OCCURRED",
    "TIME_OCCURRED",
    "SUMMARY",
    "DISPOSITION",
    "ARREST",
    "IS_UPDATE",
]
MADE_CALLS = [
    # category, reported, case number, summary, disposition
    ("Petty Theft", "3/2/2020", "2020\u20109001", "Helmet stolen from a rack", "Report Taken"),
    ("Battery", "03/13/20", "2003130001", "Porter punched by a visitor", "Referred to Other Agency \u2010 City Police"),
    ("Vandalism", "3/14/2020", "200\u20109002", "Door kicked in", "Information Only"),
    ("Petty Theft", "3/15/2020", "2003150002", "Scooter stolen; loss $90", "Online Report"),
    ("Noise Disturbance", "3/15/2020", "2003150003", "", "Will Cooperate"),
    ("Welfare Check", "3/16/2020", "2003160001", "Caller had not heard from a friend", "Checks OK"),
    ("Fraud", "3/16/2020", "2003160002", "Card used without  permission", "Service Provided"),
    ("Burglary", "3/17/2020", "2020\u20109003", "Two people, one report: first", "Report Taken"),
    ("Burglary", "3/17/2020", "2020\u20109003", "Two people, one report: second", "Report Taken"),
    ("MARCH 18, 2020", "3/18/2020", "2003180001", "Lost dog", "Logged Event"),
]  # fmt: skip
STREET_COLUMNS = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
]  # fmt: skip


def made_calls(folder: Path) -> Path:
    path = folder / "calls.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CALL_COLUMNS, restval="")
        writer.writeheader()
        for category, reported, number, summary, disposition in MADE_CALLS:
            writer.writerow(
                {
                    "CALL_CATEGORY": category,
                    "DATE_REPORTED": reported,
                    "CASE_NUMBER": number,
                    "SUMMARY": summary,
                    "DISPOSITION": disposition,
                    "TIME_OCCURRED": "2:!3",
                    "ARREST": "False",
                }
            )
    return path


def test_the_map_of_the_calls_fits_a_file_with_its_faults(tmp_path):
    taken = take_in(made_calls(tmp_path), "logs", "campus-calls-2020", tmp_path)
    assert (taken.counts["read"], taken.counts["new"], taken.counts["refused"]) == (10, 10, 0)
    assert (
        problems(taken)["warning", "log_ref"] == 1
    )  # the repeated case number, kept apart and told
    logs = {log.ref: log for log in Log.objects.all()}
    assert {"2020-9003", "2020-9003#2"} <= logs.keys()
    assert {log.received_precision for log in logs.values()} == {Precision.DAY}
    assert {f"{log.received_at:%Y-%m}" for log in logs.values()} == {"2020-03"}
    claimed = {ref for ref, log in logs.items() if log.link_state == LinkState.CLAIMED}
    assert claimed == {"2020-9001", "2020-9003", "2020-9003#2"}
    assert logs["2003130001"].extra["TIME_OCCURRED"] == "2:!3"
    assert CodeMeaning.objects.filter(which="opening", meaning="crime").count() == 70 - 1

    screen_all()
    ranked = [suspect.ref for suspect in suspects()]
    # No report of any kind first, then what was reported on line, then what names a report.
    assert set(ranked[:3]) == {"2003130001", "200-9002", "2003160002"}
    assert ranked[3] == "2003150002"
    assert set(ranked[4:]) == claimed
    assert (
        "“Battery”, which promises a crime"
        in Suspect.objects.get(ref="2003130001").reasons[0]["words"]
    )


def test_the_map_of_the_campus_logs_fits_a_file_with_its_faults(tmp_path):
    path = tmp_path / "logs.csv"
    columns = [
        "rid",
        "reported",
        "occurred",
        "comments",
        "text",
        "incident",
        "disposition",
        "groups",
    ]
    made = [
        ("X1", "2010-11-07T01:30:00", "Bicycle taken / City PD case 7", "Bicycle taken from rack", "Theft", "Open"),
        ("X2", "2019-06-01T10:00:00-05:00", "y", "Visitor punched a porter", "Information / Battery", "CPD"),
        ("X3", "2019-06-01T10:00:00-05:00", "y", "Umbrella handed in", "Found Property", "Closed"),
        ("X4", "2019-06-02T10:00:00-05:00", "y", "Vase knocked over", "Non-Criminal Damage to Property", "Closed"),
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for rid, reported, comments, text, incident, disposition in made:
            writer.writerow(
                {"rid": rid, "reported": reported, "comments": comments, "text": text, "incident": incident, "disposition": disposition}
            )  # fmt: skip
    taken = take_in(path, "logs", "campus-logs-2010-2021", tmp_path)
    assert (taken.counts["new"], taken.counts["refused"]) == (4, 0)
    # The night the clocks went back there: half past one came twice, and the row says so rather than vanish.
    assert taken.counts["warnings"] == 1
    screen_all()
    found = {suspect.ref: suspect.score for suspect in suspects()}
    assert found.keys() == {"X1", "X2"}
    assert Log.objects.get(ref="X2").received_at.hour == 15


def test_the_map_of_street_crimes_reports_missing_and_repeated_ids(tmp_path):
    path = tmp_path / "2031-01-made-street.csv"
    rows = [
        {"Crime ID": "", "Month": "2031-01", "Crime type": "Anti-social behaviour"},
        {"Crime ID": "", "Month": "2031-01", "Crime type": "Anti-social behaviour"},
        {"Crime ID": "a1", "Month": "2031-01", "Crime type": "Burglary"},
        {
            "Crime ID": "a1",
            "Month": "2031-01",
            "Crime type": "Burglary",
            "Location": "On or near Elsewhere",
        },
        {"Crime ID": "b2", "Month": "2031-01", "Crime type": "Robbery"},
        {"Crime ID": "b2", "Month": "2031-01", "Crime type": "Robbery"},
        {"Crime ID": "", "Month": "2031-01", "Crime type": "Drugs"},
        {"Crime ID": "c3", "Month": "2031-13", "Crime type": "Drugs"},
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, STREET_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    taken = take_in(path, "crimes", "street-crimes", tmp_path)
    counts = taken.counts
    assert (counts["read"], counts["left_out"], counts["refused"], counts["new"]) == (8, 2, 3, 2)
    found = problems(taken)
    assert found["left out", "Crime type"] == 2
    assert found["error", "crime_ref"] == 2  # one repeated and different, one missing
    assert found["error", "recorded_at"] == 1
    assert found["warning", "crime_ref"] == 1  # repeated word for word
    returned = read(Path(taken.bad_rows_path))
    assert {row["row"] for row in returned} == {"5", "8", "9"}
    assert set(Crime.objects.values_list("recorded_precision", flat=True)) == {Precision.MONTH}


def test_no_map_is_named_after_a_department():
    names = [path.name for path in MAPS.glob("*.toml")]
    assert len(names) >= 3
    assert not re.search("ucsd|uchicago|cornell|lapd", " ".join(names), re.IGNORECASE)
    for path in MAPS.glob("*.toml"):
        load_map(path)


# The real files.


def tidy(value: str) -> str:
    return re.sub(r"\s+", " ", value.replace("\u2010", "-")).strip()


def calls_without_a_report() -> list[dict[str, str]]:
    """Crime-coded calls with a usable summary and no report of any kind, by the recipe that came with the file."""
    base = {row["call_category"] for row in read(CATEGORIES) if row["base_list"] == "Y"}
    found, met = [], set()
    for raw in read(CALLS):
        row = {name: tidy(value) for name, value in raw.items()}
        if len(row["SUMMARY"]) < 12 or re.match(r"(?i)(RSO|Officer) initiated", row["SUMMARY"]):
            continue
        if (row["SUMMARY"], row["DATE_REPORTED"]) in met:
            continue
        met.add((row["SUMMARY"], row["DATE_REPORTED"]))
        local = re.match(r"\d{4}-\d+$", row["CASE_NUMBER"])
        reported = local or "report" in row["DISPOSITION"].lower()
        if row["CALL_CATEGORY"] in base and not reported:
            found.append(row)
    return found


if CALLS.exists() and CATEGORIES.exists():

    @pytest.mark.parametrize(
        "register", [None, *STREETS[-1:]], ids=lambda path: path.name if path else "no register"
    )
    def test_the_calls_without_a_report_stand_first(tmp_path, register):
        taken = take_in(CALLS, "logs", "campus-calls-2020", tmp_path)
        counts = taken.counts
        assert (counts["read"], counts["new"], counts["unchanged"], counts["refused"]) == (
            2133,
            2132,
            1,
            0,
        )
        assert problems(taken)["warning", "log_ref"] == 33
        if register:
            take_in(register, "crimes", "street-crimes", tmp_path / "crimes")
        screen_all()
        path = tmp_path / "suspects.csv"
        suspects_csv(path)
        place = {}
        for row in read(path):
            log = Log.objects.get(ref=row["log_ref"])
            place[tidy(log.ref.partition("#")[0]), tidy(log.text)] = row
        wanted = calls_without_a_report()
        assert len(wanted) == 27
        rows = [place[row["CASE_NUMBER"], row["SUMMARY"]] for row in wanted]
        # The first tenth of 2,133 is 213.
        assert max(int(row["rank"]) for row in rows) <= 100
        assert all("promises a crime" in row["reasons"] for row in rows)
        # Calls to query, never a count of unrecorded crime.
        assert not any("unrecorded" in row["reasons"] for row in place.values())

    @pytest.mark.one_store
    def test_the_calls_go_through_check_from_end_to_end(tmp_path):
        environment = {
            k: v for k, v in os.environ.items() if k not in ("ONRECORD_HOME", "DATABASE_URL")
        }
        command = [
            ONRECORD,
            "check",
            "--logs",
            CALLS,
            "--map",
            MAPS / "campus-calls-2020.toml",
            "--out",
            "report",
        ]
        if STREETS:
            command += ["--crimes", STREETS[-1], "--map", MAPS / "street-crimes.toml"]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment
        )
        # 1: all went well, but rows were refused and the report says which.
        assert done.returncode in (0, 1), done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        assert {"report.html", "suspects.csv", "sample.csv"} <= {
            p.name for p in (tmp_path / "report").iterdir()
        }


if LOGS.exists():

    def test_every_campus_log_is_taken_in(tmp_path):
        taken = take_in(LOGS, "logs", "campus-logs-2010-2021", tmp_path)
        assert (taken.counts["read"], taken.counts["new"], taken.counts["refused"]) == (
            13891,
            13891,
            0,
        )
        assert set(Log.objects.values_list("received_precision", flat=True)) == {Precision.MINUTE}
        found = screen_all()
        assert 6_000 < found < 11_000
        # What was coded as crime stands above what was coded "Information" only.
        top = [suspect.log.opening_code for suspect in suspects()[:1000]]
        assert top.count("Information") < 20


if STREETS:

    @pytest.mark.parametrize("path", STREETS, ids=lambda path: path.name)
    def test_street_crimes_are_taken_in_with_their_faults_reported(tmp_path, path):
        rows = read(path)
        asb = [row for row in rows if row["Crime type"] == "Anti-social behaviour"]
        crimes = [row for row in rows if row["Crime type"] != "Anti-social behaviour"]
        with_id = [row for row in crimes if row["Crime ID"]]
        distinct = {row["Crime ID"] for row in with_id}
        taken = take_in(path, "crimes", "street-crimes", tmp_path)
        counts = taken.counts
        assert counts["read"] == len(rows)
        assert counts["left_out"] == len(asb)
        assert counts["new"] == len(distinct) == Crime.objects.count()
        # Every further row of a repeated ID is either returned or told as a copy; a crime without an ID is returned.
        assert counts["refused"] + counts["unchanged"] == len(crimes) - len(distinct)
        assert counts["refused"] == (
            len(read(Path(taken.bad_rows_path))) if taken.bad_rows_path else 0
        )
