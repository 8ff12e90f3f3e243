"""The API keeps to its own description, whatever is sent: schemathesis makes the requests from the description, those
that fit it and those that don't. No 5xx; every answer is one that is described, in its shape.

Seeded and bounded: the same requests in every run. A longer look: ONRECORD_API_EXAMPLES=300.
"""

import os
import uuid
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from onrecord.api.v1.service import description
from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.recording.actions import record_crime
from onrecord.recording.models import Crime
from tests import partners_world, sounds_made
from tests.api_made import log_sent, person, program
from tests.integration.crime_world import ABH

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("ONRECORD_API_EXAMPLES", "12"))
load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
OPERATIONS = [
    (method.upper(), path) for path, methods in description()["paths"].items() for method in methods
]


@contextmanager
def connections_stay_open():
    """The test's transaction must outlive a request, as it does in Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def made(made_once):
    """A program of an officer; one of a partner, which is let in to referrals and nothing else; and what is there."""

    def make():
        caller = program(person())
        _shop, user = partners_world.partner("retailer")
        refers = program(user)
        return caller, refers, records(caller, refers)

    return made_once(make)


@pytest.fixture
def caller(made, settings):
    settings.API_PER_MINUTE = 1_000_000
    return made[0]


@pytest.fixture
def refers(made):
    return made[1]


@pytest.fixture
def ids(made):
    return made[2]


def records(caller, refers):
    """Records that are there, so that not every request ends at a 404."""
    log = caller.done("/logs", log_sent(people=[{"roles": ["victim"]}], places=[{"text": "here"}]))
    decision = caller.done("/decisions", {"log_id": log["id"]})
    at = f"/logs/{log['id']}"
    asked = caller.done(f"{at}/escalations", {"to": "inspector", "text": "Send more?"})
    raw = {"CONTENT_TYPE": "application/octet-stream"}
    sound = caller.done(f"{at}/recordings?file_name=call.wav", sounds_made.wav(2), **raw)
    marks = f"/recordings/{sound['id']}/marks"
    mark = caller.done(marks, {"at_ms": 20, "text": "He hit me."})
    crime = record_crime(log=Log.objects.get(pk=log["id"]), by=caller.token.user, crime=ABH)
    sent = refers.done("/referrals", partners_world.theft())
    return {
        "referral_id": sent["referrals"][0]["id"],
        "log_id": log["id"],
        "decision_id": decision["id"],
        "label": "p1",
        "number": asked["number"],
        "crime_id": crime.pk,
        "recording_id": sound["id"],
        "mark_id": mark["id"],
    }


@pytest.fixture(scope="module")
def schema():
    read = schemathesis.openapi.from_dict(description())
    read.app = get_wsgi_application()
    return read


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_keeps_to_its_description(caller, refers, ids, schema, method, path):
    operation = schema[path][method]
    caller = refers if "/referrals" in path else caller
    names = [name for name in ids if f"{{{name}}}" in path]
    there = {name: ids[name] for name in names}
    if "places" in path and "label" in there:
        there["label"] = "l1"

    def send(case) -> None:
        headers = {"Authorization": f"Bearer {caller.secret}"}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(case.body, dict) and isinstance(case.body.get("version"), int):
            case.body["version"] = _version(path, ids)
        with connections_stay_open():
            answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKED)

    def look(strategy, examples: int) -> None:
        checked = settings(
            max_examples=examples,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        checked(given(case=strategy)(send))()

    fits = {"path_parameters": there} if there else {}
    # Those are sent as they must be; what else is wrong then has to be noticed.
    headers = {"Authorization": "Bearer x", "Idempotency-Key": str(uuid.uuid4())}
    headers = headers if method == "POST" else {"Authorization": "Bearer x"}
    look(operation.as_strategy(GenerationMode.POSITIVE, headers=headers, **fits), EXAMPLES)
    if operation.body or operation.query or operation.path_parameters:
        look(operation.as_strategy(GenerationMode.NEGATIVE, headers=headers), EXAMPLES)


def _version(path: str, ids) -> int:
    if "crimes" in path:
        return Crime.objects.get(pk=ids["crime_id"]).version
    if "decisions" in path:
        return RecordingDecision.objects.get(pk=ids["decision_id"]).version
    if "people" in path or "places" in path:
        log = Log.objects.get(pk=ids["log_id"])
        return (log.people if "people" in path else log.places).get().version
    return Log.objects.get(pk=ids["log_id"]).version
