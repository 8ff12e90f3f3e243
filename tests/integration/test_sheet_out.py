"""The reading sheet as it goes out: what stands in it, and what of it a spreadsheet must not run."""

import pytest
from openpyxl import load_workbook

from onrecord.audit.actions import AuditError
from onrecord.audit.models import Reading
from onrecord.audit.sheet.out import COLUMNS, TO_FILL, sheet_identity, write_sheet
from onrecord.contact.models import Log, LogEntry
from onrecord.recording.models import CrimeLog
from tests.audit_world import START, make_audit, make_crime, make_logs
from tests.sheet_made import Sheet, only_problem, read, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    make_logs()
    return make_audit()


@pytest.fixture
def sheet(audit, tmp_path):
    """The sheet on file, its rows, and a function that writes it back as somebody has changed it."""
    return Sheet(audit, tmp_path)


def test_the_sheet_has_the_sample_in_order_of_reading(audit, sheet):
    assert tuple(sheet.rows[0]) == COLUMNS
    items = list(audit.items.select_related("stratum", "log").order_by("position"))
    assert [row["log_ref"] for row in sheet.rows] == [item.log_ref for item in items]
    assert [int(row["position"]) for row in sheet.rows] == list(range(1, 101))
    for row, item in zip(sheet.rows, items, strict=True):
        assert row["stratum"] == item.stratum.name
        assert row["linked"] == ("yes" if item.stratum.linked else "no")
        assert float(row["inclusion_probability"]) == pytest.approx(
            item.inclusion_probability, abs=1e-6
        )
        assert row["frame_hash"] == audit.frame_hash
        assert (row["seed"], row["sample"].split("-")[0]) == ("7", "100")
        assert all(row[name] == "" for name in TO_FILL)
    # The inclusion probabilities on the sheet alone rebuild the number of logs in the frame.
    assert sum(1 / float(row["inclusion_probability"]) for row in sheet.rows) == pytest.approx(
        500, abs=0.01
    )


def test_crimes_on_record_and_entries_stand_beside_the_text(tmp_path):
    make_logs([("A", 20, 0)])
    log = Log.objects.get(ref="storm/00001")
    for number, ref in enumerate(("20CR/2", "20CR/1")):
        crime = make_crime(ref, number)
        crime.save()
        CrimeLog.objects.create(crime=crime, log=log, how="both")
    LogEntry.objects.create(
        system="storm", log_ref=log.ref, log_ref_key=log.ref_key, line_key="k", entered_at=START, author="Op 7",
        text="He hit her.", entry_seq=0,
    )  # fmt: skip
    write_sheet(make_audit(sample_size=20), tmp_path / "s.csv")
    row = next(row for row in read(tmp_path / "s.csv") if row["log_ref"] == log.ref)
    assert row["text"] == f"{log.text}\n[2026-03-01 09:00 Op 7] He hit her."
    assert row["crimes_on_record"].splitlines() == [
        "20CR/2 8N Assault occasioning actual bodily harm recorded 2026-03-01 09:00 (violence)",
        "20CR/1 8N Assault occasioning actual bodily harm recorded 2026-03-01 10:00 (sexual)",
    ]


def test_a_very_long_log_is_cut_and_says_so(audit, tmp_path):
    Log.objects.update(text="x" * 50_000)
    write_sheet(audit, tmp_path / "s.csv")
    assert read(tmp_path / "s.csv")[0]["text"].endswith(
        "(cut here: read the rest in the log itself)"
    )
    write_sheet(audit, tmp_path / "s.xlsx")
    assert len(load_workbook(tmp_path / "s.xlsx")["Sample"]["J2"].value) < 32_768


def test_formulas_and_markup_in_the_data_stay_text(tmp_path):
    make_logs([("A", 20, 0)])
    Log.objects.update(text="=cmd|'/C calc'!A0", closing_code="@SUM(1)", opening_code="+1")
    audit = make_audit(sample_size=20)
    write_sheet(audit, tmp_path / "s.csv")
    row = read(tmp_path / "s.csv")[0]
    assert row["text"] == "'=cmd|'/C calc'!A0"
    assert (row["closing_code"], row["opening_code"]) == ("'@SUM(1)", "'+1")
    assert row["stratum"].startswith("'@")
    write_sheet(audit, tmp_path / "s.xlsx")
    cells = {c.value: c for c in load_workbook(tmp_path / "s.xlsx")["Sample"][2] if c.value}
    assert cells["=cmd|'/C calc'!A0"].data_type == "s"


def test_control_characters_do_not_stop_an_xlsx(audit, tmp_path):
    Log.objects.update(text="before\x0bafter\x01")
    assert write_sheet(audit, tmp_path / "s.xlsx") == 100
    assert load_workbook(tmp_path / "s.xlsx")["Sample"]["J2"].value == "before after "


def test_a_sheet_that_was_begun_is_not_overwritten(audit, sheet, tmp_path):
    assert write_sheet(audit, tmp_path / "sample.csv") == 100
    sheet.fill(1)
    write(tmp_path / "sample.csv", sheet.rows)
    with pytest.raises(AuditError, match="holds answers already"):
        write_sheet(audit, tmp_path / "sample.csv")
    assert read(tmp_path / "sample.csv") == sheet.rows
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert write_sheet(audit, tmp_path / "other.csv") == 100


def test_which_sample_a_sheet_belongs_to(audit, sheet, tmp_path):
    found = sheet_identity(tmp_path / "sample.csv")
    assert (found.frame_hash, found.seed, found.sample_size) == (audit.frame_hash, "7", 100)
    assert audit.design["sample_hash"].startswith(found.sample_hash)
    write_sheet(audit, tmp_path / "sample.xlsx")
    assert sheet_identity(tmp_path / "sample.xlsx") == found
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert sheet_identity(tmp_path / "x.csv") is None
    assert sheet_identity(tmp_path / "nothere.csv") is None


def test_references_that_a_spreadsheet_made_numbers_are_found_by_position(tmp_path):
    Log.objects.bulk_create(
        [
            Log(
                system="s", ref=f"{number:06d}{'0' * 9}", ref_key=f"{number:06d}{'0' * 9}", received_at=START,
                closing_code="A", entry_seq=0,
            )
            for number in range(1, 31)
        ]
    )  # fmt: skip
    audit = make_audit(sample_size=30)
    sheet = Sheet(audit, tmp_path)
    for row in sheet.rows:
        row["should_other"] = "0"
        row["log_ref"] = (
            f"{float(row['log_ref']):.5E}" if int(row["position"]) % 2 else str(int(row["log_ref"]))
        )
    result = sheet.take()
    assert (result.taken, result.problems) == (30, [])
    assert len(result.warnings) == 30
    assert "was taken for 0000" in result.warnings[0]["problem"]
    # Without the position it can't be known, and the message shows what belongs there.
    sheet.rows[0]["position"] = "2"
    result = sheet.take()
    problem = only_problem(result)
    assert "At its position 2 the sample has “0000" in problem["what_to_do"]


def test_two_forces_logs_with_the_same_reference_are_told_apart(tmp_path):
    for system in ("north", "south"):
        for log in make_logs([("A", 15, 0)], system=system):
            Log.objects.filter(pk=log.pk).update(ref=log.ref[6:], ref_key=log.ref_key[6:])
    audit = make_audit(sample_size=30)
    sheet = Sheet(audit, tmp_path)
    for row in sheet.rows:
        row["should_other"] = "1" if row["system"] == "north" else "0"
        row["recorded_other"] = "0"
    assert sheet.take().taken == 30
    assert set(
        Reading.objects.filter(should_other=1).values_list("item__log__system", flat=True)
    ) == {"north"}
    # Without the column nobody can say which is meant.
    result = sheet.take(columns=[c for c in COLUMNS if c not in ("system", "position")])
    assert len(result.problems) == 30
