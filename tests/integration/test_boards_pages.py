"""The pages of boards: every form is sent as a browser sends it, and says what is missing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from onrecord.boards.bodies_kept import kept
from onrecord.boards.models import Line, Matter, Meeting, Pack, Paper, PartnerView
from onrecord.boards.packs import issue_pack
from onrecord.ledger.live import verify_ledger
from tests.boards_world import GOLD, action, held, meeting
from tests.improvement_world import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return people()


@pytest.fixture
def chief(client, who):
    client.force_login(who["dcc"])
    return client


def date_words(day):
    return f"{day.day} {day:%B %Y}"


def sent(client, page, /, *args, **data):
    """What the page says after the form was sent; the notification or the summary of errors is in it."""
    return client.post(reverse(page, args=args), data, follow=True).content.decode()


def test_a_body_is_changed_on_its_page_and_comes_back_as_it_was(chief):
    form = chief.get(reverse("body-edit", args=["policing-and-crime"])).context["form"]
    first = {name: form.initial.get(name, "") for name in form.fields}
    first.pop("retired")
    before = kept("policing-and-crime").body
    assert "Why it is changed: write it" in sent(chief, "body-edit", before.slug, **first)
    assert "The body is kept" in sent(
        chief, "body-edit", before.slug, **{**first, "why": "No change."}
    )
    # What the form begins with is the body: sent back unchanged, only its version is new.
    assert kept(before.slug).body == before
    assert "one office that chairs" in sent(
        chief,
        "body-edit",
        before.slug,
        **{**first, "why": "x", "members": "Somebody; force; member"},
    )
    page = sent(
        chief, "body-new", name="Scrutiny panel", purpose="It looks at rape.", every="months", months=["2", "9"], day="4",
        members="Head of Public Protection; force; chair\nCommissioner's officer; commissioner; attends",
        standing="Apologies", sections=["n100"], hidden_months=["9"],
    )  # fmt: skip
    assert "It meets in February and September." in page
    assert "Hidden crimes, in month 9" in page


def test_meetings_are_called_moved_held_and_agreed_on_pages(chief, who):
    today = timezone.localdate()
    assert "Enter a date such as" in sent(chief, "meeting-new", GOLD, held_on="soon")
    page = sent(
        chief, "meeting-new", GOLD, held_on=(today - timedelta(days=9)).isoformat(), place="Room 4"
    )
    assert "The meeting is called" in page
    row = Meeting.objects.get()
    assert "The meeting is moved" in sent(
        chief,
        "meeting-step",
        row.pk,
        "move",
        held_on=(today - timedelta(days=8)).isoformat(),
        place="Room 5",
        why="Snow is forecast.",
    )
    page = chief.get(row.get_absolute_url()).content.decode()
    assert "Snow is forecast." in page
    assert (
        f"from {date_words(today - timedelta(days=9))} to {date_words(today - timedelta(days=8))}"
        in page
    )
    answers = {f"how_{number}": "present" for number in range(10)}
    assert "choose whether it was there" in sent(
        chief, "meeting-step", row.pk, "attendance", chaired_by="x"
    )
    page = sent(
        chief, "meeting-step", row.pk, "attendance", **{**answers, "how_9": "apologies"}, chaired_by="Deputy Chief Constable",
    )  # fmt: skip
    assert "The commissioner&#x27;s office was not there and sent apologies." in page
    assert "It was: choose" in sent(
        chief, "meeting-step", row.pk, "write", heading="Apologies", words="x"
    )
    assert "Written." in sent(
        chief,
        "meeting-step",
        row.pk,
        "write",
        heading="Apologies",
        what="said",
        words="<b>None</b> came late.",
    )
    assert (
        "&lt;b&gt;None&lt;/b&gt; came late." in chief.get(row.get_absolute_url()).content.decode()
    )
    line = Line.objects.get()
    assert "stands beside the line" in sent(chief, "line-correct", line.pk, words="One came late.")
    second = held(who["dcc"])
    assert "The minutes are agreed" in sent(
        chief, "meeting-step", second.pk, "agree", earlier=row.pk
    )
    third = meeting(who["dcc"], ago=-9)
    assert "The meeting is cancelled" in sent(
        chief, "meeting-step", third.pk, "cancel", why="Snow."
    )
    assert chief.get(reverse("meeting-step", args=[third.pk, "dance"])).status_code == 404
    assert verify_ledger(records=True).ok


def test_matters_papers_and_packs_on_pages(chief, who):
    first = held(who["dcc"], ago=9)
    row = meeting(who["dcc"], ago=-1)
    assert "Write by when" in sent(
        chief,
        "meeting-step",
        row.pk,
        "raise",
        kind="action",
        words="Count",
        office="Lead performance analyst",
    )
    sent(
        chief, "meeting-step", row.pk, "raise", kind="action", words="Count", office="Lead performance analyst",
        due_on="2026-12-31",
    )  # fmt: skip
    one = Matter.objects.get()
    assert "Written." in sent(chief, "matter-step", one.pk, "report", words="Half is counted.")
    assert "stays in the minutes" in sent(
        chief,
        "matter-step",
        one.pk,
        "change",
        office="Head of Force CID",
        due_on="2027-01-31",
        why="They have it.",
    )
    # It was raised for a meeting that is to come, so no meeting can have closed it.
    assert "closed in a meeting" in sent(chief, "matter-step", one.pk, "close", words="Done.")
    other = action(first, who["dcc"])
    assert "Closed." in sent(chief, "matter-step", other.pk, "close", words="Done.")
    assert "on the agenda again" in sent(chief, "matter-step", other.pk, "reopen", why="Not done.")
    file = SimpleUploadedFile("terms.pdf", b"%PDF-1.7 terms")
    assert "The paper is kept" in sent(
        chief, "meeting-step", row.pk, "paper", about_it="Terms", file=file
    )
    paper = Paper.objects.get()
    answer = chief.get(reverse("paper-file", args=[paper.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 terms"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="terms.pdf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "Withdrawn." in sent(chief, "paper-withdraw", paper.pk, why="Old.")
    assert "The pack is issued" in sent(chief, "pack-issue", row.pk)
    assert Pack.objects.get().meeting == row
    assert "Half is counted." in chief.get(reverse("pack", args=[row.pk, 1])).content.decode()
    assert "A pack is issued before it" in sent(chief, "pack-issue", first.pk)


def test_what_partners_say_is_kept_on_its_page(chief):
    view = {
        "kind": "hate",
        "partner": "A community trust",
        "said_on": timezone.localdate().isoformat(),
        "bears": "poorly",
    }
    assert "no person and no case" in sent(
        chief, "partner-view-new", **view, words="Ring 01632 960123."
    )
    assert "The view is kept" in sent(
        chief, "partner-view-new", **view, words="People give up at the second call."
    )
    row = PartnerView.objects.get()
    assert (
        "People give up at the second call." in chief.get(reverse("hidden-crimes")).content.decode()
    )
    assert "Withdrawn." in sent(
        chief, "partner-view-withdraw", row.pk, why="Said of another force."
    )
    assert "People give up" not in chief.get(reverse("hidden-crimes")).content.decode()


def test_a_supervisor_reads_meetings_and_no_pack(client, who):
    row = meeting(who["dcc"])
    client.force_login(who["dcc"])
    sent(client, "pack-issue", row.pk)
    client.force_login(who["sam"])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Pack 1, issued" in page
    assert reverse("pack", args=[row.pk, 1]) not in page
    assert client.get(reverse("pack", args=[row.pk, 1])).status_code == 403
    assert "Hidden crimes" not in page


def test_the_page_shows_what_looks_like_a_person_and_keeps_who_answered(chief, who):
    row = held(who["dcc"])
    data = {"heading": "Apologies", "what": "said", "words": "Jane Smith is to be visited."}
    page = sent(chief, "meeting-step", row.pk, "write", **data)
    assert "“Jane Smith” may be the name of a person" in page
    assert 'value="jane smith"' in page
    assert not Line.objects.exists()
    # What is ticked stays ticked when something else was found besides.
    more = {
        **data,
        "words": "Jane Smith and Tom Brown are to be visited.",
        "may_stand": ["jane smith"],
    }
    again = sent(chief, "meeting-step", row.pk, "write", **more)
    ticked = again.partition('value="jane smith"')[2].partition(">")[0]
    assert "checked" in ticked
    assert "checked" not in again.partition('value="tom brown"')[2].partition(">")[0]
    page = sent(chief, "meeting-step", row.pk, "write", **{**more, "may_stand": ["jane smith", "tom brown"]})  # fmt: skip
    assert "Words that were let stand" in page
    assert "Jane Smith; Tom Brown" in page


def test_a_pack_says_that_its_meeting_was_moved_since(chief, who):
    row = meeting(who["dcc"], ago=-5)
    issue_pack(meeting=row, by=who["dcc"])
    was, now = row.held_on, row.held_on + timedelta(days=3)
    pack = reverse("pack", args=[row.pk, 1])
    assert "Issued for" not in chief.get(pack).content.decode()
    assert "why it is moved" in sent(chief, "meeting-step", row.pk, "move", held_on=now.isoformat())
    page = sent(
        chief, "meeting-step", row.pk, "move", held_on=now.isoformat(), why="The room is taken."
    )
    assert f"for {date_words(was)}</strong>: issue it again" in page
    told = chief.get(pack).content.decode()
    assert f"Issued for {date_words(was)}; the meeting is now on {date_words(now)}." in told
    issue_pack(meeting=Meeting.objects.get(), by=who["dcc"])
    assert "Issued for" not in chief.get(reverse("pack", args=[row.pk, 2])).content.decode()
