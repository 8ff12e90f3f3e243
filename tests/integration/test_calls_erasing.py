"""A recording is erased for good: what goes, what stays, who may, and that the ledger still verifies."""

import pytest
from django.urls import reverse

from onrecord.calls import erasing, files, integrity
from onrecord.calls.actions import CallError, add_mark, withdraw_mark
from onrecord.calls.cli import erase, to_erase
from onrecord.calls.erasing import erase_recording
from onrecord.calls.models import ErasedRecording, Mark, Recording, Transcript
from onrecord.calls.transcribing import Line
from onrecord.calls.transcripts import keep_transcript
from onrecord.contact.actions import LogError, open_log
from onrecord.contact.models import EntryKind, LogEntry
from onrecord.finding import index
from onrecord.finding.models import Group, Kind
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerErasure
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from tests.calls_made import attached, files_in
from tests.integration.test_finding_live import kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]
WHY = "Court order 12/26 of 3 March"


@pytest.fixture
def reg():
    return User.objects.create(username="reg", role=Role.REGISTRAR)


@pytest.fixture
def log(cal):
    return open_log(by=cal, source="999 call", text="He hit me.", department="Contact")


@pytest.fixture
def recording(cal, log):
    """With a mark that was withdrawn, one that stands, and a machine transcript."""
    row = attached(log, cal, about="First call")
    mark = add_mark(recording=row, by=cal, at_ms=0, text="She says zinnober")
    withdraw_mark(mark=mark, by=cal, why="misheard")
    add_mark(recording=row, by=cal, at_ms=500, text="She says karmesin")
    keep_transcript(
        recording=row, by=cal, engine="test", lines=[Line(0, "indigo said the machine")]
    )
    return row


def test_what_goes_and_what_stays(reg, log, recording, own_folder):
    seqs = [recording.entry_seq, *Transcript.objects.values_list("entry_seq", flat=True)]
    erased = erase_recording(recording=recording, by=reg, why=f"  {WHY} ")
    assert files_in(own_folder) == []
    assert not any(model.objects.exists() for model in (Recording, Mark, Transcript))
    assert (erased.number, erased.erased_by, erased.why) == (recording.pk, "reg", WHY)
    assert (erased.marks, erased.transcripts, erased.sha256) == (2, 1, recording.sha256)
    # The attachment, three versions of two marks, the transcript.
    gone = set(LedgerErasure.objects.values_list("seq", flat=True))
    assert len(gone) == 5
    assert gone.issuperset(seqs)
    bodies = "\n".join(LedgerBody.objects.values_list("body", flat=True))
    for word in ("zinnober", "karmesin", "indigo", "misheard"):
        assert word not in bodies
    report = verify_ledger(records=True)
    assert (report.problems, report.erased) == ([], 5)
    last = LogEntry.objects.filter(kind=EntryKind.RECORDING).order_by("entry_seq").last()
    assert last.text == f"Recording erased (00:02 long): {WHY}"
    # The log's own line that it was attached stays.
    assert LogEntry.objects.filter(text__startswith="Recording attached: First call").exists()


def test_the_words_leave_the_search(reg, recording):
    index.catch_up()
    for typed in ("karmesin", "indigo"):
        assert kinds(reg, Group.CALLS, typed) == [Kind.CALL]
    erase_recording(recording=recording, by=reg, why=WHY)
    index.catch_up()
    for group in Group:
        assert kinds(reg, group, "karmesin") == kinds(reg, group, "indigo") == []


def test_erasing_twice_is_once(reg, recording):
    first = erase_recording(recording=recording, by=reg, why=WHY)
    recording.pk = first.number
    assert erase_recording(recording=recording, by=reg, why="again").pk == first.pk
    assert ErasedRecording.objects.get().why == WHY


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_reason_is_needed(reg, recording, why):
    with pytest.raises(LogError, match="The reason is empty"):
        erase_recording(recording=recording, by=reg, why=why)
    assert recording.path.is_file()
    assert not ErasedRecording.objects.exists()


def test_the_file_stays_while_another_log_has_it(reg, cal, recording):
    other = open_log(by=cal, source="999 call", text="Same call.", department="Contact")
    shared = attached(other, cal)
    assert erasing.others_with_the_file(recording) == [shared]
    erase_recording(recording=recording, by=reg, why=WHY)
    assert shared.path.is_file()
    assert verify_ledger(records=True).problems == []
    erase_recording(recording=shared, by=reg, why=WHY)
    assert not shared.path.exists()


def test_it_is_not_taken_in_again(reg, cal, log, recording, own_folder):
    erase_recording(recording=recording, by=reg, why=WHY)
    with pytest.raises(CallError, match=f"was erased from log .* by reg \\({WHY}\\) and is not"):
        attached(log, cal)
    assert files_in(own_folder) == []


def test_nobody_marks_or_transcribes_what_was_erased_meanwhile(reg, cal, recording):
    number = recording.pk
    erase_recording(recording=recording, by=reg, why=WHY)
    recording.pk = number
    with pytest.raises(CallError, match="erased meanwhile"):
        add_mark(recording=recording, by=cal, at_ms=0, text="x")
    with pytest.raises(CallError, match="erased meanwhile"):
        keep_transcript(recording=recording, by=cal, engine="test", lines=[])


def test_a_file_that_an_interrupted_erasure_left(reg, recording, monkeypatch):
    def refuse(digest):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(files, "remove", refuse)
        with pytest.raises(CallError, match=r"record .* is erased, but its file .* erase it again"):
            erase_recording(recording=recording, by=reg, why=WHY)
    erased = ErasedRecording.objects.get()
    assert files.path_of(erased.sha256).is_file()
    said = [words for well, words in integrity.doctors_findings() if not well]
    assert len(said) == 1
    assert said[0].startswith("1 files of erased recordings are still in")
    assert "was erased" in erase(to_erase(recording=erased.number, by="reg"), why="again")
    assert not files.path_of(erased.sha256).exists()
    assert [words for well, words in integrity.doctors_findings() if not well] == []


def test_the_page_removes_a_file_that_was_left(client, reg, cal, recording, monkeypatch):
    def refuse(digest):
        raise OSError(5, "Input/output error")

    url = reverse("recording-erase", args=[recording.pk])
    page = reverse("recording", args=[recording.pk])
    client.force_login(reg)
    with monkeypatch.context() as patched:
        patched.setattr(files, "remove", refuse)
        body = client.post(url, {"why": WHY, "sure": "on"}).content.decode()
        assert "its file could not be removed" in body
        assert "The file is still on the server" in client.get(page).content.decode()
        assert "could not be removed" in client.post(url, follow=True).content.decode()
    client.force_login(cal)
    assert "still on the server" not in client.get(page).content.decode()
    assert client.post(url).status_code == 403
    client.force_login(reg)
    body = client.post(url, follow=True).content.decode()
    assert "This recording was erased" in body
    assert "still on the server" not in body
    assert not files.path_of(ErasedRecording.objects.get().sha256).exists()


# The page


def test_the_page_asks_for_a_reason_and_a_second_thought(client, reg, log, recording):
    client.force_login(reg)
    url, page = (
        reverse("recording-erase", args=[recording.pk]),
        reverse("recording", args=[recording.pk]),
    )
    assert url in client.get(page).content.decode()
    body = client.get(url).content.decode()
    assert "2 marks in it" in body
    assert "1 machine transcript of it" in body
    for sent, words in (
        ({"why": WHY}, "Confirm that it can"),
        ({"sure": "on"}, "Say why the recording is erased"),
        ({"sure": "on", "why": "   "}, "Say why the recording is erased"),
    ):
        assert words in client.post(url, sent).content.decode()
        assert Recording.objects.exists()
    answer = client.post(url, {"why": WHY, "sure": "on"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    body = answer.content.decode()
    assert "This recording was erased" in body
    assert WHY in body
    assert "You erased it" in body
    assert recording.file_name not in body
    # Sent twice, or gone back to.
    assert client.post(url, {"why": "x", "sure": "on"}).url == page
    assert client.get(url).url == page
    assert ErasedRecording.objects.count() == 1
    assert "was erased" in client.get(reverse("log", args=[log.pk])).content.decode()
    assert client.get(reverse("recording-sound", args=[recording.pk])).status_code == 404
    assert ReadRecord.objects.filter(what="recording of a call, to erase it").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REGISTRAR])
def test_nobody_else_may(client, recording, role):
    client.force_login(User.objects.create(username="other", role=role, department="Contact"))
    url = reverse("recording-erase", args=[recording.pk])
    for answer in (client.get(url), client.post(url, {"why": WHY, "sure": "on"})):
        assert answer.status_code == 403
        assert "These roles may: Force crime registrar" in answer.content.decode()
    with pytest.raises(CallError, match="may not erase the recording"):
        to_erase(recording=recording.pk, by="other")
    assert Recording.objects.exists()


def test_whoever_may_hear_it_reads_that_it_was_erased(client, cal, reg, recording):
    number = recording.pk
    erase_recording(recording=recording, by=reg, why=WHY)
    url = reverse("recording", args=[number])
    client.force_login(cal)
    assert WHY in client.get(url).content.decode()
    client.force_login(User.objects.create(username="x", role=Role.OFFICER, department="South"))
    assert client.get(url).status_code == 403


# The command


def test_the_command(reg, recording):
    found = to_erase(recording=recording.pk, by="reg")
    assert found.words.startswith("recording call.wav, 00:02 long of log ")
    assert "onrecord verify" in erase(found, why=WHY)
    assert not Recording.objects.exists()
    assert verify_ledger(records=True).problems == []


def test_the_command_says_what_is_wrong(reg):
    with pytest.raises(CallError, match="There is no recording 77"):
        to_erase(recording=77, by="reg")
