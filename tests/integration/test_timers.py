"""What `onrecord doctor` says of the system's timer and of what waits to be sent."""

from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.alerts.states import SendState
from onrecord.measures.by_month.rollup import refresh
from onrecord.measures.models import Counted, Ran
from onrecord.measures.sending import timers
from onrecord.measures.sending.queue import put
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.models import Switch
from tests.measures_world import alert_rule, log

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


def said(now=None, **more):
    return list(timers.doctors_findings(now, **more))


def wrong(now=None):
    return [words for well, words in said(now) if not well]


def test_a_new_installation_and_a_demonstration_need_nothing():
    assert wrong() == []
    log(NOW - 50 * HOUR)
    assert [well for well, _ in said(timers=False)] == [True, True]
    # Its e-mails wait for as long as nobody sends them: no fault, and said.
    put(key="a", kind="mail", to="sue", body="x", now=NOW - 90 * HOUR)
    assert all(well for well, _ in said(timers=False))
    assert "for e-mail neither" in said(timers=False)[0][1]
    assert "3 days ago." in said(timers=False)[1][1]


def test_what_the_public_reports_on_line_waits_for_no_timer_that_does_not_run():
    assert wrong() == []
    Switch.objects.create(pk=1, on=True, by="rex", at=NOW, entry_seq=1)
    # Without a single record in the installation, too.
    [never] = wrong(NOW)
    assert "alerts --send-only` run every minute" in never
    timers.ran(timers.SENDS, NOW)
    assert wrong(NOW + HOUR / 2) == []
    [late] = wrong(NOW + 2 * HOUR)
    assert "last sent 2 hours ago" in late
    # The other command sends as well.
    timers.ran(timers.ALERTS, NOW + 2 * HOUR)
    assert wrong(NOW + 2 * HOUR) == []


def test_a_sweep_and_figures_that_do_not_run_are_said_with_how_long():
    log(NOW - 50 * HOUR)
    never, uncounted = wrong()
    assert "has never run" in never
    assert "months of figures are not counted" in uncounted
    refresh()
    timers.ran(timers.SWEEP, NOW)
    assert wrong(NOW + 2 * HOUR) == []
    sweep, figures = wrong(NOW + 60 * HOUR)
    assert "last ran 2 days ago" in sweep
    assert "not for 2 days" in figures
    # An import counts them, too; a nightly run that finds nothing to count is one all the same.
    timers.ran(timers.FIGURES, NOW + 59 * HOUR)
    assert wrong(NOW + 60 * HOUR) == [sweep]
    Counted.objects.filter(measure="within-24").delete()
    assert any("are not counted" in words for words in wrong(NOW + 60 * HOUR))


def test_alerts_are_asked_after_only_where_somebody_set_one():
    log(NOW - 50 * HOUR)
    refresh()
    timers.ran(timers.SWEEP, NOW)
    assert wrong(NOW) == []
    alert_rule(User.objects.create(username="rex", role=Role.REGISTRAR))
    assert "`onrecord alerts` has never run" in wrong(NOW)[0]
    timers.ran(timers.ALERTS, NOW)
    assert wrong(NOW + HOUR) == []
    assert "last ran 3 hours ago" in wrong(NOW + 3 * HOUR)[0]


def test_the_queue_is_told_by_kind_and_state_with_its_oldest():
    def message(key, kind, state, hours):
        row = put(key=key, kind=kind, to="sue", body="x", now=NOW - hours * HOUR)
        Outgoing.objects.filter(pk=row.pk).update(state=state)

    message("a", "mail", SendState.WAITING, 1)
    message("b", "mail", SendState.WAITING, 2)
    assert wrong(NOW) == []
    assert "2 messages (e-mail) to be sent, the oldest 2 hours ago." in [w for _, w in said(NOW)]
    message("c", "mail", SendState.SENT, 90)
    message("d", "hook", SendState.WAITING, 30)
    message("e", "mail", SendState.UNSURE, 3)
    message("f", "hook", SendState.GIVEN_UP, 200)
    told = " ".join(wrong(NOW))
    assert "1 message (e-mail): may not have arrived, the oldest 3 hours ago" in told
    assert "1 message (to a program): given up, the oldest 8 days ago" in told
    assert (
        "1 message (to a program) to be sent, the oldest 30 hours ago: is the mail server" in told
    )
    assert "90" not in told


@pytest.mark.parametrize(("command", "name"), [("sweep", "sweep"), ("figures", "figures"), ("alerts", "alerts"), ("alerts --send-only", "alerts-send-only")])  # fmt: skip
def test_the_commands_note_that_they_ran(command, name, monkeypatch):
    monkeypatch.setattr("onrecord.commands.timed.need_installation", lambda: None)
    monkeypatch.setattr("onrecord.commands.measuring.need_installation", lambda: None)
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 0, done.output
    assert Ran.objects.get(name=name).at >= NOW
    assert Ran.objects.count() == 1
