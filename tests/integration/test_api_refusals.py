"""What the API refuses, in words and without its insides: wrong requests, odd bodies, who may not, too often."""

import json

import pytest
from django.test import Client

from onrecord.contact.models import Log
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from tests.api_made import ROOT, log_sent, person, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller():
    return program()


@pytest.mark.parametrize(
    ("scopes", "method", "path", "body"),
    [
        (["logs:read"], "post", "/logs", log_sent()),
        (["logs:write"], "get", "/logs", None),
        (["logs:read"], "post", "/decisions", {}),
        (["logs:read"], "get", "/search?q=x", None),
        (["logs:read"], "get", "/crimes?reference=x", None),
        (["decisions:write"], "post", "/rules/try", {"case": {}}),
    ],
)
def test_a_scope_that_is_missing_is_named(scopes, method, path, body):
    caller = program(scopes=scopes)
    assert caller.send(method, path, body).status_code == 403
    assert "lacks the scope" in caller.said["detail"]
    assert ReadRecord.objects.filter(username="feed", allowed=False).count() == 1


def test_neither_session_nor_password_opens_the_api(caller):
    desk = Client(enforce_csrf_checks=True)
    user = User.objects.get(username="feed")
    desk.force_login(user)
    for answer in (desk.get(f"{ROOT}/me"), desk.post(f"{ROOT}/logs", log_sent())):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
    for header in ("", "Bearer", "Bearer ", "Bearer onr_x", "Basic b25yOng=", "Bearer \xff\x00"):
        answer = caller.get("/me", HTTP_AUTHORIZATION=header)
        assert answer.status_code == 401, header
    user.must_change_password = True
    user.save()
    assert desk.get(f"{ROOT}/me").status_code == 401
    assert caller.get("/me").status_code == 200


def test_whoever_asks_too_often_is_told_when_to_come_back(caller, settings):
    settings.API_PER_MINUTE = 3
    said = [caller.get("/me") for _ in range(5)]
    assert [answer.status_code for answer in said] in (
        [200, 200, 200, 429, 429],
        # The minute may turn meanwhile.
        [200] * 5,
        [200, 200, 200, 429, 200],
    )
    for answer in said:
        if answer.status_code == 429:
            assert 1 <= int(answer["Retry-After"]) <= 61
    other = program(person("other"))
    assert other.get("/me").status_code == 200


# --- bad input ---

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"nothing", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"source": "x", "text": "\xff"}', 400),
        (DEEP.encode(), 400),
        (f'{{"source": "x", "text": {DEEP}}}'.encode(), 400),
        (b'{"source": "x", "text": NaN}', 400),
        (b'{"source": "x", "text": ' + b"9" * 5000 + b"}", 400),
        (b'{"source": "x", "text": 1e999}', 422),
        (b'{"source": "x", "text": "a\\u0000b"}', 422),
        (b'{"source": "x", "text": "a\\ud800b"}', 422),
        (b'{"source": "x", "text": "a", "\\ud800": 1}', 422),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b'{"source": "x"}', 422),
        (b'{"source": "x", "text": "a", "colour": "red"}', 422),
        (b'{"source": "x", "text": "a", "received_at": "2026-06-01T10:00:00"}', 422),
        (b'{"source": "x", "text": "a", "received_at": 1760000000}', 422),
        (b'{"source": "x", "text": "a", "received_at": "9999-12-31T23:59:59-14:00"}', 422),
        (b'{"source": "x", "text": "a", "received_at": "2099-01-01T00:00:00Z"}', 422),
        (b'{"source": "x", "text": "a", "opening_code": "Riot in space"}', 422),
        (b'{"source": "x", "text": "   "}', 422),
        (json.dumps({"source": "x", "text": "a" * 100_001}).encode(), 422),
        (b'{"source": "x", "text": "' + b"a" * 3_000_000 + b'"}', 413),
    ],
)
def test_what_can_be_no_log_is_refused_in_words(caller, body, status):
    answer = caller.post("/logs", body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert caller.said["status"] == status
    assert caller.said["detail"]
    assert not Log.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
    ],
)
def test_only_json_in_utf_8_is_taken(caller, kind):
    assert caller.post("/logs", json.dumps(log_sent()), CONTENT_TYPE=kind).status_code == 415
    assert not Log.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nothing", 404),
        ("get", "/logs/0", 422),
        ("get", "/logs/99", 404),
        ("get", f"/logs/{2**63 - 1}", 404),
        ("get", f"/logs/{2**63}", 422),
        ("get", "/logs/one", 422),
        ("get", "/logs/%00", 422),
        ("get", "/logs/%ff", 422),
        ("get", "/logs?reference=%00", 422),
        ("get", "/logs?reference=%ff%fe", 200),
        ("get", "/logs?after=%ed%a0%80", 200),
        ("get", "/logs?since=2026-13-01", 422),
        ("get", "/logs?since=0001-01-01", 422),
        ("get", "/crimes", 422),
        ("get", f"/decisions/{2**64}", 422),
        ("delete", "/logs/1", 405),
        ("put", "/logs", 405),
        ("head", "/logs/1", 405),
    ],
)
def test_addresses_that_lead_nowhere(caller, method, path, status):
    if method == "head":
        answer = caller.client.head(ROOT + path, HTTP_AUTHORIZATION=f"Bearer {caller.secret}")
    else:
        answer = caller.send(method, path)
    assert answer.status_code == status
    if status >= 400:
        assert answer["Content-Type"] == "application/problem+json"
    if status == 405:
        assert answer["Allow"]


def test_a_fault_of_ours_is_told_without_its_insides(caller, monkeypatch, caplog):
    monkeypatch.setattr("onrecord.api.v1.me.whoever", lambda request: 1 / 0)
    answer = caller.get("/me")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_two_who_change_one_log_at_a_time(caller):
    log = caller.done("/logs", log_sent())
    caller.done(f"/logs/{log['id']}/grade", {"grade": "1", "version": log["version"]}, 200)
    answer = caller.post(f"/logs/{log['id']}/grade", {"grade": "2", "version": log["version"]})
    assert answer.status_code == 409
    assert caller.said["field"] == "body.version"


def test_a_log_of_another_system_is_not_written_in():
    registrar = program(person("reg", role=Role.REGISTRAR))
    log = registrar.done("/logs", log_sent())
    Log.objects.update(opened_at=None)
    answer = registrar.post(f"/logs/{log['id']}/entries", {"text": "x"})
    assert answer.status_code == 403
    assert "kept there" in registrar.said["detail"]


def test_no_crime_is_made_but_by_a_decision(caller):
    assert caller.post("/crimes", {}).status_code == 405
    assert not Crime.objects.exists()
