"""Parts of the frame are counted when it is frozen, and a part's interval rests on what the frame knows of it."""

from collections import Counter

import numpy as np
import pytest

from onrecord.audit.estimate.domains import domains_of
from onrecord.audit.models import Audit, RecordKind
from onrecord.audit.planning.figures import default_planning, planning_from
from onrecord.audit.programmes.programme import Population
from onrecord.audit.sample.design import layout_from_json, strata_from_json
from onrecord.audit.sample.frame import write_frame
from onrecord.audit.sample.frame_parts import KEYS, MOST_KEPT, PartCounts, label_of, shares_of
from onrecord.audit.sample.items import facts_of
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.sample.strata import Layout, cells_from_counts, form_strata, stratum_finder
from onrecord.contact.models import LinkState, Log
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.screening.models import Suspect
from onrecord.statistics.domains import estimate_domains
from onrecord.statistics.strata import readings
from tests.audit_world import START, make_audit, make_crime, make_logs, read_all

pytestmark = pytest.mark.django_db

# What stands in the records of a force, in turn: department, route, how the contact came in, qualifiers.
TOLD = (
    ("North", "999", "", []),
    ("South", "", "web", ["Domestic abuse"]),
    ("", "front counter", "999", ["Élève", "Mental health"]),
    ("Custody", "", "", ["say “child”"]),
)


def told_logs():
    logs = make_logs()
    for number, log in enumerate(logs):
        log.department, log.first_report, log.source, log.qualifiers = TOLD[number % len(TOLD)]
    Log.objects.bulk_update(logs, ["department", "first_report", "source", "qualifiers"])
    return logs


def counted(records, place):
    """What the parts should be, record by record: label and stratum of each."""
    found = {key: Counter() for key in KEYS}
    for record, kind in records:
        facts = {**facts_of(record, kind), "kind": kind.label}
        for key in KEYS:
            found[key][label_of(facts.get(key)), place(record)] += 1
    return found


def as_counter(parts):
    return Counter(
        {(label, at): n for label, row in parts.items() for at, n in enumerate(row) if n}
    )


@pytest.mark.parametrize("scored", [False, True])
def test_the_parts_of_every_stratum_are_those_of_its_records(scored):
    logs = told_logs()
    if scored:
        Suspect.objects.bulk_create(
            [
                Suspect(log=log, score=log.pk % 7, rule="x", received_at=START, ref=log.ref)
                for log in logs[::2]
            ]
        )
    frame = write_frame(None, None, scored=scored)
    planning, layout = default_planning(), Layout(scored=scored, certainty=("No crime",))
    cells = cells_from_counts(frame.counts, planning, lambda *_: 0.1, layout)
    strata = form_strata(cells, planning, 200, layout)
    find = stratum_finder(strata, layout)
    scores = dict(Suspect.objects.values_list("pk", "score"))
    parts = frame.parts.to_json(strata, layout)
    true = counted(
        ((log, RecordKind.LOG) for log in Log.objects.all()),
        lambda log: find(
            log.closing_code, log.link_state == LinkState.LINKED, scores.get(log.pk, 0), log.opening_code
        ),
    )  # fmt: skip
    assert set(parts) == {"department", "route", "domestic", "vulnerable"}
    for key, found in parts.items():
        assert as_counter(found) == true[key], key
        assert [sum(row) for row in zip(*found.values(), strict=True)] == [s.size for s in strata]


def test_crimes_and_incidents_have_parts_too():
    make_logs([("Crime", 4, 2)])
    for number in range(6):
        make_crime(
            f"D{number}", number, department="North" if number % 2 else "South",
            flags=["domestic-abuse"] if number < 2 else None, log_refs=["L1"] if number == 5 else [],
        ).save()  # fmt: skip
    ReportedIncident.objects.create(
        system="cris", ref="I", ref_key="I", kind="N100", reason="x", known_at=START,
        recorded_at=START, recorded_by="pc", entry_seq=0, department="North",
    )  # fmt: skip
    frame = write_frame(None, None, Population(("logs", "crimes", "incidents"), "all"))
    layout = Layout(single=True)
    cells = cells_from_counts(frame.counts, default_planning(), lambda *_: 0.1, layout)
    strata = form_strata(cells, default_planning(), 20, layout)
    records = [
        *((log, RecordKind.LOG) for log in Log.objects.all()),
        *((crime, RecordKind.CRIME) for crime in Crime.objects.all()),
        *((one, RecordKind.INCIDENT) for one in ReportedIncident.objects.all()),
    ]
    true = counted(records, lambda _: 0)
    parts = frame.parts.to_json(strata, layout)
    assert {key: as_counter(found) for key, found in parts.items()} == {
        key: found for key, found in true.items() if len(found) > 1
    }
    assert {label: n for label, (n,) in parts["kind"].items()} == {
        "log": 4,
        "crime": 8,
        "incident": 1,
    }


def test_only_the_largest_parts_are_kept_and_a_column_that_divides_nothing_is_given_up(monkeypatch):
    counts = PartCounts()
    key = ("storm", "No crime", "Concern", False)
    rows = [(f"D{n // 2:04d}", f"own route {n}", "[]") for n in range(3 * MOST_KEPT)]
    monkeypatch.setattr("onrecord.audit.sample.frame_parts.MOST_COUNTED", 200)
    counts.add([key] * len(rows), rows)
    counts.add([key] * len(rows), rows)
    cells = cells_from_counts({key: 600}, default_planning(), lambda *_: 0.1)
    parts = counts.to_json(form_strata(cells, default_planning(), 20), Layout())
    assert len(parts["department"]) == MOST_KEPT
    assert "route" not in parts


def test_the_parts_are_in_the_ledger_and_older_audits_do_without():
    told_logs()
    audit = make_audit()
    read_all(audit)
    assert set(audit.design["parts"]) == {"department", "route", "domestic", "vulnerable"}
    assert verify_draw(audit).ok
    known = {d.name: d for d in domains_of(audit)}
    audit.design["parts"]["department"]["North"][0] += 1
    Audit.objects.filter(pk=audit.pk).update(design=audit.design)
    assert "changed after the draw" in verify_draw(audit).sentence()
    del audit.design["parts"]
    older = {d.name: d for d in domains_of(audit)}
    assert known.keys() == older.keys()
    for name, domain in known.items():
        for part, before in zip(domain.parts, older[name].parts, strict=True):
            assert part.result.rate == before.result.rate, part.name


def test_pooled_strata_keep_their_parts():
    kept = {"department": {"North": [10, 4, 0], "South": [0, 6, 5]}}
    sizes, hosts = {"a": 10, "b": 15}, {"c": "b"}
    assert shares_of(kept, "department", ["a", "b", "c"], sizes, hosts) == {
        "North": [1.0, 4 / 15],
        "South": [0.0, 11 / 15],
    }
    assert shares_of({}, "department", ["a", "b", "c"], sizes, hosts) == {}


def test_with_the_frames_parts_intervals_of_rare_departments_are_shorter_and_hold_the_truth():
    """500 samples of one frozen frame whose truth is known, at the audit's own strata, numbers and parts."""
    rng = np.random.default_rng(11)
    logs = make_logs([("Crime recorded", 900, 700), ("No crime", 1500, 20), ("Advice given", 2400, 30), ("No trace", 1500, 0)])  # fmt: skip
    for log in logs:
        # Custody has a tenth of the logs closed as a crime, and none of the rest.
        here = log.closing_code == "Crime recorded" and rng.random() < 0.1
        log.department = "Custody" if here else ("North", "South")[log.pk % 2]
    Log.objects.bulk_update(logs, ["department"], batch_size=500)
    audit = make_audit(sample_size=500)
    strata, layout = strata_from_json(audit.design["strata"]), layout_from_json(audit.design)
    planning = planning_from(audit.design["planning"])
    numbers = [row["to_read"] for row in audit.design["strata"]]
    find = stratum_finder(strata, layout)
    place = np.array([find(log.closing_code, log.link_state == LinkState.LINKED) for log in logs])
    linked = np.array([log.link_state == LinkState.LINKED for log in logs])
    said = np.array([log.closing_code == "Crime recorded" for log in logs])
    crime = linked | (rng.random(len(logs)) < np.where(said, 0.9, 0.02))
    department = np.array([log.department for log in logs], dtype=object)
    names = [s.name for s in strata]
    shares = shares_of(
        audit.design["parts"], "department", names, {s.name: s.size for s in strata}, {}
    )
    truth = {
        name: (linked & (department == name)).sum() / (crime & (department == name)).sum()
        for name in shares
    }
    held, width = {}, {}
    for _ in range(500):
        drawn = [
            rng.choice(np.flatnonzero(place == h), n, replace=False) for h, n in enumerate(numbers)
        ]
        read = [
            readings(s.name, s.size, s.plan(planning), crime[d].astype(int), linked[d].astype(int))
            for s, d in zip(strata, drawn, strict=True)
        ]
        labels = [department[d].tolist() for d in drawn]
        for way, given in (("frame", shares), ("found", None)):
            for part in estimate_domains(read, labels, shares=given):
                interval = part.result.interval
                if interval is None:  # no crime of this department in the sample
                    continue
                held.setdefault((way, part.name), []).append(
                    interval.low <= truth[part.name] <= interval.high
                )
                width.setdefault((way, part.name), []).append(interval.half_width)
    for name in shares:
        assert np.mean(held["frame", name]) >= 0.93, name
    assert np.mean(width["frame", "Custody"]) < 0.9 * np.mean(width["found", "Custody"])
