"""A small invented force with a domestic call and its crime, for the tests of crime records."""

from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.contact.actions import open_log
from onrecord.contact.content import person_content
from onrecord.contact.models import Log, LogPerson
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.recording.actions import record_crime
from onrecord.recording.models import Crime

HEARD = datetime(2026, 6, 1, 20, 30, tzinfo=UTC)
ABH = {
    "class": "8N",
    "code": "008/06",
    "title": "Assault occasioning actual bodily harm",
    "victims": ["ann"],
    "by": ["bob"],
    "acts": ["hit"],
    "count": 1,
    "force": "Anyshire",
    "absorbed": [["105A", "105/01"]],
    "flags": ["domestic-abuse"],
    "rules": ["assault.abh"],
}
STALKING = {
    **ABH,
    "class": "8Q",
    "code": "195/12",
    "title": "Stalking",
    "acts": ["calls"],
    "absorbed": [],
}
RAPE = {**ABH, "class": "19C", "code": "019/08", "title": "Rape of a female aged 16 or over"}


@dataclass
class World:
    officer: User
    other: User
    supervisor: User
    registrar: User
    auditor: User
    log: Log

    def crime(self, crime=ABH, **more) -> Crime:
        return record_crime(
            **{
                "log": self.log,
                "by": self.officer,
                "crime": crime,
                "people": {each.label: each for each in self.log.people.all()},
                **more,
            }
        )


def person(name: str, role: str, department: str = "Response", **more) -> User:
    return User.objects.create(
        username=name, first_name=name.capitalize(), role=role, department=department, **more
    )


def make_world() -> World:
    officer = person("olu", Role.OFFICER)
    log = open_log(
        by=officer,
        source="officer",
        text="She says: “he hit me again”. Άννα 😢",
        opening_code="Domestic incident",
        received_at=HEARD,
        opened_at=HEARD,
    )
    for label, name, roles in (
        ("ann", "Ann O’Hara <b>李</b>", ["victim", "caller"]),
        ("bob", "Bob", ["suspect"]),
        ("wim", "Wim", ["witness"]),
    ):
        row = LogPerson(
            log=log, log_ref=log.ref, label=label, name=name, roles=roles, facts={"roles": []}
        )
        row.entry_seq = append(
            kind="person.named",
            subject=f"log-person:{log.ref}:{label}",
            body=person_content(row),
            by="olu",
        )
        row.save()
    return World(
        officer,
        person("pia", Role.OFFICER, "Force CID"),
        person("sol", Role.SUPERVISOR),
        person("rex", Role.REGISTRAR, "", qualifications=[Qualification.REGISTER]),
        person("aud", Role.AUDITOR, ""),
        log,
    )
