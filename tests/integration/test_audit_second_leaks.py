"""Who may read second sees nothing of a first reading, on no page, in no sheet and in no recording's marks."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils.html import escape

from onrecord.audit.actions import (
    read_sheet_in,
    record_reading,
)
from onrecord.audit.models import CheckState, Phase, SecondCheck
from onrecord.audit.sheet.out import write_sheet
from onrecord.boards.models import Pack
from onrecord.boards.packs import issue_pack
from onrecord.calls.actions import add_mark, withdraw_mark
from onrecord.calls.kept_back import kept_back
from onrecord.calls.models import Recording
from onrecord.improvement.evidence.actions import attach_audit, attach_figure
from onrecord.improvement.models import PlanAction, Recommendation
from onrecord.improvement.plans.actions import keep_plan
from onrecord.improvement.plans.plan_actions import add_action
from onrecord.improvement.promises import Promise
from onrecord.measures.figures.figure import figure
from onrecord.people.roles import Role
from onrecord.training.message_models import Campaign
from tests import improvement_world
from tests.api_made import program
from tests.boards_world import meeting
from tests.calls_made import attached
from tests.integration.training_world import campaign
from tests.second_world import SECRET, make_world, person, read, read_all, text_of, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def recording(world, own_folder):
    """Of a record that will wait for a second reading, with a mark from before the sample was drawn."""
    audit, people = world
    read_all(audit)
    row = attached(waiting(audit).first().log, people["fcr"], about="First call")
    old = add_mark(recording=row, by=people["anna"], at_ms=0, text="OLD-MARK of the year before")
    type(old).objects.filter(pk=old.pk).update(made_at=audit.made_at - timedelta(days=1))
    return row


def pages(audit, item):
    """Every page and file that has to do with an audit, and those of the record itself."""
    numbers = [audit.pk]
    for name in (
        "audit", "audit-sheet-upload", "audit-estimate", "audit-estimate-json", "audit-readers",
    ):  # fmt: skip
        yield reverse(name, args=numbers)
    for show in (
        "",
        "unread",
        "missed",
        "undecidable",
        "parked",
        "referred",
        "second",
        "disagreed",
    ):
        yield reverse("audit", args=numbers) + f"?show={show}"
    for form in ("csv", "xlsx"):
        for query in ("", "?filled=1", "?reading=second", "?filled=1&reading=second"):
            yield reverse("audit-sheet", args=[*numbers, form]) + query
    yield reverse("audit-sheet-refused", args=numbers)
    yield reverse("audit-reading", args=[*numbers, item.position])
    yield reverse("audit-report", args=numbers)
    for form in ("json", "xlsx", "pdf"):
        yield reverse("audit-report-file", args=[*numbers, form])
    yield reverse("audit-findings", args=numbers)
    for show in ("mine", "open", "all"):
        yield reverse("findings") + f"?show={show}"
    yield reverse("finding-repeats")
    yield reverse("audit-schedule")
    yield reverse("audit-compare") + f"?after={audit.pk}"
    yield reverse("audit-recompute")
    yield reverse("audit-redraw")
    yield reverse("audit-test", args=numbers)
    yield reverse("training-aims")
    yield reverse("messages")
    for row in Campaign.objects.all():
        yield reverse("message", args=[row.message_id])
        yield reverse("campaign", args=[row.pk])
    yield reverse("boards")
    yield reverse("hidden-crimes")
    for row in Pack.objects.all():
        yield reverse("pack", args=[row.meeting_id, row.number])
        yield reverse("pack-changes", args=[row.meeting_id, row.number])
    for name in ("recommendations", "inspections", "plans", "benefits", "barriers"):
        yield reverse(name)
    for row in [*Recommendation.objects.all(), *PlanAction.objects.all()]:
        yield row.get_absolute_url()
    yield reverse("measures")
    yield reverse("what-if")
    for name in ("accuracy-all", "accuracy-violence", "findings-open", "cancellations-right"):
        yield reverse("measure", args=[name])
        yield reverse("measure-records", args=[name])
        yield reverse("measure-records", args=[name]) + f"?audit={audit.pk}"
    yield reverse("audits")
    yield reverse("audit-given")
    yield reverse("home")
    yield reverse("my-day")
    yield reverse("hand-over")
    yield reverse("worklists")
    for name in ("findings", "findings-corrected-late"):
        yield reverse("worklist", args=[name])
    yield reverse("log", args=[item.log_id])
    for row in Recording.objects.filter(log=item.log_id):
        yield reverse("recording", args=[row.pk])
    yield reverse("find") + "?q=zebra"
    yield reverse("find") + f"?q={item.log_ref}"
    yield reverse("suspects")
    yield reverse("disclosed", args=[item.log_id])
    for name in ("finder-right", "finder-right-file", "finder-judged", "finder-patterns", "finder-equality", "finder-drift"):  # fmt: skip
        yield reverse(name)
    yield reverse("ledger")


def test_no_page_and_no_sheet_shows_a_first_reading_to_who_may_read_second(
    world, recording, client
):
    audit, people = world
    item = waiting(audit).first()
    assert recording.log_id == item.log_id
    add_mark(recording=recording, by=people["anna"], at_ms=0, text=f"{SECRET}: he hit her")
    campaign(people["fcr"])
    pack = issue_pack(meeting=meeting(people["fcr"]), by=people["fcr"])
    # Second readers see packs, too, so nobody's pack has a rate while one of them still has to read.
    assert pack.figures["accuracy-all"]["share"] is None
    client.force_login(people["ben"])
    for url in pages(audit, item):
        found = text_of(client.get(url))
        assert SECRET not in found, url
    page = text_of(client.get(reverse("audit", args=[audit.pk])))
    rows = [row for row in page.split("<tr>") if f">{item.log_ref}</a>" in row]
    assert len(rows) == 1
    for word in ("missed", "recorded", "no crime", "anna"):
        assert word not in rows[0], word
    assert item.log_ref not in text_of(
        client.get(reverse("audit", args=[audit.pk]) + "?show=missed")
    )
    second = text_of(client.get(reverse("audit-sheet", args=[audit.pk, "csv"]) + "?reading=second"))
    rows = list(csv.DictReader(io.StringIO(second)))
    assert len(rows) == SecondCheck.objects.count()
    assert {row["reading"] for row in rows} == {"second"}
    assert not any(
        row[name]
        for row in rows
        for name in row
        if name.startswith(("should", "recorded", "comment", "reader"))
    )
    # Chosen because it failed, or by lot: neither page nor sheet may tell.
    lots = waiting(audit, failure=False).first()
    shown = [
        text_of(client.get(reverse("audit-reading", args=[audit.pk, one.position])))
        for one in (item, lots)
    ]
    assert "failure" not in shown[0].lower()
    assert client.get(reverse("audit-estimate", args=[audit.pk])).status_code == 403
    assert client.get(reverse("audit-estimate-json", args=[audit.pk])).status_code == 403
    assert client.get(reverse("audit-report", args=[audit.pk])).status_code == 403
    compared = text_of(client.get(reverse("audit-compare"), {"after": str(audit.pk)}))
    assert "Select a valid choice" in compared
    assert audit.name not in compared
    for form in ("json", "xlsx", "pdf"):
        url = reverse("audit-report-file", args=[audit.pk, form])
        assert client.get(url).status_code == 403
    # How many failures wait would tell how many of those that wait were drawn by lot.
    url = reverse("audit-findings", args=[audit.pk])
    assert "wait for a second reader" not in text_of(client.get(url))
    assert "wait for a second reader" not in text_of(client.post(url, follow=True))
    client.force_login(people["fcr"])
    assert "wait for a second reader" in text_of(client.get(url))


def test_a_rate_kept_as_evidence_is_kept_from_who_may_read_second(world, client):
    """By a plan or a recommendation, too: what is kept as it was is asked again for whoever looks."""
    audit, people = world
    read_all(audit)
    fcr = people["fcr"]
    kept = figure("accuracy-all")
    assert kept.given
    days = (date(2020, 1, 1), date(2020, 1, 31), date(2020, 3, 1), date(2020, 3, 31))
    asked = improvement_world.recommendation(improvement_world.inspection(fcr), fcr)
    plan = keep_plan(by=fcr, title="Plan")
    done = add_action(
        plan=plan, by=fcr, text="Train.", promise=Promise("accuracy-all", "", 0.9, *days)
    )
    for about in (asked, done):
        attach_figure(about=about, by=fcr, figure=kept)
        attach_audit(about=about, by=fcr, audit=audit)
    for name, sees in (("ben", False), ("fcr", True)):
        client.force_login(people[name])
        for about in (asked, done):
            page = text_of(client.get(about.get_absolute_url()))
            assert (escape(kept.value_words) in page) is sees
            assert (reverse("audit-estimate", args=[audit.pk]) in page) is sees
    client.force_login(people["ben"])
    form = client.get(reverse("plan-action-step", args=[done.pk, "figure"]))
    assert form.status_code == 403


def test_marks_of_readers_are_kept_back_until_the_record_is_settled(world, recording, client):
    audit, people = world
    item = waiting(audit).first()
    taker = person("cal", Role.CALL_TAKER)
    said = add_mark(recording=recording, by=taker, at_ms=0, text="The caller gives his name")
    secret = add_mark(recording=recording, by=people["anna"], at_ms=0, text=f"{SECRET} he hit her")
    withdraw_mark(mark=said, by=people["anna"], why=f"{SECRET}, it was her name")
    url = reverse("recording", args=[recording.pk])
    withdraw = reverse("mark-withdraw", args=[recording.pk, secret.pk])
    seen = reverse("find") + "?q=zebra"

    def shows(name):
        client.force_login(people.get(name, taker))
        page, found = text_of(client.get(url)), text_of(client.get(seen))
        assert "OLD-MARK" in page
        assert "The caller gives his name" in page
        return SECRET in page, f"Call in log {recording.log_ref}" in found

    for name in ("anna", "fcr", "cal"):
        assert shows(name) == (True, True), name
    for name in ("ben", "cleo"):
        assert shows(name) == (False, False), name
        assert client.post(withdraw, {"why": "let me see"}).status_code == 404
    assert "is kept from you" in text_of(client.get(url))
    for name, sees in (("cleo", False), ("fcr", True)):
        api = program(people[name], scopes=["calls:mark", "search:read"])
        path = f"/recordings/{recording.pk}/marks"
        api.get(path)
        assert (SECRET in str(api.said)) is sees
        assert len(api.said["marks"]) == 2 + sees
        if not sees:
            assert api.post(f"{path}/{secret.pk}/withdrawal", {"why": "x"}).status_code == 404
        api.get("/search?q=zebra&kind=calls")
        assert ("Call in log" in str(api.said["results"])) is sees
    record_reading(item=item, by="ben", phase=Phase.SECOND, undecidable=True)
    check = SecondCheck.objects.get(item=item)
    assert check.state == CheckState.DISAGREED
    assert shows("ben") == shows("cleo") == (False, False)
    read(item, "cleo", phase=Phase.THIRD)
    assert shows("ben") == shows("cleo") == (True, True)


def test_marks_made_before_the_reading_is_saved_and_under_another_name_are_kept_back(world, client):
    audit, people = world
    item = audit.items.first()
    kept = kept_back(people["ben"], [item.log_id])
    assert kept[0].covers("anna", audit.made_at)
    read(item, "Anna Example")  # the name that a sheet gave
    kept = kept_back(people["ben"], [item.log_id])
    assert {"anna", "cleo", "fcr", "Anna Example"} == set(kept[0].makers)
    assert kept_back(people["fcr"], [item.log_id]) == []


def test_the_leak_test_knows_every_page_of_audits(world):
    audit, _ = world
    read(audit.items.first(), "anna")
    named = {
        one.name
        for pattern in get_resolver().url_patterns
        for one in getattr(pattern, "url_patterns", ())
        if (getattr(one, "name", "") or "").startswith(("audit", "finding", "programme"))
    }
    assert len(named) > 5
    covered = {
        get_resolver().resolve(url.split("?")[0]).url_name
        for url in pages(audit, audit.items.first())
    }
    # Making an audit, keeping programmes and writing in the schedule show nothing of readings; a finding is made only of
    # a reading that is blind to nobody any more (test_findings.py).
    assert named - covered <= {
        "audit-new",
        *("programmes", "programme", "programme-new", "programme-edit"),
        *(
            "finding",
            *(f"finding-{deed}" for deed in ("accept", "correct", "decide", "dispute", "pass-on")),
        ),
        *(f"audit-schedule-{what}" for what in ("mark", "reason", "hours")),
    }


def test_a_sheet_never_writes_over_the_reading_of_somebody_else_nor_tells_of_it(world, tmp_path):
    audit, people = world
    read_all(audit)
    path = tmp_path / "first.csv"
    write_sheet(audit, path, filled=True)
    result = read_sheet_in(audit=audit, path=path, by="ben", user=people["ben"])
    assert (result.taken, result.unchanged, result.replaced) == (0, 0, 0)
    assert {p["problem"] for p in result.problems} == {"has been read by somebody else"}
