"""Figures that a response quotes: a figure of a measure as it was, or one that is typed in, with its source and marked so.

quote_measure(response=, by=, side=, measure=, since=, until=, ...)   counted or estimated here
quote_typed(response=, by=, side=, what=, value=, source=, ...)       typed in: what is not given is said to be missing
take_back(quoted=, by=, why=)                                         it isn't quoted any more
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.audit.policies import check_can_view_estimate_of
from onrecord.improvement.models import Recommendation
from onrecord.improvement.texts import line
from onrecord.measures.catalogue import definitions
from onrecord.measures.figures.figure import Figure
from onrecord.measures.figures.figure import figure as figure_of
from onrecord.measures.registry import MeasureError
from onrecord.people.access import can
from onrecord.people.models import User
from onrecord.response.errors import ResponseError
from onrecord.response.keeping import held_open, keep, wrote
from onrecord.response.models import Quoted, Response
from onrecord.response.policies import check_can_write_response

NOT_GIVEN = "not given"
MOST = 200  # figures of one response


@dataclass(frozen=True, slots=True)
class Face:
    """A figure as a page or a document shows it; what is missing is said. `typed`: nobody here counted it."""

    what: str
    value: str
    n: str
    interval: str
    window: str
    as_of: str
    source: str
    typed: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What a figure should have and this one hasn't."""
        named = (
            ("n", self.n),
            ("interval", self.interval),
            ("days", self.window),
            ("date", self.as_of),
        )
        return tuple(name for name, value in named if value == NOT_GIVEN)


def face(row: Quoted) -> Face:
    held = row.held
    if held["how"] != "typed":
        made = Figure.from_json(held["figure"])
        return Face(
            what=f"{made.title}{f', {made.part}' if made.part else ''}",
            value=made.value_words,
            n=f"{made.n:,}",
            interval=made.interval_words or NOT_GIVEN,
            window=made.window,
            as_of=f"{timezone.localtime(made.as_of):%d/%m/%Y}",
            source=f"{made.how} here, definition {made.measure}, version {made.version}",
            typed=False,
        )
    return Face(
        what=held["what"],
        value=held["value"],
        n=f"{held['n']:,}" if held["n"] is not None else NOT_GIVEN,
        interval=held["interval"] or NOT_GIVEN,
        window=held["window"] or NOT_GIVEN,
        as_of=f"{date.fromisoformat(held['as_of']):%d/%m/%Y}" if held["as_of"] else NOT_GIVEN,
        source=f"typed in; source: {held['source']}",
        typed=True,
    )


def choices() -> list[tuple[str, str]]:
    """The measures that may be quoted, for forms."""
    return [(each.id, each.name) for each in definitions()]


def quoted(response: Response) -> list[Quoted]:
    return list(response.figures.filter(withdrawn="").select_related("recommendation"))


def quote_measure(
    *,
    response: Response,
    by: User,
    side: str,
    measure: str,
    since: date | None = None,
    until: date | None = None,
    recommendation: Recommendation | None = None,
) -> Quoted:
    """Quote a figure of a measure as it is now. Raises ResponseError where there is none to give."""
    check_can_write_response(by)
    try:
        made = figure_of(
            measure,
            since=since,
            until=until,
            sees=lambda audit: can(check_can_view_estimate_of, by, audit),
        )
    except MeasureError as error:
        raise ResponseError(str(error)) from None
    if not made.given:
        raise ResponseError(f"{made.title}, {made.window}: there is no figure. {made.note}".strip())
    held: dict[str, Any] = {"how": made.how, "what": made.title, "figure": made.to_json()}
    return _quote(response, by, side, held, recommendation)


def quote_typed(
    *,
    response: Response,
    by: User,
    side: str,
    what: str,
    value: str,
    source: str,
    n: int | None = None,
    interval: str = "",
    window: str = "",
    as_of: date | None = None,
    recommendation: Recommendation | None = None,
) -> Quoted:
    """Quote a figure that somebody else worked out. It is marked as typed in, and what isn't given is said to be missing."""
    if n is not None and not 1 <= n <= 100_000_000:
        raise ResponseError("Write n as a whole number of records, 1 at least, or leave it empty.")
    held = {
        "how": "typed",
        "what": line(what, 200, "what the figure is of"),
        "value": line(value, 60, "the figure, such as 38 %"),
        "source": line(source, 300, "where the figure comes from"),
        "n": n,
        "interval": line(interval, 60, "the interval", needed=False),
        "window": line(window, 100, "the days it speaks of", needed=False),
        "as_of": as_of.isoformat() if as_of else None,
    }
    return _quote(response, by, side, held, recommendation)


def _quote(
    response: Response,
    by: User,
    side: str,
    what: dict[str, Any],
    recommendation: Recommendation | None,
) -> Quoted:
    check_can_write_response(by)
    if side not in Quoted.Side.values:
        raise ResponseError("Choose who quotes the figure: the force or the commissioner.")
    with transaction.atomic():
        row = held_open(response)
        if recommendation is not None and recommendation.inspection_id != row.inspection_id:
            raise ResponseError("That recommendation belongs to another report.")
        if row.figures.count() >= MOST:
            raise ResponseError(f"The response has quoted {MOST} figures already.")
        made: Quoted = keep(
            Quoted(
                response=row,
                recommendation=recommendation,
                side=side,
                held=what,
                made_by=by.username,
                made_at=timezone.now(),
            ),
            by,
        )
        wrote(row, by)
        keep(row, by)
        return made


def take_back(*, quoted: Quoted, by: User, why: str) -> Quoted:
    """Quote it no more, with the reason. It stays on the record."""
    check_can_write_response(by)
    why = line(why, 300, "why it isn't quoted any more")
    with transaction.atomic():
        response = held_open(quoted.response)
        row = Quoted.objects.select_for_update().get(pk=quoted.pk)
        if not row.withdrawn:
            row.withdrawn = why
            keep(row, by)
            wrote(response, by)
            keep(response, by)
        return row
