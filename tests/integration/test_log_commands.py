"""The command line: every command in the table does what its form does, and what is typed wrong comes back."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from onrecord.contact import closing, commands
from onrecord.contact.actions import LogError
from onrecord.contact.actions.ending import own_check
from onrecord.contact.models import EntryKind, Log, LogEntry, LogLink, LogPerson, LogPlace
from onrecord.ledger.live import verify_ledger
from tests.integration.kept_log import QUIET, kept_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(cal):
    return kept_log(cal, text=QUIET)


def do(log, cal, line, origin=None):
    return commands.run(log=log, by=cal, line=line, origin=origin or str(uuid4()))


def last(kind) -> LogEntry:
    return LogEntry.objects.filter(kind=kind).latest("entry_seq")


def test_every_example_of_the_table_works(log, cal, monkeypatch):
    """Typed one after the other, as they stand in the table, with the references there are."""
    # Whether it reports a crime is asked elsewhere.
    monkeypatch.setattr(closing, "_checks", {"log": own_check})
    other, same = kept_log(cal), kept_log(cal)
    for command in commands.COMMANDS:
        line = command.example
        if command.names == ("link",):
            line = f"link {other.ref} same street"
        if command.names == ("dup",):
            done = do(same, cal, f"dup {other.ref} same caller")
            assert done == f"Closed as a duplicate of {other.ref}."
            continue
        if command.names == ("close",):
            do(log, cal, "r TU21 clear")
            asked = last(EntryKind.ESCALATION)
            from onrecord.contact.actions import answer_escalation

            answer_escalation(entry=asked, by=cal, who="Lee", text="No")
        assert do(log, cal, line).endswith("."), line
    row = Log.objects.get(pk=log.pk)
    assert (row.text, row.grade, row.opening_code) == (QUIET, "1", "Domestic incident")
    assert (row.qualifiers, row.closing_code) == (["domestic abuse"], "Opened in error")
    assert (row.department, row.officer) == ("Response North", "PC 1234")
    ann = LogPerson.objects.get()
    assert (ann.name, ann.age, ann.roles) == ("Ann Smith", 34, ["victim"])
    place = LogPlace.objects.get()
    assert (place.text, place.postcode) == ("12 High Street", "EX4 4QJ")
    assert LogLink.objects.get().why == "same street"
    kinds = set(LogEntry.objects.filter(log_ref=log.ref).values_list("kind", flat=True))
    assert kinds >= {
        EntryKind.LINE, EntryKind.PERSON, EntryKind.PLACE, EntryKind.GRADE, EntryKind.THRIVE, EntryKind.CODES,
        EntryKind.RESOURCE, EntryKind.ACCOUNT, EntryKind.ESCALATION, EntryKind.ALLOCATION, EntryKind.LINK,
        EntryKind.CLOSED,
    }  # fmt: skip
    assert verify_ledger(records=True).problems == []


@pytest.mark.parametrize(
    ("line", "roles", "name", "age", "born"),
    [
        ("p victim Ann Smith 34", ["victim"], "Ann Smith", 34, None),
        ("p caller, victim Ann", ["caller", "victim"], "Ann", None, None),
        ("P SUSPECT", ["suspect"], "", None, None),
        ("p victim 李小龍 03/02/1991", ["victim"], "李小龍", None, date(1991, 2, 3)),
        ("p child 7", ["child"], "", 7, None),
        ("p witness Agent 4711", ["witness"], "Agent 4711", None, None),
    ],
)
def test_people(log, cal, line, roles, name, age, born):
    do(log, cal, line)
    who = LogPerson.objects.get()
    assert (who.roles, who.name, who.age, who.born) == (roles, name, age, born)


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("w ex4 4qj", ("", "EX4 4QJ", "", "")),
        ("w SX 923 925", ("", "", "SX 923 925", "")),
        ("w uprn 100040235811", ("", "", "", "100040235811")),
        ("w 12 High Street, EX44QJ", ("12 High Street", "EX4 4QJ", "", "")),
        ("w behind the Co-op", ("behind the Co-op", "", "", "")),
    ],
)
def test_places(log, cal, line, held):
    do(log, cal, line)
    place = LogPlace.objects.get()
    assert (place.text, place.postcode, place.grid, place.uprn) == held


def test_qualifiers_go_on_and_come_off_with_a_reason(log, cal):
    do(log, cal, "q hate race")
    do(log, cal, "q CHILD")
    with pytest.raises(LogError, match="reason"):
        do(log, cal, "q -child")
    do(log, cal, "q -child; he is 19")
    assert Log.objects.get(pk=log.pk).qualifiers == ["hate: race"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "empty"),
        ("zz top", "is no command"),
        ("he hit me", "begin with e: “e he hit me”"),
        ("e", "Something is missing after “e”. Type: e WORDS"),
        ("g 9 x", "no call grade"),
        ("g", "Type: g GRADE REASON"),
        ("p Ann Smith", "Say first what part they have"),
        ("p victim Ann 31/02/1990", "no such day"),
        ("p victim Ann 01/01/2199", "lies in the future"),
        ("r TU21 dancing", "says nothing of TU21"),
        ("r TU21 clear", "TU21 is not on this log"),
        ("q hate", "fits more than one qualifier"),
        ("q nonsense", "is no qualifier of this force. They are: domestic abuse"),
        ("t z x", "no head of THRIVE"),
        ("t t", "Nothing is assessed"),
        ("link L0", "There is no log L0"),
        ("close nonsense", "is no closing code"),
        ("close duplicate", "is no closing code"),
        ("a Ann", "Type: a WHO: WORDS"),
        ("x : why", "Type: x WHOM"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(log, cal, line, words):
    before = LogEntry.objects.count()
    with pytest.raises(LogError) as error:
        do(log, cal, line)
    assert words in str(error.value)
    assert LogEntry.objects.count() == before


def post(client, log, line, origin=None):
    return client.post(
        reverse("log-command", args=[log.pk]),
        {"line": line, "origin": origin or str(uuid4())},
        follow=True,
    )


def test_the_page_says_what_was_done_and_gives_the_keyboard_back(log, cal, client):
    client.force_login(cal)
    origin = str(uuid4())
    for _ in range(2):
        text = post(client, log, "e Door forced <b>", origin).content.decode()
        assert 'id="said" role="status"' in text
        assert "The entry is written." in text
        assert "autofocus" in text
        assert 'aria-describedby="said id_line_helptext"' in text
    assert LogEntry.objects.filter(text="Door forced <b>").count() == 1
    # Whoever only looks keeps their place: nothing takes the focus.
    assert "autofocus" not in client.get(reverse("log", args=[log.pk])).content.decode()


def test_what_was_typed_wrong_comes_back_in_the_field(log, cal, client):
    client.force_login(cal)
    text = post(client, log, 'g 9 "he is back" <now>').content.decode()
    assert 'value="g 9 &quot;he is back&quot; &lt;now&gt;"' in text
    assert "<title>Error: " in text
    assert 'aria-invalid="true"' in text
    assert "no call grade" in text


def test_a_question_mark_unfolds_the_list(log, cal, client):
    client.force_login(cal)
    text = post(client, log, "?").content.decode()
    assert "<details open>" in text
    for command in commands.COMMANDS:
        assert command.usage in text


def test_a_closed_log_takes_no_command(log, cal, client):
    client.force_login(cal)
    do(log, cal, "close opened in error")
    text = post(client, log, "e late").content.decode()
    assert not LogEntry.objects.filter(text="late").exists()
    assert "Open it again" in text
    assert "is closed. Open it again, with the reason, to write in it" in text


def test_the_guide_lists_every_command():
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "keep-a-log.md"
    text = guide.read_text(encoding="utf-8")
    for command in commands.COMMANDS:
        assert f"| `{command.usage}` | {command.meaning} | `{command.example}` |" in text


def test_everything_that_stands_in_the_way_of_closing_is_said_at_once(log, cal, client):
    client.force_login(cal)
    for line in ("r TU21", "x inspector: more units?"):
        do(log, cal, line)
    text = post(client, log, "close opened in error").content.decode()
    assert "TU21 is still assigned" in text
    assert "An answer is missing: inspector was asked" in text
    assert LogEntry.objects.filter(kind=EntryKind.CLOSED).count() == 0
