"""Warnings of the 56 days by e-mail: each once to each whom it concerns, whatever the timer and the mail server do."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.months import LONDON
from onrecord.measures.sending.queue import deliver
from onrecord.people.models import User
from onrecord.response import finishing, opening
from onrecord.response.clock import due
from onrecord.response.models import Response, Warned
from onrecord.response.warnings import warn
from tests import response_world as world

pytestmark = pytest.mark.django_db
BASE = "https://onrecord.example"


@pytest.fixture
def who(settings):
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    return world.everybody()


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def run(day, hour=9):
    """One run of the timer; returns who was written to."""
    mail.outbox.clear()
    warn(at(day, hour), BASE)
    deliver(at(day, hour))
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


@pytest.mark.one_store
def test_each_warning_reaches_the_office_once_and_lateness_too(who):
    row = world.report(who)
    clock = due(row.published_on)
    assert run(clock.warnings[0][1] - timedelta(days=1)) == []
    told = []
    day = clock.warnings[0][1]
    while day <= clock.last + timedelta(days=100):
        # Not in the middle of the night, and however often it runs.
        assert run(day, 3) == []
        found = run(day) + run(day, 15)
        if found:
            assert found == ["dep", "pcc"]
            told.append((day, mail.outbox))
        day += timedelta(days=1)
    wanted = [on for _, on in clock.warnings] + [clock.last + timedelta(days=1)]
    assert [on for on, _ in told] == wanted
    # What was sent is forgotten by the queue after some months, and still not said again.
    assert not Outgoing.objects.filter(queued_at__lt=at(clock.warnings[0][1])).exists()


def test_what_a_message_says(who):
    row = world.report(who)
    clock = due(row.published_on)
    run(clock.warnings[2][1])
    body = mail.outbox[0].body
    assert "working days left" in body
    assert f"{clock.last.day} {clock.last:%B %Y}" in body
    assert "Nobody has begun it" in body
    assert f"{BASE}/improvement/responses/{row.ref}/" in body
    run(clock.last + timedelta(days=1))
    assert "is late" in mail.outbox[0].body


def test_what_nobody_looked_at_in_time_is_said_once_as_the_latest(who):
    clock = due(world.report(who).published_on)
    day = clock.warnings[3][1]
    assert run(day) == ["dep", "pcc"]
    assert Warned.objects.count() == 2
    assert set(Warned.objects.values_list("which", flat=True)) == {f"2 before {clock.last}"}


def test_the_force_is_reminded_of_the_day_for_comments_and_the_office_when_none_came(who):
    today = timezone.localdate()
    # Early enough that no warning of the 56 days has come.
    row = world.invited(who, world.report(who, published_on=today), today + timedelta(days=7))
    by = row.comments_by
    assert run(by) == ["dcc", "fcr"]
    assert run(by) == []
    assert run(by + timedelta(days=1)) == ["dcc", "dep", "fcr", "pcc"]
    assert "none have come" in mail.outbox[0].body
    # Another day for comments is another reminder.
    Response.objects.update(comments_by=by + timedelta(days=5))
    assert run(by + timedelta(days=5)) == ["dcc", "fcr"]


def test_what_is_published_warns_nobody(who):
    row = world.signed(who)
    finishing.publish(response=row, by=who["pcc"])
    assert run(due(row.inspection.published_on).last) == []
    assert run(due(row.inspection.published_on).last + timedelta(days=9)) == []


def test_what_was_withdrawn_is_warned_of_again(who):
    """Somebody who published and withdrew has nothing published: what was said before is said anew."""
    row = world.report(who, published_on=timezone.localdate() - timedelta(days=70))
    today = timezone.localdate()
    assert run(today) == ["dep", "pcc"]
    edition = finishing.publish(
        response=world.signed(who, row), by=who["pcc"], late_reason="No post."
    )
    assert run(today) == []
    opening.withdraw(edition=edition, by=who["pcc"], reason="It named somebody.")
    assert run(today) == ["dep", "pcc"]
    assert "version 1 was withdrawn" in mail.outbox[0].body
    assert run(today + timedelta(days=1)) == []


def test_whoever_has_no_address_or_came_later_is_written_to_then(who, settings):
    settings.ONRECORD_EMAIL_DOMAIN = ""
    clock = due(world.report(who).published_on)
    day = clock.warnings[1][1]
    assert warn(at(day), BASE) == (0, ["dep", "pcc"])
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    User.objects.filter(username="dep").update(is_active=False)
    assert run(day) == ["pcc"]
    User.objects.filter(username="dep").update(is_active=True)
    assert run(day) == ["dep"]


def test_a_message_that_could_not_be_kept_is_not_said_to_be(who, monkeypatch):
    clock = due(world.report(who).published_on)
    with monkeypatch.context() as broken:
        broken.setattr("onrecord.response.warnings.put", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            warn(at(clock.warnings[0][1]), BASE)
    assert not Warned.objects.exists()
    assert run(clock.warnings[0][1]) == ["dep", "pcc"]
