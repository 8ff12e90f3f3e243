"""The pages on which a log is opened and kept: what they take, what they refuse, and that nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact import actions
from onrecord.contact.forms.deeds import DEEDS, OFFERED
from onrecord.contact.models import EntryKind, Log, LogEntry, LogLink, LogPerson, LogPlace
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import ReadRecord
from onrecord.people.roles import Role
from tests.integration.kept_log import FIRST, QUIET, kept_log, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client, cal):
    client.force_login(cal)
    return client


@pytest.fixture
def log(cal):
    return kept_log(cal)


def keep(client, log, deed, follow=True, about="", **data):
    url = reverse("log-keep", args=[log.pk, deed]) + (f"?about={about}" if about else "")
    given = {"origin": str(uuid4()), "version": Log.objects.get(pk=log.pk).version, **data}
    return client.post(url, given, follow=follow)


def said(answer) -> str:
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'class="error-summary"' not in text, text[text.index('class="error-summary"') :][:900]
    return text


def refused(answer) -> str:
    text = answer.content.decode()
    assert 'class="error-summary"' in text
    assert "<title>Error: " in text
    return text


def test_a_log_is_opened_with_caller_victim_and_place(keeper, cal):
    data = {
        "origin": str(uuid4()),
        "source": "999 call",
        "department": "Contact",
        "text": FIRST,
        "opening_code": "Domestic incident",
        "grade": "1",
        "qualifiers": ["domestic abuse", "child"],
        "caller": "Żofia O'Neill-日本 👩🏽",
        "phone": "01392 000000",
        "is_victim": "on",
        "born": "1991-02-03",
        "place": "The flat over the baker's",
        "postcode": "ex44qj",
        "grid": "sx923925",
    }
    text = said(keeper.post(reverse("log-open"), data, follow=True))
    log = Log.objects.get()
    assert (log.text, log.department, log.source) == (FIRST, "Contact", "999 call")
    who = LogPerson.objects.get()
    assert (who.name, who.roles, str(who.born)) == (
        data["caller"],
        ["caller", "victim"],
        "1991-02-03",
    )
    place = LogPlace.objects.get()
    assert (place.postcode, place.grid) == ("EX4 4QJ", "SX 923 925")
    assert f"Log {log.ref} is open" in text
    assert data["caller"] in text.replace("&#x27;", "'")
    # Sent twice (a double click, the back button): the same log.
    again = keeper.post(reverse("log-open"), data, follow=True)
    assert again.redirect_chain[0][0] == reverse("log", args=[log.pk])
    assert Log.objects.count() == LogPerson.objects.count() == 1
    assert verify_ledger(records=True).problems == []


def test_what_the_opening_form_refuses_stays_in_it(keeper):
    future = timezone.localdate() + timedelta(days=1)
    text = refused(
        keeper.post(
            reverse("log-open"),
            {
                "origin": str(uuid4()),
                "source": "",
                "text": "Broken window",
                "victim": "Ann",
                "born": future.isoformat(),
                "received_at": "29/03/2026 01:30",
            },
        )
    )
    assert "Choose how it was reported" in text
    assert "The birth date lies in the future" in text
    assert "There was no such time: the clocks went forward" in text
    assert "Broken window</textarea>" in text
    assert not Log.objects.exists()


def test_an_hour_that_occurs_twice_begins_the_clock_with_the_first(keeper):
    keeper.post(
        reverse("log-open"),
        {
            "origin": str(uuid4()),
            "source": "Officer",
            "text": "x",
            "received_at": "2026-10-25T01:30",
        },
    )
    assert Log.objects.get().received_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_nul_byte_is_taken_out_and_the_rest_kept(keeper, log):
    said(keep(keeper, log, "entry", text="before\x00after 💥"))
    assert LogEntry.objects.get(kind=EntryKind.LINE).text == "beforeafter 💥"


def test_every_form_can_be_looked_at_and_says_so_in_the_reads(keeper, log, cal):
    entry = actions.add_entry(log=log, by=cal, text="Door is blue")
    asked = actions.escalate(log=log, by=cal, to="Inspector", text="More units?")
    about = {"correct": entry.pk, "answer": asked.pk}
    for what in DEEDS:
        url = reverse("log-keep", args=[log.pk, what])
        answer = keeper.get(url, {"about": about[what]} if what in about else {})
        assert answer.status_code == 200, what
        assert DEEDS[what].title in answer.content.decode()
    kept = ReadRecord.objects.filter(subject=actions.subject_of(log), what="log, to write in it")
    assert kept.count() == len(DEEDS)
    assert keeper.get(reverse("log-keep", args=[log.pk, "nothing"])).status_code == 404
    assert keeper.get(reverse("log-keep", args=[log.pk, "correct"])).status_code == 404
    offered = keeper.get(reverse("log", args=[log.pk])).content.decode()
    for what in OFFERED:
        assert reverse("log-keep", args=[log.pk, what]) in offered


def test_an_entry_of_another_log_can_not_be_corrected_from_here(keeper, log, cal):
    other = actions.add_entry(log=kept_log(cal), by=cal, text="elsewhere")
    answer = keep(keeper, log, "correct", about=other.pk, text="x", why="y")
    assert answer.status_code == 404


def test_the_whole_life_of_a_log(keeper, cal):
    log = kept_log(cal, text=QUIET)
    said(keep(keeper, log, "entry", text="Door is blue"))
    entry = LogEntry.objects.get(kind=EntryKind.LINE)
    text = said(keep(keeper, log, "correct", about=entry.pk, text="Door is green", why="misheard"))
    assert "Door is blue" in text
    assert "Door is green" in text
    text = said(keep(keeper, log, "thrive", threat="The dog, at the door", harm="None"))
    assert "The dog, at the door" in text
    form = keeper.get(reverse("log-keep", args=[log.pk, "thrive"])).content.decode()
    assert ": The dog, at the door" in form
    said(keep(keeper, log, "thrive", threat="It has left"))
    last = LogEntry.objects.filter(kind=EntryKind.THRIVE).latest("id")
    assert last.detail == {"heads": {"threat": "It has left"}, "again": True}
    said(keep(keeper, log, "grade", grade="2"))
    assert "The reason for the new grade is empty" in refused(keep(keeper, log, "grade", grade="1"))
    said(keep(keeper, log, "grade", grade="1", why="It is back"))
    changed = LogEntry.objects.filter(kind=EntryKind.GRADE).latest("id")
    assert changed.detail == {"before": "2", "after": "1", "why": "It is back"}
    said(
        keep(
            keeper,
            log,
            "codes",
            opening_code="Animals or wildlife",
            qualifiers=["vulnerable adult"],
        )
    )
    said(keep(keeper, log, "person", roles=["victim"], name="Ann", age="34", confirms="yes"))
    ann = LogPerson.objects.get()
    assert ann.facts == {"confirms": True}
    said(
        keep(
            keeper,
            log,
            "person",
            about=ann.pk,
            roles=["victim", "caller"],
            name="Ann Smith",
            born="1992-01-01",
            version=1,
        )
    )
    ann.refresh_from_db()
    assert (ann.name, ann.age, ann.roles, ann.version) == (
        "Ann Smith",
        None,
        ["victim", "caller"],
        2,
    )
    text = said(keep(keeper, log, "place", what="scene", postcode="nonsense here", uprn="12"))
    assert "hasn&#x27;t the form of a postcode" in text
    place = LogPlace.objects.get()
    assert "nonsense here" in place.text
    said(keep(keeper, log, "resource", resource="tu21", state="assigned"))
    said(keep(keeper, log, "resource", resource="TU21", state="at-scene"))
    said(keep(keeper, log, "escalate", to="Duty inspector", text="Send more?"))
    asked = LogEntry.objects.get(kind=EntryKind.ESCALATION)
    text = refused(keep(keeper, log, "close", closing_code="Opened in error"))
    assert "TU21 is still at scene" in text
    assert "An answer is missing: Duty inspector was asked" in text
    said(keep(keeper, log, "answer", about=asked.pk, who="Inspector Lee", text="Yes"))
    said(keep(keeper, log, "resource", resource="TU21", state="clear"))
    said(keep(keeper, log, "allocate", department="Response", officer="PC 12"))
    other = kept_log(cal)
    said(keep(keeper, log, "link", other=other.ref.lower(), why="same street"))
    assert LogLink.objects.count() == 1
    said(keep(keeper, log, "account", who="Ann", text="It is not my dog", differs="yes"))
    text = refused(keep(keeper, log, "close", closing_code="Opened in error"))
    assert "A later account says otherwise than the first one" in text
    text = said(
        keep(keeper, log, "close", closing_code="Opened in error", text="Tried it, see account.")
    )
    assert "is closed: Opened in error" in text
    assert "Open it again" in text
    assert "is closed. Open it again" in refused(keep(keeper, log, "entry", text="late"))
    said(keep(keeper, log, "reopen", why="She rang again"))
    row = Log.objects.get(pk=log.pk)
    assert (row.text, row.closed_at, row.grade) == (QUIET, None, "1")
    assert verify_ledger(records=True).problems == []


def test_two_people_and_one_log_lose_nothing(keeper, log, cal):
    seen = log.version
    actions.change_grade(log=log, by=person("dee"), grade="2")
    actions.add_entry(log=log, by=cal, text="What Dee wrote meanwhile")
    answer = keep(keeper, log, "grade", version=seen, grade="3", why="typed with care")
    text = refused(answer)
    assert "Somebody else changed log" in text
    assert "typed with care</textarea>" in text
    assert "What Dee wrote meanwhile" in text
    newer = Log.objects.get(pk=log.pk).version
    assert f'name="version" value="{newer}"' in text
    assert Log.objects.get(pk=log.pk).grade == "2"


def test_a_form_sent_twice_writes_once_and_is_no_conflict(keeper, log):
    origin, version = str(uuid4()), log.version
    for _ in range(2):
        said(keep(keeper, log, "grade", origin=origin, version=version, grade="1"))
    assert LogEntry.objects.filter(kind=EntryKind.GRADE).count() == 1
    origin = str(uuid4())
    for what, data in {
        "entry": {"text": "once"},
        "person": {"roles": ["witness"]},
        "place": {"what": "scene", "text": "here"},
        "resource": {"resource": "A1", "state": "clear"},
    }.items():
        origin = str(uuid4())
        if what == "resource":
            said(keep(keeper, log, what, resource="A1", state="assigned"))
        for _ in range(2):
            said(keep(keeper, log, what, origin=origin, **data))
    assert LogEntry.objects.filter(text="once").count() == 1
    assert LogPerson.objects.count() == LogPlace.objects.count() == 1


def test_a_duplicate_is_closed_and_shows_on_both(keeper, log, cal):
    first = kept_log(cal)
    text = said(keep(keeper, log, "duplicate", other=first.ref, why="same caller"))
    assert first.ref in text
    row = Log.objects.get(pk=log.pk)
    assert (row.duplicate_of, row.closing_code) == (first.ref, "Duplicate")
    assert log.ref in keeper.get(reverse("log", args=[first.pk])).content.decode()
    for wrong, words in {
        first.ref: "can&#x27;t be the duplicate of itself",
        log.ref: "itself the duplicate",
    }.items():
        assert words in refused(keep(keeper, first, "duplicate", other=wrong))
    assert "There is no log L-none" in refused(keep(keeper, first, "duplicate", other="L-none"))
    said(keep(keeper, log, "reopen", why="It was another matter"))
    assert Log.objects.get(pk=log.pk).duplicate_of == ""


def test_who_opened_a_log_keeps_it_in_view_and_others_don_t(keeper, log, client):
    said(keep(keeper, log, "allocate", department="Response"))
    assert log.ref in keeper.get(reverse("logs")).content.decode()
    client.force_login(person("eve"))
    assert client.get(reverse("log", args=[log.pk])).status_code == 403
    assert keep(client, log, "entry", text="x").status_code == 403
    assert log.ref not in client.get(reverse("logs")).content.decode()
    client.force_login(person("fay", department="Response"))
    assert client.get(reverse("log", args=[log.pk])).status_code == 200


def test_who_only_reads_gets_no_forms(client, log):
    client.force_login(person("aud", role=Role.AUDITOR, department=""))
    text = client.get(reverse("log", args=[log.pk])).content.decode()
    assert FIRST.split("“")[0].replace("'", "&#x27;") in text
    assert "<textarea" not in text
    assert "log-keep" not in text
    assert reverse("log-keep", args=[log.pk, "entry"]) not in text
    assert client.get(reverse("log-open")).status_code == 403


def test_a_later_account_stands_beside_the_first(keeper, log):
    text = said(keep(keeper, log, "account", who="Ann <b>", text="I fell <i>", differs="yes"))
    assert text.index(">First account<") < text.index(">Later accounts<") < text.index(">Entries<")
    assert "I fell &lt;i&gt;" in text
    assert "says otherwise than the first" in text
    assert Log.objects.get(pk=log.pk).text == FIRST


@pytest.mark.parametrize(
    ("asked", "unfolded"),
    [
        ({}, False),
        ({"reference": "", "state": ""}, False),
        ({"after": "1~2026-06-01T12:00:00+00:00"}, False),
        ({"open": "open"}, True),
        # What is wrong in it has to be in sight.
        ({"since": "yesterday"}, True),
    ],
)
def test_the_filter_of_the_list_is_folded_until_one_is_set(keeper, log, asked, unfolded):
    text = keeper.get(reverse("logs"), asked).content.decode()
    text = text[text.index("<main") :]
    assert ('<details class="fold" open>' in text) is unfolded
    assert ('<details class="fold">' in text) is not unfolded
    assert text.index("<details") < text.index('name="reference"') < text.index("</details>")
