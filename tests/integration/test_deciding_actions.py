"""Recording decisions: asked, answered, concluded; what the rules say is recorded, once, and the ledger proves it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, close_log, open_log
from onrecord.contact.models import EntryKind, Log, LogEntry, LogPerson
from onrecord.deciding import actions
from onrecord.deciding.actions import Conflict, DecisionError
from onrecord.deciding.judge import judge
from onrecord.deciding.models import Rationale, RecordingDecision, Review
from onrecord.deciding.recording import record_all
from onrecord.deciding.states import ReviewState, State
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, ReportedIncident
from tests.deciding_world import answer_all, case_of, handed_over_by, person_of

pytestmark = pytest.mark.django_db
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"
THEFT = {"what": "theft", "theft-from": "shop"}
WHY = {"evidence": "video", "from_whom": "officer", "told": "by-phone"}


@pytest.fixture
def olu():
    return User.objects.create(
        username="olu", first_name="Olu", role=Role.OFFICER, department="North"
    )


@pytest.fixture
def sam():
    return User.objects.create(username="sam", role=Role.SUPERVISOR, department="North")


@pytest.fixture
def rowan():
    return User.objects.create(username="rowan", first_name="Rowan", role=Role.REGISTRAR)


def opened(olu, **more) -> Log:
    return open_log(
        **{"by": olu, "source": "999 call", "text": "He took a bottle and ran.", **more}
    )


def theft(olu, log=None, **more) -> RecordingDecision:
    row = actions.start_decision(by=olu, log=log, **more)
    return answer_all(row, olu, THEFT)


def test_a_shop_theft_becomes_a_crime_with_its_people_and_the_log_knows_it(olu):
    log = opened(olu, opening_code="Crime: theft")
    person_of(log, olu, roles=["victim"], name="Corner Shop Ltd", facts={"kind": "business"})
    row = actions.conclude(decision=theft(olu, log), by=olu)
    assert row.state == State.CONCLUDED
    crime = Crime.objects.get()
    assert (crime.crime_class, crime.ho_code, crime.ref) == ("46", "046/00", row.crime_refs[0])
    assert crime.decision_ref == row.origin
    assert crime.known_at == log.received_at
    names = {each.name: each.roles for each in crime.people.all()}
    assert names["Corner Shop Ltd"] == ["victim"]
    log.refresh_from_db()
    assert log.crime_refs == row.crime_refs
    assert log.crime_count == 1
    entry = LogEntry.objects.get(log_ref=log.ref, kind=EntryKind.DECISION)
    assert entry.detail["crimes"] == row.crime_refs
    assert row.result["crimes"][0]["code"] == "046/00"
    assert verify_ledger(records=True).problems == []


def test_concluding_twice_records_once(olu):
    row = theft(olu)
    first = actions.conclude(decision=row, by=olu, version=row.version)
    again = actions.conclude(decision=row, by=olu, version=row.version)
    assert first.crime_refs == again.crime_refs
    assert Crime.objects.count() == 1
    assert actions.start_decision(by=olu, origin=row.origin).pk == row.pk


def test_a_change_behind_the_ledgers_back_is_found(olu):
    row = actions.conclude(decision=theft(olu), by=olu)
    RecordingDecision.objects.filter(pk=row.pk).update(concluded_by="somebody")
    assert [each.what for each in verify_ledger(records=True).problems] == ["record"]


def test_every_answer_is_kept_and_any_can_be_changed(olu):
    row = theft(olu)
    asked = [question for question, _ in row.answers]
    number = asked.index("theft-from") + 1
    changed = actions.answer(decision=row, by=olu, say="elsewhere", number=number)
    said = dict(changed.answers)
    assert said["theft-from"] == "elsewhere"
    # What was asked after it is asked no more, or kept; what came before stays.
    assert changed.answers[: number - 1] == row.answers[: number - 1]
    held = RecordingDecision.objects.get(pk=row.pk)
    assert held.answers == changed.answers
    back = actions.take_back(decision=held, by=olu)
    assert back.answers == changed.answers[:-1]


def test_two_devices(olu):
    row = actions.start_decision(by=olu, origin=ORIGIN)
    on_the_phone = actions.answer(decision=row, by=olu, say="victim", version=row.version)
    with pytest.raises(Conflict, match="another device"):
        actions.answer(decision=row, by=olu, say="professional", version=row.version)
    # A double tap sends the same answer from the same page: it changes nothing.
    again = actions.answer(decision=row, by=olu, say="victim", number=1, version=row.version)
    assert again.answers == on_the_phone.answers
    assert again.version == on_the_phone.version


def test_an_answer_that_is_not_offered(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="choose one of"):
        actions.answer(decision=row, by=olu, say="nobody at all")
    with pytest.raises(DecisionError, match="no question 7"):
        actions.answer(decision=row, by=olu, say="victim", number=7)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"nonsense": 1}, "no fact of a decision"),
        ({"people": [{"as": "victim1", "age": 140}]}, "no age"),
        ({"people": [{"name": "Ann"}]}, "who they are"),
        ({"people": [{"as": "victim1"}, {"as": "victim1"}]}, "same place"),
        ({"reported_at": "yesterday"}, "no date and time"),
        ({"reported_at": "2126-01-01T10:00:00+00:00"}, "in the future"),
        ({"rulings": []}, "given by the registrar"),
    ],
)
def test_facts_that_can_not_be(olu, facts, words):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match=words):
        actions.put_facts(decision=row, by=olu, facts=facts)
    row.refresh_from_db()
    assert row.version == 1


def test_the_log_brings_people_place_and_time(olu):
    log = opened(olu, received_at=timezone.now() - timedelta(hours=2))
    ann = person_of(log, olu, roles=["victim", "caller"], name="Ann", age=34, sex="female")
    row = actions.start_decision(by=olu, log=log)
    assert row.facts["people"] == [
        {"as": "victim1", "label": ann.label, "name": "Ann", "age": 34, "sex": "female"}
    ]
    assert row.facts["reported_at"].startswith(log.received_at.strftime("%Y-%m-%dT%H:%M"))


def test_a_decision_that_is_not_at_its_end_can_not_be_concluded(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="aren't at their end"):
        actions.conclude(decision=row, by=olu)
    assert not Crime.objects.exists()


def not_confirmed(olu, log=None, **more) -> RecordingDecision:
    """A passer-by saw a shop theft; whoever it was taken from was asked and doesn't say so."""
    row = actions.start_decision(by=olu, log=log, **more)
    return answer_all(row, olu, {**THEFT, "reporter": "denied", "theft-from": "elsewhere"})


def test_a_way_out_needs_its_rationale(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = not_confirmed(olu, log)
    with pytest.raises(DecisionError, match="Give the rationale"):
        actions.conclude(decision=row, by=olu)
    with pytest.raises(DecisionError, match="lacks: on what evidence, what the victim was told"):
        actions.conclude(decision=row, by=olu, rationale={"from_whom": "victim"})
    done = actions.conclude(decision=row, by=olu, rationale={**WHY, "text": "Spoke to him."})
    one = Rationale.objects.get()
    assert (one.exit, one.test, one.evidence) == (
        "crime-related-incident",
        "not-confirmed",
        "video",
    )
    assert one.challenge.startswith("They can appeal")
    assert one.told_by == "Olu"
    incident = ReportedIncident.objects.get()
    assert (incident.kind, incident.sub_code) == ("crime-related", "not-confirmed")
    assert done.incident_refs == [incident.ref]
    assert not Crime.objects.exists()
    assert verify_ledger(records=True).problems == []


def test_not_a_crime_straight_from_the_flow_chart(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, origin=ORIGIN)
    assert row.state == State.CONCLUDED
    assert row.result["not_recorded"][0]["exit"] == "incident-only"
    assert (
        actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, origin=ORIGIN).pk
        == row.pk
    )
    assert Rationale.objects.count() == 1
    closed = close_log(log=log, by=olu, closing_code="Not a crime: rationale given")
    assert closed.closed_at is not None


def test_a_rape_that_is_negated_is_n100_with_its_sub_code_and_for_the_registrar(olu, sam, rowan):
    log = opened(olu, opening_code="Crime: sexual offence")
    row = actions.negate(by=olu, log=log, rationale={"test": "contrary", **WHY}, concerns="rape")
    incident = ReportedIncident.objects.get()
    assert (incident.kind, incident.sub_code) == ("N100", "N100/02")
    assert incident.comes_up_on is not None
    held = Review.objects.get(decision=row)
    assert held.by_whom == "registrar"
    with pytest.raises(NotAllowed):
        actions.review(decision=row, by=sam, outcome="agreed")
    assert actions.review(decision=row, by=rowan, outcome="agreed").state == ReviewState.AGREED


def test_nobody_is_traced_and_something_is_still_to_be_tried(olu):
    row = actions.negate(by=olu, log=None, rationale={"test": "not-traced", **WHY})
    one = Rationale.objects.get(decision=row)
    assert one.to_try == "Trace the victim, and ask"
    assert one.comes_up_on == timezone.localdate() + timedelta(days=7)
    assert ReportedIncident.objects.get().comes_up_on == one.comes_up_on


@pytest.mark.parametrize("code", ["Crime: theft", "Domestic incident", "ASB: personal"])
def test_a_log_that_reports_a_crime_is_not_closed_without_crimes_or_rationale(olu, code):
    log = opened(olu, opening_code=code, text="Nothing much was said.")
    with pytest.raises(LogError, match="reports a crime on its face"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    row = actions.start_decision(by=olu, log=log)
    with pytest.raises(LogError, match="still open"):
        close_log(log=log, by=olu, closing_code="Opened in error")
    actions.withdraw(decision=row, by=olu, reason="Begun on the wrong log")
    actions.conclude(decision=theft(olu, log), by=olu)
    log.refresh_from_db()
    assert close_log(log=log, by=olu, closing_code="Crime recorded").closed_at is not None


def test_a_log_that_only_reads_like_a_crime_is_asked_about_too(olu):
    log = opened(
        olu,
        opening_code="Civil dispute",
        text="My neighbour punched me in the face and broke my nose.",
    )
    with pytest.raises(LogError, match="it says"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    quiet = opened(
        olu, opening_code="Lost or found property", text="Found an umbrella at the station."
    )
    assert close_log(
        log=quiet, by=olu, closing_code="Incident dealt with, no crime reported"
    ).closed_at


@pytest.mark.parametrize(
    ("text", "perhaps"),
    [
        ("He had me by the throat, I could not breathe.", "strangulation or suffocation"),
        ("She says he put his boot through the front door again.", "criminal damage"),
        ("Shop says he helped himself to the till.", "theft"),
    ],
)
def test_what_is_told_in_everyday_words_is_quoted_at_closing(olu, text, perhaps):
    log = opened(olu, opening_code="Civil dispute", text=text)
    with pytest.raises(LogError, match=rf"it says “.*” \(perhaps {perhaps}\)"):
        close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")


def test_a_log_that_says_why_there_is_no_crime_is_not_held_up(olu):
    text = "Thought a man had punched her. CCTV viewed with her: she tripped, nobody touched her. No assault."
    log = opened(olu, opening_code="Civil dispute", text=text)
    done = close_log(log=log, by=olu, closing_code="Incident dealt with, no crime reported")
    assert done.closed_at is not None


def test_a_closing_code_that_promises_a_crime(olu):
    log = opened(olu, opening_code="Lost or found property", text="Found an umbrella.")
    with pytest.raises(LogError, match="none was"):
        close_log(log=log, by=olu, closing_code="Crime recorded")


def test_choosing_otherwise_keeps_both_and_goes_to_the_registrar(olu, rowan):
    row = theft(olu)
    with pytest.raises(DecisionError, match="Say why"):
        actions.conclude(
            decision=row, by=olu, disagree={"instead": {"c0": {"class": "49", "code": "049/10"}}}
        )
    with pytest.raises(DecisionError, match="doesn't hold code"):
        actions.conclude(
            decision=row,
            by=olu,
            disagree={"reason": "x", "instead": {"c0": {"class": "49", "code": "008/06"}}},
        )
    done = actions.conclude(
        decision=row,
        by=olu,
        disagree={
            "reason": "It lay outside on the pavement.",
            "instead": {"c0": {"class": "49", "code": "049/10"}},
        },
    )
    assert done.result["crimes"][0]["class"] == "46"
    assert done.chosen["crimes"][0]["class"] == "49"
    assert Crime.objects.get().crime_class == "49"
    held = Review.objects.get()
    assert (held.by_whom, held.rules) == ("registrar", ["disagreed"])
    assert verify_ledger(records=True).problems == []


def test_choosing_not_to_record_needs_a_rationale_and_one_more_crime_may_be_added(olu):
    row = theft(olu)
    nothing = {"reason": "He had paid.", "instead": {"c0": {"none": True}}}
    with pytest.raises(DecisionError, match="Give the rationale"):
        actions.conclude(decision=row, by=olu, disagree=nothing)
    row.refresh_from_db()
    assert row.state == State.OPEN
    more = {"reason": "A window went, too.", "also": [{"class": "58B", "code": "149/01"}]}
    from crimerules.offences import classes

    entry = next(each for each in classes()["58B"].entries if each.until is None)
    more["also"] = [{"class": "58B", "code": entry.code}]
    done = actions.conclude(decision=row, by=olu, disagree=more)
    assert sorted(each.crime_class for each in Crime.objects.all()) == ["46", "58B"]
    assert len(done.crime_refs) == 2


def test_a_correction_does_not_record_again_what_stands(olu, sam):
    first = actions.conclude(
        decision=theft(olu),
        by=olu,
        disagree={"reason": "x", "also": [{"class": "49", "code": "049/10"}]},
    )
    new = actions.start_decision(by=sam, corrects=first, log=first.log)
    assert new.answers == first.answers
    actions.put_facts(decision=new, by=sam, facts={"otherwise": {}})
    done = actions.conclude(decision=new, by=sam)
    assert Crime.objects.count() == 2
    assert set(done.crime_refs) <= set(first.crime_refs)
    assert Review.objects.get(decision=first).state == ReviewState.CORRECTED
    assert verify_ledger(records=True).problems == []


def test_a_higher_number_later_records_only_what_is_missing(olu):
    row = theft(olu)
    judged = judge(row)
    (crime,) = judged.decision.crimes
    more = {"by": olu, "at": timezone.now(), "marks": ()}
    with transaction.atomic():
        record_all(row, judged.case, [crime], (), (), **more)
        record_all(row, judged.case, [replace(crime, count=3)], (), (), **more)
    assert Crime.objects.count() == len(row.crime_refs) == 3


def test_reviews_by_rule_never_ones_own(olu, sam):
    log = opened(olu, opening_code="Domestic incident", qualifiers=["domestic abuse"])
    row = actions.negate(by=olu, log=log, rationale={"test": "balance", **WHY, "told": "not-yet"})
    held = Review.objects.get()
    assert held.by_whom == "supervisor"
    assert held.rules == ["domestic-not-recorded", "victim-not-told"]
    assert ReportedIncident.objects.get().sub_code == "domestic"
    own = actions.negate(by=sam, log=log, rationale={"test": "balance", **WHY})
    with pytest.raises(NotAllowed, match="your own"):
        actions.review(decision=own, by=sam, outcome="agreed")
    with pytest.raises(NotAllowed):
        actions.review(decision=row, by=olu, outcome="agreed")
    with pytest.raises(DecisionError, match="What is wrong"):
        actions.review(decision=row, by=sam, outcome="given-back")
    back = actions.review(decision=row, by=sam, outcome="given-back", words="Ask her again, alone.")
    assert back.state == ReviewState.GIVEN_BACK
    assert actions.review(decision=row, by=sam, outcome="agreed").state == ReviewState.AGREED
    with pytest.raises(DecisionError, match="can't become"):
        actions.review(decision=row, by=sam, outcome="given-back", words="No.")
    assert verify_ledger(records=True).problems == []


def test_an_imported_log_can_be_decided_about(olu):
    log = Log.objects.create(
        system="storm",
        ref="A1",
        ref_key="A1",
        received_at=timezone.now(),
        entry_seq=0,
        department="North",
    )
    row = actions.conclude(decision=theft(olu, log), by=olu)
    log.refresh_from_db()
    assert log.crime_count == 1
    assert row.log_ref == "A1"


def test_somebody_of_another_department_or_role(olu):
    other = User.objects.create(username="kit", role=Role.OFFICER, department="South")
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    row = actions.start_decision(by=olu)
    for stranger in (other, auditor):
        with pytest.raises(NotAllowed):
            actions.answer(decision=row, by=stranger, say="victim")
        with pytest.raises(NotAllowed):
            actions.start_decision(by=stranger, origin=row.origin)


def test_withdrawn_with_its_reason(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="empty"):
        actions.withdraw(decision=row, by=olu, reason="  ")
    done = actions.withdraw(decision=row, by=olu, reason="Told twice.")
    assert done.state == State.WITHDRAWN
    with pytest.raises(DecisionError, match="withdrawn"):
        actions.answer(decision=row, by=olu, say="victim")
    with pytest.raises(DecisionError, match="withdrawn"):
        actions.conclude(decision=row, by=olu)


def test_the_day_of_the_first_report_chooses_the_rules_and_a_late_crime_is_the_registrars(olu):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"reported_at": "2026-06-01T21:30:00+01:00"}
    )
    assert row.on_date.isoformat() == "2026-06-01"
    done = actions.conclude(decision=row, by=olu)
    assert Review.objects.get(decision=done).rules == ["late"]


def test_three_times_are_kept_apart(olu):
    now = timezone.now()
    known, written, sent = (
        now - timedelta(hours=5),
        now - timedelta(hours=4),
        now - timedelta(hours=1),
    )
    row = theft(olu, known_at=known, recorded_at=written, sent_at=sent)
    actions.conclude(decision=row, by=olu, recorded_at=written)
    crime = Crime.objects.get()
    assert (crime.known_at, crime.recorded_at, crime.sent_at) == (known, written, sent)


def test_what_is_finished_at_a_desk_was_not_sent_by_the_device(olu):
    """A device left the decision open; somebody finishes it here later."""
    now = timezone.now()
    log = opened(olu, received_at=now - timedelta(hours=5))
    row = theft(olu, log, recorded_at=now - timedelta(hours=4), sent_at=now - timedelta(hours=1))
    actions.conclude(decision=row, by=olu)
    crime = Crime.objects.get()
    assert crime.sent_at is None
    entries = LogEntry.objects.filter(log_ref=log.ref, kind__in=("crime", "decision"))
    assert {(each.recorded_at, each.sent_at) for each in entries} == {(crime.recorded_at, None)}


def test_the_log_says_when_it_was_written_and_sent(olu):
    now = timezone.now()
    written, sent = now - timedelta(hours=4), now - timedelta(hours=1)
    log = opened(olu, received_at=now - timedelta(hours=5))
    row = theft(olu, log, recorded_at=written, sent_at=sent)
    actions.conclude(decision=row, by=olu, recorded_at=written)
    entries = LogEntry.objects.filter(log_ref=log.ref, kind__in=("crime", "decision"))
    assert entries.count() == 2
    assert {(each.entered_at, each.recorded_at, each.sent_at) for each in entries} == {
        (written, written, sent)
    }


def test_names_that_were_typed_in_the_decision_stand_in_the_log_too(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = theft(olu, log)
    row = actions.put_facts(
        decision=row, by=olu, facts={"people": [{"as": "victim1", "name": "Corner Shop Ltd"}]}
    )
    done = actions.conclude(decision=row, by=olu)
    named = LogPerson.objects.get(log=log)
    assert (named.name, named.roles) == ("Corner Shop Ltd", ["victim"])
    assert done.facts["people"][0]["label"] == named.label
    assert Crime.objects.get().people.get(name="Corner Shop Ltd").log_person == named.pk
    assert verify_ledger(records=True).problems == []


def test_people_without_a_log_stand_in_the_crime(olu):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"people": [{"as": "victim1", "name": "Corner Shop Ltd"}]}
    )
    actions.conclude(decision=row, by=olu)
    assert "Corner Shop Ltd" in {each.name for each in Crime.objects.get().people.all()}
    assert not LogPerson.objects.exists()


def with_a_point_left_open(olu, **more) -> RecordingDecision:
    """A theft in a prison: the rules leave to the registrar who records it."""
    return actions.put_facts(
        decision=theft(olu, **more), by=olu, facts={"place": {"kind": "prison"}}
    )


def test_what_the_rules_leave_open_goes_to_the_registrar_and_comes_back_as_a_ruling(
    olu, sam, rowan
):
    row = actions.conclude(decision=with_a_point_left_open(olu), by=olu)
    assert row.state == State.REFERRED
    assert actions.conclude(decision=row, by=olu).state == State.REFERRED
    (point,) = row.result["referrals"]
    with pytest.raises(NotAllowed):
        actions.give_ruling(
            decision=row, by=sam, about=point["id"], choice=point["readings"][0], why="x"
        )
    with pytest.raises(DecisionError, match="one of the readings"):
        actions.give_ruling(decision=row, by=rowan, about=point["id"], choice="perhaps", why="x")
    with pytest.raises(DecisionError, match="not open"):
        actions.give_ruling(decision=row, by=rowan, about="nothing", choice="x", why="x")
    with pytest.raises(DecisionError, match="empty"):
        actions.give_ruling(
            decision=row, by=rowan, about=point["id"], choice=point["readings"][0], why=" "
        )
    outcomes = set()
    for choice in point["readings"]:
        one = actions.conclude(decision=with_a_point_left_open(olu), by=olu)
        done = actions.give_ruling(
            decision=one, by=rowan, about=point["id"], choice=choice, why="By the local protocol."
        )
        assert done.facts["rulings"][0]["by"] == "Rowan"
        if done.state == State.OPEN:
            done = actions.conclude(decision=done, by=olu, rationale=WHY)
        assert done.state == State.CONCLUDED
        outcomes.add(bool(done.crime_refs))
    assert outcomes == {True, False}
    assert verify_ledger(records=True).problems == []


def test_what_there_are_no_questions_for_goes_to_the_registrar(olu, rowan):
    row = actions.start_decision(by=olu)
    row = answer_all(row, olu, handed_over_by())
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    back = actions.give_ruling(decision=row, by=rowan, why="Ask where it was.")
    assert (back.state, back.facts["returned"]) == (State.OPEN, "Ask where it was.")
    again = actions.conclude(decision=back, by=olu)
    done = actions.conclude(
        decision=again,
        by=rowan,
        disagree={"reason": "It is a theft.", "also": [{"class": "49", "code": "049/10"}]},
    )
    assert done.state == State.CONCLUDED
    assert Crime.objects.get().recorded_by == "rowan"


def test_a_day_whose_rules_are_not_held_goes_to_the_registrar_and_is_not_called_no_crime(
    olu, rowan
):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"reported_at": "2015-06-01T21:30:00+01:00"}
    )
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    assert not Rationale.objects.exists()
    done = actions.conclude(
        decision=row,
        by=rowan,
        disagree={"reason": "By the rules of 2015.", "also": [{"class": "46", "code": "046/00"}]},
    )
    assert done.state == State.CONCLUDED
    assert Crime.objects.get().crime_class == "46"


def test_what_is_certain_is_recorded_before_the_ruling_and_not_again_after_it(olu, rowan):
    """Two things were stolen from two people; about one of them the rules leave a point open."""
    row = theft(olu)
    number = len(row.answers)
    row = actions.answer(decision=row, by=olu, say="other-person", number=number)
    row = answer_all(row, olu, {"what": "theft", "theft-from": "elsewhere"})
    judged_acts = [act["id"] for act in case_of(row)["acts"]]
    row = actions.put_facts(
        decision=row,
        by=olu,
        facts={"answers": {f"acts[{judged_acts[1]}].place.kind": "prison"}},
    )
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    assert [each.crime_class for each in Crime.objects.all()] == ["46"]
    (point,) = row.result["referrals"]
    for choice in point["readings"]:
        done = actions.give_ruling(
            decision=row, by=rowan, about=point["id"], choice=choice, why="By the protocol."
        )
        break
    if done.state == State.OPEN:
        done = actions.conclude(decision=done, by=olu, rationale=WHY)
    assert Crime.objects.filter(crime_class="46").count() == 1
    assert verify_ledger(records=True).problems == []
