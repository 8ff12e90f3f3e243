"""An audit in which each log has its own chance, from its screening score: kept, drawn again, right whatever the score is worth."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse

from onrecord.audit.actions import AuditError, read_sheet_in, record_reading
from onrecord.audit.content import NewReading
from onrecord.audit.estimate.domains import domains_of
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.estimate.twice import NOT_OWN, read_twice
from onrecord.audit.findings.estimate import reversals
from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import default_planning
from onrecord.audit.planning.preview import preview_audit
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.answers import Answers
from onrecord.audit.reading.judgement import judge
from onrecord.audit.reading.keeping import keep_readings
from onrecord.audit.report.files import RECOMPUTE, REDRAW, report_xlsx
from onrecord.audit.report.report import report_of
from onrecord.audit.sample.design import strata_from_json
from onrecord.audit.sample.frame_file import FrameReader, frame_path
from onrecord.audit.sample.own_chances import own_chances, own_chances_from
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.sample.strata import StratumDesign
from onrecord.audit.sheet.out import write_sheet
from onrecord.audit.stopping.design import StopRule
from onrecord.contact.models import LinkState, Log
from onrecord.screening.models import STEP, LogScore
from onrecord.statistics.active import ActiveReadings, estimate_active, planned_variance
from tests.audit_world import make_audit, make_logs, scorer, truth_of
from tests.findings_world import people
from tests.report_checked import report_file, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


def scores(useful=True):
    """A score for each log: higher where a crime is hidden, or by turns, which says nothing."""
    rows, made_by = [], scorer()
    for number, log in enumerate(Log.objects.order_by("ref")):
        hidden = sum(truth_of(log).values()) and log.link_state == LinkState.NONE
        good = (40 if hidden else 10) + number % 3 * 5
        score = STEP * (good if useful else 10 + number % 7 * 5)
        rows.append(LogScore(log=log, score=score, scorer=made_by, of=0))
    LogScore.objects.bulk_create(rows)


def planned(auc=0.8):
    return replace(default_planning(), score_auc=auc)


def audit_of(useful=True, **values):
    make_logs()
    scores(useful)
    return make_audit(**{"own": True, "planning": planned(), **values})


def read_sample(audit, limit=None):
    programme = programme_of(audit)
    items = audit.items.select_related("log", "audit__programme").order_by("position")[:limit]
    keep_readings(
        [
            NewReading(item, judge(programme, counts=Answers(**truth_of(item.log))), "ada")
            for item in items
        ],
        "ada",
    )


def true_rate():
    truths = [truth_of(log) for log in Log.objects.all()]
    should = sum(n for t in truths for name, n in t.items() if name.startswith("should"))
    return sum(n for t in truths for name, n in t.items() if name.startswith("recorded")) / should


def test_each_log_has_the_chance_of_its_class_and_the_draw_comes_out_again():
    audit = audit_of()
    own = own_chances_from(audit.design)
    assert own.expected == pytest.approx(100, abs=0.001)
    assert abs(audit.items.count() - 100) <= 4 * own.spread_of_number
    assert sum(c.size for c in own.classes) == audit.frame_size == 500
    strata = strata_from_json(audit.design["strata"])
    places = {s.name: place for place, s in enumerate(strata)}
    for item in audit.items.select_related("stratum", "log__scored"):
        place = places[item.stratum.name]
        assert item.facts["score"] == item.log.scored.score // STEP
        assert item.inclusion_probability == own.chance_of(
            strata[place], place, item.facts["score"]
        )
    # A higher score has a higher chance: its answer is the harder to foretell.
    for place, stratum in enumerate(strata):
        chances = [c.chance for c in own.classes if c.stratum == place]
        assert chances == sorted(chances)
        assert len(chances) == 1 if stratum.linked else len(chances) > 1
    check = verify_draw(audit)
    assert check.ok, check.problems


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda a: a.design["active"]["classes"][0].update(chance="0.900000000"), "chances are not those"),
        (lambda a: a.design["active"]["classes"][0].update(logs=1), "do not have as many records"),
        (lambda a: a.items.filter(position=3).update(position=4000), "exchanged, moved"),
        (lambda a: a.items.filter(position=3).update(inclusion_probability=0.5), "Inclusion probabilities"),
    ],
)  # fmt: skip
def test_a_draw_that_was_tampered_with_is_found_out(harm, said):
    audit = audit_of()
    harm(audit)
    audit.save()
    assert said in verify_draw(audit).sentence()


def test_an_outsider_draws_it_again_and_works_its_rate_out_again(tmp_path):
    audit = audit_of()
    read_sample(audit)
    report = report_file(audit, tmp_path)
    code, said = run(REDRAW, report, frame_path(audit.frame_hash))
    assert code == 0, said
    code, said = run(RECOMPUTE, report)
    assert code == 0, said
    assert said.count("the report says the same") == 4
    data = json.loads(report.read_text())
    data["estimate"]["design"]["active"]["classes"][3]["chance"] = "0.999999999"
    data["recompute"]["figures"]["all"]["rate"] += 0.01
    report.write_text(json.dumps(data))
    assert run(REDRAW, report, frame_path(audit.frame_hash))[0] == 1
    assert run(RECOMPUTE, report)[0] == 1


@pytest.mark.one_store
@pytest.mark.parametrize(("right", "limit"), [(True, None), (False, 30), (None, 45)])
def test_it_comes_out_again_at_the_edges_and_half_read(tmp_path, right, limit):
    audit = audit_of()
    for number, item in enumerate(audit.items.select_related("log").order_by("position")[:limit]):
        if right is None and number % 5 == 0:
            record_reading(item=item, by="ada", undecidable=True)
        elif right is None:
            record_reading(item=item, by="ada", **truth_of(item.log))
        else:
            record_reading(item=item, by="ada", should_other=1, recorded_other=int(right))
    estimate = estimate_audit(audit)
    assert estimate.rate is not None
    assert estimate.low <= estimate.rate <= estimate.high
    assert estimate.high - estimate.low > 0.001
    code, said = run(RECOMPUTE, report_file(audit, tmp_path))
    assert code == 0, said


def test_the_estimate_is_that_of_the_pure_function_on_the_frame_itself():
    """From the frame file, log by log, without the classes."""
    audit = audit_of()
    read_sample(audit)
    own = own_chances_from(audit.design)
    strata = strata_from_json(audit.design["strata"])
    told = own.foretold(strata, planned())
    number = {(c.stratum, c.score): place for place, c in enumerate(own.classes)}
    by_ref = {log.ref_key: log for log in Log.objects.all()}
    classes = []
    for line in FrameReader(frame_path(audit.frame_hash)).rows():
        named = [
            h
            for h, s in enumerate(strata)
            if line[4].casefold() in s.keys and s.linked == (line[5] == "1")
        ]
        rest = [h for h, s in enumerate(strata) if s.rest and s.linked == (line[5] == "1")]
        place = (named or rest)[0]
        classes.append((line[1], number[place, 0 if strata[place].linked else int(line[6])]))
    drawn = {item.ref_key for item in audit.items.select_related("log")}
    at = np.array([c for ref, c in classes if ref in drawn])
    truths = [truth_of(by_ref[ref]) for ref, _ in classes if ref in drawn]
    every = np.array([c for _, c in classes])
    alone = estimate_active(
        ActiveReadings(
            np.array([sum(n for k, n in t.items() if k.startswith("should")) for t in truths]),
            np.array([sum(n for k, n in t.items() if k.startswith("recorded")) for t in truths]),
            told.should[at],
            told.recorded[at],
            own.chance[at],
        ),
        predicted_should=float(told.should[every].sum()),
        predicted_recorded=float(told.recorded[every].sum()),
        planned=planned_variance(told.spread[every], own.chance[every]),
    ).result
    estimate = estimate_audit(audit)
    assert estimate.rate == pytest.approx(alone.rate)
    assert (estimate.low, estimate.high) == pytest.approx((alone.interval.low, alone.interval.high))


@pytest.mark.one_store
@pytest.mark.parametrize("useful", [True, False])
def test_the_interval_holds_the_truth_whatever_the_score_is_worth(useful):
    make_logs()
    scores(useful)
    truth, rates, held = true_rate(), [], 0
    for number in range(40):
        audit = make_audit(
            name=f"Audit {number}",
            seed=f"seed {number}",
            own=True,
            planning=planned(),
            sample_size=150,
        )
        read_sample(audit)
        estimate = estimate_audit(audit)
        rates.append(estimate.rate)
        held += estimate.low <= truth <= estimate.high
    # 95 % of 40 is 38; fewer than 33 has a chance of 1 in 100 even if it were exactly 92 %.
    assert held >= 33
    assert abs(np.mean(rates) - truth) < 4 * np.std(rates) / np.sqrt(40) + 0.01


def test_everything_read_is_exact_and_half_read_is_not():
    audit = audit_of(sample_size=500)
    assert audit.items.count() == 500
    read_sample(audit)
    estimate = estimate_audit(audit)
    assert estimate.low == estimate.rate == estimate.high == pytest.approx(true_rate())
    other = make_audit(name="Half", own=True, planning=planned(), sample_size=200)
    assert estimate_audit(other).reason == "No log of the sample has been read and decided yet."
    read_sample(other, other.items.count() // 2)
    half = estimate_audit(other)
    assert half.low < true_rate() < half.high
    read_sample(other)
    assert estimate_audit(other).half_width < half.half_width


def test_records_that_cannot_be_decided_have_bounds():
    audit = audit_of()
    read_sample(audit)
    sure = estimate_audit(audit)
    assert sure.bounds is None
    for item in [i for i in audit.items.select_related("stratum") if not i.stratum.linked][:5]:
        record_reading(item=item, by="ada", undecidable=True)
    estimate = estimate_audit(audit)
    assert estimate.n_undecidable == 5
    low, high = estimate.bounds
    assert low < high
    assert low < estimate.rate <= high + 0.05


def test_certain_records_are_read_whole():
    strata = [
        StratumDesign("read all: rape", "rape", (), False, False, 30, 0.3, certain="rape"),
        StratumDesign("rest, not linked", "rest", (), True, False, 400, 0.05),
        StratumDesign("rest, linked", "rest", (), True, True, 100, 0.97),
    ]
    held = {(0, 0): 30, (1, 0): 300, (1, 20): 100, (2, 0): 100}
    own = own_chances(held, strata, planned(), 90)
    assert own.classes[0].chance == 10**9
    assert own.expected == pytest.approx(90, abs=1e-6)
    with pytest.raises(ValueError, match="read for certain"):
        own_chances(held, strata, planned(), 30)


def test_report_parts_and_reversals_rest_on_the_same_estimate():
    make_logs()
    people()
    for number, log in enumerate(Log.objects.all()):
        Log.objects.filter(pk=log.pk).update(department=("North", "South")[number % 2])
    scores()
    audit = make_audit(own=True, planning=planned(), sample_size=200)
    read_sample(audit)
    estimate = estimate_audit(audit)
    assert reversals(audit).before.rate == pytest.approx(estimate.rate)
    told = estimate.to_json()
    assert told["active"]["n_expected"] == 200
    assert "prediction-powered" in told["method"]
    assert (
        told["missed_in_frame"]["low"]
        <= told["missed_in_frame"]["estimate"]
        <= told["missed_in_frame"]["high"]
    )
    truth = [truth_of(log) for log in Log.objects.all()]
    missed = sum(sum(n for k, n in t.items() if k.startswith("should")) for t in truth) * (
        1 - true_rate()
    )
    assert told["missed_in_frame"]["low"] < missed < told["missed_in_frame"]["high"]
    department = next(d for d in domains_of(audit) if d.name == "Department")
    assert [part.name for part in department.parts] == ["North", "South"]
    for part in department.parts:
        assert part.result.interval.low < part.result.rate < part.result.interval.high
    report = report_of(audit)
    words = " ".join(words for section in report.sections for words in section.words)
    assert "Each log drawn by its own chance" in words
    assert report_xlsx(report)[:2] == b"PK"


def test_the_corrected_rate_says_why_there_is_none():
    audit = audit_of(programme="inspection-cdi", sample_size=60)
    item = audit.items.select_related("log").order_by("position").first()
    programme = programme_of(audit)
    said = {
        q.id: next((a.say for a in q.offered if a.verdict == "fail"), q.offered[-1].say)
        for q in programme.questions
        if q.offered and q.id != "disclosed"
    }
    record_reading(item=item, by="ada", answers=said, should_other=1)
    record_reading(item=item, by="ben", phase="second", answers=said, should_other=1)
    twice = read_twice(audit)
    assert (twice.corrected, twice.reason) == (None, NOT_OWN)


def test_a_sheet_does_not_tell_the_chance_nor_the_score_and_comes_back(tmp_path):
    audit = audit_of()
    path = tmp_path / "sample.csv"
    assert write_sheet(audit, path) == audit.items.count()
    with path.open(newline="", encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["inclusion_probability"] for row in rows} == {""}
    assert not any("score" in name for name in rows[0])
    for row in rows[:30]:
        row["should_other"], row["recorded_other"] = "1", "1"
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = read_sheet_in(audit=audit, path=path, by="ada")
    assert (found.taken, found.refused, found.blank) == (30, {}, len(rows) - 30)
    assert estimate_audit(audit).n_logs == 30


def test_it_is_for_programmes_that_count_crimes_and_in_no_other_way_too():
    make_logs()
    with pytest.raises(AuditError, match="programmes that count crimes"):
        make_audit(programme="monthly-logs", own=True)
    with pytest.raises(AuditError, match="choose one of the two"):
        make_audit(own=True, stop=StopRule(0.9))
    with pytest.raises(AuditError, match="too small"):
        make_audit(own=True, sample_size=10)
    assert not Audit.objects.exists()


def test_a_frame_without_any_score_is_drawn_all_the_same():
    make_logs()
    audit = make_audit(own=True)
    own = own_chances_from(audit.design)
    assert {c.score for c in own.classes} == {0}
    read_sample(audit)
    estimate = estimate_audit(audit)
    assert estimate.low < true_rate() < estimate.high


def test_the_plan_tells_its_width_before_anybody_reads():
    make_logs()
    scores()
    plan = preview_audit(
        sample_size=100, date_from=None, date_to=None, planning=planned(0.9), own=True
    )
    blind = preview_audit(
        sample_size=100, date_from=None, date_to=None, planning=planned(0.5), own=True
    )
    assert plan.to_read == 100
    assert plan.half_width < blind.half_width
    assert sum(row.to_read for row in plan.rows) == pytest.approx(100, abs=5)
    assert "give or take" in plan.chance_words


FORM = {"name": "Own", "sample_size": "100", "seed": "7", "way": "own"}


def test_it_is_made_on_the_page_and_explained_there(client):
    client.force_login(people()["fcr"])
    make_logs()
    scores()
    page = client.post(reverse("audit-new"), {**FORM, "plan": "1"}).content.decode()
    assert "Logs to read, about" in page
    assert "give or take" in page
    refused = client.post(reverse("audit-new"), {**FORM, "programme": "monthly-logs", "plan": "1"})
    assert "programmes that count crimes" in refused.content.decode()
    client.post(reverse("audit-new"), {**FORM, "programme": "recording-of-logs", "freeze": "1"})
    audit = Audit.objects.get(name="Own")
    read_sample(audit)
    page = client.get(reverse("audit", args=[audit.pk])).content.decode()
    assert "by its own chance" in page
    page = client.get(reverse("audit-estimate", args=[audit.pk])).content.decode()
    assert "In plain words" in page
