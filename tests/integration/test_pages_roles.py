"""Each role on each page: allowed, or refused with a reason, as the tables of roles_world.py and roles_posts.py say."""

from copy import deepcopy

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from onrecord.people.models import ReadRecord
from onrecord.people.roles import Role
from tests.integration import pages_world
from tests.integration.every_page import content, every_page
from tests.integration.roles_posts import ELSEWHERE, FOR_EVERYBODY, NO_RECORD, POSTS
from tests.integration.roles_world import PAGES

pytestmark = pytest.mark.django_db


def names() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}

    def walk(patterns):
        for pattern in patterns:
            if str(pattern.pattern).startswith("api/"):
                continue  # addresses for other programs are no pages: tests/integration/test_api.py
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            else:
                found[pattern.name] = pattern

    walk(get_resolver().url_patterns)
    return found


@pytest.fixture(scope="module")
def made(made_once, tmp_path_factory):
    return made_once(lambda: every_page(tmp_path_factory.mktemp("exports")))


@pytest.fixture
def world(made, monkeypatch):
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made)


def address(world, name, args):
    actual = []
    for arg in args:
        held = getattr(world, arg, None) if isinstance(arg, str) else None
        actual.append(
            held.pk if held is not None else arg.lstrip("=") if isinstance(arg, str) else arg
        )
    return reverse(name, args=actual)


def test_the_table_names_every_page():
    assert set(names()) == set(PAGES) | set(POSTS) | ELSEWHERE


def test_every_page_goes_through_the_gate():
    for name, pattern in names().items():
        if name == "sign-in" or name in FOR_EVERYBODY:
            continue
        assert hasattr(pattern.callback, "check"), f"{name} has no check"
        if name not in NO_RECORD | set(POSTS):
            assert pattern.callback.reads, f"looks at {name} are not kept"


# Who asks the database for other rows than these do is tried on one.
SAME_ROWS = {Role.CALL_TAKER, Role.COMMISSIONER, Role.ADMINISTRATOR}


ROLES = [
    pytest.param(role, marks=[pytest.mark.one_store] if role in SAME_ROWS else [], id=role.value)
    for role in Role
]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_no_other(world, client, role):
    client.force_login(world.people[role])
    wrong = []
    for name, (args, allowed) in PAGES.items():
        answer = client.get(address(world, name, args))
        content(answer)
        expected = 200 if role in allowed else 403
        if name == "home" and role == Role.PARTNER:
            assert answer.headers["Location"] == reverse("partner-desk")
            continue
        if answer.status_code != expected:
            wrong.append((name, answer.status_code, expected))
        elif expected == 403:
            assert "These roles may:" in answer.content.decode(), name
    for name, (args, allowed) in POSTS.items():
        answer = client.post(address(world, name, args))
        content(answer)
        refused = answer.status_code == 403
        if refused == (role in allowed):
            wrong.append((name, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_leads_only_to_allowed_pages(world, client, role):
    client.force_login(world.people[role])
    answer = client.get(reverse("home"), follow=True)
    for place in answer.context["places"]:
        assert client.get(place.url).status_code == 200, place.label


def test_nobody_sees_anything_without_signing_in(world, client):
    for name, (args, _) in {**PAGES, **POSTS}.items():
        answer = client.get(address(world, name, args))
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("sign-in")), name


def test_looks_and_refusals_are_kept(world, client):
    client.force_login(world.people["registrar"])
    for name, (args, roles) in PAGES.items():
        if name in NO_RECORD:
            continue
        ReadRecord.objects.all().delete()
        url = address(world, name, args)
        answer = client.get(url)
        content(answer)
        kept = list(ReadRecord.objects.values_list("username", "role", "allowed"))
        # An answer to a card is for whoever gave it.
        expected = Role.REGISTRAR in roles and name != "card-answer"
        assert kept == [("registrar", "registrar", expected)], name
    ReadRecord.objects.all().delete()
    client.get(reverse("log", args=[world.log.pk]))
    assert ReadRecord.objects.get().subject == "log:storm:LOG-0000"
    client.force_login(world.people["officer"])
    ReadRecord.objects.all().delete()
    client.get(reverse("suspects"))
    refused = ReadRecord.objects.get()
    assert (refused.allowed, refused.subject, refused.what) == (
        False,
        "/suspects/",
        "list of suspects",
    )


def test_those_who_hold_to_account_see_no_text_and_no_names(world, client):
    client.force_login(world.people["commissioner"])
    for name in ("home", "audits", "audit-estimate", "audit-estimate-json", "ledger"):
        args, _ = PAGES[name]
        body = client.get(address(world, name, args)).content.decode()
        for secret in ("LOG-0", "CR/", "purse", "stranger", pages_world.NASTY[:7]):
            assert secret not in body, (name, secret)
    answer = client.post(reverse("ledger-download"), {"bodies": "yes"})
    assert answer.status_code == 403
    proof = content(client.post(reverse("ledger-download"), {"bodies": "no"}))
    assert b"purse" not in proof
