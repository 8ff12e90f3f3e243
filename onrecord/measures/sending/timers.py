"""What the system's timer runs, when it last did, and what `onrecord doctor` says of it and of what waits to be sent."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from onrecord.measures.alerts.models import AlertRule, Outgoing
from onrecord.measures.alerts.states import SendState
from onrecord.measures.by_month.rollup import months_held, standing
from onrecord.measures.models import Counted, Ran
from onrecord.measures.registry import measures

Finding = tuple[bool, str]
SWEEP, FIGURES, ALERTS = "sweep", "figures", "alerts"
# `onrecord alerts --send-only`: it sends and raises nothing.
SENDS = "alerts-send-only"
# A night that failed is seen the next morning; one that is only late is not.
NIGHTLY = timedelta(hours=36)
# Alerts are meant for every ten minutes; only asked of whoever set one.
OFTEN = timedelta(hours=2)
# Meant for every minute, at least every ten.
SOON = timedelta(hours=1)
# A message that has waited longer than this waits for somebody to look.
WAITED = timedelta(hours=6)
_HOW = "see “Run it every night” in docs/how-to/run-for-a-team.md"


# What else `onrecord alerts` sends, by apps above: whether anything of it is awaited.
_awaited: dict[str, Callable[[], bool]] = {}


def await_alerts(name: str, asked: Callable[[], bool]) -> None:
    """Have the timer of the alerts missed where `asked()` is true, whether a threshold is set or not."""
    _awaited[name] = asked


# Where what waits to be sent can't wait for a morning, by apps above: whether that is so.
_sent_soon: dict[str, Callable[[], bool]] = {}


def await_sending(name: str, asked: Callable[[], bool]) -> None:
    """Have a timer missed that sends what waits where `asked()` is true, whether anything waits now or not."""
    _sent_soon[name] = asked


def ran(name: str, now: datetime | None = None) -> None:
    """Note that a command is at its end."""
    Ran.objects.update_or_create(name=name, defaults={"at": now or timezone.now()})


def doctors_findings(now: datetime | None = None, *, timers: bool = True) -> Iterator[Finding]:
    """For `onrecord doctor`: whether all is well, and a sentence. `timers`: whether there should be any."""
    now = now or timezone.now()
    held = months_held() if timers else []
    if not timers:
        yield (
            True,
            "A demonstration needs no timer, for e-mail neither: what waits is sent when somebody runs `onrecord alerts`.",
        )
        yield from _queue(now, waits=True)
        return
    last = dict(Ran.objects.values_list("name", "at"))
    if not held:
        yield True, "There are no records yet, so nothing to sweep and no figures to count."
    else:
        yield _nightly("The nightly sweep (`onrecord sweep`)", last.get(SWEEP), now)
        yield _figures(last.get(FIGURES), held, now)
    if AlertRule.objects.filter(active=True).exists() or any(ask() for ask in _awaited.values()):
        yield _alerts(last.get(ALERTS), now)
    if any(ask() for ask in _sent_soon.values()):
        yield _sending(max(filter(None, (last.get(ALERTS), last.get(SENDS))), default=None), now)
    yield from _queue(now)


def _nightly(name: str, at: datetime | None, now: datetime) -> Finding:
    if at is None:
        return False, f"{name} has never run: {_HOW}."
    return now - at <= NIGHTLY, f"{name} last ran {_ago(now - at)}{_late(now - at)}"


def _late(since: timedelta) -> str:
    return "." if since <= NIGHTLY else f": {_HOW}."


def _figures(at: datetime | None, held: list[date], now: datetime) -> Finding:
    missing = sum(len(standing(one.id, held, now).missing) for one in measures())
    if missing:
        return False, f"{missing:,} months of figures are not counted: run `onrecord figures`."
    oldest = Counted.objects.filter(month=held[-1]).aggregate(at=Min("counted_at"))["at"]
    latest = max(filter(None, (at, oldest)), default=None)
    if latest is None or now - latest > NIGHTLY:
        when = "never" if latest is None else f"not for {_span(now - latest)}"
        return False, f"The figures were counted {when}: run `onrecord figures`, and {_HOW}."
    return True, f"The figures were last counted {_ago(now - latest)}."


def _alerts(at: datetime | None, now: datetime) -> Finding:
    if at is None:
        return (
            False,
            f"Alerts are set, or a response is due, and `onrecord alerts` has never run: {_HOW}.",
        )
    well = now - at <= OFTEN
    return well, f"`onrecord alerts` last ran {_ago(now - at)}" + ("." if well else f": {_HOW}.")


def _sending(at: datetime | None, now: datetime) -> Finding:
    """Of either command: whichever ran last sent what waited."""
    if at is None:
        return (
            False,
            "Reporting on line is open, and nothing sends what a person is to look at now if the server can't at once: have "
            f"`onrecord alerts --send-only` run every minute, {_HOW}.",
        )
    well = now - at <= SOON
    words = f"What waits to be sent was last sent {_ago(now - at)}"
    return well, words + ("." if well else f": have `onrecord alerts --send-only` run, {_HOW}.")


def _queue(now: datetime, *, waits: bool = False) -> Iterator[Finding]:
    """What waits to be sent, by mail and to other programs, and what somebody must look at. `waits`: whether it may wait."""
    kinds = dict(Outgoing.Kind.choices)
    rows = Outgoing.objects.exclude(state=SendState.SENT).values_list("kind", "state")
    found = list(rows.annotate(n=Count("id"), first=Min("queued_at")).order_by("kind", "state"))
    if not found:
        yield True, "Nothing waits to be sent."
    for kind, state, number, first in found:
        which = f"{number:,} message{'' if number == 1 else 's'} ({kinds[kind]})"
        oldest = f"the oldest {_ago(now - first)}"
        if state in (SendState.GIVEN_UP, SendState.UNSURE):
            words = "given up" if state == SendState.GIVEN_UP else "may not have arrived"
            yield (
                False,
                f"{which}: {words}, {oldest}. See “What waits to be sent” under Alerts.",
            )
        else:
            late = now - first > WAITED and not waits
            more = (
                ": is the mail server, or the other program, reachable, and does a timer run `onrecord alerts`?"
                if late
                else "."
            )
            yield not late, f"{which} to be sent, {oldest}{more}"


def _ago(since: timedelta) -> str:
    return f"{_span(since)} ago"


def _span(since: timedelta) -> str:
    """In words, as coarse as one would say it."""
    minutes = max(int(since.total_seconds() // 60), 0)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            number = minutes // size
            return f"{number} {name}{'' if number == 1 else 's'}"
    return "0 minutes"
