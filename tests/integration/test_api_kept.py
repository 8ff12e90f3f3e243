"""What goes on around a log, what may be done to a crime, and marks in recordings: through the API, by the pages' actions."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.calls.models import Mark
from onrecord.contact.content import moment
from onrecord.contact.models import Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Qualification, Role
from onrecord.recording.models import Crime, CrimeEvent
from tests import sounds_made
from tests.api_made import log_sent, person, program
from tests.integration.crime_world import STALKING, make_world

pytestmark = pytest.mark.django_db
C2 = {"independent": True, "additional": True, "verifiable": True, "no_crime": True}
INFORMATION = {"came": "1 July", "source": "CCTV", "checked": "viewed", "shows": "nobody there"}


@pytest.fixture
def caller():
    return program()


@pytest.fixture
def log(caller):
    return caller.done("/logs", log_sent())


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def keeper(world):
    """A program of the officer who recorded the crime."""
    return program(world.officer)


@pytest.fixture
def decider(world):
    user = User.objects.create(
        username="dee", role=Role.SUPERVISOR, department="Response", qualifications=[Qualification.DDM]
    )  # fmt: skip
    return program(user)


def at(crime) -> str:
    return f"/crimes/{crime.pk}"


def version(crime) -> int:
    return Crime.objects.get(pk=crime.pk).version


def told(keeper, crime, **more):
    sent = {"topic": "cancel", "person": "ann", "how": "telephone", "said": "She was told.", **more}
    return keeper.done(f"{at(crime)}/telling", sent, 200)


# Around a log


def test_resources_escalation_and_allocation(caller, log):
    path = f"/logs/{log['id']}"
    for state in ("assigned", "at-scene"):
        made = caller.done(f"{path}/resources", {"resource": "tu21", "state": state})
        assert made["detail"] == {"resource": "TU21", "state": state}
    again = caller.post(f"{path}/resources", {"resource": "tu21", "state": "assigned"})
    assert (again.status_code, "can't follow" in caller.said["detail"]) == (422, True)
    assert caller.post(f"{path}/resources", {"resource": "x", "state": "asleep"}).status_code == 422
    asked = caller.done(f"{path}/escalations", {"to": "inspector", "text": "More?"})
    answer = {"who": "Insp. Day", "text": "Two more."}
    done = caller.done(f"{path}/escalations/{asked['number']}/answer", answer)
    assert done["detail"]["answers"] == asked["number"]
    again = caller.post(f"{path}/escalations/{asked['number']}/answer", answer)
    assert (again.status_code, caller.said["detail"][:40]) == (
        422,
        "This escalation has its answer already. ",
    )
    wrong = caller.post(f"{path}/escalations/{done['number']}/answer", answer)
    assert "asks for nothing" in caller.said["detail"]
    assert wrong.status_code == 422
    now = Log.objects.get(pk=log["id"])
    given = {"department": "South", "officer": "PC 9", "why": "theirs", "version": now.version}
    moved = caller.done(f"{path}/allocation", given, 200)
    assert (moved["department"], moved["officer"]) == ("South", "PC 9")
    assert caller.post(f"{path}/allocation", given).status_code == 409
    assert verify_ledger(records=True).problems == []


def test_links_and_duplicates(caller, log):
    other = caller.done("/logs", log_sent())
    key = str(uuid.uuid4())
    path = f"/logs/{log['id']}/links"
    for _ in range(2):
        said = caller.done(path, {"other": other["id"], "why": "same street"}, key=key)
    assert said == {"links": [{"id": other["id"], "ref": other["ref"], "why": "same street"}]}
    assert caller.post(path, {"other": other["id"]}).status_code == 422
    assert caller.post(path, {"other": log["id"]}).status_code == 422
    caller.get(f"/logs/{other['id']}/links")
    assert [each["ref"] for each in caller.said["links"]] == [log["ref"]]
    now = Log.objects.get(pk=log["id"]).version
    done = caller.done(
        f"/logs/{log['id']}/duplicate", {"of": other["id"], "why": "twice", "version": now}, 200
    )
    assert done["duplicate_of"] == other["ref"]
    assert done["closed_at"]


def test_another_departments_log_is_not_linked_and_not_named(caller, log):
    other = program(person("south", department="South"))
    theirs = other.done("/logs", log_sent())
    for path, sent in (
        ("links", {"other": theirs["id"]}),
        ("duplicate", {"of": theirs["id"], "version": 1}),
    ):
        assert caller.post(f"/logs/{log['id']}/{path}", sent).status_code == 403
        assert theirs["ref"] not in str(caller.said)


# Crimes


def test_a_crime_is_kept_from_telling_to_reopening(world, keeper, decider):
    crime = world.crime()
    path = at(crime)
    key = str(uuid.uuid4())
    first = keeper.post(
        f"{path}/facts",
        {"place": "The Anchor", "postcode": "ex44qj", "version": version(crime)},
        key=key,
    )
    again = keeper.post(
        f"{path}/facts", {"place": "The Anchor", "postcode": "ex44qj", "version": 1}, key=key
    )
    assert (first.status_code, again.content) == (200, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert keeper.get(path).status_code == 200
    assert (keeper.said["place"], keeper.said["postcode"]) == ("The Anchor", "EX4 4QJ")
    keeper.done(f"{path}/facts", {"modus": "He pushed her.", "version": version(crime)}, 200)
    # What is left out stays; null takes off.
    assert (keeper.said["place"], keeper.said["modus"]) == ("The Anchor", "He pushed her.")
    keeper.done(f"{path}/facts", {"place": None, "version": version(crime)}, 200)
    assert (keeper.said["place"], keeper.said["postcode"]) == ("", "EX4 4QJ")
    wrong = keeper.post(f"{path}/facts", {"grid": "XX 12", "version": version(crime)})
    assert (wrong.status_code, "holds no land" in keeper.said["detail"]) == (422, True)
    keeper.done(f"{path}/notes", {"text": "Rang twice."}, 200)
    assert keeper.said["events"][-1]["text"] == "Rang twice."
    sent = {
        "to_class": "8Q",
        "to_code": "195/12",
        "reason": "information",
        "justification": "He follows her.",
    }
    assert (
        keeper.post(f"{path}/reclassification", {**sent, "version": version(crime)}).status_code
        == 403
    )
    decider.done(f"{path}/reclassification", {**sent, "version": version(crime)}, 200)
    assert decider.said["ho_code"] == "195/12"
    cancel = {
        "ground": "C2",
        "reason": "Nobody was there.",
        "answers": C2,
        "information": INFORMATION,
    }
    refused = decider.post(f"{path}/cancellation", {**cancel, "version": version(crime)})
    assert refused.status_code == 422
    assert "Has the victim been told" in decider.said["detail"]
    told(keeper, crime)
    decider.done(f"{path}/cancellation", {**cancel, "version": version(crime)}, 200)
    assert (decider.said["state"], decider.said["ground"]) == ("cancelled", "C2")
    decider.done(
        f"{path}/reopening", {"reason": "The film was old.", "version": version(crime)}, 200
    )
    assert decider.said["state"] == "reopened"
    assert verify_ledger(records=True).problems == []


def test_a_transfer_and_an_outcome(world, keeper):
    crime, other = world.crime(), world.crime()
    sent = {"other_force": "Otherforce", "other_ref": "O/7", "reason": "It was there."}
    assert (
        keeper.post(f"{at(crime)}/transfer", {**sent, "version": version(crime)}).status_code == 422
    )
    told(keeper, crime, topic="transfer", reference="O/7")
    keeper.done(f"{at(crime)}/transfer", {**sent, "version": version(crime)}, 200)
    assert (keeper.said["state"], keeper.said["ground"]) == ("transferred", "C1")
    told(keeper, other, topic="outcome", matter="16")
    answers = {"victim_unable": True, "only_no_contact": False, "true_identity": True}
    outcome = {"outcome": "16", "reason": "No support.", "answers": {}, "version": version(other)}
    assert keeper.post(f"{at(other)}/outcome", outcome).status_code == 422
    assert "Not answered" in keeper.said["detail"]
    key = str(uuid.uuid4())
    for _ in range(2):
        keeper.done(f"{at(other)}/outcome", {**outcome, "answers": answers}, 200, key=key)
    assert (keeper.said["state"], keeper.said["outcome"]) == ("finalised", "16")
    assert CrimeEvent.objects.filter(crime=other, kind="outcome").count() == 1


def test_conduct_goes_on(world, keeper):
    crime = world.crime(STALKING)
    when = timezone.now() - timedelta(hours=1)
    Crime.objects.filter(pk=crime.pk).update(committed_to=when - timedelta(days=30))
    sent = {
        "happened_at": moment(when), "text": "Eleven calls.", "same_people": True, "was_dealt_with": False,
        "version": version(crime),
    }  # fmt: skip
    keeper.done(f"{at(crime)}/conduct", sent, 200)
    assert keeper.said["events"][-1]["kind"] == "continued"
    assert keeper.post(f"{at(crime)}/conduct", sent).status_code == 409


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("notes", {"text": "x"}),
        ("outcome", {"outcome": "16", "reason": "x", "version": 1}),
        ("cancellation", {"ground": "C4", "reason": "x", "version": 1}),
    ],
)
def test_who_may_not_keep_a_crime(world, path, sent):
    crime = world.crime()
    for user, scopes in ((world.other, None), (world.officer, ["crimes:read"])):
        other = program(user, scopes)
        assert other.post(f"{at(crime)}/{path}", sent).status_code == 403
        assert ReadRecord.objects.filter(username=user.username, allowed=False).exists()
    Crime.objects.update(state="")
    keeper = program(world.officer)
    assert keeper.post(f"{at(crime)}/{path}", sent).status_code == 403
    assert "kept there" in keeper.said["detail"]


def test_answers_that_are_no_answers(world, decider):
    crime = world.crime()
    for answers in (
        {"made_up": True},
        {"independent": "perhaps"},
        {"independent": 7},
        {"independent": 0.5},
    ):
        sent = {"ground": "C4", "reason": "x", "answers": answers, "version": version(crime)}
        assert decider.post(f"{at(crime)}/cancellation", sent).status_code == 422, answers


# Marks


def test_marks_in_a_recording(caller, log):
    raw = {"CONTENT_TYPE": "application/octet-stream"}
    sound = caller.done(
        f"/logs/{log['id']}/recordings?file_name=call.wav", sounds_made.wav(3), **raw
    )
    path = f"/recordings/{sound['id']}/marks"
    entry = LogEntry.objects.order_by("entry_seq").first()
    key = str(uuid.uuid4())
    sent = {"at_ms": 1500, "text": "He hit me.", "act": "assault", "entry": entry.entry_seq}
    for _ in range(2):
        made = caller.done(path, sent, key=key)
    assert (made["at_ms"], made["entry"], made["made_by"]) == (1500, entry.entry_seq, "feed")
    assert Mark.objects.count() == 1
    for wrong, words in (
        ({"at_ms": 4000}, "beyond the end"),
        ({"entry": 10**9}, "no such entry"),
        ({"answer_kind": "should"}, "say both"),
    ):
        assert caller.post(path, {**sent, **wrong}).status_code == 422
        assert words in caller.said["detail"]
    caller.done(f"{path}/{made['id']}/withdrawal", {"why": "misheard"}, 200)
    caller.get(path)
    [row] = caller.said["marks"]
    assert (row["withdrawn_by"], row["withdrawn_why"]) == ("feed", "misheard")
    assert caller.post(f"{path}/{made['id']}/withdrawal", {"why": "x"}).status_code == 422
    elsewhere = program(person("south", department="South"))
    assert elsewhere.get(path).status_code == 403
    assert program(scopes=["logs:read"]).get(path).status_code == 403
    assert verify_ledger(records=True).problems == []


def test_a_full_disk_is_said_so_that_it_is_sent_again(caller, monkeypatch):
    def full(**given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.contact.actions.open_log", full)
    key = str(uuid.uuid4())
    answer = caller.post("/logs", log_sent(), key=key)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert not Log.objects.exists()
    monkeypatch.undo()
    caller.done("/logs", log_sent(), key=key)
