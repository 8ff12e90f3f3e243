"""A small force in the store, for tests of audits: logs of a few closing codes, some with crimes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from onrecord.audit.actions import freeze_audit, record_reading
from onrecord.audit.models import Audit
from onrecord.contact.models import LinkState, Log
from onrecord.recording.models import Crime, CrimeLog
from onrecord.screening.models import Scorer
from onrecord.screening.scoring.scorers import present

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
# Closing code, logs, how many of them are linked.
CODES = (
    ("Crime recorded", 60, 58),
    ("No crime", 120, 2),
    ("Advice given", 200, 5),
    ("Area searched, no trace", 90, 0),
    ("Duplicate", 30, 3),
)


def make_logs(codes: Iterable[tuple[str, int, int]] = CODES, *, system: str = "storm") -> list[Log]:
    """Logs at intervals of an hour from 1 March 2026; the first few of each code are linked to one crime each."""
    logs = []
    for code, size, linked in codes:
        for i in range(size):
            number = len(logs) + 1
            logs.append(
                Log(
                    system=system,
                    ref=f"{system}/{number:05d}",
                    ref_key=f"{system}/{number:05d}".upper(),
                    received_at=START + timedelta(hours=number),
                    opening_code="Violence" if number % 7 == 0 else "Concern",
                    closing_code=code,
                    text=f"Caller {number} says that something happened.",
                    entry_seq=0,
                    link_state=LinkState.LINKED if i < linked else LinkState.NONE,
                    crime_count=int(i < linked),
                )
            )
    logs = Log.objects.bulk_create(logs)
    linked_logs = [log for log in logs if log.link_state == LinkState.LINKED]
    crimes = Crime.objects.bulk_create(
        [make_crime(f"{system}-C{at:04d}", at) for at in range(len(linked_logs))]
    )
    CrimeLog.objects.bulk_create(
        [
            CrimeLog(crime=crime, log=log, how="both")
            for crime, log in zip(crimes, linked_logs, strict=True)
        ]
    )
    return logs


def make_crime(ref: str, number: int = 0, **values: object) -> Crime:
    """A crime, not saved yet; its group goes round by number."""
    given = {
        "system": "cris",
        "ref": ref,
        "ref_key": ref.upper(),
        "recorded_at": START + timedelta(hours=number),
        "crime_class": "8N",
        "offence": "Assault occasioning actual bodily harm",
        "group": ("violence", "sexual", "other")[number % 3],
        "entry_seq": 0,
    }
    return Crime(**{**given, **values})


def make_audit(**values: object) -> Audit:
    """An audit of everything, 100 logs, seed 7."""
    given = {"name": "March", "seed": "7", "sample_size": 100, "by": "fcr"}
    return freeze_audit(**{**given, **values})


def truth_of(log: Log) -> dict[str, int]:
    """What a reader finds in a log of this force: linked ones are recorded, one unlinked in five hides a crime."""
    number = int(log.ref.rsplit("/", 1)[1])
    group = ("violence", "sexual", "other")[number % 3]
    linked = log.link_state == LinkState.LINKED
    if linked:
        second = int(number % 11 == 0)
        return {f"should_{group}": 1 + second, f"recorded_{group}": 1}
    return {f"should_{group}": int(number % 5 == 0)}


def read_all(audit: Audit, by: str = "reader", limit: int | None = None) -> None:
    """Read the sample, in order, as it truly is."""
    for item in audit.items.select_related("log").order_by("position")[:limit]:
        record_reading(item=item, by=by, **truth_of(item.log))


def scorer() -> Scorer:
    """The finder in use, with all logs looked at."""
    found, _ = present()
    found.finished_at = found.begun_at
    found.save()
    return found
