"""Figures as tables and sentences: none without its n, interval, days and the moment at which it was taken."""

from collections.abc import Sequence

from django.utils import timezone

from onrecord.boards.sections.ask import Ask
from onrecord.boards.small import HELD_BACK, HIDDEN, left_out
from onrecord.documents.content import Grid
from onrecord.measures.figures.change import Change, change
from onrecord.measures.figures.figure import Figure
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.suppression import is_small

AS_OF = "As of"
HEAD = ("Measure", "Figure", f"{100 * LEVEL:g} % interval", "n", "Days", AS_OF, "Since last time")
PART_HEAD = ("Department", *HEAD[1:])


def of_force(ask: Ask, caption: str, measures: Sequence[str]) -> Grid:
    """A row for each measure, of the whole force."""
    rows = [(ask.figure(each).title, *_cells(ask, each, "")) for each in measures]
    return Grid(caption, HEAD, tuple(rows))


def of_departments(ask: Ask, measure: str) -> Grid | None:
    """A row for each department in the order of their names, not of their figures; None where the measure has no parts.

    Departments with too few records are held back, and where that is one alone the next smallest with it.
    """
    names = ask.departments(measure)
    if not names:
        return None
    found = [ask.figure(measure, name) for name in names]
    hidden = left_out([each.n for each in found])
    rows = [
        (name, *(_held_back(each) if place in hidden else _cells(ask, measure, name)))
        for place, (name, each) in enumerate(zip(names, found, strict=True))
    ]
    return Grid(f"{found[0].title}, by department", PART_HEAD, tuple(rows))


def _cells(ask: Ask, measure: str, part: str) -> tuple[str, ...]:
    found = ask.figure(measure, part)
    if not found.given:
        return ("no figure", "", f"{found.n:,}", found.window, as_of(found), found.note)
    return (
        found.value_words,
        found.interval_words,
        f"{found.n:,}",
        found.window,
        as_of(found),
        since_words(ask, measure, part),
    )


def since_words(ask: Ask, measure: str, part: str = "") -> str:
    """What became of a figure since the last pack, in a few words: the verdict, and by how much with its interval. Where no
    pack showed it yet, it is set beside the days before its own."""
    if ask.before(measure, part) is None:
        earlier = ask.earlier(measure, part)
        words = (
            verdict_words(change(earlier, ask.figure(measure, part)))
            if earlier
            else "no earlier figure"
        )
        return (
            f"not in a pack yet; beside {earlier.window}: {words}"
            if earlier
            else f"not in a pack yet; {words}"
        )
    found = ask.change(measure, part)
    if found is None:
        return "the same days as last time"
    return verdict_words(found)


def verdict_words(found: Change) -> str:
    if found.difference is None or found.low is None or found.high is None:
        return f"{found.verdict}: {found.reason}"
    share = found.after.shape == "share"
    one, unit = (100.0, " points") if share else (1.0, "")
    return f"{found.verdict} ({one * found.difference:+.1f}{unit}, {one * found.low:+.1f} to {one * found.high:+.1f})"


def as_of(found: Figure) -> str:
    return f"{timezone.localtime(found.as_of):%d/%m/%Y}"


def _held_back(found: Figure) -> tuple[str, ...]:
    return (
        HELD_BACK,
        "",
        HIDDEN if is_small(found.n) else HELD_BACK,
        found.window,
        as_of(found),
        "",
    )
