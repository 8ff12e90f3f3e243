"""On whose authority something is done to a crime record: what an account is for the rules.

The rules name deciders (Crime Recording Rules 2026/27, pp. 13, 23, 25 and 26). The role and the qualifications of the
account say which of them a person is; whether somebody is independent of an investigation, the record itself says.
"""

from collections.abc import Callable, Sequence

from crimerules.cancel import DECIDERS
from crimerules.outcome_facts import OFFICERS
from crimerules.requirements import Verdict
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.recording.states import EventKind

# Whoever did one of these has a part in the investigation. The rest they declare under their own name.
INVESTIGATES = frozenset({EventKind.RECORDED, EventKind.RECEIVED, EventKind.CONTINUED})


def deciders(user: User) -> list[str]:
    """What a person may decide as, for cancelling and reclassifying (keys of crimerules.cancel.DECIDERS), highest first."""
    held: list[str] = []
    qualified = set(user.qualifications or ())
    if user.role == Role.REGISTRAR:
        listed = Qualification.REGISTER in qualified
        held.append("registrar" if listed else "registrar-unlisted")
    if Qualification.CHIEF_OFFICER in qualified:
        held.append("chief-officer")
    if Qualification.DDM in qualified:
        held.append("designated")
    return held or ["other"]


def is_trained(user: User) -> bool:
    """Whether the account says that the person is trained or appointed to decide on cancellations."""
    return deciders(user) != ["other"]


def officers(user: User) -> list[str]:
    """What a person may give an outcome as (keys of crimerules.outcome_facts.OFFICERS).

    Accounts hold no police rank: a supervisor says which of the supervising ranks they have, and it stands in the
    record under their name.
    """
    held: list[str] = []
    if user.role == Role.REGISTRAR:
        held += ["registrar", "registrar-unit"]
    if Qualification.DDM in (user.qualifications or ()):
        held.append("designated")
    if user.role == Role.SUPERVISOR:
        held += ["sergeant", "inspector", "superintendent"]
    if user.role in (Role.OFFICER, Role.CALL_TAKER):
        held.append("constable")
    return held


def in_words(word: str) -> str:
    """A decider as the record writes it."""
    return DECIDERS.get(word) or OFFICERS.get(word) or word


def has_a_part(user: User, crime: Crime) -> bool:
    """Whether the record shows that a person took part in the investigation."""
    if crime.recorded_by == user.username:
        return True
    events = CrimeEvent.objects.filter(crime=crime, by=user.username, kind__in=INVESTIGATES)
    return events.exists()


def best(options: Sequence[str], ask: Callable[[str], Verdict]) -> tuple[str, Verdict]:
    """The authority under which the rules allow it; where none does, the first, with its verdict."""
    first: tuple[str, Verdict] | None = None
    for word in options:
        verdict = ask(word)
        if verdict.allowed is True:
            return word, verdict
        if first is None or (first[1].allowed is False and verdict.allowed is None):
            first = (word, verdict)
    if first is None:
        raise ValueError("no authority to ask for")
    return first
