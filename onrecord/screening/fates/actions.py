"""What may become of a suggestion of the finder; each change with its ledger entry, in one transaction.

    reject(log=, by=, offence=, reason=, words=)   on the page: no crime is to be recorded, and why
    reopen(log=, by=, offence=, words=)            the rejection, or an acceptance, is taken back
    take_up(log=, by=)                             somebody goes from the page to the decision
    note_asked(log=, by=)                          closing was refused because of the words
    settle(log=, by=, crimes=, answer=, ...)       a decision was concluded: what it says to the suggestions

Nothing here records a crime, and nothing is chosen beforehand.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text
from onrecord.contact.models import Log
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.screening.fates.content import fate_content, fate_subject
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.policies import check_can_judge, check_can_see_disclosed
from onrecord.screening.fates.reasons import RATIONALE, reasons
from onrecord.screening.fates.standing import mark
from onrecord.screening.fates.states import STANDING, FateKind, Route, may_move
from onrecord.screening.models import Suspect
from onrecord.screening.rules.engine import WEAK
from onrecord.screening.scoring.suggestions import Now, Suggestion, disclosed_now, fits, is_closed

MOST_WORDS = 5_000


class FateError(ValueError):
    """The change can't be made; the message says why and what to do. Nothing was written."""


def standing(log: Log) -> dict[str, Fate]:
    """The newest fate of each suggestion of the log, by offence."""
    return {row.offence: row for row in Fate.objects.filter(log=log, newest=True)}


def reject(*, log: Log, by: User, offence: str, reason: str, words: str) -> Fate:
    """Say that no crime is to be recorded for what the finder suggests, and why. Raises FateError, NotAllowed.

    A rejection replaced by another stays to be seen; the same again writes nothing.
    """
    check_can_judge(by, log)
    if reason not in {each.code for each in reasons() if each.own}:
        raise FateError("Choose a reason from the list.")
    words = _words(words)
    with transaction.atomic():
        row, now = _held(log)
        one = _open_suggestion(now, offence)
        last = standing(row).get(offence)
        if (
            last is not None
            and last.kind == FateKind.REJECTED
            and (last.reason, last.words, last.by) == (reason, words, by.username)
        ):
            return last
        return _write(
            row, one, now, by, FateKind.REJECTED, Route.PAGE, last, reason=reason, words=words
        )


def reopen(*, log: Log, by: User, offence: str, words: str) -> Fate:
    """Take a rejection or an acceptance back, with words: the suggestion is open again. Raises FateError, NotAllowed."""
    check_can_judge(by, log)
    words = _words(words)
    with transaction.atomic():
        row, now = _held(log)
        last = standing(row).get(offence)
        if last is None:
            raise FateError("Nothing has been said about this suggestion yet.")
        if last.kind == FateKind.REOPENED:
            return last
        one = now.of(offence)
        return _write(
            row, one or last, now, by, FateKind.REOPENED, Route.PAGE, last, words=words
        )  # fmt: skip


def take_up(*, log: Log, by: User) -> list[Fate]:
    """Somebody goes from the page to the decision: every open suggestion now waits for an answer. Raises NotAllowed."""
    check_can_see_disclosed(by, log)
    return _ask(log, by, Route.PAGE, least=1)


def note_asked(*, log: Log, by: User) -> list[Fate]:
    """Closing the log was refused because of its words: "record, or say why"."""
    return _ask(log, by, Route.CLOSING, least=WEAK)


def _ask(log: Log, by: User, route: Route, *, least: int) -> list[Fate]:
    with transaction.atomic():
        row, now = _held(log)
        last, made = standing(row), []
        for one in now.suggestions:
            before = last.get(one.offence.title)
            since = before.kind if before else FateKind.OPEN
            if not one.crimes and one.points >= least and may_move(since, FateKind.ASKED):
                made.append(_write(row, one, now, by, FateKind.ASKED, route, before))
    return made


def settle(
    *,
    log: Log,
    by: User,
    crimes: Sequence[Crime],
    answer: str,
    decision_origin: str,
) -> list[Fate]:
    """A decision about the log was concluded: it recorded `crimes`, or says why not (`answer`). Inside its transaction.

    Speaks only of suggestions that had been made to somebody: asked for at closing or on the page, rejected before, or of
    a log that was closed and stood on the list. A crime recorded in the ordinary course of taking a report is nobody's
    answer to the finder.
    """
    last = standing(log)
    listed = is_closed(log) and Suspect.objects.filter(pk=log.pk).exists()
    if not last and not listed:
        return []
    made = []
    now = disclosed_now(log)
    for one in now.suggestions:
        before = last.get(one.offence.title)
        since = FateKind(before.kind) if before else FateKind.OPEN
        if since == FateKind.OPEN and not listed:
            continue
        own = [crime for crime in crimes if fits(crime, one.offence)]
        route = Route.CLOSING if before and before.route == Route.CLOSING and since in STANDING else Route.DECISION  # fmt: skip
        if own and may_move(since, FateKind.ACCEPTED):
            refs = [crime.ref for crime in own]
            made.append(
                _write(
                    log,
                    one,
                    now,
                    by,
                    FateKind.ACCEPTED,
                    route,
                    before,
                    decision_origin=decision_origin,
                    crime_refs=refs,
                )
            )
        elif answer and not one.crimes and since in (FateKind.OPEN, *STANDING):
            made.append(
                _write(
                    log,
                    one,
                    now,
                    by,
                    FateKind.REJECTED,
                    route,
                    before,
                    reason=RATIONALE,
                    words=answer,
                    decision_origin=decision_origin,
                )
            )
    return made


def _held(log: Log) -> tuple[Log, Now]:
    row = Log.objects.select_for_update().get(pk=log.pk)
    return row, disclosed_now(row)


def _open_suggestion(now: Now, offence: str) -> Suggestion:
    one = now.of(offence)
    if one is None:
        raise FateError(
            "The finder doesn't suggest this any more: the log or the patterns have changed. Look at the page again."
        )
    if one.crimes:
        raise FateError(
            f"A crime of this kind is on record: {', '.join(crime.ref for crime in one.crimes)}. There is nothing to reject."
        )
    return one


def _words(words: str) -> str:
    try:
        return check_text("The reason in words", words, MOST_WORDS)
    except LogError as error:
        raise FateError(str(error)) from None


def _write(
    log: Log,
    one: Suggestion | Fate,
    now: Now,
    by: User,
    kind: FateKind,
    route: Route,
    last: Fate | None,
    *,
    reason: str = "",
    words: str = "",
    decision_origin: str = "",
    crime_refs: Iterable[str] = (),
) -> Fate:
    since = FateKind(last.kind) if last else FateKind.OPEN
    if not may_move(since, kind):
        raise FateError(f"What is {since.label} can't become {kind.label}.")
    if isinstance(one, Fate):
        said = {name: getattr(one, name) for name in ("offence", "group", "rules", "rule", "quote", "points", "second")}  # fmt: skip
    else:
        said = {
            "offence": one.offence.title,
            "group": one.offence.group,
            "rules": list(one.rules),
            "rule": one.rules[0],
            "quote": one.quote,
            "points": one.points,
            "second": one.second,
        }
    row = Fate(
        log=log,
        log_system=log.system,
        log_ref=log.ref,
        log_ref_key=log.ref_key,
        department=log.department,
        **said,
        made_by=now.finding.made_by,
        of=now.finding.of,
        kind=kind,
        route=route,
        reason=reason,
        words=words,
        decision_origin=decision_origin,
        crime_refs=list(crime_refs),
        by=by.username,
        at=timezone.now(),
    )
    row.entry_seq = append(
        kind="fate.noted", subject=fate_subject(row), body=fate_content(row), by=by.username
    )
    Fate.objects.filter(log=log, offence=row.offence, newest=True).update(newest=False)
    row.save(force_insert=True)
    mark(log, now)
    return row
