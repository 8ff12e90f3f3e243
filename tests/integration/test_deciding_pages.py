"""Pages of decisions: what they show, keep and refuse."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.actions import add_account, add_entry, open_log
from onrecord.contact.models import Log
from onrecord.deciding import actions
from onrecord.deciding.desks import clock, desk_named, worklist
from onrecord.deciding.models import Rationale, RecordingDecision
from onrecord.deciding.states import State
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from tests.deciding_world import answer_all, person_of

pytestmark = pytest.mark.django_db
NASTY = '<script>alert("x")</script> & “quotes” 😢'


@pytest.fixture
def olu(client):
    person = User.objects.create(
        username="olu", first_name="Olu", role=Role.OFFICER, department="North"
    )
    client.force_login(person)
    return person


def opened(olu, **more) -> Log:
    return open_log(**{"by": olu, "source": "999 call", "text": NASTY, **more})


def page_of(row, name="decision-question", *more):
    return reverse(name, args=[row.pk, *more])


def test_started_from_the_log_prefilled_and_asked(client, olu):
    log = opened(olu, opening_code="Domestic incident")
    person_of(log, olu, roles=["victim", "caller"], name=NASTY, age=34)
    answer = client.post(
        reverse("decision-start"), {"log": log.pk, "origin": "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"}
    )
    row = RecordingDecision.objects.get()
    assert answer.headers["Location"] == page_of(row, "decision-question", 1)
    body = client.get(page_of(row, "decision-question", 1))
    assert body.headers["Cache-Control"].find("no-store") >= 0
    text = body.content.decode()
    assert "the log says so" in text
    assert "The victim’s first account" in text
    assert "<script>alert" not in text
    again = client.post(reverse("decision-start"), {"log": log.pk, "origin": row.origin})
    assert again.headers["Location"] == answer.headers["Location"]
    assert RecordingDecision.objects.count() == 1


def test_a_double_tap_and_a_stale_page(client, olu):
    row = actions.start_decision(by=olu)
    url = page_of(row, "decision-question", 1)
    for _ in range(2):
        answer = client.post(url, {"say": "victim", "version": 1})
        assert answer.headers["Location"] == page_of(row, "decision-question", 2)
    row.refresh_from_db()
    assert len(row.answers) == 1
    stale = client.post(url, {"say": "professional", "version": 1}, follow=True)
    assert "changed meanwhile" in stale.content.decode()
    row.refresh_from_db()
    assert row.answers[0][1] == "victim"


def test_wrong_answers_are_said_in_words(client, olu):
    row = actions.start_decision(by=olu)
    answer = client.post(page_of(row, "decision-question", 1), {"say": "nonsense", "version": 1})
    assert answer.status_code == 400
    assert "choose one of" in answer.content.decode()
    assert client.get(page_of(row, "decision-question", 99)).status_code == 302
    assert client.post(page_of(row, "decision-more"), {"field": "x", "say": "y"}).status_code == 302


def test_the_rules_ask_more_and_not_known_is_an_answer(client, olu):
    row = answer_all(actions.start_decision(by=olu), olu, {"what": "theft"})
    actions.put_facts(decision=row, by=olu, facts={"against": "CCTV shows that he paid."})
    url = page_of(row, "decision-more")
    body = client.get(url).content.decode()
    assert "Can it be believed" in body
    row.refresh_from_db()
    empty = client.post(url, {"field": "contrary[0].credible", "say": "", "version": row.version})
    assert empty.status_code == 400
    strange = client.post(url, {"field": "contrary[0].credible", "say": "maybe"})
    assert strange.status_code == 400
    client.post(url, {"field": "contrary[0].credible", "say": "yes"})
    client.post(url, {"field": "contrary[0].available", "say": "yes"})
    result = client.get(page_of(row, "decision-result"))
    assert "No crime is recorded here" in result.content.decode()
    assert (
        "Is there any credible evidence to the contrary immediately available?"
        in result.content.decode()
    )
    wrong = client.post(page_of(row, "decision-result"), {"x0-evidence": "video"})
    assert wrong.status_code == 400
    assert "what was the victim told" in wrong.content.decode()
    good = {
        "x0-evidence": "video",
        "x0-from_whom": "officer",
        "x0-told": "by-phone",
        "victim1": "Ann",
    }
    row.refresh_from_db()
    done = client.post(
        page_of(row, "decision-result"), {**good, "version": row.version}, follow=True
    )
    assert "The rationale is kept" in done.content.decode()
    assert Rationale.objects.get().test == "contrary"
    row.refresh_from_db()
    assert row.facts["people"] == [{"as": "victim1", "name": "Ann"}]


def test_an_answer_after_the_24_hours_is_not_called_in_time(client, olu):
    row = answer_all(actions.start_decision(by=olu), olu, {"what": "theft"})
    assert "now is best" in client.get(page_of(row, "decision-result")).content.decode()
    long_ago = (timezone.now() - timedelta(days=3)).isoformat()
    row = actions.put_facts(decision=row, by=olu, facts={"reported_at": long_ago})
    body = client.get(page_of(row, "decision-result")).content.decode()
    assert "It had to be recorded by" in body
    assert "say below why it is late" in body
    assert "now is best" not in body
    said = {"victim1": "Ann", "delay": "The finding of an audit.", "version": row.version}
    done = client.post(page_of(row, "decision-result"), said, follow=True).content.decode()
    row.refresh_from_db()
    assert row.facts["delay"] == "The finding of an audit."
    assert "Why it comes late: The finding of an audit." in done


def test_a_corrected_decision_says_by_whom_and_the_log_says_which_holds(client, olu):
    log = opened(olu, opening_code="Crime: theft")
    long_ago = (timezone.now() - timedelta(days=3)).isoformat()
    row = answer_all(actions.start_decision(by=olu, log=log), olu, {"what": "theft"})
    row = actions.put_facts(decision=row, by=olu, facts={"reported_at": long_ago})
    first = actions.conclude(decision=row, by=olu)
    assert first.review.by_whom == "registrar"
    row = actions.start_decision(by=olu, log=log, corrects=first)
    second = actions.conclude(decision=answer_all(row, olu, {"what": "theft"}), by=olu)
    body = " ".join(client.get(page_of(first, "decision")).content.decode().split())
    assert "corrected by a new decision</strong> by you, before" in body
    assert "by the registrar, due" not in body
    panel = client.get(reverse("log", args=[log.pk])).content.decode()
    assert panel.count("corrected by a later one") == 1
    assert panel.count("it corrects the decision of") == 1
    assert panel.index("corrected by a later one") < panel.index(page_of(second, "decision"))


def test_confirmed_twice_from_the_same_page(client, olu):
    log = opened(olu, opening_code="Crime: theft")
    row = answer_all(actions.start_decision(by=olu, log=log), olu, {"what": "theft"})
    said = {"victim1": NASTY, "version": row.version}
    first = client.post(page_of(row, "decision-result"), said)
    second = client.post(page_of(row, "decision-result"), said)
    assert first.headers["Location"] == second.headers["Location"] == page_of(row, "decision")
    assert Crime.objects.count() == 1
    body = client.get(page_of(row, "decision")).content.decode()
    assert "<script>alert" not in body
    assert Crime.objects.get().ref in body
    panel = client.get(reverse("log", args=[log.pk])).content.decode()
    assert "Recording decision" in panel
    assert Crime.objects.get().ref in panel


def test_crimes_that_the_log_has_already_are_shown_before_more_are_recorded(client, olu):
    log = opened(olu, opening_code="Crime: theft")
    row = answer_all(actions.start_decision(by=olu, log=log), olu, {"what": "theft"})
    actions.conclude(decision=row, by=olu)
    again = answer_all(actions.start_decision(by=olu, log=log), olu, {"what": "theft"})
    # Nobody is named, so it may be the same: that is asked first.
    assert client.get(page_of(again, "decision-result")).url == page_of(again, "decision-more")
    answers = {f"same[{Crime.objects.get().ref}]": "no"}
    again = actions.put_facts(decision=again, by=olu, facts={"answers": answers})
    body = client.get(page_of(again, "decision-result")).content.decode()
    assert "This log has 1 crime already" in body
    assert Crime.objects.get().ref in body


def test_a_correction_says_what_it_leaves_on_record(client, olu):
    first = answer_all(actions.start_decision(by=olu), olu, {"what": "theft"})
    first = actions.conclude(
        decision=first,
        by=olu,
        disagree={"reason": "More.", "also": [{"class": "49", "code": "049/12"}]},
    )
    new = actions.start_decision(by=olu, corrects=first)
    actions.put_facts(decision=new, by=olu, facts={"otherwise": {}})
    done = actions.conclude(decision=new, by=olu)
    body = client.get(page_of(done, "decision")).content.decode()
    (kept,) = done.crime_refs
    (other,) = set(first.crime_refs) - {kept}
    assert f">{kept}<" in body
    assert "It stays on record until" in body
    assert other in body


def test_facts_are_corrected_in_any_order(client, olu):
    row = answer_all(actions.start_decision(by=olu), olu, {"what": "theft"})
    url = page_of(row, "decision-facts")
    assert client.get(url).status_code == 200
    said = {
        "reported_at": "2026-06-01T21:30",
        "place": "High Street",
        "place_kind": "shop",
        "relationship": "acquaintance",
        "modus": "Walked out",
        "victim1-name": "Ann",
        "victim1-age": "34",
        "suspect1-name": "",
        "version": row.version,
    }
    assert client.post(url, said).status_code == 302
    row.refresh_from_db()
    assert row.facts["reported_at"] == "2026-06-01T20:30:00Z"
    assert row.on_date.isoformat() == "2026-06-01"
    assert row.facts["place"] == {"text": "High Street", "kind": "shop"}
    assert row.facts["people"] == [{"as": "victim1", "name": "Ann", "age": 34}]
    assert row.facts["relationships"][0]["kind"] == "acquaintance"
    wrong = client.post(url, {**said, "victim1-age": "140", "reported_at": "then"})
    assert wrong.status_code == 400
    stale = client.post(url, {**said, "place": "Elsewhere", "version": 1})
    assert stale.status_code == 400
    assert "changed meanwhile" in stale.content.decode()
    assert "Elsewhere" in stale.content.decode()  # what was typed is still in the form


def test_later_accounts_stand_beside_the_first_one(client, olu):
    log = opened(olu, opening_code="Domestic incident", text="He hit me.")
    add_entry(log=log, by=olu, text="Now she says that she fell.")
    add_account(log=log, by=olu, text="He took my phone, too.", who="the victim", differs=False)
    row = actions.start_decision(by=olu, log=log)
    body = client.get(page_of(row, "decision-question", 1)).content.decode().split("<main")[1]
    assert body.index("He hit me.") < body.index("Now she says that she fell.")
    assert body.index("He hit me.") < body.index("He took my phone, too.")
    assert body.index("He hit me.") < body.index("Who told the police?")


def test_a_reviewer_and_a_stranger(client, olu):
    log = opened(olu, opening_code="Domestic incident")
    row = actions.negate(
        by=olu,
        log=log,
        rationale={
            "test": "balance",
            "evidence": "victim",
            "from_whom": "victim",
            "told": "in-person",
        },
    )
    sam = User.objects.create(username="sam", role=Role.SUPERVISOR, department="North")
    kit = User.objects.create(username="kit", role=Role.SUPERVISOR, department="South")
    client.force_login(kit)
    assert log.ref not in client.get(reverse("reviews")).content.decode()
    assert client.get(page_of(row, "decision")).status_code == 403
    assert client.post(page_of(row, "decision-review"), {"outcome": "agreed"}).status_code == 403
    client.force_login(sam)
    assert log.ref in client.get(reverse("reviews")).content.decode()
    assert "Review 1 decision" in client.get(reverse("home")).content.decode()
    back = client.post(page_of(row, "decision-review"), {"outcome": "given-back"}, follow=True)
    assert "What is wrong with it is empty" in back.content.decode()
    client.post(page_of(row, "decision-review"), {"outcome": "given-back", "words": "Ask her."})
    client.force_login(olu)
    assert "1 of your decisions was given back" in client.get(reverse("home")).content.decode()
    corrected = client.post(page_of(row, "decision-correct"), {})
    new = RecordingDecision.objects.latest("id")
    assert (new.corrects, new.state) == (row.origin, State.OPEN)
    assert corrected.headers["Location"] == page_of(new, "decision-question", 1)


def test_the_worklist_of_a_desk_is_by_the_end_of_the_24_hours(client, olu):
    desk = desk_named("domestic-abuse")
    now = timezone.now()
    late = opened(olu, qualifiers=["domestic abuse"], received_at=now - timedelta(hours=30))
    soon = opened(olu, opening_code="Domestic incident", received_at=now - timedelta(hours=20))
    fresh = opened(olu, opening_code="Domestic incident", received_at=now)
    opened(olu, opening_code="Civil dispute")
    opened(olu, opening_code="Domestic incident", received_at=now - timedelta(days=40))
    kit = User.objects.create(username="kit", role=Role.CALL_TAKER, department="South")
    hidden = opened(kit, opening_code="Domestic incident")
    decided = opened(olu, opening_code="Domestic incident")
    actions.negate(
        by=olu,
        log=decided,
        rationale={
            "test": "balance",
            "evidence": "victim",
            "from_whom": "victim",
            "told": "in-person",
        },
    )
    found = worklist(desk, olu)
    assert [(each.log.pk, each.state) for each in found] == [
        (late.pk, "red"),
        (soon.pk, "amber"),
        (fresh.pk, ""),
    ]
    # An officer was told of the fresh one the day before yesterday.
    before = actions.start_decision(by=olu, log=fresh, known_at=now - timedelta(hours=40))
    assert [(each.log.pk, each.state) for each in worklist(desk, olu)] == [
        (fresh.pk, "red"),
        (late.pk, "red"),
        (soon.pk, "amber"),
    ]
    actions.withdraw(decision=before, by=olu, reason="Begun about the wrong log.")
    body = client.get(reverse("desk", args=["domestic-abuse"])).content.decode()
    assert late.ref in body
    assert hidden.ref not in body
    assert client.get(reverse("desk", args=["nothing"])).status_code == 404
    row = actions.start_decision(by=olu, desk="domestic-abuse")
    assert row.route == "domestic abuse resolution"
    assert row.answers[0][1] == "victim"


def test_the_24_hours_at_their_edge():
    heard = timezone.now()
    day = timedelta(hours=24)
    assert clock(heard, "minute", heard + day)[1] == "amber"
    assert clock(heard, "minute", heard + day + timedelta(seconds=1))[1] == "red"
    assert clock(heard, "day", heard + 3 * day) == (None, "")
