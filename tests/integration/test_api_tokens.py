"""Tokens: made once, shown once, never more than their user, ended at once; each change in the ledger."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from onrecord.api import actions
from onrecord.api.actions import TokenError, make_token, revoke_token
from onrecord.api.models import KeptAnswer, Token, TokenUse
from onrecord.api.scopes import Scope, scopes_for
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.people.actions import set_active
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from tests.api_made import administrator, log_sent, person, program

pytestmark = pytest.mark.django_db


def made(**more):
    asked = {
        "by": administrator(),
        "person": person(),
        "label": "control room",
        "scopes": ["logs:read"],
        "expires_on": timezone.localdate() + timedelta(days=10),
    }
    return make_token(**{**asked, **more})


def test_only_the_hash_of_the_secret_is_kept_anywhere():
    token, secret = made()
    assert secret.startswith("onr_")
    assert len(secret) > 40
    kept = [*Token.objects.values_list(), *LedgerBody.objects.values_list("body")]
    assert secret not in str(kept)
    assert secret[len(token.begins) :] not in str(kept)
    assert Token.objects.get().secret_hash == actions.secret_hash(secret)


def test_made_and_revoked_are_in_the_ledger_and_the_row_is_held_against_it():
    token, _ = made()
    revoke_token(token=token, by=administrator(), why="replaced")
    kinds = LedgerEntry.objects.filter(subject=f"token:{token.name}").order_by("seq")
    assert list(kinds.values_list("kind", "actor")) == [
        ("token.made", "ada"),
        ("token.revoked", "ada"),
    ]
    assert verify_ledger(records=True).problems == []


def test_a_hash_put_in_behind_the_ledgers_back_is_found():
    """Whoever writes in the database could otherwise let themselves in with a secret of their own."""
    token, _ = made()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE api_token SET secret_hash = %s", ["0" * 64])
    [problem] = verify_ledger(records=True).problems
    assert problem.what == "record"
    assert token.name in str(problem)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"scopes": []}, "at least one"),
        ({"scopes": ["logs:burn"]}, "no scope"),
        ({"label": "  "}, "empty"),
        ({"label": "x" * 101}, "at most"),
        ({"expires_on": timezone.localdate()}, "Choose a later one"),
        ({"expires_on": timezone.localdate() + timedelta(days=400)}, "366 days"),
    ],
)
def test_what_a_token_may_not_be(more, says):
    with pytest.raises(TokenError, match=says):
        made(**more)
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_never_more_than_the_role_of_its_user(role):
    user = person(username=f"as-{role}", role=role)
    fits = {scope.value for scope in scopes_for(user)}
    assert fits == {scope.value for scope in Scope if user.may(scope.permission)}
    for scope in Scope:
        if scope.value in fits:
            made(person=user, scopes=[scope.value])
        else:
            with pytest.raises(TokenError, match="does not go with"):
                made(person=user, scopes=[scope.value])


def test_nobody_makes_a_token_for_themselves_and_only_administrators_make_any():
    with pytest.raises(NotAllowed, match="acts as yourself"):
        made(person=administrator())
    registrar = person(username="reg", role=Role.REGISTRAR)
    with pytest.raises(NotAllowed):
        made(by=registrar)
    token, _ = made()
    with pytest.raises(NotAllowed):
        revoke_token(token=token, by=registrar, why="no")
    ended = set_active(person=person(username="gone"), active=False, by="ada")
    with pytest.raises(TokenError, match="access has ended"):
        made(person=ended)


def test_a_token_ends_with_its_day_its_user_or_when_revoked():
    caller = program()
    assert caller.get("/me").status_code == 200
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert caller.get("/me").status_code == 401
    assert "expired" in caller.said["detail"]
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    User.objects.filter(username="feed").update(is_active=False)
    assert caller.get("/me").status_code == 401
    User.objects.filter(username="feed").update(is_active=True)
    assert caller.get("/me").status_code == 200
    caller.done("/logs", log_sent())
    assert KeptAnswer.objects.exists()
    revoke_token(token=caller.token, by=administrator(), why="lost")
    answer = caller.get("/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not KeptAnswer.objects.exists()
    refused = ReadRecord.objects.filter(what="API", allowed=False)
    assert [row.username for row in refused] == ["feed"] * 3


def test_a_change_of_role_reaches_the_token_at_once():
    caller = program()
    log = caller.done("/logs", log_sent())
    User.objects.filter(username="feed").update(role=Role.COMMISSIONER)
    assert caller.get(f"/logs/{log['id']}").status_code == 403
    assert caller.post("/logs", log_sent()).status_code == 403
    assert "may not" in caller.said["detail"]


def test_when_it_was_last_used_is_kept_to_the_minute():
    caller = program()
    caller.get("/me")
    first = TokenUse.objects.get()
    assert (first.token_id, first.address) == (caller.token.pk, "127.0.0.1")
    caller.get("/me")
    assert TokenUse.objects.get().used_at == first.used_at
    TokenUse.objects.update(used_at=timezone.now() - timedelta(minutes=2))
    caller.get("/me")
    assert TokenUse.objects.get().used_at > first.used_at


def test_the_pages_of_an_administrator():
    desk = Client()
    desk.force_login(administrator())
    feed = person()
    assert "no other program" in desk.get("/people/tokens/").content.decode()
    assert "/people/tokens/" in desk.get("/people/").content.decode()
    sent = {
        "label": "control <b>room</b>",
        "person": feed.pk,
        "scopes": ["logs:read", "logs:write"],
        "expires_on": (timezone.localdate() + timedelta(days=5)).isoformat(),
    }
    ninety_days_on = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert f'value="{ninety_days_on}"' in desk.get("/people/tokens/new/").content.decode()
    wrong = desk.post("/people/tokens/new/", {**sent, "expires_on": "2020-01-01"})
    assert "Choose a later one" in wrong.content.decode()
    assert not Token.objects.exists()
    page = desk.post("/people/tokens/new/", sent).content.decode()
    secret = "onr_" + page.split("onr_")[1].split("<")[0]
    assert Token.objects.get().secret_hash == actions.secret_hash(secret)
    assert "control &lt;b&gt;room" in page
    assert 'href="/people/tokens/">Done' in page
    token = Token.objects.get()
    # The day that was chosen is the last one, and is shown as such.
    day = f"{timezone.localdate() + timedelta(days=5):%d/%m/%Y}"
    assert f"until the end of {day}" in page
    for address in ("/people/tokens/", f"/people/tokens/{token.pk}/"):
        seen = desk.get(address).content.decode()
        assert token.begins in seen
        assert day in seen
        assert secret not in seen
    assert "Say why it ends" in desk.post(f"/people/tokens/{token.pk}/", {}).content.decode()
    answer = desk.post(f"/people/tokens/{token.pk}/", {"why": "was in an e-mail"})
    assert answer.status_code == 302
    assert "was in an e-mail" in desk.get(f"/people/tokens/{token.pk}/").content.decode()
    again = desk.post(f"/people/tokens/{token.pk}/", {"why": "again"}).content.decode()
    assert "revoked already" in again
