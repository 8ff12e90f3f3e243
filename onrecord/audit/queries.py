"""What the list of audits, the list of a sample and the reading screen show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from onrecord.audit.models import (
    READ,
    Audit,
    CheckState,
    Outcome,
    Phase,
    Reading,
    SampleItem,
    SecondCheck,
)
from onrecord.audit.planning.figures import GROUPS, planning_from
from onrecord.audit.policies import can_see_reading, seen_items
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.sharing import unread
from onrecord.audit.sample.design import strata_from_json
from onrecord.people.models import User
from onrecord.statistics.planner import PlannedStratum, expected_half_width

PAGE = 100
_READ = Q(
    items__readings__current=True,
    items__readings__phase=Phase.FIRST,
    items__readings__outcome__in=READ,
)


def audits() -> QuerySet[Audit]:
    """All audits, newest first, each with `size` (logs to read), `read`, and `stop_id` where reading was stopped early."""
    return Audit.objects.annotate(
        size=Count("items", distinct=True),
        read=Count("items", filter=_READ, distinct=True),
        stop_id=F("stop__pk"),
    ).order_by("-id")


def current_readings(items: Sequence[SampleItem], phase: str = Phase.FIRST) -> dict[int, Reading]:
    """The present reading of a phase, by item; also those that were parked or referred."""
    found = Reading.objects.filter(item__in=items, current=True, phase=phase)
    return {reading.item_id: reading for reading in found}


def next_unread(
    audit: Audit,
    after: int = 0,
    reader: str = "",
    own_only: bool = False,
    passed: Collection[int] = (),
) -> SampleItem | None:
    """The next record to read in order of the sample, from the beginning again when the end is reached.

    With a reader, their own share comes first, then what is nobody's in particular; parked and referred records come when
    nothing else is left. `own_only`: nothing but their share. `passed`: ids that don't count.
    """
    left = unread(audit).exclude(pk__in=passed).order_by("position")
    begun = Reading.objects.filter(item__audit=audit, current=True, phase=Phase.FIRST)
    fresh = left.exclude(pk__in=begun.values("item_id"))
    parked = left.filter(pk__in=begun.filter(outcome=Outcome.PARKED).values("item_id"))
    if own_only:
        choices = [fresh.filter(reader=reader), parked.filter(reader=reader)]
    elif reader:
        choices = [
            fresh.filter(reader=reader),
            fresh.filter(reader=""),
            parked.filter(reader__in=("", reader)),
        ]
    else:
        choices = [fresh, parked]
    for choice in choices:
        found = choice.filter(position__gt=after).first() or choice.first()
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class Progress:
    """How far a reading is."""

    read: int
    size: int

    @property
    def share(self) -> int:
        return 100 * self.read // self.size if self.size else 0


def nobodys(audit: Audit) -> int:
    """How many unread records are given to nobody in particular."""
    return unread(audit).filter(reader="").count()


def progress_of(audit: Audit) -> Progress:
    read = Reading.objects.counted().filter(item__audit=audit).count()
    return Progress(read, audit.items.count())


SHOWN = ("unread", "missed", "undecidable", "parked", "referred", "second", "disagreed")


def sample_page(audit: Audit, user: User, *, show: str, start: int) -> list[SampleItem]:
    """Items of the sample from a position on, each with `reading` and `check`; one more than a page holds.

    Of a reading this person may not see, `reading` is None and `read` says only that there is one. Filters by what was
    found look at nothing else than what this person may see.
    """
    twice = programme_of(audit).second_reading.wanted
    items: Any = (
        audit.items.filter(position__gte=start)
        .select_related("stratum", "log", "crime", "incident")
        .order_by("position")
    )
    first = Q(readings__current=True, readings__phase=Phase.FIRST)
    if show == "unread":
        items = items.filter(pk__in=unread(audit).values("pk"))
    elif show in ("undecidable", "parked", "referred"):
        items = items.filter(seen_items(user, twice)).filter(first, readings__outcome=show)
    elif show == "missed":
        items = items.filter(seen_items(user, twice)).filter(first, readings__passed=False)
    elif show == "disagreed":
        items = items.filter(check_up__state=CheckState.DISAGREED)
    elif show == "second":
        items = items.filter(check_up__state=CheckState.WAITING)
    found = list(items.defer("log__text", "log__extra")[: PAGE + 1])
    readings = current_readings(found)
    checks = {c.item_id: c for c in SecondCheck.objects.filter(item__in=found)}
    for item in found:
        reading, check = readings.get(item.pk), checks.get(item.pk)
        seen = reading is not None and can_see_reading(user, reading, check, twice)
        item.reading = Answered.of(reading) if seen and reading else None
        item.read = reading is not None
        # That a record waits is no secret to its readers; why it does is.
        item.check = check
    return found


@dataclass(frozen=True)
class Answered:
    """A reading as the list of the sample shows it."""

    outcome: str
    undecidable: bool
    should: int
    recorded: int
    passed: bool | None
    reader: str

    @property
    def missed(self) -> int:
        return self.should - self.recorded

    @property
    def tag(self) -> tuple[str, str]:
        """Word and colour."""
        if self.outcome != Outcome.DECIDED:
            words = {"undecidable": "undecidable", "withdrawn": "withdrawn"}
            return words.get(self.outcome, self.outcome), "amber"
        if self.missed:
            return "missed", "red"
        if self.passed is False:
            return "failed", "red"
        if self.should:
            return "recorded", "green"
        return ("no crime", "") if self.passed is None or not self.should else ("passed", "green")

    @classmethod
    def of(cls, reading: Reading) -> "Answered":
        totals = {
            kind: sum(getattr(reading, f"{kind}_{group}") for group in GROUPS)
            for kind in ("should", "recorded")
        }
        return cls(
            reading.outcome,
            reading.undecidable,
            totals["should"],
            totals["recorded"],
            reading.passed,
            reading.reader,
        )


def planned_width(audit: Audit) -> float | None:
    """Half-width, as a share, that the planning figures promise for the whole sample; None if they expect no crime."""
    planning = planning_from(audit.design["planning"])
    strata = strata_from_json(audit.design["strata"])
    return expected_half_width(
        [PlannedStratum(s.size, s.plan(planning)) for s in strata],
        [row["to_read"] for row in audit.design["strata"]],
        rate=planning.recording_rate,
    )


def seen_readings(audit: Audit, user: User) -> dict[int, Reading]:
    """The first readings that this person may see, by item: for a sheet with the answers there are."""
    checks = {c.item_id: c for c in SecondCheck.objects.filter(item__audit=audit)}
    found = Reading.objects.counted().filter(item__audit=audit)
    twice = programme_of(audit).second_reading.wanted
    return {r.item_id: r for r in found if can_see_reading(user, r, checks.get(r.item_id), twice)}


def changed_since(audit: Audit) -> list[SampleItem]:
    """Logs of the sample that have another version now than when the frame was frozen."""
    items = audit.items.filter(kind="log").select_related("log").order_by("position")
    return [
        item
        for item in items.defer("log__text", "log__extra")
        if item.facts.get("version", item.record.version) != item.record.version
    ]
