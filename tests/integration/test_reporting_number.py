"""The number of a report, as its reporter says it on the telephone or types it."""

import pytest
from django.urls import reverse

from onrecord.contact.force import force
from onrecord.people.roles import Role
from onrecord.reporting.numbers import as_written
from onrecord.reporting.status import reporter
from tests.integration.kept_log import person
from tests.reports_world import reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys", "fresh")]


def test_whoever_takes_the_call_finds_it_by_its_number_and_nobody_else(client):
    report, _ = reported()
    held, _ = reported(doubts=["Too quick."])
    for user, sees in (
        (person("cal", Role.CALL_TAKER), True),
        (person("sue", Role.SUPERVISOR), True),
        (person("rex", Role.REGISTRAR, ""), True),
        (person("nora", Role.CALL_TAKER, "North"), False),
    ):
        client.force_login(user)
        for row in (report, held):
            for typed in (row.ref, row.ref.replace("-", ""), f" {row.ref.lower()} "):
                page = client.get(reverse("find"), {"q": typed}).content.decode()
                there = reverse("report-work", args=[row.pk])
                assert (there in page) == sees, (user, typed)


def test_about_the_police_it_is_found_by_their_department_alone(client):
    report, _ = reported(department=force().conduct_department)
    client.force_login(person("cal", Role.CALL_TAKER))
    assert report.title not in client.get(reverse("find"), {"q": report.ref}).content.decode()


def test_a_number_without_its_dash_opens_it_too():
    report, secret = reported()
    plain = report.ref.replace("-", "")
    for typed in (plain, plain.lower(), f"{plain[:9]} {plain[9:]}", report.ref.replace("-", "–")):
        assert reporter.find(ref=typed, secret=secret) == report, typed
    # However it is typed, it is one number whose wrong tries are counted.
    assert len({as_written(typed)[-1] for typed in (plain, plain.lower(), report.ref)}) == 1


def test_a_force_that_numbers_otherwise(tmp_path):
    (tmp_path / "force.toml").write_text('[references]\nreport = "OL/{n:05}/{yy}"\n')
    assert "OL/00017/26" in as_written("ol0001726")
    assert as_written("nonsense \0 🐕")[0] == "nonsense 🐕"
