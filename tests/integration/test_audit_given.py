"""Supervisors as readers: only what was given to them, of their own department, first, and never of their own work."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from onrecord.audit.actions import (
    AuditError,
    freeze_audit,
    hand_over,
    keep_programme,
    record_reading,
    share_out,
)
from onrecord.audit.models import CheckState, Phase, Reading, SecondCheck
from onrecord.audit.policies import may_give, phase_for
from onrecord.audit.programmes.file import ProgrammeError, build
from onrecord.audit.programmes.kept import current
from onrecord.audit.schedule.actions import set_hours
from onrecord.audit.schedule.capacity import capacity
from onrecord.audit.schedule.queries import reminders
from onrecord.audit.schedule.runs import rows
from onrecord.calls import files
from onrecord.calls.actions import add_mark
from onrecord.calls.kept_back import kept_back
from onrecord.people.access import NotAllowed
from onrecord.people.models import ReadRecord
from tests.calls_made import attached
from tests.findings_world import NORTH, SOUTH, logs, people

pytestmark = pytest.mark.django_db
PASSED = {
    "heard": "whole", "summary": "yes", "crime-said": "none", "vulnerability": "yes", "risk": "yes", "grade": "yes",
    "manner": "yes",
}  # fmt: skip


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Calls of two departments in a sample, shared out between two supervisors and an auditor."""
    (tmp_path / "calls").mkdir(mode=0o700)
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "calls")
    staff = people()
    for log in logs()[:24]:
        attached(log, staff["fcr"])
    audit = freeze_audit(
        name="Calls of March", seed="7", sample_size=20, by="fcr", programme="call-listening"
    )
    share_out(audit=audit, readers=["sam", "sue"], by="fcr")
    return audit, staff


def mine(audit, name):
    return audit.items.filter(reader=name).select_related("log").order_by("position")


def page(client, *args):
    return client.get(reverse(args[0], args=args[1:])).content.decode()


def test_the_call_listening_programme_names_supervisors():
    assert current("call-listening").programme.readers.roles[0] == "supervisor"


def test_shares_are_of_the_own_department_only(world):
    audit, _ = world
    assert {item.log.department for item in mine(audit, "sam")} == {NORTH}
    assert {item.log.department for item in mine(audit, "sue")} == {SOUTH}
    assert mine(audit, "").count() == 0
    assert share_out(audit=audit, readers=["sam"], by="fcr") == {"sam": mine(audit, "sam").count()}
    assert {item.log.department for item in mine(audit, "")} == {SOUTH}
    given = share_out(audit=audit, readers=["sam", "ada"], by="fcr")
    assert sum(given.values()) == 20
    assert abs(given["sam"] - given["ada"]) <= 2


def test_a_record_the_supervisor_worked_on_is_not_given_to_them(world):
    audit, staff = world
    item = mine(audit, "sam").first()
    item.log.officer = "Sam"
    item.log.save()
    with pytest.raises(NotAllowed, match="worked on it yourself"):
        phase_for(staff["sam"], item)
    share_out(audit=audit, readers=["sam", "sue"], by="fcr")
    item.refresh_from_db()
    assert item.reader == ""


def test_a_supervisor_opens_nothing_but_their_share(world, client):
    audit, staff = world
    client.force_login(staff["sam"])
    assert reverse("audit-given") in page(client, "findings")
    own, other = mine(audit, "sam").first(), mine(audit, "sue").first()
    listed = page(client, "audit-given")
    for item in mine(audit, "sam"):
        assert reverse("audit-reading", args=[audit.pk, item.position]) in listed
    for item in mine(audit, "sue"):
        assert item.log_ref not in listed
    screen = client.get(reverse("audit-reading", args=[audit.pk, own.position]))
    assert screen.status_code == 200
    assert f"of {mine(audit, 'sam').count()}; 0 read" in screen.content.decode()
    assert "<audio" in screen.content.decode()
    for item in mine(audit, "sue"):
        assert reverse("audit-reading", args=[audit.pk, item.position]) + '"' not in str(
            screen.content
        )
    for name in ("audit", "audit-estimate", "audit-readers", "audit-sheet-upload", "audit-report"):
        assert client.get(reverse(name, args=[audit.pk])).status_code == 403, name
    refused = client.get(reverse("audit-reading", args=[audit.pk, other.position]))
    assert refused.status_code == 403
    assert "was not given to you" in refused.content.decode()
    assert ReadRecord.objects.filter(username="sam", allowed=False).count() == 6
    # Given by a slip, or before somebody moved: still another department's.
    other.reader = "sam"
    other.save()
    assert may_give(staff["sam"], other) is None
    assert other.log_ref not in page(client, "audit-given")


def test_a_supervisor_reads_first_and_an_auditor_second_without_seeing_it(world, client):
    audit, staff = world
    item = mine(audit, "sam").first()
    client.force_login(staff["sam"])
    answers = {**PASSED, "summary": "left-out", "to-work-on": "ZEBRA-4711"}
    url = reverse("audit-reading", args=[audit.pk, item.position])
    form = {f"q-{name}": value for name, value in answers.items()}
    screen = client.get(url).content.decode()
    assert 'name="q-summary"' in screen
    answer = client.post(url, form)
    assert answer.status_code == 302
    following = int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    assert audit.items.get(position=following).reader == "sam"
    first = Reading.objects.get(item=item)
    assert (first.reader, first.phase, first.passed) == ("sam", Phase.FIRST, False)
    mark = add_mark(
        recording=item.log.recordings.get(), by=staff["sam"], at_ms=0, text="ZEBRA-4711 left out"
    )
    recording = reverse("recording", args=[mark.recording_id])
    assert "ZEBRA-4711" in client.get(recording).content.decode()
    assert "ZEBRA-4711" in client.get(url).content.decode()  # may still add what was said
    assert "Read by you" in page(client, "audit-given")
    # The auditor reads second and sees neither; the call-taker's colleague sees the mark, and never reads.
    client.force_login(staff["ada"])
    assert phase_for(staff["ada"], item) == Phase.SECOND
    for address in (url, recording):
        assert "ZEBRA-4711" not in client.get(address).content.decode()
    assert kept_back(staff["olu"], [item.log_id]) == []
    assert may_give(staff["sue"], item) is None
    record_reading(item=item, by="ada", phase=Phase.SECOND, answers=PASSED)
    assert SecondCheck.objects.get(item=item).state == CheckState.DISAGREED
    assert may_give(staff["sam"], item) is None
    client.force_login(staff["sam"])
    assert client.get(url).status_code == 403


def test_a_supervisor_is_no_reader_where_the_programme_does_not_name_them(world):
    _, staff = world
    audit = freeze_audit(name="Other", seed="7", sample_size=20, by="fcr")
    with pytest.raises(AuditError, match="not read by the role of sam"):
        share_out(audit=audit, readers=["ada", "sam"], by="fcr")
    item = audit.items.first()
    item.reader = "sam"
    item.save()
    with pytest.raises(NotAllowed, match="doesn't read this programme"):
        phase_for(staff["sam"], item)


def test_what_is_left_goes_only_to_who_may_have_it(world):
    audit, _ = world
    count = mine(audit, "sam").count()
    with pytest.raises(AuditError, match="another department"):
        hand_over(audit=audit, leaver="sam", to="sue", by="fcr")
    assert mine(audit, "sam").count() == count
    assert hand_over(audit=audit, leaver="sam", to="ada", by="fcr") == count


def test_the_registrar_shares_out_on_the_page_and_the_supervisor_is_reminded(world, client):
    audit, staff = world
    client.force_login(staff["fcr"])
    assert "supervisor of North" in page(client, "audit-readers", audit.pk)
    answer = client.post(
        reverse("audit-readers", args=[audit.pk]), {"readers": ["sam"], "share": "1"}, follow=True
    )
    assert "nobody&#x27;s in particular" in answer.content.decode()
    [told] = [each for each in reminders(staff["sam"]) if "given to you" in each.words]
    assert told.url == reverse("audit-given")


def test_a_programme_read_by_supervisors_needs_an_auditor_for_the_second_reading():
    data = current("call-listening").programme.to_json()
    with pytest.raises(ProgrammeError, match="who may read a second time"):
        build({**data, "readers": {"roles": ["supervisor"], "minutes": 15}}, "x")
    never = {"failures": False, "passes_percent": 0}
    once = {**data, "readers": {"roles": ["supervisor"], "minutes": 15}, "second_reading": never}
    assert build(once, "x").readers.roles == ("supervisor",)
    version = keep_programme(definition={**once, "slug": "calls-once"}, by="fcr")
    assert version.definition["readers"]["roles"] == ["supervisor"]


def test_supervisors_hours_count_for_what_they_may_read_and_for_nothing_else(world):
    audit, staff = world
    window = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
    freeze_audit(
        name="March", seed="7", sample_size=40, by="fcr", programme="monthly-logs", **window
    )
    held = rows(date(2026, 4, 15))
    found = capacity(held)
    calls = next(need for need in found.needs if need.row.programme.slug == "call-listening")
    others = [need for need in found.needs if need is not calls]
    assert calls.given
    assert others
    assert not any(need.given or need.may_be_given for need in others)
    # First readings only: what is read again is for those who may read any record.
    assert 0 < calls.may_be_given < calls.in_four_weeks
    assert calls.may_be_given == pytest.approx(calls.in_four_weeks * calls.first / calls.records)
    loads = {load.user.username: load for load in found.loads}
    assert set(loads) == {"ada", "fcr", "sam", "sue"}
    assert [name for name, load in loads.items() if load.given_only] == ["sam", "sue"]
    assert loads["sam"].records == mine(audit, "sam").count() > 0
    given = loads["sam"].records + loads["sue"].records
    minutes = calls.minutes
    assert found.backlog_given == pytest.approx(given * minutes / 60)
    # However many hours supervisors have, an audit of logs is read by others.
    before = found.missing
    set_hours(reader=staff["sam"], by=staff["fcr"], hours=Decimal(60))
    set_hours(reader=staff["sue"], by=staff["fcr"], hours=Decimal(60))
    found = capacity(held)
    assert found.there == 0
    assert found.there_given == 480
    assert found.missing == pytest.approx(before - found.may_be_given)
    assert "hours are missing" in found.sentence()
    assert "supervisors may take" in found.sentence()
    set_hours(reader=staff["ada"], by=staff["fcr"], hours=Decimal(60))
    assert "That is enough" in capacity(held).sentence()


def test_the_schedule_takes_and_shows_a_supervisors_hours(world, client):
    _, staff = world
    client.force_login(staff["fcr"])
    data = {"hours-reader": staff["sam"].pk, "hours-hours": "1.5"}
    client.post(reverse("audit-schedule-hours"), data)
    text = page(client, "audit-schedule")
    assert "what is given to them, first (North)" in text
    assert "supervisors may take" in text
    officer = {"hours-reader": staff["olu"].pk, "hours-hours": "1.5"}
    refused = client.post(reverse("audit-schedule-hours"), officer).content.decode()
    assert "Choose a reader of the list" in refused
