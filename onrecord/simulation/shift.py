"""What is open in the demonstration: a shift's work for a supervisor and a morning's for crime services.

Invented, and made through the ordinary actions by the demonstration's own accounts, at times that count back from now, so
that clocks run while somebody looks. The truth of the made-up force doesn't speak of it, and neither does its audit.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from onrecord.contact.actions import escalate, name_person, open_log
from onrecord.contact.models import Log
from onrecord.deciding.actions import negate
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.actions import record_crime, record_incident
from onrecord.supervision.departments import actions as departments
from onrecord.supervision.lists import authority

# hours since the first report, and the log.
LOGS: dict[str, tuple[float, dict[str, Any]]] = {
    "bicycle": (
        2,
        {
            "source": "101 call",
            "opening_code": "Crime: theft",
            "grade": "3",
            "text": "Somebody has gone off with my bicycle from outside the library.",
        },
    ),
    "school": (
        20,
        {
            "source": "Partner agency",
            "opening_code": "Contact record",
            "grade": "4",
            "qualifiers": ["child"],
            "text": "The school writes that a pupil told her teacher that her uncle hits her.",
        },
    ),
    "window": (
        27,
        {
            "source": "101 call",
            "opening_code": "Crime: criminal damage",
            "grade": "4",
            "text": "Somebody has put a brick through the window of my shop.",
        },
    ),
    "plate": (
        1,
        {
            "source": "999 call",
            "opening_code": "Domestic incident",
            "grade": "1",
            "qualifiers": ["domestic abuse"],
            "text": "He is shouting and has thrown a plate at me.",
        },
    ),
    "walk": (
        9,
        {
            "source": "Officer",
            "opening_code": "Crime: sexual offence",
            "grade": "2",
            "text": "She told me that a man whom she met on Friday raped her in his flat.",
        },
    ),
    "shove": (
        8,
        {
            "source": "101 call",
            "opening_code": "Crime: violence",
            "grade": "3",
            "text": "A man in the queue shoved me and I fell against the counter.",
        },
    ),
    "quarrel": (
        5,
        {
            "source": "101 call",
            "opening_code": "Domestic incident",
            "grade": "3",
            "qualifiers": ["domestic abuse"],
            "text": "A neighbour heard the couple next door quarrel. They are quiet now.",
        },
    ),
}
RAPE = {"class": "19C", "code": "019/08", "title": "Rape of a female aged 16 or over"}
ABH = {"class": "8N", "code": "008/06", "title": "Assault occasioning actual bodily harm"}


def make_shift(accounts: list[User], now: datetime | None = None) -> None:
    """Open it. `accounts`: the demonstration's, of which a call-taker, an officer, a supervisor and a registrar act."""
    now = now or timezone.now()
    who = {person.role: person for person in accounts}
    officer, registrar = who[Role.OFFICER], who[Role.REGISTRAR]
    departments.list_names(by=registrar)
    departments.name_head(name=officer.department, by=registrar, head=who[Role.SUPERVISOR].username)
    logs = {
        name: open_log(by=who[Role.CALL_TAKER], received_at=now - timedelta(hours=hours), **fields)
        for name, (hours, fields) in LOGS.items()
    }
    escalate(
        log=logs["plate"],
        by=who[Role.CALL_TAKER],
        to="duty inspector",
        text="No unit is free. May one be taken off the football?",
    )
    _crimes(logs, officer)
    _incidents(officer)
    negate(
        by=officer,
        log=logs["quarrel"],
        rationale={
            "test": "balance",
            "evidence": "video",
            "from_whom": "officer",
            "told": "by-phone",
        },
    )


def _crimes(logs: dict[str, Log], officer: User) -> None:
    """A rape and an assault, each with its victim; for the assault the officer asks for an outcome."""
    for name, crime in (("walk", RAPE), ("shove", ABH)):
        log = logs[name]
        victim = name_person(log=log, by=officer, roles=["victim"], name="Invented Victim")
        made = record_crime(
            log=log,
            by=officer,
            crime={**crime, "victims": [victim.label]},
            people={victim.label: victim},
        )
    authority.ask(
        crime=made,
        by=officer,
        what="outcome-16",
        words="He is named. She doesn't want it to go further and signed my notebook so.",
    )


def _incidents(officer: User) -> None:
    """What crime services look through in the morning."""
    held: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        (
            "N100",
            "1",
            "A friend rang and said that it had happened; she herself hasn't spoken to us.",
            {
                "comes_up_on": timezone.localdate(),
                "to_try": "See her at work, with a friend there.",
            },
        ),
        ("N100", "2", "It was in another force's area. They have been told.", {}),
        ("non-crime", "domestic", "They quarrelled about money. Both were asked, apart.", {}),
        ("non-crime", "child", "A boy of nine was alone at home until his mother came.", {}),
        (
            "crime-related",
            "not-traced",
            "Passers-by saw two men fight outside the station. Both had left.",
            {"comes_up_on": timezone.localdate(), "to_try": "Cameras of the station."},
        ),
    )
    for kind, code, reason, more in held:
        record_incident(log=None, by=officer, kind=kind, sub_code=code, reason=reason, **more)
