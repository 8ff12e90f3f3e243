"""Steps of crimes for tests: the victim told, a cancellation that is right, a refusal in words."""

import pytest

from onrecord.contact.actions import LogError
from onrecord.ledger.models import LedgerEntry
from onrecord.recording import actions
from onrecord.recording.models import Crime

AVI = {
    "came": "3 June, from the hospital",
    "source": "CCTV of the stairs",
    "checked": "Seen with the manager; clock checked against the speaking clock",
    "shows": "She fell; nobody else was there",
}


C2 = {"independent": True, "additional": True, "verifiable": True, "no_crime": True}


def told(crime, by, topic="cancel", **more):
    return actions.tell_victim(
        **{
            "record": crime,
            "by": by,
            "topic": topic,
            "person": "ann",
            "how": "telephone",
            "said": "Told what is to happen and how to challenge it.",
            **more,
        }
    )


def cancel(crime, by, ground="C2", **more):
    return actions.cancel_crime(
        **{
            "crime": crime,
            "by": by,
            "ground": ground,
            "reason": "The film shows that she fell.",
            "answers": C2,
            "information": AVI,
            **more,
        }
    )


def state(crime):
    return Crime.objects.get(pk=crime.pk).state


def refused(action, words, error=LogError):
    """The action is refused with these words, and nothing is left of it."""
    size = LedgerEntry.objects.count()
    with pytest.raises(error, match=words) as caught:
        action()
    assert LedgerEntry.objects.count() == size
    return caught.value
