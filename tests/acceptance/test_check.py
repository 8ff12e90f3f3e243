"""`onrecord check` as a registrar uses it: files in, report out, run as a program of its own."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.made import CRIME_COLUMNS, LOG_COLUMNS, exports, logs_and_crimes, write_csv

ONRECORD = Path(sys.executable).parent / "onrecord"

# A check has a database file of its own, whatever the installation uses (ADR 3).
pytestmark = pytest.mark.one_store


def check(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("ONRECORD_HOME", "DATABASE_URL")
    }
    return subprocess.run(
        [ONRECORD, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, env=environment
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(sheet: Path, target: Path, limit: int | None = None) -> None:
    """Read as somebody would who knows these texts: the punch and the throat are violence, the bicycle is theft."""
    found = rows(sheet)
    for row in found[:limit]:
        violence = int("punched" in row["text"] or "throat" in row["text"])
        theft = int("stolen" in row["text"])
        recorded = "Crime recorded" in row["text"]
        row.update(
            should_violence=violence,
            recorded_violence=violence * recorded,
            should_sexual=0,
            recorded_sexual=0,
        )
        row.update(should_other=theft, recorded_other=theft * recorded, reader="FCR")
    write_csv(target, list(found[0]), found)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    exports(folder)
    done = check(
        "check",
        "--logs",
        "logs.csv",
        "--crimes",
        "crimes.csv",
        "--out",
        "report",
        "--sample",
        100,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return folder, done


def test_the_first_run_writes_the_four_files_and_says_what_it_found(first):
    folder, done = first
    report = folder / "report"
    assert {p.name for p in report.iterdir()} == {
        "report.html",
        "suspects.csv",
        "sample.csv",
        "estimate.json",
        "frame.csv.gz",
    }
    assert "Incident logs: 140 rows read, 140 taken in." in done.stdout
    assert " no crime on record and look as if one may be missing" in done.stdout
    assert "Of 140 logs 40 have a crime record" in done.stdout
    assert json.loads((report / "estimate.json").read_text())["rate"] is None


def test_suspects_are_ranked_and_say_why(first):
    folder, _ = first
    found = rows(folder / "report" / "suspects.csv")
    assert list(found[0])[:4] == ["rank", "log_ref", "score", "reasons"]
    assert [int(r["rank"]) for r in found] == list(range(1, len(found) + 1))
    scores = [float(r["score"]) for r in found]
    assert scores == sorted(scores, reverse=True)
    top = found[:40]
    assert sum("throat" in r["reasons"] or "punch" in r["reasons"] for r in top) >= 35
    refs = {r["log_ref"] for r in found}
    assert "LOG/00001/26" in refs or all(int(r["log_ref"][4:9]) % 7 != 1 for r in top)


def test_the_sample_covers_every_stratum_with_its_chance(first):
    folder, _ = first
    found = rows(folder / "report" / "sample.csv")
    assert len(found) == 100
    assert len({r["log_ref"] for r in found}) == 100
    weights = sum(1 / float(r["inclusion_probability"]) for r in found)
    assert weights == pytest.approx(140)
    assert {r["linked"] for r in found} == {"yes", "no"} or len({r["linked"] for r in found}) == 2


def test_readings_return_the_rate(first):
    folder, _ = first
    report = folder / "report"
    fill_in(report / "sample.csv", folder / "sample-read.csv")
    done = check(
        "check",
        "--logs",
        "logs.csv",
        "--crimes",
        "crimes.csv",
        "--out",
        "again",
        "--readings",
        "sample-read.csv",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    estimate = json.loads((folder / "again" / "estimate.json").read_text())
    # Truth: of 7 logs 4 report a crime and 2 have one; 140 logs are 20 of each kind.
    assert estimate["low"] <= 0.5 <= estimate["high"]
    assert 0.35 < estimate["rate"] < 0.65
    assert estimate["n_logs"] == 100
    page = (folder / "again" / "report.html").read_text()
    assert f"{100 * estimate['rate']:.1f} %" in page
    assert "<svg" in page


def test_the_same_exports_give_the_same_sample_again(first):
    folder, _ = first
    done = check(
        "check",
        "--logs",
        "logs.csv",
        "--crimes",
        "crimes.csv",
        "--out",
        "twice",
        "--sample",
        100,
        cwd=folder,
    )
    assert done.returncode == 0
    for name in ("sample.csv", "suspects.csv", "estimate.json"):
        assert (folder / "twice" / name).read_bytes() == (folder / "report" / name).read_bytes()


def test_readings_of_other_exports_are_refused(first, tmp_path):
    folder, _ = first
    fill_in(folder / "report" / "sample.csv", tmp_path / "read.csv", limit=10)
    logs, crimes = exports(tmp_path, n=139)
    done = check(
        "check",
        "--logs",
        logs,
        "--crimes",
        crimes,
        "--out",
        tmp_path / "r",
        "--readings",
        tmp_path / "read.csv",
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "frame" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_of_the_data_is_left_outside_the_report(first):
    folder, _ = first
    assert not [p for p in (folder / "report").iterdir() if p.name.startswith(".")]


def at_a_terminal() -> None:
    """Programs started in the background inherit that Ctrl+C and a closed terminal are ignored; at a terminal they aren't."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def started(folder: Path) -> "subprocess.Popen[bytes]":
    """A check that is in the middle of its work: its throw-away installation is there and holds a database."""
    exports(folder, n=14)
    with (folder / "logs.csv").open("a") as logs:
        last = (folder / "logs.csv").read_text().splitlines()[-1]
        reference, rest = last.split(",", 1)
        logs.writelines(f"{reference}-{n},{rest}\n" for n in range(60_000))
    before = set((folder / "r").glob(".work-*/imports/1/progress.json"))
    environment = {
        k: v for k, v in os.environ.items() if k not in ("ONRECORD_HOME", "DATABASE_URL")
    }
    process = subprocess.Popen(
        [ONRECORD, "check", "--logs", "logs.csv", "--out", "r"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=at_a_terminal,
    )
    until = time.monotonic() + 60
    while set((folder / "r").glob(".work-*/imports/1/progress.json")) <= before:
        assert process.poll() is None, "the check ended before it could be stopped"
        assert time.monotonic() < until
        time.sleep(0.02)
    return process


def left_behind(folder: Path) -> list[Path]:
    return list((folder / "r").glob(".work*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_check_leaves_nothing_of_the_data_behind(tmp_path, number):
    process = started(tmp_path)
    process.send_signal(number)
    assert process.wait(timeout=60) != 0
    assert not left_behind(tmp_path)


def test_what_a_killed_check_left_the_next_one_clears_but_not_a_running_ones(tmp_path):
    killed = started(tmp_path)
    killed.kill()
    killed.wait()
    (remains,) = left_behind(tmp_path)
    running = started(tmp_path)
    try:
        assert not remains.exists()
        (work,) = left_behind(tmp_path)
        (tmp_path / "few.csv").write_text((tmp_path / "crimes.csv").read_text())
        done = check("check", "--crimes", "few.csv", "--out", "r", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert work.exists()
        assert running.poll() is None
    finally:
        running.terminate()
        running.wait()
    assert not left_behind(tmp_path)


def test_markup_and_formulas_in_the_data_do_no_harm(tmp_path):
    logs, crimes = logs_and_crimes()
    logs[1]["text"] = '<script>alert(1)</script> a man punched me =cmd|"/c calc"!A1'
    logs[1]["opening_code"] = '=HYPERLINK("http://x")'
    logs[1]["log_ref"] = "=1+1"
    write_csv(tmp_path / "logs.csv", LOG_COLUMNS, logs)
    write_csv(tmp_path / "crimes.csv", CRIME_COLUMNS, crimes)
    done = check(
        "check",
        "--logs",
        "logs.csv",
        "--crimes",
        "crimes.csv",
        "--out",
        "r",
        "--sample",
        140,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "r" / "report.html").read_text()
    assert "<script" not in page
    for name in ("suspects.csv", "sample.csv"):
        for row in rows(tmp_path / "r" / name):
            assert not any(value.startswith(("=", "+", "@", "\t")) for value in row.values()), row


def test_bad_rows_come_back_and_the_good_ones_are_read(tmp_path):
    logs, crimes = logs_and_crimes()
    logs[5]["received_at"] = "31/02/2026 10:00"
    logs[6]["log_ref"] = ""
    write_csv(tmp_path / "logs.csv", LOG_COLUMNS, logs, delimiter=";", encoding="cp1252")
    write_csv(tmp_path / "crimes.csv", CRIME_COLUMNS, crimes)
    done = check(
        "check",
        "--logs",
        "logs.csv",
        "--crimes",
        "crimes.csv",
        "--out",
        "r",
        "--sample",
        60,
        cwd=tmp_path,
    )
    assert done.returncode == 1, done.stderr
    refused = rows(tmp_path / "r" / "refused-logs.csv")
    assert {(r["row"], r["field"]) for r in refused} == {("7", "received_at"), ("8", "log_ref")}
    assert all(r["problem"] and r["what_to_do"] for r in refused)
    assert "138 taken in, 2 refused" in done.stdout
    # The refused rows alone are no export: given in again they would be taken for the whole of it.
    assert "run the same command with the whole file again" in (
        tmp_path / "r" / "report.html"
    ).read_text().replace("\n", " ")


def test_a_row_of_the_sheet_that_could_not_be_used_is_not_passed_over_in_silence(first):
    folder, _ = first
    fill_in(folder / "report" / "sample.csv", folder / "faulty.csv")
    found = rows(folder / "faulty.csv")
    found[3]["should_violence"] = "two"
    write_csv(folder / "faulty.csv", list(found[0]), found)
    done = check(
        "check", "--logs", "logs.csv", "--crimes", "crimes.csv", "--out", "faulty",
        "--readings", "faulty.csv", cwd=folder,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "1 row of the reading sheet could not be used" in " ".join(done.stdout.split())


def test_a_single_log_is_spoken_of_as_one(tmp_path):
    logs, crimes = logs_and_crimes(8)
    write_csv(tmp_path / "logs.csv", LOG_COLUMNS, [logs[1], logs[7]])
    write_csv(tmp_path / "crimes.csv", CRIME_COLUMNS, crimes[-1:])
    done = check(
        "check", "--logs", "logs.csv", "--crimes", "crimes.csv", "--out", "r", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Crimes: 1 row read, 1 taken in." in said
    assert "Of 2 logs 1 has a crime record; 1 has none." in said
    assert "1 log has no crime on record and looks as if one may be missing." in said
    assert "100.0 % of 1 crime was recorded within" in said
    page = (tmp_path / "r" / "report.html").read_text()
    assert "1 log has no crime on record and looks as if" in page
    assert "They are all the logs there are" in page


def test_a_file_with_headings_and_no_rows_is_not_passed_over_in_silence(tmp_path):
    write_csv(tmp_path / "logs.csv", LOG_COLUMNS, [])
    done = check("check", "--logs", "logs.csv", "--out", "r", cwd=tmp_path)
    assert "logs.csv has headings and no rows below them" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "--logs"),
        (["check", "--logs", "nothere.csv"], "no file nothere.csv"),
        (["check", "--logs", "empty.csv"], "empty"),
        (["check", "--logs", "other.csv"], "log_ref"),
        (["check", "--logs", "logs.csv", "--crimes", "other.csv"], "other.csv: The file of crimes"),
        (["check", "--logs", "."], "is a folder"),
        (["check", "--logs", "logs.csv", "--map", "bad.toml"], "bad.toml"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, arguments, says):
    exports(tmp_path, n=14)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "bad.toml").write_text("kind = ")
    done = check(*arguments, "--out", "r", cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    # Nothing that looks like a report is left where nothing could be done.
    assert not (tmp_path / "r").exists()


def test_help_reads_like_a_manual_page():
    done = check("check", "--help", cwd=Path.cwd())
    assert done.returncode == 0
    for words in ("--logs", "--crimes", "--readings", "suspects.csv", "Exit codes"):
        assert words in done.stdout
