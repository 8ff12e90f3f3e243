"""What a decision says to the finder's suggestions about its log."""

from collections.abc import Mapping, Sequence
from typing import Any

from crimerules.decision import NotRecorded
from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import check_can_decide_about
from onrecord.deciding.rationale import choices, exit_words
from onrecord.deciding.states import State
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.screening.fates.actions import settle


def start(log: Log, user: User) -> str:
    """Begin a decision about the log, or go on with the one that is open; the address of its next page."""
    from onrecord.deciding.actions import start_decision
    from onrecord.deciding.views import next_page

    check_can_decide_about(user, log)
    waiting = log.decisions.filter(state__in=(State.OPEN, State.REFERRED)).order_by("-id").first()
    row = waiting or start_decision(by=user, log=log)
    return str(next_page(row)["Location"])


def answer_suggestions(
    row: RecordingDecision,
    exits: Sequence[NotRecorded],
    given: Sequence[Mapping[str, Any]],
    *,
    by: User,
) -> None:
    """Let the decision answer what the finder suggested: by the crimes it recorded, or by its rationale. Inside its
    transaction."""
    if row.log is None:
        return
    settle(
        log=row.log,
        by=by,
        crimes=list(Crime.objects.filter(ref__in=row.crime_refs, decision_ref=row.origin)),
        answer=" ".join(_words(entry, one) for entry, one in zip(exits, given, strict=True)),
        decision_origin=row.origin,
    )


def _words(entry: NotRecorded, one: Mapping[str, Any]) -> str:
    """The way out and the test that failed; what was written beside them stays in the rationale."""
    test = choices().tests.get(str(one.get("test", "")))
    return f"{exit_words(entry.exit)}: {test.words if test else entry.reason}."
