"""Who did what is said in names and plain words, also where no account of the force did it."""

import pytest
from django.template import Context, Template
from django.urls import reverse

from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.people.roles import Role
from onrecord.reporting.front_door import FRONT_DOOR, IN_WORDS
from onrecord.reporting.work.of_log import log_of
from tests.integration.kept_log import person
from tests.partners_world import partner, referred
from tests.reports_world import reported

pytestmark = [pytest.mark.django_db, pytest.mark.one_store]


def test_a_log_that_came_on_line_has_plain_words_in_its_history(client):
    log = log_of(reported()[0])
    client.force_login(person("cal", Role.CALL_TAKER))
    page = client.get(reverse("log", args=[log.pk])).content.decode()
    assert f">{IN_WORDS}</td>" in page
    assert FRONT_DOOR not in page.replace("on-line-reports", "")


def test_a_command_is_said_to_be_one():
    assert name_of("onrecord user add") == "the command onrecord user add"


def test_a_partners_report_names_its_organisation_and_who_sent_it(client):
    row, user = partner(name="Hill School", username="of-hill")
    [sent] = referred(row, user, "school", account="A pupil was hit.")
    report = sent.report
    client.force_login(person("ada", Role.REGISTRAR))
    page = client.get(reverse("report-work", args=[report.pk])).content.decode()
    assert "Hill School: Toni Teacher" in page
    assert row.key not in page
    assert name_of(user.username) == "Toni Teacher, Hill School"


def test_a_changed_owner_is_named_in_a_history(client):
    User.objects.create(username="xq7", first_name="Una", last_name="Quill", role=Role.OFFICER)
    shown = Template("{{ value|held:field }}")
    for field in ("owner", "made_by"):
        assert shown.render(Context({"value": "xq7", "field": field})) == "Una Quill"
    assert shown.render(Context({"value": "xq7", "field": "ref"})) == "xq7"
