"""The import pages: upload, map, codes, trying out, taking in, being stopped. Odd files get a sentence."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from onrecord.contact.models import CodeMeaning, Log
from onrecord.exchange import background
from onrecord.exchange.map_file import load_map
from onrecord.exchange.models import Import, ImportState, SavedMap
from onrecord.ledger.models import LedgerEntry
from onrecord.screening.models import Suspect
from tests.integration import pages_world

pytestmark = pytest.mark.django_db

NEUTRAL = "\n".join(pages_world.log_lines(8)).encode()
ODD = (
    b"Case No;Date;Time;Summary;Type;Disp;Colour\n"
    b"A-1;01/03/2026;10:15;Bike stolen from shed;Theft;Report taken;red\n"
    b"A-2;02/03/2026;11:20;Shouting heard;Disturbance;No report;blue\n"
)


@pytest.fixture
def registrar(client):
    client.force_login(pages_world.people()["registrar"])
    return client


@pytest.fixture
def started(monkeypatch):
    with pages_world.no_processes(monkeypatch) as started:
        yield started


@pytest.fixture
def at_once(monkeypatch):
    """Imports run where the page starts them."""
    monkeypatch.setattr("onrecord.exchange.background.start_import", background.run_import)


def upload(client, content, name="logs.csv", **data):
    fields = {"kind": "logs", "how": "neutral", "system": "storm", **data}
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import-new"), {**fields, "file": file}, follow=True)


def text(answer):
    return answer.content.decode()


def test_home_leads_a_new_registrar_to_the_first_import(registrar):
    page = text(registrar.get(reverse("home")))
    assert "Import your first export" in page
    assert reverse("import-new") in page


def test_a_file_is_tried_out_before_anything_is_taken_in(registrar, at_once):
    answer = upload(registrar, NEUTRAL)
    run = Import.objects.get()
    assert run.state == ImportState.TRIED
    assert "nothing has been taken in yet" in text(answer)
    assert "There is no such date or time" in text(answer)
    assert not Log.objects.exists()
    answer = registrar.post(reverse("import-confirm", args=[run.pk]), follow=True)
    assert Log.objects.count() == 8
    assert "Taken in" in text(answer)
    assert Suspect.objects.exists()  # found anew after the import
    taken = Import.objects.get(state=ImportState.DONE)
    assert taken.file_path == ""
    assert not list(background.folder(run.pk).glob("logs.csv"))  # the export doesn't lie about
    assert LedgerEntry.objects.filter(subject=f"import:{taken.pk}", actor="registrar").exists()
    # A trial can't be taken in twice.
    answer = registrar.post(reverse("import-confirm", args=[run.pk]), follow=True)
    assert "no longer here" in text(answer)
    assert Import.objects.filter(dry_run=False).count() == 1


def test_refused_rows_come_back_in_a_file_that_can_be_mended(registrar, at_once):
    upload(registrar, NEUTRAL)
    run = Import.objects.get()
    registrar.post(reverse("import-confirm", args=[run.pk]))
    taken = Import.objects.get(state=ImportState.DONE)
    url = reverse("import-rows", args=[taken.pk, "refused"])
    answer = registrar.get(url)
    assert "attachment" in answer.headers["Content-Disposition"]
    bad = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert bad.splitlines()[0].startswith("row,field,value,problem,what_to_do,log_ref")
    assert "31/02/2026" in bad
    mended = bad.replace("31/02/2026 10:00", "28/02/2026 10:00")
    upload(registrar, mended.encode(), name="mended.csv")
    tried = Import.objects.order_by("-pk").first()
    assert tried.counts["refused"] == 0
    assert tried.counts["new"] == 1


def test_a_map_is_made_on_the_page_and_serves_the_next_export(registrar, at_once):
    answer = upload(registrar, ODD, name="calls.csv", system="campus")
    run = Import.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("import-map", args=[run.pk])
    page = text(answer)
    assert "Bike stolen from shed" in page
    assert '<option value="Summary" selected>' in page
    fields = {
        "name": "Campus calls", "system": "campus", "time_zone": "Europe/London", "on_repeat": "refuse",
        "col_log_ref": "Case No", "col_received_at": "Date", "add_received_at": "Time",
        "fmt_received_at": "%d/%m/%Y %H:%M", "col_text": "Summary", "col_opening_code": "Type",
        "col_closing_code": "Disp",
    }  # fmt: skip
    answer = registrar.post(reverse("import-map", args=[run.pk]), fields, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("import-codes", args=[run.pk])
    assert "Report taken" in text(answer)
    form = answer.context["form"]
    meanings = dict.fromkeys(form.fields, "")
    by_label = {field.label: name for name, field in form.fields.items()}
    meanings[by_label["Report taken"]] = "report"
    meanings[by_label["Theft"]] = "crime"
    answer = registrar.post(reverse("import-codes", args=[run.pk]), meanings, follow=True)
    run.refresh_from_db()
    assert run.state == ImportState.TRIED, run.message
    assert run.counts["new"] == 2
    saved = SavedMap.objects.get()
    mapping = load_map(saved.toml)
    assert mapping.columns["received_at"].columns == ("Date", "Time")
    assert mapping.codes == {
        "opening": {"crime": ("Theft",)},
        "closing": {"report": ("Report taken",)},
    }
    assert LedgerEntry.objects.filter(kind="map.saved").count() == 2
    registrar.post(reverse("import-confirm", args=[run.pk]))
    log = Log.objects.get(ref="A-1")
    assert log.received_at.isoformat() == "2026-03-01T10:15:00+00:00"
    assert log.extra == {"Colour": "red"}
    assert CodeMeaning.objects.filter(meaning="report", pattern="Report taken").exists()
    assert "red" in text(registrar.get(reverse("log", args=[log.pk])))
    # The next export needs no questions.
    answer = upload(registrar, ODD.replace(b"A-", b"B-"), system="", how=f"map:{saved.pk}")
    last = Import.objects.order_by("-pk").first()
    assert (last.state, last.system, last.counts["new"]) == (ImportState.TRIED, "campus", 2)
    assert "nothing has been taken in yet" in text(answer)


def test_the_name_of_this_installation_is_refused_where_it_is_typed(registrar, at_once):
    assert "is the name under which logs" in text(upload(registrar, ODD, system="Onrecord"))
    assert not Import.objects.exists()
    upload(registrar, ODD, system="campus")
    url = reverse("import-map", args=[Import.objects.get().pk])
    fields = {
        "name": "x", "system": "onrecord", "time_zone": "Europe/London", "on_repeat": "refuse",
        "col_log_ref": "Case No", "col_received_at": "Date",
    }  # fmt: skip
    page = text(registrar.post(url, fields))
    assert "is the name under which logs" in page
    assert 'href="#id_system"' in page
    assert not SavedMap.objects.exists()


def test_a_map_that_can_not_work_is_refused_with_a_reason(registrar, at_once):
    upload(registrar, ODD, system="campus")
    run = Import.objects.get()
    url = reverse("import-map", args=[run.pk])
    answer = registrar.post(
        url, {"name": "", "system": "", "time_zone": "Mars/Base", "on_repeat": "refuse"}
    )
    page = text(answer)
    assert "There is a problem" in page
    assert "Choose the column for log_ref" in page
    assert 'href="#id_col_log_ref"' in page
    fields = {
        "name": "x", "system": "campus", "time_zone": "Mars/Base", "on_repeat": "refuse",
        "col_log_ref": "Case No", "col_received_at": "Date",
    }  # fmt: skip
    assert "Mars/Base" in text(registrar.post(url, fields))
    assert not SavedMap.objects.exists()
    # What was entered is still there.
    assert '<option value="Case No" selected>' in text(registrar.post(url, fields))


def test_patterns_that_the_codes_page_did_not_show_stay(registrar, at_once):
    toml = pages_world.CODES.replace('crime = ["Crime"]', 'crime = ["Crime", "CR*"]')
    file = SimpleUploadedFile("storm.toml", toml.encode())
    answer = registrar.post(reverse("maps"), {"file": file, "name": ""}, follow=True)
    saved = SavedMap.objects.get()
    assert saved.name == "storm"
    assert "CR*" in text(answer)
    assert registrar.get(reverse("map-download", args=[saved.pk])).content.decode() == toml
    upload(registrar, NEUTRAL, how=f"map:{saved.pk}")
    run = Import.objects.get()
    answer = registrar.get(reverse("import-codes", args=[run.pk]))
    form = answer.context["form"]
    data = {name: form[name].initial or "" for name in form.fields}
    registrar.post(reverse("import-codes", args=[run.pk]), data)
    run.refresh_from_db()
    assert set(load_map(run.map_toml).codes["closing"]["crime"]) == {"Crime", "CR*"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"kind = ", "not valid TOML"),
        (b'kind = "dogs"', "must be one of"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * 1_000_001, "too large to be a map"),
    ],
)
def test_a_bad_map_file_gets_a_sentence(registrar, content, words):
    answer = registrar.post(
        reverse("maps"), {"file": SimpleUploadedFile("m.toml", content), "name": "m"}
    )
    assert words in text(answer)
    assert not SavedMap.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n\n\n", "is empty"),
        ("a.xlsx", b"PK\x03\x04broken", ""),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        ("a.html", b"<html><table></table></html>", "web page"),
        ("a.csv.gz", gzip.compress(b"log_ref,received_at\n" * 100)[:-20], "cut off"),
    ],
    # Named by hand: gzip writes the time into its bytes, and parallel runs must agree on every name.
    ids=["empty", "blank lines", "broken sheet", "old sheet", "web page", "gzip cut off"],
)
def test_a_file_that_can_not_be_read_gets_a_sentence_and_is_not_kept(
    registrar, started, name, content, words
):
    answer = upload(registrar, content, name=name)
    assert "There is a problem" in text(answer)
    assert words in text(answer)
    assert "Traceback" not in text(answer)
    assert not Import.objects.exists()
    assert not started


def test_an_upload_says_what_is_missing(registrar, started):
    page = text(registrar.post(reverse("import-new"), {}))
    for words in (
        "Say what the file holds",
        "Choose a file",
        "Give the source system a short name",
    ):
        assert words in page
    saved = SavedMap.objects.create(name="C", kind="crimes", toml='kind = "crimes"\n', saved_by="x")
    assert "is for crimes, not for incident logs" in text(
        upload(registrar, NEUTRAL, how=f"map:{saved.pk}")
    )
    assert not Import.objects.exists()


def test_names_of_files_are_made_harmless(registrar, started):
    upload(registrar, NEUTRAL, name="../../../etc/pa$$ wd.csv")
    run = Import.objects.get()
    path = Path(run.file_path)
    assert path.parent == background.folder(run.pk)
    assert path.name == "pa_ wd.csv"
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_above_the_limit_is_turned_away_before_it_is_stored(registrar, started, settings):
    settings.UPLOAD_LIMIT = 1000
    answer = upload(registrar, b"x" * 1_100_000)
    assert answer.status_code == 413
    assert "onrecord import logs" in text(answer)
    assert not Import.objects.exists()
    # Within the allowance for a form, but larger than the limit: the form says so.
    answer = upload(registrar, b"x" * 2000)
    assert "too large for the page" in text(answer)


def test_a_stopped_import_says_that_nothing_was_taken_in_and_can_run_again(registrar, started):
    upload(registrar, NEUTRAL)
    run = Import.objects.get()
    # The process had begun and is gone: its file is there, its lock is not held.
    (background.folder(run.pk) / "running").touch()
    Import.objects.filter(pk=run.pk).update(state=ImportState.RUNNING)
    page = text(registrar.get(reverse("import", args=[run.pk])))
    assert "Stopped; nothing was taken in" in page
    assert "stopped" in text(registrar.get(reverse("imports")))
    started.clear()
    registrar.post(reverse("import-again", args=[run.pk]))
    assert started == [run.pk]
    background.run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.TRIED


def test_progress_is_shown_and_refreshes_only_if_asked(registrar, started, monkeypatch):
    upload(registrar, NEUTRAL)
    run = Import.objects.get()
    Import.objects.filter(pk=run.pk).update(state=ImportState.RUNNING)
    monkeypatch.setattr("onrecord.exchange.views._WAIT", 0.0)
    monkeypatch.setattr(background, "is_running", lambda import_id: True)
    state = {
        "done": 500_000,
        "total": 2_000_000,
        "words": "reading rows",
        "pid": os.getpid(),
        "at": 0,
    }
    (background.folder(run.pk) / "progress.json").write_text(json.dumps(state))
    answer = registrar.get(reverse("import", args=[run.pk]))
    assert "Refresh" not in answer.headers
    assert "Reading rows: 500.0 KB of 2.0 MB" in text(answer)
    assert 'value="25"' in text(answer)
    answer = registrar.get(reverse("import", args=[run.pk]), {"auto": "1"})
    assert answer.headers["Refresh"] == "5"
    assert "Stop looking again by itself" in text(answer)
    # While it runs it can be neither started again nor discarded.
    started.clear()
    registrar.post(reverse("import-again", args=[run.pk]))
    registrar.post(reverse("import-discard", args=[run.pk]))
    assert not started
    assert Path(run.file_path).exists()


def test_an_upload_can_be_discarded(registrar, at_once):
    upload(registrar, NEUTRAL)
    run = Import.objects.get()
    path = Path(run.file_path)
    answer = registrar.post(reverse("import-discard", args=[run.pk]), follow=True)
    assert not path.exists()
    assert "Nothing was taken in" in text(answer)
    assert "Take it in" not in text(registrar.get(reverse("import", args=[run.pk])))


def test_a_refused_import_says_why_and_can_be_tried_again(registrar, at_once):
    upload(registrar, NEUTRAL)
    run = Import.objects.get()
    Import.objects.filter(pk=run.pk).update(
        state=ImportState.REFUSED, message="There is no room left on the disk."
    )
    page = text(registrar.get(reverse("import", args=[run.pk])))
    assert "no room left" in page
    registrar.post(reverse("import-again", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.TRIED


def test_bad_rows_are_given_only_from_the_installations_own_folder(registrar, started, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    run = Import.objects.create(
        kind="logs", system="s", file_name="x.csv", by="x", state="done", bad_rows_path=str(secret)
    )
    assert registrar.get(reverse("import-rows", args=[run.pk, "refused"])).status_code == 404
    assert registrar.get(reverse("import-rows", args=[run.pk, "warnings"])).status_code == 404


def test_the_lock_tells_whether_the_process_lives(registrar, monkeypatch):
    run = Import.objects.create(kind="logs", system="s", file_name="x.csv", by="x", file_path="x")
    script = "import sys; sys.stdin.read()"
    real = subprocess.Popen
    processes = []

    def instead(command, **options):
        assert command[1:] == ["-m", "onrecord.cli", "run-import", str(run.pk)]
        assert options["start_new_session"]
        options["stdin"] = subprocess.PIPE
        processes.append(real([sys.executable, "-c", script], **options))
        return processes[-1]

    monkeypatch.setattr(background.subprocess, "Popen", instead)
    assert not background.is_running(run.pk)
    background.start_import(run.pk)
    assert background.is_running(run.pk)
    background.start_import(run.pk)
    assert len(processes) == 1  # a second click starts nothing
    processes[0].kill()
    processes[0].wait()
    processes[0].stdin.close()
    assert not background.is_running(run.pk)
    assert background.has_stopped(run)


def test_who_must_correct_the_form_is_told_to_choose_the_file_again(registrar, started):
    answer = upload(registrar, NEUTRAL, system="")
    assert "Give the source system a short name" in text(answer)
    assert "Choose the file again" in text(answer)
    assert not Import.objects.exists()


def test_a_date_and_a_time_in_two_columns_are_suggested_together(registrar, started):
    content = b"CAD No,Date,Time,Narrative\n1,01/03/2026,10:15,Bike stolen\n"
    answer = upload(registrar, content)
    form = answer.context["form"]
    assert form["col_received_at"].initial == "Date"
    assert form["add_received_at"].initial == "Time"
