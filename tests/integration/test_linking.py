"""Which crime belongs to which log."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from onrecord.check.facts import timeliness
from onrecord.contact.models import LinkState, Log
from onrecord.contact.references import reference_key
from onrecord.exchange.actions import import_file
from onrecord.recording import link_sql
from onrecord.recording.linking import crimes_before_their_log, link_all, link_for_import
from onrecord.recording.models import Crime, CrimeLog, NamedReference, UnlinkedReference

pytestmark = pytest.mark.django_db
START = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)


def log(ref: str, *crime_refs: str, system="c2", **values) -> Log:
    values = {"received_at": START, "entry_seq": 0, **values}
    return Log.objects.create(
        system=system, ref=ref, ref_key=reference_key(ref), crime_refs=list(crime_refs), **values
    )


def crime(ref: str, *log_refs: str, system="rms", hours: float = 1, **values) -> Crime:
    values = {"recorded_at": START + timedelta(hours=hours), "entry_seq": 0, **values}
    return Crime.objects.create(
        system=system, ref=ref, ref_key=reference_key(ref), log_refs=list(log_refs), **values
    )


def links() -> set[tuple[str, str, str]]:
    return set(CrimeLog.objects.values_list("crime__ref", "log__ref", "how"))


def unlinked() -> set[tuple[str, str, str]]:
    return set(UnlinkedReference.objects.values_list("side", "owner_ref", "named_ref"))


def state(ref: str) -> tuple[str, int, datetime | None]:
    found = Log.objects.get(ref=ref)
    return found.link_state, found.crime_count, found.first_recorded_at


def test_either_file_may_name_the_other():
    log("L1", "C1")
    log("L2")
    log("L3", "C3")
    crime("C1")
    crime("C2", "L2")
    crime("C3", "L3")
    assert link_all() == {"links": 3, "added": 3, "removed": 0, "unlinked": 0}
    assert links() == {("C1", "L1", "log"), ("C2", "L2", "crime"), ("C3", "L3", "both")}


def test_one_log_may_have_several_crimes_and_one_crime_several_logs():
    log("L1", "C1", "C2")
    log("L2")
    crime("C1", hours=30)
    crime("C2", "L2", hours=5)
    link_all()
    assert links() == {("C1", "L1", "log"), ("C2", "L1", "log"), ("C2", "L2", "crime")}
    assert state("L1") == (LinkState.LINKED, 2, START + timedelta(hours=5))


def test_spelling_does_not_matter():
    log(" log 1 ", "20bw / 1\u20102")
    crime("20BW/1-2", "LOG1")
    link_all()
    assert {how for _, _, how in links()} == {"both"}


def test_duplicate_and_reopened_logs_share_their_crimes():
    log("L1", "C1")
    log("L2", duplicate_of="l 1")
    log("L3", "C3", duplicate_of="L2")
    log("L4")
    crime("C1")
    crime("C3")
    link_all()
    assert links() == {
        ("C1", "L1", "log"), ("C3", "L3", "log"),
        ("C1", "L2", "duplicate"), ("C1", "L3", "duplicate"), ("C3", "L1", "duplicate"), ("C3", "L2", "duplicate"),
    }  # fmt: skip
    assert state("L2")[:2] == (LinkState.LINKED, 2)
    assert state("L4")[:2] == (LinkState.NONE, 0)


def test_duplicates_in_a_circle_and_of_themselves_do_no_harm():
    log("L1", "C1", duplicate_of="L2")
    log("L2", duplicate_of="L1")
    log("L3", duplicate_of="L3")
    crime("C1")
    link_all()
    assert links() == {("C1", "L1", "log"), ("C1", "L2", "duplicate")}
    assert unlinked() == set()


def test_what_cannot_be_linked_is_listed():
    log("L1", "C9")
    log("L2", duplicate_of="L99")
    crime("C1", "L9")
    crime("C2")
    assert link_all()["unlinked"] == 4
    assert unlinked() == {
        ("log", "L1", "C9"),
        ("double", "L2", "L99"),
        ("crime", "C1", "L9"),
        ("none", "C2", ""),
    }
    assert state("L1") == (LinkState.CLAIMED, 0, None)
    assert UnlinkedReference.objects.get(owner_ref="L1").log.ref == "L1"
    assert UnlinkedReference.objects.get(owner_ref="C2").crime.ref == "C2"


def test_a_reference_that_fits_two_systems_is_listed_not_guessed():
    log("L1", "7")
    crime("7", system="rms")
    crime("7", system="old")
    log("L2")
    log("L2", system="west")
    crime("8", "L2")
    link_all()
    assert links() == set()
    assert unlinked() >= {("several", "L1", "7"), ("several", "8", "L2")}
    assert state("L1")[0] == LinkState.CLAIMED


def test_only_crimes_recorded_to_the_minute_tell_when_the_first_was_recorded():
    log("L1", "C1", "C2")
    log("L2", "C1")
    crime("C1", hours=-9, recorded_precision="month")
    crime("C2", hours=3)
    link_all()
    assert state("L1") == (LinkState.LINKED, 2, START + timedelta(hours=3))
    assert state("L2") == (LinkState.LINKED, 1, None)


def test_a_crime_without_a_date_is_linked_all_the_same():
    log("L1", "C1")
    crime("C1", recorded_at=None)
    link_all()
    assert state("L1") == (LinkState.LINKED, 1, None)


def test_linking_again_touches_nothing():
    log("L1", "C1")
    crime("C1")
    link_all()
    before = list(CrimeLog.objects.values())
    assert link_all() == {"links": 1, "added": 0, "removed": 0, "unlinked": 0}
    assert list(CrimeLog.objects.values()) == before


def test_what_is_no_longer_named_is_unlinked():
    first = log("L1", "C1")
    one = crime("C1", "L1")
    link_all()
    Log.objects.filter(pk=first.pk).update(crime_refs=[])
    link_all()
    assert links() == {("C1", "L1", "crime")}
    Crime.objects.filter(pk=one.pk).update(log_refs=[])
    assert link_all()["removed"] == 1
    assert state("L1") == (LinkState.NONE, 0, None)


def test_crimes_older_than_their_log_are_found_but_not_through_duplicates():
    log("L1", "C1", imported_in=5)
    log("L2", duplicate_of="L1", received_at=START + timedelta(days=9), imported_in=5)
    crime("C1", hours=-1)
    link_all()
    (batch,) = crimes_before_their_log("logs", 5)
    assert [(pair.key, pair.crime_ref, pair.log_ref) for pair in batch] == [("L1", "C1", "L1")]
    assert list(crimes_before_their_log("logs", 6)) == []


def test_a_crime_is_older_than_its_log_only_if_it_is_older_than_all_of_them():
    """A second call about a crime that is on record is no fault of either; the report of `check` counts the same."""
    later = START + timedelta(hours=5)
    log("L1", "C1")
    log("L2", "C1", received_at=later)
    log("L3", "C3", received_at=later)
    log("L4", "C3", received_at=later)
    for ref in ("C1", "C3"):
        crime(ref, imported_in=5)
    link_all()
    (batch,) = crimes_before_their_log("crimes", 5)
    assert [(each.crime_ref, each.log_ref) for each in batch] == [("C3", "L3")]
    assert timeliness().before == len(batch)


def test_the_statements_name_the_tables_of_the_models():
    text = repr(vars(link_sql))
    for model in (Log, Crime, CrimeLog, NamedReference, UnlinkedReference):
        assert model._meta.db_table in text
        for column in ("ref_key", "duplicate_of", "crime_refs", "log_refs", "link_state"):
            assert column in text


@pytest.mark.parametrize("seed", range(12))
def test_linking_import_by_import_comes_to_the_same_as_linking_everything(seed):
    """Random exports with repeats, ambiguity, duplicates and corrections, in random order."""
    draw = random.Random(seed)  # noqa: S311 -- replayable cases, no secrets
    logs, crimes = [f"L{n}" for n in range(9)], [f"C{n}" for n in range(9)]
    for number in range(1, 8):
        kind = draw.choice(["logs", "crimes"])
        for _ in range(draw.randrange(1, 5)):
            if kind == "logs":
                ref, system = draw.choice(logs), draw.choice(["a", "a", "a", "b"])
                values = {
                    "crime_refs": draw.sample([*crimes, "X"], draw.randrange(0, 3)),
                    "duplicate_of": draw.choice(["", "", *logs, "Y"]),
                    "imported_in": number,
                }
                found = Log.objects.filter(system=system, ref=ref).first()
                if found:
                    Log.objects.filter(pk=found.pk).update(**values, version=found.version + 1)
                else:
                    made = log(ref, system=system)
                    Log.objects.filter(pk=made.pk).update(**values)
            else:
                ref, system = draw.choice(crimes), draw.choice(["r", "r", "r", "s"])
                values = {
                    "log_refs": draw.sample([*logs, "X"], draw.randrange(0, 3)),
                    "imported_in": number,
                }
                found_crime = Crime.objects.filter(system=system, ref=ref).first()
                if found_crime:
                    Crime.objects.filter(pk=found_crime.pk).update(
                        **values, version=found_crime.version + 1
                    )
                else:
                    made_crime = crime(ref, system=system)
                    Crime.objects.filter(pk=made_crime.pk).update(**values)
        link_for_import(kind, number)
        step = picture()
        link_all()
        assert picture() == step
        assert links_worked_out_plainly() == step[0]


def picture():
    found = set(CrimeLog.objects.values_list("crime_id", "log_id", "how"))
    listed = sorted(
        UnlinkedReference.objects.values_list(
            "side", "system", "owner_ref", "named_ref", "log_id", "crime_id"
        ),
        key=repr,
    )
    marks = sorted(Log.objects.values_list("id", "crime_count", "first_recorded_at", "link_state"))
    return found, listed, marks


def links_worked_out_plainly() -> set[tuple[int, int, str]]:
    """The same rules, said in Python, one record after another."""
    all_logs, all_crimes = list(Log.objects.all()), list(Crime.objects.all())

    def only(records, key):
        found = [record for record in records if record.ref_key == key]
        return found[0] if len(found) == 1 else None

    direct: dict[tuple[int, int], set[str]] = {}
    for one in all_logs:
        for ref in one.crime_refs:
            if target := only(all_crimes, reference_key(ref)):
                direct.setdefault((target.id, one.id), set()).add("log")
    for one in all_crimes:
        for ref in one.log_refs:
            if target := only(all_logs, reference_key(ref)):
                direct.setdefault((one.id, target.id), set()).add("crime")
    family = {one.id: {one.id} for one in all_logs}
    for one in all_logs:
        other = only(all_logs, reference_key(one.duplicate_of)) if one.duplicate_of else None
        if other and other.id != one.id:
            merged = family[one.id] | family[other.id]
            for member in merged:
                family[member] = merged
    found = {(c, g, "both" if len(how) == 2 else next(iter(how))) for (c, g), how in direct.items()}
    for c, g in direct:
        found |= {(c, other, "duplicate") for other in family[g] if (c, other) not in direct}
    return found


def test_importing_links_in_the_same_step(tmp_path):
    (tmp_path / "logs.csv").write_text(
        "log_ref,received_at,crime_refs,duplicate_of\nL1,2025-03-01,c 1,\nL2,2025-03-02,,L1\n"
    )
    (tmp_path / "crimes.csv").write_text("crime_ref,log_ref\nC1,\nC2,l2\n")
    import_file(path=tmp_path / "crimes.csv", kind="crimes", by="x", system="rms")
    assert unlinked() == {("crime", "C2", "l2"), ("none", "C1", "")}
    import_file(path=tmp_path / "logs.csv", kind="logs", by="x", system="c2")
    assert unlinked() == set()
    assert links() == {
        ("C1", "L1", "log"),
        ("C2", "L2", "crime"),
        ("C1", "L2", "duplicate"),
        ("C2", "L1", "duplicate"),
    }
    (tmp_path / "later.csv").write_text(
        "log_ref,received_at,crime_refs\nL1,2025-03-01,\nL2,2025-03-02,\n"
    )
    import_file(path=tmp_path / "later.csv", kind="logs", by="x", system="c2")
    assert links() == {("C2", "L2", "crime")}
    with (
        connection.cursor() as cursor
    ):  # no temporary table is left for the next one to stumble over
        cursor.execute("SELECT count(*) FROM recording_namedreference")
        assert cursor.fetchone()[0] == 1
