"""Who hears at once of a report at which somebody is to look now, and how soon it is sent."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.sending.queue import deliver
from onrecord.measures.sending.soon import SENDER
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.receiving.hearers import who_hears
from onrecord.reporting.receiving.mail import URGENT
from onrecord.reporting.receiving.readers import nobody_hears
from onrecord.supervision.shifts.models import Absence, Shift
from tests.integration.kept_log import person
from tests.reports_world import GRAVE, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def on_shift(who, hours=4, ended=False):
    now = timezone.now()
    return Shift.objects.create(
        person=who.username,
        number=Shift.objects.count() + 1,
        role=who.role,
        department=who.department,
        since=now - timedelta(hours=1),
        until=now + timedelta(hours=hours),
        ended_at=now - timedelta(minutes=1) if ended else None,
        entry_seq=0,
    )


def is_away(who, covered_by=""):
    today = timezone.localdate()
    return Absence.objects.create(
        person=who.username,
        number=1,
        covered_by=covered_by,
        since=today,
        until=today + timedelta(days=2),
        entry_seq=0,
    )


def test_those_on_shift_hear_and_where_nobody_is_all_hear(cal, sue, settings):
    settings.ONRECORD_EMAIL_DOMAIN = "force.test"
    assert who_hears("Contact") == ["cal", "sue"]
    held = on_shift(cal)
    on_shift(sue, ended=True)
    on_shift(person("far", Role.CALL_TAKER, "North"))
    assert who_hears("Contact") == ["cal"]
    reported(GRAVE)
    assert {row.to for row in Outgoing.objects.all()} == {"cal"}
    held.until = timezone.now() - timedelta(minutes=1)
    held.save()
    assert who_hears("Contact") == ["cal", "sue"]


def test_who_is_away_does_not_hear_and_who_covers_does(cal, sue, settings):
    settings.ONRECORD_EMAIL_DOMAIN = "force.test"
    ola = person("ola", Role.OFFICER)
    is_away(sue, covered_by="ola")
    assert who_hears("Contact") == ["cal", "ola"]
    # On shift by what was said before they went away.
    on_shift(sue)
    assert who_hears("Contact") == ["cal", "ola"]
    on_shift(ola)
    assert who_hears("Contact") == ["ola"]
    # An account that was closed covers for nobody.
    User.objects.filter(pk=ola.pk).update(is_active=False)
    assert who_hears("Contact") == ["cal"]
    # Where everybody is away, everybody hears: somebody must.
    is_away(cal)
    assert who_hears("Contact") == ["cal", "sue"]


def test_somebody_without_an_address_does_not_stand_for_the_others(cal, sue):
    User.objects.filter(pk=sue.pk).update(email="sue@force.test")
    on_shift(cal)
    assert who_hears("Contact") == ["cal", "sue"]
    on_shift(sue)
    assert who_hears("Contact") == ["cal", "sue"]


def test_somebody_hears_wherever_the_report_lies():
    assert who_hears("Contact") == []
    reg = person("reg", Role.REGISTRAR, "")
    assert who_hears("Contact") == ["reg"]
    person("off", Role.OFFICER, "North")
    User.objects.filter(pk=reg.pk).update(is_active=False)
    assert who_hears("Contact") == ["off"]


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_as_soon_as_it_is_kept_and_the_timer_sends_the_rest(
    cal, settings, mailoutbox, monkeypatch
):
    settings.ONRECORD_EMAIL_DOMAIN = "force.test"
    monkeypatch.setattr(SENDER, "on", True)
    # Nothing is sent of a report that isn't kept after all.
    with transaction.atomic():
        reported(GRAVE)
        transaction.set_rollback(True)
    SENDER.wait()
    assert not mailoutbox
    other = Outgoing.objects.create(key="other", kind="mail", to="cal", body="b", queued_at=timezone.now(), next_at=timezone.now())  # fmt: skip
    reported(GRAVE)
    SENDER.wait()
    assert [mail.to for mail in mailoutbox] == [["cal@force.test"]]
    assert Outgoing.objects.get(key__startswith=URGENT).state == "sent"
    other.refresh_from_db()
    assert other.state == "waiting"
    # The mail server is down, or the program dies while it sends: the timer does it, if need be a second time.
    with monkeypatch.context() as broken:
        broken.setattr("onrecord.measures.sending.queue._send", lambda row: 1 / 0)
        reported(f"{GRAVE} And again, in other words, on another day.")
        SENDER.wait()
    left = Outgoing.objects.get(key__startswith=URGENT, state="sending")
    soon = timezone.now() + timedelta(minutes=4)
    deliver(soon, lambda: soon)
    deliver(soon + timedelta(minutes=3))
    left.refresh_from_db()
    assert left.state == "sent"
    assert len(mailoutbox) == 3


def test_whom_no_e_mail_reaches_is_not_the_only_one_who_hears(cal, settings, client):
    settings.ONRECORD_EMAIL_DOMAIN = ""
    User.objects.update(email="")
    rex = person("rex", Role.REGISTRAR, "")
    alex = person("alex", Role.ADMINISTRATOR, "")
    User.objects.filter(pk=alex.pk).update(email="alex@example.org")
    told = who_hears(cal.department)
    assert told[0] == "cal"
    assert told[-1] == "alex"
    assert "no" in nobody_hears(cal.department).lower()
    reported(GRAVE)
    deliver(timezone.now())
    # In red above all else, for those who could look and for whoever can mend it.
    for user in (cal, rex, alex):
        client.force_login(user)
        page = client.get(reverse("home")).content.decode()
        assert "could not be sent in the last week" in page, user.username
    client.force_login(cal)
    for name in ("home", "my-day"):
        page = client.get(reverse(name)).content.decode()
        assert "1 report on line is to be looked at now" in page
        assert "Nothing of yours is late" not in page
    User.objects.filter(pk=cal.pk).update(email="cal@example.org")
    assert who_hears(cal.department) == ["cal"]
    assert nobody_hears(cal.department) == ""


def test_what_would_be_an_emergency_stands_before_the_rest(cal, client):
    reported("He raped me after the party.")
    late, _ = reported("He is strangling her now, he is still here and I am hiding in the bathroom")
    client.force_login(cal)
    named = client.get(reverse("my-day")).context["day"].named
    assert named[0].row.shown.ref == late.log_ref
    assert [each.row.shown.first for each in named] == [2, 1]
