"""The parts of the made-up force: chance, clocks, tables, rates, phrases, references."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crimerules.offence_groups import group_of
from crimerules.offences import require
from onrecord.simulation import clock
from onrecord.simulation.calibration import calibrate
from onrecord.simulation.dice import Dice, Weighted
from onrecord.simulation.generate import START
from onrecord.simulation.incidents import Disclosed, Incident, daily_counts
from onrecord.simulation.references import as_in_crime, as_in_log, number_crimes
from onrecord.simulation.tables import DEPARTMENTS, call_tables, calls, kinds, rates
from onrecord.simulation.wording import KNOWN, Phrasebook, say

LONDON = ZoneInfo("Europe/London")
# Not to change: every demonstration force ever named by its seed hangs on it.
PINNED = [667, 243, 53, 182, 233, 327, 701, 785]


def test_chance_is_the_same_on_every_machine():
    dice = Dice("onrecord", 7)
    assert [dice.below(1000) for _ in range(8)] == PINNED
    again = Dice("onrecord", 7)
    assert [again.below(1000) for _ in range(8)] == PINNED
    other = Dice("onrecord", 8)
    assert [other.below(1000) for _ in range(8)] != PINNED


def test_weights_are_met_and_both_ends_can_fall():
    dice = Dice("weights")
    drawn = Counter(Weighted({"a": 70, "b": 30, "c": 0}).draw(dice) for _ in range(20_000))
    assert drawn["c"] == 0
    assert 0.68 < drawn["a"] / 20_000 < 0.72
    assert {dice.between(3, 5) for _ in range(200)} == {3, 4, 5}


def test_stamps_are_british_time_in_every_hour_of_two_years():
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    while moment.year < 2027:
        assert clock.stamp(int(moment.timestamp())) == moment.astimezone(LONDON).isoformat(), moment
        moment += timedelta(minutes=59, seconds=7)


def test_the_hour_that_occurs_twice_and_the_hour_that_does_not_exist():
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    half_past_one = 5400
    first, second = (clock.moment(autumn, half_past_one, later=later) for later in (False, True))
    assert clock.stamp(first) == "2026-10-25T01:30:00+01:00"
    assert clock.stamp(second) == "2026-10-25T01:30:00+00:00"
    assert clock.stamp(clock.moment(spring, half_past_one)) == "2026-03-29T02:30:00+01:00"
    assert clock.stamp(clock.moment(date(2026, 7, 1), 0)) == "2026-07-01T00:00:00+01:00"
    assert clock.stamp(clock.moment(date(2026, 1, 1), 0, later=True)) == "2026-01-01T00:00:00+00:00"


def test_days_have_a_weekly_shape_and_the_total_is_exact():
    counts = list(daily_counts(date(2026, 10, 1), 30, 5700))
    assert sum(count for _, count in counts) == 171_000
    by_day = {day.weekday(): count for day, count in counts}
    assert by_day[5] > by_day[1] * 1.1
    assert list(daily_counts(date(2026, 10, 1), 1, 3)) == [(date(2026, 10, 1), 3)]


def test_every_offence_is_on_the_official_list_in_its_class_and_group():
    for kind in kinds().values():
        for offence in kind.offences.choices:
            listed = require(offence.ho_code, offence.crime_class, on=START)
            assert listed.crime_class == offence.crime_class
            assert group_of(offence.ho_code, offence.crime_class) == kind.group, offence


def test_rates_lie_between_nought_and_one_and_the_shares_of_every_kind_add_up():
    found = calibrate()
    for shares in found.situations.values():
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= 0
    for rate in [*found.recorded.values(), *found.late.values(), *found.at_call.values()]:
        assert 0 <= rate <= 1
    # What hides is recorded less often than what is plain.
    for (cell, situation), rate in found.recorded.items():
        if situation != "plain":
            assert rate < found.recorded[cell, "plain"]
    assert sum(found.reported[k] * found.more[k] for k in found.more) == pytest.approx(
        rates()["assumed"]["several"]
    )


def test_impossible_rates_are_refused_with_the_rate_that_is_impossible(monkeypatch):
    calibrate.cache_clear()
    monkeypatch.setitem(rates()["published"], "sexual", 0.999)
    with pytest.raises(
        ValueError, match=r"rates\.toml asks for a rate of 1\.\d+ \(recorded, sexual, plain\)"
    ):
        calibrate()
    monkeypatch.undo()
    calibrate.cache_clear()


def test_every_table_names_only_what_exists():
    tables = call_tables()
    openings = {kind.opening for kind in kinds().values()} | {c.opening for c in calls().values()}
    for code in tables["closing"]:
        assert code in openings, code
    for odds in tables["miscoded"].values():
        assert set(odds) <= openings | {"Welfare: abandoned call"}
    for kind in kinds().values():
        assert kind.hours in tables["hours"]
        assert set(kind.seconds) <= set(kinds())
    for call in calls().values():
        assert call.hours in tables["hours"]
    assert all(len(shape) == 24 for shape in tables["hours"].values())
    assert len(DEPARTMENTS) == 5


def test_every_phrase_can_be_said_and_leaves_no_mark_behind():
    book, dice = Phrasebook(), Dice("phrases")
    known = dict.fromkeys(KNOWN, "word")
    lists = [
        *(
            found
            for lists in (*book.crimes.values(), *book.calls.values())
            for found in lists.values()
        ),
        *book.leads.values(),
        *book.updates.values(),
        *book.closings.values(),
        *book.own,
        book.copied,
        *book.suspects.values(),
    ]
    for phrase in (phrase for found in lists for phrase in found):
        for _ in range(5):
            text = say(phrase, known, dice)
            assert text
            assert not re.search(r"[{}\[\]|<>]|  |\.\.|^ | $", text), text


def test_every_kind_has_its_phrases_wherever_it_may_hide():
    book = Phrasebook()
    for key in kinds():
        assert book.crimes[key]["plain"]
        assert book.crimes[key]["disclosure"]
    for key in calls():
        if key != "duplicate":
            assert book.calls[key]["accounts"]
            assert book.calls[key]["updates"]
    for odds in call_tables()["miscoded"].values():
        assert set(odds) <= set(book.leads)
    for situation in ("contradicted", "delayed", "unrecognised", "professional", "asb", "miscoded"):
        assert book.updates[situation]


def test_phrases_for_one_offence_belong_to_an_offence_of_their_kind():
    for key, lists in Phrasebook().crimes.items():
        offences = kinds()[key].offences.choices
        its_own = {o.crime_class for o in offences} | {
            o.ho_code.replace("/", "_") for o in offences
        }
        for name in lists:
            part, _, offence = name.partition("_")
            assert part in ("plain", "domestic", "disclosure"), name
            assert not offence or offence in its_own, f"{key}: {name}"


def test_a_slot_that_nobody_fills_is_named():
    book = Phrasebook()
    with pytest.raises(KeyError, match="nonsense"):
        book._compile("Caller saw {nonsense}.")


def _crime(slip: str = "") -> Disclosed:
    kind = kinds()["shoplifting"]
    crime = Disclosed(kind, kind.offences.choices[0], domestic=False, situation="plain")
    log = Incident("shoplifting", 1_790_000_000)
    log.ref = "20261001-0457"
    crime.names_log, crime.slip, crime.ref, crime.recorded_at = log, slip, "NC/140001/26", 1
    return crime


def test_references_are_written_down_with_slips():
    assert (as_in_log(_crime()), as_in_crime(_crime())) == ("NC/140001/26", "20261001-0457")
    lower, spaced = _crime("lower case"), _crime("spaces")
    assert as_in_log(lower) == "nc/140001/26"
    assert as_in_log(spaced).replace(" ", "") == "NC/140001/26" != as_in_log(spaced)
    assert as_in_log(_crime("wrong in log")) == "NC/14000/26"
    assert as_in_crime(_crime("wrong in log")) == "20261001-0457"
    assert as_in_crime(_crime("wrong in crime")) == "20261001-045"
    unnamed = _crime()
    unnamed.names_log = None
    assert as_in_crime(unnamed) == ""


def test_crimes_are_numbered_in_the_order_of_recording():
    crimes = [_crime() for _ in range(50)]
    for place, crime in enumerate(crimes):
        crime.recorded_at = 1_790_000_000 - place * 60
    number_crimes(crimes, Dice("numbers"))
    numbers = [int(crime.ref.split("/")[1]) for crime in crimes]
    assert numbers == list(range(numbers[0], numbers[0] + 50))
    assert [crime.recorded_at for crime in crimes] == sorted(c.recorded_at for c in crimes)
    assert all(crime.ref.endswith("/26") for crime in crimes)
