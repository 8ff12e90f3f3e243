"""The published proof: who may see it and when, what is withheld, that it stays as it was, and its files."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.models import Reading, SecondCheck
from onrecord.improvement.recommendations.actions import give
from onrecord.ledger.checkpoint import open_checkpoint
from onrecord.ledger.cli import verify_report
from onrecord.ledger.models import LedgerEntry
from onrecord.ledger.note import Verifier
from onrecord.ledger.queries import history
from onrecord.measures import months, proof
from onrecord.measures.by_month import rollup
from onrecord.measures.proof import Part, Table
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.public import showing
from onrecord.public.actions import publish, switch
from onrecord.public.building import compose
from onrecord.public.cells import WITHHELD
from onrecord.public.content import hash_of
from onrecord.public.export import export
from onrecord.public.models import Edition
from onrecord.public.rules import PublicError
from onrecord.public.words import day
from onrecord.recording.models import Crime
from onrecord.web.doctor import examine
from tests import findings_world, improvement_world
from tests.measures_world import crime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_stands(monkeypatch, tmp_path):
    """Counted anew whenever a record changed, and no demonstration."""
    monkeypatch.setattr(rollup, "PATIENCE", 120)
    monkeypatch.setattr(rollup, "GOOD_FOR", timedelta(0))
    monkeypatch.setattr("onrecord.public.policies.is_demonstration", lambda: False)


def last_month(hour=10):
    start, _ = months.bounds(months.after(months.month_of(timezone.now()), -1))
    return start + timedelta(days=3, hours=hour)


def crimes(group, early, late=0):
    """Of last month: so many recorded two hours after the report, so many after forty."""
    for hours in [2] * early + [40] * late:
        crime(None, hours, last_month(), group=group, known_at=last_month())


def count_again():
    rollup.Counted.objects.all().delete()


@pytest.fixture
def fcr():
    return findings_world.people()["fcr"]


def line(content, measure, part=""):
    rows = [
        *content["accuracy"],
        *content["measures"],
        *(row for g in content["groups"] for row in g["rows"]),
    ]
    return next(row for row in rows if row["measure"] == measure and row["part"] == part)


def test_nobody_sees_it_before_the_registrar_shows_it(fcr, client):
    addresses = [
        reverse("public"),
        reverse("public-edition", args=[1]),
        reverse("public-file", args=[1, "csv"]),
    ]
    with pytest.raises(PublicError, match="Nothing has been published"):
        switch(by=fcr, on=True)
    publish(by=fcr)
    for url in addresses:
        assert client.get(url).status_code == 404
    switch(by=fcr, on=True)
    for url in addresses:
        answer = client.get(url)
        assert answer.status_code == 200
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
    assert client.post(reverse("public")).status_code == 405
    switch(by=fcr, on=False)
    assert client.get(reverse("public")).status_code == 404
    kinds = list(
        LedgerEntry.objects.filter(kind="public-page.switched").values_list("subject", flat=True)
    )
    assert kinds == ["public-page", "public-page"]


def test_only_the_registrar_publishes(fcr, client):
    for name in ("ada", "com", "sam"):
        with pytest.raises(NotAllowed):
            publish(by=User.objects.get(username=name))
        with pytest.raises(NotAllowed):
            switch(by=User.objects.get(username=name), on=True)
    client.force_login(fcr)
    body = client.get(reverse("public-manage")).content.decode()
    assert "What edition 1 would say now" in body
    answer = client.post(reverse("public-manage"), {"note": "The first one."}, follow=True)
    assert "Edition 1 is published." in answer.content.decode()
    client.post(reverse("public-switch"), {"on": "yes"})
    client.logout()
    assert "The first one." in client.get(reverse("public")).content.decode()


def test_the_page_its_files_and_the_ledger_say_the_same(fcr, client):
    audit = findings_world.read_audit(name="Audit of Sergeant Doe")
    crimes("violence", 40, 10)
    crimes("other", 60, 20)
    row = publish(by=fcr)
    switch(by=fcr, on=True)
    page = client.get(reverse("public")).content.decode()
    held = json.loads(client.get(reverse("public-file", args=[1, "json"])).content)
    assert held["content"] == row.content
    assert held["sha256"] == hash_of(row.content) == row.sha256
    assert row.sha256 in page
    # What was published is in the ledger, word for word.
    (entry,) = history("public-edition:1")
    assert entry.content["content"] == row.content
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get(reverse("public-file", args=[1, "csv"])).content.decode("utf-8-sig")
            )
        )
    )
    found = next(each for each in rows if each["measure"] == "accuracy-all")
    assert found["value"] == line(row.content, "accuracy-all")["value"]
    assert f"{100 * float(found['value']):.1f} %" in page
    timely = line(row.content, "within-24")
    assert (timely["n"], timely["met"]) == (130, 100)
    for word in (audit.name, "ada", "olu", *audit.items.values_list("log_ref", flat=True)[:20]):
        assert not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", page), word
    # The signed note can be checked with the key that stands beside it.
    key = Verifier.from_text(row.content["ledger"]["key"].strip())
    assert (
        open_checkpoint(row.content["ledger"]["note"], [key]).size == row.content["ledger"]["size"]
    )
    assert len(page.encode()) < 100_000


def test_small_numbers_are_withheld_with_what_would_give_them_away(fcr):
    crimes("violence", 60, 10)
    crimes("other", 50, 20)
    crimes("sexual", 20, 3)
    row = publish(by=fcr)
    small = line(row.content, "within-24", "sexual offences")
    assert (small["met"], small["value"], bool(small["withheld"])) == (WITHHELD, "", True)
    parts = ("violence against the person", "all other crime")
    others = [line(row.content, "within-24", part) for part in parts]
    whole = line(row.content, "within-24")
    # Those not recorded in time: whole less two known groups would be the third.
    assert any(each["withheld"] for each in (*others, whole))
    known = [int(each["n"]) - int(each["met"]) for each in (*others, whole) if not each["withheld"]]
    assert 3 not in [abs(a - b) for a in known for b in known]
    text = showing.as_csv(row)
    assert "[c]" in text
    assert "[c]" in json.dumps(row.content)
    # Kept for the next edition, and never shown.
    assert any(each["value"] == 3 for each in row.kept["cells"])


def test_two_editions_do_not_give_a_small_difference_away(fcr):
    crimes("violence", 60, 10)
    first = publish(by=fcr)
    assert line(first.content, "within-24")["n"] == 70
    crimes("violence", 0, 2)
    count_again()
    second = publish(by=fcr)
    assert WITHHELD in (
        line(second.content, "within-24")["n"],
        line(second.content, "within-24")["met"],
    )
    assert not line(second.content, "within-24")["value"]
    # As soon as enough have come, everything is said again; what was published stays.
    crimes("violence", 10, 10)
    count_again()
    third = publish(by=fcr)
    assert line(third.content, "within-24")["n"] == 92
    assert line(Edition.objects.get(number=1).content, "within-24")["n"] == 70


def test_an_edition_stays_as_it_was_published(fcr, client):
    crimes("violence", 60, 10)
    first = publish(by=fcr)
    switch(by=fcr, on=True)
    before = client.get(reverse("public-edition", args=[1])).content
    Crime.objects.all().delete()
    count_again()
    publish(by=fcr, note="Corrected.")
    now = client.get(reverse("public-edition", args=[1])).content
    heading = before[
        before.index(b"<h1>") : before.index(b"<h3>Other")
        if b"<h3>Other" in before
        else before.index(b"</main>")
    ]
    assert heading.strip() in now
    assert Edition.objects.get(number=1).content == first.content
    assert b"Corrected." in client.get(reverse("public")).content
    assert client.get(reverse("public-edition", args=[9])).status_code == 404
    ok, lines = verify_report(records=True, as_json=False, against=(), progress=lambda *_: None)
    assert ok, lines
    Edition.objects.filter(number=1).update(content={**first.content, "force": "Elsewhere"})
    ok, lines = verify_report(records=True, as_json=False, against=(), progress=lambda *_: None)
    assert not ok


def test_since_last_time_is_said_only_where_it_is_shown(fcr, monkeypatch):
    crimes("violence", 30, 40)
    publish(by=fcr)
    later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    crimes("violence", 68, 8)
    row = publish(by=fcr)
    found = line(row.content, "within-24")
    assert found["change"] == "better"
    assert "points" in found["change_words"]
    assert line(row.content, "first-call")["change"] == ""


def test_nothing_of_an_audit_is_published_while_a_second_reader_is_awaited(fcr):
    audit = findings_world.read_audit()
    assert line(compose(1).content, "accuracy-all")["value"]
    item = audit.items.first()
    SecondCheck.objects.create(
        item=item, failure=True, probability=1.0, state="waiting", entry_seq=0
    )
    found = compose(1).content
    assert not line(found, "accuracy-all")["value"]
    assert found["audits"] == []
    assert Reading.objects.exists()


def test_a_name_or_number_of_somebody_stops_it(fcr):
    fcr.first_name, fcr.last_name = "Rowan", "O'Hara"
    fcr.save()
    for words in (
        "Thanks to ROWAN  O'Hara.",
        "Write to sam@force.example",
        "Ring 0121 496 0123",
        "The van AB12 CDE",
    ):
        with pytest.raises(PublicError, match="looks like a person"):
            publish(by=fcr, note=words)
    assert not Edition.objects.exists()
    row = publish(by=fcr, note="Thanks to Rowan O'Hara.", despite="She asked to be named.")
    assert row.despite == "She asked to be named."
    assert "She asked" not in json.dumps(row.content)
    assert publish(by=fcr, note="Rowan trees were felled.", despite="Not needed").despite == ""


def test_other_parts_add_their_own(fcr, client):
    said = Part(
        "recommendations",
        "Recommendations",
        ("Four were made.",),
        (Table("State", ("No.", "State"), (("R1", "<b>open</b>"),)),),
    )
    proof.register("recommendations", 10, lambda: said)
    proof.register("nothing", 5, lambda: None)
    try:
        publish(by=fcr)
        switch(by=fcr, on=True)
    finally:
        proof.unregister("recommendations")
        proof.unregister("nothing")
    page = client.get(reverse("public")).content.decode()
    assert "Four were made." in page
    assert "&lt;b&gt;open&lt;/b&gt;" in page


def test_recommendations_are_published_with_their_state_and_no_owner():
    people = improvement_world.people()
    report = improvement_world.inspection(people["fcr"])
    asked = improvement_world.recommendation(report, people["fcr"])
    give(recommendation=asked, by=people["fcr"], owner="sam")
    row = publish(by=people["fcr"])
    (part,) = row.content["parts"]
    (table,) = part["tables"]
    assert table["caption"].startswith(
        "Crime recording in Anyshire: re-inspection (HMICFRS, published 15 January 2026)"
    )
    ((label, text, due, state, answer),) = table["rows"]
    assert (label, text) == (asked.label, asked.text)
    assert due == day(asked.due_on.isoformat())
    assert state.startswith("awaiting review")
    assert answer == "not said yet"
    assert "sam" not in json.dumps(part).replace("same", "")


def test_two_audits_of_the_same_days_are_two_lines(fcr):
    findings_world.read_audit(name="One")
    audit = findings_world.make_audit(name="Two", seed="8", sample_size=60)
    for item in audit.items.select_related("log").order_by("position"):
        findings_world.read(item)
    content = publish(by=fcr).content
    assert len(content["audits"]) == 2
    assert len({row["n"] for row in content["audits"]}) == 2
    # The later one gives the figure, and can't be compared with itself next time.
    assert line(content, "accuracy-all")["n"] == content["audits"][0]["n"]
    again = publish(by=fcr).content
    assert again["accuracy"] == [
        {**row, "change": again_row["change"], "change_words": again_row["change_words"]}
        for row, again_row in zip(content["accuracy"], again["accuracy"], strict=True)
    ]


def test_a_folder_for_any_web_server(fcr, tmp_path):
    crimes("violence", 60, 10)
    row = publish(by=fcr)
    out = tmp_path / "proof"
    names = export(row, out)
    assert set(names) == {each.name for each in out.iterdir()}
    page = (out / "index.html").read_text()
    links = re.findall(r'(?:href|src)="([^"#]+)"', page)
    assert links
    for link in links:
        assert (out / link).is_file(), link
    assert "<script" not in page
    assert " style=" not in page
    assert json.loads((out / "proof.json").read_text())["content"] == row.content
    assert row.sha256 in (out / "citation.txt").read_text()
    export(row, out)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious.txt").write_text("mine")
    with pytest.raises(PublicError, match="no empty folder"):
        export(row, tmp_path / "other")


def test_a_force_has_its_own_words_and_a_slip_is_named(fcr, tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.public.rules.home", lambda: tmp_path)
    (tmp_path / "public.toml").write_text('least = 10\ncontact = ["Write to us."]\n')
    crimes("violence", 60, 7)
    row = publish(by=fcr)
    assert row.content["least"] == 10
    assert row.content["contact"] == ["Write to us."]
    assert line(row.content, "within-24")["withheld"]
    assert any("edition 1" in sentence and "hidden" in sentence for _, sentence in examine())
    for wrong in ("least = 1", "colour = 1", "least = 'five'", "measures = ['height']", "least ="):
        (tmp_path / "public.toml").write_text(wrong)
        with pytest.raises(PublicError):
            publish(by=fcr)
    assert any(not well and "public.toml" in sentence for well, sentence in examine())


@pytest.mark.one_store
def test_a_plain_count_has_no_interval_and_what_has_no_figure_is_one_sentence(
    fcr, client, monkeypatch
):
    crimes("violence", 30, 10)
    publish(by=fcr)
    switch(by=fcr, on=True)
    held = showing.context(Edition.objects.get())
    shown = [*held["accuracy"], *held["measures"]]
    count = next(
        each for each in shown if each.shape == "count" and each.value and each.how == "counted"
    )
    assert count.value_words
    assert count.interval == ""
    assert next(each for each in shown if each.shape == "share" and each.value).interval
    body = client.get(reverse("public")).content.decode()
    without = held["accuracy"].without
    assert without
    # Each is named in the list and in the definitions, and in no row.
    assert f'<th scope="row">{without[0].title}</th>' not in body
    assert f'No figure, and why:</p><ul class="quiet small"><li>{without[0].title}' in body
    # On a narrow screen the rows are cards, so each cell says what it is.
    assert 'class="stack"' in body
    assert 'data-name="Days"' in body
    client.force_login(fcr)
    assert "Hide it" in client.get(reverse("public-manage")).content.decode()
    switch(by=fcr, on=False)
    assert "Show it to everybody" in client.get(reverse("public-manage")).content.decode()
    monkeypatch.setattr("onrecord.public.views.is_demonstration", lambda: True)
    assert "Show it to everybody" not in client.get(reverse("public-manage")).content.decode()
