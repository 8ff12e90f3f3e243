"""What came of a log, so that a decision that was changed can be told from one that was only made again."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.states import State
from onrecord.recording.live import CrimeEvent
from onrecord.recording.models import Crime
from onrecord.recording.states import EventKind

# What makes something else of a crime or an incident on its own page, without a new decision.
OTHERWISE = (
    EventKind.RECLASSIFIED,
    EventKind.TO_N100,
    EventKind.CANCELLED,
    EventKind.TRANSFERRED,
    EventKind.CONVERTED,
)


def standing_decisions(log: Log, until: datetime | None = None) -> list[RecordingDecision]:
    """What was decided about a log (until a moment) and holds: without those that a later one corrected."""
    rows = RecordingDecision.objects.filter(log=log, state=State.CONCLUDED)
    if until is not None:
        rows = rows.filter(concluded_at__lte=until)
    found = list(rows.prefetch_related("rationales").order_by("pk"))
    corrected = {row.corrects for row in found if row.corrects}
    return [row for row in found if row.origin not in corrected]


def changed_since(log: Log, moment: datetime) -> bool:
    """Whether something else came of the log after a moment: other crimes, another way of ending without one, or a crime
    that was recorded, reclassified or cancelled on its own."""
    if _outcome(standing_decisions(log, moment)) != _outcome(standing_decisions(log)):
        return True
    crimes = Crime.objects.filter(crimelog__log=log)
    decided = log.decisions.values_list("crime_refs", flat=True)
    by_decision = {ref for refs in decided for ref in refs}
    if any(each.ref not in by_decision for each in crimes.filter(recorded_at__gt=moment)):
        return True
    events = CrimeEvent.objects.filter(kind__in=OTHERWISE, recorded_at__gt=moment)
    return events.filter(crime__in=crimes).exists() or events.filter(incident__log=log).exists()


def _outcome(rows: Iterable[RecordingDecision]) -> Counter[tuple[str, ...]]:
    """Every crime by class, code and victims, and every way of ending without one, as often as decided."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        result, chosen = row.result or {}, row.chosen
        crimes = (chosen or result).get("crimes", [])
        for each in crimes:
            victims = sorted(str(one) for one in each.get("victims", ()))
            found["crime", each["class"], each["code"], *victims] += int(each.get("count", 1))
        for rationale in row.rationales.all():
            found["none", rationale.exit, rationale.code] += 1
        if not chosen:
            found.update(("joined", each["ref"]) for each in result.get("joined", ()))
    return found
