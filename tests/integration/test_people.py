"""Who may sign in, what each role may do, and what is kept of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from onrecord.home import demonstration_marker
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people import actions
from onrecord.people.access import NotAllowed
from onrecord.people.demonstration import DEMO_NAMES, PASSWORD, make_demo_accounts
from onrecord.people.models import ReadRecord, User
from onrecord.people.policies import check_can_change_person, check_can_manage_people
from onrecord.people.roles import ROLE_PERMISSIONS, ROLE_WORDS, Permission, Role, permissions_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    person, _ = actions.add_person(username="alex", role=Role.ADMINISTRATOR, by="test")
    return actions.change_own_password(person=person, password="a long enough phrase")


@pytest.fixture
def demonstration():
    demonstration_marker().write_text("{}")
    yield
    demonstration_marker().unlink()


def sign_in(client, username, password):
    return client.post(reverse("sign-in"), {"login": username, "password": password})


def test_every_role_and_permission_is_described():
    assert set(ROLE_PERMISSIONS) == set(Role) == set(ROLE_WORDS)
    for permission in Permission:
        assert permission.words
        assert any(permission in held for held in ROLE_PERMISSIONS.values())


def test_the_page_of_permissions_is_in_step():
    page = Path(__file__).parents[2] / "docs/reference/permissions.md"
    assert page.read_text(encoding="utf-8") == permissions_page()


def test_a_new_person_gets_a_one_time_password_and_a_ledger_entry(client):
    _, password = actions.add_person(
        username="sam", role=Role.SUPERVISOR, department="North", name="Sam Smith", by="alex"
    )
    entry = LedgerEntry.objects.get(subject="person:sam")
    assert entry.kind == "person.made"
    assert entry.actor == "alex"
    body = LedgerBody.objects.get(seq=entry.seq).body
    assert '"role":"supervisor"' in body
    assert password not in body
    answer = sign_in(client, "sam", password)
    assert answer.status_code == 302
    # Nothing but the change of password is open.
    assert client.get(reverse("home")).headers["Location"] == reverse("password")
    answer = client.post(
        reverse("password"),
        {
            "old_password": password,
            "new_password1": "quite a new phrase",
            "new_password2": "quite a new phrase",
        },
    )
    assert answer.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert LedgerEntry.objects.filter(subject="person:sam").count() == 2


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("two words", Role.OFFICER, "can't be used"),
        ("", Role.OFFICER, "can't be used"),
        ("x" * 151, Role.OFFICER, "too long"),
        ("fine", "king", "There is no role"),
    ],
)
def test_what_can_not_be_added_is_refused_with_a_reason(name, role, words):
    with pytest.raises(actions.PersonError, match=words):
        actions.add_person(username=name, role=role, by="test")
    assert not LedgerEntry.objects.filter(kind="person.made").exists()


def test_names_differ_by_more_than_capitals():
    actions.add_person(username="Kim", role=Role.OFFICER, by="test")
    with pytest.raises(actions.PersonError, match="already somebody"):
        actions.add_person(username="kim", role=Role.OFFICER, by="test")


def test_the_last_administrator_stays(administrator):
    with pytest.raises(NotAllowed, match="only administrator left"):
        actions.set_active(person=administrator, active=False, by="test")
    with pytest.raises(NotAllowed, match="only administrator left"):
        actions.change_person(person=administrator, role=Role.OFFICER, department="", by="test")
    actions.add_person(username="second", role=Role.ADMINISTRATOR, by="test")
    assert not actions.set_active(person=administrator, active=False, by="test").is_active


def test_nobody_changes_their_own_access(administrator, client):
    with pytest.raises(NotAllowed, match="your own role"):
        check_can_change_person(administrator, administrator)
    client.force_login(administrator)
    answer = client.post(reverse("person-active", args=["alex"]), {"active": "no"})
    assert answer.status_code == 403
    assert User.objects.get(username="alex").is_active


def test_ended_access_ends_open_sessions(administrator, client):
    person, _ = actions.add_person(username="olu", role=Role.OFFICER, by="test")
    person = actions.change_own_password(person=person, password="a long enough phrase")
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200
    actions.set_active(person=person, active=False, by="alex")
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("sign-in"))


def test_a_new_password_ends_open_sessions(client):
    person, first = actions.add_person(username="olu", role=Role.OFFICER, by="test")
    client.force_login(person)
    second = actions.give_new_password(person=person, by="test")
    assert first != second
    assert client.get(reverse("roles")).headers["Location"].startswith(reverse("sign-in"))


def test_a_one_time_password_lapses(client):
    _, password = actions.add_person(username="olu", role=Role.OFFICER, by="test")
    User.objects.update(password_set_at=timezone.now() - timedelta(days=8))
    answer = client.post(reverse("sign-in"), {"login": "olu", "password": password}, follow=True)
    assert "more than 7 days old" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_ended_account_is_told_so_only_with_the_right_password(client):
    person, password = actions.add_person(username="olu", role=Role.OFFICER, by="test")
    actions.set_active(person=person, active=False, by="test")
    right = client.post(reverse("sign-in"), {"login": "olu", "password": password}, follow=True)
    assert "access has ended" in right.content.decode()
    wrong = client.post(reverse("sign-in"), {"login": "olu", "password": "wrong"}, follow=True)
    assert "access has ended" not in wrong.content.decode()
    assert "not right" in wrong.content.decode()


@pytest.mark.parametrize("weak", ["elevenchars", "olusegun-officer1"])
def test_weak_passwords_are_refused(weak):
    person, password = actions.add_person(username="olusegun-officer", role=Role.OFFICER, by="test")
    with pytest.raises(ValidationError):
        actions.change_own_password(person=person, password=weak)
    person.refresh_from_db()
    assert person.check_password(password)


def test_wrong_passwords_are_counted(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    actions.add_person(username="olu", role=Role.OFFICER, by="test")
    pages = [sign_in(client, "olu", f"wrong {n}").content.decode() for n in range(6)]
    assert "Too many wrong passwords" in pages[-1]
    assert "Too many wrong passwords" not in pages[0]


def test_there_is_no_sign_up_and_no_other_account_page(client):
    for path in (
        "/signup/",
        "/accounts/signup/",
        "/accounts/login/",
        "/password/reset/",
        "/admin/",
    ):
        assert client.get(path).status_code == 404, path


def test_signing_out_needs_a_post(client, administrator):
    client.force_login(administrator)
    assert client.get(reverse("sign-out")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("sign-out"))
    assert "_auth_user_id" not in client.session


def test_sign_ins_and_refusals_are_kept(client, administrator):
    sign_in(client, "alex", "wrong")
    sign_in(client, "my secret, typed into the wrong box", "x")
    sign_in(client, "alex", "a long enough phrase")
    kept = list(ReadRecord.objects.order_by("id").values_list("what", "subject", "allowed"))
    assert ("sign-in refused", "person:alex", False) in kept
    assert ("sign-in refused", "a name that nobody has", False) in kept
    assert ("signed in", "person:alex", True) in kept
    assert not any("secret" in subject for _, subject, _ in kept)


def test_who_looked_at_what_can_be_searched(client, administrator):
    client.force_login(administrator)
    ReadRecord.objects.create(username="olu", role="officer", what="log", subject="log:x:1")
    ReadRecord.objects.create(
        username="kim", role="officer", what="crime", subject="crime:x:1", allowed=False
    )
    body = client.get(reverse("reads"), {"username": "olu"}).content.decode()
    assert "log:x:1" in body
    assert "crime:x:1" not in body
    body = client.get(reverse("reads"), {"only": "refused", "subject": "crime:"}).content.decode()
    assert "crime:x:1" in body
    body = client.get(reverse("reads"), {"since": "not a date"}).content.decode()
    assert "Enter a date" in body
    # Looking there is itself kept.
    assert ReadRecord.objects.filter(username="alex", what="who looked at what").count() == 3


def test_a_long_list_of_reads_goes_on(client, administrator):
    client.force_login(administrator)
    ReadRecord.objects.bulk_create(
        ReadRecord(username="olu", role="officer", what="log", subject=f"log:x:{n}")
        for n in range(130)
    )
    first = client.get(reverse("reads"), {"username": "olu"}).content.decode()
    assert "log:x:129" in first
    assert "log:x:29" not in first.replace("log:x:129", "")
    last_shown = ReadRecord.objects.filter(subject="log:x:30").get().id
    second = client.get(
        reverse("reads"), {"username": "olu", "before": last_shown}
    ).content.decode()
    assert "log:x:29" in second
    assert "log:x:31" not in second


def test_only_an_administrator_manages_people(client):
    for role in Role:
        person = User(username=role, role=role)
        if role == Role.ADMINISTRATOR:
            check_can_manage_people(person)
        else:
            with pytest.raises(NotAllowed, match="These roles may: Administrator"):
                check_can_manage_people(person)


def test_the_pages_of_people_do_what_they_say(client, administrator):
    client.force_login(administrator)
    answer = client.post(
        reverse("person-add"),
        {"username": "nina", "name": "Nina N", "role": "auditor", "department": ""},
    )
    person = User.objects.get(username="nina")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert person.check_password(password)
    client.post(reverse("person", args=["nina"]), {"role": "officer", "department": "North"})
    person.refresh_from_db()
    assert (person.role, person.department) == ("officer", "North")
    body = client.post(reverse("person-password", args=["nina"])).content.decode()
    assert password not in body
    client.post(reverse("person-active", args=["nina"]), {"active": "no"})
    person.refresh_from_db()
    assert not person.is_active
    kinds = (
        LedgerEntry.objects.filter(subject="person:nina")
        .order_by("seq")
        .values_list("actor", "kind")
    )
    assert list(kinds) == [("alex", "person.made"), *[("alex", "person.changed")] * 3]
    assert verify_ledger(records=True).problems == []
    again = client.post(
        reverse("person-add"), {"username": "NINA", "role": "auditor"}
    ).content.decode()
    assert "already somebody" in again


def test_demonstration_accounts_exist_in_a_demonstration_only(demonstration, client):
    people = make_demo_accounts(department="North")
    assert {person.role for person in people} == set(Role)
    assert [person.role for person in make_demo_accounts()] == [person.role for person in people]
    assert User.objects.count() == len(DEMO_NAMES)
    assert User.objects.get(username="officer").department == "North"
    assert User.objects.get(username="registrar").department == ""
    assert sign_in(client, "registrar", PASSWORD).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert PASSWORD in client_sign_in_page(client)
    demonstration_marker().rename(demonstration_marker().with_suffix(".gone"))
    try:
        # The same database outside a demonstration: the public password opens nothing, and open sessions end.
        assert client.get(reverse("home")).status_code == 302
        answer = client.post(
            reverse("sign-in"), {"login": "registrar", "password": PASSWORD}, follow=True
        )
        assert "demonstration account" in answer.content.decode()
        assert "_auth_user_id" not in client.session
        assert PASSWORD not in client_sign_in_page(client)
    finally:
        demonstration_marker().with_suffix(".gone").rename(demonstration_marker())


def client_sign_in_page(client):
    client.logout()
    return client.get(reverse("sign-in")).content.decode()


def test_demonstration_accounts_are_refused_elsewhere():
    with pytest.raises(actions.PersonError, match="in a demonstration only"):
        make_demo_accounts()
    assert not User.objects.exists()


def test_sign_in_leads_only_within_this_site(client, administrator):
    credentials = {"login": "alex", "password": "a long enough phrase"}
    answer = client.post(reverse("sign-in"), {**credentials, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == reverse("home")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post(reverse("sign-out"))
    answer = client.post(reverse("sign-in"), {**credentials, "next": reverse("people")})
    assert answer.headers["Location"] == reverse("people")
