"""The pages of the figures: what each says, to whom, and that files, lists and pages agree."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from onrecord.measures import registry
from onrecord.measures.by_month import rollup
from onrecord.measures.models import Counted
from onrecord.measures.registry import measures
from onrecord.people.roles import Role
from tests.integration.crime_world import person
from tests.measures_world import OWN, at, crime, line, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def force(monkeypatch):
    """Ten months of logs in two departments, and a crime in every third log."""
    # However busy the machine is.
    monkeypatch.setattr(rollup, "PATIENCE", 120)
    for month in range(10):
        begun = at(f"2025-{month + 1:02}-10 10:00")
        for number in range(12):
            one = log(
                begun + timedelta(hours=number),
                department="North" if number % 2 else "<b>South</b>",
                source="999" if number % 3 else "=online",
            )
            if number % 4 == 0:
                line(
                    one,
                    5,
                    f"{OWN[month % 5]} at number {'abcdefghijkl'[number]}{'vwxyzabcde'[month]}",
                )
            if number % 3 == 0:
                crime(one, 30 if number % 2 else 2)
    return {
        "supervisor": person("sue", Role.SUPERVISOR, "North"),
        "registrar": person("rex", Role.REGISTRAR, ""),
        "commissioner": person("com", Role.COMMISSIONER, ""),
    }


def seen(client, user, name, *args, **query):
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client, user, name, **query):
    text = seen(client, user, "figure-file", name, "csv", **query)
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_every_measure_has_its_page_with_definition_chart_and_files(force, client):
    text = seen(client, force["registrar"], "figures")
    for one in measures():
        assert escape(one.name) in text
        body = seen(client, force["registrar"], "figure", one.id)
        assert "<svg" in body
        for words in (escape(one.owner), f"version {one.version}"):
            assert words in body
        held = json.loads(seen(client, force["registrar"], "figure-file", one.id, "json"))
        assert (held["measure"], held["version"]) == (one.id, one.version)
        assert "script" not in body.replace("description", "")
        assert " style=" not in body


def test_page_csv_and_json_say_the_same_and_the_breakdown_adds_up(force, client):
    rows = table(client, force["registrar"], "log-footprint")
    by_month = [row for row in rows if not row["by"] and row["n"] != "0"]
    assert [(row["n"], row["met"]) for row in by_month] == [("12", "3")] * 10
    departments = {row["value"]: row for row in rows if row["by"] == "department"}
    assert set(departments) == {"North", "<b>South</b>"}
    assert sum(int(row["n"]) for row in departments.values()) == 120
    assert departments["<b>South</b>"]["met"] == "30"
    # No spreadsheet runs what an export calls a route.
    assert {row["value"] for row in rows if row["by"] == "route"} == {"999", "'=online"}
    body = seen(client, force["registrar"], "figure", "log-footprint")
    assert "30 of 120 logs" in body
    assert "<b>South</b>" not in body
    assert "&lt;b&gt;South&lt;/b&gt;" in body
    held = json.loads(seen(client, force["registrar"], "figure-file", "log-footprint", "json"))
    first = next(row for row in held["rows"] if not row["by"] and row.get("n"))
    assert (first["n"], first["met"], first["rate"]) == (12, 3, 0.25)


def test_a_filter_narrows_and_the_run_chart_rests_on_months_that_are_over(force, client):
    rows = table(client, force["registrar"], "within-24", span="24", route="999")
    assert [row for row in rows if not row["by"] and row["n"] not in ("", "0")] == []
    rows = table(client, force["registrar"], "within-24", span="24", route="=online")
    months = [row for row in rows if not row["by"] and row["n"] not in ("", "0")]
    assert {(row["n"], row["met"]) for row in months} == {("4", "2")}
    body = seen(client, force["registrar"], "figure", "within-24", span="24")
    assert "The plain line is the centre of the 10 months" in body


def test_the_running_month_is_in_no_headline_and_zero_does_not_read_as_fine(force, client):
    now = timezone.now()
    for _ in range(3):
        crime(log(now - timedelta(minutes=30), department="North"), 0)
    body = seen(client, force["registrar"], "figure", "within-24", span="24")
    # 40 crimes of the months that are over; the three of today stand apart.
    assert "of 40 crimes" in body
    assert "of 43 crimes" not in body
    assert body.count("not over yet</strong>") == 1
    assert "not over yet</text>" in body
    # No supervisor wrote in a log of North.
    log(now - timedelta(days=40), department="North")
    listed = seen(client, force["supervisor"], "figures")
    assert "none at all" in listed
    assert "nothing unusual" not in listed
    body = seen(client, force["supervisor"], "figure", "log-footprint", span="24")
    assert "All 61 are without, so nothing stands out" in body
    assert "Share without there" not in body


def test_a_supervisor_sees_the_own_department_and_no_way_round_it(force, client):
    for query in ({}, {"department": "<b>South</b>"}, {"department": "-"}):
        rows = table(client, force["supervisor"], "log-footprint", **query)
        assert {row["n"] for row in rows if not row["by"]} == {"6"}
        assert not [row for row in rows if row["by"] == "department"]
        listed = seen(client, force["supervisor"], "figure-without", "log-footprint", "2025-03", **query)  # fmt: skip
        assert "South" not in listed.replace("<b>South</b>", "")
        assert listed.count(">North<") == 6
    body = seen(client, force["supervisor"], "figure", "log-footprint")
    assert "South" not in body


def test_the_list_without_agrees_with_the_figure(force, client):
    seen(client, force["registrar"], "figure", "within-24", span="24")
    body = seen(client, force["registrar"], "figure-without", "within-24", "2025-04")
    assert "2 of 4 crimes did not meet it" in body
    assert body.count("<tr>") == 3
    assert "not counted yet" in seen(client, force["registrar"], "figure-without", "within-24", "2031-01")  # fmt: skip
    client.force_login(force["registrar"])
    for wrong in (("no-such", "2025-04"), ("within-24", "May")):
        assert client.get(reverse("figure-without", args=wrong)).status_code == 404
    assert client.get(reverse("figure", args=["no-such"])).status_code == 404


def test_those_who_hold_to_account_see_figures_and_no_record(force, client):
    body = seen(client, force["commissioner"], "figure", "log-footprint")
    assert "North" in body
    assert "without/" not in body
    client.force_login(force["commissioner"])
    assert client.get(reverse("figure-without", args=["log-footprint", "2025-03"])).status_code == 403  # fmt: skip


def test_an_empty_installation_has_pages_too(client):
    registrar = person("rex", Role.REGISTRAR, "")
    assert "nothing is counted yet" in seen(client, registrar, "figures")
    for one in measures():
        assert "nothing to count yet" in seen(client, registrar, "figure", one.id)
        table(client, registrar, one.id)


def test_a_new_version_leaves_earlier_months_as_they_were_counted(force, client, monkeypatch):
    rows = table(client, force["registrar"], "within-24", span="24")
    before = {row["month"]: row for row in rows if not row["by"]}
    held = registry.every_version()
    old = registry.measure("within-24")
    new = replace(old, version=2, since=date(2025, 6, 1), within_hours=48)
    monkeypatch.setattr(registry, "_held", lambda: (*held, new))
    Counted.objects.filter(measure="within-24").update(counted_at=at("2026-01-01 00:00"))
    rows = table(client, force["registrar"], "within-24", span="24")
    after = {row["month"]: row for row in rows if not row["by"]}
    for month in ("2025-03", "2025-05"):
        assert (after[month]["met"], after[month]["version"]) == (before[month]["met"], "1")
    for month in ("2025-06", "2025-09"):
        assert (after[month]["met"], after[month]["version"]) == ("4", "2")


def test_what_imported_records_can_not_say_is_said_plainly(force, client):
    rex = force["registrar"]
    body = seen(client, rex, "figure", "first-call")
    assert "there is no figure: that isn't 0&nbsp;%" in body
    assert body.count("no export says who recorded a crime") == 2
    assert "By team: the records counted here don't give it" not in body  # nothing is counted
    body = seen(client, rex, "figure", "within-24")
    assert "that isn't 0" not in body
    assert "By team: the records counted here don't give it" in body
    log(at("2025-10-11 10:00"), extra={"team": "A"})
    rollup.refresh(["log-footprint"], again=True)
    body = seen(client, rex, "figure", "log-footprint")
    assert "By team: the records" not in body
    assert ">A</th>" in body
