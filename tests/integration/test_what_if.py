"""The what-if for the board: what it is reckoned from, that the sums are right, and who sees it."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.models import Reading
from onrecord.audit.programmes.kept import USUAL, current
from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.measures import months
from onrecord.measures.figures.figure import figure
from onrecord.measures.what_if import results as what_if
from onrecord.measures.what_if.inputs import inputs, table
from onrecord.recording.models import Crime
from onrecord.statistics.cost import mean_of, more_on_record, times
from onrecord.statistics.differences import Bounds
from tests import findings_world

pytestmark = pytest.mark.django_db
_numbers = count(1)


def everything(_):
    return True


def decided(minutes):
    start = timezone.now() - timedelta(days=2)
    return RecordingDecision.objects.create(
        origin=f"o{next(_numbers)}", started_by="olu", known_at=start, recorded_at=start, on_date=start.date(),
        concluded_at=start + timedelta(minutes=minutes), state="concluded", crime_refs=["C1"], entry_seq=0,
    )  # fmt: skip


def test_more_on_record_is_the_rule_of_three_with_the_rates_interval():
    found = more_on_record(80_000, Bounds(0.80, 0.75, 0.85), 0.90)
    assert found.value == pytest.approx(10_000)
    assert found.low == pytest.approx(80_000 * (0.90 / 0.85 - 1))
    assert found.high == pytest.approx(16_000)
    with pytest.raises(ValueError, match="above 0"):
        more_on_record(1, Bounds(0.5, 0.0, 0.6), 0.9)
    both = times(Bounds(10, -5, 20), Bounds(2, 1, 3))
    assert (both.low, both.value, both.high) == (-15, 20, 60)
    assert mean_of([1, 2, 3]).bounds.value == 2
    with pytest.raises(ValueError, match="two values"):
        mean_of([1])


def test_where_nothing_was_measured_every_assumption_says_so():
    held = inputs({}, everything)
    assert {name: one.origin for name, one in held.items() if name != "recorded"} == dict.fromkeys(
        ("rate", "target", "decide", "keep", "investigate", "read", "post"), "assumption"
    )
    assert held["decide"].bounds.value == table()["decide"]["value"]
    assert held["read"].bounds.value == current(USUAL).programme.readers.minutes
    assert all(one.source for one in held.values())
    assert what_if.audits(held, 400).reason


def test_the_forces_own_timings_take_the_place_of_assumptions():
    findings_world.people()
    audit = findings_world.read_audit()
    Reading.objects.update(seconds=120)
    for minutes in range(1, 31):
        decided(minutes)
    decided(3000)
    held = inputs({}, everything)
    assert held["decide"].origin == held["read"].origin == held["rate"].origin == "measured"
    assert held["decide"].bounds.value == pytest.approx(15.5)
    assert held["decide"].bounds.low < 15.5 < held["decide"].bounds.high
    assert "1 left out" in held["decide"].source
    assert held["read"].bounds.value == pytest.approx(2.0)
    one = figure("accuracy-all")
    assert held["rate"].bounds.high == pytest.approx(100 * one.high)
    assert audit.name in held["rate"].source
    # Somebody else's figure goes first, and what it replaced is still named.
    yours = inputs({"decide": 5.0, "investigate": None}, everything)["decide"]
    assert (yours.origin, yours.bounds) == ("yours", Bounds(5, 5, 5))
    assert "15.5 minutes" in yours.source


def test_crimes_of_a_year_are_counted_or_scaled_by_the_days_that_the_record_covers():
    start, _ = months.bounds(months.after(months.month_of(timezone.now()), -12))
    # The data begin late and stop long before the year is over: 40 days, with 20 crimes in them.
    Crime.objects.bulk_create(
        Crime(system="x", ref=f"C{k}", ref_key=f"C{k}", recorded_at=start + timedelta(days=60.5 + k * 39 / 19), entry_seq=0)
        for k in range(20)
    )  # fmt: skip
    one = inputs({}, everything)["recorded"]
    assert one.bounds.value == pytest.approx(20 * 365.25 / 40)
    # Garwood's interval of 20 is 12.217 to 30.888.
    assert one.bounds.low == pytest.approx(12.217 * 365.25 / 40, rel=1e-3)
    assert one.bounds.high == pytest.approx(30.888 * 365.25 / 40, rel=1e-3)
    assert "20 in the 40 days that the record covers" in one.source
    # The range of the count goes into the answer.
    found = what_if.more(inputs({"rate": 80.0, "target": 90.0}, everything), None)
    assert found.crimes.low == pytest.approx(one.bounds.low / 8)
    for k, days in enumerate((0.5, 355.5)):
        Crime.objects.create(system="x", ref=f"D{k}", ref_key=f"D{k}", recorded_at=start + timedelta(days=days), entry_seq=0)  # fmt: skip
    whole = inputs({}, everything)["recorded"]
    assert whole.bounds.value == 22
    assert "scaled" not in whole.source


def test_where_nothing_was_measured_it_says_once_that_there_is_no_range(client):
    people = findings_world.people()
    client.force_login(people["com"])
    query = {"rate": "80", "target": "90", "recorded": "640"}
    body = client.get(reverse("what-if"), query).content.decode()
    assert body.count("No range: nothing measured") == 1
    assert "80 to 80" not in body
    assert ">From<" not in body
    assert "left out until you enter them" in body
    assert "keeping them would take" in body
    assert "investigating them would" in client.get(reverse("what-if"), {**query, "investigate": "2"}).content.decode()  # fmt: skip


def test_the_page_shows_results_with_ranges_and_takes_other_figures(client):
    people = findings_world.people()
    findings_world.read_audit()
    Log.objects.update(received_at=timezone.now() - timedelta(days=40))
    client.force_login(people["com"])
    url = reverse("what-if")
    body = client.get(url, {"rate": "80", "target": "90", "recorded": "80000", "decide": "10", "keep": "20", "pounds": "30", "size": "60"}).content.decode()  # fmt: skip
    assert "10,000 more crimes a year" in body
    assert "5,000 hours" in body
    assert "150,000" in body
    assert "Half-width to expect" in body
    assert body.count(">yours<") == 5
    low = client.get(url, {"rate": "99", "target": "90"}).content.decode()
    assert "would be no more" in low
    wrong = client.get(url, {"rate": "lots", "size": "1"}).content.decode()
    assert "There is a problem" in wrong
    client.force_login(people["sam"])
    assert client.get(url).status_code == 403
