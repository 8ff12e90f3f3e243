"""The urgent first: what presses is said in the log, a person hears of it at once, and nothing waits without a clock."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.contact.actions import LogError, change_grade, close_log
from onrecord.contact.models import EntryKind, LogEntry
from onrecord.deciding.actions import conclude, negate, start_decision
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alerts.models import Hook, Outgoing
from onrecord.measures.models import Ran
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.held import type_named
from onrecord.reporting.work import working
from onrecord.reporting.work.of_log import log_of
from onrecord.supervision.day.queries import my_day
from onrecord.supervision.lists.kept import kept
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.queries import counts, visible
from tests.deciding_world import answer_all
from tests.integration.kept_log import kept_log, person
from tests.measures_world import alert_rule
from tests.reports_world import GRAVE, PLAIN, THEFT, WHY_NO_CRIME, listed, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def numbers(user, slug):
    one, now = kept(slug).worklist, timezone.now()
    found = counts(visible(user, one, now), one, now)
    return found.all, found.late, found.soon


def test_what_presses_is_in_the_log_as_a_proposal_and_decides_nothing(cal):
    report, _ = reported(GRAVE)
    log = log_of(report)
    entry = LogEntry.objects.get(log_ref=log.ref, kind=EntryKind.TRIAGE)
    assert "hands round my neck" in entry.text
    assert "Proposed by rule" in entry.text
    assert "Grade proposed: 2 Priority" in entry.text
    assert (log.grade, log.qualifiers) == ("", [])
    assert (report.risk, report.risks[0]["rule"]) == (3, "breathing")
    assert entry.detail["level"] == 3
    reported(PLAIN)
    assert LogEntry.objects.filter(kind=EntryKind.TRIAGE).count() == 1
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_person_hears_at_once_without_a_word_of_it(cal, sue):
    far = person("far", Role.SUPERVISOR, "North")
    hook = Hook.objects.create(name="h", url="https://x.test", secret="s", entry_seq=0)
    reported(PLAIN)
    assert not Outgoing.objects.exists()
    report, _ = reported(GRAVE)
    told = Outgoing.objects.all()
    assert {(row.kind, row.to) for row in told} == {
        ("mail", "cal"),
        ("mail", "sue"),
        ("hook", str(hook.pk)),
    }
    assert far.username not in {row.to for row in told}
    for row in told:
        assert row.next_at <= timezone.now()
        assert "on-line-urgent" in row.body
        assert not any(word in row.body + row.subject for word in ("neck", "Ada", report.ref))


def test_a_flood_fills_nobodys_inbox(cal):
    for n in range(12):
        # Words of their own, so that they are not taken for the same report again.
        own = " ".join(f"{word}{n}" for word in ("lamp", "river", "coat", "garden", "apple") * 9)
        reported(f"He strangled me. {own}")
    assert 5 <= Outgoing.objects.filter(to="cal").count() <= 7
    assert numbers(cal, "on-line-urgent")[0] == 12


def test_where_the_department_is_empty_somebody_hears_all_the_same():
    person("rex", Role.REGISTRAR, "")
    reported(GRAVE, department="Nowhere")
    assert Outgoing.objects.get().to == "rex"


def test_the_lists_hold_each_report_once_by_how_soon_somebody_is_to_look(cal, sue):
    north = person("nora", Role.CALL_TAKER, "North")
    kept_log(sue)  # no report on line
    plain, _ = reported(PLAIN, hours=2)
    late, _ = reported("Somebody scratched my car. This is the third time.", hours=9)
    grave, _ = reported(GRAVE)
    assert listed(cal, "on-line-urgent") == [grave.log_ref]
    assert listed(cal, "on-line-reports") == [late.log_ref, plain.log_ref]
    assert numbers(cal, "on-line-urgent") == (1, 1, 0)
    assert numbers(cal, "on-line-reports") == (2, 1, 0)
    assert numbers(north, "on-line-urgent") == (0, 0, 0)
    # A grade says that somebody has looked; a closed log needs no look.
    change_grade(log=log_of(plain), by=cal, grade="3")
    assert listed(cal, "on-line-reports") == [late.log_ref]
    assert listed(sue, "undecided")[:1] == [late.log_ref]


def test_my_day_names_what_is_urgent_before_all_else(cal, sue):
    old = kept_log(sue, received_at=timezone.now() - timedelta(hours=40))
    grave, _ = reported(GRAVE)
    for user in (cal, sue):
        named = my_day(user, timezone.now(), staff()).named
        assert named[0].row.shown.ref == grave.log_ref
    assert old.ref in [each.row.shown.ref for each in named]
    assert [each.row.shown.ref for each in named].count(grave.log_ref) == 1


def test_what_is_held_back_has_the_same_clock_and_becomes_a_log_or_is_set_aside(cal, client):
    junk, _ = reported("asdf", hours=30, doubts=["the same was sent ten times"])
    real, _ = reported(GRAVE, hours=5, doubts=["filled in two seconds"])
    assert listed(cal, "on-line-held-back") == [junk.ref, real.ref] or numbers(
        cal, "on-line-held-back"
    ) == (2, 2, 0)
    assert listed(person("nora", Role.CALL_TAKER, "North"), "on-line-held-back") == []
    with pytest.raises(ReportError, match="The reason is empty"):
        working.set_aside(report=junk, by=cal, reason=" ")
    working.set_aside(report=junk, by=cal, reason="Letters only.")
    done = working.release(report=real, by=cal)
    log = log_of(done)
    assert (log.received_at, log.text) == (real.submitted_at, GRAVE)
    assert LogEntry.objects.filter(log_ref=log.ref, kind=EntryKind.TRIAGE).count() == 1
    assert working.release(report=real, by=cal).log_ref == log.ref
    assert listed(cal, "on-line-held-back") == []
    junk.refresh_from_db()
    assert (junk.state, junk.doubts[-1]) == (ReportState.SET_ASIDE, "Set aside: Letters only.")
    # Read again: a report after all.
    assert working.release(report=junk, by=cal).log_ref
    assert verify_ledger(records=True, processes=1).problems == []


def test_for_another_force_it_is_ours_until_that_force_confirms(cal):
    report, _ = reported(other_force="Otherland Police", hours=3)
    assert listed(cal, "on-line-elsewhere") == [report.ref]
    with pytest.raises(ReportError, match="reference"):
        working.pass_on(report=report, by=cal, force="Otherland Police", their_ref="")
    working.pass_on(report=report, by=cal, force="Otherland Police", their_ref="OP-9")
    report.refresh_from_db()
    assert (report.state, report.other_ref) == (ReportState.TRANSFERRED, "OP-9")
    assert report.account == PLAIN
    assert listed(cal, "on-line-elsewhere") == []
    entry = LogEntry.objects.filter(log_ref=report.log_ref).latest("pk")
    assert "OP-9" in entry.text
    with pytest.raises(ReportError, match="quicker"):
        working.pass_on(report=report, by=cal, force="X", their_ref="Y")
    with pytest.raises(ReportError, match="isn't marked"):
        working.keep_ours(report=report, by=cal, reason="Ours.")
    # Its log is closed in the ordinary way only: what reports a crime on its face is decided first.
    with pytest.raises(LogError, match="reports a crime"):
        close_log(log=log_of(report), by=cal, closing_code="Recorded by another force")


def test_another_department_and_who_only_reads_may_not(cal):
    report, _ = reported(doubts=["x"])
    nora = person("nora", Role.SUPERVISOR, "North")
    auditor = person("aud", Role.AUDITOR, "")
    for user in (nora, auditor):
        with pytest.raises(NotAllowed):
            working.release(report=report, by=user)
        with pytest.raises(NotAllowed):
            working.write_to(report=report, by=user, text="x")
    assert Report.objects.get().state == ReportState.HELD_BACK


def test_the_page_shows_it_word_for_word_and_does_each_step(cal, client):
    words = "He's got a knife <script>alert(1)</script> שלום"
    report, _ = reported(
        words, contact={"name": "Ada", "safe": "Only by e-mail"}, doubts=["two seconds"],
        answers=[["what-happened", words], ["rules:what", ["what", "theft"]]],
    )  # fmt: skip
    client.force_login(cal)
    url = reverse("report-work", args=[report.pk])
    page = client.get(url).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    for each in ("Only by e-mail", "A weapon: “", "two seconds", "Something was stolen"):
        assert each in page
    step = [reverse("report-step", args=[report.pk, what]) for what in ("set-aside", "release")]
    assert client.post(step[0], {"set-aside-reason": ""}).status_code == 400
    assert client.post(step[1]).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.RECEIVED
    client.post(reverse("report-step", args=[report.pk, "write"]), {"write-text": "We will ring."})
    assert report.messages.get().text == "We will ring."
    assert client.post(reverse("report-step", args=[report.pk, "nothing"])).status_code == 404
    client.force_login(person("nora", Role.CALL_TAKER, "North"))
    assert client.get(url).status_code == 403


def test_after_the_decision_the_page_says_what_came_of_it_and_nobody_is_to_look_any_more(
    cal, sue, client
):
    report, _ = reported(f"{PLAIN} He had a knife.")
    url = reverse("report-work", args=[report.pk])
    client.force_login(sue)
    page = client.get(url).content.decode()
    assert "to be looked at within the hour" in page
    assert "What was decided" not in page
    log = log_of(report)
    assert "To be looked at" in client.get(reverse("log", args=[log.pk])).content.decode()
    conclude(decision=answer_all(start_decision(by=cal, log=log), cal, THEFT), by=cal)
    crime = Crime.objects.get()
    page = client.get(url).content.decode()
    assert "within the hour" not in page
    panel = client.get(reverse("log", args=[log.pk])).content.decode()
    assert "To be looked at" not in panel
    decided = page[page.index("What was decided") : page.index("In their words")]
    for each in (
        f'href="{reverse("crime", args=[crime.pk])}">{crime.ref}</a>',
        crime.offence,
        f'href="{reverse("decision", args=[log.decisions.get().pk])}"',
        "by Cal",
    ):
        assert each in decided
    # Without a crime: in which way.
    other, _ = reported("Somebody scratched my car. This is the third time.")
    negate(by=cal, log=log_of(other), rationale=WHY_NO_CRIME)
    page = client.get(reverse("report-work", args=[other.pk])).content.decode()
    assert "decided: no crime" in page
    assert "No crime is recorded." in page
    assert "incident record only" in page


def test_a_very_long_account_is_folded_and_still_word_for_word(cal, client):
    words = "It was a long day, and this is what happened then.\n" * 600
    report, _ = reported(words)
    client.force_login(cal)
    page = client.get(reverse("report-work", args=[report.pk]))
    shown, rest = page.context["account_shown"], page.context["account_rest"]
    assert shown + rest == report.account
    assert len(shown) <= 2000 < len(rest)
    body = page.content.decode()
    assert rest.strip() in body[body.index("The rest of the account") :]
    assert (
        "The rest of the account"
        not in client.get(reverse("report-work", args=[reported(PLAIN)[0].pk])).content.decode()
    )


def test_questions_name_the_force(cal, client):
    report, _ = reported(answers=[["area", "yes"], ["what-happened", "It was {force}"]])
    client.force_login(cal)
    page = client.get(reverse("report-work", args=[report.pk])).content.decode()
    assert "Was that in the area of Anyshire Police?" in page
    # What somebody wrote stays as it was written.
    assert "It was {force}" in page


def test_the_minutes_timer_sends_it(cal, settings, mailoutbox, monkeypatch):
    monkeypatch.setattr("onrecord.commands.measuring.need_installation", lambda: None)
    settings.ONRECORD_EMAIL_DOMAIN = "force.test"
    rule = alert_rule(person("rex", Role.REGISTRAR, ""))
    reported(GRAVE)
    done = CliRunner().invoke(app, ["alerts", "--send-only"])
    assert done.exit_code == 0, done.output
    assert [mail.to for mail in mailoutbox] == [["cal@force.test"]]
    assert Outgoing.objects.get(to="cal").state == "sent"
    # It holds no threshold against its figure.
    assert not rule.raised.exists()
    assert not Ran.objects.filter(name="alerts").exists()


def test_what_presses_by_an_answer_names_the_answer(cal):
    report, _ = reported(
        type_key="domestic-abuse",
        answers=[["children", "yes"], ["rules:what", ["what", "throat"]]],
        qualifiers=["domestic abuse", "child"],
    )
    says = {risk["rule"]: risk["says"] for risk in report.risks}
    kind = type_named("domestic-abuse")
    asks = kind.question("children").asks
    assert says["told-at-risk"] == f"Marked as child, by the answer “Yes” to “{asks}”"
    assert says["told-domestic"] == (
        f"Marked as domestic abuse, as every report of the kind “{kind.title}” is"
    )
    assert "throat or breathing was concerned, by the answer “" in says["said-throat"]
    entry = LogEntry.objects.get(log_ref=report.log_ref, kind=EntryKind.TRIAGE)
    assert says["told-at-risk"] in entry.text
    # Where nothing is known of the kind, the marks alone are named.
    other, _ = reported(type_key="unknown", qualifiers=["missing person"])
    assert other.risks[0]["says"] == "Marked as missing person"


def test_what_was_marked_as_for_another_force_by_mistake_is_ours_with_its_clock_as_it_was(
    cal, client
):
    report, _ = reported(other_force="Otherland Police", hours=3)
    client.force_login(cal)
    step = reverse("report-step", args=[report.pk, "ours"])
    assert client.post(step, {"ours-reason": " "}).status_code == 400
    assert listed(cal, "on-line-elsewhere") == [report.ref]
    reason = "The street is on our side."
    assert client.post(step, {"ours-reason": reason}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.other_force) == (ReportState.RECEIVED, "")
    assert report.told["ours"] == {"not": "Otherland Police", "why": reason, "by": "cal"}
    assert listed(cal, "on-line-elsewhere") == []
    assert listed(cal, "on-line-reports") == [report.log_ref]
    log = log_of(report)
    assert log.received_at == report.submitted_at
    assert reason in LogEntry.objects.filter(log_ref=log.ref).latest("pk").text
    page = client.get(reverse("report-work", args=[report.pk])).content.decode()
    assert "It is ours after all" not in page
    with pytest.raises(NotAllowed):
        working.keep_ours(
            report=report, by=person("nora", Role.CALL_TAKER, "North"), reason="Mine."
        )
    assert verify_ledger(records=True, processes=1).problems == []
