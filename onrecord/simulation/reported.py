"""The demonstration's reports on line: sent by invented people just now, the way in that the public has.

One that a person may confirm in one screen, one that presses, one that was held back, and one with a message of its reporter.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from onrecord.deciding.interview import start_with
from onrecord.people.demonstration import DEPARTMENT
from onrecord.people.models import User
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.intake import Sent, take_in
from onrecord.reporting.status.reporter import add_more
from onrecord.reporting.switch.actions import set_switch

_BICYCLE = (
    "I locked my bicycle to the rack outside the library in Mill Street at nine, and when I came out at one it was gone. "
    "The lock lay on the ground, cut through. It is a dark green Trek with a child's seat, worth about 400 pounds."
)
_PRESSES = (
    "I am writing this since I can't ring. My ex-husband came round last night. He put his hands round my neck and said that "
    "he would be back. He reads my messages."
)
_NEIGHBOUR = (
    "Somebody scratched my car from front to back while it stood outside our house in Orchard Way. It is the third time this "
    "year. I think that the doorbell across the road has a camera."
)
# Answers to the questions of the rules, in their order: a bicycle was stolen from the person who reports it.
_STOLEN = ("victim", "no", "theft", "bicycle", "no")


def make_reports(registrar: User) -> None:
    """Reporting on line is opened, and all of them come in."""
    set_switch(by=registrar, on=True, department=DEPARTMENT)
    now = timezone.now()
    _send(
        "bicycle-theft", "A bicycle was stolen", _BICYCLE, now - timedelta(hours=3), "Ada Moss",
        opening_code="Crime: theft", answers=_answers(_STOLEN),
    )  # fmt: skip
    _send(
        "domestic-abuse", "Domestic abuse", _PRESSES, now - timedelta(minutes=20), "Bea Finch",
        opening_code="Domestic incident", qualifiers=("domestic abuse",),
        safe="Only by e-mail, on weekdays before noon",
    )  # fmt: skip
    scratched = _send(
        "damage", "Something was damaged", _NEIGHBOUR, now - timedelta(hours=6), "Cal Reed",
        opening_code="Crime: criminal damage",
    )  # fmt: skip
    _send(
        "something-else", "Something else", "test test test asdf", now - timedelta(hours=1), "",
        doubts=("The whole report was written in 2 seconds.",),
    )  # fmt: skip
    add_more(
        report=scratched,
        text="A neighbour tells me that she saw a grey van at about four.",
        origin=str(uuid4()),
    )


def _send(
    key: str,
    title: str,
    account: str,
    at: datetime,
    name: str,
    safe: str = "",
    answers: Sequence[Sequence[str]] = (),
    doubts: Sequence[str] = (),
    **more: Any,
) -> Report:
    contact = {"name": name, "phone": "07700 900123" if name else "", "safe": safe}
    sent = Sent(
        type_key=key,
        title=title,
        account=account,
        answers=[["what-happened", account], *answers],
        department=DEPARTMENT,
        people=[{"roles": ["victim", "caller"], "name": name}] if name else [],
        places=[{"text": "Mill Street, Anytown"}],
        contact=contact,
        doubts=doubts,
        **more,
    )
    return take_in(sent=sent, origin=str(uuid4()), submitted_at=at)[0]


def _answers(says: Sequence[str]) -> list[list[str]]:
    """The answers as a report keeps them."""
    return [[f"rules:{question}", say] for question, say in start_with(says)]
