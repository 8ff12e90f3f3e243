"""What happened in the made-up force: calls, crimes, what was recorded and when. No words yet (see wording.py)."""

from collections.abc import Iterator
from datetime import date, timedelta

from onrecord.simulation.calibration import HARD, PLAIN, SECOND, Calibration, calibrate, cell_of
from onrecord.simulation.clock import DAY, date_code, moment
from onrecord.simulation.dice import Dice, Weighted
from onrecord.simulation.outcome import Handling
from onrecord.simulation.tables import Kind, Offence, call_tables, calls, kinds, rates


class Disclosed:
    """One crime that somebody told the force of, and what became of it.

    `recorded_at` is None where it was missed. `names_log` is the log that the crime record names, if any; `in_log` says
    whether the log names the crime. `slip` spoils one of the two references (see references.py).
    """

    __slots__ = (
        "domestic",
        "in_log",
        "kind",
        "names_log",
        "offence",
        "recorded_at",
        "ref",
        "situation",
        "slip",
        "where",
    )

    def __init__(self, kind: Kind, offence: Offence, *, domestic: bool, situation: str) -> None:
        self.kind = kind
        self.offence = offence
        self.domestic = domestic
        self.situation = situation
        self.where = "first account"
        self.recorded_at: int | None = None
        self.ref = ""
        self.in_log = False
        self.names_log: Incident | None = None
        self.slip = ""


class Incident:
    """One log, without its words. `about` is a kind of crime or of call; times are seconds since 1970, UTC.

    `others` are crimes of earlier logs which this log names; `see` is the log of which this one is a duplicate or
    which it re-opens, and `see_coded` says whether the export has that in a column of its own or in the words only.
    """

    __slots__ = (
        "about",
        "closed",
        "closing",
        "crimes",
        "department",
        "domestic",
        "grade",
        "officer",
        "opening",
        "others",
        "qualifiers",
        "received",
        "ref",
        "see",
        "see_coded",
        "seen",
        "situation",
        "source",
        "suspect_female",
        "victim_female",
    )

    def __init__(self, about: str, received: int) -> None:
        self.about = about
        self.received = received
        self.crimes: tuple[Disclosed, ...] = ()
        self.others: tuple[Disclosed, ...] = ()
        self.see: Incident | None = None
        self.see_coded = False
        self.domestic = False
        self.situation = ""
        self.ref = self.opening = self.closing = self.grade = self.source = ""
        self.officer = self.department = ""
        self.qualifiers: tuple[str, ...] = ()
        self.seen = self.closed = received
        self.victim_female = True
        self.suspect_female = False


class Town:
    """Draws the calls of one day after another, always in the same order of throws."""

    def __init__(self, dice: Dice, handling: Handling) -> None:
        self._dice = dice
        self._handling = handling
        self._rates: Calibration = calibrate()
        self._kinds = kinds()
        self._calls = calls()
        self._crime = Weighted(self._rates.reported)
        self._call = Weighted({key: call.weight for key, call in self._calls.items()})
        self._situations = {
            key: Weighted([(name, shares[name]) for name in (PLAIN, *HARD)])
            for key, shares in self._rates.situations.items()
        }
        self._seconds = {key: Weighted(kind.seconds) for key, kind in self._kinds.items()}
        self._hours = {
            name: Weighted(list(enumerate(weights)))
            for name, weights in call_tables()["hours"].items()
        }
        self._disclosing = rates()["assumed"]["disclosing"]
        self._third = rates()["assumed"]["third"]
        # Recorded crimes of the logs so far, and those recorded late: for updates and re-opened logs.
        self._known: list[Disclosed] = []
        self._late: list[tuple[Incident, Disclosed]] = []

    def day(self, day: date, count: int) -> list[Incident]:
        """The logs of one day in the order in which they came, each with its reference."""
        drawn = [self._draw(day) for _ in range(count)]
        drawn.sort(key=lambda incident: incident.received)
        for number, incident in enumerate(drawn, 1):
            incident.ref = f"{date_code(incident.received)}-{number:04d}"
        for place, incident in enumerate(drawn):
            self._tie(incident, drawn, place)
            self._handling.close(incident)
            self._remember(incident)
        return drawn

    def _draw(self, day: date) -> Incident:
        dice = self._dice
        if dice.chance(self._disclosing):
            return self._crime_log(day)
        call = self._calls[self._call.draw(dice)]
        incident = Incident(call.key, self._time(day, call.hours))
        incident.domestic = call.key.startswith("domestic")
        incident.victim_female = dice.chance(0.72 if incident.domestic else 0.52)
        incident.suspect_female = dice.chance(0.2)
        self._handling.take_call(incident, call)
        return incident

    def _time(self, day: date, hours: str) -> int:
        dice = self._dice
        second = self._hours[hours].draw(dice) * 3600 + dice.below(3600)
        return moment(day, second, later=dice.chance(0.5))

    def _crime_log(self, day: date) -> Incident:
        dice, known = self._dice, self._rates
        kind = self._kinds[self._crime.draw(dice)]
        incident = Incident(kind.key, self._time(day, kind.hours))
        incident.domestic = dice.chance(kind.domestic)
        incident.situation = self._situations[kind.key, incident.domestic].draw(dice)
        offence = kind.offences.draw(dice)
        incident.victim_female = offence.victim in ("female", "girl") or (
            offence.victim not in ("male", "boy")
            and dice.chance(0.76 if incident.domestic else 0.48)
        )
        incident.suspect_female = dice.chance(
            0.06 if incident.victim_female else 0.7 if incident.domestic else 0.15
        )
        crimes = [
            Disclosed(kind, offence, domestic=incident.domestic, situation=incident.situation)
        ]
        if dice.chance(known.more[kind.key]):
            for _ in range(2 if dice.chance(self._third) else 1):
                crimes.append(self._further(kind, incident))
        incident.crimes = tuple(crimes)
        self._handling.take_crime(incident, kind)
        for crime in crimes:
            cell = cell_of(crime.kind.group, crime.domestic)
            if dice.chance(known.recorded[cell, crime.situation]):
                self._handling.record(incident, crime)
        return incident

    def _further(self, kind: Kind, incident: Incident) -> Disclosed:
        """A second or later crime in the same report: in the officer's update more often than in the first account."""
        dice = self._dice
        other = self._kinds[self._seconds[kind.key].draw(dice)]
        crime = Disclosed(
            other, other.offences.draw(dice), domestic=incident.domestic, situation=SECOND
        )
        if dice.chance(0.6):
            crime.where = "officer's update"
        return crime

    def _tie(self, incident: Incident, drawn: list[Incident], place: int) -> None:
        """Give a duplicate, re-opened or update log the earlier log or crime that it is about."""
        dice = self._dice
        if incident.about == "duplicate":
            earlier = drawn[place - 1 - dice.below(min(place, 40))] if place else None
            if earlier is None or earlier.see or earlier.opening.startswith("Admin"):
                incident.about = "abandoned"
                self._handling.take_call(incident, self._calls["abandoned"])
                return
            incident.see, incident.see_coded = earlier, dice.chance(0.8)
            self._handling.take_duplicate(incident, earlier)
            if dice.chance(0.3):
                incident.others = tuple(c for c in earlier.crimes if c.recorded_at and c.in_log)
        elif incident.about == "reopened":
            self._reopen(incident)
        elif incident.about == "update" and self._known:
            crime = dice.pick(self._known)
            if crime.recorded_at is not None and crime.recorded_at < incident.received:
                linked = dice.chance(self._calls["update"].linked)
                incident.others = (crime,)
                # An update that only speaks of the crime carries no reference in its crime field.
                incident.situation = "linked" if linked else "spoken of"

    def _reopen(self, incident: Incident) -> None:
        """The crime of an earlier log is recorded late, from this log: the record names this log, not the first one."""
        dice = self._dice
        for _ in range(8):
            if not self._late:
                break
            place = dice.below(len(self._late))
            earlier, crime = self._late[place]
            if earlier.received + 3 * 3600 < incident.received <= earlier.received + 14 * DAY:
                self._late[place] = self._late[-1]
                self._late.pop()
                incident.see, incident.see_coded = earlier, dice.chance(0.8)
                due = incident.received + dice.between(900, 18_000)
                crime.recorded_at = max(crime.recorded_at or 0, due)
                crime.in_log, crime.slip, crime.names_log = False, "", incident
                incident.situation = "linked"
                incident.others = (crime,) if dice.chance(0.5) else ()
                return
        incident.about = "message"
        self._handling.take_call(incident, self._calls["message"])

    def _remember(self, incident: Incident) -> None:
        for crime in incident.crimes:
            if crime.recorded_at is not None:
                self._known.append(crime)
                if crime.recorded_at > incident.received + DAY:
                    self._late.append((incident, crime))
        if len(self._known) > 4000:
            del self._known[:2000]
        if len(self._late) > 2000:
            del self._late[:1000]


def daily_counts(start: date, days: int, calls_per_day: int) -> Iterator[tuple[date, int]]:
    """The days and their numbers of calls: a weekly shape, `days` times `calls_per_day` in all, to the call."""
    shape = call_tables()["days"]["calls"]
    dates = [start + timedelta(days=number) for number in range(days)]
    weights = [shape[day.weekday()] for day in dates]
    total, whole = days * calls_per_day, sum(weights)
    sent = running = 0
    for day, weight in zip(dates, weights, strict=True):
        running += weight
        due = total * running // whole
        yield day, due - sent
        sent = due
