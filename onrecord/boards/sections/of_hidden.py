"""The section on hidden crimes: what was reported and recorded, read together, and what partners say."""

from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.boards.hidden import (
    Counted,
    Hidden,
    days_before,
    half_year_before,
    record_begins,
    register_begins,
    views_between,
)
from onrecord.boards.hidden_kept import kept_counts
from onrecord.boards.models import PartnerView
from onrecord.boards.sections.ask import Ask
from onrecord.boards.sections.grids import AS_OF, as_of, since_words
from onrecord.boards.small import HELD_BACK, share_given, shown
from onrecord.documents.content import Block, Grid, Heading, Items, Words
from onrecord.statistics.compare import compare
from onrecord.statistics.compare import figure as rate
from onrecord.statistics.differences import count_bounds, difference
from onrecord.statistics.intervals import LEVEL, wilson
from onrecord.statistics.suppression import is_small

# A share of fewer isn't given.
FEWEST = 5
# Of days before the record begins nothing is known: that is no nought.
NOT_HELD = "not held"


def hidden(ask: Ask) -> Iterator[Block]:
    """Six whole months beside the six before."""
    since, until = half_year_before(ask.today)
    earlier = days_before(since, until)
    now, before = kept_counts(since, until), kept_counts(*earlier)
    yield Words(
        f"From {since:%d/%m/%Y} to {until:%d/%m/%Y}, beside {earlier[0]:%d/%m/%Y} to {earlier[1]:%d/%m/%Y}. These crimes are rarely reported. "
        "A rise in recorded crime is never by itself worse performance: it is read with how many reports came, and with how many of "
        "them were recorded."
    )
    yield _table("Reports and records", now, before, ask)
    begins = record_begins()
    whole = begins is not None and begins <= earlier[0]
    if not whole:
        when = f"begins on {begins:%d/%m/%Y}" if begins else "is empty"
        yield Words(
            f"The record of logs {when}, so the months before are not whole and nothing is compared with them."
        )
    for one, old in zip(now, before, strict=True):
        yield Heading(2, one.kind.words)
        yield from _kind(ask, one, old if whole else None)
    yield Heading(2, "What partners say")
    yield from _views(views_between(earlier[0], ask.today), [each.kind for each in now])


def _table(caption: str, now: Sequence[Counted], before: Sequence[Counted], ask: Ask) -> Grid:
    rows = []
    logs, crimes = (_held(begins, before) for begins in (record_begins(), register_begins()))
    for one, old in zip(now, before, strict=True):
        rows.append(
            (
                one.kind.words,
                shown(one.reports),
                shown(old.reports) if logs else NOT_HELD,
                shown(one.recorded),
                shown(old.recorded) if crimes else NOT_HELD,
                _non_crime(one),
                _non_crime(old) if crimes or old.non_crime is None else NOT_HELD,
                f"{ask.today:%d/%m/%Y}",
            )
        )
    return Grid(
        f"{caption}. A record may be of several kinds, so the rows have no sum",
        (
            "Kind",
            "Reports",
            "Reports before",
            "Crimes recorded",
            "Recorded before",
            "Non-crime records",
            "Non-crime before",
            AS_OF,
        ),
        tuple(rows),
    )


def _held(begins: date | None, before: Sequence[Counted]) -> bool:
    """Whether the record reaches into the months before."""
    return begins is not None and bool(before) and begins <= before[0].until


def _non_crime(one: Counted) -> str:
    return "no code of its own" if one.non_crime is None else shown(one.non_crime)


def _kind(ask: Ask, one: Counted, old: Counted | None) -> Iterator[Block]:
    """One kind; `old` None where the months before are not whole."""
    told = [
        _reporting(one, old)
        if old
        else f"Reports: {shown(one.reports)}. Crimes recorded: {shown(one.recorded)}.",
        _share(
            "Logs of the kind that were closed without a crime",
            (one.reports, one.closed, one.without),
            (old.reports, old.closed, old.without) if old else None,
        ),
        _share(
            "Crimes recorded within 24 hours",
            (one.recorded, one.timed, one.in_time),
            (old.recorded, old.timed, old.in_time) if old else None,
        ),
        _audited(ask, one.kind),
    ]
    yield Items(tuple(told))


def _reporting(one: Counted, old: Counted) -> str:
    """How reports and records moved, each with its interval, and what can be said of both together."""
    reports, crimes = (
        _moved("Reports", old.reports, one.reports),
        _moved("Crimes recorded", old.recorded, one.recorded),
    )
    if any(map(is_small, (old.reports, one.reports, old.recorded, one.recorded))):
        return f"{reports} {crimes}"
    return f"{reports} {crimes} {_together(_rose(old.reports, one.reports), _rose(old.recorded, one.recorded))}"


def _together(reports: int, crimes: int) -> str:
    """What may be said of reports and records that rose (1), fell (-1), or did neither for certain (0)."""
    if crimes > 0 and reports > 0:
        return "Both rose: more was reported, so the rise in recorded crime doesn't show worse performance, nor more crime."
    if crimes > 0:
        return "More was recorded of no more reports: better recording, or graver reports; audits tell which."
    if crimes < 0 and reports >= 0:
        return "Fewer were recorded though no fewer reports came: ask why, and read the rate."
    if crimes < 0:
        return "Both fell: fewer dared to report, or fewer had cause to. The record can't tell which; partners may."
    return "No change in recorded crime is shown."


def _moved(name: str, before: int, after: int) -> str:
    if is_small(before) or is_small(after):
        return (
            f"{name}: {shown(before)} before, {shown(after)} now; too few to set beside each other."
        )
    change = difference(count_bounds(before), count_bounds(after))
    return f"{name}: {before:,} before, {after:,} now ({change.value:+,.0f}; {100 * LEVEL:g} % interval {change.low:+,.0f} to {change.high:+,.0f})."


def _rose(before: int, after: int) -> int:
    """1 where a rise is shown, -1 where a fall is, 0 where chance alone moves such numbers as far."""
    change = difference(count_bounds(before), count_bounds(after))
    return 1 if change.low > 0 else -1 if change.high < 0 else 0


def _share(name: str, now: tuple[int, int, int], old: tuple[int, int, int] | None) -> str:
    """A share with its interval, and what became of it. Both as (the number in the table above, n of these, met)."""
    _, n, met = now
    n_given, given = share_given(*now)
    if not n:
        return f"{name}: there was none to count."
    if n < FEWEST or not given:
        return f"{name}: {HELD_BACK}{f', of {shown(n)}' if n_given else ''}."
    bounds = wilson(met / n, n)
    words = f"{name}: {100 * met / n:.1f} % ({100 * LEVEL:g} % interval {100 * bounds.low:.1f} to {100 * bounds.high:.1f}; n = {n:,})."
    if old is None:
        return words
    if old[1] < FEWEST:
        return f"{words} Before: too few to compare."
    if not share_given(*old)[1]:
        return f"{words} Before: {HELD_BACK}."
    before = old[2] / old[1]
    change = compare(rate(before, old[1]), rate(met / n, n))
    low, high = change.interval.low, change.interval.high
    verdict = "no change shown" if low <= 0 <= high else "higher" if low > 0 else "lower"
    return f"{words} Before: {100 * before:.1f} % of {old[1]:,}; {verdict} ({100 * change.difference:+.1f} points, {100 * low:+.1f} to {100 * high:+.1f})."


def _audited(ask: Ask, kind: Hidden) -> str:
    """The rate of recording, where an audit speaks of this kind alone."""
    if not kind.measure:
        return "Recording accuracy: no audit reads this kind alone, so there is no rate."
    found = ask.figure(kind.measure)
    if not found.given:
        return f"Recording accuracy: no figure. {found.note}"
    return f"{found.sentence()} As of {as_of(found)}. Since last time: {since_words(ask, kind.measure)}."


def _views(views: Sequence[PartnerView], kinds: Sequence[Hidden]) -> Iterator[Block]:
    if not views:
        yield Words(
            "No partner's view was kept in these months. Ask the services: nobody else hears of what isn't reported."
        )
        return
    names = {each.code: each.words for each in kinds}
    yield Grid(
        "Views of partners",
        ("Kind", "Service", "Said on", "How reports are received", "In its words"),
        tuple(
            (
                names.get(each.kind, each.kind),
                each.partner,
                f"{each.said_on:%d/%m/%Y}",
                each.get_bears_display(),
                each.words,
            )
            for each in views
        ),
    )
