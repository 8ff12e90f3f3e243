"""The order and the test of an audit that may stop early come out again, by us and by an outsider; what was changed is found."""

import json

import pytest

from onrecord.audit.actions import stop_reading
from onrecord.audit.content import NewReading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.findings.estimate import reversals
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.answers import Answers
from onrecord.audit.reading.judgement import judge
from onrecord.audit.reading.keeping import keep_readings
from onrecord.audit.report.files import RECOMPUTE, REDRAW, report_xlsx
from onrecord.audit.report.report import report_of
from onrecord.audit.sample.frame_file import frame_path
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.stopping.design import StopRule
from onrecord.audit.stopping.standing import standing_of
from onrecord.contact.models import Log
from tests.audit_world import make_audit, make_logs, truth_of
from tests.findings_world import people
from tests.report_checked import report_file, run
from tests.stop_world import early_audit, in_order, made_early, read_up_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def audit():
    return made_early()


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
