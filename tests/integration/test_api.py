"""Other programs do through the API what people do on pages, by the same actions and policies."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from onrecord.contact.models import Log, LogEntry
from onrecord.deciding.models import RecordingDecision
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import ReadRecord, User
from onrecord.recording.models import Crime
from tests import sounds_made
from tests.api_made import FIRST, administrator, log_sent, person, program
from tests.reports_world import reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller():
    return program()


def answer_all(caller, decision, wanted):
    """Answer as `wanted` says (question or first offered answer), to the end of the questions."""
    for _ in range(60):
        question = decision["question"]
        if question is None:
            return decision
        says = [choice["say"] for choice in question["choices"]]
        say = wanted.get(question["id"], says[0])
        if question["choices"][0]["number"] and say == "number":
            say = "1"
        decision = caller.done(
            f"/decisions/{decision['id']}/answers",
            {"say": say, "version": decision["version"]},
            status=200,
        )
    raise AssertionError("the questions don't end")


def test_the_whole_story(caller):
    log = caller.done(
        "/logs",
        log_sent(
            grade="1",
            qualifiers=["domestic abuse"],
            people=[{"roles": ["caller", "victim"], "name": "Ann", "age": 34}],
            places=[{"text": "12 High Street", "postcode": "EX4 4QJ"}],
        ),
    )
    at = f"/logs/{log['id']}"
    assert log["text"] == FIRST
    assert log["department"] == "North"
    assert [each["label"] for each in log["people"]] == ["p1"]
    entry = caller.done(f"{at}/entries", {"text": "Door forced."})
    correction = caller.done(
        f"{at}/entries/{entry['number']}/correction", {"text": "Door open.", "why": "misheard"}
    )
    assert correction["corrects"] == entry["number"]
    caller.done(f"{at}/accounts", {"text": "I fell.", "who": "Ann", "differs": True})
    caller.done(f"{at}/thrive", {"heads": {"harm": "bruise"}})
    bob = caller.done(f"{at}/people", {"roles": ["suspect"], "facts": {"identified": False}})
    bob = caller.done(
        f"{at}/people/{bob['label']}", {"name": "Bob", "version": bob["version"]}, status=200
    )
    assert (bob["name"], bob["roles"], bob["version"]) == ("Bob", ["suspect"], 2)
    place = caller.done(f"{at}/places", {"text": "the garden"})
    caller.done(f"{at}/places/{place['label']}", {"what": "found", "version": 1}, status=200)
    log = caller.done(
        f"{at}/grade", {"grade": "2", "why": "he left", "version": log["version"]}, 200
    )
    assert log["grade"] == "2"
    log = caller.done(
        f"{at}/codes", {"qualifiers": [*log["qualifiers"], "child"], "version": log["version"]}, 200
    )
    assert "child" in log["qualifiers"]

    decision = caller.done("/decisions", {"log_id": log["id"]})
    decision = answer_all(caller, decision, {"what": "assault"})
    assert decision["decision"]["crimes"], decision
    decision = caller.done(
        f"/decisions/{decision['id']}/conclusion", {"version": decision["version"]}, status=200
    )
    assert decision["state"] == "concluded"
    [ref] = decision["crime_refs"]
    assert caller.get(f"/crimes?reference={ref}").status_code == 200
    [crime] = caller.said["crimes"]
    caller.get(f"/crimes/{crime['id']}")
    assert caller.said["decision_ref"] == decision["name"]
    assert {each["name"] for each in caller.said["people"]} >= {"Ann"}

    caller.get(at)
    assert [each["ref"] for each in caller.said["crimes"]] == [ref]
    assert [each["name"] for each in caller.said["decisions"]] == [decision["name"]]
    kinds = [each["kind"] for each in caller.said["entries"]]
    assert {"opened", "line", "correction", "account", "thrive", "grade", "crime"} <= set(kinds)
    version = caller.said["version"]
    codes = _closing(caller)
    caller.done(f"{at}/closing", {"closing_code": codes, "version": version, "text": "crimed"}, 200)
    assert caller.said["closed_at"]
    assert caller.post(f"{at}/entries", {"text": "more"}).status_code == 422
    caller.done(f"{at}/reopening", {"why": "more came", "version": caller_version(log)}, 200)
    assert caller.said["closed_at"] is None
    report = verify_ledger(records=True)
    assert report.problems == []


def caller_version(log) -> int:
    return Log.objects.get(pk=log["id"]).version


def _closing(caller) -> str:
    caller.get("/force")
    return next(code for code in caller.said["closing_codes"] if "rime" in code)


def test_who_am_i(caller):
    caller.get("/me")
    assert caller.said["username"] == "feed"
    assert caller.said["role"] == "officer"
    assert "logs:write" in caller.said["scopes"]


def test_lists_and_look_ups(caller):
    refs = [caller.done("/logs", log_sent())["ref"] for _ in range(3)]
    caller.get("/logs")
    assert [each["ref"] for each in caller.said["logs"]] == refs[::-1]
    caller.get(f"/logs?reference={refs[1].lower()}")
    assert [each["ref"] for each in caller.said["logs"]] == [refs[1]]
    assert caller.get("/logs?references=x").status_code == 422
    assert caller.said["field"] == "query.references"
    log = Log.objects.get(ref=refs[0])
    caller.get(f"/logs/{log.pk}/entries")
    first = caller.said["entries"][0]["number"]
    caller.done(f"/logs/{log.pk}/entries", {"text": "one"})
    caller.get(f"/logs/{log.pk}/entries?after={first}")
    assert [each["text"] for each in caller.said["entries"]] == ["one"]


def test_a_decision_is_tried_without_keeping_it(caller):
    case = {
        "reports": [{"capacity": "victim", "by": "ann", "at": "2026-06-01T21:30:00+01:00"}],
        "people": [{"id": "ann", "age": 34}, {"id": "bob"}],
        "acts": [{"id": "a1", "class": "8N", "code": "008/06", "to": ["ann"], "by": ["bob"]}],
    }
    answer = caller.post("/rules/try", {"case": {**case, "colour": "red"}}, key=None)
    assert answer.status_code == 422
    assert caller.said["field"] == "body.case.colour"
    before = RecordingDecision.objects.count(), LogEntry.objects.count()
    caller.done("/rules/try", {"case": case}, status=200, key=None)
    [crime] = caller.said["decision"]["crimes"]
    assert (crime["class"], crime["victims"]) == ("8N", ["ann"])
    assert caller.said["decision"]["steps"]
    assert "8N" in caller.said["explanation"]
    assert (RecordingDecision.objects.count(), LogEntry.objects.count()) == before
    caller.done("/rules/try", {"case": {}, "on": "2026-06-01"}, status=200, key=None)
    assert caller.post("/rules/try", {"case": {}}, key=None).status_code == 422
    assert caller.said["field"] == "body.on"


def test_a_log_is_negated_with_its_rationale(caller):
    log = caller.done("/logs", log_sent())
    caller.get("/rules/choices")
    held = caller.said
    rationale = {
        "test": next(iter(held["tests"])),
        "evidence": next(iter(held["evidence"])),
        "from_whom": next(iter(held["from_whom"])),
        "told": next(iter(held["told"])),
    }
    decision = caller.done(f"/logs/{log['id']}/negation", {"rationale": rationale})
    assert decision["state"] == "concluded"
    assert decision["rationales"][0]["test"] == rationale["test"]
    wrong = {**rationale, "told": "nothing known"}
    other = caller.done("/logs", log_sent())
    assert caller.post(f"/logs/{other['id']}/negation", {"rationale": wrong}).status_code == 422
    assert "told" in caller.said["detail"]


def test_what_presses_takes_ones_own_words_here_as_on_the_page(caller):
    said = reported("My neighbour said he would burn my house down.", department="North")[0]
    log = Log.objects.get(ref=said.log_ref)
    given = {"test": "not-a-crime", "evidence": "video", "from_whom": "witness", "told": "not-yet"}
    assert caller.post(f"/logs/{log.pk}/negation", {"rationale": given}).status_code == 422
    assert "own words" in caller.said["detail"]
    assert "threat to kill" in caller.said["detail"]
    begun = caller.done("/decisions", {"log_id": log.pk})
    begun = answer_all(caller, begun, {"reporter": "other", "victim-says": "no"})
    assert begun["decision"]["not_recorded"]
    to_conclude = {"rationale": given, "version": begun["version"]}
    assert caller.post(f"/decisions/{begun['id']}/conclusion", to_conclude).status_code == 422
    assert "own words" in caller.said["detail"]
    assert not Crime.objects.exists()
    in_words = {**given, "text": "They spoke of a bonfire on their own ground; she heard it wrong."}
    done = caller.done(f"/logs/{log.pk}/negation", {"rationale": in_words})
    assert done["state"] == "concluded"


def test_facts_may_only_answer_what_the_rules_ask(caller):
    decision = caller.done("/decisions", {})
    answer = caller.post(
        f"/decisions/{decision['id']}/facts",
        {"answers": {"acts[act1].property.x.y": "yes"}, "version": decision["version"]},
    )
    assert answer.status_code == 422
    caller.done(
        f"/decisions/{decision['id']}/facts",
        {"people": [{"as": "victim1", "name": "Ann"}], "version": decision["version"]},
        status=200,
    )
    assert caller.said["facts"]["people"][0]["name"] == "Ann"
    assert (
        caller.post(
            f"/decisions/{decision['id']}/facts", {"modus": "kicked", "version": 1}
        ).status_code
        == 409
    )
    caller.done(f"/decisions/{decision['id']}/withdrawal", {"reason": "test"}, status=200)
    assert caller.said["state"] == "withdrawn"


def test_a_recording_is_attached_as_it_is(caller):
    log = caller.done("/logs", log_sent())
    sound = sounds_made.wav(2)
    path = f"/logs/{log['id']}/recordings?file_name=call.wav&about=999+call"
    raw = {"CONTENT_TYPE": "application/octet-stream"}
    key = str(uuid.uuid4())
    answer = caller.post(path, sound, key=key, **raw)
    assert answer.status_code == 201, answer.content
    made = caller.said
    assert (made["media_type"], made["size"]) == ("audio/wav", len(sound))
    again = caller.post(path, sound, key=key, **raw)
    assert again.content == answer.content
    assert again["Idempotent-Replayed"] == "true"
    assert caller.post(path, sound[:-9], key=key, **raw).status_code == 409
    assert caller.post(path, b"no sound at all", **raw).status_code == 422
    assert caller.post(path, {}).status_code == 415
    caller.get(f"/logs/{log['id']}/recordings")
    assert [each["sha256"] for each in caller.said["recordings"]] == [made["sha256"]]


def test_a_recording_over_the_limit_is_not_read(caller, settings):
    log = caller.done("/logs", log_sent())
    settings.CALL_UPLOAD_LIMIT = settings.UPLOAD_LIMIT = 1000
    path = f"/logs/{log['id']}/recordings?file_name=call.wav"
    answer = caller.post(path, bytes(1001), CONTENT_TYPE="application/octet-stream")
    assert answer.status_code == 413
    answer = caller.post(path, bytes(1_100_000), CONTENT_TYPE="application/octet-stream")
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_what_was_written_is_found(caller):
    log = caller.done("/logs", log_sent(text="The <b>kingfisher</b> was stolen & sold"))
    caller.get("/search?q=kingfisher")
    [found] = caller.said["results"]
    assert (found["record"], found["id"], found["title"]) == ("log", log["id"], log["ref"])
    assert "<b>kingfisher</b> was stolen & sold" in found["snippet"]
    caller.done(f"/logs/{log['id']}/people", {"roles": ["witness"], "name": "Zofia Kestrel"})
    caller.get("/search?q=kestrel&kind=people")
    [found] = caller.said["results"]
    assert (found["record"], found["id"], found["title"]) == ("log", log["id"], "Zofia Kestrel")
    other = program(person("south", department="South"))
    other.get("/search?q=kingfisher")
    assert other.said["results"] == []


# --- who may, and what is kept of it ---


def test_the_department_limits_a_token_as_it_limits_its_user(caller):
    log = caller.done("/logs", log_sent())
    south = program(person("south", department="South"))
    for answer in (
        south.get(f"/logs/{log['id']}"),
        south.get(f"/logs/{log['id']}/entries"),
        south.post(f"/logs/{log['id']}/entries", {"text": "x"}),
        south.post("/decisions", {"log_id": log["id"]}),
        south.post(f"/logs/{log['id']}/recordings?file_name=x.wav", {}),
    ):
        assert answer.status_code == 403
        assert json.loads(answer.content)["type"] == "urn:onrecord:problem:not-allowed"
    south.get("/logs")
    assert south.said["logs"] == []
    refused = ReadRecord.objects.filter(username="south", allowed=False)
    assert refused.count() == 5


def test_a_log_shows_crimes_and_decisions_only_with_their_scopes(caller):
    log = caller.done("/logs", log_sent())
    narrow = program(scopes=["logs:read"])
    narrow.get(f"/logs/{log['id']}")
    assert (narrow.said["crimes"], narrow.said["decisions"]) == (None, None)


def test_every_look_is_kept_as_on_the_pages(caller):
    log = caller.done("/logs", log_sent())
    ReadRecord.objects.all().delete()
    caller.get(f"/logs/{log['id']}")
    row = ReadRecord.objects.get()
    subject = f"log:{log['system']}:{Log.objects.get().ref_key}"
    assert (row.username, row.subject, row.allowed) == ("feed", subject, True)
    assert row.what == f"log (API token {caller.token.pk})"


def test_the_description_is_for_those_with_a_token_or_signed_in(caller):
    url = reverse("api-description")
    stranger = Client()
    assert stranger.get(url).status_code == 401
    assert stranger.get(url, HTTP_AUTHORIZATION=f"Bearer {caller.secret}").json()["openapi"]
    stranger.force_login(administrator())
    assert stranger.get(url).status_code == 200
    assert stranger.post(url).status_code == 405
    User.objects.filter(username="ada").update(must_change_password=True)
    assert stranger.get(url).status_code == 401


def test_answers_bear_the_headers_of_every_page(caller):
    for answer in (caller.get("/me"), caller.get("/nothing")):
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
