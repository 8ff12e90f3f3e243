"""A small audit with failed records, and the people to whom its findings go."""

from onrecord.audit.actions import record_reading
from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.reading.judgement import NamedCrime
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.audit_world import make_audit, make_logs, truth_of

NORTH, SOUTH = "North", "South"


def people() -> dict[str, User]:
    """A registrar, an auditor, and in each of two departments a supervisor and an officer."""
    made = {}
    for name, role, department in (
        ("fcr", Role.REGISTRAR, ""),
        ("ada", Role.AUDITOR, ""),
        ("sam", Role.SUPERVISOR, NORTH),
        ("olu", Role.OFFICER, NORTH),
        ("pat", Role.OFFICER, NORTH),
        ("sue", Role.SUPERVISOR, SOUTH),
        ("cal", Role.CALL_TAKER, SOUTH),
        ("com", Role.COMMISSIONER, ""),
    ):
        user = User(username=name, role=role, department=department)
        user.set_unusable_password()
        user.save()
        made[name] = user
    return made


def logs() -> list[Log]:
    """The logs of `audit_world`, in turn of two departments, those of the north by Olu."""
    found = make_logs()
    for number, log in enumerate(found):
        log.department = (NORTH, SOUTH)[number % 2]
        log.officer = "olu" if log.department == NORTH else ""
    Log.objects.bulk_update(found, ["department", "officer"])
    return found


def read_audit(**values: object) -> Audit:
    """An audit of these logs, wholly read as `audit_world.truth_of` has it; each crime named by class."""
    logs()
    return audit_of_all(**values)


def audit_of_all(**values: object) -> Audit:
    """Another of them."""
    audit = make_audit(**values)
    for item in audit.items.select_related("log").order_by("position"):
        read(item)
    return audit


# A class for each group, so that readers can name what they found.
CLASSES = {"violence": ("8N", "008/06"), "sexual": ("20A", "020/05"), "other": ("49", "049/00")}


def read(item: SampleItem, by: str = "ada") -> None:
    truth = truth_of(item.log)
    crimes = []
    for group, (name, code) in CLASSES.items():
        should, recorded = truth.get(f"should_{group}", 0), truth.get(f"recorded_{group}", 0)
        if should:
            crimes.append(NamedCrime(name, code, should, recorded))
    record_reading(item=item, by=by, crimes=crimes, answers=answers_of(item.audit, bool(crimes)))


def answers_of(audit: Audit, crime: bool) -> dict[str, str]:
    """Answers that pass every question asked, whatever the programme asks."""
    from onrecord.audit.programmes.kept import programme_of
    from onrecord.audit.programmes.programme import FAIL
    from onrecord.audit.programmes.walk import asked
    from onrecord.audit.reading.judgement import DISCLOSED

    programme = programme_of(audit)
    given: dict[str, str] = {}
    for question in programme.questions:
        if question.id == DISCLOSED:
            given[question.id] = "crime" if crime else "none"
        elif question.answers:
            given[question.id] = next(a.say for a in question.offered if a.verdict != FAIL)
    return {q.id: given[q.id] for q in asked(programme, given) if q.id in given}
