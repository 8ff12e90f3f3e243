"""Other calls from a place or by a caller, grades and time at the scene, in the store and in files."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from onrecord.contact.models import EntryKind, LinkState, Log, LogEntry, LogPerson, LogPlace
from onrecord.screening.actions import screen_all, screen_logs
from onrecord.screening.finder.around import CallsOfAFile, caller_key, lowered, place_key
from onrecord.screening.finder.find import find_missed
from onrecord.screening.models import LogScore, LogTie, Suspect
from onrecord.screening.scoring.facts import FactReader

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_number = iter(range(1, 10_000))


def log(days_ago: float = 0, **more) -> Log:
    ref = f"A-{next(_number)}"
    values = {
        "system": "north", "ref": ref, "ref_key": ref, "received_at": NOON - timedelta(days=days_ago),
        "text": "He punched her in the face", "closing_code": "Resulted", "entry_seq": 0, **more,
    }  # fmt: skip
    return Log.objects.create(**values)


def words(one: Log) -> list[str]:
    return [reason["words"] for reason in Suspect.objects.get(log=one).reasons]


def entry(one: Log, kind: str, minute: int, detail: dict) -> None:
    LogEntry.objects.create(
        system=one.system, log_ref=one.ref, log_ref_key=one.ref_key, line_key=f"{kind}{minute}", kind=kind,
        entered_at=NOON + timedelta(minutes=minute), detail=detail, entry_seq=0,
    )  # fmt: skip


# Keys.


def test_a_place_is_known_again_in_any_spelling_and_a_vague_one_is_none():
    assert place_key("12 High Street", "EX4 4QJ") == place_key("12, high street, ex44qj")
    assert place_key("12 High Street", "EX4 4QJ") != place_key("14 High Street", "EX4 4QJ")
    assert place_key("x", uprn="0100 012") == place_key(uprn="100012")
    assert place_key("the park") is None
    assert place_key("", "EX4 4QJ") is None


def test_a_caller_is_a_whole_number():
    assert (
        caller_key("+44 7700 900123") == caller_key("07700-900-123") == caller_key("00447700900123")
    )
    assert caller_key("07700 900124") != caller_key("07700 900123")
    assert caller_key("999") is None


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [("Immediate", "Scheduled", True), ("1", "3", True), ("Grade 2", "Grade 1", False), ("Priority", "Priority", False),
     ("Blue", "Scheduled", False), ("", "3", False)],
)  # fmt: skip
def test_a_lowered_grade(first, last, wanted):
    assert lowered(first, last) is wanted


# The store.


@pytest.mark.django_db
def test_the_third_call_from_an_address_says_so_until_one_has_a_crime():
    address = {"Address": "12 High Street, EX4 4QJ"}
    first, _, third = log(20, extra=address), log(9, extra=address), log(0, extra=address)
    other = log(0, extra={"Address": "14 High Street, EX4 4QJ"})
    after = log(-1, extra=address, text="Cat up a tree")
    screen_all()
    assert "Third call from this place within 30 days, none with a crime." in words(third)
    assert not any("call from this place" in said for said in (*words(first), *words(other)))
    assert LogScore.objects.get(log=third).score == LogScore.objects.get(log=other).score + 100
    # A crime for one of them later takes the reason away, though nothing of the log itself has changed.
    Log.objects.filter(id=first.id).update(link_state=LinkState.LINKED)
    screen_all()
    assert not any("call from this place" in said for said in words(third))
    assert after.id


@pytest.mark.django_db
def test_calls_of_a_year_and_an_institution():
    address = {"location": "1 Care Home Lane"}
    logs = [log(300 - 60 * number, extra=address) for number in range(4)]
    screen_all()
    assert "Fourth call from this place within 12 months, none with a crime." in words(logs[-1])
    for number in range(45):
        log(number / 2, extra=address)
    busy = log(0, extra=address)
    screen_all()
    assert not any("call from this place" in said for said in words(busy))


@pytest.mark.django_db
def test_places_and_callers_of_logs_kept_here():
    for days in (6, 3, 0):
        one = log(days)
        LogPlace.objects.create(log=one, log_ref=one.ref, label="scene", uprn="10001", entry_seq=0)
        LogPerson.objects.create(
            log=one, log_ref=one.ref, label="A", phone="07700 900123", roles=["caller"], entry_seq=0
        )
        LogPerson.objects.create(
            log=one,
            log_ref=one.ref,
            label="B",
            phone="07700 900199",
            roles=["witness"],
            entry_seq=0,
        )
        screen_logs([one.id])
    assert LogTie.objects.filter(log=one).count() == 2
    assert "Third call from this place within 30 days, none with a crime." in words(one)
    assert "Third call by this caller within 30 days, none with a crime." in words(one)
    # A place that was wrong is forgotten.
    LogPlace.objects.filter(log=one).delete()
    screen_logs([one.id])
    assert not any("from this place" in said for said in words(one))


@pytest.mark.django_db
def test_grades_and_time_at_the_scene_of_logs_kept_here():
    one = log(grade="3")
    entry(one, EntryKind.GRADE, 0, {"before": "", "after": "1"})
    entry(one, EntryKind.GRADE, 9, {"before": "1", "after": "3"})
    for minute, state in ((10, "assigned"), (20, "at-scene"), (115, "clear")):
        entry(one, EntryKind.RESOURCE, minute, {"resource": "PC 7", "state": state})
    twin = log(system="south", ref_key=one.ref_key)
    screen_all()
    assert "Graded “1” at first and “3” later, and no crime is linked; see what changed." in words(
        one
    )
    assert "Police were 1 h 35 min at the scene, and no crime is linked." in words(one)
    assert not any("Police were" in said for said in words(twin))


@pytest.mark.django_db
def test_imported_columns_of_grade_and_scene():
    one = log(
        grade="Routine", closed_at=NOON + timedelta(hours=4),
        extra={"Initial grade": "Immediate", "At scene": "02/03/2026 12:30"},
    )  # fmt: skip
    junk = log(extra={"At scene": "soon", "address": "?", "phone": "none"}, closed_at=NOON)
    facts = {seen.log_id: seen.facts for seen in FactReader().these([one.id, junk.id])}
    assert (facts[one.id].lowered_from, facts[one.id].lowered_to) == ("Immediate", "Routine")
    assert facts[one.id].minutes_there == 210
    assert facts[junk.id].minutes_there is None


# Files.


def test_a_file_with_the_columns_has_the_same_reasons(tmp_path):
    rows = [
        ("L1", "2026-02-10 10:00", "5 Mill Lane, EX4 4QJ", "", "Routine", "", "", ""),
        ("L2", "2026-02-20 10:00", "5 mill lane EX44QJ", "", "Routine", "", "", ""),
        ("L3", "2026-03-01 10:00", "5 Mill Lane, EX4 4QJ", "07700 900123", "Routine", "Immediate", "2026-03-01 10:20", "2026-03-01 12:00"),
        ("L4", "2026-03-01 10:00", "", "", "Routine", "", "", ""),
        ("L5", "never", "5 Mill Lane, EX4 4QJ", "", "Routine", "", "x", "y"),
    ]  # fmt: skip
    path = tmp_path / "logs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["log_ref", "received_at", "address", "phone", "grade", "initial grade", "at scene", "clear", "text"])  # fmt: skip
        out.writerows([*row, "He punched her in the face"] for row in rows)
    find_missed(path, tmp_path / "out")
    with (tmp_path / "out" / "suspects.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["log_ref"]: row for row in csv.DictReader(file)}
    told = found["L3"]["reasons"]
    assert "Third call from this place within 30 days, none with a crime." in told
    assert "Police were 1 h 40 min at the scene" in told
    assert "Graded “Immediate” at first and “Routine” later" in told
    assert found["L3"]["rank"] == "1"
    for ref in ("L1", "L4", "L5"):
        assert "call from this place" not in found[ref]["reasons"]
        assert "Police were" not in found[ref]["reasons"]


def test_the_calls_of_a_file_are_counted_backwards_only():
    calls = CallsOfAFile()
    day = 86_400.0
    for when in (0, 10, 20, 400):
        calls.add((7, None), when * day, crime=when == 10)
    calls.add((None, 7), 20 * day, crime=False)
    calls.add((7, None), None, crime=False)
    assert calls.around(2) == {"place_30": 2, "place_year": 2, "place_crimes": 1}
    assert calls.around(0) == {"place_30": 0, "place_year": 0, "place_crimes": 0}
    assert calls.around(3) == {"place_30": 0, "place_year": 0, "place_crimes": 0}
    assert calls.around(5) == {}
