"""Which readings of an audit are findings that may be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.audit.findings_models import Finding
from onrecord.audit.models import Audit, Phase, Reading, SecondCheck
from onrecord.audit.policies import BLIND
from onrecord.audit.programmes_kept import programme_of

# Later readings go before earlier ones; a second reading that agrees says what the first does.
_ORDER = (Phase.FINAL, Phase.THIRD, Phase.FIRST)


@dataclass(frozen=True, slots=True)
class Ready:
    """Readings that failed, hold, and have no finding yet; and how many failures still wait for another reader."""

    readings: Sequence[Reading]
    waiting: int


def ready(audit: Audit) -> Ready:
    """What may be sent now. While a second reading is outstanding nothing is said of a record, to anybody."""
    checks = dict(SecondCheck.objects.filter(item__audit=audit).values_list("item_id", "state"))
    sent = set(Finding.objects.filter(item__audit=audit).values_list("item_id", flat=True))
    blind = programme_of(audit).second_reading.failures
    rows = (
        Reading.objects.filter(item__audit=audit, current=True, phase__in=_ORDER)
        .select_related("item__audit__programme", "item__log", "item__crime", "item__incident")
        .order_by("item__position")
    )
    holds: dict[int, Reading] = {}
    for row in rows:
        held = holds.get(row.item_id)
        if held is None or _ORDER.index(Phase(row.phase)) < _ORDER.index(Phase(held.phase)):
            holds[row.item_id] = row
    found, waiting = [], 0
    for item_id, row in holds.items():
        if row.passed is not False or item_id in sent:
            continue
        state = checks.get(item_id)
        if state in BLIND or (state is None and blind and row.phase == Phase.FIRST):
            waiting += 1
        else:
            found.append(row)
    return Ready(found, waiting)
