"""Meetings of the CDI Gold Group for tests: called, held with everybody there, with an action."""

from datetime import date, timedelta

from django.utils import timezone

from onrecord.boards.bodies_kept import kept
from onrecord.boards.matters import raise_matter
from onrecord.boards.meetings import PRESENT, call_meeting, hold_meeting
from onrecord.boards.models import Matter, Meeting
from onrecord.boards.packs import issue_pack
from onrecord.boards.papers import attach_paper
from onrecord.boards.partners import keep_view
from onrecord.people.models import User

GOLD = "gold-group"


def meeting(by: User, *, ago: int = 0, body: str = GOLD) -> Meeting:
    """One that is called for so many days ago."""
    return call_meeting(
        body=body, held_on=timezone.localdate() - timedelta(days=ago), by=by, place="Room 1"
    )


def there(body: str = GOLD, **otherwise: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """Everybody there, but for those who are named by how their title begins."""
    found = {each.title: (PRESENT, "") for each in kept(body).body.members}
    for begins, how in otherwise.items():
        title = next(each for each in found if each.startswith(begins))
        found[title] = how
    return found


def held(by: User, *, ago: int = 0, body: str = GOLD) -> Meeting:
    """One that took place."""
    return hold_meeting(meeting=meeting(by, ago=ago, body=body), by=by, attendance=there(body))


def action(of: Meeting, by: User, *, due_on: date | None = None, title: str = "") -> Matter:
    return raise_matter(
        meeting=of,
        by=by,
        kind="action",
        title=title or "Read back every log closed as a domestic incident",
        owner="Head of Public Protection",
        due_on=due_on or timezone.localdate() + timedelta(days=14),
    )


def fill(world) -> None:
    """Put a meeting with minutes, one to come with its pack and a paper, and a partner's view into the force of `pages_world`."""
    by = world.people["registrar"]
    world.minuted = held(by, ago=30)
    world.matter = action(world.minuted, by)
    world.line = world.matter.lines.get()
    world.coming = meeting(by)
    world.paper = attach_paper(
        meeting=world.coming, by=by, title="Terms", name="terms.txt", chunks=[b"Terms of reference"]
    )
    issue_pack(meeting=world.coming, by=by)
    world.view = keep_view(
        kind="hate",
        partner="A community trust",
        said_on=timezone.localdate(),
        bears="well",
        words="Well.",
        by=by,
    )
