"""An audit that may stop early: its order, what counts, stopping, and that it says "shown" wrongly in one of twenty at most."""

import json
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.urls import reverse

from onrecord.audit import queries
from onrecord.audit.actions import AuditError, record_reading, share_out, stop_reading
from onrecord.audit.content import NewReading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.findings.estimate import reversals
from onrecord.audit.models import Audit, Phase, Reading
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.answers import Answers
from onrecord.audit.reading.judgement import judge
from onrecord.audit.reading.keeping import keep_readings
from onrecord.audit.reading.sharing import unread
from onrecord.audit.report.files import RECOMPUTE, REDRAW, report_json, report_xlsx
from onrecord.audit.report.report import report_of
from onrecord.audit.sample.frame_file import frame_path
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.schedule.runs import DONE, RUNNING, rows
from onrecord.audit.stopping.design import StopRule
from onrecord.audit.stopping.models import Stop
from onrecord.audit.stopping.standing import standing_of
from onrecord.contact.models import Log
from onrecord.ledger.models import LedgerBody, LedgerEntry
from tests.audit_world import make_audit, make_logs, truth_of
from tests.findings_world import people
from tests.stop_world import early_audit, in_order, read_up_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def audit():
    make_logs()
    return early_audit(0.8)


def run(script, *files):
    done = subprocess.run(
        [sys.executable, "-I", str(script), *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.stderr
    return done.returncode, done.stdout


def report_file(audit, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report_json(report_of(audit))))
    return path


def test_the_order_is_drawn_for_the_purpose_kept_and_comes_out_again(audit):
    kept = audit.design["sequential"]
    assert kept["target"] == "0.800000"
    assert (kept["level"], kept["most"]) == ("0.950000", 4)
    assert sum(map(float, kept["shares"])) == pytest.approx(1, abs=1e-6)
    assert audit.items.count() == 400
    check = verify_draw(audit)
    assert check.ok, check.problems
    # Each stratum is read in order of its draw numbers, so a beginning of the order is a random part of every stratum.
    other = early_audit(0.8, name="Other", seed="8")
    assert other.design["sample_hash"] != audit.design["sample_hash"]
    again = early_audit(0.8, name="Again")
    assert again.design["sample_hash"] == audit.design["sample_hash"]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda a: a.design["sequential"]["shares"].reverse(), "not as the ledger has it"),
        (lambda a: a.design["sequential"].update(target="0.700000"), "not as the ledger has it"),
        (lambda a: a.items.filter(position=3).update(position=4000), "exchanged, moved"),
    ],
)
def test_an_order_that_was_tampered_with_is_found_out(audit, harm, said):
    harm(audit)
    audit.save()
    check = verify_draw(audit)
    assert not check.ok
    assert said in check.sentence()


def test_shares_that_the_planning_does_not_give_are_found_out(audit):
    audit.design["sequential"]["shares"].reverse()
    audit.save()
    assert "shares of the order are not those" in verify_draw(audit).sentence()


@pytest.mark.one_store
@pytest.mark.parametrize("programme", ["", "inspection-cdi", "timeliness", "monthly-logs"])
@pytest.mark.parametrize("stop", [None, StopRule(0.7)])
def test_an_outsider_draws_it_again_from_report_and_frame(tmp_path, programme, stop):
    make_logs()
    audit = make_audit(programme=programme, sample_size=60, stop=stop)
    if not audit.items.exists():
        pytest.skip("this programme finds nothing here")
    report = report_file(audit, tmp_path)
    code, said = run(REDRAW, report, frame_path(audit.frame_hash))
    assert code == 0, said
    assert "the same, in the same order" in said
    data = json.loads(report.read_text())
    data["estimate"]["seed"] = "8"
    report.write_text(json.dumps(data))
    code, said = run(REDRAW, report, frame_path(audit.frame_hash))
    assert code == 1
    data["estimate"]["frame"]["hash"] = "0" * 64
    report.write_text(json.dumps(data))
    assert "not the frame of the report" in run(REDRAW, report, frame_path(audit.frame_hash))[1]


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


def test_no_interval_for_a_fixed_number_is_given_anywhere(audit, tmp_path):
    people()
    read_up_to(audit, 120)
    stop_reading(audit=audit, by="fcr")
    estimate = estimate_audit(audit)
    told = estimate.to_json()
    assert told["interval"] == "betting confidence sequence"
    assert (told["se"], told["wald"], told["effective_n"], told["missed_in_frame"]) == (None,) * 4
    assert told["sequential"]["shown"] == "below"
    assert told["sequential"]["stopped_after"] == 120
    assert told["sequential"]["n_not_read_because_stopped"] == 280
    for group in told["by_group"].values():
        assert group["interval"] == "betting confidence sequence"
        assert group["wald"] is None
    assert "holds whenever the reading stops" in told["sentence"]
    assert "betting confidence sequence" in told["method"]
    now = reversals(audit).before
    assert (now.interval.low, now.interval.high) == (estimate.low, estimate.high)
    report = report_of(audit)
    assert report.material.funnel is None
    assert all(part.result.interval.method == "betting confidence sequence"
               for domain in report.material.domains for part in domain.parts if part.result.interval)  # fmt: skip
    words = " ".join(words for section in report.sections for words in section.words)
    assert "The rate is below 80 %" in words
    assert "Reading was stopped after record 120" in words
    assert report_xlsx(report)[:2] == b"PK"
    code, said = run(RECOMPUTE, report_file(audit, tmp_path))
    assert code == 0, said
    assert said.count("the report says the same") == 4


@pytest.mark.one_store
def test_an_outsider_finds_an_interval_that_was_narrowed(audit, tmp_path):
    read_up_to(audit, 60)
    path = report_file(audit, tmp_path)
    data = json.loads(path.read_text())
    data["recompute"]["figures"] = {"all": data["recompute"]["figures"]["all"]}
    data["recompute"]["figures"]["all"]["low"] += 0.05
    path.write_text(json.dumps(data))
    assert run(RECOMPUTE, path)[0] == 1


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
        record_reading(item=item, by="ada", answers=_quality(audit, item), **truth_of(item.log))
    stop_reading(audit=audit, by="fcr")
    waiting = SecondCheck.objects.filter(item__audit=audit)
    assert waiting.exists()
    for check in waiting.select_related("item__log", "item__audit"):
        record_reading(
            item=check.item,
            by="ben",
            phase=Phase.SECOND,
            answers=_quality(audit, check.item),
            **truth_of(check.item.log),
        )
    twice = read_twice(audit)
    assert (twice.corrected, twice.both, twice.reason) == (None, None, NOT_ANYTIME)
    assert twice.agreed


def _quality(audit, item):
    answers = {}
    for question in programme_of(audit).questions:
        if question.id != "disclosed" and question.offered:
            answers[question.id] = next(
                (a.say for a in question.offered if a.verdict == "pass"), question.offered[-1].say
            )
    return answers


def test_records_are_shared_out_only_up_to_the_stop(audit):
    people()
    share_out(audit=audit, readers=["ada", "fcr"], by="fcr")
    read_up_to(audit, 120)
    stop_reading(audit=audit, by="fcr")
    assert share_out(audit=audit, readers=["ada"], by="fcr") == {"ada": 0}


@pytest.mark.one_store
@pytest.mark.parametrize("undecidable", [0, 19])
def test_it_says_shown_wrongly_in_one_of_twenty_at_most_whenever_one_looks(undecidable):
    """Frames drawn, orders kept, readings written, and the test taken from the store: the target is the true rate itself, so that every
    "shown" is wrong. Looked at after every record of 160, in 40 audits."""
    make_logs()
    truths = {log.pk: truth_of(log) for log in Log.objects.all()}

    def total(kind):
        return sum(
            n for truth in truths.values() for name, n in truth.items() if name.startswith(kind)
        )

    rate = total("recorded") / total("should")
    wrong = held = 0
    for number in range(40):
        audit = early_audit(rate, name=f"Audit {number}", seed=f"seed {number}", sample_size=160)
        programme = programme_of(audit)
        keep_readings(
            [
                NewReading(
                    item,
                    judge(
                        programme,
                        counts=Answers(undecidable=True)
                        if undecidable and item.log_id % undecidable == 0
                        else Answers(**truths[item.log_id]),
                    ),
                    "ada",
                )
                for item in in_order(audit)
            ],
            "ada",
        )
        found = standing_of(audit)
        assert found.counted == 160
        wrong += found.decided
        held += found.watched.interval.low <= rate <= found.watched.interval.high
    # 5 % of 40 is 2; more than 6 has a chance of 1 in 300 even if the error were exactly 5 %.
    assert wrong <= 6
    assert held >= 34


def test_the_page_shows_the_test_and_stops_it(audit, client):
    staff = people()
    client.force_login(staff["fcr"])
    page = reverse("audit-test", args=[audit.pk])
    assert "No record counts yet" in client.get(page).content.decode()
    client.post(page)
    assert not Stop.objects.exists()
    read_up_to(audit, 120)
    shown = client.get(page).content.decode()
    assert "The rate is below 80 %" in shown
    assert "Stop reading here" in shown
    assert (
        "see it, and stop reading if you like"
        in client.get(reverse("audit", args=[audit.pk])).content.decode()
    )
    for name in ("com", "sam", "olu"):
        client.force_login(staff[name])
        assert client.post(page).status_code == 403
    assert not Stop.objects.exists()
    client.force_login(staff["fcr"])
    said = client.post(page, follow=True).content.decode()
    assert "Reading is stopped after record 120." in said
    assert "stopped early" in client.get(reverse("audits")).content.decode()
    assert (
        "Reading is stopped: 120 of 400"
        in client.get(reverse("audit", args=[audit.pk])).content.decode()
    )
    listed = client.get(reverse("audit", args=[audit.pk]) + "?from=119").content.decode()
    assert listed.count("not read, stopped before") > 50
    estimate = client.get(reverse("audit-estimate", args=[audit.pk])).content.decode()
    assert "not read, because reading was stopped" in estimate
    assert "that holds whenever reading stops" in estimate
    compared = client.get(
        reverse("audit-compare"), {"before_rate": "77.9", "before_n": "586", "after": str(audit.pk)}
    ).content.decode()
    assert "points" in compared
    ordinary = make_audit(name="Ordinary")
    assert "No test" in client.get(reverse("audit-test", args=[ordinary.pk])).content.decode()


def test_somebody_who_may_still_read_second_sees_nothing_of_the_test(client):
    staff = people()
    make_logs()
    audit = early_audit(0.8, programme="inspection-cdi")
    for item in in_order(audit)[:150]:
        record_reading(item=item, by="fcr", answers=_quality(audit, item), **truth_of(item.log))
    client.force_login(staff["ada"])
    page = reverse("audit-test", args=[audit.pk])
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403
    shown = client.get(reverse("audit", args=[audit.pk])).content.decode()
    assert "This audit may stop early" in shown
    assert "rate is below" not in shown
    stop_reading(audit=audit, by="fcr")
    shown = client.get(reverse("audit", args=[audit.pk])).content.decode()
    assert "Reading was stopped after record 150" in shown
    assert "rate is below" not in shown


PLAN = {
    "name": "Early",
    "sample_size": "200",
    "seed": "7",
    "way": "early",
    "target": "80",
    "level": "0.90",
    "most": "3",
}


def test_it_is_made_on_the_page(client):
    client.force_login(people()["fcr"])
    make_logs()
    page = client.post(reverse("audit-new"), {**PLAN, "plan": "1"}).content.decode()
    assert "Logs to read, at most" in page
    assert "If the planned rates hold" in page
    client.post(reverse("audit-new"), {**PLAN, "freeze": "1"})
    audit = Audit.objects.get(name="Early")
    assert audit.design["sequential"]["target"] == "0.800000"
    assert audit.design["sequential"]["level"] == "0.900000"
    assert audit.design["sequential"]["most"] == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": ""}, "Give the target that the test is to decide about"),
        ({"target": "100"}, "must lie between 1 and 99"),
        ({"way": "fixed"}, "A target is for an audit that may stop early"),
        ({"most": "0"}, "one crime at least"),
        ({"sample_size": "20", "target": "81.9"}, "would seldom decide within 20 records"),
    ],
)
def test_the_form_says_what_is_wrong_or_hopeless(client, change, said):
    client.force_login(people()["fcr"])
    make_logs()
    page = client.post(reverse("audit-new"), {**PLAN, **change, "plan": "1"}).content.decode()
    assert said in page
    assert not Audit.objects.exists()
