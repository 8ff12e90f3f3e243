"""How the made-up force handles a call: codes, grades, people, times, and the record of a crime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.simulation.calibration import calibrate, cell_of
from onrecord.simulation.clock import DAY
from onrecord.simulation.dice import Dice, Weighted
from onrecord.simulation.tables import Call, Kind, call_tables, kinds

if TYPE_CHECKING:
    from onrecord.simulation.incidents import Disclosed, Incident

HOUR = 3600
# The racially or religiously aggravated offences of crimes.toml.
HATE_CODES = frozenset({"008/55", "008/56", "008/57", "008/60"})
_URGENT = frozenset(
    [
        "domestic",
        "concern",
        "mental_health",
        "missing",
        "collision_injury",
        "abandoned",
        "alarm",
        "sudden_death",
        "no_crime_violence",
        "no_crime_order",
    ]
)
_DESK = frozenset(
    [
        "update",
        "message",
        "fraud",
        "property",
        "civil",
        "asb_environmental",
        "animals",
        "road_offence",
        "reopened",
        "domestic_past",
    ]
)
_POLICE = frozenset(["police_generated", "drugs", "weapon", "assault_emergency_worker"])
_DESK_KINDS = frozenset(
    [
        "theft_from_vehicle",
        "theft_other",
        "theft_pedal_cycle",
        "theft_person",
        "theft_dwelling",
        "making_off",
        "damage_vehicle",
        "malicious_communications",
        "harassment",
        "blackmail",
        "shoplifting",
        "interfering",
        "intimate_image",
        "theft_vehicle",
    ]
)
# Who ends up with the log, per kind of log.
_DEPARTMENT = {
    "violence": {"Force Response": 56, "Initial Investigation": 20, "Force Contact": 12, "Public Protection": 8, "CID": 4},
    "violence_domestic": {"Force Response": 48, "Public Protection": 34, "Initial Investigation": 8, "Force Contact": 8, "CID": 2},
    "sexual": {"Public Protection": 58, "Force Response": 22, "CID": 13, "Force Contact": 7},
    "other": {"Initial Investigation": 44, "Force Response": 30, "Force Contact": 15, "CID": 11},
    "call": {"Force Response": 56, "Force Contact": 38, "Public Protection": 4, "CID": 2},
    "desk": {"Force Contact": 88, "Initial Investigation": 12},
}  # fmt: skip
# Department -> how its people are named, and one person per so many calls a day.
_PEOPLE = {
    "Force Contact": ("Call handler", 40),
    "Force Response": ("PC", 9),
    "Public Protection": ("DC", 40),
    "CID": ("DC", 45),
    "Initial Investigation": ("Investigator", 60),
}
_WAIT = {
    "Immediate": (6 * 60, 25 * 60),
    "Priority": (20 * 60, 5 * HOUR),
    "Appointment": (20 * HOUR, 4 * DAY),
    "Resolved by telephone": (8 * 60, 4 * HOUR),
}
# When a crime is recorded that is neither recorded at the call nor late, and when a late one is: (weight, from, to).
_SAME_DAY = ((40, 24 * 60, 3 * HOUR), (35, 3 * HOUR, 10 * HOUR), (25, 10 * HOUR, 23 * HOUR))
_LATE = ((45, 25 * HOUR, 2 * DAY), (30, 2 * DAY, 5 * DAY), (17, 5 * DAY, 12 * DAY), (8, 12 * DAY, 21 * DAY))  # fmt: skip
# How the two systems are tied together, and the slips that spoil it.
_TIES = {"both": 550, "log": 250, "crime": 182, "wrong in log": 9, "wrong in crime": 9}


class Handling:
    """The force's side of every call, drawn from one source of chance."""

    def __init__(self, dice: Dice, calls_per_day: int) -> None:
        self._dice = dice
        table = call_tables()
        self._closing = {code: Weighted(odds) for code, odds in table["closing"].items()}
        self._closing_recorded = Weighted(table["closing_recorded"])
        self._miscoded: dict[str, Weighted[str]] = {
            cell: Weighted(odds) for cell, odds in table["miscoded"].items()
        }
        self._grades = {name: Weighted(odds) for name, odds in table["grades"].items()}
        self._sources = {name: Weighted(odds) for name, odds in table["sources"].items()}
        self._departments = {name: Weighted(odds) for name, odds in _DEPARTMENT.items()}
        self._same_day = Weighted([((low, high), odds) for odds, low, high in _SAME_DAY])
        self._late = Weighted([((low, high), odds) for odds, low, high in _LATE])
        self._ties = Weighted(_TIES)
        self._rates = calibrate()
        self._kinds = kinds()
        self.roster = _roster(dice, calls_per_day)

    def take_call(self, incident: Incident, call: Call) -> None:
        """Code, grade and allocate a call that discloses no crime."""
        dice = self._dice
        incident.opening = call.opening
        group = "urgent" if call.key in _URGENT else "desk" if call.key in _DESK else "crime"
        incident.grade = self._grades[group].draw(dice)
        self._come_in(incident, "call" if group != "desk" else "desk", call.key)

    def take_duplicate(self, incident: Incident, earlier: Incident) -> None:
        """A second call about the same thing is coded like the first and closed at once."""
        incident.opening = earlier.opening
        incident.domestic = earlier.domestic
        incident.victim_female = earlier.victim_female
        incident.suspect_female = earlier.suspect_female
        incident.grade = earlier.grade
        self._come_in(incident, "desk", "duplicate")
        incident.seen = incident.received + self._dice.between(120, 900)
        incident.closed = incident.seen + self._dice.between(60, 900)

    def take_crime(self, incident: Incident, kind: Kind) -> None:
        """Code, grade and allocate a call that discloses a crime, as the call-taker understands it."""
        dice = self._dice
        incident.opening = self._opening(incident, kind)
        group = "desk" if kind.key in _DESK_KINDS and dice.chance(0.65) else "crime"
        incident.grade = self._grades[group].draw(dice)
        if incident.situation == "delayed":
            incident.grade = "Appointment"
        self._come_in(incident, cell_of(kind.group, incident.domestic), kind.key)
        if incident.situation == "delayed":
            incident.seen += dice.between(0, 5 * DAY)
            incident.closed = incident.seen + dice.between(HOUR, 3 * DAY)

    def _opening(self, incident: Incident, kind: Kind) -> str:
        dice, situation = self._dice, incident.situation
        if situation == "miscoded":
            return self._miscoded[cell_of(kind.group, incident.domestic)].draw(dice)
        if situation == "asb":
            return "ASB: personal" if dice.chance(0.85) else "ASB: nuisance"
        if situation == "professional" and dice.chance(0.75):
            return "Welfare: concern for safety" if dice.chance(0.65) else "Admin: contact record"
        if incident.domestic and dice.chance(0.55):
            return "Domestic incident"
        if situation == "unrecognised" and dice.chance(0.3):
            return "Admin: contact record" if dice.chance(0.7) else "Welfare: civil dispute"
        return kind.opening

    def _come_in(self, incident: Incident, allocate: str, about: str) -> None:
        dice = self._dice
        incident.source = self._sources[self._way_in(incident, about)].draw(dice)
        incident.department = self._departments[allocate].draw(dice)
        incident.officer = dice.pick(self.roster[incident.department])
        low, high = _WAIT[incident.grade]
        incident.seen = incident.received + dice.between(low, high)
        incident.closed = incident.seen + dice.between(300, 7 * HOUR)
        incident.qualifiers = self._qualifiers(incident, about)

    def _way_in(self, incident: Incident, about: str) -> str:
        if incident.situation == "professional":
            return "partner"
        if about in _POLICE:
            return "police"
        if incident.grade == "Immediate":
            return "urgent"
        return "desk" if incident.grade == "Resolved by telephone" else "public"

    def _qualifiers(self, incident: Incident, about: str) -> tuple[str, ...]:
        dice, found = self._dice, []
        coded = incident.opening == "Domestic incident"
        if incident.domestic and dice.chance(0.97 if coded else 0.55):
            found.append("Domestic abuse")
        victims = {crime.offence.victim for crime in incident.crimes}
        if victims & {"child", "girl", "boy"} and dice.chance(0.8):
            found.append("Vulnerable child")
        elif about in ("missing", "mental_health") or incident.situation == "professional":
            if dice.chance(0.5):
                found.append("Vulnerable adult")
        elif dice.chance(0.04):
            found.append("Vulnerable adult")
        if about == "mental_health" or dice.chance(0.03):
            found.append("Mental health")
        if any(crime.offence.ho_code in HATE_CODES for crime in incident.crimes) and dice.chance(
            0.85
        ):
            found.append("Hate: race or religion")
        if about in ("weapon", "affray", "robbery") and dice.chance(0.45):
            found.append("Weapons")
        if dice.chance(0.07):
            found.append("Alcohol")
        if about.startswith("asb") and dice.chance(0.35):
            found.append("Youth related")
        if dice.chance(0.03):
            found.append("Repeat caller")
        return tuple(found)

    def record(self, incident: Incident, crime: Disclosed) -> None:
        """Make the crime record: when, and which of the two systems names the other."""
        dice = self._dice
        lot = dice.unit()
        at_call = self._rates.at_call[crime.situation]
        if lot < at_call:
            after = dice.between(180, 1080)
        elif lot < at_call + self._rates.late[crime.situation]:
            after = dice.between(*self._late.draw(dice))
        else:
            after = dice.between(*self._same_day.draw(dice))
        crime.recorded_at = incident.received + after
        tie = self._ties.draw(dice)
        crime.in_log = tie in ("both", "log", "wrong in log")
        crime.names_log = incident if tie in ("both", "crime", "wrong in crime") else None
        if tie.startswith("wrong"):
            crime.slip = tie
        elif dice.chance(0.03):
            crime.slip = dice.pick(("lower case", "spaces"))

    def close(self, incident: Incident) -> None:
        """The closing code, and a closing time that follows the record more often than not."""
        dice = self._dice
        recorded = [crime for crime in incident.crimes if crime.recorded_at is not None]
        if recorded:
            last = max(crime.recorded_at or 0 for crime in recorded)
            if dice.chance(0.85):
                incident.closed = max(incident.closed, last + dice.between(120, 3 * HOUR))
            how = self._closing_recorded.draw(dice)
            code = recorded[0].kind.opening
            if code == "Domestic incident":
                code = "Crime: violence" if recorded[0].kind.group == "violence" else "Crime: other"
            incident.closing = code if how == "crime" else incident.opening
        elif incident.about == "duplicate":
            incident.closing = "Admin: duplicate"
        elif incident.about == "reopened" and incident.situation == "linked":
            incident.closing = "Crime: other" if dice.chance(0.3) else incident.opening
        else:
            table = self._closing.get(incident.opening)
            how = table.draw(dice) if table else "="
            incident.closing = incident.opening if how == "=" else how
        if incident.about.startswith("no_crime"):
            # A false alarm is closed with the reason why there is no crime.
            incident.closing = "No crime: reason recorded" if dice.chance(0.8) else incident.opening


def _roster(dice: Dice, calls_per_day: int) -> dict[str, tuple[str, ...]]:
    """Invented collar numbers per department; nobody is called by name."""
    taken: set[int] = set()
    people: dict[str, tuple[str, ...]] = {}
    for department, (title, per_person) in _PEOPLE.items():
        staff: list[str] = []
        while len(staff) < 5 + min(calls_per_day // per_person, 700):
            number = dice.between(1000, 9999)
            if number not in taken:
                taken.add(number)
                staff.append(f"{title} {number}")
        people[department] = tuple(staff)
    return people
