"""Whether a victim, or the address, has been here before: crimes on record within 12 months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from onrecord.contact.models import LogPerson
from onrecord.deciding.chain import chain_of
from onrecord.deciding.models import RecordingDecision
from onrecord.recording.keys import address_key, name_key
from onrecord.recording.models import Crime, CrimePerson
from onrecord.recording.people import VICTIM
from onrecord.recording.states import LIVE

SO_LONG = timedelta(days=365)
# Whoever is named as often as this is no one person.
MOST = 500


@dataclass(frozen=True)
class Somebody:
    """A victim by the name's words and the birth date, as far as known."""

    key: str
    born: date | None

    def may_be(self, other: CrimePerson) -> bool:
        """The same name, and nothing that speaks against it; a single name is nobody without a birth date."""
        if self.key != other.name_key:
            return False
        if self.born and other.born:
            return self.born == other.born
        return " " in self.key


def crimes_before(row: RecordingDecision) -> list[Crime]:
    """Crimes of the last 12 months with the same victim, or at the same address: not those of the same log, since what
    is told in one call is one report."""
    people = list(_people(row))
    names = {each.key for each in people if each.key}
    addresses, uprns = _addresses(row)
    if not (names or addresses or uprns):
        return []
    found = set(_ids_where("place_key", addresses)) | set(_ids_where("uprn", uprns))
    for each in _held("name_key", names):
        if any(one.may_be(each) for one in people):
            found.add(each.crime_id)
    found |= {each.crime_id for each in _held("address_key", addresses)}
    crimes = Crime.objects.filter(
        pk__in=found, recorded_at__gte=timezone.now() - SO_LONG, state__in=LIVE
    ).exclude(decision_ref__in=chain_of(row))
    if row.log_id:
        crimes = crimes.exclude(crimelog__log=row.log_id)
    return list(crimes.order_by("-recorded_at", "-id")[:MOST])


# A term for each index that leaves out the empty ones: SQLite uses such an index only where the question says so, too.
def _ids_where(field: str, values: set[str]) -> Iterable[int]:
    held = Crime.objects.filter(**{f"{field}__in": values, f"{field}__gt": ""})
    return held.order_by("-id").values_list("id", flat=True)[:MOST]


def _held(field: str, values: set[str]) -> list[CrimePerson]:
    """Victims of crimes with one of these keys."""
    held = CrimePerson.objects.filter(**{f"{field}__in": values, f"{field}__gt": ""}, removed=False)
    return [each for each in held.order_by("-id")[:MOST] if VICTIM in each.roles]


def _people(row: RecordingDecision) -> Iterable[Somebody]:
    """The victims of the log and those typed in the decision."""
    for one in _victims_of_log(row):
        yield Somebody(name_key(one.name), one.born)
    for each in row.facts.get("people", ()):
        # Those of the log stand there with their birth date.
        if each["as"].startswith(VICTIM) and each.get("name") and not each.get("label"):
            yield Somebody(name_key(each["name"]), None)


def _victims_of_log(row: RecordingDecision) -> list[LogPerson]:
    if row.log is None:
        return []
    return [each for each in row.log.people.all() if VICTIM in each.roles]


def _addresses(row: RecordingDecision) -> tuple[set[str], set[str]]:
    """Keys of the addresses of the victims and of where it happened, and UPRNs."""
    place = row.facts.get("place") or {}
    keys = {address_key(place.get("text", ""), place.get("postcode", ""))}
    keys |= {address_key(each.address) for each in _victims_of_log(row)}
    uprns = {place.get("uprn", "")}
    if row.log is not None:
        for each in row.log.places.all():
            keys.add(address_key(each.text, each.postcode))
            uprns.add(each.uprn)
    return keys - {""}, uprns - {""}
