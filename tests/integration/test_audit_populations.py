"""Frames of whatever a programme audits, the ways to divide them, and what readers may not see of it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from onrecord.audit.actions import AuditError, freeze_audit, keep_programme, record_reading
from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import Audit, Reading
from onrecord.audit.planning.figures import default_planning
from onrecord.audit.planning.learnt import learnt, shown_auc
from onrecord.audit.planning.preview import preview_audit
from onrecord.audit.programmes.kept import current
from onrecord.audit.programmes.programme import Population
from onrecord.audit.sample.frame import EVERY_LOG, write_frame
from onrecord.audit.sample.frame_file import FrameReader
from onrecord.audit.sample.replay import verify_draw
from onrecord.audit.sheet.out import write_sheet
from onrecord.contact.models import Log
from onrecord.ledger.models import LedgerBody
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import CrimeEvent, ReportedIncident
from onrecord.screening.models import LogScore
from tests.audit_world import START, make_crime, make_logs, scorer

pytestmark = pytest.mark.django_db


def rows(sources, *, scored=False, start=None, end=None, **filters):
    population = Population(tuple(sources), "x", {k: tuple(v) for k, v in filters.items()})
    return list(FrameReader(write_frame(start, end, population, scored=scored).path).rows())


def incident(ref, kind="N100", **values):
    return ReportedIncident.objects.create(
        system="cris", ref=ref, ref_key=ref, kind=kind, reason="x", known_at=START,
        recorded_at=START, recorded_by="pc", entry_seq=0, **values,
    )  # fmt: skip


def test_each_source_holds_what_it_says():
    logs = make_logs([("Crime", 5, 2), ("No crime", 5, 0)])
    Log.objects.filter(pk__in=[log.pk for log in logs[:4]]).update(closed_at=START)
    make_crime("direct").save()
    make_crime("undated", recorded_at=None).save()
    incident("I1")
    incident("I2", kind="non-crime")
    assert len(rows(["logs"])) == 10
    assert len(rows(["open-logs"])) == 6
    assert [r[:2] for r in rows(["direct-crimes"])] == [["crime:cris", "DIRECT"]]
    crimes = rows(["crimes"])
    assert {r[1] for r in crimes} == {"DIRECT", "STORM-C0000", "STORM-C0001"}
    assert {(r[1], r[3], r[4], r[5]) for r in crimes} >= {("DIRECT", "8N", "violence", "0")}
    assert [r[1] for r in rows(["incidents"], kinds=["N100"])] == ["I1"]
    assert rows(["incidents"], kinds=["N100"])[0][:2] == ["incident:cris", "I1"]
    mixed = rows(["logs", "direct-crimes"])
    assert len(mixed) == 11
    assert [r[:2] for r in mixed] == sorted(r[:2] for r in mixed)


def test_filters_keep_what_fits_in_any_capitals():
    make_logs([("DOMESTIC incident", 3, 0), ("Other", 4, 0)])
    Log.objects.filter(closing_code="Other", ref="storm/00004").update(
        qualifiers=["Domestic abuse"]
    )
    assert len(rows(["logs"], words=["domestic"])) == 4
    assert len(rows(["logs"], closing=["domestic*"])) == 3
    assert len(rows(["logs"], closing=["*cident", "other"])) == 7
    Log.objects.filter(ref="storm/00001").update(source="Protection unit referral")
    assert len(rows(["logs"], route=["referral"])) == 1


def test_crimes_by_what_happened_to_them_in_the_window():
    crime = make_crime("C1")
    crime.save()
    make_crime("C2").save()
    happened = datetime(2026, 5, 4, tzinfo=UTC)
    CrimeEvent.objects.create(
        crime=crime, about="crime:cris:C1", kind="cancelled", happened_at=happened,
        recorded_at=happened, by="x", author="x", entry_seq=0,
    )  # fmt: skip
    window = {"start": datetime(2026, 5, 1, tzinfo=UTC), "end": datetime(2026, 6, 1, tzinfo=UTC)}
    assert [r[1] for r in rows(["crimes"], events=["cancelled"], **window)] == ["C1"]
    late = {"start": datetime(2026, 6, 1, tzinfo=UTC)}
    with pytest.raises(Exception, match="no record of this kind"):
        rows(["crimes"], events=["cancelled"], **late)


def test_a_frame_of_logs_is_byte_for_byte_what_it_was():
    make_logs()
    plain = write_frame(None, None)
    again = write_frame(None, None, Population(("logs",), "other words"))
    scored = write_frame(None, None, EVERY_LOG, scored=True)
    assert plain.hash == again.hash != scored.hash


def scores(logs):
    for number, log in enumerate(logs):
        if log.link_state == "none" and number % 3 == 0:
            LogScore.objects.create(
                log=log, score=2_000 + 100 * (number % 17), scorer=scorer(), of=0
            )


def test_strata_by_score_are_drawn_and_drawn_again():
    scores(make_logs())
    for number in range(30):
        make_crime(f"direct{number}", number).save()
    plan = preview_audit(sample_size=150, date_from=None, date_to=None, programme="inspection-cdi")
    audit = freeze_audit(name="A", seed="1", by="fcr", programme="inspection-cdi", sample_size=150)
    strata = list(audit.strata.all())
    assert [(r.name, r.logs, r.to_read) for r in plan.rows] == [
        (s.name, s.size, s.sample_size) for s in strata
    ]
    assert any(s.score_low is not None for s in strata)
    assert {item.kind for item in audit.items.all()} == {"log", "crime"}
    check = verify_draw(audit)
    assert check.ok, check.problems
    for item in audit.items.filter(kind="log").select_related("stratum"):
        score = item.facts["score"]
        if item.stratum.score_low is not None:
            assert item.stratum.score_low <= score <= item.stratum.score_high
    assert audit.design["score"] == {"finder": scorer().version, "whole": True}
    said = json.loads(LedgerBody.objects.get(seq=audit.entry_seq).body)
    assert said["design"]["score"]["finder"] == scorer().version
    # A score that changes later changes nothing of the frozen sample.
    LogScore.objects.all().delete()
    assert verify_draw(audit).ok


def test_readers_do_not_see_the_score(client, tmp_path):
    scores(make_logs())
    audit = freeze_audit(name="A", seed="1", by="fcr", programme="inspection-cdi", sample_size=150)
    user = User(username="anna", role=Role.AUDITOR)
    user.save()
    client.force_login(user)
    item = audit.items.exclude(stratum__score_low=None).first()
    page = client.get(reverse("audit-reading", args=[audit.pk, item.position])).content.decode()
    assert "score" not in page.lower()
    table = (
        client.get(reverse("audit", args=[audit.pk]))
        .content.decode()
        .split("Logs of the sample")[1]
    )
    assert "score" not in table.lower()
    write_sheet(audit, tmp_path / "s.csv")
    text = (tmp_path / "s.csv").read_text(encoding="utf-8-sig")
    assert "score" not in text.lower()
    assert f"{item.inclusion_probability:.6f}" not in text


def own(**changes):
    definition = {**current("recording-of-logs").programme.to_json(), "slug": "own", **changes}
    keep_programme(definition=definition, by="fcr")


def design(**changes):
    return {
        "strata": "code-linked",
        "sample_size": 40,
        "minimum": 4,
        "certainty": [],
        "targets": {},
        **changes,
    }


def test_certain_records_are_all_read_and_the_others_drawn():
    make_logs([("Rape, attempted", 6, 1), ("No crime", 100, 0)])
    own(design=design(certainty=["RAPE"]))
    audit = freeze_audit(name="A", seed="1", by="fcr", programme="own", sample_size=46)
    certain = audit.strata.filter(certainty=True)
    assert sorted(s.name for s in certain) == [
        "read all: RAPE, linked",
        "read all: RAPE, not linked",
    ]
    assert all(s.size == s.sample_size for s in certain)
    assert sum(s.size for s in certain) == 6
    assert audit.items.count() == 46
    assert {i.inclusion_probability for i in audit.items.filter(stratum__certainty=True)} == {1.0}
    assert verify_draw(audit).ok
    with pytest.raises(AuditError, match="leaves too few for the others"):
        freeze_audit(name="B", seed="1", by="fcr", programme="own", sample_size=25)


def test_a_stratum_that_nobody_could_decide_is_counted_with_its_like():
    make_logs([("A", 90, 0), ("B", 24, 0), ("C", 40, 40)])
    audit = freeze_audit(name="A", seed="1", by="fcr", sample_size=60)
    for item in audit.items.select_related("stratum"):
        undecidable = item.stratum.closing_code == "B"
        linked = int(item.stratum.linked)
        record_reading(
            item=item, by="x", undecidable=undecidable,
            should_other=0 if undecidable else linked, recorded_other=0 if undecidable else linked,
        )  # fmt: skip
    estimate = estimate_audit(audit)
    assert any(
        "No log of the stratum “B, not linked” was read and decided" in w for w in estimate.warnings
    )


def test_a_withdrawn_record_stays_in_the_sample_and_holds_no_crime():
    make_logs([("A", 60, 30)])
    audit = freeze_audit(name="A", seed="1", by="fcr", sample_size=30)
    for item in audit.items.select_related("stratum"):
        if item.position == 1:
            record_reading(item=item, by="x", outcome="withdrawn", comment="opened by mistake")
        else:
            record_reading(item=item, by="x", should_other=1, recorded_other=1)
    estimate = estimate_audit(audit)
    assert (estimate.n_logs, estimate.n_should) == (30, 29)


def test_the_next_audit_plans_with_what_the_last_one_showed():
    logs = make_logs([("A", 400, 0)])
    for log in logs[::4]:
        LogScore.objects.create(log=log, score=3_000, scorer=scorer(), of=0)
    assert shown_auc() is None
    assert learnt(default_planning()) == default_planning()
    audit = freeze_audit(name="A", seed="1", by="fcr", programme="inspection-cdi", sample_size=300)
    for item in audit.items.all():
        crime = int(item.facts["score"] > 0)
        answers = (
            {"all-victims": "na", "right-class": "na", "in-time": "na"}
            if crime
            else {"reason-written": "na"}
        )
        record_reading(
            item=item,
            by="x",
            should_other=crime,
            answers={**answers, **({"victim-told": "na"} if crime else {})},
        )
    assert shown_auc() == 0.999
    assert learnt(default_planning()).score_auc == 0.999
    assert Reading.objects.filter(passed=False).exists()
    # What readings showed of another kind of score says nothing of this one.
    design = audit.design
    Audit.objects.filter(pk=audit.pk).update(
        design={**design, "score": {"finder": "", "whole": False}}
    )
    assert shown_auc() is None


def test_the_window_of_open_logs_and_a_programme_by_its_name():
    make_logs([("A", 60, 0)])
    first = START.date()
    audit = freeze_audit(
        name="A", seed="1", by="fcr", programme="open-logs", sample_size=20,
        date_from=first, date_to=first + timedelta(days=1),
    )  # fmt: skip
    assert audit.frame_size < 60
    assert [s.name for s in audit.strata.all()] == ["(all records)"]
    assert verify_draw(audit).ok
    with pytest.raises(AuditError, match="There is no audit programme 'moon'"):
        freeze_audit(name="B", seed="1", by="fcr", programme="moon", date_from=date(2026, 1, 1))
