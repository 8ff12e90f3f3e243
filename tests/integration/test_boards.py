"""Meetings: what is open comes to the next one by itself, nothing is closed without words, and minutes are only corrected."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.boards import matters, meetings, minutes, papers, partners
from onrecord.boards.agenda import agenda_of
from onrecord.boards.bodies_keep import keep_body
from onrecord.boards.bodies_kept import body_of, current, kept
from onrecord.boards.errors import BoardError, NamesFound
from onrecord.boards.minutes_page import commissioner_words, document_of, minutes_of
from onrecord.boards.models import Line, Matter, Meeting, Stands
from onrecord.boards.queries import meeting_for, standing
from onrecord.calls.files import path_of
from onrecord.documents.content import plain_text
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.people.access import NotAllowed
from tests.boards_world import GOLD, action, held, meeting, there
from tests.improvement_world import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return people()


@pytest.fixture
def chief(who):
    return who["dcc"]


def headings(row: Meeting) -> list[str]:
    return [each["heading"] for each in agenda_of(row)]


def test_what_is_open_stands_on_the_next_agenda_by_itself(chief):
    first = held(chief, ago=30)
    one, two = action(first, chief), action(first, chief, title="Write a guide for the front desk")
    second = meeting(chief)
    assert headings(second) == [
        "Apologies",
        f"Minutes of meeting 1, {first.held_on.day} {first.held_on:%B %Y}",
        "Action 1: Read back every log closed as a domestic incident",
        "Action 2: Write a guide for the front desk",
        "The pack of this meeting",
        "Any other business",
    ]
    # There is no way but closing by which a matter leaves the agenda; a cancelled meeting takes none with it.
    meetings.cancel_meeting(meeting=second, by=chief, why="The chair is on a course.")
    third = meeting(chief)
    meetings.hold_meeting(meeting=third, by=chief, attendance=there())
    matters.close_matter(
        matter=one, meeting=third, by=chief, words="All were read back; the audit of May shows it."
    )
    fourth = meetings.call_meeting(
        body=GOLD, held_on=timezone.localdate() + timedelta(days=30), by=chief
    )
    assert [each for each in headings(fourth) if each.startswith("Action")] == [
        "Action 2: Write a guide for the front desk"
    ]
    one.refresh_from_db()
    assert (one.closed_in, one.closed_by) == (third, chief.username)
    assert [line.what for line in one.lines.order_by("pk")] == ["raised", "closed"]
    two.refresh_from_db()
    assert two.is_open
    # What was on the agenda of the meeting that closed it stays there.
    third.refresh_from_db()
    assert "Action 1: Read back every log closed as a domestic incident" in headings(third)
    assert verify_ledger(records=True).ok


def test_nothing_is_closed_silently(chief):
    first = held(chief, ago=10)
    one = action(first, chief)
    with pytest.raises(ValueError, match="Write why it is closed"):
        matters.close_matter(matter=one, meeting=first, by=chief, words="  ")
    second = meeting(chief)
    with pytest.raises(BoardError, match="closed in a meeting"):
        matters.close_matter(matter=one, meeting=second, by=chief, words="Done.")
    other = held(chief, body="crime-governance")
    with pytest.raises(BoardError, match="another body"):
        matters.close_matter(matter=one, meeting=other, by=chief, words="Done.")
    matters.close_matter(matter=one, meeting=first, by=chief, words="Done.")
    with pytest.raises(BoardError, match="Open it again first"):
        matters.report(matter=one, meeting=second, by=chief, words="More.")
    matters.reopen_matter(matter=one, meeting=second, by=chief, why="The audit found three more.")
    one.refresh_from_db()
    assert one.is_open
    assert one.closed_words == ""
    assert [line.words for line in one.lines.order_by("pk")][-2:] == [
        "Done.",
        "The audit found three more.",
    ]


def test_another_owner_or_day_is_written_with_what_was_before(chief):
    first = held(chief)
    one = action(first, chief)
    was = one.due_on
    later = was + timedelta(days=30)
    matters.move_matter(
        matter=one, meeting=first, by=chief, why="Two posts are empty.", due_on=later
    )
    line = one.lines.get(what=Line.What.MOVED)
    assert f"{was:%d/%m/%Y}" in line.words
    assert f"{later:%d/%m/%Y}" in line.words
    assert line.words.endswith("Two posts are empty.")
    number = LedgerEntry.objects.count()
    matters.move_matter(matter=one, meeting=first, by=chief, why="No reason.", due_on=later)
    assert LedgerEntry.objects.count() == number


def test_an_action_needs_an_owner_and_a_day(chief):
    row = meeting(chief)
    with pytest.raises(BoardError, match="by when"):
        matters.raise_matter(
            meeting=row, by=chief, kind="action", title="Do it", owner="Head of Force CID"
        )
    with pytest.raises(ValueError, match="who is to act"):
        matters.raise_matter(
            meeting=row, by=chief, kind="action", title="Do it", due_on=row.held_on
        )
    with pytest.raises(BoardError, match="Choose whether"):
        matters.raise_matter(meeting=row, by=chief, kind="wish", title="Do it")
    matters.raise_matter(meeting=row, by=chief, kind="risk", title="One reader is left")


def test_offices_are_named_and_no_person(chief, who):
    row = held(chief)
    who["sam"].first_name, who["sam"].last_name = "Sam", "Supervisor"
    who["sam"].save()
    for words in (
        "Sam Supervisor said so.",
        "Write to somebody@example.org.",
        "Ring 01632 960123.",
    ):
        with pytest.raises(BoardError, match="name offices and no person"):
            minutes.write_line(meeting=row, by=chief, what="said", heading="Apologies", words=words)
    minutes.write_line(
        meeting=row,
        by=chief,
        what="said",
        heading="Apologies",
        words="5,700 calls a day until 31/12/2026.",
    )


def test_attendance_says_whether_the_commissioners_office_was_there(chief):
    row = meeting(chief, ago=20)
    assert commissioner_words(row) == "Who was there is not written down yet."
    with pytest.raises(BoardError, match="Deputy Chief Constable is missing"):
        meetings.hold_meeting(meeting=row, by=chief, attendance={})
    absent = there(
        Deputy=("apologies", ""), Commissioner=("represented", "Commissioner's statistician")
    )
    with pytest.raises(BoardError, match="a meeting without a chair decides nothing"):
        meetings.hold_meeting(meeting=row, by=chief, attendance=absent)
    with pytest.raises(ValueError, match="who came in its place"):
        meetings.hold_meeting(
            meeting=row, by=chief, attendance=there(Commissioner=("represented", " "))
        )
    made = meetings.hold_meeting(
        meeting=row, by=chief, attendance=absent, chaired_by="Force Crime Registrar"
    )
    assert made.chaired_by == "Force Crime Registrar"
    assert commissioner_words(made) == (
        "The commissioner's office was there: Commissioner's policy lead, represented by Commissioner's statistician."
    )
    again = meetings.hold_meeting(
        meeting=meeting(chief), by=chief, attendance=there(Commissioner=("apologies", ""))
    )
    assert (
        commissioner_words(again) == "The commissioner's office was not there and sent apologies."
    )
    assert commissioner_words(held(chief, body="crime-governance")) == (
        "No office of the commissioner belongs to this body."
    )


def test_minutes_are_agreed_by_the_next_meeting_and_then_only_corrected(chief):
    first = held(chief, ago=30)
    line = minutes.write_line(
        meeting=first, by=chief, what="decision", heading="Any other business", words="The guide is issued on 4 May."
    )  # fmt: skip
    with pytest.raises(BoardError, match="item of the agenda"):
        minutes.write_line(
            meeting=first, by=chief, what="said", heading="The weather", words="Fair."
        )
    second = meeting(chief)
    with pytest.raises(BoardError, match="who was at the meeting"):
        meetings.agree_minutes(meeting=first, at=second, by=chief)
    meetings.hold_meeting(meeting=second, by=chief, attendance=there())
    minutes.correct_line(line=line, words="The guide is issued on 5 May.", by=chief)
    with pytest.raises(BoardError, match="later meeting of the same body"):
        meetings.agree_minutes(meeting=second, at=first, by=chief)
    meetings.agree_minutes(meeting=first, at=second, by=chief)
    first.refresh_from_db()
    assert (first.state, first.agreed_in) == ("agreed", second)
    assert second.lines.get().words == "The minutes of meeting 1 were agreed with 1 correction."
    with pytest.raises(BoardError, match="Afterwards they are corrected"):
        minutes.write_line(meeting=first, by=chief, what="said", heading="Apologies", words="More.")
    later = minutes.correct_line(line=line, words="The guide is issued on 6 May.", by=chief)
    assert later.corrects == line
    item = next(each for each in minutes_of(first) if each.lines)
    assert [(one.words, [each.words for each in found]) for one, found in item.lines] == [
        (
            "The guide is issued on 4 May.",
            ["The guide is issued on 5 May.", "The guide is issued on 6 May."],
        )
    ]
    text = plain_text(document_of(first))
    assert "4 May. (corrected below)" in text
    assert "issued on 6 May" in text
    assert f"agreed on {second.held_on:%d/%m/%Y}" in text


def test_meetings_keep_their_order(chief):
    first, today = meeting(chief, ago=5), timezone.localdate()
    with pytest.raises(BoardError, match="choose another day"):
        meetings.call_meeting(body=GOLD, held_on=first.held_on, by=chief)
    second = meetings.call_meeting(body=GOLD, held_on=today + timedelta(days=3), by=chief)
    with pytest.raises(BoardError, match="keep their order"):
        meetings.move_meeting(meeting=second, held_on=first.held_on, by=chief)
    with pytest.raises(BoardError, match="still to come"):
        meetings.hold_meeting(meeting=second, by=chief, attendance=there())
    with pytest.raises(ValueError, match="why it is moved"):
        meetings.move_meeting(meeting=second, held_on=today + timedelta(days=9), by=chief)
    meetings.move_meeting(meeting=second, held_on=second.held_on, by=chief, place="Room 2")
    moved = meetings.move_meeting(
        meeting=second, held_on=today + timedelta(days=9), by=chief, why="The chair is ill."
    )
    assert [(each["before"], each["why"]) for each in moved.moves] == [
        (str(today + timedelta(days=3)), "The chair is ill.")
    ]
    assert verify_ledger(records=True).ok
    Meeting.objects.filter(pk=moved.pk).update(moves=[])
    assert not verify_ledger(records=True).ok
    found = standing(kept(GOLD).body)
    assert found.next == first


def test_a_body_is_changed_by_versions_and_meetings_keep_the_body_as_it_was(chief):
    first = held(chief, ago=3)
    definition = kept(GOLD).body.to_json()
    definition["members"].append(
        {"title": "Head of Neighbourhoods", "office": "force", "part": "member"}
    )
    with pytest.raises(ValueError, match="why it is changed"):
        keep_body(definition=definition, by=chief, slug=GOLD)
    keep_body(definition=definition, by=chief, slug=GOLD, why="They answer for schools.")
    row = keep_body(definition=definition, by=chief, slug=GOLD, why="Again.")
    assert row.number == 1
    first.refresh_from_db()
    assert "Head of Neighbourhoods" not in {each.title for each in body_of(first).members}
    second = meeting(chief)
    gone = there()
    del gone["Head of Neighbourhoods"]
    with pytest.raises(BoardError, match="Head of Neighbourhoods is missing"):
        meetings.hold_meeting(meeting=second, by=chief, attendance=gone)
    own = keep_body(definition={**definition, "title": "Rape Scrutiny Panel"}, by=chief)
    assert own.slug == "rape-scrutiny-panel"
    retired = {**own.definition, "retired": True}
    keep_body(definition=retired, by=chief, slug=own.slug, why="Its work is done.")
    assert own.slug not in {each.slug for each in current()}
    with pytest.raises(BoardError, match="doesn't meet any more"):
        meetings.call_meeting(body=own.slug, held_on=timezone.localdate(), by=chief)


def test_a_paper_is_kept_by_its_hash_and_only_withdrawn(chief):
    row = meeting(chief)
    made = papers.attach_paper(
        meeting=row, by=chief, title="Terms of reference", name="C:\\terms.pdf", chunks=[b"%PDF-1.7\n", b"x" * 99]
    )  # fmt: skip
    assert (made.name, made.size) == ("terms.pdf", 108)
    assert path_of(made.sha256).read_bytes().startswith(b"%PDF-1.7")
    assert "Terms of reference" in headings(row)
    for name, chunks, words in (
        ("macro.exe", [b"MZ"], "Choose a document"),
        ("terms.pdf", [b"PK\x03\x04"], "no PDF file"),
        ("terms.pdf", [], "empty"),
        ("notes.txt", [b"ab\0"], "no TXT file"),
    ):
        with pytest.raises(BoardError, match=words):
            papers.attach_paper(meeting=row, by=chief, title="Other", name=name, chunks=chunks)
    papers.withdraw_paper(paper=made, by=chief, why="It is last year's.")
    assert "Terms of reference" not in headings(row)
    assert path_of(made.sha256).exists()
    assert verify_ledger(records=True).ok
    path_of(made.sha256).write_bytes(b"changed")
    assert not verify_ledger(records=True).ok


def test_what_a_partner_says_names_no_case(chief):
    held_view = {
        "kind": "domestic-abuse", "partner": "A refuge network", "said_on": timezone.localdate(), "bears": "mixed",
        "by": chief,
    }  # fmt: skip
    for words in ("She came on 3/4/2026.", "Log 20260403-0123 was closed."):
        with pytest.raises(BoardError, match="no person and no case"):
            partners.keep_view(words=words, **held_view)
    made = partners.keep_view(words="Women say that officers believe them more often.", **held_view)
    partners.withdraw_view(view=made, by=chief, why="Kept under the wrong kind.")
    made.refresh_from_db()
    assert made.withdrawn
    with pytest.raises(BoardError, match="kind of hidden crime"):
        partners.keep_view(words="All is well.", **{**held_view, "kind": "arson"})
    assert verify_ledger(records=True).ok


def test_those_who_only_see_change_nothing(chief, who):
    row = held(chief)
    one = action(row, chief)
    for what in (
        lambda: meeting(who["sam"]),
        lambda: meetings.cancel_meeting(meeting=row, by=who["sam"], why="No."),
        lambda: matters.close_matter(matter=one, meeting=row, by=who["sam"], words="No."),
        lambda: minutes.write_line(
            meeting=row, by=who["sam"], what="said", heading="Apologies", words="No."
        ),
        lambda: keep_body(definition={}, by=who["sam"]),
    ):
        with pytest.raises(NotAllowed, match="These roles may"):
            what()
    assert Matter.objects.get().is_open


def test_a_changed_line_is_seen(chief):
    row = held(chief)
    one = action(row, chief)
    assert verify_ledger(records=True).ok
    Line.objects.filter(matter=one).update(words="Nothing was agreed.")
    assert not verify_ledger(records=True).ok


def test_a_private_person_is_refused_until_somebody_answers_for_the_words(chief):
    row = held(chief, ago=10)
    words = "Jane Smith of 12 Acacia Road is to be visited."
    wanted = {"meeting": row, "by": chief, "what": "said", "heading": "Apologies"}
    with pytest.raises(NamesFound, match="may be the name of a person") as error:
        minutes.write_line(words=words, **wanted)
    assert [each.text for each in error.value.found] == ["Jane Smith", "12 Acacia Road"]
    # An answer for some of the words, or for others, lets nothing else through.
    with pytest.raises(NamesFound):
        minutes.write_line(words=words, may_stand=["jane smith", "Joe Bloggs"], **wanted)
    with pytest.raises(NamesFound):
        action(row, chief, title="Visit Jane Smith")
    with pytest.raises(NamesFound):
        meetings.hold_meeting(meeting=meeting(chief), by=chief, attendance=there(Deputy=("represented", "Jane Smith")))  # fmt: skip
    with pytest.raises(NamesFound):
        papers.attach_paper(meeting=row, by=chief, title="Letter of Jane Smith", name="a.txt", chunks=[b"x"])  # fmt: skip
    assert not Stands.objects.exists()
    line = minutes.write_line(words=words, may_stand=["Jane Smith", "12 acacia road"], **wanted)
    kept_answer = Stands.objects.get()
    assert (kept_answer.made_by, kept_answer.words) == (chief.username, ["Jane Smith", "12 Acacia Road"])  # fmt: skip
    assert kept_answer.about == f"minutes:{row.pk}:{line.number}"
    assert verify_ledger(records=True).ok
    Stands.objects.update(made_by="somebody")
    assert not verify_ledger(records=True).ok


def test_an_urgent_meeting_may_come_before_the_next_one_that_is_called(chief):
    first = held(chief, ago=30)
    ordinary = meeting(chief, ago=-20)
    later = action(ordinary, chief, title="Read the figures of the quarter")
    urgent = meeting(chief, ago=1)
    assert (first.number, ordinary.number, urgent.number) == (1, 2, 3)
    now = action(urgent, chief, title="Read back the logs of the night")
    # Each agenda holds what is open on its day, whatever the numbers are.
    assert f"Action {now.number}: {now.title}" in headings(urgent)
    assert f"Action {later.number}: {later.title}" not in headings(urgent)
    assert {f"Action {each.number}: {each.title}" for each in (now, later)} <= set(
        headings(ordinary)
    )
    assert any(each.startswith("Minutes of meeting 1,") for each in headings(urgent))
    assert (meeting_for(now), meeting_for(later)) == (urgent, ordinary)
    urgent = meetings.hold_meeting(meeting=urgent, by=chief, attendance=there())
    with pytest.raises(BoardError, match="Choose a later day"):
        meeting(chief, ago=2)
    assert any(each.startswith("Minutes of meeting 3,") for each in headings(ordinary))
    meetings.agree_minutes(meeting=first, at=urgent, by=chief)
    # What was put on a meeting that is cancelled comes to the others, the earlier day among them.
    meetings.cancel_meeting(meeting=ordinary, by=chief, why="Too few could come.")
    soon = meeting(chief, ago=-3)
    assert f"Action {later.number}: {later.title}" in headings(soon)
    later.refresh_from_db()
    assert meeting_for(later) == soon
