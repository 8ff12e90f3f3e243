"""Alerts: raised once, for those they concern, outside quiet hours; and sent once, whatever the mail server does."""

import hashlib
import hmac
import json
import socket
from datetime import date, time, timedelta
from decimal import Decimal
from email import message_from_bytes

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody
from onrecord.measures.alerts import actions
from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing, Raised, Told
from onrecord.measures.alerts.raising import alerts_of, digests, look, quiet_until
from onrecord.measures.alerts.states import SendState
from onrecord.measures.by_month.rollup import count_month
from onrecord.measures.sending.queue import deliver, put, wait
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from tests.integration.crime_world import person
from tests.measures_world import alert_rule, at, crime, log
from tests.post_made import post, program

pytestmark = pytest.mark.django_db
NOW = at("2026-04-10 10:00")
BASE = "https://onrecord.example"


@pytest.fixture
def force(settings):
    """March: 30 crimes in North, 20 of them in time; 30 in South, all of them."""
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    for number in range(60):
        north = number % 2
        about = log(at("2026-03-05 10:00") + timedelta(minutes=number), department="North" if north else "South")  # fmt: skip
        crime(about, 30 if north and number < 20 else 1)
    log(at("2026-04-02 10:00"))
    count_month("within-24", date(2026, 3, 1), NOW)
    return {
        "rex": person("rex", Role.REGISTRAR, ""),
        "sue": person("sue", Role.SUPERVISOR, "North"),
        "sam": person("sam", Role.SUPERVISOR, "South"),
        "ada": person("ada", Role.ADMINISTRATOR, ""),
        "off": person("off", Role.OFFICER, "North"),
    }


def rule(force, **more):
    return alert_rule(**{"by": force["rex"], **more})


def run(now=NOW):
    raised = look(now, BASE)
    digests(now, BASE)
    return raised, deliver(now)


def test_an_alert_is_raised_once_for_each_part_of_the_force_that_is_over_it(force):
    rule(force)
    raised, done = run()
    # North is at 66.7 %, the whole force at 83.3 %; South is at 100 % and hears nothing.
    assert (raised, done.sent) == (2, 2)
    assert {(row.department, row.words) for row in Raised.objects.all()} == {
        ("North", "66.7 % of 30 in March 2026 (alert below 95 %)"),
        (None, "83.3 % of 60 in March 2026 (alert below 95 %)"),
    }
    assert {m.to[0] for m in mail.outbox} == {"rex@force.example", "sue@force.example"}
    assert [row.department for row in alerts_of(force["sue"], NOW)] == ["North"]
    assert alerts_of(force["sam"], NOW) == []
    assert alerts_of(force["off"], NOW) == []
    # Not again within a day, however often the timer runs; then again.
    for minutes in (0, 10, 23 * 60 + 59):
        assert run(NOW + timedelta(minutes=minutes))[0] == 0
    assert len(mail.outbox) == 2
    assert run(NOW + timedelta(hours=24))[0] == 2
    assert len(mail.outbox) == 4


def test_mail_holds_figures_and_one_link_each_and_no_personal_data(force):
    rule(force)
    run()
    body = next(m.body for m in mail.outbox if m.to == ["sue@force.example"])
    assert f"{BASE}/figures/within-24/?department=North" in body
    for secret in ("L1", "C1", "PC 9", "Sgt", "rex", "Sue"):
        assert secret not in body


def test_several_alerts_are_one_digest(force):
    rule(force)
    rule(force, name="Very late", level=Decimal("80"), roles=["supervisor"])
    assert run()[0] == 3
    bodies = {m.to[0]: m.body for m in mail.outbox}
    assert len(mail.outbox) == 2
    assert bodies["sue@force.example"].count("66.7 %") == 2


def test_quiet_hours_go_by_the_clock_on_the_wall_and_the_page_is_never_quiet(force):
    night = rule(force, quiet_from=time(22), quiet_to=time(7))
    # 22:30 by the wall on 28 March, the night in which the clocks go forward; 07:00 is 06:00 UTC.
    late = at("2026-03-28 22:30")
    assert quiet_until(night, late) == at("2026-03-29 06:00")
    assert quiet_until(night, at("2026-03-29 05:59")) == at("2026-03-29 06:00")
    assert quiet_until(night, at("2026-03-29 06:00")) == at("2026-03-29 06:00")
    assert quiet_until(night, at("2026-10-25 03:00")) == at("2026-10-25 07:00")
    day = AlertRule(quiet_from=time(9), quiet_to=time(17))
    assert quiet_until(day, at("2026-01-05 12:00")) == at("2026-01-05 17:00")
    assert quiet_until(day, at("2026-01-05 18:00")) == at("2026-01-05 18:00")
    evening = at("2026-04-10 21:30")
    assert run(evening)[0] == 2
    assert mail.outbox == []
    assert len(alerts_of(force["sue"], evening)) == 1
    run(at("2026-04-11 05:59"))
    assert mail.outbox == []
    run(at("2026-04-11 06:00"))
    assert len(mail.outbox) == 2


def test_a_department_that_merged_and_a_rule_for_one_department(force):
    rule(force, department="North", roles=["supervisor", "registrar"])
    assert run()[0] == 1
    assert {told.username for told in Told.objects.all()} == {"rex", "sue"}
    # North is no more: nobody of it is left to hear, and its new name has no month yet.
    force["sue"].department = "North and South"
    force["sue"].save()
    assert run(NOW + timedelta(hours=25))[0] == 1
    assert {told.username for told in Told.objects.filter(raised__raised_at__gt=NOW)} == {"rex"}


def test_counts_raise_alerts_too_and_few_records_none(force):
    rule(force, name="Overdue", what="count:reviews", side="above", level=Decimal("0"))
    assert run()[0] == 0
    rule(force, name="Few", what="measure:first-call", level=Decimal("50"))
    assert run()[0] == 0
    AlertRule.objects.update(side="below", level=100)
    assert run()[0] == 3


def test_a_measure_that_is_no_longer_counted_stops_neither_the_others_nor_the_page(force, client):
    gone = rule(force, name="Gone")
    AlertRule.objects.filter(pk=gone.pk).update(what="measure:gone")
    rule(force)
    assert run()[0] == 2
    client.force_login(force["rex"])
    assert "no longer counted" in client.get(reverse("alerts")).content.decode()
    assert client.get(reverse("alert-rule", args=[gone.pk])).status_code == 200


def test_thresholds_are_set_by_the_registrar_only_and_stand_in_the_ledger(force):
    for who in ("sue", "ada", "off"):
        with pytest.raises(NotAllowed):
            rule(force, by=force[who])
    kept = rule(force)
    again = rule(force, rule=kept, level=Decimal("90.5"))
    assert (again.pk, again.version, again.level) == (kept.pk, 2, 9050)
    for wrong in (
        {"what": "measure:none"},
        {"side": "beside"},
        {"level": Decimal("-1")},
        {"roles": []},
        {"roles": ["officer"]},
        {"roles": ["king"]},
        {"every_hours": 0},
        {"name": " "},
    ):
        with pytest.raises(actions.AlertError):
            rule(force, **wrong)
    assert verify_ledger().ok


@pytest.fixture
def server(force, settings):
    with post() as held:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", held.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
        settings.EMAIL_HOST_USER = ""
        yield held


def queue_one(now=NOW, key="k1"):
    return put(
        key=key, kind="mail", to="sue", subject="Überfällig", body=".dot\nšek 83 %\n", now=now
    )


def state():
    row = Outgoing.objects.get()
    return row.state, row.attempts


def test_a_mail_server_that_is_down_loses_nothing_and_nothing_goes_twice(server, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        queue_one()
        queue_one()
        assert deliver(NOW).later == 1
        assert state() == (SendState.WAITING, 1)
        # Not tried again at once.
        assert deliver(NOW).later == 0
        assert deliver(NOW + wait(1)).later == 1
    settings.EMAIL_PORT = server.port
    later = NOW + timedelta(hours=5)
    assert deliver(later).sent == 1
    assert deliver(later + timedelta(days=1)).sent == 0
    queue_one(later)
    assert deliver(later + timedelta(days=1)).sent == 0
    assert len(server.got) == 1
    got = message_from_bytes(server.got[0].replace(b"\n..", b"\n."))
    assert got["To"] == "sue@force.example"
    assert got.get_payload(decode=True).decode().splitlines() == [".dot", "šek 83 %"]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("busy", SendState.WAITING),
        ("early", SendState.WAITING),
        ("unknown", SendState.GIVEN_UP),
        ("full", SendState.GIVEN_UP),
        ("half", SendState.UNSURE),
    ],
)
def test_each_bad_day_of_a_mail_server_ends_where_it_must(server, day, end):
    server.day = day
    queue_one()
    deliver(NOW)
    assert state() == (end, 1)
    assert Outgoing.objects.get().trouble
    server.day = "good"
    deliver(NOW + timedelta(hours=6))
    # Only what the server surely hasn't got goes by itself.
    again = end == SendState.WAITING
    assert state()[0] == (SendState.SENT if again else end)
    assert len(server.got) == (1 if again or day == "half" else 0)


def test_what_may_have_arrived_is_sent_again_by_a_person_under_the_same_number(server, force):
    server.day = "half"
    queue_one()
    deliver(NOW)
    server.day = "good"
    row = Outgoing.objects.get()
    with pytest.raises(NotAllowed):
        actions.send_again(message=row, by=force["sue"])
    actions.send_again(message=row, by=force["rex"])
    row.refresh_from_db()
    assert deliver(row.next_at).sent == 1
    first, second = (message_from_bytes(each)["Message-ID"] for each in server.got)
    assert first == second
    with pytest.raises(actions.AlertError, match="nothing to send again"):
        actions.send_again(message=Outgoing.objects.get(), by=force["rex"])


def test_a_program_that_ended_while_it_sent_leaves_a_question_and_no_second_message(server):
    queue_one()
    Outgoing.objects.update(state=SendState.SENDING, taken_at=NOW, attempts=1)
    deliver(NOW + timedelta(minutes=5))
    assert state()[0] == SendState.SENDING
    deliver(NOW + timedelta(minutes=20))
    assert state()[0] == SendState.UNSURE
    assert server.got == []


def test_after_a_week_it_is_given_up_and_stays_in_sight(server, client, force):
    server.day = "busy"
    queue_one()
    now = NOW
    for _ in range(80):
        now += timedelta(hours=4)
        deliver(now)
    assert state()[0] == SendState.GIVEN_UP
    client.force_login(force["rex"])
    body = client.get(reverse("alert-queue")).content.decode()
    assert "451: come back later" in body
    assert "Send again" in body
    client.post(reverse("alert-again", args=[Outgoing.objects.get().pk]))
    assert state()[0] == SendState.WAITING


@pytest.fixture
def told(force, settings, tmp_path):
    with program(tmp_path) as server:
        settings.ONRECORD_HOOK_CA = str(tmp_path / "cert.pem")
        hook, secret = actions.add_hook(
            by=force["ada"], name="Messages", url=f"https://127.0.0.1:{server.server_address[1]}/in?x=1"
        )  # fmt: skip
        server.hook, server.secret = hook, secret
        yield server


def test_another_program_gets_a_signed_figure(force, told):
    rule(force, by_hook=True, by_mail=False, roles=["registrar"])
    assert run()[1].sent == 1
    ((path, headers, body),) = told.got
    assert path == "/in?x=1"
    moment = headers["Onrecord-Timestamp"]
    expected = hmac.new(told.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    assert headers["Onrecord-Signature"] == f"sha256={expected.hexdigest()}"
    data = json.loads(body)
    assert (data["value"], data["n"], data["month"], data["department"]) == ("83.33", 60, "2026-03", None)  # fmt: skip
    assert data["link"] == f"{BASE}/figures/within-24/"
    assert headers["Onrecord-Delivery"] == data["id"]
    assert mail.outbox == []


def test_a_program_is_tried_again_under_the_same_number_and_never_followed_elsewhere(force, told):
    rule(force, by_hook=True, by_mail=False, roles=["registrar"])
    told.says = [503]
    assert run()[1].later == 1
    assert deliver(NOW + timedelta(hours=1)).sent == 1
    assert len({headers["Onrecord-Delivery"] for _, headers, _ in told.got}) == 1
    told.says = [302]
    put(key="again", kind="hook", to=str(told.hook.pk), body="{}", now=NOW)
    assert deliver(NOW).given_up == 1
    assert [path for path, _, _ in told.got] == ["/in?x=1"] * 3


def test_a_program_whose_certificate_nobody_vouches_for_gets_nothing(force, told, settings):
    settings.ONRECORD_HOOK_CA = ""
    put(key="one", kind="hook", to=str(told.hook.pk), body="{}", now=NOW)
    assert deliver(NOW).later == 1
    assert "certificate" in Outgoing.objects.get().trouble.casefold()
    assert told.got == []


def test_addresses_are_set_by_an_administrator_and_the_secret_stays_out_of_the_ledger(force, told, client):  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.add_hook(by=force["rex"], name="Mine", url="https://example.test/")
    for wrong in ("http://example.test/", "https://", "https://a:b@example.test/", "https://a.test:99999/", "ftp://x", "https://a b/", "https://x.test/#y"):  # fmt: skip
        with pytest.raises(actions.AlertError):
            actions.add_hook(by=force["ada"], name="X", url=wrong)
    assert not LedgerBody.objects.filter(body__contains=told.secret).exists()
    assert verify_ledger().ok
    client.force_login(force["ada"])
    assert told.secret not in client.get(reverse("hooks")).content.decode()
    client.post(reverse("hook-stop", args=[told.hook.pk]))
    assert not Hook.objects.get().active
    put(key="one", kind="hook", to=str(told.hook.pk), body="{}", now=NOW)
    assert deliver(NOW).given_up == 1
    assert told.got == []


def test_the_pages_set_an_alert_show_it_and_refuse_what_makes_no_sense(force, client):
    client.force_login(force["rex"])
    given = {
        "name": "Late <b>recording</b>", "what": "measure:within-24", "side": "below", "level": "95",
        "roles": ["supervisor"], "every_hours": "24", "quiet_from": "22:00", "quiet_to": "07:00", "by_mail": "on", "active": "on",
    }  # fmt: skip
    answer = client.post(reverse("alert-rule-new"), {**given, "quiet_to": ""})
    assert "Quiet hours need a beginning and an end" in answer.content.decode()
    assert client.post(reverse("alert-rule-new"), given).status_code == 302
    run()
    Raised.objects.update(raised_at=timezone.now())
    body = client.get(reverse("alerts")).content.decode()
    assert "Late &lt;b&gt;recording&lt;/b&gt;" in body
    assert "22:00 to 07:00" in body
    client.post(reverse("alert-rule", args=[AlertRule.objects.get().pk]), {**given, "active": ""})
    assert not AlertRule.objects.get().active
    assert "Version" in client.get(reverse("alert-rule", args=[AlertRule.objects.get().pk])).content.decode()  # fmt: skip
    client.force_login(force["sue"])
    assert "66.7 % of 30 in March 2026" in client.get(reverse("alerts")).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_two_runs_at_once_send_each_message_once(settings):
    import threading

    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    person("sue", Role.SUPERVISOR, "North")
    for number in range(40):
        queue_one(key=f"k{number}")

    def work():
        try:
            deliver(NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(mail.outbox) == 40
    assert set(Outgoing.objects.values_list("attempts", flat=True)) == {1}
