"""The index follows the record: what was erased or changed, made anew, broken off, and never in the way of the work."""

import pytest
from django.db import transaction

from onrecord.contact import actions
from onrecord.contact import queries as log_queries
from onrecord.contact.models import Log, LogEntry, LogPerson
from onrecord.finding import index, spelling, store
from onrecord.finding.asking import understand
from onrecord.finding.models import (
    Document,
    Group,
    Kind,
    NameKey,
    Progress,
    Word,
    document_id,
)
from onrecord.finding.queries import Filter, find, suggestions
from onrecord.ledger.actions import append, erase
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, CrimeLog
from tests.finding_made import opened, person, refs
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return User.objects.create(username="reg", role=Role.REGISTRAR)


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
