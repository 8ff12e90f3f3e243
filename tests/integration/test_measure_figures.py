"""Figures of the registry from records, findings, courses and audits, their pages, and who sees what of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.findings.actions import dispute, send_findings
from onrecord.audit.findings.models import Finding
from onrecord.measures import registry
from onrecord.measures.by_month import rollup
from onrecord.measures.catalogue import definitions
from onrecord.measures.figures.figure import figure, figures, parts
from onrecord.measures.registry import MeasureError
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.actions import record_incident, tell_victim
from onrecord.recording.models import CrimeEvent
from onrecord.supervision.lists.items import give
from onrecord.training import register
from onrecord.training.standing import standings
from tests import findings_world
from tests.integration.crime_world import make_world, person
from tests.measures_world import at, crime, log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """However busy the machine is."""
    monkeypatch.setattr(rollup, "PATIENCE", 120)


def seen(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_months_add_up_and_each_part_is_its_own():
    for number in range(8):
        one = log(
            at(f"2026-0{3 + number % 2}-10 10:00"), department="North" if number < 4 else "South"
        )
        crime(one, 2 if number % 4 else 40)
    whole = figure("within-24", since=date(2026, 3, 10), until=date(2026, 4, 2))
    assert (whole.since, whole.until) == (date(2026, 3, 1), date(2026, 4, 30))
    assert (whole.n, whole.met, whole.version) == (8, 6, 1)
    assert whole.low < whole.share < whole.high
    assert [each.n for each in figures("within-24", months=60) if each.n] == [4, 4]
    north = figure("within-24", since=whole.since, until=whole.until, part="North")
    assert (north.n, north.met) == (4, 3)
    group = figure("within-24", since=whole.since, until=whole.until, part="violence")
    assert group.n == 8
    assert figure("within-24", since=whole.since, until=whole.until, part="Nowhere").value is None


def test_months_of_two_definitions_make_no_figure(monkeypatch):
    for month in (3, 4):
        crime(log(at(f"2026-0{month}-10 10:00")), 30)
    held = registry.every_version()
    new = replace(registry.measure("within-24"), version=2, since=date(2026, 4, 1), within_hours=48)
    monkeypatch.setattr(registry, "_held", lambda: (*held, new))
    both = figure("within-24", since=date(2026, 3, 1), until=date(2026, 4, 30))
    assert both.value is None
    assert "versions 1, 2" in both.note
    april = figure("within-24", since=date(2026, 4, 1), until=date(2026, 4, 30))
    assert (april.version, april.met) == (2, 1)
    assert figure("within-24", since=date(2026, 3, 1), until=date(2026, 3, 31)).version == 1
    asked = figure("within-24", since=date(2026, 4, 1), until=date(2026, 4, 30), version=1)
    assert asked.value is None
    assert "version 2" in asked.note


def test_n100_records_need_a_manager_a_day_and_the_registrar():
    world = make_world()
    today = timezone.localdate()
    days = [today + timedelta(days=5), today + timedelta(days=9), None, None]
    rows = [
        record_incident(
            log=None, by=world.officer, kind="N100", sub_code="01", reason="Not confirmed yet", comes_up_on=day
        )
        for day in days
    ]  # fmt: skip
    give(keys=[f"incident:{rows[0].pk}"], by=world.registrar, to=world.supervisor)
    rows[1].comes_up_on = today - timedelta(days=1)
    rows[1].save()
    CrimeEvent.objects.create(
        incident=rows[2], about="x", kind="note", happened_at=timezone.now(), recorded_at=timezone.now(),
        by="rex", author="Rex", role=Role.REGISTRAR.label, entry_seq=0,
    )  # fmt: skip
    first = today.replace(day=1)
    found = {
        name: figure(name, since=first, until=today)
        for name in ("n100-manager", "n100-date", "n100-oversight", "n100-in-time")
    }
    assert {name: (each.met, each.n) for name, each in found.items()} == {
        "n100-manager": (1, 4),
        "n100-date": (2, 4),
        "n100-oversight": (1, 4),
        "n100-in-time": (1, 4),
    }
    assert figure("n100-date", since=first, until=today, part="Response").n == 4
    assert figure(
        "n100-date", since=first - timedelta(days=60), until=first - timedelta(days=1)
    ).note


@pytest.fixture
def audited():
    """People, an audit read to its end, and its findings sent."""
    made = findings_world.people()
    audit = findings_world.read_audit()
    return made, audit


def test_an_estimate_is_the_audits_own_and_names_it(audited):
    _, audit = audited
    expected = estimate_audit(audit)
    one = figure("accuracy-all")
    assert (one.share, one.low, one.high) == pytest.approx(
        (expected.rate, expected.low, expected.high)
    )
    assert (one.n, one.met, one.how) == (expected.n_should, None, "estimated")
    assert audit.name in one.note
    violence = next(each for each in expected.groups if each.key == "violence")
    assert figure("accuracy-violence").share == pytest.approx(violence.rate)
    assert parts("accuracy-all") == [("Department", ["North", "South"])]
    assert figure("accuracy-all", part="North").n < one.n
    # Another reading changes it at once, though figures of audits are kept.
    failed = audit.items.filter(readings__passed=False, readings__current=True).first()
    findings_world.record_reading(item=failed, by="ada", answers={}, should_other=0)
    assert figure("accuracy-all").n < one.n
    assert figure("accuracy-all", until=date(2020, 1, 1)).value is None
    assert figure("cancellations-right").value is None


def test_an_audit_that_is_still_read_gives_no_figure(audited):
    _, audit = audited
    assert figure("accuracy-all").given
    audit.items.first().readings.all().delete()
    assert not figure("accuracy-all").given
    assert figures("accuracy-all", months=60) == []


def test_findings_answered_corrected_and_open(audited):
    people, audit = audited
    send_findings(audit=audit, by=people["fcr"])
    rows = list(Finding.objects.order_by("pk"))
    assert len(rows) > 4
    today = timezone.localdate()
    assert figure("findings-open").n == len(rows)
    late, disputed, north = rows[0], rows[1], Finding.objects.filter(department="North").count()
    Finding.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    dispute(
        finding=disputed,
        by=people["sam" if disputed.department == "North" else "sue"],
        words="It is on record.",
    )
    window = {"since": today - timedelta(days=2), "until": today + timedelta(days=60)}
    # Only what was due by now, or was answered before, is counted.
    assert (figure("feedback-in-time", **window).met, figure("feedback-in-time", **window).n) == (
        1,
        2,
    )
    corrected = figure("findings-corrected", **window)
    assert (corrected.met, corrected.n) == (0, 2)
    assert figure("findings-open", part="North").n == north
    assert figure("findings-open", until=today - timedelta(days=9)).n == 0


def test_training_counts_each_course_with_each_person_who_needs_it():
    officer = person("olu", Role.OFFICER, "North")
    person("gone", Role.OFFICER, "North", is_active=False)
    User.objects.update(date_joined=at("2026-01-10 10:00"))
    needed = len(standings([officer]))
    assert needed
    assert (figure("training-held").met, figure("training-held").n) == (0, needed)
    fcr = person("rex", Role.REGISTRAR, "")
    User.objects.update(date_joined=at("2026-01-10 10:00"))
    course = standings([officer])[0].course
    register.write_done(course=course.slug, person=officer, done_on=date(2026, 2, 1), by=fcr)
    assert figure("training-held", part="north").met == 1
    assert figure("training-held", until=date(2026, 1, 31), part="North").met == 0
    assert figure("training-held", until=date(2026, 1, 9)).n == 0


def test_victims_told_are_counted_from_the_record(monkeypatch):
    monkeypatch.setattr(rollup, "GOOD_FOR", timedelta(0))
    world = make_world()
    made = world.crime()
    now = timezone.now()
    # So long ago that only what the ledger says makes the month count anew, and in another month than its log's.
    then = now - timedelta(days=100)
    type(made).objects.filter(pk=made.pk).update(recorded_at=then)
    month = timezone.localdate(then).replace(day=1)
    found = figure("told-recorded", since=month, until=month)
    assert (found.met, found.n) == (0, 1)
    tell_victim(
        record=made, by=world.officer, person="ann", topic="recorded", how="telephone", said="She knows.",
        told_at=then + timedelta(days=1),
    )  # fmt: skip
    found = figure("told-recorded", since=month, until=month)
    assert (found.met, found.n) == (1, 1)


def test_every_measure_has_its_page_and_the_list_leads_there(audited, client):
    people, audit = audited
    send_findings(audit=audit, by=people["fcr"])
    body = seen(client, people["fcr"], reverse("measures"))
    for what in definitions():
        assert reverse("measure", args=[what.id]) in body
        text = seen(client, people["fcr"], reverse("measure", args=[what.id]))
        assert escape(what.owner) in text
        assert f"version {what.version}" in text
        assert " style=" not in text
    client.force_login(people["fcr"])
    assert client.get(reverse("measure", args=["no-such"])).status_code == 404
    assert (
        client.get(reverse("measure-records", args=["findings-open"]) + "?until=May").status_code
        == 404
    )


def test_three_clicks_from_the_list_to_a_record(audited, client):
    people, audit = audited
    send_findings(audit=audit, by=people["fcr"])
    one = figure("findings-open")
    listed = seen(client, people["fcr"], one.source)
    first = Finding.objects.first()
    assert reverse("finding", args=[first.pk]) in listed
    rate = figure("accuracy-all")
    listed = seen(client, people["fcr"], rate.source)
    failed = audit.items.filter(readings__passed=False).first()
    assert reverse("audit-reading", args=[audit.pk, failed.position]) in listed
    crime(log(at("2026-03-10 10:00")), 40)
    month = figure("within-24", since=date(2026, 3, 1), until=date(2026, 3, 31))
    client.force_login(people["fcr"])
    assert client.get(month.source).url == reverse("figure-without", args=["within-24", "2026-03"])


def test_supervisors_see_their_department_and_no_rate_of_an_audit(audited, client):
    people, audit = audited
    send_findings(audit=audit, by=people["fcr"])
    body = seen(client, people["sam"], reverse("measures"))
    assert "Recording accuracy" not in body
    rate = figure("accuracy-all")
    text = seen(client, people["sam"], reverse("measure", args=["accuracy-all"]) + "?part=North")
    assert rate.value_words not in text
    for query in ("", "?part=South", "?part="):
        text = seen(client, people["sam"], reverse("measure", args=["findings-open"]) + query)
        assert f"{Finding.objects.filter(department='North').count()} findings" in text
        assert "South" not in text.replace("part=South", "")
    listed = seen(
        client, people["sam"], reverse("measure-records", args=["findings-open"]) + "?part=South"
    )
    assert ">South<" not in listed
    client.force_login(people["sam"])
    assert client.get(rate.source).status_code == 403
    nowhere = person("nob", Role.SUPERVISOR, "")
    assert "names none" in seen(client, nowhere, reverse("measures"))
    client.force_login(nowhere)
    assert client.get(reverse("measure-records", args=["findings-open"])).status_code == 403


def test_the_commissioners_office_sees_figures_and_no_record(audited, client):
    people, _ = audited
    body = seen(client, people["com"], reverse("measure", args=["accuracy-all"]))
    assert figure("accuracy-all").value_words in body
    assert "records/" not in body
    for name in ("accuracy-all", "findings-open", "within-24", "n100-date", "training-held"):
        assert client.get(reverse("measure-records", args=[name])).status_code == 403


def test_a_window_the_wrong_way_round_and_an_unknown_measure_are_refused():
    with pytest.raises(MeasureError, match="before it begins"):
        figure("within-24", since=date(2026, 4, 1), until=date(2026, 3, 1))
    with pytest.raises(MeasureError, match="no measure"):
        figure("height")
