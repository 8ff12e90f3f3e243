"""The search on both stores: what is found, by whom, and that the index keeps in step with the record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from onrecord.contact import actions
from onrecord.contact import queries as log_queries
from onrecord.contact.models import Log, LogEntry, LogPerson, LogPlace
from onrecord.finding import index, spelling, store
from onrecord.finding.asking import understand
from onrecord.finding.models import (
    KINDS,
    Document,
    Group,
    Kind,
    NameKey,
    Progress,
    Word,
    document_id,
)
from onrecord.finding.queries import Filter, by_reference, find, suggestions
from onrecord.ledger.actions import append, erase
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, CrimeLog, ReportedIncident
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return User.objects.create(username="reg", role=Role.REGISTRAR)


@pytest.fixture
def officer():
    return User.objects.create(username="officer", role=Role.OFFICER, department="North")


def opened(by, text, *, department="North", at=None) -> Log:
    at = at or datetime(2026, 5, 1, 12, tzinfo=UTC)
    return actions.open_log(
        by=by, source="999", text=text, received_at=at, opened_at=at, department=department
    )


def person(log, name="", **more) -> LogPerson:
    row = LogPerson(
        log=log, log_ref=log.ref, label=f"p{LogPerson.objects.count()}", name=name, **more
    )
    with transaction.atomic():
        row.entry_seq = append(
            kind="person.named", subject=f"log-person:{log.ref}:{row.label}", body={}, by="test"
        )
        row.save()
    return row


def place(log, **more) -> LogPlace:
    row = LogPlace(log=log, log_ref=log.ref, label=f"s{LogPlace.objects.count()}", **more)
    with transaction.atomic():
        row.entry_seq = append(
            kind="place.named", subject=f"log-place:{log.ref}:{row.label}", body={}, by="test"
        )
        row.save()
    return row


def refs(user, typed, group=Group.LOGS, **asked) -> list[str]:
    """The references of what is found; of what belongs to a log or a crime, of that."""
    found = []
    for hit in find(user, group, understand(typed), Filter(**asked)).hits:
        owner = Document.objects.get(id=hit.document).owner or hit.document
        model = {Kind.LOG: Log, Kind.CRIME: Crime, Kind.INCIDENT: ReportedIncident}[owner % KINDS]
        found.append(model.objects.get(pk=owner // KINDS).ref)
    return found


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


def test_erased_is_gone_from_the_index_and_its_words_from_the_suggestions(registrar):
    log = opened(registrar, "Quarrel with Xylophonia.")
    somebody = person(log, "Hieronymus Quux")
    keep = opened(registrar, "Quarrel again.")
    index.catch_up()
    assert refs(registrar, "xylophonia") == refs(registrar, "quux", Group.PEOPLE) == [log.ref]
    with transaction.atomic():
        erase(seq=log.entry_seq, reason="court order", by="registrar")
        Log.objects.filter(pk=log.pk).update(text="")
        erase(seq=somebody.entry_seq, reason="court order", by="registrar")
        LogPerson.objects.filter(pk=somebody.pk).update(name="")
    assert index.standing().behind
    index.catch_up()
    for kind in (Group.LOGS, Group.PEOPLE):
        for text in ("xylophonia", "hieronymus", "quux"):
            assert refs(registrar, text, kind) == []
    assert not Word.objects.filter(word__in=["xylophonia", "hieronymus", "quux"]).exists()
    assert not NameKey.objects.filter(word__in=["hieronymus", "quux"]).exists()
    assert Word.objects.filter(word="quarrel").exists()
    assert refs(registrar, "quarrel") == [keep.ref]
    assert not Progress.objects.get().residue


def test_nothing_of_what_was_erased_is_left_in_the_tables_of_sqlite(registrar):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL clears its tables up by itself")
    log = opened(registrar, "Quarrel with Xylophonia.")
    for n in range(50):
        opened(registrar, f"word{n}")
        index.catch_up()
    with transaction.atomic():
        erase(seq=log.entry_seq, reason="court order", by="registrar")
        Log.objects.filter(pk=log.pk).update(text="")
    index.catch_up()
    with connection.cursor() as cursor:
        for table, column in (("finding_words_data", "block"), ("finding_words_content", "c0")):
            cursor.execute(f"SELECT CAST({column} AS blob) FROM {table}")
            assert not any(b"ylophonia" in (row[0] or b"") for row in cursor.fetchall()), table


def test_a_removed_person_is_no_longer_found(registrar):
    log = opened(registrar, "x")
    row = person(log, "Hieronymus")
    number = document_id(Kind.PERSON, row.pk)
    index.catch_up()
    assert Document.objects.filter(id=number).exists()
    with transaction.atomic():
        append(kind="log.changed", subject=actions.subject_of(log), body={}, by="test")
        row.delete()
    index.catch_up()
    assert not Document.objects.filter(id=number).exists()
    assert refs(registrar, "hieronymus", Group.PEOPLE) == []
    assert not Document.objects.filter(owner=document_id(Kind.LOG, log.pk)).exists()


def test_made_anew_it_is_the_same_and_may_be_interrupted(registrar, tmp_path, monkeypatch):
    pages_world.build(tmp_path)
    log = opened(registrar, "knife")
    person(log, "Zoë")
    index.catch_up()

    def everything():
        ids = list(Document.objects.order_by("id").values_list("id", flat=True))
        return store.words_of(ids), set(Word.objects.values_list("word", flat=True))

    before = everything()
    monkeypatch.setattr(index, "RECORDS", 7)
    index.rebuild_from_start()
    assert index.standing().building
    real, calls = index._step, []

    def breaks(row, known, *rest):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(row, known, *rest)

    monkeypatch.setattr(index, "_step", breaks)
    with pytest.raises(KeyboardInterrupt):
        index.catch_up()
    part = index.standing()
    assert part.building
    assert 0 < part.done < part.total
    opened(registrar, "written meanwhile")
    index.catch_up()
    assert index.standing().complete
    after = everything()
    assert refs(registrar, "written meanwhile")
    assert {k: v for k, v in after[0].items() if k in before[0]} == before[0]
    assert after[1] - before[1] <= {"written", "meanwhile"}


def test_an_index_of_another_layout_is_made_anew(registrar):
    log = opened(registrar, "knife")
    index.catch_up()
    Progress.objects.update(layout=index.LAYOUT + 1)
    assert index.standing().building
    assert index.catch_up_a_little().building
    index.catch_up()
    assert refs(registrar, "knife") == [log.ref]


def test_an_entry_does_not_write_a_newer_document_again(registrar):
    log = opened(registrar, "knife")
    index.catch_up()
    assert index.catch_up() == 0
    Progress.objects.update(upto=0)
    assert index.catch_up() == 0
    actions.add_entry(log=log, by=registrar, text="more")
    assert index.catch_up() == 1


def test_crimes_follow_the_departments_of_their_logs(registrar):
    log = opened(registrar, "x", department="North")
    with transaction.atomic():
        seq = append(kind="crime.imported", subject="crime:niche:CR1", body={}, by="test")
        crime = Crime.objects.create(system="niche", ref="CR1", ref_key="CR1", entry_seq=seq)
    index.catch_up()
    assert refs(registrar, "cr1", Group.CRIMES, department="North") == []
    CrimeLog.objects.create(crime=crime, log=log, how="log")
    with transaction.atomic():
        append(kind="log.changed", subject=actions.subject_of(log), body={}, by="test")
    index.catch_up()
    assert refs(registrar, "cr1", Group.CRIMES, department="North") == ["CR1"]


@pytest.mark.django_db(transaction=True)
def test_a_change_on_a_page_is_read_when_it_is_final(registrar, monkeypatch):
    monkeypatch.setattr("onrecord.finding.live.EVERY", 0.0)
    log = opened(registrar, "knife")
    assert index.standing().complete
    assert refs(registrar, "knife") == [log.ref]
    with transaction.atomic():
        erase(seq=log.entry_seq, reason="court order", by="registrar")
        Log.objects.filter(pk=log.pk).update(text="")
    assert index.standing().complete
    assert refs(registrar, "knife") == []


def test_an_index_that_fails_never_stops_the_work(
    registrar, monkeypatch, django_capture_on_commit_callbacks
):
    from django.db import OperationalError

    def broken(*_):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("onrecord.finding.live.EVERY", 0.0)
    monkeypatch.setattr("onrecord.finding.live.catch_up_a_little", broken)
    with django_capture_on_commit_callbacks(execute=True):
        opened(registrar, "knife")
    assert index.standing().behind


def test_suggestions_find_something(registrar):
    opened(registrar, "A stolen bicycle by the garden")
    index.catch_up()
    assert suggestions(registrar, "bycicle garden", Filter()) == ["bicycle garden"]
    assert suggestions(registrar, "stollen", Filter()) == ["stolen"]
    assert suggestions(registrar, "zzzzzz", Filter()) == []
    assert spelling.near_words("gardn")[0] == "garden"


def test_very_long_texts_are_taken_up_to_a_bound(registrar):
    log = opened(registrar, "begin " + "wörd " * 15_000 + "end")
    for n in range(4):
        actions.add_entry(
            log=log, by=registrar, text=" ".join(f"number{n}x{m}" for m in range(7000))
        )
    opened(registrar, "🔪" * 60_000)
    index.catch_up()
    assert refs(registrar, "begin word") == [log.ref]
    assert len(refs(registrar, "🔪")) == 1
    assert len(LogEntry.objects.filter(log_ref_key=log.ref_key)) == 5
    assert log_queries.entries_of(log)


def test_the_command_brings_it_up_to_date_and_makes_it_anew(registrar, monkeypatch):
    from typer.testing import CliRunner

    from onrecord import cli
    from onrecord.commands import running

    monkeypatch.setattr(running, "need_installation", lambda: None)
    log = opened(registrar, "knife")
    said = CliRunner().invoke(cli.app, ["find"])
    assert (said.exit_code, "1 record was read" in said.output) == (0, True), said.output
    assert refs(registrar, "knife") == [log.ref]
    Document.objects.all().delete()
    assert "0 records were" in CliRunner().invoke(cli.app, ["find"]).output
    assert "1 record was" in CliRunner().invoke(cli.app, ["find", "--rebuild"]).output
    assert refs(registrar, "knife") == [log.ref]


def test_the_doctor_says_when_there_is_much_to_read(registrar, monkeypatch):
    opened(registrar, "knife")
    well, sentence = index.doctors_finding()
    assert well
    assert "changes to read" in sentence
    monkeypatch.setattr(index, "_MANY", 1)
    assert not index.doctors_finding()[0]
    index.rebuild_from_start()
    assert index.doctors_finding() == (
        False,
        "The index of the search is not complete: run `onrecord find`.",
    )
    index.catch_up()
    assert index.doctors_finding()[0]


def test_an_import_is_read_once_it_is_done(registrar, tmp_path):
    from onrecord.exchange.cli import import_and_report
    from tests.made import exports

    for kind, path in zip(("logs", "crimes"), exports(tmp_path), strict=True):
        ok, lines = import_and_report(
            kind=kind, file=path, map_file=None, dry_run=False, by="test", progress=None
        )
        assert ok, lines
        assert index.standing().complete
    assert find(registrar, Group.LOGS, understand("neighbour punched"), Filter()).count == 20
    assert find(registrar, Group.CRIMES, understand('"pedal cycle"'), Filter()).count == 20
