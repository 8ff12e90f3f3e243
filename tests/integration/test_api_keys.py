"""The key that makes a request one deed, however often it is sent."""

import uuid

import pytest

from onrecord.contact.models import Log
from tests.api_made import log_sent, person, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller():
    return program()


# --- sending twice ---


def test_the_same_key_and_request_get_the_same_answer_and_one_deed(caller):
    key = str(uuid.uuid4())
    first = caller.post("/logs", log_sent(), key=key)
    again = caller.post("/logs", log_sent(), key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Log.objects.count() == 1
    other = caller.post("/logs", log_sent(text="something else"), key=key)
    assert other.status_code == 409
    assert caller.said["type"] == "urn:onrecord:problem:key-used"
    assert Log.objects.count() == 1


def test_after_the_answer_is_gone_the_deed_is_still_done_once(caller):
    """A key that comes back after days: the same report is the same log, another report is another log."""
    from onrecord.api.models import KeptAnswer

    first = caller.done("/logs", log_sent(), key="00000001")
    KeptAnswer.objects.all().delete()
    assert caller.done("/logs", log_sent(), key="00000001")["id"] == first["id"]
    KeptAnswer.objects.all().delete()
    other = caller.done("/logs", log_sent(text="quite another report"), key="00000001")
    assert other["id"] != first["id"]


def test_a_refused_request_keeps_nothing_and_may_be_sent_again(caller):
    key = str(uuid.uuid4())
    assert caller.post("/logs", log_sent(grade="nine"), key=key).status_code == 422
    assert caller.post("/logs", log_sent(grade="1"), key=key).status_code == 201


def test_a_key_is_needed_and_must_be_one(caller):
    assert caller.post("/logs", log_sent(), key=None).status_code == 400
    assert caller.said["field"] == "header.idempotency-key"
    for key in ("short", "with space in it", "x" * 256, "ünïcödé-key"):
        assert caller.post("/logs", log_sent(), key=key).status_code == 400, key
    assert not Log.objects.exists()


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(caller):
    other = program(person("other"))
    first = caller.done("/logs", log_sent(), key="00000001")
    assert other.done("/logs", log_sent(), key="00000001")["id"] != first["id"]
