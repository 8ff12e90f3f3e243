"""What the report says about logs against crimes, and about time: counted in the database, never estimated."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q

from crimerules.deadline import limit_hours
from onrecord.contact.models import LinkState, Log, Precision
from onrecord.recording.models import Crime, CrimeLog, Group, UnlinkedReference

# A row that was refused may well name the crime: nobody can say here that no log does.
SAID = {
    UnlinkedReference.Side.NEITHER.value: "a crime names no log, and no log that was taken in names it"
}


@dataclass(frozen=True)
class CodeRow:
    """One closing code: how many logs, how many of them with a crime record."""

    code: str
    logs: int
    linked: int
    claimed: int

    @property
    def share(self) -> float:
        return self.linked / self.logs if self.logs else 0.0


@dataclass(frozen=True)
class Coverage:
    """Logs against crimes."""

    logs: int
    linked: int
    claimed: int
    none: int
    several: int
    crimes: int
    crimes_linked: int
    crimes_direct: int
    by_group: list[tuple[str, int]]
    unlinked: list[tuple[str, int, list[UnlinkedReference]]]
    codes: list[CodeRow]
    codes_total: int
    first: object
    last: object


def coverage(top: int = 20) -> Coverage:
    """Counts of logs, crimes and their links; `top` closing codes by number of logs."""
    logs = Log.objects.aggregate(
        logs=Count("id"),
        linked=Count("id", filter=Q(link_state=LinkState.LINKED)),
        claimed=Count("id", filter=Q(link_state=LinkState.CLAIMED)),
        none=Count("id", filter=Q(link_state=LinkState.NONE)),
        several=Count("id", filter=Q(crime_count__gt=1)),
        first=Min("received_at"),
        last=Max("received_at"),
    )
    crimes = Crime.objects.count()
    crimes_linked = CrimeLog.objects.values("crime_id").distinct().count()
    codes = Log.objects.values("closing_code").annotate(
        logs=Count("id"),
        linked=Count("id", filter=Q(link_state=LinkState.LINKED)),
        claimed=Count("id", filter=Q(link_state=LinkState.CLAIMED)),
    )
    sides = UnlinkedReference.objects.values("side").annotate(n=Count("id")).order_by("side")
    groups = dict(Crime.objects.values_list("group").annotate(n=Count("id")))
    return Coverage(
        **logs,
        crimes=crimes,
        crimes_linked=crimes_linked,
        crimes_direct=crimes - crimes_linked,
        by_group=[(group.label, groups.get(group.value, 0)) for group in Group],
        unlinked=[
            (
                SAID.get(row["side"]) or UnlinkedReference.Side(row["side"]).label,
                row["n"],
                list(UnlinkedReference.objects.filter(side=row["side"]).order_by("owner_ref")[:8]),
            )
            for row in sides
        ],
        codes=[
            CodeRow(row["closing_code"] or "(none)", row["logs"], row["linked"], row["claimed"])
            for row in codes.order_by("-logs", "closing_code")[:top]
        ],
        codes_total=codes.count(),
    )


@dataclass(frozen=True)
class Band:
    label: str
    crimes: int


@dataclass(frozen=True)
class Timeliness:
    """Time from the log's receipt to the crime's record, for pairs whose times are both known to the minute.

    `in_time` is held against the limit in force on the day of receipt (Crime Recording Rules 2026/27, p. 10).
    """

    crimes: int
    judged: int
    in_time: int
    before: int
    not_judged: int
    median_hours: float | None
    bands: list[Band]

    @property
    def share(self) -> float | None:
        return self.in_time / self.judged if self.judged else None


_BANDS = [
    (1, "within the hour"),
    (6, "1 to 6 hours"),
    (24, "6 to 24 hours"),
    (72, "24 to 72 hours"),
    (24 * 7, "3 to 7 days"),
    (None, "over 7 days"),
]


def timeliness() -> Timeliness:
    """Each crime against the first receipt of any log it belongs to: the first report to any part of the force counts."""
    pairs = (
        CrimeLog.objects.filter(crime__recorded_at__isnull=False)
        .values("crime_id")
        .annotate(
            first=Min("log__received_at"),
            recorded=F("crime__recorded_at"),
            precision=F("crime__recorded_precision"),
            vague=Count("id", filter=~Q(log__received_precision=Precision.MINUTE)),
        )
        .values_list("first", "recorded", "precision", "vague")
    )
    hours: list[float] = []
    total = in_time = before = 0
    counts = [0] * len(_BANDS)
    limits: dict[object, int | None] = {}
    for first, recorded, precision, vague in pairs.iterator(chunk_size=5000):
        total += 1
        if precision != Precision.MINUTE or vague:
            continue
        took = (recorded - first).total_seconds() / 3600
        if took < 0:
            before += 1
            continue
        day = first.date()
        if day not in limits:
            limits[day] = limit_hours(day)
        limit = limits[day]
        if limit is None:
            continue
        hours.append(took)
        in_time += took <= limit
        for index, (upper, _) in enumerate(_BANDS):
            if upper is None or took <= upper:
                counts[index] += 1
                break
    hours.sort()
    return Timeliness(
        crimes=total,
        judged=len(hours),
        in_time=in_time,
        before=before,
        not_judged=total - len(hours) - before,
        median_hours=hours[(len(hours) - 1) // 2] if hours else None,
        bands=[Band(label, n) for (_, label), n in zip(_BANDS, counts, strict=True)],
    )
