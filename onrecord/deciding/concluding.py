"""Concluding a decision: crimes are recorded, ways out get their rationale, the rest goes to the registrar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from crimerules.decision import Decision, NotRecorded, Step
from crimerules.editions import edition_on
from onrecord.contact.actions import LogError, check_time
from onrecord.contact.models import Log
from onrecord.deciding import facts as facts_of
from onrecord.deciding import rationale as rationales
from onrecord.deciding.errors import Conflict, DecisionError
from onrecord.deciding.fates import answer_suggestions
from onrecord.deciding.judge import Judged, judge
from onrecord.deciding.marks import marks_of, marks_of_now
from onrecord.deciding.models import Rationale, RecordingDecision, plain
from onrecord.deciding.otherwise import Final, choose, final
from onrecord.deciding.policies import can_rule, check_can_change_decision
from onrecord.deciding.recording import record_all, write_to_log
from onrecord.deciding.reviewing import ask_for_review, mark_corrected
from onrecord.deciding.reviews import qualifiers
from onrecord.deciding.states import State
from onrecord.deciding.suggesting import presses
from onrecord.deciding.writing import move, save_change, save_rationale
from onrecord.people.models import User

HANDED_OVER = (
    "There are no questions for what was reported: the registrar decides what is recorded."
)
NOT_HELD = "What the rules said on the day of the report isn't held here: the registrar decides what is recorded."
NOTHING_KNOWN = (
    "What the rules ask for is not known: the registrar decides what is recorded meanwhile."
)


def conclude(
    *,
    decision: RecordingDecision,
    by: User,
    rationale: Mapping[str, Any] | None = None,
    disagree: Mapping[str, Any] | None = None,
    version: int | None = None,
    recorded_at: datetime | None = None,
) -> RecordingDecision:
    """Confirm what the rules say, or what was chosen instead: record it, and return the decision.

    `rationale`: the choices of `onrecord.deciding.rationale.clean`, for every way out; where the ways out differ,
    {"exits": [one for each]} in the order of the answer. `disagree`: {"reason", "instead": {"c0": {"class", "code"}
    or {"none": True}}, "also": [{"class", "code"}]} (see `onrecord.deciding.otherwise`); a choice that was put among the
    facts holds, too. `recorded_at`: when a device without signal concluded it.

    A decision that is concluded already is returned as it is: nothing is recorded twice. Where the rules leave a point
    to the registrar, what is certain is recorded and the decision is referred. Raises DecisionError, Conflict.
    """
    check_can_change_decision(by, decision)
    now = timezone.now()
    at = _time(recorded_at) or now
    with transaction.atomic():
        row = RecordingDecision.objects.select_for_update().get(pk=decision.pk)
        if row.state == State.CONCLUDED:
            return row
        if row.state == State.REFERRED and not (disagree and can_rule(by, row)):
            return row
        if row.state == State.WITHDRAWN:
            raise DecisionError("This decision was withdrawn. Begin a new one.")
        if version is not None and row.version != version:
            raise Conflict(
                "This decision was changed meanwhile. Look at the answer as it is now, then confirm it."
            )
        judged = judge(row)
        if judged.unfinished:
            raise DecisionError("The questions aren't at their end yet. Answer them first.")
        for part, chosen in _choices(disagree):
            row.facts = {
                **row.facts,
                "otherwise": choose(judged, row.facts, part=part, **chosen),
            }
        decided = final(judged, row.facts)
        if judged.asked and not decided.disagreed:
            raise DecisionError(f"The rules still ask: {judged.asked[0].asks}")
        return finish(row, judged, decided, by=by, at=at, rationale=rationale or {})


def _choices(disagree: Mapping[str, Any] | None) -> list[tuple[str, dict[str, str]]]:
    """The parts of a disagreement as `otherwise.choose` takes them."""
    if not disagree:
        return []
    reason = str(disagree.get("reason", ""))
    parts = [
        *dict(disagree.get("instead", {})).items(),
        *(("also", each) for each in disagree.get("also", ())),
    ]
    if not parts:
        raise DecisionError("Say what is to be recorded instead.")
    return [
        (part, {"class_": each.get("class", ""), "code": each.get("code", ""), "reason": reason})
        for part, each in parts
    ]


def finish(
    row: RecordingDecision,
    judged: Judged,
    decided: Final,
    *,
    by: User,
    at: datetime,
    rationale: Mapping[str, Any],
) -> RecordingDecision:
    """Record, write and save. The decision is held; inside the transaction of whoever calls."""
    why = referred_because(judged, decided)
    exits = () if why else decided.exits
    if not (why or decided.crimes or exits or judged.decision.joined):
        raise DecisionError(
            "Nothing was reported that could be recorded. Withdraw the decision, with the reason."
        )
    given = _rationales(row, exits, rationale, by=by, at=at)
    row.case = plain(judged.case.to_dict())
    row.result = plain(judged.decision.to_dict())
    if decided.disagreed:
        row.chosen = plain(
            {
                "by": by.username,
                "reason": decided.reason,
                "crimes": [_short(each) for each in decided.crimes],
                "exits": [each.exit for each in exits],
            }
        )
    marks = marks_of(
        row.log,
        judged,
        crimes=decided.crimes,
        exits=exits,
        rationales=given,
        more=marks_of_now(row, decided.disagreed, bool(decided.crimes), at),
        qualifiers=qualifiers(),
    )
    joined = () if why else judged.decision.joined
    record_all(row, judged.case, decided.crimes, exits, given, joined, by=by, at=at, marks=marks)
    move(row, State.REFERRED if why else State.CONCLUDED)
    if not why:
        row.concluded_at, row.concluded_by = at, by.username
    save_change(row, by=by)
    for number, (entry, one) in enumerate(zip(exits, given, strict=True), 1):
        _write_rationale(row, number, entry, one, by=by, at=at)
    if not why:
        ask_for_review(row, marks, by=by, at=at)
        mark_corrected(row, by=by)
    write_to_log(row, decided, exits, joined, by=by, why=why, at=at)
    answer_suggestions(row, exits, given, by=by)
    return row


def referred_because(judged: Judged, decided: Final) -> str:
    """Why a decision goes to the registrar before it is concluded; empty when it doesn't."""
    if decided.disagreed:
        return ""
    if judged.decision.referrals:
        return " ".join(each.asks for each in judged.decision.referrals)
    # No answer of the rules is not the answer that it is no crime.
    if any(each.exit == "not-held" for each in judged.decision.not_recorded):
        return NOT_HELD
    if judged.empty and judged.unknown:
        return NOTHING_KNOWN
    if judged.empty and judged.handed_over:
        return HANDED_OVER
    return ""


def _short(crime: Any) -> dict[str, Any]:
    return {
        "class": crime.class_,
        "code": crime.code,
        "title": crime.title,
        "victims": crime.victims,
        "count": crime.count,
    }


def _rationales(
    row: RecordingDecision,
    exits: Sequence[NotRecorded],
    given: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> list[dict[str, Any]]:
    """The rationale of each way out, complete. Raises DecisionError naming what is missing."""
    each = given.get("exits")
    found = []
    pressing = presses(row.log) if exits else []
    for number, entry in enumerate(exits):
        one = each[number] if each and number < len(each) else ({} if each else given)
        if not one:
            raise DecisionError(
                f"Not recorded as a crime: {entry.reason}. Give the rationale: on what evidence, from whom, and what the "
                "victim was told."
            )
        one = rationales.clean(one, entry, by=str(by), now=at)
        found.append(rationales.in_words(one, pressing))
    return found


def _write_rationale(
    row: RecordingDecision,
    number: int,
    entry: NotRecorded,
    one: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> None:
    save_rationale(
        Rationale(
            decision=row,
            decision_origin=row.origin,
            number=number,
            log=row.log,
            log_ref=row.log_ref,
            exit=entry.exit,
            code=entry.code,
            acts=list(entry.acts),
            written_at=at,
            written_by=by.username,
            **one,
        ),
        by=by,
    )


def negate(
    *,
    by: User,
    log: Log | None,
    rationale: Mapping[str, Any],
    concerns: str = "other",
    origin: str | None = None,
    desk: str = "",
    route: str = "desk",
    recorded_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> RecordingDecision:
    """Not a crime, straight from the official flow chart: a concluded decision with one rationale.

    `rationale`: as for `conclude`, with its `test`. `concerns`: other, rape or death; a rape becomes N100 and a death
    N300 where the failed test says so. The same `origin` again returns the decision that is there.
    """
    from onrecord.deciding.actions import start_decision

    at = _time(recorded_at) or timezone.now()
    with transaction.atomic():
        row = start_decision(
            by=by, log=log, origin=origin, desk=desk, route=route, recorded_at=at, sent_at=sent_at
        )
        row = RecordingDecision.objects.select_for_update().get(pk=row.pk)
        if row.state != State.OPEN:
            return row
        entry = rationales.negated(str(rationale.get("test", "")), concerns)
        one = rationales.clean(rationale, entry, by=str(by), now=at)
        one = rationales.in_words(one, presses(log))
        row.answers = []
        row.facts = facts_of.clean({**row.facts, "concerns": concerns})
        step = Step(entry.rule, row.log_ref, f"flow chart gone through by hand: {entry.reason}")
        made = Decision(
            on=row.on_date,
            edition=edition_on(row.on_date),
            not_recorded=(entry,),
            steps=(step,),
            notes=("The flow chart was gone through by hand; the questions were not answered.",),
        )
        row.result = plain(made.to_dict())
        decided = Final((), (entry,))
        marks = marks_of(
            log,
            None,
            crimes=(),
            exits=(entry,),
            rationales=[one],
            concerns=concerns,
            more={"negated", *marks_of_now(row, False, False, at)},
            qualifiers=qualifiers(),
        )
        record_all(row, None, (), (entry,), [one], by=by, at=at, marks=marks)
        move(row, State.CONCLUDED)
        row.concluded_at, row.concluded_by = at, by.username
        save_change(row, by=by)
        _write_rationale(row, 1, entry, one, by=by, at=at)
        ask_for_review(row, marks, by=by, at=at)
        write_to_log(row, decided, (entry,), by=by, why="", at=at)
        answer_suggestions(row, (entry,), [one], by=by)
    return row


def _time(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return check_time("The time of the decision", at)
    except LogError as error:
        raise DecisionError(str(error)) from None
