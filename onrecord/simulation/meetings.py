"""The demonstration's boards: one meeting of the gold group that took place, and one that is called, with its pack.

Invented, as the force is, and made through the ordinary actions by the demonstration's own accounts.
"""

from datetime import timedelta

from django.utils import timezone

from onrecord.boards import matters, meetings, minutes, papers, partners
from onrecord.boards.agenda import heading_of
from onrecord.boards.bodies_kept import kept
from onrecord.boards.models import Meeting
from onrecord.boards.packs import issue_pack
from onrecord.people.models import User
from onrecord.people.roles import Role

GOLD = "gold-group"
_PAPER = """How the force reads back logs that were closed as a domestic incident
Invented for the demonstration.

Each Monday two sergeants of the public protection department read every such log of the week before. Where a crime was disclosed
they record it and tell the department.
"""


def make_meetings(accounts: list[User]) -> None:
    """Both meetings. `accounts`: the demonstration's, of which a chief officer and the commissioner's office act."""
    who = {person.role: person for person in accounts}
    chief = who[Role.CHIEF_OFFICER]
    today = timezone.localdate()
    first = meetings.call_meeting(
        body=GOLD, held_on=today - timedelta(days=32), by=chief, place="Headquarters, room 4"
    )
    partners.keep_view(
        kind="domestic-abuse",
        partner="Anyshire refuge network",
        said_on=today - timedelta(days=20),
        bears="mixed",
        words="Women say that the first call is taken seriously. Some were told nothing for weeks afterwards.",
        by=who[Role.COMMISSIONER],
    )
    _held(first, chief)
    second = meetings.call_meeting(
        body=GOLD, held_on=today + timedelta(days=5), by=chief, place="Headquarters, room 4"
    )
    papers.attach_paper(
        meeting=second, by=chief, title="Reading back domestic incidents", name="reading-back.txt", chunks=[_PAPER.encode()]
    )  # fmt: skip
    issue_pack(meeting=second, by=chief)


def _held(first: Meeting, chief: User) -> None:
    attendance = {each.title: (meetings.PRESENT, "") for each in kept(GOLD).body.members}
    attendance["Head of Force CID"] = (meetings.REPRESENTED, "Detective superintendent")
    attendance["Head of Corporate Communications"] = (meetings.APOLOGIES, "")
    late = matters.raise_matter(
        meeting=first,
        kind="action",
        title="Read back every log of the last quarter that was closed as a domestic incident",
        owner="Head of Public Protection",
        due_on=first.held_on + timedelta(days=21),
        by=chief,
    )
    first = meetings.hold_meeting(meeting=first, by=chief, attendance=attendance)
    owed = matters.raise_matter(
        meeting=first,
        kind="action",
        title="Show the share of crimes recorded at the first call, by month and department",
        owner="Lead performance analyst",
        due_on=first.held_on + timedelta(days=60),
        by=chief,
    )
    matters.raise_matter(
        meeting=first, kind="risk", title="Two of three audit readers leave in the spring", owner="Force Crime Registrar", by=chief
    )  # fmt: skip
    done = matters.raise_matter(
        meeting=first, kind="item", title="A message on disclosures inside other reports", by=chief
    )
    minutes.write_line(
        meeting=first, by=chief, what="said", heading=heading_of(late),
        words="The commissioner's office asked how many such logs there are, and how many were read back.",
    )  # fmt: skip
    minutes.write_line(
        meeting=first, by=chief, what="decision", heading=heading_of(late),
        words="The department reads back all of them, not a sample, and reports the number with a crime in it.",
    )  # fmt: skip
    matters.close_matter(
        matter=done, meeting=first, by=chief, words="The message is on all lock screens since Monday. What changes after it is measured."
    )  # fmt: skip
    matters.report(
        matter=owed, meeting=first, by=chief, words="The measure exists; departments follow."
    )
