"""What the pages of plans read: counts that add up, rows of actions, barriers with what speaks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from onrecord.audit.findings.causes import cause_named
from onrecord.audit.findings.lessons import lessons
from onrecord.improvement import queries
from onrecord.improvement.barriers.models import Barrier
from onrecord.improvement.plans.models import Plan, PlanAction
from onrecord.improvement.plans.states import OPEN, ActionState

COLOURS = {
    ActionState.TO_DO: "grey",
    ActionState.UNDER_WAY: "amber",
    ActionState.DONE: "green",
    ActionState.DROPPED: "dark",
}
# How far back findings are counted for a barrier.
BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many actions stand how. Each is counted once: to do, under way, done and dropped add up to all. Late and nobody's
    are some of those that are to do or under way."""

    all: int = 0
    to_do: int = 0
    under_way: int = 0
    done: int = 0
    dropped: int = 0
    late: int = 0
    nobodys: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            *(getattr(self, name) + getattr(other, name) for name in Counts.__dataclass_fields__)
        )


def counts(rows: QuerySet[PlanAction], on: date | None = None) -> Counts:
    """Counted by the database, never typed in."""
    is_open = Q(state__in=OPEN)
    here = Q(owner__in=queries.owners_here().values("username"))
    found = rows.order_by().aggregate(
        all=Count("pk"),
        **{str(state): Count("pk", filter=Q(state=state)) for state in ActionState},
        late=Count("pk", filter=is_open & Q(due_on__lt=on or timezone.localdate())),
        nobodys=Count("pk", filter=is_open & ~here),
    )
    return Counts(**found)


@dataclass(frozen=True)
class Rolled:
    """A plan with its own counts, and those of all that feed it together with its own."""

    plan: Plan
    own: Counts
    total: Counts
    depth: int
    owner: str
    left: bool


def roll_up(on: date | None = None) -> list[Rolled]:
    """Every plan, each below the one that it feeds. A total is the sum of the plan's own and of the totals below it."""
    plans = list(Plan.objects.all())
    own = {plan.pk: counts(plan.actions.all(), on) for plan in plans}
    below: dict[int | None, list[Plan]] = {}
    for plan in plans:
        below.setdefault(plan.parent_id, []).append(plan)
    names = queries.names_of(plan.owner for plan in plans if plan.owner)
    here = set(queries.owners_here().values_list("username", flat=True))

    def total(plan: Plan) -> Counts:
        return sum((total(each) for each in below.get(plan.pk, [])), own[plan.pk])

    def walk(parent: int | None, depth: int) -> Iterable[Rolled]:
        for plan in below.get(parent, []):
            yield Rolled(
                plan,
                own[plan.pk],
                total(plan),
                min(depth, 3),
                names.get(plan.owner, plan.owner),
                bool(plan.owner) and plan.owner not in here,
            )
            yield from walk(plan.pk, depth + 1)

    return list(walk(None, 0))


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as a list shows it."""

    row: PlanAction
    owner: str
    left: bool
    late: bool
    needs: tuple[PlanAction, ...]

    @property
    def colour(self) -> str:
        return COLOURS[ActionState(self.row.state)]

    @property
    def waits(self) -> tuple[PlanAction, ...]:
        """What it waits for that isn't done yet."""
        return tuple(each for each in self.needs if each.is_open())


def action_rows(rows: Iterable[PlanAction], on: date | None = None) -> list[ActionRow]:
    held = list(rows)
    on = on or timezone.localdate()
    wanted = {each for row in held for each in row.needs}
    others = {
        row.pk: row for row in PlanAction.objects.filter(pk__in=wanted).select_related("plan")
    }
    names = queries.names_of(row.owner for row in held if row.owner)
    here = set(queries.owners_here().filter(username__in=names).values_list("username", flat=True))
    return [
        ActionRow(
            row=row,
            owner=names.get(row.owner, row.owner),
            left=bool(row.owner) and row.owner not in here,
            late=row.is_late(on),
            needs=tuple(others[each] for each in row.needs if each in others),
        )
        for row in held
    ]


def nobodys_actions() -> QuerySet[PlanAction]:
    """Open actions of nobody: without an owner, or whose owner has left or may not own them any more."""
    rows = PlanAction.objects.filter(state__in=OPEN).select_related("plan")
    return rows.exclude(owner__in=queries.owners_here().values("username"))


@dataclass(frozen=True)
class BarrierRow:
    """A barrier with what speaks for it, and what is done about it. `findings`: accepted findings of the last year with its
    cause, of `of` in all; a count, not an estimate."""

    row: Barrier
    cause: str
    findings: int
    of: int
    actions: tuple[PlanAction, ...]
    records: int


def barrier_rows() -> list[BarrierRow]:
    """Every barrier; those that stand first."""
    rows = list(Barrier.objects.prefetch_related("actions__plan", "records"))
    held = lessons(closed_from=timezone.now() - BACK) if any(row.cause for row in rows) else []
    found = []
    for row in rows:
        within = [each for each in held if not row.department or each.department == row.department]
        found.append(
            BarrierRow(
                row=row,
                cause=cause_named(row.cause).words if row.cause else "",
                findings=sum(row.cause in each.causes for each in within) if row.cause else 0,
                of=len(within),
                actions=tuple(row.actions.all()),
                records=len(row.records.all()),
            )
        )
    return sorted(found, key=lambda each: (each.row.gone_on is not None, each.row.pk))


def without_barrier() -> list[tuple[str, str, int, int]]:
    """(code, words, findings, of all) of causes that findings of the last year name and no barrier explains; most first."""
    held = lessons(closed_from=timezone.now() - BACK)
    explained = set(Barrier.objects.filter(gone_on=None).values_list("cause", flat=True))
    tally: dict[str, int] = {}
    for each in held:
        for code in each.causes:
            tally[code] = tally.get(code, 0) + 1
    return [
        (code, cause_named(code).words, number, len(held))
        for code, number in sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        if code not in explained
    ]
