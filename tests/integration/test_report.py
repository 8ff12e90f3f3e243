"""The board report: ten headings, figures that an outsider works out again, nothing that names a record or a person."""

import io
import json
import subprocess
import sys
from copy import deepcopy

import page
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from onrecord.audit.actions import record_reading
from onrecord.audit.findings import actions as findings
from onrecord.audit.findings.models import Finding
from onrecord.audit.models import Audit
from onrecord.audit.report.files import RECOMPUTE, report_json, report_xlsx
from onrecord.audit.report.funnel import funnel_plot
from onrecord.audit.report.pdf import report_pdf
from onrecord.audit.report.report import report_of
from onrecord.audit.report.words import TITLES
from onrecord.contact.models import Log
from onrecord.documents.pdf import NoPdf
from tests.audit_world import make_audit
from tests.findings_world import answers_of
from tests.pdf_ua import failures

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(made_reading):
    return deepcopy(made_reading)


@pytest.fixture
def staff(made):
    return made[0]


@pytest.fixture
def audit(made):
    return made[1]


def recomputed(tmp_path, report) -> tuple[int, str]:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report_json(report)))
    done = subprocess.run(
        [sys.executable, "-I", str(RECOMPUTE), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_it_carries_the_ten_headings_and_what_identifies_the_sample(audit):
    report = report_of(audit)
    assert [s.title for s in report.sections] == list(TITLES)
    assert len(TITLES) == 10
    assert all(section.words for section in report.sections)
    identity = dict(report.identity)
    assert identity["Frame hash (SHA-256)"] == audit.frame_hash
    assert identity["Seed"] == "7"
    assert "Drawn again" in " ".join(report.sections[6].words)


def test_the_sample_is_drawn_again_and_the_report_says_when_and_what_came_out(audit):
    words = " ".join(report_of(audit).sections[6].words)
    assert "the same logs, in the same order" in words
    assert f"Tried on {timezone.localtime():%d/%m/%Y} at" in words
    cache.clear()
    audit.items.filter(position=1).update(position=1001)
    for _ in range(2):  # what doesn't come out is tried again each time
        assert "could not be drawn again" in " ".join(report_of(audit).sections[6].words)
    audit.items.filter(position=1001).update(position=1)
    assert "the same logs" in " ".join(report_of(audit).sections[6].words)


def test_an_outsider_works_every_figure_out_again_from_the_file(audit, tmp_path):
    code, said = recomputed(tmp_path, report_of(audit))
    assert code == 0, said
    assert said.count("the report says the same") == 4
    assert "violence" in said


def test_a_report_that_was_changed_is_found_out(audit, tmp_path):
    data = report_json(report_of(audit))
    data["recompute"]["figures"]["all"]["rate"] += 0.01
    path = tmp_path / "report.json"
    path.write_text(json.dumps(data))
    done = subprocess.run(
        [sys.executable, "-I", str(RECOMPUTE), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "THE REPORT SAYS" in done.stdout


@pytest.mark.one_store
@pytest.mark.parametrize("programme", ["inspection-cdi", "monthly-logs"])
@pytest.mark.parametrize("right", [0, 1, 2])
def test_it_comes_out_again_for_other_designs_and_at_the_edges(staff, tmp_path, programme, right):
    """Strata by score, programmes of questions; nothing, something and everything right."""
    from onrecord.audit.programmes.kept import programme_of
    from onrecord.audit.programmes.programme import FAIL, PASS

    audit = make_audit(name="April", programme=programme)
    held = programme_of(audit)
    for number, item in enumerate(audit.items.order_by("position")[:80]):
        good = right == 2 or (right == 1 and number % 3)
        answers = {}
        for question in held.questions:
            wanted = PASS if good else FAIL
            said = next((a.say for a in question.offered if a.verdict == wanted), None)
            answers[question.id] = said or (question.offered[-1].say if question.offered else "")
        answers.pop("disclosed", None)
        counts = (
            {"should_other": 1, "recorded_other": int(bool(good))}
            if held.measure == "crimes"
            else {}
        )
        if held.measure == "crimes":
            answers = {**answers, "disclosed": "crime"}
        record_reading(item=item, by="ada", answers=answers, **counts)
    report = report_of(audit)
    code, said = recomputed(tmp_path, report)
    assert code == 0, said
    if right == 1:
        assert report.material.estimate.rate is not None
        assert 0 < report.material.estimate.rate < 1


def test_departments_stand_on_a_funnel_in_order_of_their_names(audit):
    report = report_of(audit)
    table = next(t for t in report.results if t.caption.startswith("Departments"))
    assert [row[0] for row in table.rows] == ["North", "South"]
    picture = funnel_plot(report.material.funnel)
    assert picture.startswith("<svg")
    assert "North: " in picture
    for forbidden in ("<script", "style=", "<image"):
        assert forbidden not in picture


def test_causes_findings_and_reversals_stand_in_it(audit, staff):
    findings.send_findings(audit=audit, by=staff["fcr"])
    row = Finding.objects.filter(department="North").first()
    row = findings.dispute(finding=row, by=staff["sam"], words="Civil.")
    findings.reverse(finding=row, by=staff["fcr"], words="Civil.", how="no-crime")
    words = " ".join(report_of(audit).sections[8].words)
    assert "1 reversed" in words
    assert "was reversed by the registrar" in words


def test_no_log_and_no_person_is_named_in_any_of_its_files(audit, staff):
    findings.send_findings(audit=audit, by=staff["fcr"])
    report = report_of(audit)
    whole = json.dumps(report_json(report))
    book = load_workbook(io.BytesIO(report_xlsx(report)))
    whole += "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    for log in Log.objects.all():
        assert log.ref not in whole
        assert log.text not in whole
    for name in ("ada", "olu"):
        assert f'"{name}"' not in whole


def test_the_workbook_holds_every_table_and_runs_no_formula(staff):
    audit = make_audit(name="=HYPERLINK(1)")
    book = load_workbook(io.BytesIO(report_xlsx(report_of(audit))))
    sheet = book["Report"]
    assert sheet["A1"].value == "=HYPERLINK(1)"
    assert sheet["A1"].data_type != "f"
    assert any("Sample size" in str(row[0].value) for row in sheet.iter_rows())
    assert "Counts" in book.sheetnames
    assert len(book.sheetnames) >= 4


def test_the_report_of_an_audit_that_nobody_has_read_says_so(staff, client):
    audit = make_audit(name="April")
    report = report_of(audit)
    assert "There is no rate" in report.sentence
    assert report.material.funnel is None
    client.force_login(staff["com"])
    body = client.get(reverse("audit-report", args=[audit.pk])).content.decode()
    assert "There is no rate" in body


def test_the_pages_and_files_are_served(audit, staff, client):
    client.force_login(staff["com"])
    body = client.get(reverse("audit-report", args=[audit.pk])).content.decode()
    for title in TITLES:
        assert f". {title}</h2>" in body
    for form in ("json", "xlsx"):
        answer = client.get(reverse("audit-report-file", args=[audit.pk, form]))
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
    script = client.get(reverse("audit-recompute"))
    assert script.content == RECOMPUTE.read_bytes()


@pytest.mark.one_store
@pytest.mark.parametrize("programme", ["", "monthly-logs"])
def test_a_pdf_holds_to_pdf_ua(audit, programme):
    """By the Matterhorn conditions of tests/pdf_ua.py, and by a validator that somebody else wrote."""
    if programme:
        audit = make_audit(name="April", programme=programme)
        for item in audit.items.order_by("position")[:60]:
            record_reading(item=item, by="ada", answers=answers_of(audit, crime=False))
    made = report_pdf(report_of(audit))
    assert made.startswith(b"%PDF-1.7")
    assert failures(made) == []
    judged = page.validate_pdf_bytes(made, profile="ua1")
    assert [(each.rule_id, each.message) for each in judged.failures] == []
    assert judged.is_compliant
    assert judged.rules.passed > 90
    whole = PdfReader(io.BytesIO(made))
    assert not [each for each in whole.pages if each.get("/Annots")]
    text = " ".join(each.extract_text() for each in whole.pages)
    assert f"1 of {len(whole.pages)}" in text
    assert "What identifies this report" in text


@pytest.mark.one_store
def test_the_pdf_of_an_audit_that_nobody_has_read_holds_to_pdf_ua(staff):
    made = report_pdf(report_of(make_audit(name="April")))
    assert failures(made) == []
    assert page.is_pdf_compliant_bytes(made, profile="ua1")


def test_without_the_pdf_library_the_page_says_what_to_do(audit, staff, client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(NoPdf, match="Print the page"):
        report_pdf(report_of(audit))
    client.force_login(staff["com"])
    answer = client.get(reverse("audit-report-file", args=[audit.pk, "pdf"]), follow=True)
    assert "No PDF can be made on this machine" in answer.content.decode()
    assert Audit.objects.count() == 1
