"""What a department, an account without one, and a look that can not be kept do to pages."""

from copy import deepcopy

import pytest
from django.urls import reverse

from tests.integration import pages_world
from tests.integration.every_page import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made_pages, monkeypatch):
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made_pages)


def test_a_page_is_not_shown_if_the_look_can_not_be_kept(world, client, monkeypatch):
    client.force_login(world.people["registrar"])
    client.raise_request_exception = False

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.people.models.ReadRecord.objects.create", full_disk)
    answer = client.get(reverse("log", args=[world.log.pk]))
    assert answer.status_code == 507
    assert "The disk is full" in answer.content.decode()
    assert "purse" not in answer.content.decode()


def test_a_department_sees_its_own_logs_only(world, client):
    for role in ("call_taker", "officer", "supervisor"):
        client.force_login(world.people[role])
        body = client.get(reverse("logs")).content.decode()
        assert "LOG-0000" in body
        assert "LOG-0009" not in body
        assert "LOG-0003" not in body
        refused = client.get(reverse("log", args=[world.south.pk]))
        assert refused.status_code == 403
        assert "another department" in refused.content.decode()
        # A filter must not be a way round it.
        for question in ({"reference": "LOG-0009"}, {"department": "South"}):
            body = client.get(reverse("logs"), question).content.decode()
            assert ">LOG-0009<" not in body
            assert reverse("log", args=[world.south.pk]) not in body
    client.force_login(world.people["supervisor"])
    body = client.get(reverse("suspects")).content.decode()
    assert "LOG-0004" in body
    assert "LOG-0009" not in body
    lines = content(client.get(reverse("suspects-file"))).decode("utf-8-sig")
    assert "LOG-0004" in lines
    assert "LOG-0009" not in lines
    client.force_login(world.people["registrar"])
    assert "LOG-0009" in client.get(reverse("suspects")).content.decode()


def test_an_account_without_a_department_sees_logs_without_one(world, client):
    person = world.people["officer"]
    person.department = ""
    person.save()
    client.force_login(person)
    body = client.get(reverse("logs")).content.decode()
    assert "LOG-0003" in body
    assert "LOG-0000" not in body
