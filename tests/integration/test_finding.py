"""The search: what is found by which words, by whom, in which order, and how far it got."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from onrecord.contact import actions
from onrecord.contact.models import Log
from onrecord.finding import index, store
from onrecord.finding.asking import understand
from onrecord.finding.models import (
    KINDS,
    Document,
    Group,
)
from onrecord.finding.queries import Filter, by_reference, find, suggestions
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from tests.finding_made import opened, person, place, refs
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return User.objects.create(username="reg", role=Role.REGISTRAR)


@pytest.fixture
def officer():
    return User.objects.create(username="officer", role=Role.OFFICER, department="North")


def test_a_log_is_found_by_what_was_said_and_what_it_is_about(registrar):
    log = opened(registrar, "Caller saw a man with a Knife by the garden path.")
    actions.add_entry(log=log, by=registrar, text="He ran off towards the café.")
    other = opened(registrar, "The path is blocked.")
    index.catch_up()
    for text in (
        "knife",
        "KNIFE path",
        '"garden path"',
        "gard*",
        "cafe knife",
        "path -blocked",
        log.ref,
    ):
        assert refs(registrar, text) == [log.ref], text
    assert set(refs(registrar, "path")) == {log.ref, other.ref}
    assert refs(registrar, '"path garden"') == refs(registrar, "dog") == []
    # A phrase doesn't reach from the first account into an entry.
    assert refs(registrar, '"path he"') == []


def test_people_are_found_by_name_telephone_and_address_in_every_script(registrar):
    log = opened(registrar, "A quarrel.")
    person(log, "Zoë O’Brien-Łukasz", phone="+44 7700 900123", address="22 Broad Street, B1 1AA")
    for name in ("王小明", "أحمد الشَّمْري", "Ли Жанна", "🔪 Ninja"):
        person(log, name)
    index.catch_up()
    for text in (
        "obrien", "O'Brien", "zoe lukasz", "07700900123", "07700 900123", "077009", "broad street", "b11aa", "B1 1AA",
        "小明", "احمد", "الشمري", "жанна", "🔪",
    ):  # fmt: skip
        assert len(find(registrar, Group.PEOPLE, understand(text), Filter()).hits) == 1, text
    # And the log with them, with words spread over all of it.
    assert refs(registrar, "quarrel obrien b11aa 小明") == [log.ref]


def test_a_slip_in_a_name_finds_the_person_after_those_spelt_as_asked(registrar):
    log = opened(registrar, "A quarrel.", at=datetime(2026, 5, 1, tzinfo=UTC))
    later = opened(registrar, "Another.", at=datetime(2026, 5, 3, tzinfo=UTC))
    exact = person(log, "Mohammed Smith")
    near = person(later, "Muhamad Smyth")
    person(later, "Joan Jones")
    index.catch_up()
    found = find(registrar, Group.PEOPLE, understand("mohammed smith"), Filter())
    assert [(hit.id, hit.near) for hit in found.hits] == [(exact.pk, False), (near.pk, True)]
    assert found.count == 2
    for slip in ("mohamed smiht", "mohammde smith"):
        assert {hit.id for hit in find(registrar, Group.PEOPLE, understand(slip), Filter()).hits} == {
            exact.pk, near.pk
        }  # fmt: skip


def test_places_are_found_by_text_postcode_grid_and_uprn(registrar):
    log = opened(registrar, "A fire.")
    place(log, text="Behind the mill", postcode="B1 1AA", grid="SP 0687 8646", uprn="100070012345")
    index.catch_up()
    for text in ("mill", "b11aa", "B1 1AA", "SP06878646", "sp 0687 8646", "100070012345"):
        assert refs(registrar, text, Group.PLACES) == [log.ref], text
        assert refs(registrar, text) == [log.ref], text
    assert refs(registrar, "mill", text=True) == []
    assert refs(registrar, "fire", text=True) == [log.ref]


def test_crimes_are_found_by_reference_and_offence(registrar, tmp_path):
    pages_world.build(tmp_path)
    index.catch_up()
    assert refs(registrar, "CR/0/26", Group.CRIMES) == ["CR/0/26"]
    assert refs(registrar, "cr 0 26", Group.CRIMES) == ["CR/0/26"]
    assert "CR/0/26" in refs(registrar, '"theft from the person"', Group.CRIMES)
    # A log is found by the crime that it names.
    assert refs(registrar, "CR/0/26") == ["LOG-0000"]
    assert [log.ref for log in by_reference(registrar, "log-000")[0]][:2] == [
        "LOG-0000",
        "LOG-0001",
    ]
    assert [crime.ref for crime in by_reference(registrar, "CR/0/26")[1]] == ["CR/0/26"]


def test_imports_of_every_kind_are_read_and_changes_take_the_place_of_what_was(registrar, tmp_path):
    pages_world.build(tmp_path)
    index.catch_up()
    assert index.standing().complete
    assert refs(registrar, "number 9") == ["LOG-0000"]  # an imported line
    assert refs(registrar, "found dog") == ["LOG-0003"]  # changed by a second import
    assert "LOG-0003" not in refs(registrar, "lost dog")


def test_nobody_finds_or_counts_what_another_department_keeps(registrar, officer):
    mine = opened(registrar, "knife one", department="North")
    theirs = opened(registrar, "knife two", department="South")
    person(theirs, "Secret Name")
    place(theirs, text="Secret Place")
    index.catch_up()
    assert refs(officer, "knife") == [mine.ref]
    assert find(officer, Group.LOGS, understand("knife"), Filter()).count == 1
    assert find(registrar, Group.LOGS, understand("knife"), Filter()).count == 2
    for kind in (Group.PEOPLE, Group.PLACES, Group.LOGS):
        assert refs(officer, "secret", kind) == []
    # Not through a filter, a reference or a suggestion either.
    assert refs(officer, "knife", department="South") == []
    assert by_reference(officer, theirs.ref)[0] == []
    assert suggestions(officer, "secrat", Filter()) == []
    assert suggestions(registrar, "secrat", Filter()) == ["secret"]


def test_crimes_only_for_those_who_may_look_through_them(registrar, officer):
    with transaction.atomic():
        seq = append(kind="crime.imported", subject="crime:niche:CR1", body={}, by="test")
        Crime.objects.create(
            system="niche", ref="CR1", ref_key="CR1", offence="Theft", entry_seq=seq
        )
    index.catch_up()
    assert refs(registrar, "theft", Group.CRIMES) == ["CR1"]
    assert refs(officer, "theft", Group.CRIMES) == []
    assert by_reference(officer, "CR1") == ([], [])


def test_the_policy_has_the_last_word_when_the_index_is_behind(registrar, officer):
    log = opened(registrar, "knife", department="North")
    index.catch_up()
    assert refs(officer, "knife") == [log.ref]
    Log.objects.filter(pk=log.pk).update(department="South")
    found = find(officer, Group.LOGS, understand("knife"), Filter())
    assert (found.hits, found.count) == ([], None)


def test_filters(registrar):
    old = opened(registrar, "knife", at=datetime(2026, 1, 10, 12, tzinfo=UTC))
    new = opened(registrar, "knife", at=datetime(2026, 5, 10, 12, tzinfo=UTC), department="South")
    Log.objects.filter(pk=old.pk).update(closed_at=datetime(2026, 1, 11, tzinfo=UTC))
    index.catch_up()
    assert refs(registrar, "knife") == [new.ref, old.ref]
    assert refs(registrar, "knife", state="open") == [new.ref]
    assert refs(registrar, "knife", state="closed") == [old.ref]
    assert refs(registrar, "knife", department="South") == [new.ref]
    assert refs(registrar, "knife", since=date(2026, 5, 10)) == [new.ref]
    assert refs(registrar, "knife", until=date(2026, 5, 9)) == [old.ref]
    assert refs(registrar, "knife", since=date(2026, 2, 1), until=date(2026, 3, 1)) == []


@pytest.mark.parametrize("many", [2_000, 5])
def test_pages_follow_one_another_without_gap_or_repeat(registrar, monkeypatch, many):
    """Few results, sorted; and many, met on the way back through the days."""
    monkeypatch.setattr("onrecord.finding.queries.MANY", many)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    logs = [
        opened(registrar, "knife", at=start + timedelta(days=n // 4 * 9, hours=n % 3))
        for n in range(40)
    ]
    expected = [
        log.pk for log in sorted(logs, key=lambda log: (log.received_at, log.pk), reverse=True)
    ]
    index.catch_up()
    met, after = [], ""
    for _ in range(20):
        page = find(registrar, Group.LOGS, understand("knife"), Filter(), after, size=7)
        met += [hit.id for hit in page.hits]
        after = page.after
        if not after:
            break
    assert met == expected


def test_when_the_time_is_up_the_page_says_how_far_it_got_and_goes_on(registrar, monkeypatch):
    monkeypatch.setattr("onrecord.finding.queries.MANY", 1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    logs = [opened(registrar, "knife", at=start + timedelta(days=40 * n)) for n in range(8)]
    index.catch_up()
    monkeypatch.setattr("onrecord.finding.queries.PATIENCE", 0.0)
    real = store.match

    def slow(wanted, limit, seconds):
        if limit > 2:  # days are answered, blocks are not
            return real(wanted, limit, seconds)
        raise store.TooSlow

    monkeypatch.setattr(store, "match", slow)
    met, after, stopped = [], "", 0
    for _ in range(500):
        page = find(registrar, Group.LOGS, understand("knife"), Filter(), after)
        met += [hit.id for hit in page.hits]
        stopped += page.back_to is not None
        assert page.count is None
        after = page.after
        if not after:
            break
    assert met == [log.pk for log in reversed(logs)]
    assert stopped > 5


def test_a_question_that_takes_too_long_is_stopped():
    row = "knife " * 200
    store.write([store.Entry(n * KINDS, n, 0, None, row, "", "=log") for n in range(3000)], ())
    wanted = store.Wanted(understand("knife -nothing"))
    with pytest.raises(store.TooSlow):
        store.match(wanted, 1 << 30, 0.0)
    # The connection goes on, and what follows may take its time, inside a longer transaction too.
    assert len(store.match(wanted, 1 << 30, 60.0)) == 3000
    assert Document.objects.count() == 3000


def test_records_without_a_time_are_found_last(registrar, monkeypatch):
    monkeypatch.setattr("onrecord.finding.queries.MANY", 1)
    with transaction.atomic():
        for n, at in enumerate([None, datetime(2026, 5, 1, tzinfo=UTC), None]):
            seq = append(kind="crime.imported", subject=f"crime:niche:CR{n}", body={}, by="test")
            Crime.objects.create(
                system="niche",
                ref=f"CR{n}",
                ref_key=f"CR{n}",
                offence="Theft",
                entry_seq=seq,
                recorded_at=at,
            )
    index.catch_up()
    assert refs(registrar, "theft", Group.CRIMES) == ["CR1", "CR2", "CR0"]
