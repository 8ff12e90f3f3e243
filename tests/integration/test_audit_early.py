"""An audit that may stop early: its order, what counts, stopping, and that it says "shown" wrongly in one of twenty at most."""

import pytest

from onrecord.audit import queries
from onrecord.audit.actions import AuditError, record_reading, share_out, stop_reading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import Phase, Reading
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.sharing import unread
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.schedule.runs import DONE, RUNNING, rows
from onrecord.audit.stopping.design import StopRule
from onrecord.audit.stopping.models import Stop
from onrecord.audit.stopping.standing import standing_of
from onrecord.contact.models import Log
from onrecord.ledger.models import LedgerBody, LedgerEntry
from tests.audit_world import make_audit, make_logs, truth_of
from tests.findings_world import people
from tests.stop_world import early_audit, in_order, made_early, passes_quality, read_up_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def audit():
    return made_early()


def test_only_the_unbroken_beginning_counts(audit):
    read_up_to(audit, 30)
    items = in_order(audit)
    record_reading(item=items[30], by="ada", outcome="parked")
    read_up_to(audit, 45, start=32)
    held = standing_of(audit)
    assert held.counted == 30
    assert (held.gap.item, held.gap.parked, held.gap.waiting) == (items[30], True, 14)
    assert (
        "14 records that are read don't count yet, because number 31 of the order is parked"
        in held.gap_sentence()
    )
    estimate = estimate_audit(audit)
    assert estimate.n_logs == 30
    assert held.gap_sentence() in estimate.warnings
    record_reading(item=items[30], by="ada", **truth_of(items[30].log))
    assert standing_of(audit).counted == 45
    assert estimate_audit(audit).n_logs == 45
    # Referred, or taken back: the same.
    record_reading(item=items[10], by="ada", outcome="referred", comment="Robbery or theft?")
    assert standing_of(audit).counted == 10
    assert "is referred to the registrar" in standing_of(audit).gap_sentence()


def test_a_record_that_cannot_be_decided_counts_at_its_worst_and_at_its_best(audit):
    read_up_to(audit, 60)
    sure = standing_of(audit).watched.interval
    items = in_order(audit)
    unlinked = [item for item in items[:60] if not item.stratum.linked][:3]
    for item in unlinked:
        record_reading(item=item, by="ada", undecidable=True)
    held = standing_of(audit)
    assert (held.counted, held.undecidable) == (60, 3)
    estimate = estimate_audit(audit)
    assert estimate.n_undecidable == 3
    interval = held.watched.interval
    for item in unlinked:
        record_reading(item=item, by="ada", should_other=1)
    assert standing_of(audit).watched.interval.low == interval.low
    for item in unlinked:
        record_reading(item=item, by="ada", should_other=0)
    assert standing_of(audit).watched.interval.high == interval.high
    assert interval.low <= sure.low
    assert interval.high >= sure.high


def test_it_is_stopped_by_somebody_and_only_when_it_has_decided(audit):
    read_up_to(audit, 20)
    with pytest.raises(AuditError, match="hasn't decided"):
        stop_reading(audit=audit, by="fcr")
    ordinary = make_audit(name="Ordinary")
    with pytest.raises(AuditError, match="fixed sample"):
        stop_reading(audit=ordinary, by="fcr")
    read_up_to(audit, 120, start=21)
    held = standing_of(audit)
    assert held.may_stop
    assert not Stop.objects.exists()
    assert "The rate is below 80 %: shown after" in held.sentence()
    assert queries.next_unread(audit).position == 121
    stop = stop_reading(audit=audit, by="fcr")
    assert (stop.after, stop.above) == (120, False)
    entry = LedgerEntry.objects.get(seq=stop.entry_seq)
    assert (entry.kind, entry.actor, entry.subject) == ("audit.stopped", "fcr", f"audit:{audit.pk}")
    assert '"after":120' in LedgerBody.objects.get(seq=entry.seq).body
    with pytest.raises(AuditError, match="already"):
        stop_reading(audit=audit, by="fcr")
    # Nothing more is to be read, by anybody.
    assert queries.next_unread(audit) is None
    assert not unread(audit).exists()
    assert verify_draw(audit).ok


def test_after_the_stop_the_rest_counts_for_nothing_and_is_kept(audit):
    read_up_to(audit, 120)
    stop_reading(audit=audit, by="fcr")
    before = estimate_audit(audit)
    assert before.n_unread == 280
    assert "280 of the 400 records drawn count as not read" in " ".join(before.warnings)
    behind = in_order(audit)[120]
    record_reading(item=behind, by="ada", should_other=4)
    after = estimate_audit(audit)
    assert (after.rate, after.low, after.high) == (before.rate, before.low, before.high)
    assert Reading.objects.filter(item=behind).exists()


def test_a_reading_changed_after_the_stop_is_said_to_undo_its_reason(audit):
    read_up_to(audit, 72)
    held = standing_of(audit)
    assert held.watched.decided_after == 72
    stop_reading(audit=audit, by="fcr")
    missed = Reading.objects.filter(item__audit=audit, passed=False, current=True).select_related(
        "item"
    )
    for reading in list(missed)[:4]:
        record_reading(item=reading.item, by="ada")
    held = standing_of(audit)
    assert not held.decided
    assert "don't show it any more" in held.stopped_sentence()
    assert held.stopped_sentence() in estimate_audit(audit).warnings


def test_parts_hold_the_interval_of_the_whole_when_there_is_one_part_only(audit):
    from onrecord.audit.estimate.domains import domains_of

    make = Log.objects.all()
    for number, log in enumerate(make):
        Log.objects.filter(pk=log.pk).update(department=("North", "South")[number % 2])
    other = early_audit(0.8, name="Two departments")
    read_up_to(other, 100)
    domain = next(d for d in domains_of(other) if d.name == "Department")
    assert [part.name for part in domain.parts] == ["North", "South"]
    whole = estimate_audit(other)
    north = next(item for item in in_order(other)[:100] if item.facts["department"] == "North")
    record_reading(item=north, by="ada", undecidable=True)
    unsure = next(d for d in domains_of(other) if d.name == "Department")
    for now, before in zip(unsure.parts, domain.parts, strict=True):
        wider = now.result.interval.half_width > before.result.interval.half_width
        assert wider is (now.name == "North")
    for part in domain.parts:
        assert part.result.interval.half_width > (whole.high - whole.low) / 2
        assert part.result.se is None


def test_a_log_beyond_the_limit_ends_a_side_and_is_said(audit):
    read_up_to(audit, 40)
    record_reading(item=in_order(audit)[20], by="ada", should_other=5)
    held = standing_of(audit)
    assert held.watched.up_ended == 21
    assert "Record 21 holds more than 4 crimes missed" in held.limit_sentences()[0]
    assert held.limit_sentences()[0] in estimate_audit(audit).warnings


def test_a_frame_that_is_read_whole_has_no_interval_to_speak_of():
    make_logs((("Crime recorded", 20, 20), ("No crime", 30, 0)))
    audit = early_audit(0.99, sample_size=50)
    read_up_to(audit, 50)
    estimate = estimate_audit(audit)
    assert estimate.low == estimate.rate == estimate.high


def test_a_programme_of_questions_may_stop_early_too():
    make_logs()
    audit = make_audit(programme="monthly-logs", sample_size=200, stop=StopRule(0.9, 0.9, 7))
    programme = programme_of(audit)
    assert audit.design["sequential"]["most"] == 1
    items = in_order(audit)
    for number, item in enumerate(items[:60]):
        verdict = "fail" if number % 2 else "pass"
        answers = {}
        for question in programme.questions:
            said = next((a.say for a in question.offered if a.verdict == verdict), None)
            answers[question.id] = said or (question.offered[-1].say if question.offered else "")
        record_reading(item=item, by="ada", answers=answers)
    estimate = estimate_audit(audit)
    assert estimate.level == 0.9
    assert estimate.test.sentence().startswith("The rate is below 90 %")
    assert estimate.low < estimate.rate < estimate.high < 0.9
    assert _state(audit) == RUNNING
    stop_reading(audit=audit, by="fcr")
    assert _state(audit) == DONE
    unclear = next(q for q in programme.questions if q.judged)
    before = next(q for q in estimate.questions if q.key == unclear.id)
    record_reading(
        item=items[0],
        by="ada",
        answers={
            q.id: "unclear" if q.judged else q.offered[-1].say if q.offered else ""
            for q in programme.questions
        },
    )
    after = next(q for q in estimate_audit(audit).questions if q.key == unclear.id)
    assert after.low <= before.low
    assert after.high >= before.high


def _state(audit):
    """How the schedule shows the period of this audit."""
    return next(run.state for row in rows() for run in row.runs if audit in run.audits)


def test_second_readings_go_on_and_the_corrected_rate_says_why_there_is_none():
    from onrecord.audit.estimate.twice import NOT_ANYTIME, read_twice
    from onrecord.audit.models import SecondCheck

    make_logs()
    audit = early_audit(0.8, programme="inspection-cdi")
    for item in in_order(audit)[:150]:
        record_reading(item=item, by="ada", answers=passes_quality(audit), **truth_of(item.log))
    stop_reading(audit=audit, by="fcr")
    waiting = SecondCheck.objects.filter(item__audit=audit)
    assert waiting.exists()
    for check in waiting.select_related("item__log", "item__audit"):
        record_reading(
            item=check.item,
            by="ben",
            phase=Phase.SECOND,
            answers=passes_quality(audit),
            **truth_of(check.item.log),
        )
    twice = read_twice(audit)
    assert (twice.corrected, twice.both, twice.reason) == (None, None, NOT_ANYTIME)
    assert twice.agreed


def test_records_are_shared_out_only_up_to_the_stop(audit):
    people()
    share_out(audit=audit, readers=["ada", "fcr"], by="fcr")
    read_up_to(audit, 120)
    stop_reading(audit=audit, by="fcr")
    assert share_out(audit=audit, readers=["ada"], by="fcr") == {"ada": 0}
