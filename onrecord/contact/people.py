"""What may be said of the people of a log."""

from datetime import date, datetime

from django.utils import timezone

from onrecord.contact.models import LogPerson

# Part in the matter -> what it means, for people.
ROLES: dict[str, str] = {
    "caller": "told the police",
    "victim": "it was done to them",
    "suspect": "may have done it",
    "witness": "saw or heard it",
    "child": "a child in the house or present",
    "professional": "doctor, social worker, teacher or other professional",
    "other": "somebody else",
}
# In the words of the rules: crimerules.case.Person.kind.
KINDS: dict[str, str] = {
    "person": "a person",
    "business": "a business",
    "public-body": "a public body",
    "group": "a group",
}
SEXES: dict[str, str] = {"female": "female", "male": "male"}


def age_of(person: LogPerson, at: datetime) -> int | None:
    """Age in whole years at a time: from the birth date, else as it was given."""
    if person.born is None:
        return person.age
    return years_between(person.born, timezone.localtime(at).date())


def years_between(born: date, day: date) -> int:
    """Whole years on a day. Who was born on 29 February is a year older on 1 March of an ordinary year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
