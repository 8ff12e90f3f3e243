"""Which counted months a change of the record touches, as the ledger tells it."""

from datetime import date

from onrecord.contact.models import Log
from onrecord.finding.models import Kind
from onrecord.finding.touched import touched
from onrecord.ledger.models import LedgerEntry
from onrecord.measures import months
from onrecord.measures.counting.tally import batched
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog
from onrecord.recording.states import EventKind

AT_A_TIME = 5_000


def touched_months(
    since: int, size: int, running: date, *, crimes_of_logs: bool = False
) -> frozenset[date]:
    """The months of the records that the ledger speaks of from one size to another. `crimes_of_logs`: also those of crimes whose
    log was changed, for what counts crimes by what their logs say."""
    found: set[date] = set()
    entries = LedgerEntry.objects.order_by("seq")
    for start in range(since, size, AT_A_TIME):
        some = entries.filter(seq__gte=start, seq__lt=min(size, start + AT_A_TIME))
        rows = list(some.values_list("seq", "kind", "subject"))
        records, _ = touched(rows)
        crimes = set(records[Kind.CRIME]) | _told_in(rows)
        logs = set(records[Kind.LOG])
        if crimes_of_logs:
            for part in batched(logs):
                links = CrimeLog.objects.filter(log_id__in=part)
                crimes |= set(links.values_list("crime_id", flat=True))
        found |= _months_of(logs, crimes, running)
    return frozenset(found)


def _told_in(rows: list[tuple[int, str, str]]) -> set[int]:
    """Crimes of which these entries of the ledger say that somebody was told. What else happens to a crime changes its record
    too, or counts in the running month only."""
    prefix = "crime-event:"
    events = [(seq, kind, name.removeprefix(prefix)) for seq, kind, name in rows if name.startswith(prefix)]  # fmt: skip
    found: set[int] = set()
    if events:
        first, last = events[0][0], events[-1][0]
        for some in batched(touched(events)[0][Kind.CRIME]):
            told = CrimeEvent.objects.filter(crime_id__in=some, kind=EventKind.TOLD)
            told = told.filter(entry_seq__gte=first, entry_seq__lte=last)
            found |= {pk for pk in told.values_list("crime_id", flat=True) if pk is not None}
    return found


def _months_of(logs: set[int], crimes: set[int], running: date) -> set[date]:
    """Every month in which one of these may be counted."""
    # An investigation counts in the running month, and the months of its logs hold its first report.
    found = {running} if crimes else set()
    for some in batched(crimes):
        logs |= set(CrimeLog.objects.filter(crime_id__in=some).values_list("log_id", flat=True))
        for times in Crime.objects.filter(pk__in=some).values_list("recorded_at", "known_at"):
            found |= {months.month_of(at) for at in times if at is not None}
    for some in batched(logs):
        rows = Log.objects.filter(pk__in=some).values_list("received_at", "first_recorded_at")
        for times in rows:
            found |= {months.month_of(at) for at in times if at is not None}
    return found
