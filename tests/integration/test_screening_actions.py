"""Suspects worked out in the store, on both stores: from imports, with entries, after changes, and as a file."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from onrecord.contact.models import CodeMeaning, LinkState, Log, LogEntry, Precision
from onrecord.exchange.actions import import_file
from onrecord.ledger.models import LedgerEntry
from onrecord.recording.models import Crime, CrimeLog
from onrecord.screening import actions
from onrecord.screening.actions import screen_all, screen_logs
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.rank import MIDDLE
from onrecord.screening.finder.verdict import judge, kept_score
from onrecord.screening.kinds import Counts, counts
from onrecord.screening.models import LogScore, Scorer, Suspect
from onrecord.screening.queries import rule_names, suspects, suspects_csv
from onrecord.screening.rules.engine import load_rules
from onrecord.screening.scoring.facts import register_span
from onrecord.screening.scoring.scorers import adopt_model, own_model, standing
from tests.made import exports

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_number = iter(range(1, 10_000))


def log(text: str = "", **more) -> Log:
    ref = more.pop("ref", f"L-{next(_number)}")
    values = {
        "system": "north", "ref": ref, "ref_key": ref.upper(), "received_at": NOON, "text": text,
        "closing_code": "Resulted", "entry_seq": 0, **more,
    }  # fmt: skip
    return Log.objects.create(**values)


def crime(*logs: Log, at: datetime | None = NOON, precision: str = Precision.MINUTE) -> Crime:
    ref = f"C-{next(_number)}"
    made = Crime.objects.create(
        system="crimes",
        ref=ref,
        ref_key=ref,
        recorded_at=at,
        recorded_precision=precision,
        entry_seq=0,
    )
    for one in logs:
        CrimeLog.objects.create(crime=made, log=one, how=CrimeLog.How.BOTH)
        times = [c.recorded_at for c in one.crimes.all() if c.recorded_at]
        one.link_state, one.crime_count = LinkState.LINKED, one.crimes.count()
        one.first_recorded_at = min(times, default=None)
        one.save()
    return made


def rules(one: Log) -> list[str]:
    return [reason["rule"] for reason in Suspect.objects.get(log=one).reasons]


def test_a_log_without_a_crime_is_a_suspect_with_its_reason_and_quote():
    one = log("Her ex punched her in the face", department="East", opening_code="Concern")
    log("Cat up a tree")
    assert screen_all() == 1
    suspect = Suspect.objects.get()
    assert (suspect.log_id, suspect.ref, suspect.department) == (one.id, one.ref, "East")
    assert suspect.received_at == NOON
    assert suspect.rule == suspect.reasons[0]["rule"] == "assault"
    assert "punched her" in suspect.reasons[0]["quote"]
    assert suspect.score == LogScore.objects.get(log=one).score > kept_score(MIDDLE)
    assert suspect.rules_version == load_rules().version
    assert suspect.scorer == Scorer.objects.get()


def test_a_crime_in_time_clears_a_late_one_says_so():
    in_time, late, late_day = log("punched"), log("punched"), log("punched")
    crime(in_time, at=NOON + timedelta(hours=24))
    crime(late, at=NOON + timedelta(hours=24, minutes=1))
    crime(late_day, at=NOON + timedelta(days=9), precision=Precision.DAY)
    assert screen_all() == 1
    assert rules(late) == ["recorded-late"]
    assert "24 hours 1 min" in Suspect.objects.get().reasons[0]["words"]


def test_no_crime_another_crime_and_a_late_one_are_three_counts():
    """A log whose crime came late misses no crime, and is never counted with those that seem to."""
    none, late = log("Her ex punched her in the face"), log("Her ex punched her in the face")
    claimed = log("punched", crime_refs=["X/9"], link_state=LinkState.CLAIMED)
    another = log("He punched her in the face and then he raped her.")
    crime(late, at=NOON + timedelta(hours=30))
    made = crime(another, at=NOON + timedelta(hours=30))
    Crime.objects.filter(id=made.id).update(
        crime_class="8N", offence="Assault with injury", ho_code="008/06"
    )
    screen_all()
    assert counts(claimed=True) == Counts(none=2, claimed=1, another=1, late=1)
    assert counts().to_read == 3
    assert [line.split(" look")[0] for line in counts().sentences()] == [
        "2 logs have no crime on record and", "1 log has a crime and",
        "1 log has a crime that was recorded late, and nothing else",
    ]  # fmt: skip
    assert {each.log_id for each in suspects(kind="missing")} == {none.id, claimed.id, another.id}
    assert suspects(kind="late").get().log_id == late.id


def test_the_first_of_several_crimes_counts_and_an_unknown_time_excuses():
    first_in_time, unknown = log(), log()
    crime(first_in_time, at=NOON + timedelta(hours=1))
    crime(first_in_time, at=NOON + timedelta(days=3))
    crime(unknown, at=NOON + timedelta(days=3))
    crime(unknown, at=None)
    received_by_day = log(received_precision=Precision.DAY)
    crime(received_by_day, at=NOON + timedelta(days=3))
    assert screen_all() == 0


def test_the_limit_is_that_of_the_day():
    """72 hours until the end of March 2015."""
    old = log(received_at=NOON.replace(year=2014))
    crime(old, at=NOON.replace(year=2014) + timedelta(hours=70))
    older = log(received_at=NOON.replace(year=2014))
    crime(older, at=NOON.replace(year=2014) + timedelta(hours=73))
    unknown_rules = log(received_at=NOON.replace(year=2005))
    crime(unknown_rules, at=NOON.replace(year=2006))
    assert screen_all() == 1
    assert rules(older) == ["recorded-late"]


def test_a_claimed_crime_is_checked_only_against_a_register_of_that_time():
    claimed = log("punched", crime_refs=["X/1"], link_state=LinkState.CLAIMED)
    screen_all()
    assert rules(claimed) == ["crime-not-checked"]
    crime(at=NOON - timedelta(days=3))
    crime(at=NOON + timedelta(days=3))
    screen_all()
    assert rules(claimed) == ["crime-not-in-register"]
    assert "X/1" in Suspect.objects.get().reasons[0]["words"]


def test_the_span_of_the_register():
    assert not register_span().covers(NOON)
    crime(at=None)
    assert register_span().covers(NOON)
    crime(at=NOON, precision=Precision.MONTH)
    span = register_span()
    assert span.covers(NOON + timedelta(days=30))
    assert not span.covers(NOON + timedelta(days=40))
    assert not span.covers(NOON - timedelta(days=2))


def test_entries_are_read_with_the_log():
    one = log("Concern for a female")
    for minute, text in enumerate(
        ["Call from neighbour", "IP says he strangled her", "Concern for a female"]
    ):
        LogEntry.objects.create(
            system="north", log_ref=one.ref, log_ref_key=one.ref_key, line_key=str(minute),
            entered_at=NOON + timedelta(minutes=minute), text=text, entry_seq=0,
        )  # fmt: skip
    other = log("Nothing", system="south", ref=one.ref)
    assert screen_all() == 1
    assert rules(one)[0] == "strangulation"
    assert not Suspect.objects.filter(log=other).exists()


def test_a_systems_own_codes_are_used():
    CodeMeaning.objects.create(system="north", which="opening", pattern="Z9*", meaning="crime")
    one, other = log("x", opening_code="z99"), log("x", opening_code="z99", system="south")
    screen_all()
    assert rules(one)[0] == "opening-code"
    assert not Suspect.objects.filter(log=other).exists()


def test_screening_again_forgets_what_no_longer_holds(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    logs = [log("punched her") for _ in range(7)]
    told = []
    assert screen_all(progress=lambda *step: told.append(step)) == 7
    assert told[-1][:2] == (7, 7)
    crime(logs[0])
    crime(logs[3], at=NOON + timedelta(days=4))
    Log.objects.filter(id=logs[6].id).update(text="cat")
    logs[5].delete()
    assert screen_all() == 4
    assert set(Suspect.objects.values_list("log_id", flat=True)) == {
        logs[i].id for i in (1, 2, 3, 4)
    }


def test_only_the_touched_logs_are_screened():
    one, two, three = log("punched her"), log("punched her"), log("punched her")
    screen_all()
    Log.objects.filter(id__in=[one.id, two.id]).update(text="He strangled her")
    crime(three)
    assert screen_logs([two.id, three.id, 10**9]) == 1
    assert rules(one)[0] == "assault"
    assert rules(two)[0] == "strangulation"
    assert not Suspect.objects.filter(log=three).exists()
    assert screen_logs([]) == 0


def test_ranking_and_filters():
    weak = log("Bag stolen", department="West", closing_code="NFA")
    strong = log("He raped her", department="East", received_at=NOON + timedelta(days=1))
    older = log(
        "He raped her", department="East", received_at=NOON - timedelta(days=1), system="south"
    )
    twin = log("He raped her", ref="A-1", department="East", received_at=NOON + timedelta(days=1))
    screen_all()

    def refs(**asked) -> list[str]:
        return [suspect.ref for suspect in suspects(**asked)]

    assert refs() == [older.ref, twin.ref, strong.ref, weak.ref]
    assert refs(department="West") == [weak.ref]
    assert refs(system="south") == [older.ref]
    assert refs(closing_code="NFA") == [weak.ref]
    assert refs(rule="theft") == [weak.ref]
    assert refs(received_from=NOON, received_to=NOON + timedelta(days=1)) == [weak.ref]
    assert refs(least_score=50) == [older.ref, twin.ref, strong.ref]
    assert refs(link_state=LinkState.CLAIMED) == []
    assert refs(opening_code="none such") == []
    assert {"theft", "rape", "recorded-late"} <= rule_names().keys()


def test_the_file_of_suspects(tmp_path):
    log(
        "=HYPERLINK(1) he punched her, then strangled her",
        ref="=1+1",
        opening_code="@x",
        crime_refs=[],
    )
    log("Bag stolen", received_precision=Precision.DAY, received_at=NOON - timedelta(days=1))
    log("Car stolen", received_precision=Precision.MONTH)
    screen_all()
    path = tmp_path / "suspects.csv"
    assert suspects_csv(path) == 3
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:4] == ["rank", "log_ref", "score", "reasons"]
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["log_ref"] == "'=1+1"
    assert rows[0]["opening_code"] == "'@x"
    assert rows[0]["quote"].startswith("'=HYPER")
    assert "The text tells of strangulation" in rows[0]["reasons"]
    assert {(row["listed_for"], row["judged"]) for row in rows} == {("no crime on record", "")}
    assert [row["received_at"] for row in rows] == [
        "2026-03-02T12:00+00:00",
        "2026-03",
        "2026-03-01",
    ]


def test_no_suspects_give_a_file_with_a_header(tmp_path):
    assert screen_all() == 0
    assert suspects_csv(tmp_path / "suspects.csv") == 0
    assert (tmp_path / "suspects.csv").read_text(encoding="utf-8-sig").startswith("rank,log_ref")


@pytest.mark.django_db(transaction=True)
def test_real_imports_lead_to_suspects(tmp_path):
    logs, crimes = exports(tmp_path)
    for path, kind in ((logs, "logs"), (crimes, "crimes")):
        import_file(path=path, kind=kind, by="tester", work_dir=tmp_path / "w")
    screen_all()
    found = {suspect.ref: suspect for suspect in suspects()}
    # Of every seven logs, the second was told as a punch and the fourth as a strangling, and neither has a crime.
    wanted = {f"LOG/{n:05d}/26" for n in range(1, 141) if n % 7 in (2, 4)}
    assert wanted <= found.keys()
    assert {suspect.ref for suspect in suspects()[: len(wanted)]} == wanted
    late = {ref for ref, suspect in found.items() if suspect.rule == "recorded-late"}
    assert late == {f"LOG/{n:05d}/26" for n in range(1, 141, 35)}


def test_a_sweep_looks_again_at_what_was_closed_on_the_day():
    day = datetime(2026, 3, 2, tzinfo=UTC)
    one = log("He put his boot through her door", closed_at=day + timedelta(hours=23, minutes=59))
    recorded = log("He punched me", closed_at=day + timedelta(hours=1))
    before = log("He punched me", closed_at=day - timedelta(minutes=1))
    after = log("He punched me", closed_at=day + timedelta(days=1))
    still_open = log("He punched me")
    screen_logs([recorded.pk])
    crime(recorded)
    swept = actions.sweep(day.date())
    assert (swept.day, swept.closed, swept.suspects) == (day.date(), 2, 1)
    assert rules(one)[0] == "damage-told"
    # A log that has got its crime since is no suspect any more; other days are left alone.
    others = Suspect.objects.filter(log__in=[recorded, before, after, still_open])
    assert not others.exists()


def test_a_day_of_summer_time_is_swept_by_the_clock_on_the_wall():
    # Midnight of 1 July in London is 23:00 of 30 June in UTC.
    log("He punched me", closed_at=datetime(2026, 6, 30, 23, 0, tzinfo=UTC))
    log("He punched me", closed_at=datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    assert actions.sweep(datetime(2026, 7, 1, tzinfo=UTC).date()).closed == 1


STORY = (
    "Caller says he had her up against the wall again last night and she just wants him told, nothing else, "
    "and he said he would do it again. Advised to ring back."
)


def test_every_log_has_a_score_and_the_hash_of_what_it_was_worked_out_from():
    told, calm = (
        log(STORY),
        log("Cat up a tree, owner has a ladder and will fetch it down himself."),
    )
    screen_all()
    scores = {one.log_id: one for one in LogScore.objects.all()}
    assert scores.keys() == {told.id, calm.id}
    assert scores[told.id].score > scores[calm.id].score
    before = scores[told.id].of
    Log.objects.filter(id=told.id).update(text=STORY + " Rang back.")
    screen_logs([told.id])
    assert LogScore.objects.get(log=told).of != before


def test_the_page_shows_how_a_log_is_told_after_what_it_tells():
    one = log(STORY + " He punched her.")
    screen_all()
    found = rules(one)
    reasons = {r["rule"]: r for r in Suspect.objects.get(log=one).reasons}
    assert found.index("manner-of-telling") > 0
    assert found[0] not in ("manner-of-telling", "no-reason-given")
    assert "told like a happening" in reasons["manner-of-telling"]["words"]


def test_a_run_does_not_score_again_what_has_not_changed(monkeypatch):
    logs = [log(STORY, department="East") for _ in range(5)]
    screen_all()
    asked = []

    def counted(finder, facts, recorded):
        asked.append(facts)
        return judge(finder, facts, recorded)

    monkeypatch.setattr(actions, "judge", counted)
    assert screen_all() == 5
    assert asked == []
    # What is repeated from the log is brought up to date as well.
    Log.objects.filter(id=logs[2].id).update(department="West")
    screen_all()
    assert len(asked) == 1
    assert Suspect.objects.get(log=logs[2]).department == "West"


def test_a_run_that_was_broken_off_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    for _ in range(6):
        log(STORY)

    def stop(done, total, what):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen_all(progress=stop)
    assert not standing().current
    assert (standing().scorer.done, standing().scorer.logs) == (4, 6)
    asked = []
    monkeypatch.setattr(
        actions,
        "judge",
        lambda f, facts, recorded: asked.append(facts) or judge(f, facts, recorded),
    )
    assert screen_all() == 6
    assert len(asked) == 2
    assert standing().current


def test_a_second_crime_is_on_the_list_and_the_crime_itself_is_not():
    text = "He punched her in the face and then he raped her. Crime recorded."
    one, other = log(text), log("He punched her in the face. Crime recorded.")
    for each in (one, other):
        made = crime(each, at=NOON + timedelta(hours=2))
        Crime.objects.filter(id=made.id).update(
            crime_class="8N", offence="Assault with injury", ho_code="008/06"
        )
    screen_all()
    suspect = Suspect.objects.get()
    assert (suspect.log_id, suspect.second) == (one.id, True)
    assert suspect.reasons[0]["rule"] == "rape"
    assert suspects(kind="another").get() == suspect
    # Where nothing is known of a crime, nothing can be said to be another.
    Crime.objects.update(crime_class="", offence="", ho_code="")
    screen_all()
    assert not Suspect.objects.exists()


def test_a_force_takes_its_own_model_into_use_and_all_scores_are_old():
    log(STORY)
    screen_all()
    first = standing()
    assert first.current
    model = LinearModel({"ladder": 1.0, "told": -2.5}, 0.1, {"logs": 300, "closing": "secret"})
    row = adopt_model(model=model, by="registrar")
    entry = LedgerEntry.objects.get(kind="finder.model")
    assert (entry.seq, entry.actor) == (row.entry_seq, "registrar")
    assert adopt_model(model=model, by="registrar").pk == row.pk
    assert not standing().current
    before = LogScore.objects.get().score
    screen_all()
    assert standing().current
    assert model.version in standing().scorer.version
    assert LogScore.objects.get().scorer == standing().scorer
    assert LogScore.objects.get().score < before
    adopt_model(model=None, by="registrar")
    assert own_model() is None
    assert not standing().current or standing().scorer == first.scorer


def test_several_processes_give_the_same_scores(monkeypatch):
    monkeypatch.setattr(actions, "ALONE", 0)
    monkeypatch.setattr(actions, "BATCH", 3)
    for number in range(20):
        log(STORY if number % 3 else f"Parcel {number} found, handed in.")
    screen_all(processes=1)
    alone = list(LogScore.objects.order_by("log_id").values_list("log_id", "score", "of"))
    LogScore.objects.all().delete()
    Suspect.objects.all().delete()
    started = []
    real = actions.workers
    monkeypatch.setattr(actions, "workers", lambda *a: started.append(a[-1]) or real(*a))
    screen_all(processes=2)
    assert started == [2]
    assert list(LogScore.objects.order_by("log_id").values_list("log_id", "score", "of")) == alone
