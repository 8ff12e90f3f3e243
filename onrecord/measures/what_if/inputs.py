"""What a what-if is reckoned from: the force's own numbers and timings, each with its source; assumptions where it has none."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from onrecord.audit.models import Reading
from onrecord.audit.planning.figures import default_planning
from onrecord.audit.programmes.kept import USUAL, current
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.measures import months
from onrecord.measures.figures.figure import Sees, figure
from onrecord.recording.models import COUNTED, Crime
from onrecord.statistics.cost import mean_of, times
from onrecord.statistics.differences import Bounds, count_bounds

FILE = Path(__file__).with_name("costs.toml")
MEASURED, ASSUMED, YOURS = "measured", "assumption", "yours"
# The newest so many timings: more say nothing more, and what a desk took three years ago says little of today.
NEWEST = 5000
# Where the record covers fewer days of the year by more than this, its count is scaled.
_MISSING = 31


@dataclass(frozen=True)
class Input:
    """One figure that goes in. `bounds` equal at both ends: it is taken as certain. `origin`: measured, assumption or yours."""

    name: str
    label: str
    bounds: Bounds
    unit: str
    origin: str
    source: str

    @property
    def ranged(self) -> bool:
        return self.bounds.ranged


def inputs(given: Mapping[str, float | None], sees: Sees) -> dict[str, Input]:
    """Every input by name: what somebody entered, else what was measured, else what is assumed."""
    found = [
        _recorded(),
        _rate(sees),
        _assumed("target", "Rate asked about"),
        _decide(),
        _assumed("keep", "Keeping the record afterwards, each crime"),
        _assumed("investigate", "Investigating, each crime"),
        _read(),
        _assumed("post", "Hours of one full-time post in a year"),
    ]
    held = {}
    for one in found:
        value = given.get(one.name)
        if value is not None:
            words = f"entered on this page; {one.origin}: {shown(one)}"
            one = Input(one.name, one.label, Bounds(value, value, value), one.unit, YOURS, words)
        held[one.name] = one
    return held


def shown(one: Input) -> str:
    return (
        f"{one.bounds.value:,.10g} {one.unit}"
        if one.bounds.value < 1000
        else f"{one.bounds.value:,.0f} {one.unit}"
    )


def _recorded() -> Input:
    """Crimes of the last twelve months that are over, in the force's count; scaled to a year by the days that the record covers,
    from the first to the last day with a record, where these are fewer by a month. The range is that of a count (Poisson)."""
    end, _ = months.bounds(months.month_of(timezone.now()))
    start, _ = months.bounds(months.after(months.month_of(timezone.now()), -12))
    rows = Crime.objects.filter(state__in=COUNTED, recorded_at__gte=start, recorded_at__lt=end)
    n = rows.count()
    days = (end - start).days
    ends = rows.aggregate(first=Min("recorded_at"), last=Max("recorded_at"))
    source = f"crimes in the force's count, {start:%B %Y} to {end - timedelta(days=1):%B %Y}"
    bounds = count_bounds(n)
    if ends["first"] is not None:
        first, last = timezone.localdate(ends["first"]), timezone.localdate(ends["last"])
        covered = (last - first).days + 1
        if covered < days - _MISSING:
            bounds = times(bounds, Bounds(*[365.25 / covered] * 3))
            source += f": {n:,} in the {covered:,} days that the record covers, {first:%d/%m/%Y} to {last:%d/%m/%Y}, scaled to a year"
    return Input(
        "recorded",
        "Crimes recorded in a year",
        bounds,
        "crimes",
        MEASURED,
        source,
    )


def _rate(sees: Sees) -> Input:
    label = "Recording rate now"
    one = figure("accuracy-all", sees=sees)
    if one.value and one.low and one.high:
        bounds = Bounds(100 * one.value, 100 * one.low, 100 * one.high)
        return Input(
            "rate", label, bounds, "%", MEASURED, f"{one.note} n = {one.n:,} crimes, {one.window}"
        )
    rate = 100 * default_planning().recording_rate
    why = "assumed from the planning figures of audits, since no audit was read to its end: inspections of 2016 to 2020 found 65 to 97 %"
    return Input("rate", label, Bounds(rate, rate, rate), "%", ASSUMED, why)


def _decide() -> Input:
    """Minutes from beginning a decision to concluding it, of those that recorded a crime."""
    rows = RecordingDecision.objects.filter(state=State.CONCLUDED, concluded_at__isnull=False)
    rows = rows.filter(sent_at=None).exclude(crime_refs=[]).order_by("-recorded_at")
    taken = rows.values_list("recorded_at", "concluded_at")[:NEWEST]
    minutes = [(end - start).total_seconds() / 60 for start, end in taken if end is not None]
    return _timed(
        "decide",
        "Deciding and recording, each crime",
        minutes,
        "decisions that recorded a crime, from the first question to the record",
    )


def _read() -> Input:
    """Minutes of reading one record of the sample."""
    seconds = (
        Reading.objects.filter(seconds__gt=0).order_by("-pk").values_list("seconds", flat=True)
    )
    minutes = [each / 60 for each in seconds[:NEWEST] if each is not None]
    found = _timed(
        "read",
        "Reading one record of an audit",
        minutes,
        "readings, from seeing the record to the answer",
    )
    if found.origin == MEASURED:
        return found
    programme = current(USUAL).programme
    value = float(programme.readers.minutes)
    why = (
        f"assumed by the programme \u201c{programme.title}\u201d; too few readings were timed here"
    )
    return Input("read", found.label, Bounds(value, value, value), "minutes", ASSUMED, why)


def _timed(name: str, label: str, minutes: list[float], what: str) -> Input:
    held = table()
    kept = [each for each in minutes if 0 < each <= held["longest"]]
    if len(kept) >= held["enough"]:
        found = mean_of(kept)
        over = len(minutes) - len(kept)
        left = (
            f"; {over:,} left out that took nothing or more than {held['longest']} minutes"
            if over
            else ""
        )
        return Input(
            name, label, found.bounds, "minutes", MEASURED, f"mean of {found.n:,} {what}{left}"
        )
    if name not in held:
        return Input(name, label, Bounds(0, 0, 0), "minutes", ASSUMED, "")
    return _assumed(name, label)


def _assumed(name: str, label: str) -> Input:
    row = table()[name]
    value = float(row["value"])
    return Input(name, label, Bounds(value, value, value), row["unit"], ASSUMED, row["reason"])


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
