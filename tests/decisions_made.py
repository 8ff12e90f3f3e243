"""Logs and decisions about a theft, for tests."""

from onrecord.contact.actions import open_log
from onrecord.contact.models import Log
from onrecord.deciding import actions
from onrecord.deciding.models import RecordingDecision
from tests.deciding_world import answer_all

# The least that a rationale says.
WHY = {"evidence": "video", "from_whom": "officer", "told": "by-phone"}
THEFT = {"what": "theft", "theft-from": "shop"}


def opened(olu, **more) -> Log:
    return open_log(
        **{"by": olu, "source": "999 call", "text": "He took a bottle and ran.", **more}
    )


def theft(olu, log=None, **more) -> RecordingDecision:
    row = actions.start_decision(by=olu, log=log, **more)
    return answer_all(row, olu, THEFT)


def not_confirmed(olu, log=None, **more) -> RecordingDecision:
    """A passer-by saw a shop theft; whoever it was taken from was asked and doesn't say so."""
    row = actions.start_decision(by=olu, log=log, **more)
    return answer_all(row, olu, {**THEFT, "reporter": "denied", "theft-from": "elsewhere"})


def with_a_point_left_open(olu, **more) -> RecordingDecision:
    """A theft in a prison: the rules leave to the registrar who records it."""
    return actions.put_facts(
        decision=theft(olu, **more), by=olu, facts={"place": {"kind": "prison"}}
    )
