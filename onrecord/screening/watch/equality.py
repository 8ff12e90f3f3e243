"""Does the finder work as well for every kind of log? The share right of what was judged, and the share pointed to of what
readers of finished audits found missing, for each kind against all other logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.contact.models import Log
from onrecord.screening.fates.right import Judged, Share, judged, suggested_in
from onrecord.screening.fates.sources import Verdict, verdicts
from onrecord.screening.scoring.facts import code_books
from onrecord.screening.scoring.suggestions import big_group
from onrecord.screening.watch.kinds import Kind, kinds
from onrecord.statistics.compare import compare, figure

_BATCH = 500
# With fewer on either side a difference would say nothing, even where its interval leaves out nought.
LEAST = 10
GROUPS = ("violence", "sexual", "other")


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of logs: the share right of what was judged, and the share that the finder pointed to of the logs in which
    readers found a crime missing; each with a sentence on how it stands to all other logs."""

    name: str
    right: Share
    found: Share
    right_words: str
    found_words: str


def kinds_of(ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """The kinds of each log, by id."""
    books, found = code_books(), {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _BATCH):
        logs = Log.objects.filter(pk__in=wanted[start : start + _BATCH])
        for pk, system, code, marks, text in logs.values_list(
            "pk", "system", "opening_code", "qualifiers", "text"
        ):
            meanings = books.meanings(system, "opening", code) if code else frozenset()
            found[pk] = frozenset(
                kind.id for kind in kinds() if kind.holds(text, code, meanings, map(str, marks))
            )
    return found


def lines() -> list[Line]:
    """Each kind, then the logs of none."""
    rows = judged()
    missed = [v for v in verdicts() if any(v.missed(group) > 0 for group in GROUPS)]
    told = suggested_in([v.log_id for v in missed])
    hit = {v.log_id for v in missed if _pointed_to(v, told.get(v.log_id, {}))}
    of = kinds_of([row.log_id for row in rows] + [v.log_id for v in missed])
    found = [_line(kind, rows, missed, hit, of) for kind in kinds()]
    none = [row for row in rows if not of.get(row.log_id)]
    none_missed = [v for v in missed if not of.get(v.log_id)]
    return [*found, Line("None of these", _right(none), _found(none_missed, hit), "", "")]


def _pointed_to(verdict: Verdict, told: Mapping) -> bool:
    """Whether the finder suggests an offence of a group in which a crime is missing."""
    groups = {big_group(offence) for offence, _ in told.values()}
    return any(verdict.missed(group) > 0 for group in groups)


def _right(rows: Sequence[Judged]) -> Share:
    return Share("", "", sum(row.right for row in rows), len(rows))


def _found(missed: Sequence[Verdict], hit: set[int]) -> Share:
    return Share("", "", sum(v.log_id in hit for v in missed), len(missed))


def _line(
    kind: Kind,
    rows: Sequence[Judged],
    missed: Sequence[Verdict],
    hit: set[int],
    of: Mapping[int, frozenset[str]],
) -> Line:
    own = [row for row in rows if kind.id in of.get(row.log_id, ())]
    rest = [row for row in rows if kind.id not in of.get(row.log_id, ())]
    own_missed = [v for v in missed if kind.id in of.get(v.log_id, ())]
    rest_missed = [v for v in missed if kind.id not in of.get(v.log_id, ())]
    right, found = _right(own), _found(own_missed, hit)
    return Line(
        kind.name,
        right,
        found,
        against(right, _right(rest)),
        against(found, _found(rest_missed, hit)),
    )


def against(one: Share, rest: Share) -> str:
    """How a share stands to that of all other logs. Too few say nothing, and that is said."""
    if min(one.n, rest.n) < LEAST:
        return "too few to say"
    change = compare(figure(rest.right / rest.n, rest.n), figure(one.right / one.n, one.n))
    if not change.shown:
        return "no difference from the others is shown"
    low, high = (f"{100 * abs(bound):.0f}" for bound in (change.interval.low, change.interval.high))
    if change.difference < 0:
        return f"lower than the others, by {high} to {low} points: look at why"
    return f"higher than the others, by {low} to {high} points"
