"""A small invented force whose things are open in every way a worklist knows, with the numbers counted by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from onrecord.contact.actions import allocate, escalate, open_log, set_resource
from onrecord.contact.models import Log
from onrecord.deciding import actions as deciding
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.recording.actions import record_crime, record_incident
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.supervision.lists import authority
from tests.deciding_world import answer_all, person_of

NORTH, SOUTH = "North", "South"
DENIED = {"what": "theft", "theft-from": "elsewhere", "reporter": "denied"}
WHY = {"evidence": "video", "from_whom": "officer", "told": "by-phone"}
HOUR = timedelta(hours=1)
RAPE = {"class": "19C", "code": "019/08", "title": "Rape of a female aged 16 or over"}
ABH = {"class": "8N", "code": "008/06", "title": "Assault occasioning actual bodily harm"}


def person(name: str, role: str, department: str = "", **more: object) -> User:
    user = User(
        username=name, first_name=name.capitalize(), role=role, department=department, **more
    )
    user.set_unusable_password()
    user.save()
    return user


def people() -> dict[str, User]:
    """A registrar and an auditor; in the north a supervisor and two officers, in the south a supervisor and an officer."""
    return {
        each.username: each
        for each in (
            person("rex", Role.REGISTRAR, qualifications=[Qualification.REGISTER]),
            person("aud", Role.AUDITOR),
            person("sol", Role.SUPERVISOR, NORTH),
            person("olu", Role.OFFICER, NORTH),
            person("pia", Role.OFFICER, NORTH),
            person("sue", Role.SUPERVISOR, SOUTH),
            person("cal", Role.CALL_TAKER, SOUTH),
            person("com", Role.COMMISSIONER),
            person("adm", Role.ADMINISTRATOR),
        )
    }


def opened(by: User, hours: float, **more: object) -> Log:
    """A log whose first report was so many hours ago."""
    return open_log(
        **{
            "by": by,
            "source": "999 call",
            "text": "Lost dog, back with its owner.",
            "received_at": timezone.now() - hours * HOUR,
            **more,
        }
    )


@dataclass
class World:
    people: dict[str, User]
    logs: dict[str, Log] = field(default_factory=dict)
    crimes: dict[str, Crime] = field(default_factory=dict)
    incidents: dict[str, ReportedIncident] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """What is open afterwards, by list: see COUNTS."""
    world = World(people())
    olu, cal, rex = world.people["olu"], world.people["cal"], world.people["rex"]
    logs = world.logs
    # Three of the north undecided: fresh, within six hours of the limit, over it. One of the south, over it.
    logs["fresh"] = opened(olu, 2, grade="3")
    logs["soon"] = opened(olu, 20, source="Partner agency")
    logs["late"] = opened(olu, 30, grade="1", opening_code="Crime: sexual offence")
    logs["south"] = opened(cal, 40, grade="2")
    set_resource(log=logs["south"], by=cal, resource="S1", state="at-scene")
    allocate(log=logs["soon"], by=olu, department=NORTH, officer="Olu")
    escalate(log=logs["late"], by=olu, to="duty inspector", text="May we force the door?")
    # Decided: nothing recorded, of a child, told by telephone; the supervisor reviews it.
    logs["denied"] = opened(olu, 3, qualifiers=["child"])
    row = answer_all(deciding.start_decision(by=olu, log=logs["denied"]), olu, DENIED)
    row.refresh_from_db()
    deciding.conclude(decision=row, by=olu, rationale=WHY)
    # Begun and left.
    deciding.start_decision(by=olu, log=logs["fresh"])
    reason = "She doesn't want to speak to us yet."
    for name, kind, code, more in (
        ("n100", "N100", "1", {"comes_up_on": timezone.localdate()}),
        ("n100-undated", "N100", "2", {}),
        ("domestic", "non-crime", "domestic", {}),
        ("child", "non-crime", "child", {}),
        ("to-find", "crime-related", "not-traced", {"to_try": "CCTV of the shop"}),
        ("denies", "crime-related", "not-confirmed", {}),
    ):
        world.incidents[name] = record_incident(
            log=None, by=olu, kind=kind, sub_code=code, reason=reason, **more
        )
    person_of(logs["fresh"], olu, name="Ann", roles=["victim"])
    named = {"people": {"P1": logs["fresh"].people.get()}, "log": logs["fresh"], "by": olu}
    world.crimes["rape"] = record_crime(crime={**RAPE, "victims": ["P1"]}, **named)
    world.crimes["abh"] = record_crime(crime={**ABH, "victims": ["P1"]}, **named)
    authority.ask(crime=world.crimes["abh"], by=olu, what="cancel", words="A duplicate, it seems.")
    assert rex.role == Role.REGISTRAR
    return world


def at(*parts: int) -> datetime:
    """A time by the clocks in London."""
    return timezone.make_aware(datetime(*parts))


# list: how many things are in it (in the whole force), of them late, counted by hand from `make_world`.
# "fresh" is decided by its crimes; "soon", "late" and "south" are not.
COUNTS = {
    # test_reporting_lists.py has reports.
    "on-line-urgent": (0, 0),
    "on-line-reports": (0, 0),
    "on-line-held-back": (0, 0),
    "on-line-elsewhere": (0, 0),
    "on-line-challenges": (0, 0),
    "on-line-messages": (0, 0),
    "undecided": (3, 2),
    "sexual-offences-undecided": (1, 1),
    "referrals": (1, 0),
    "late-decisions": (0, 0),
    "rationale-reviews": (1, 0),
    "registrar-reviews": (0, 0),
    "given-back": (0, 0),
    "rulings": (0, 0),
    "unfinished-decisions": (1, 0),
    # "late" is of grade 1 with nobody there; "fresh" of grade 3 has 48 hours; somebody is at "south".
    "missed-response": (1, 1),
    "escalations": (1, 0),
    "open-logs": (5, 0),
    # Nobody has looked at any: "late" and "south" are open for more than a day.
    "logs-to-look-at": (5, 2),
    "investigations": (2, 0),
    "investigations-sexual": (1, 0),
    # One comes up today, one at once since no day is named: both are due until the day is over.
    "n100": (2, 0),
    "rape": (1, 0),
    "non-crime-domestic": (1, 0),
    "non-crime-child": (1, 0),
    "non-crime-adult": (0, 0),
    "sudden-death": (0, 0),
    "victim-to-find": (1, 0),
    "for-authority": (1, 0),
    "victims-not-told": (2, 0),
    "findings": (0, 0),
    "findings-corrected-late": (0, 0),
}
