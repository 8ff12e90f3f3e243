"""Whether the victim has been told, as the record shows it.

Crime Recording Rules 2026/27, p. 10 (not recorded), pp. 25-26 (transferred, cancelled: before it is done); Outcomes for
Recorded Crimes: Guidance, April 2026, p. 3 (outcome: before it is given).
"""

from onrecord.contact.references import reference_key
from onrecord.recording.models import Crime, CrimeEvent, CrimePerson, ReportedIncident
from onrecord.recording.people import VICTIM
from onrecord.recording.states import EventKind

TOPICS = {
    "recorded": "that the crime is recorded, with its reference",
    "not-recorded": "that no crime is recorded, and how to challenge it",
    "cancel": "that the crime is to be cancelled, and why",
    "transfer": "that it goes to another force, with that force's reference",
    "outcome": "which outcome is to be given, and why",
    "reclassified": "that the crime has another class, and why",
    "progress": "how the investigation goes",
}
WAYS = {
    "in person": "in person",
    "telephone": "by telephone",
    "video": "by video call",
    "letter": "by letter",
    "email": "by e-mail",
    "text": "by text message",
    "representative": "through a representative, parent or carer",
}


def victims_of(crime: Crime) -> list[CrimePerson]:
    """Everybody in the role of a victim."""
    people = CrimePerson.objects.filter(crime=crime, removed=False).order_by("id")
    return [person for person in people if VICTIM in person.roles]


def tellings(record: Crime | ReportedIncident) -> list[CrimeEvent]:
    """Every time somebody was told something, oldest first."""
    return list(record.events.filter(kind=EventKind.TOLD).order_by("id"))


def told(crime: Crime, topic: str, *, matter: str = "", reference: str = "") -> bool:
    """Whether every victim has been told of a topic since the crime was last opened again.

    `matter`: the outcome in question; `reference`: the other force's. True where the crime has no victim to tell.
    """
    return not untold(crime, topic, matter=matter, reference=reference)


def untold(crime: Crime, topic: str, *, matter: str = "", reference: str = "") -> list[CrimePerson]:
    """The victims who have not been told."""
    opened = crime.events.filter(kind=EventKind.REOPENED).order_by("-id").first()
    since = opened.pk if opened else 0
    heard = set()
    for event in tellings(crime):
        said = event.detail
        if event.pk <= since or said.get("topic") != topic:
            continue
        if matter and said.get("matter") != matter:
            continue
        if reference and reference_key(said.get("reference", "")) != reference_key(reference):
            continue
        heard.add(said.get("person"))
    return [person for person in victims_of(crime) if person.label not in heard]
