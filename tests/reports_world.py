"""Reports on line for tests: sent by invented people."""

import html
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.html import strip_tags

from crimerules.tree import Interview
from onrecord.people.models import User
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.intake import Sent, take_in
from onrecord.supervision.lists.kept import kept
from onrecord.supervision.lists.queries import list_page, visible
from tests.deciding_world import plain_answer

PLAIN = "My bike was taken from outside the library. It is blue."
GRAVE = "My ex put his hands round my neck last night. He said he would be back."
# Why what was reported was none after all.
WHY_NO_CRIME = {
    "test": "balance",
    "evidence": "video",
    "from_whom": "witness",
    "source": "PC 4411",
    "evidence_at": timezone.now() - timedelta(hours=1),
    "told": "not-yet",
    "text": "It was there before.",
}


def words_on(answer) -> str:
    """What somebody reads on a page: without the numbers by chance in its addresses and forms, which may hold any word."""
    return html.unescape(strip_tags(answer.content.decode()))


def reported(account: str = PLAIN, hours: float = 0, **more) -> tuple[Report, str]:
    """A report as the public sends it, so many hours ago, and its secret."""
    sent = Sent(
        **{
            "type_key": "theft",
            "title": "Something was stolen",
            "account": account,
            "department": "Contact",
            "people": [{"roles": ["victim", "caller"], "name": "Ada Moss"}],
            "contact": {"name": "Ada Moss", "phone": "07700 900123"},
            **more,
        }
    )
    at = timezone.now() - timedelta(hours=hours)
    return take_in(sent=sent, origin=str(uuid4()), submitted_at=at)


def answered(wanted: dict[str, str]) -> list[list[str]]:
    """Answers to the questions of the rules, to their end, as a report keeps them."""
    here, found = Interview(), []
    while not here.finished:
        say = plain_answer(here, wanted)
        found.append([f"rules:{here.at}", say])
        here = here.answer(say)
    return found


def listed(user: User, slug: str) -> list[str]:
    """What a list shows to somebody, by reference."""
    one, now = kept(slug).worklist, timezone.now()
    rows = list_page(visible(user, one, now), one, now).rows
    return [row.shown.ref for row in rows]


THEFT = {"what": "theft"}
