"""Freezing a frame and drawing its sample."""

import csv
import gzip
import hashlib
import io
import json
import stat
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from onrecord.audit.actions import AuditError, freeze_audit
from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.sample.frame import write_frame
from onrecord.audit.sample.frame_file import HEADER, FrameError, FrameReader, frame_path
from onrecord.contact.models import CodeMeaning, LinkState, Log
from onrecord.exchange.models import Import, ImportState
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.recording.models import Crime, CrimeLog
from tests.audit_world import CODES, START, make_audit, make_crime, make_logs

pytestmark = pytest.mark.django_db


def frame_text(frame_hash):
    return gzip.decompress(frame_path(frame_hash).read_bytes())


def test_the_frame_is_every_log_of_every_code_and_its_hash_is_that_of_its_text():
    make_logs()
    audit = make_audit()
    text = frame_text(audit.frame_hash)
    assert hashlib.sha256(text).hexdigest() == audit.frame_hash
    rows = list(csv.DictReader(text.decode().splitlines()))
    assert len(rows) == audit.frame_size == sum(size for _, size, _ in CODES) == 500
    assert {row["closing_code"] for row in rows} == {code for code, _, _ in CODES}
    assert sum(row["linked"] == "1" for row in rows) == 68
    assert rows[0] == {
        "system": "storm",
        "ref_key": "STORM/00001",
        "received_at": "2026-03-01T10:00:00Z",
        "opening_code": "Concern",
        "closing_code": "Crime recorded",
        "linked": "1",
    }
    assert [row["ref_key"] for row in rows] == sorted(row["ref_key"] for row in rows)
    assert stat.S_IMODE(frame_path(audit.frame_hash).stat().st_mode) == 0o600


def test_the_golden_frame_and_sample():
    """The same on SQLite and PostgreSQL, on any machine, for ever."""
    make_logs()
    audit = make_audit()
    assert audit.frame_hash == "1f3f5a41be318d4d08b06314f24673d307771a0a88884c760bef446d8a919094"
    first = audit.items.order_by("position").values_list("log_ref", flat=True)[:5]
    assert list(first) == [
        "storm/00399",
        "storm/00061",
        "storm/00404",
        "storm/00311",
        "storm/00128",
    ]
    assert (
        audit.design["sample_hash"]
        == "e7c338c11e4d12bf2f99c539241e8c8a22c0cba848685ee4e3ef8f35c7f8c515"
    )


def test_the_frame_is_in_order_of_code_points_whatever_the_database_sorts_by():
    if connection.vendor == "postgresql":
        # A server whose language puts "a" before "B", as most do.
        with connection.cursor() as cursor:
            cursor.execute(
                'ALTER TABLE contact_log ALTER COLUMN ref_key TYPE varchar(120) COLLATE "und-x-icu"'
            )
    for ref in ("B", "a", "Ä", "Z", "_", "É/1", "10", "9", "ｚ", "𝒜"):
        Log.objects.create(system="S", ref=ref, ref_key=ref, received_at=START, entry_seq=0)
        Log.objects.create(system="s", ref=ref, ref_key=ref, received_at=START, entry_seq=0)
    frame = write_frame(None, None)
    keys = [(row[0], row[1]) for row in FrameReader(frame.path).rows()]
    assert keys == sorted(keys)
    assert len(keys) == 20


def test_awkward_codes_survive_the_frame_file():
    awkward = ['a,"b"', "line\nbreak", "carriage\rreturn", "'=1+1", " ", "", "ｆｕｌｌ", "tab\t"]
    for number, code in enumerate(awkward):
        Log.objects.create(
            system="s", ref=f"{number}", ref_key=f"{number}", received_at=START, closing_code=code, entry_seq=0
        )  # fmt: skip
    frame = write_frame(None, None)
    reader = FrameReader(frame.path)
    rows = list(reader.rows())
    assert [row[4] for row in rows] == awkward
    assert reader.hash == frame.hash
    # The file is what Python's own CSV writer makes of it.
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([HEADER, *rows])
    assert frame_text(frame.hash) == out.getvalue().encode()
    assert freeze_audit(name="awkward", seed="1", sample_size=20, by="x").items.count() == 8


def test_strata_numbers_and_probabilities_agree():
    make_logs()
    audit = make_audit()
    strata = list(audit.strata.all())
    assert sum(s.size for s in strata) == 500
    assert sum(s.sample_size for s in strata) == audit.items.count() == 100
    for item in audit.items.select_related("stratum", "log"):
        s = item.stratum
        assert item.inclusion_probability == s.sample_size / s.size
        assert s.linked == (item.log.link_state == LinkState.LINKED)
        assert item.log_ref == item.log.ref
    assert sum(1 / i.inclusion_probability for i in audit.items.all()) == pytest.approx(500)
    assert sorted(i.position for i in audit.items.all()) == list(range(1, 101))


def test_logs_that_promise_a_crime_are_read_more_often():
    make_logs()
    for meaning, pattern in (("crime", "Crime*"), ("domestic", "Advice*")):
        CodeMeaning.objects.create(
            system="storm", which="closing", pattern=pattern, meaning=meaning
        )
    share = {s.name: s.sample_size / s.size for s in make_audit().strata.all()}
    assert share["Advice given, not linked"] > 1.5 * share["No crime, not linked"]


def test_without_a_register_a_log_counts_as_linked_when_it_names_a_crime():
    make_logs([("A", 40, 0), ("B", 40, 0)])
    Log.objects.filter(closing_code="A").update(link_state=LinkState.CLAIMED)
    audit = make_audit(sample_size=30)
    assert audit.design["link_basis"] == "claimed"
    assert {(s.closing_code, s.linked) for s in audit.strata.all()} == {("A", True), ("B", False)}
    assert audit.crimes_a_year is None
    # With a register, a claim is only a claim.
    make_crime("X1").save()
    audit = make_audit(name="again", sample_size=30)
    assert audit.design["link_basis"] == "register"
    assert {(s.closing_code, s.linked) for s in audit.strata.all()} == {("A", False), ("B", False)}


def test_the_window_holds_whole_local_days_and_nothing_else():
    make_logs()
    audit = make_audit(date_from=date(2026, 3, 3), date_to=date(2026, 3, 5), sample_size=40)
    assert audit.frame_size == 72
    assert audit.frame_from == datetime(2026, 3, 3, tzinfo=UTC)
    assert audit.frame_to == datetime(2026, 3, 6, tzinfo=UTC)
    for item in audit.items.select_related("log"):
        assert date(2026, 3, 3) <= item.log.received_at.date() <= date(2026, 3, 5)


def test_without_a_window_the_frame_runs_from_the_first_day_to_the_last():
    make_logs([("A", 30, 1)])
    audit = make_audit(sample_size=20)
    assert audit.frame_from == datetime(2026, 3, 1, tzinfo=UTC)
    assert audit.frame_to == datetime(2026, 3, 3, tzinfo=UTC)


def test_crimes_a_year_are_those_of_the_frame_and_the_direct_ones_of_its_window():
    logs = make_logs([("A", 240, 6)])  # ten days and a bit: 1 to 11 March
    make_crime("inside", recorded_at=datetime(2026, 3, 4, tzinfo=UTC)).save()
    make_crime("before", recorded_at=datetime(2026, 2, 28, tzinfo=UTC)).save()
    make_crime("after", recorded_at=datetime(2026, 4, 1, tzinfo=UTC)).save()
    make_crime(
        "month", recorded_at=datetime(2026, 3, 1, tzinfo=UTC), recorded_precision="month"
    ).save()
    make_crime("undated", recorded_at=None).save()
    second = make_crime("second", recorded_at=datetime(2027, 1, 1, tzinfo=UTC), group="other")
    second.save()
    # A second crime of a log in the frame counts whenever it was recorded, and once though two logs name it.
    CrimeLog.objects.create(crime=second, log=logs[0], how="log")
    CrimeLog.objects.create(crime=second, log=logs[1], how="log")
    audit = make_audit(sample_size=40, date_from=date(2026, 3, 1), date_to=date(2026, 3, 5))
    crimes = audit.design["crimes"]
    assert (crimes["linked"], crimes["direct"], crimes["direct_undated"]) == (7, 2, 1)
    assert crimes["by_group"]["other"]["linked"] == 3
    assert audit.crimes_a_year == pytest.approx(9 * 365 / 5)
    assert "7 linked to the logs of the frame and 2 linked to no log" in crimes["basis"]
    assert "5 to 365 days" in crimes["basis"]
    assert "1 crimes without a log have no recording date" in crimes["basis"]
    whole = make_audit(name="whole", sample_size=40).design["crimes"]
    assert (whole["linked"], whole["direct"]) == (7, 2)


def test_a_crime_of_another_month_only_is_not_in_the_base():
    logs = make_logs([("A", 240, 6)])
    late = Log.objects.get(pk=logs[200].pk)
    crime = make_crime("late")
    crime.save()
    CrimeLog.objects.create(crime=crime, log=late, how="log")
    audit = make_audit(sample_size=40, date_from=date(2026, 3, 1), date_to=date(2026, 3, 2))
    assert audit.design["crimes"]["linked"] == 6
    assert audit.design["crimes"]["direct"] == 0


def test_the_ledger_has_all_that_a_replay_needs():
    make_logs()
    audit = make_audit()
    entry = LedgerEntry.objects.get(seq=audit.entry_seq)
    assert (entry.kind, entry.subject, entry.actor) == ("audit.frozen", f"audit:{audit.pk}", "fcr")
    body = json.loads(LedgerBody.objects.get(seq=entry.seq).body)
    assert body["seed"] == "7"
    assert body["frame"]["hash"] == audit.frame_hash
    assert body["frame"]["logs"] == 500
    assert body["design"] == audit.design
    assert sum(row["to_read"] for row in body["design"]["strata"]) == 100


def test_names_and_spaces_are_tidied():
    make_logs()
    audit = make_audit(name="  March   audit ", seed=" 7 ")
    assert (audit.name, audit.seed) == ("March audit", "7")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"seed": ""}, "needs a seed"),
        ({"seed": "x" * 65}, "at most 64"),
        ({"seed": "a\nb"}, "printable"),
        ({"sample_size": 5}, "too small"),
        ({"sample_size": -1}, "too small"),
        ({"date_from": date(2026, 3, 5), "date_to": date(2026, 3, 3)}, "ends before it begins"),
        ({"date_from": date(2030, 1, 1)}, "no incident log in this window"),
    ],
)
def test_what_can_not_be_frozen_is_said_and_leaves_no_trace(values, says):
    make_logs()
    before = LedgerEntry.objects.count()
    with pytest.raises(AuditError, match=says):
        make_audit(**values)
    assert Audit.objects.count() == SampleItem.objects.count() == 0
    assert LedgerEntry.objects.count() == before


def test_a_name_can_be_used_once():
    make_logs()
    make_audit()
    with pytest.raises(AuditError, match="“March” already"):
        make_audit(seed="8")


def test_an_import_in_between_stops_the_freeze(monkeypatch):
    make_logs()
    from onrecord.audit.sample import freeze

    def write_and_import(*window, **more):
        frame = write_frame(*window, **more)
        Import.objects.create(kind="logs", state=ImportState.DONE, by="x")
        return frame

    monkeypatch.setattr(freeze, "write_frame", write_and_import)
    with pytest.raises(AuditError, match="An import came in"):
        make_audit()
    assert not Audit.objects.exists()


def test_it_happens_whole_or_not_at_all(monkeypatch):
    make_logs()
    from onrecord.audit.sample import freeze_keep

    def broken(**_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(freeze_keep, "append", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        make_audit()
    assert Audit.objects.count() == SampleItem.objects.count() == 0


def test_no_half_written_frame_is_left_behind(monkeypatch):
    make_logs()
    from onrecord.audit.sample import frame

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(frame, "_csv_text", broken)
    folder = frame_path("x").parent
    before = set(folder.iterdir()) if folder.exists() else set()
    with pytest.raises(OSError, match="disk full"):
        write_frame(None, None)
    assert set(folder.iterdir()) == before


def test_a_tiny_frame_is_read_whole():
    make_logs([("A", 3, 1), ("B", 2, 0)])
    audit = make_audit()
    assert audit.items.count() == 5
    assert {i.inclusion_probability for i in audit.items.all()} == {1.0}


def test_only_one_kind_of_log():
    make_logs([("A", 50, 0)])
    assert [s.name for s in make_audit(sample_size=20).strata.all()] == ["A, not linked"]


def test_progress_is_told():
    make_logs()
    told = []
    make_audit(progress=lambda done, total, words: told.append((done, total, words)))
    assert told[0] == (0, None, "writing the frame")
    assert told[-1] == (500, 500, "drawing the sample")


def test_the_register_may_hold_crimes_without_any_log():
    make_logs([("A", 50, 0)])
    Crime.objects.bulk_create([make_crime(f"c{i}", i) for i in range(10)])
    crimes = make_audit(sample_size=20).design["crimes"]
    assert (crimes["linked"], crimes["direct"]) == (0, 10)


def test_a_frame_that_is_missing_damaged_or_no_frame(tmp_path):
    def read(path):
        return list(FrameReader(path).rows())

    with pytest.raises(FrameError, match=r"is not in .* backup"):
        read(tmp_path / "none.csv.gz")
    make_logs()
    whole = write_frame(None, None).path.read_bytes()
    for name, content, says in (
        ("cut", whole[: len(whole) // 2], "damaged"),
        ("plain", b"not gzip", "damaged"),
        ("other", gzip.compress(b'"a","b"\n"1","2"\n'), "no frame file"),
        ("latin", gzip.compress(gzip.decompress(whole) + b"\xff"), "damaged"),
        ("short", gzip.compress(gzip.decompress(whole) + b'"x"\n'), "line 502 is damaged"),
    ):
        path = tmp_path / f"{name}.csv.gz"
        path.write_bytes(content)
        with pytest.raises(FrameError, match=says):
            read(path)
