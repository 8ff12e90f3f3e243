"""Make a force: its exports as three files, and the truth about them in a folder of its own.

    make_force(days=30, calls_per_day=5700, seed=1, out=Path("force"))

The same arguments give the same bytes on any machine and any Python from 3.11 on. Nothing here is real: places,
people, numbers and words are invented (docs/explanation/demonstration-force.md says what the proportions rest on).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

from onrecord.simulation.dice import Dice
from onrecord.simulation.export import Exports
from onrecord.simulation.faults import Faults
from onrecord.simulation.incidents import Disclosed, Incident, Town, daily_counts
from onrecord.simulation.narrative import Narrator
from onrecord.simulation.outcome import HOUR, Handling
from onrecord.simulation.references import number_crimes
from onrecord.simulation.tables import kinds, rates
from onrecord.simulation.truthfile import TruthWriter

Progress = Callable[[int, int | None, str], None]
START = date(2026, 10, 1)
FILES = (
    "logs.csv",
    "entries.csv",
    "crimes.csv",
    "codes.toml",
    "truth/truth.csv",
    "truth/truth.json",
)


@dataclass(frozen=True)
class Force:
    """What was made. `rates` are the true shares of disclosed crimes that were recorded, by group and over all;
    `faults` counts the faulty rows put into the exports on purpose."""

    folder: Path
    days: int
    calls_per_day: int
    seed: str
    start: date
    logs: int
    entries: int
    crimes: int
    disclosed: int
    disclosing_logs: int
    rates: dict[str, float] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)


def make_force(
    *,
    days: int,
    calls_per_day: int,
    seed: int | str,
    out: Path,
    start: date = START,
    progress: Progress | None = None,
    faults: bool = True,
) -> Force:
    """Write logs.csv, entries.csv, crimes.csv and codes.toml to `out`, and the truth to `out`/truth.

    days, calls_per_day: both at least 1; their product is the number of logs, to the log
    seed: any word or number; another seed gives another force
    start: the first day
    progress: called as progress(done, total, what) now and then
    faults: put a few faulty rows into the exports (a bad date, a repeated row), as real exports have them; they are
        rows on top of the others and the truth does not speak of them

    Raises ValueError for numbers below 1 and OSError where a file can't be written.
    """
    if days < 1 or calls_per_day < 1:
        raise ValueError(
            f"A force needs at least one day and one call a day, not {days} days of {calls_per_day} calls."
        )
    tell = progress or (lambda done, total, what: None)
    total = days * calls_per_day
    handling = Handling(Dice(seed, "handling"), calls_per_day)
    town = Town(Dice(seed, "facts"), handling)
    incidents: list[Incident] = []
    for day, count in daily_counts(start, days, calls_per_day):
        incidents += town.day(day, count)
        tell(len(incidents) // 4, total, "drawing calls")
    recorded = [c for incident in incidents for c in incident.crimes if c.recorded_at is not None]
    recorded += _direct(Dice(seed, "direct"), incidents, len(recorded))
    number_crimes(recorded, Dice(seed, "numbers"))

    mishaps = Faults(Dice(seed, "faults")) if faults else None
    narrator = Narrator(Dice(seed, "words"), handling.roster, Dice(seed, "supervision"))
    truth = TruthWriter(out / "truth", incidents, recorded)
    with Exports(out, mishaps) as exports:
        for number, incident in enumerate(incidents, 1):
            text, lines = narrator.tell(incident)
            exports.log(incident, text)
            exports.entries(incident, lines)
            if number % 2000 == 0 or number == total:
                tell(total // 4 + number * 3 // 4, total, "writing logs")
        for crime in recorded:
            exports.crime(crime)
    (out / "codes.toml").write_bytes(
        files("onrecord.simulation").joinpath("data", "codes.toml").read_bytes()
    )
    force = Force(
        folder=out,
        days=days,
        calls_per_day=calls_per_day,
        seed=str(seed),
        start=start,
        logs=total,
        entries=exports.written["entries"],
        crimes=len(recorded),
        disclosed=truth.disclosed,
        disclosing_logs=truth.disclosing_logs,
        rates=truth.rates(),
        shares=truth.shares(),
        faults=dict(mishaps.counts) if mishaps else {},
    )
    told = {key: value for key, value in asdict(force).items() if key != "folder"}
    truth.write({**told, "start": start.isoformat()})
    tell(total, total, "done")
    return force


def _direct(dice: Dice, incidents: list[Incident], linked: int) -> list[Disclosed]:
    """Crimes recorded without any log: at a front desk, on line, by a specialist unit."""
    share = rates()["assumed"]["direct"]
    first, last = incidents[0].received, incidents[-1].received
    by_mix = [crime for incident in incidents for crime in incident.crimes]
    found = []
    for _ in range(int(linked * share / (1.0 - share)) if by_mix else 0):
        like = dice.pick(by_mix)
        kind = kinds()[like.kind.key]
        crime = Disclosed(kind, kind.offences.draw(dice), domestic=False, situation="direct")
        crime.recorded_at = dice.between(first, last + HOUR)
        found.append(crime)
    return found
