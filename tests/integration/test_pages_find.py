"""The search page: who sees what, what is kept of it, and that no question makes it fail."""

from copy import deepcopy
from html import unescape

import pytest
from django.urls import reverse

from onrecord.contact.actions import name_person, open_log
from onrecord.contact.models import Log
from onrecord.finding import index
from onrecord.finding.models import Progress
from onrecord.people.models import ReadRecord
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made_pages, monkeypatch):
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made_pages)


@pytest.fixture
def ask(world, client):
    def ask(text: str | None = None, who: str = "registrar", **more: str) -> str:
        client.force_login(world.people[who])
        answer = client.get(reverse("find"), {**({} if text is None else {"q": text}), **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


def test_before_anything_is_asked_it_says_how(ask):
    body = ask()
    assert "garden path" in body
    assert "Nothing found" not in body


def test_a_search_reads_what_it_has_not_read_yet(ask, world):
    assert index.standing().behind
    body = ask("purse bus")
    assert "LOG-0000" in body
    assert "<mark>purse</mark>" in body
    assert "Not everything can be found yet" not in body
    assert index.standing().complete


def test_snippets_are_escaped(ask):
    body = ask("script alert")
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(&quot;x&quot;)" in body
    assert "<script" not in body


def test_a_department_finds_its_own_only_whatever_it_asks(ask):
    mine, all_ = ask("stranger punched", "officer"), ask("stranger punched")
    assert "LOG-0001" in all_
    assert "LOG-0001" not in mine
    assert "Nothing found" in mine
    for kind in ("text", "crimes", "people", "logs"):
        assert "LOG-0001" not in ask("stranger punched", "officer", kind=kind)
        assert "LOG-0001" not in ask("stranger punched", "officer", department="South")
    body = ask("LOG-000", "officer")
    assert "LOG-0000" in body
    assert "LOG-0001" not in body
    # Departments are offered to those only who see them all.
    assert "South" not in body
    assert "South" in ask("LOG-000")


def test_kinds_have_their_pages_and_links_keep_the_question(ask):
    body = ask("theft")
    assert 'href="?q=theft&amp;kind=crimes"' in body
    assert "Theft from the person" not in ask("theft", kind="logs")
    crimes = ask("theft", kind="crimes", state="open")
    assert "<mark>Theft</mark> from the person" in crimes
    assert "LOG-" not in crimes.split("<h2")[1].split("CR/")[0]
    # "Theft" is the opening code of logs in whose text nobody says so.
    assert "Nothing found" in ask("theft", kind="text")
    assert ask("theft", kind="logs").count("<li>\n<h3>") == 10


def test_pages_by_key(ask, monkeypatch):
    monkeypatch.setattr("onrecord.finding.views.PAGE", 4)
    seen, url = [], {"kind": "logs"}
    for _ in range(5):
        body = ask("theft", **url)
        seen += [part[:8] for part in body.split("/logs/")[1:] if '">LOG-' in part[:20]]
        if 'rel="next"' not in body:
            break
        link = unescape(body.split('rel="next" href="')[1].split('"')[0])
        url = dict(pair.split("=") for pair in link[1:].split("&") if not pair.startswith("q="))
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize("after", ["x", "e~1", "e~-1~2", "n~1~2", "e~" + "9" * 40 + "~1", "~~~"])
def test_an_edited_key_is_a_page(ask, after):
    ask("theft", kind="logs", after=after)


def test_wrong_days_are_said_and_nothing_is_looked_for(ask):
    assert "Enter a date such as 31/12/2026" in ask("theft", since="yesterday")
    assert "before the first one" in ask("theft", since="2026-03-02", until="2026-03-01")
    assert "LOG-0000" in ask("purse", since="2026-03-01", until="2026-03-01")
    assert "LOG-0000" not in ask("purse", since="2026-03-02")


def test_a_question_without_a_word_is_said(ask):
    for text in ("-", '""', "...", "*"):
        assert "There is no word to look for" in ask(text) or "holds no word" in ask(text)
    assert "at least one word that must occur" in ask("-theft")


def test_nothing_found_suggests_what_is_there(ask):
    body = ask("strangr")
    assert "Did you mean" in body
    assert "stranger" in body
    assert "Did you mean" not in ask("qqqqqqqq")
    # Not what only another department's logs hold.
    assert "stranger" not in ask("strangr", "officer").replace("strangr", "")


def test_what_cannot_be_found_yet_is_said(ask, monkeypatch):
    monkeypatch.setattr("onrecord.finding.views.catch_up_a_little", index.standing)
    body = ask("LOG-0000")
    assert "Not everything can be found yet" in body
    assert "are not in the index yet" in body
    assert "By reference" in body
    assert "LOG-0000</a>" in body
    Progress.objects.update_or_create(pk=1, defaults={"reading": "logs", "layout": index.LAYOUT})
    assert "0 of about" in ask("LOG-0000")


def test_the_words_are_kept_with_who_asked(ask):
    ReadRecord.objects.all().delete()
    ask("purse\x00 bus", kind="logs")
    kept = ReadRecord.objects.get(what="search")
    assert (kept.what, kept.subject, kept.username) == ("search", "purse bus", "registrar")
    ask("w" * 5000)
    assert ReadRecord.objects.latest("id").subject == "w" * 200


def test_very_odd_questions_are_pages(ask):
    for text in (
        "\x00",
        "💥" * 200,
        "'; DROP TABLE finding_words; --",
        "a:b {said}: NEAR(x y)",
        "\ud800"[:0] + "%ff",
        "*" * 299,
    ):
        ask(text)


def test_the_box_in_the_header_is_there_for_those_who_may_search(world, client):
    for who, there in (
        ("registrar", True),
        ("officer", True),
        ("commissioner", False),
        ("administrator", False),
    ):
        client.force_login(world.people[who])
        body = client.get(reverse("home")).content.decode()
        assert ('id="quick-find"' in body) == there, who
        assert (f'href="{reverse("find")}"' in body) == there
    client.force_login(world.people["registrar"])
    assert 'id="quick-find"' not in client.get(reverse("find")).content.decode()


def test_what_is_written_on_a_page_is_found_by_the_next_search(ask, world):
    ask("anything")
    open_log(
        by=world.people["registrar"],
        source="999",
        text="A zebra on the ring road",
        department="North",
    )
    body = ask("zebra", "officer")
    assert Log.objects.latest("id").ref in body


def test_many_results_are_met_day_by_day_and_said_so(ask, monkeypatch):
    monkeypatch.setattr("onrecord.finding.queries.MANY", 3)
    body = ask("theft", kind="logs")
    assert "more than" in body
    assert body.count("<li>\n<h3>") == 10
    monkeypatch.setattr("onrecord.finding.queries.PATIENCE", -1.0)
    body = ask("theft", kind="logs")
    assert "Look further back" in body


def test_what_there_was_no_time_for_is_said(ask, monkeypatch):
    monkeypatch.setattr("onrecord.finding.views.PATIENCE", -1.0)
    body = ask("theft")
    assert body.count("Not looked for yet") == 5
    assert 'href="?q=theft&amp;kind=people">Look for people' in body
    assert "Nothing found" not in body


def test_a_name_of_another_department_is_not_told_as_a_near_spelling(ask, world):
    log = open_log(by=world.people["registrar"], source="999", text="Quarrel", department="South")
    name_person(log=log, by=world.people["registrar"], name="Xylophonia Quux", roles=["witness"])
    assert "Xylophonia" in ask("xylophania")
    assert "ylophonia" not in ask("xylophania", "officer")
    assert "ylophonia" not in ask("xylophania", "officer", kind="people")
