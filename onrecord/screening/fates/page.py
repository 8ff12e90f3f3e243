"""What the page of a log's disclosures shows: each suggestion with where it stands, and everything that was said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.reasons import reason_named
from onrecord.screening.fates.sources import Verdict, verdicts
from onrecord.screening.fates.states import FateKind
from onrecord.screening.queries import rule_names
from onrecord.screening.scoring.suggestions import Now, Suggestion, big_group


@dataclass(frozen=True, slots=True)
class Told:
    """One fate in words."""

    row: Fate
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One suggestion as the page shows it. `state`: a FateKind, or "recorded" where a crime on record answers it without
    anybody having been asked; `fates`: newest first; `readers`: what audits found."""

    suggestion: Suggestion
    state: str
    state_words: str
    colour: str
    rules: Sequence[tuple[str, str]]
    fates: Sequence[Told]
    readers: Sequence[tuple[Verdict, str]]
    may_reject: bool
    may_reopen: bool


_COLOURS = {
    FateKind.OPEN: "amber",
    FateKind.ASKED: "amber",
    FateKind.REOPENED: "amber",
    FateKind.ACCEPTED: "green",
    FateKind.REJECTED: "grey",
}


def told(row: Fate) -> Told:
    return Told(row, reason_named(row.reason).words if row.reason else "")


def shown_of(now: Now, log: Log, user: User) -> list[Shown]:
    """The suggestions of the log, the open ones first."""
    names = rule_names()
    rows = list(Fate.objects.filter(log=log).order_by("-id"))
    # Readers' verdicts are for those who look after recording; others get theirs as findings.
    read = verdicts([log.pk], user) if user.may(Permission.VIEW_SUSPECTS) else []
    found = []
    for one in now.suggestions:
        mine = [row for row in rows if row.offence == one.offence.title]
        state, words, colour = _state(one, mine)
        found.append(
            Shown(
                one,
                state,
                words,
                colour,
                [(rule, names.get(rule, rule)) for rule in one.rules],
                [told(row) for row in mine],
                [(verdict, _said(verdict, one)) for verdict in read],
                may_reject=not one.crimes and state != FateKind.ACCEPTED,
                may_reopen=state in (FateKind.REJECTED, FateKind.ACCEPTED),
            )
        )
    return sorted(found, key=lambda each: each.colour != "amber")


def earlier(now: Now, log: Log) -> list[Told]:
    """Fates of suggestions that the finder doesn't make any more: the text, or a pattern, has changed."""
    titles = {one.offence.title for one in now.suggestions}
    rows = Fate.objects.filter(log=log).exclude(offence__in=titles).order_by("-id")
    return [told(row) for row in rows]


def _state(one: Suggestion, mine: Sequence[Fate]) -> tuple[str, str, str]:
    if mine and (mine[0].kind != FateKind.ASKED or not one.crimes):
        kind = FateKind(mine[0].kind)
        return kind, kind.label, _COLOURS[kind]
    if one.crimes:
        return "recorded", "such a crime is on record", "green"
    return FateKind.OPEN, "open: nothing said yet", "amber"


def _said(verdict: Verdict, one: Suggestion) -> str:
    group = big_group(one.offence)
    should, recorded = verdict.should.get(group, 0), verdict.recorded.get(group, 0)
    name = {"violence": "of violence", "sexual": "of a sexual kind"}.get(group, "of another kind")
    if not should:
        return f"no crime {name} to record"
    if recorded == should:
        return f"{should} {name} to record, and recorded"
    return f"{should} {name} to record, {recorded} recorded"
