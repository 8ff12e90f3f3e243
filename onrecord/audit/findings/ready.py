"""Which readings of an audit are findings that may be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.audit.findings.models import Finding
from onrecord.audit.models import Audit, Phase, Reading, SecondCheck
from onrecord.audit.policies import BLIND
from onrecord.audit.programmes.kept import programme_of

# Later readings go before earlier ones; a second reading that agrees says what the first does.
_ORDER = (Phase.FINAL, Phase.THIRD, Phase.FIRST)


@dataclass(frozen=True, slots=True)
class Ready:
    """Readings that failed, hold, and have no finding yet; and how many failures still wait for another reader."""

    readings: Sequence[Reading]
    waiting: int


def ready(audit: Audit) -> Ready:
    """What may be sent now. While a second reading is outstanding nothing is said of a record, to anybody."""
    found, waiting = _ready(audit)
    rows = (
        Reading.objects.filter(pk__in=found)
        .select_related("item__audit__programme", "item__log", "item__crime", "item__incident")
        .order_by("item__position")
    )
    return Ready(list(rows), waiting)


def count_ready(audit: Audit) -> int:
    """How many findings may be sent now: quick enough for every look at the home page."""
    return len(_ready(audit)[0])


def _ready(audit: Audit) -> tuple[list[int], int]:
    """Rows of the readings that may be sent, and the number of failures that wait."""
    current = Reading.objects.filter(item__audit=audit, current=True, phase__in=_ORDER)
    failed = current.filter(passed=False).exclude(item__in=Finding.objects.values("item_id"))
    holds: dict[int, tuple[int, str, bool | None]] = {}
    for row, item, phase, passed in current.filter(item__in=failed.values("item_id")).values_list(
        "pk", "item_id", "phase", "passed"
    ):
        held = holds.get(item)
        if held is None or _ORDER.index(Phase(phase)) < _ORDER.index(Phase(held[1])):
            holds[item] = row, phase, passed
    checks = dict(SecondCheck.objects.filter(item__audit=audit).values_list("item_id", "state"))
    blind = programme_of(audit).second_reading.failures
    found, waiting = [], 0
    for item, (row, phase, passed) in holds.items():
        if passed is not False:
            continue
        state = checks.get(item)
        if state in BLIND or (state is None and blind and phase == Phase.FIRST):
            waiting += 1
        else:
            found.append(row)
    return found, waiting
