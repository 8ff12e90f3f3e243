"""The audit pages: planning, freezing, reading one log after the other, sheets out and in, the estimate."""

import csv
import io
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from onrecord.audit.models import Audit, Reading, SampleItem
from onrecord.audit.planning.preview import frame_counts, preview_audit
from onrecord.ledger.models import LedgerEntry
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made_pages, monkeypatch):
    cache.clear()
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made_pages)


@pytest.fixture
def auditor(world, client):
    client.force_login(world.people["auditor"])
    return client


def text(answer):
    return answer.content.decode()


def content(answer):
    return b"".join(answer.streaming_content)


PLAN = {"name": "April", "sample_size": "20", "seed": "dice 1 6", "date_from": "", "date_to": ""}


def test_an_audit_is_planned_as_often_as_wanted_and_frozen_once(auditor, world):
    page = text(auditor.post(reverse("audit-new"), {**PLAN, "plan": "1"}))
    assert "What to expect" in page
    assert "Freeze and draw the sample" in page
    assert Audit.objects.count() == 1
    answer = auditor.post(reverse("audit-new"), {**PLAN, "freeze": "1"}, follow=True)
    assert "20 logs are drawn" in text(answer)
    audit = Audit.objects.get(name="April")
    assert audit.items.count() == 20
    assert LedgerEntry.objects.get(seq=audit.entry_seq).actor == "auditor"
    again = text(auditor.post(reverse("audit-new"), {**PLAN, "freeze": "1"}))
    assert "There is an audit of this name already" in again
    assert Audit.objects.count() == 2


def test_the_plan_counts_what_the_frame_will_hold(world):
    plan = preview_audit(sample_size=20, date_from=None, date_to=None)
    assert plan.logs == 40
    assert plan.to_read == 20
    assert [(row.name, row.logs, row.to_read) for row in plan.rows] == [
        (s.name, s.size, s.sample_size) for s in world.audit.strata.all()
    ]
    assert sum(frame_counts(None, None).values()) == 40
    widths = dict(plan.needed)
    assert widths[1] >= widths[2] >= widths[3] >= widths[5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Give the audit a name"),
        ({"sample_size": "5"}, "says nothing"),
        ({"sample_size": "many"}, "whole number"),
        ({"seed": ""}, "Give a seed"),
        ({"date_from": "2026-04-02", "date_to": "2026-04-01"}, "before the first one"),
        ({"date_from": "2030-01-01", "date_to": "2030-01-31"}, "no incident log in this window"),
        ({"date_from": "31/02/2026"}, "Enter a date"),
    ],
)
def test_a_plan_that_can_not_be_gets_a_sentence(auditor, world, change, words):
    page = text(auditor.post(reverse("audit-new"), {**PLAN, **change, "freeze": "1"}))
    assert words in page
    assert "There is a problem" in page
    assert Audit.objects.count() == 1


def test_saving_goes_on_to_the_next_unread_log(auditor, world):
    url = reverse("audit-reading", args=[world.audit.pk, 4])
    answer = auditor.post(url, {"decision": "none", "comment": " plain "})
    assert answer.headers["Location"] == reverse("audit-reading", args=[world.audit.pk, 5])
    reading = Reading.objects.get(item__position=4, item__audit=world.audit)
    assert (reading.reader, reading.comment, reading.should_other) == ("auditor", "plain", 0)
    assert (
        LedgerEntry.objects.filter(subject=f"reading:{world.audit.pk}:4", actor="auditor").count()
        == 1
    )
    # From the last log it goes back to the first that is unread.
    answer = auditor.post(
        reverse("audit-reading", args=[world.audit.pk, 20]), {"decision": "undecidable"}
    )
    assert answer.headers["Location"] == reverse("audit-reading", args=[world.audit.pk, 5])
    assert Reading.objects.get(item__position=20, item__audit=world.audit).undecidable


def test_saving_passes_over_what_somebody_else_has_to_judge(auditor, world):
    items = SampleItem.objects.filter(audit=world.audit)
    own = items.get(position=5)
    own.log.officer = "auditor"
    own.log.save()
    here = reverse("audit-reading", args=[world.audit.pk, 5])
    assert auditor.get(here).status_code == 403
    there = auditor.post(reverse("audit-reading", args=[world.audit.pk, 4]), {"decision": "none"})
    assert there.headers["Location"] == reverse("audit-reading", args=[world.audit.pk, 6])
    for item in items.exclude(pk=own.pk):
        answer = auditor.post(
            reverse("audit-reading", args=[world.audit.pk, item.position]), {"decision": "none"}
        )
    assert answer.headers["Location"] == reverse("audit", args=[world.audit.pk])
    page = text(auditor.get(answer.headers["Location"]))
    assert "for somebody else to read: you worked on it" in page
    assert here not in page.partition("<table")[0]


def test_the_last_reading_leads_to_the_estimate(auditor, world):
    for item in SampleItem.objects.filter(audit=world.audit):
        answer = auditor.post(
            reverse("audit-reading", args=[world.audit.pk, item.position]),
            {"decision": "crimes", "should_violence": "1", "recorded_violence": "1"},
        )
    assert answer.headers["Location"] == reverse("audit-estimate", args=[world.audit.pk])
    page = text(auditor.get(reverse("audit-estimate", args=[world.audit.pk])))
    assert "100.0\u00a0%" in page
    assert "Recording rate" in page


@pytest.mark.parametrize(
    ("answer", "field", "words"),
    [
        ({}, "decision", "Say what the log discloses"),
        ({"decision": "crimes"}, "should_violence", "Count at least one crime"),
        (
            {"decision": "crimes", "should_violence": "0"},
            "should_violence",
            "Count at least one crime",
        ),
        ({"decision": "none", "should_other": "1"}, "decision", "says otherwise"),
        ({"decision": "undecidable", "recorded_other": "1"}, "decision", "says otherwise"),
        (
            {"decision": "crimes", "should_other": "1"},
            "recorded_other",
            "Write 0 if none was recorded",
        ),
        (
            {"decision": "crimes", "should_other": "1", "recorded_other": "2"},
            "recorded_other",
            "2 recorded of 1",
        ),
        (
            {"decision": "crimes", "recorded_other": "2"},
            "should_other",
            "Write how many should have been",
        ),
        (
            {"decision": "crimes", "should_other": "x", "recorded_other": "0"},
            "should_other",
            "no number of crimes",
        ),
        (
            {"decision": "crimes", "should_other": "-1", "recorded_other": "0"},
            "should_other",
            "no number of crimes",
        ),
        (
            {"decision": "crimes", "should_other": "100", "recorded_other": "0"},
            "should_other",
            "no number of crimes",
        ),
        ({"decision": "perhaps"}, "decision", "not one of the available choices"),
    ],
)
def test_an_answer_that_can_not_be_right_is_kept_on_the_page_with_what_to_do(
    auditor, world, answer, field, words
):
    url = reverse("audit-reading", args=[world.audit.pk, 6])
    page = auditor.post(url, {**answer, "comment": "my long comment"})
    assert page.status_code == 200
    assert words in text(page)
    assert field in page.context["form"].errors
    assert "my long comment" in text(page)
    for name, value in answer.items():
        if name != "decision":
            assert f'name="{name}" value="{value}"' in text(page)
    assert f'id="id_{field}_error"' in text(page)
    assert f'href="#id_{field}' in text(page)
    assert not Reading.objects.filter(item__audit=world.audit, item__position=6).exists()


def test_a_second_reading_takes_the_place_of_the_first_and_both_are_kept(auditor, world):
    url = reverse("audit-reading", args=[world.audit.pk, 2])
    page = text(auditor.get(url))
    assert "Read by you" in page
    assert 'name="should_violence" value="2"' in page
    auditor.post(url, {"decision": "none"})
    assert Reading.objects.filter(item__audit=world.audit, item__position=2).count() == 2
    assert (
        Reading.objects.get(item__audit=world.audit, item__position=2, current=True).should_violence
        == 0
    )


def test_the_reading_screen_shows_the_whole_log_and_runs_nothing(auditor, world):
    for item in SampleItem.objects.filter(audit=world.audit).select_related("log"):
        page = text(auditor.get(reverse("audit-reading", args=[world.audit.pk, item.position])))
        assert item.log_ref in page
        # The page's own script for the keys, and nothing that the log might bring.
        assert page.count("<script") == 1
        assert page.count('<script type="module" src="/static/audit/reading.js"></script>') == 1
    assert auditor.get(reverse("audit-reading", args=[world.audit.pk, 21])).status_code == 404
    assert auditor.get(reverse("audit-reading", args=[world.audit.pk, 0])).status_code == 404


def test_the_sample_can_be_narrowed(auditor, world):
    def positions(**query):
        answer = auditor.get(reverse("audit", args=[world.audit.pk]), query)
        return [item.position for item in answer.context["items"]]

    assert positions() == list(range(1, 21))
    assert positions(show="unread") == list(range(4, 21))
    assert positions(show="missed") == [2]
    assert positions(show="undecidable") == [3]
    assert positions(**{"from": "19"}) == [19, 20]
    assert positions(**{"from": "x"}) == list(range(1, 21))
    page = text(auditor.get(reverse("audit", args=[world.audit.pk])))
    assert "3 of 20 logs are read" in page


def sheet_rows(auditor, world, form="csv", query=""):
    answer = auditor.get(reverse("audit-sheet", args=[world.audit.pk, form]) + query)
    return content(answer)


def test_a_sheet_goes_out_is_filled_and_comes_back(auditor, world):
    rows = list(csv.DictReader(io.StringIO(sheet_rows(auditor, world).decode("utf-8-sig"))))
    assert len(rows) == 20
    rows[4] |= {"should_other": "1", "recorded_other": "0"}
    rows[5] |= {"undecidable": "yes"}
    rows[6] |= {"should_other": "1", "recorded_other": "3"}
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("read.csv", out.getvalue().encode())
    answer = auditor.post(reverse("audit-sheet-upload", args=[world.audit.pk]), {"file": file})
    page = text(answer)
    assert "2 readings were taken in" in page
    assert "1 rows could not be used" in page
    assert "3 recorded of 1" in page
    assert (
        Reading.objects.get(item__audit=world.audit, item__position=5, current=True).reader
        == "auditor"
    )
    refused = content(auditor.get(reverse("audit-sheet-refused", args=[world.audit.pk]))).decode(
        "utf-8-sig"
    )
    assert refused.startswith("row,field,value,problem,what_to_do")
    # Somebody else's refused rows are their own.
    auditor.force_login(world.people["registrar"])
    assert auditor.get(reverse("audit-sheet-refused", args=[world.audit.pk])).status_code == 404


def test_a_sheet_in_excel(auditor, world):
    assert sheet_rows(auditor, world, "xlsx", "?filled=1").startswith(b"PK")
    assert auditor.get(f"/audits/{world.audit.pk}/sample.pdf").status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("x.csv", b"a,b\n1,2\n", "is no reading sheet"),
        ("x.xlsx", b"not a zip", "x.xlsx"),
        ("x.csv", b"", "The file is empty"),
    ],
)
def test_a_file_that_is_no_sheet_gets_a_sentence(auditor, world, name, body, words):
    url = reverse("audit-sheet-upload", args=[world.audit.pk])
    page = text(auditor.post(url, {"file": SimpleUploadedFile(name, body)}))
    assert words in page
    assert "There is a problem" in page


def test_the_sheet_of_another_audit_is_refused(auditor, world):
    auditor.post(reverse("audit-new"), {**PLAN, "freeze": "1"})
    other = Audit.objects.get(name="April")
    sheet = content(auditor.get(reverse("audit-sheet", args=[other.pk, "csv"])))
    sheet = sheet.replace(b",,,,,,,,,", b",0,0,0,0,1,0,,,", 1)
    url = reverse("audit-sheet-upload", args=[world.audit.pk])
    before = Reading.objects.count()
    page = text(auditor.post(url, {"file": SimpleUploadedFile("s.csv", sheet)}))
    assert "There is a problem" in page
    assert Reading.objects.count() == before


def test_an_estimate_says_what_it_rests_on(auditor, world):
    page = text(auditor.get(reverse("audit-estimate", args=[world.audit.pk])))
    assert "<svg" in page
    assert "17 of 20 logs have not been read yet" in page
    assert "could not be decided" in page
    assert world.audit.frame_hash in page
    assert "dice 4 4 2" in page


def test_an_audit_without_readings_has_no_rate_but_a_page(auditor, world):
    auditor.post(reverse("audit-new"), {**PLAN, "freeze": "1"})
    audit = Audit.objects.get(name="April")
    page = text(auditor.get(reverse("audit-estimate", args=[audit.pk])))
    assert "There is no rate yet" in page


def test_the_draw_is_proved_on_the_page(auditor, world):
    url = reverse("audit-estimate", args=[world.audit.pk])
    page = text(auditor.post(url))
    assert "the same logs, in the same order" in page
    Audit.objects.filter(pk=world.audit.pk).update(seed="another")
    page = text(auditor.post(url))
    assert "could not be drawn again" in page
    assert "notification-error" in page
