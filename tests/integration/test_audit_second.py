"""Second readings: blind, by somebody who may, proved by lot; a leak on any page or in any sheet fails here."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import get_resolver, reverse
from django.utils.html import escape
from openpyxl import load_workbook

from onrecord.audit.actions import (
    AuditError,
    freeze_audit,
    hand_over,
    keep_programme,
    read_sheet_in,
    record_reading,
    share_out,
)
from onrecord.audit.estimate.rates import rate_in_short
from onrecord.audit.findings.digest import digests
from onrecord.audit.models import CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.policies import may_give, phase_for
from onrecord.audit.programmes.kept import current, programme_of
from onrecord.audit.reading.second import by_lot, lot_number
from onrecord.audit.reading.second_queries import (
    items_to_read_second,
    next_check,
    nobody_for,
    settled_reading,
)
from onrecord.audit.sheet.out import write_sheet
from onrecord.boards.models import Pack
from onrecord.boards.packs import issue_pack
from onrecord.calls import files
from onrecord.calls.actions import add_mark, withdraw_mark
from onrecord.calls.kept_back import kept_back
from onrecord.calls.models import Recording
from onrecord.improvement.evidence import attach_audit, attach_figure
from onrecord.improvement.models import PlanAction, Recommendation
from onrecord.improvement.plan_actions import add_action
from onrecord.improvement.plans import keep_plan
from onrecord.improvement.promises import Promise
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.measures.figure import figure
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.training.message_models import Campaign
from tests import improvement_world
from tests.api_made import program
from tests.audit_world import make_logs, truth_of
from tests.boards_world import meeting
from tests.integration.test_calls_actions import attached
from tests.integration.training_world import campaign

pytestmark = pytest.mark.django_db
SECRET = "ZEBRA-CROSSING-4711"


def person(name, role=Role.AUDITOR, **values):
    user = User(username=name, role=role, **values)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def world():
    make_logs()
    keep_programme(
        definition={
            **current("recording-of-logs").programme.to_json(),
            "slug": "read-twice",
            "second_reading": {"failures": True, "passes_percent": 20},
        },
        by="fcr",
    )
    audit = freeze_audit(name="Twice", seed="7", sample_size=100, by="fcr", programme="read-twice")
    people = {name: person(name) for name in ("anna", "ben", "cleo")}
    people["fcr"] = person("fcr", Role.REGISTRAR)
    return audit, people


def read(item, by, **values):
    return record_reading(item=item, by=by, **{**truth_of(item.log), **values})


def read_all(audit, by="anna"):
    for item in audit.items.select_related("log"):
        read(item, by, comment=SECRET)


def test_all_failures_and_the_passes_of_the_lot_are_read_again(world):
    audit, _ = world
    read_all(audit)
    failures, drawn = set(), set()
    for item in audit.items.all():
        first = item.readings.get(current=True)
        number = lot_number(audit.seed, audit.frame_hash, item.system, item.ref_key)
        if first.passed is False:
            failures.add(item.pk)
        elif by_lot(programme_of(audit).second_reading, number):
            drawn.add(item.pk)
    checks = {c.item_id: c for c in SecondCheck.objects.all()}
    assert set(checks) == failures | drawn
    assert failures
    assert drawn
    assert all(checks[pk].failure and checks[pk].probability == 1 for pk in failures)
    assert all(not checks[pk].failure and checks[pk].probability == 0.2 for pk in drawn)
    assert {c.state for c in checks.values()} == {CheckState.WAITING}
    entry = LedgerEntry.objects.filter(kind="check.chosen").first()
    assert json.loads(LedgerBody.objects.get(seq=entry.seq).body)["state"] == "waiting"


def test_a_lot_number_is_that_of_the_plain_hash():
    import hashlib

    text = "second reading|7|abc|storm|STORM/1"
    expected = int(hashlib.sha256(text.encode()).hexdigest()[:13], 16) / 16**13
    assert lot_number("7", "abc", "storm", "STORM/1") == expected


def waiting(audit, failure=True):
    return SampleItem.objects.filter(
        audit=audit, check_up__failure=failure, check_up__state=CheckState.WAITING
    ).order_by("position")


def test_who_may_read_second(world):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    assert phase_for(people["anna"], item) == Phase.FIRST  # may correct herself
    assert phase_for(people["ben"], item) == Phase.SECOND
    assert phase_for(people["fcr"], item) == Phase.FINAL  # sees all, so never second
    item.log.officer = "Ben  Example"
    item.log.save()
    people["ben"].first_name, people["ben"].last_name = "Ben", "example"
    people["ben"].save()
    with pytest.raises(NotAllowed, match="worked on this record yourself"):
        phase_for(people["ben"], item)
    unread = audit.items.exclude(pk__in=SecondCheck.objects.values("item_id")).first()
    with pytest.raises(NotAllowed, match="not chosen"):
        phase_for(people["ben"], unread)


def test_the_author_of_a_line_and_whoever_reviewed_it_may_not(world):
    from onrecord.contact.models import LogEntry
    from onrecord.deciding.models import RecordingDecision, Review

    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    log = item.log
    LogEntry.objects.create(
        system=log.system, log_ref=log.ref, log_ref_key=log.ref_key, line_key="1", author="Ben",
        entered_at=log.received_at, text="x", entry_seq=0,
    )  # fmt: skip
    assert may_give(people["ben"], item) is None
    assert may_give(people["cleo"], item) == Phase.SECOND
    decision = RecordingDecision.objects.create(
        origin="o", log=log, started_by="pc", known_at=log.received_at, recorded_at=log.received_at,
        on_date=log.received_at.date(), entry_seq=0,
    )  # fmt: skip
    Review.objects.create(
        decision=decision, decision_origin="o", by_whom="supervisor", asked_at=log.received_at,
        due_at=log.received_at, reviewed_by="cleo", entry_seq=0,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="reviewed the work"):
        phase_for(people["cleo"], item)
    assert nobody_for(audit) == 1


def test_agreement_and_disagreement_lead_where_they_should(world):
    audit, people = world
    read_all(audit)
    same, other = waiting(audit)[:2]
    read(same, "ben", phase=Phase.SECOND)
    assert SecondCheck.objects.get(item=same).state == CheckState.AGREED
    record_reading(item=other, by="ben", phase=Phase.SECOND, undecidable=True)
    check = SecondCheck.objects.get(item=other)
    assert (check.state, check.differs) == (CheckState.DISAGREED, ["outcome"])
    for name in ("anna", "ben"):
        assert may_give(people[name], other) is None
    assert phase_for(people["cleo"], other) == Phase.THIRD
    third = record_reading(item=other, by="cleo", phase=Phase.THIRD, should_other=1)
    check.refresh_from_db()
    assert (check.state, check.settled_by) == (CheckState.SETTLED, "cleo")
    assert settled_reading(other) == third
    final = record_reading(item=other, by="fcr", phase=Phase.FINAL)
    check.refresh_from_db()
    assert (check.state, settled_reading(other)) == (CheckState.FINAL, final)
    assert Reading.objects.filter(item=other, current=True).count() == 4


@pytest.mark.parametrize(
    ("by", "phase", "says"),
    [
        ("anna", Phase.SECOND, "has read .* already"),
        ("cleo", Phase.THIRD, "does not wait for a third"),
    ],
)
def test_what_may_not_be_read_now_is_refused_whatever_the_way_in(world, by, phase, says):
    audit, _ = world
    read_all(audit)
    item = waiting(audit).first()
    before = LedgerEntry.objects.count()
    with pytest.raises(AuditError, match=says):
        read(item, by, phase=phase)
    assert LedgerEntry.objects.count() == before


def test_a_first_reading_stands_once_it_was_read_second(world):
    audit, _ = world
    read_all(audit)
    item = waiting(audit).first()
    read(item, "anna", comment="mended")  # still her own
    read(item, "ben", phase=Phase.SECOND)
    with pytest.raises(AuditError, match="its first reading stands"):
        read(item, "anna")


def test_a_failure_that_is_corrected_waits_no_longer_unless_by_lot(world):
    audit, _ = world
    read_all(audit)
    for item in waiting(audit):
        record_reading(item=item, by="anna")
        drawn = by_lot(
            programme_of(audit).second_reading,
            lot_number(audit.seed, audit.frame_hash, item.system, item.ref_key),
        )
        assert SecondCheck.objects.filter(item=item, failure=False).exists() == drawn


@pytest.fixture
def recording(world, tmp_path, monkeypatch):
    """Of a record that will wait for a second reading, with a mark from before the sample was drawn."""
    (tmp_path / "calls").mkdir(mode=0o700)
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "calls")
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


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        book = load_workbook(io.BytesIO(body))
        return "\n".join(
            str(cell.value) for page in book for row in page.rows for cell in row if cell.value
        )
    return body.decode("utf-8-sig")


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


def test_the_first_reader_and_the_registrar_see_what_they_may(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    for name in ("anna", "fcr"):
        client.force_login(people[name])
        assert SECRET in text_of(
            client.get(reverse("audit-reading", args=[audit.pk, item.position]))
        )
    client.force_login(people["fcr"])
    page = text_of(client.get(reverse("audit-estimate", args=[audit.pk])))
    waits = waiting(audit).count() + waiting(audit, failure=False).count()
    note = f"The second reading is not done: {waits} records for a second reader still wait."
    assert page.index(note) < page.index("Share of crimes recorded, with")
    assert note in text_of(client.get(reverse("audit-report", args=[audit.pk])))
    client.force_login(people["ben"])
    for one in items_to_read_second(audit, people["ben"]):
        read(one, "ben", phase=Phase.SECOND)
    page = client.get(reverse("audit-estimate", args=[audit.pk]))
    assert page.status_code == 200
    assert "second reading is not done" not in text_of(page)
    assert next_check(audit, people["ben"]) is None


def test_the_third_reader_sees_both_without_names_and_decides(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    record_reading(item=item, by="ben", phase=Phase.SECOND, comment="I see no crime here")
    client.force_login(people["cleo"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    page = text_of(client.get(url))
    assert SECRET in page
    assert "I see no crime here" in page
    assert "anna" not in page
    assert "ben" not in page
    answer = client.post(url, {"decision": "none"})
    assert answer.status_code == 302
    assert SecondCheck.objects.get(item=item).state == CheckState.SETTLED


def test_whoever_may_read_second_is_told_that_readings_wait_and_nothing_of_them(world, client):
    audit, people = world
    read_all(audit)
    number = waiting(audit).count() + waiting(audit, failure=False).count()
    first = next_check(audit, people["ben"])
    url = reverse("audit-reading", args=[audit.pk, first.position])
    words = f"{number} records of Twice wait for a second or third reader"
    client.force_login(people["ben"])
    for name in ("home", "my-day"):
        page = client.get(reverse(name))
        assert words in text_of(page)
        assert f'href="{url}"' in page.content.decode()
        assert "Nothing waits for you" not in text_of(page)
    told = {each.username: each.body for each in digests("https://onrecord.example")}
    assert f"{words}: https://onrecord.example{url}" in told["ben"]
    # The first reader can't be the second, and has nothing to do.
    assert "anna" not in told
    assert SECRET not in told["ben"]


def test_where_readers_differ_the_registrar_is_told_sees_words_and_decides(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    record_reading(item=item, by="ben", phase=Phase.SECOND, comment="I see no crime here")
    people["cleo"].is_active = False
    people["cleo"].save()
    client.force_login(people["fcr"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    page = client.get(reverse("audit", args=[audit.pk]))
    assert f'href="{url}"' in page.content.decode()
    assert "Decide where readers differ" in text_of(page)
    words = "1 record of Twice, on which two readers differ, for your decision"
    for name in ("home", "my-day"):
        assert words in text_of(client.get(reverse(name)))
    assert any(words in each.body for each in digests("") if each.username == "fcr")
    form = client.get(url).context["form"]
    # What the first reader counted stands in the form; saying that there is no crime takes its place.
    sent = {name: form.initial.get(name, "") for name in form.fields} | {"decision": "none"}
    assert any(str(sent[name]) not in ("", "0") for name in sent if name.startswith("should_"))
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert settled_reading(item).phase == Phase.FINAL
    assert not settled_reading(item).should_other + settled_reading(item).should_violence


def test_numbers_that_somebody_wrote_still_contradict_no_crime(world, client):
    audit, people = world
    read_all(audit)
    client.force_login(people["ben"])
    item = next_check(audit, people["ben"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    answer = client.post(url, {"decision": "none", "should_other": "1"})
    assert "says otherwise" in text_of(answer)


def test_a_second_reading_by_sheet_comes_back_with_the_same_checks(world, tmp_path):
    audit, people = world
    read_all(audit)
    items = items_to_read_second(audit, people["ben"])
    path = tmp_path / "second.csv"
    write_sheet(audit, path, phase=Phase.SECOND, items=items)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["should_other"] = "0"
    rows[0]["reader"] = "cleo"
    rows.append({**rows[1]})
    rows[2]["log_ref"] = "no such log"
    first = audit.items.exclude(pk__in=[i.pk for i in items]).first()
    rows.append({**rows[3], "log_ref": first.log_ref, "position": str(first.position)})
    rows.reverse()
    filled = tmp_path / "filled.csv"
    with filled.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = read_sheet_in(audit=audit, path=filled, by="ben", user=people["ben"])
    assert result.phase == Phase.SECOND
    assert result.taken == len(items) - 2
    said = {p["problem"] for p in result.problems}
    assert said == {
        "is somebody else than who brings the sheet",
        "is not in the sample",
        "does not wait for a second reading",
    }
    assert [w["problem"].endswith("agree") for w in result.warnings] == [True]
    again = read_sheet_in(audit=audit, path=filled, by="anna", user=people["anna"])
    assert again.taken == 0


def test_a_sheet_never_writes_over_the_reading_of_somebody_else_nor_tells_of_it(world, tmp_path):
    audit, people = world
    read_all(audit)
    path = tmp_path / "first.csv"
    write_sheet(audit, path, filled=True)
    result = read_sheet_in(audit=audit, path=path, by="ben", user=people["ben"])
    assert (result.taken, result.unchanged, result.replaced) == (0, 0, 0)
    assert {p["problem"] for p in result.problems} == {"has been read by somebody else"}


def test_one_reader_only_and_nobody_for_the_second_reading(world, client):
    audit, people = world
    read_all(audit)
    assert nobody_for(audit) == 0
    for name in ("ben", "cleo"):
        people[name].is_active = False
        people[name].save()
    assert nobody_for(audit) > 0
    client.force_login(people["anna"])
    page = text_of(client.get(reverse("audit", args=[audit.pk])))
    assert "nobody here may be one" in page


def test_a_share_is_dealt_in_turn_and_handed_over_when_a_reader_leaves(world):
    audit, _people = world
    given = share_out(audit=audit, readers=["anna", "ben"], by="fcr")
    assert given == {"anna": 50, "ben": 50}
    mine = audit.items.filter(reader="ben").order_by("position")
    read(mine[0], "ben")
    record_reading(item=mine[1], by="ben", outcome="parked", comment="ask the desk")
    assert hand_over(audit=audit, leaver="ben", to="cleo", by="fcr") == 49
    assert audit.items.filter(reader="cleo").count() == 49
    assert mine.get().readings.get(current=True).reader == "ben"
    entry = LedgerEntry.objects.get(kind="audit.handed-over")
    assert json.loads(LedgerBody.objects.get(seq=entry.seq).body)["to"] == "cleo"
    with pytest.raises(AuditError, match="has nothing left"):
        hand_over(audit=audit, leaver="ben", to="cleo", by="fcr")


def test_lists_show_the_rate_to_whoever_may_see_it(world, client):
    audit, people = world
    # Rows and entries of another test may have had the same numbers.
    cache.clear()
    read_all(audit)
    rate = rate_in_short(audit)
    assert re.fullmatch(r"[0-9.]+ % \([0-9.]+ to [0-9.]+\)", rate)
    for name in ("home", "audits"):
        client.force_login(people["fcr"])
        assert rate in text_of(client.get(reverse(name)))
        client.force_login(people["ben"])
        page = text_of(client.get(reverse(name)))
        assert rate not in page
        assert "when the second reading is done" in page
    # Another reading is another rate, and what was kept of the first is not shown.
    item = waiting(audit).first()
    record_reading(item=item, by="anna", should_other=9)
    assert rate_in_short(audit) != rate
