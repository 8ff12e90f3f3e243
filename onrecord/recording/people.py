"""Who is in a crime record, and in what role."""

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.contact.models import LogPerson
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording import subjects
from onrecord.recording.content import person_content
from onrecord.recording.keys import address_key, name_key
from onrecord.recording.models import Crime, CrimePerson

VICTIM, SUSPECT, WITNESS, REPORTER, OTHER = "victim", "suspect", "witness", "reporter", "other"
ROLES = {
    VICTIM: "victim",
    SUSPECT: "suspect",
    WITNESS: "witness",
    REPORTER: "reported it",
    OTHER: "otherwise involved",
}
# Roles of a log's people (contact.LogPerson.roles) that are also roles in a crime.
_FROM_LOG = {"witness": WITNESS, "caller": REPORTER, "reporter": REPORTER}
COPIED = ("name", "born", "age", "sex", "phone", "address")


def roles_in(crime: Mapping[str, Any], people: Mapping[str, LogPerson]) -> dict[str, list[str]]:
    """Label -> roles, for everybody whom a decided crime names, and for those of the log who saw or reported it."""
    roles: dict[str, list[str]] = {}
    for label in crime.get("victims") or ():
        roles.setdefault(str(label)[:40], []).append(VICTIM)
    for label in crime.get("by") or ():
        roles.setdefault(str(label)[:40], []).append(SUSPECT)
    for label, person in people.items():
        for word in person.roles:
            role = _FROM_LOG.get(word)
            if role and role not in roles.setdefault(label[:40], []):
                roles[label[:40]].append(role)
    return {label: held for label, held in roles.items() if held}


def victim_role(roles: Mapping[str, Sequence[str]], people: Mapping[str, LogPerson]) -> str:
    """What the victims are by profession, as the rules name it: constable, shop-worker ..."""
    words: list[str] = []
    for label, held in roles.items():
        if VICTIM in held and label in people:
            words += [str(word) for word in people[label].facts.get("roles") or ()]
    return ", ".join(dict.fromkeys(words))


def take_from_log(
    crime: Crime,
    roles: Mapping[str, Sequence[str]],
    people: Mapping[str, LogPerson],
    *,
    by: User,
) -> None:
    """Write the people of a new crime, with what the log says of them. Inside the transaction that records it."""
    for label, held in roles.items():
        known = people.get(label)
        person = CrimePerson(crime=crime, crime_ref=crime.ref, label=label, roles=list(held))
        if known is not None:
            for name in COPIED:
                setattr(person, name, getattr(known, name))
            person.log_person = known.pk
        write_person(person, by=by, new=True)


def write_person(person: CrimePerson, *, by: User, new: bool) -> CrimePerson:
    """Save somebody with the ledger entry of this version. Inside a transaction."""
    if not new:
        person.version += 1
    person.name_key, person.address_key = name_key(person.name), address_key(person.address)
    person.entry_seq = append(
        kind="crime-person.named" if new else "crime-person.changed",
        subject=subjects.of_person(person),
        body=person_content(person),
        by=by.username,
    )
    person.save(force_insert=new)
    return person
