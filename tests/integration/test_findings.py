"""Findings of audits: sent once they hold, answered, put right through the ordinary decision, disputed, reversed."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.audit.actions import record_reading
from onrecord.audit.errors import AuditError
from onrecord.audit.findings import actions
from onrecord.audit.findings.correcting import ROUTE
from onrecord.audit.findings.estimate import reversals
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import (
    can_answer,
    check_can_see_finding,
    visible_findings,
)
from onrecord.audit.findings.queries import ageing, answered, causes_of, findings, repeats, waits
from onrecord.audit.findings.states import FindingState
from onrecord.audit.models import CheckState, Phase, Reading, SecondCheck
from onrecord.deciding import actions as deciding
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.recording.models import Crime
from tests.deciding_world import answer_all
from tests.findings_world import audit_of_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(made_reading):
    return deepcopy(made_reading)


@pytest.fixture
def staff(made):
    return made[0]


@pytest.fixture
def audit(made):
    return made[1]


@pytest.fixture
def sent(audit, staff):
    """Findings of the north, oldest first."""
    actions.send_findings(audit=audit, by=staff["fcr"])
    return list(Finding.objects.filter(department="North").order_by("item__position"))


def now(row):
    return Finding.objects.select_related("item__audit", "reading").get(pk=row.pk)


def with_olu(row, staff):
    row = actions.pass_on(finding=now(row), by=staff["sam"], to=staff["sam"])
    return actions.pass_on(finding=row, by=staff["sam"], to=staff["olu"], words="Have a look.")


def test_each_record_that_failed_becomes_a_finding_of_its_department_once(audit, staff):
    failed = Reading.objects.filter(item__audit=audit, passed=False).count()
    assert failed > 3
    sent = actions.send_findings(audit=audit, by=staff["fcr"])
    assert (sent.sent, sent.waiting) == (failed, 0)
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.DEPARTMENT}
    assert set(Finding.objects.values_list("department", flat=True)) == {"North", "South"}
    assert actions.send_findings(audit=audit, by=staff["ada"]).sent == 0
    assert verify_ledger().ok


def test_only_those_who_make_audits_send(audit, staff):
    for name in ("sam", "olu", "com"):
        with pytest.raises(NotAllowed):
            actions.send_findings(audit=audit, by=staff[name])
    assert not Finding.objects.exists()


def test_nothing_is_sent_while_a_second_reader_may_still_come(staff):
    """With a programme that reads failures twice, a finding would tell the second reader what the first found."""
    audit = audit_of_all(name="April", programme="inspection-cdi")
    failed = SecondCheck.objects.filter(item__audit=audit, failure=True)
    count = failed.count()
    assert count > 3
    sent = actions.send_findings(audit=audit, by=staff["fcr"])
    assert (sent.sent, sent.waiting) == (0, count)
    one = failed.order_by("item__position").first()
    first = one.item.readings.get(phase=Phase.FIRST)
    record_reading(
        item=one.item,
        by="second",
        phase=Phase.SECOND,
        answers=first.answers,
        **{name: getattr(first, name) for name in _counts()},
    )
    one.refresh_from_db()
    assert one.state == CheckState.AGREED
    sent = actions.send_findings(audit=audit, by=staff["fcr"])
    assert (sent.sent, sent.waiting) == (1, count - 1)
    assert Finding.objects.get().item == one.item


def _counts():
    return [f"{a}_{b}" for a in ("should", "recorded") for b in ("violence", "sexual", "other")]


def test_department_supervisor_person(sent, staff):
    row = sent[0]
    assert can_answer(staff["sam"], row)
    assert not can_answer(staff["olu"], row)
    assert not can_answer(staff["sue"], row)
    with pytest.raises(NotAllowed):
        actions.pass_on(finding=row, by=staff["sue"], to=staff["olu"])
    row = with_olu(row, staff)
    assert (row.state, row.supervisor, row.person) == (FindingState.PERSON, "sam", "olu")
    assert can_answer(staff["olu"], row)
    assert [step["what"] for step in row.steps] == ["sent", "passed on", "passed on"]
    assert row.steps[-1]["words"] == "Have a look."
    check_can_see_finding(staff["olu"], row)
    for name in ("pat", "cal", "com"):
        with pytest.raises(NotAllowed):
            check_can_see_finding(staff[name], row)
    assert list(visible_findings(staff["olu"])) == [row]
    assert not visible_findings(staff["pat"]).exists()


def test_the_home_page_counts_and_the_list_ages(sent, staff, client):
    assert waits(staff["sam"]).answers == len(sent)
    assert waits(staff["olu"]).answers == 0
    Finding.objects.filter(pk=sent[0].pk).update(
        due_at=timezone.now() - timedelta(days=1), sent_at=timezone.now() - timedelta(days=15)
    )
    row = next(each for each in ageing(staff["fcr"]) if each.department == "North")
    assert (row.late, row.month, row.all) == (1, 1, len(sent))
    assert findings(staff["sam"], "overdue")[0] == sent[0]
    assert waits(staff["sam"]).late == 1
    client.force_login(staff["sam"])
    assert f"{len(sent)} findings wait for your answer" in client.get("/").content.decode()


def test_missed_crimes_are_recorded_by_the_ordinary_decision_with_the_true_first_report(
    sent, staff
):
    row = with_olu(sent[0], staff)
    assert row.missed
    with pytest.raises(AuditError, match="Record what was missed"):
        actions.accept(finding=row, by=staff["olu"], causes=["belief"], words="Seen.")
    decision = actions.begin_correction(finding=row, by=staff["olu"])
    assert decision.route == ROUTE
    again = actions.begin_correction(finding=now(row), by=staff["olu"])
    assert again == decision
    with pytest.raises(AuditError, match="not concluded"):
        actions.accept(finding=now(row), by=staff["olu"], causes=["belief"], words="Seen.")
    answer_all(decision, staff["olu"], {"what": "theft", "theft-from": "shop"})
    done = deciding.conclude(decision=decision, by=staff["olu"])
    row = actions.accept(
        finding=now(row), by=staff["olu"], causes=["belief", "belief"], words="Recorded now."
    )
    assert (row.state, row.causes) == (FindingState.ACCEPTED, ["belief"])
    assert row.crime_refs == done.crime_refs
    crime = Crime.objects.get(ref=row.crime_refs[0])
    assert crime.known_at == row.item.log.received_at
    assert crime.decision_ref == decision.origin
    assert [c.number for c in causes_of(row.item.audit)] == [1]
    assert answered(row.item.audit).crimes == 1
    assert verify_ledger().ok


def test_a_crime_that_was_there_before_makes_nothing_good(sent, staff):
    row = with_olu(sent[0], staff)
    old = Crime.objects.first()
    old.logs.add(row.item.log, through_defaults={"how": "both"})
    with pytest.raises(AuditError, match="was on record before"):
        actions.accept(
            finding=row,
            by=staff["olu"],
            causes=["belief"],
            words="It is there.",
            crime_refs=[old.ref],
        )
    with pytest.raises(AuditError, match="belongs to this record"):
        actions.accept(
            finding=row, by=staff["olu"], causes=["belief"], words="It is.", crime_refs=["NONE/1"]
        )
    Crime.objects.filter(pk=old.pk).update(recorded_at=timezone.now())
    row = actions.accept(
        finding=row, by=staff["olu"], causes=["belief"], words="Recorded.", crime_refs=[old.ref]
    )
    assert row.crime_refs == [old.ref]


@pytest.mark.parametrize("causes", [[], ["nonsense"], ["belief", "nonsense"]])
def test_no_acceptance_without_a_cause_from_the_list(sent, staff, causes):
    with pytest.raises(AuditError, match="cause"):
        actions.accept(finding=sent[0], by=staff["sam"], causes=causes, words="Seen.")
    assert now(sent[0]).state == FindingState.DEPARTMENT


def test_a_dispute_goes_to_the_registrar_and_comes_back_once(sent, staff):
    row = with_olu(sent[0], staff)
    with pytest.raises(AuditError, match="in words"):
        actions.dispute(finding=row, by=staff["olu"], words=" \0")
    row = actions.dispute(finding=row, by=staff["olu"], words="It happened in France.")
    assert waits(staff["fcr"]).disputes == 1
    assert not can_answer(staff["olu"], row)
    for name in ("sam", "ada", "olu"):
        with pytest.raises(NotAllowed):
            actions.uphold(finding=row, by=staff[name], words="No.")
    row = actions.uphold(finding=row, by=staff["fcr"], words="The log says Solihull.")
    assert (row.state, row.upheld) == (FindingState.PERSON, True)
    with pytest.raises(AuditError, match="final"):
        actions.dispute(finding=row, by=staff["olu"], words="Still.")
    assert verify_ledger().ok


@pytest.mark.parametrize("how", ["no-crime", "on-record"])
def test_a_reversal_keeps_both_readings_and_corrects_the_rate(sent, staff, how):
    before = reversals(sent[0].item.audit)
    assert before.before == before.after
    first = sent[0].reading
    row = actions.dispute(finding=sent[0], by=staff["sam"], words="It was a civil matter.")
    with pytest.raises(AuditError, match="Say why"):
        actions.reverse(finding=row, by=staff["fcr"], words="So it was.")
    row = actions.reverse(finding=row, by=staff["fcr"], words="So it was.", how=how)
    assert row.state == FindingState.REVERSED
    first.refresh_from_db()
    assert first.current
    assert first.passed is False
    final = row.reversal
    assert (final.phase, final.passed, final.comment) == (Phase.FINAL, True, "So it was.")
    should = sum(getattr(final, f"should_{g}") for g in ("violence", "sexual", "other"))
    assert should == (0 if how == "no-crime" else row.missed)
    after = reversals(row.item.audit)
    assert (after.reversed, after.before) == (1, before.before)
    assert after.after.rate > after.before.rate
    assert "1 of" in after.sentence()
    assert verify_ledger().ok


def test_a_final_reading_given_on_the_reading_page_lets_the_finding_fall(sent, staff):
    row = sent[0]
    record_reading(item=row.item, by="fcr", phase=Phase.FINAL, comment="Not a crime.")
    done = actions.send_findings(audit=row.item.audit, by=staff["fcr"])
    assert (done.sent, done.fell) == (0, 1)
    row = now(row)
    assert (row.state, row.reversal.comment) == (FindingState.REVERSED, "Not a crime.")


def test_what_was_recorded_for_a_finding_must_be_cancelled_before_it_falls(sent, staff):
    row = sent[0]
    crime = Crime.objects.first()
    crime.logs.add(row.item.log, through_defaults={"how": "both"})
    Crime.objects.filter(pk=crime.pk).update(recorded_at=timezone.now())
    row = actions.accept(
        finding=row, by=staff["sam"], causes=["late"], words="Done.", crime_refs=[crime.ref]
    )
    with pytest.raises(AuditError, match="Cancel it"):
        actions.reverse(finding=row, by=staff["fcr"], words="No.", how="no-crime")


def test_two_who_answer_at_once_are_told(sent, staff):
    old = now(sent[0])
    actions.dispute(finding=sent[0], by=staff["sam"], words="No.")
    with pytest.raises((AuditError, NotAllowed)):
        actions.dispute(finding=old, by=staff["sam"], words="No.")
    assert len(now(old).steps) == 2


def test_the_person_comes_back_to_the_supervisor_when_they_leave(sent, staff):
    row = with_olu(sent[0], staff)
    User.objects.filter(pk=staff["pat"].pk).update(is_active=False)
    staff["pat"].refresh_from_db()
    with pytest.raises(AuditError, match="has left"):
        actions.pass_on(finding=row, by=staff["sam"], to=staff["pat"])
    row = actions.pass_on(finding=row, by=staff["sam"], to=staff["sam"], words="Olu is away.")
    assert row.state == FindingState.SUPERVISOR


def test_repeats_name_people_to_themselves_and_their_supervisor_only(sent, staff):
    for row in sent[:2]:
        row = with_olu(row, staff)
        crime = Crime.objects.filter(logs__isnull=False).order_by("pk")[row.item.position]
        crime.logs.add(row.item.log, through_defaults={"how": "both"})
        Crime.objects.filter(pk=crime.pk).update(recorded_at=timezone.now())
        actions.accept(
            finding=row, by=staff["olu"], causes=["belief"], words="Done.", crime_refs=[crime.ref]
        )
    shown = {
        name: {(r.department, r.person, r.times) for r in repeats(staff[name])}
        for name in ("fcr", "ada", "sam", "olu", "pat", "sue")
    }
    team, olu = ("North", "", 2), ("North", "olu", 2)
    assert shown["fcr"] == shown["ada"] == {team}
    assert shown["sam"] == {team, olu}
    assert shown["olu"] == {olu}
    assert shown["pat"] == shown["sue"] == set()


def test_a_reading_of_questions_is_put_right_question_by_question(staff):
    from onrecord.audit.findings.page import faults
    from onrecord.audit.programmes.kept import programme_of
    from onrecord.audit.programmes.programme import FAIL, PASS
    from onrecord.audit.programmes.walk import asked
    from tests.audit_world import make_audit

    audit = make_audit(name="April", programme="monthly-logs")
    programme = programme_of(audit)
    item = audit.items.get(position=1)
    right = {
        q.id: next((a.say for a in q.offered if a.verdict != FAIL), "") for q in programme.questions
    }
    first = programme.judged[0]
    given = {**right, first.id: next(a.say for a in first.answers if a.verdict == FAIL)}
    given = {q.id: given[q.id] for q in asked(programme, given) if given.get(q.id)}
    for other in audit.items.exclude(pk=item.pk):
        record_reading(item=other, by="ada", answers=right)
    record_reading(item=item, by="ada", answers=given, comment="As said.")
    assert item.readings.get().passed is False
    for check in SecondCheck.objects.filter(item=item):
        record_reading(item=item, by="second", phase=Phase.SECOND, answers=given)
        assert check
    assert actions.send_findings(audit=audit, by=staff["fcr"]).sent == 1
    row = Finding.objects.get()
    found = faults(row)
    assert found
    assert all(each.rule for each in found)
    row = actions.dispute(finding=row, by=staff[_head(row)], words="It is there.")
    wrong = [
        q for q in programme.questions if q.id in given and q.answer(given[q.id]).verdict == FAIL
    ]
    right = {q.id: next(a.say for a in q.answers if a.verdict == PASS) for q in wrong}
    row = actions.reverse(finding=row, by=staff["fcr"], words="It is.", answers=right)
    assert row.reversal.passed is True
    assert reversals(audit).after.rate > reversals(audit).before.rate


def _head(row):
    return "sam" if row.department == "North" else "sue"


def test_the_table_of_states_leaves_no_state_out():
    from onrecord.audit.findings.states import TRANSITIONS, findings_section

    assert set(TRANSITIONS) == set(FindingState)
    assert all(FindingState.REVERSED in after for s, after in TRANSITIONS.items() if after)
    assert "| reversed by the registrar | nothing | it is final |" in findings_section()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("causes = 3", "no cause"),
        ("[[causes]]\ncode = 'a'\n", "group is missing"),
        ("[[causes]]\ncode='A b'\ngroup='timing'\nwords='w'\nlearn='l'\n", "small letters"),
        ("[[causes]]\ncode='a'\ngroup='luck'\nwords='w'\nlearn='l'\n", "group must be"),
        ("[[causes]]\ncode='a'\ngroup='timing'\nwords='w'\nlearn='l'\n" * 2, "twice"),
        ("[[causes", "not TOML"),
    ],
)
def test_a_force_may_bring_its_own_causes_and_is_told_what_is_wrong(
    tmp_path, monkeypatch, text, words
):
    from onrecord.audit.findings.causes import causes

    monkeypatch.setattr("onrecord.coded.home", lambda: tmp_path)
    assert len(causes()) > 8
    (tmp_path / "causes.toml").write_text(text)
    with pytest.raises(AuditError, match=words):
        causes()
