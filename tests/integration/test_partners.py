"""What partners refer is a log at once, by the rules on who may speak for a victim; what becomes of it is told as far as it may be."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from crimerules.tree import FIRST
from onrecord.audit.sample.populations import logs as frame_of_logs
from onrecord.contact.models import Log, LogLink
from onrecord.deciding import actions, interview
from onrecord.deciding.suggesting import suggested
from onrecord.ledger.live import verify_ledger
from onrecord.partners.errors import PartnerError
from onrecord.partners.form_files import read_form
from onrecord.partners.forms_held import forms, held_form
from onrecord.partners.given import GivenError
from onrecord.partners.models import Kind, Link
from onrecord.partners.organisations import (
    add_member,
    change_organisation,
    end_organisation,
    let_in_again,
    link_with,
    make_link,
    make_organisation,
    revoke_link,
    set_member_active,
)
from onrecord.partners.policies import check_can_see_referral
from onrecord.partners.queries import referrals_of
from onrecord.partners.sending import send
from onrecord.partners.standing import NOT_RECORDED, OPEN, RECEIVED, RECORDED, standing_of
from onrecord.partners.told import rules
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.models import Report
from onrecord.reporting.types.shape import TypeError_
from onrecord.reporting.work.showing import answers_of
from tests.deciding_world import answer_all
from tests.partners_world import WORDS, given, partner, referred, registrar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def log_of(referral) -> Log:
    return Log.objects.get(ref=referral.report.log_ref)


def test_a_teacher_refers_and_it_is_a_log_with_its_clock():
    school, toni = partner()
    at = timezone.now() - timedelta(hours=2)
    [row] = send(
        organisation=school,
        form=held_form("school"),
        given=given(
            "school",
            their_ref="CP 7",
            account=WORDS,
            where="school",
            victim={"name": "Ada", "born": "2012-05-31"},
            **{"contact-safe": "At school only; her stepfather answers at home"},
            place={"text": "Invented School", "postcode": "EX4 4QJ"},
        ),
        origin=str(uuid4()),
        by=toni,
        at=at,
    )
    log = log_of(row)
    assert (log.text, log.received_at, log.source) == (WORDS, at, "Partner agency")
    assert (log.department, log.qualifiers) == ("North", ["child"])
    told_by, victim = log.people.order_by("id")
    assert told_by.roles == ["caller", "professional"]
    assert (told_by.name, told_by.address) == ("Toni Teacher", school.name)
    assert "Head of year" in told_by.note
    assert (victim.roles, victim.name) == (["victim"], "Ada")
    # It stands beside her name and number, and whoever gives the log its grade is told.
    assert victim.note == "Safe to be in touch: At school only; her stepfather answers at home"
    assert "safe-words" in {each["rule"] for each in row.report.risks}
    assert "parent against whom nothing is said" in standing_of(row).because
    report = Report.objects.get()
    assert (report.organisation, report.sent_by, report.their_ref) == (
        school.key,
        toni.username,
        "CP 7",
    )
    assert [f"rules:{FIRST}", "professional"] in report.answers
    # Those who work on it read the form's own questions, and the answers in words.
    said = {each.asks: each.answer for each in answers_of(report)}
    assert said["Where did it happen?"] == "On the school's premises, while the school was open"
    assert (
        list(referrals_of(school, "cp 7"))
        == list(referrals_of(school, row.report_ref.lower()))
        == [row]
    )
    # An audit of what the protection unit was sent has it in its frame.
    assert list(frame_of_logs(None, None, {"route": ["partner agency"]})) == [log]
    assert verify_ledger(records=True, processes=1).problems == []


def test_the_decision_begins_with_the_right_answer_to_who_told_the_police(olu):
    for kind, form, says, capacity in (
        ("school", "school", {}, "professional"),
        ("social-care", "social-care", {"capacity": "carer"}, "carer"),
        ("health", "health", {"capacity": "colleague"}, "other"),
        ("retailer", "retailer", {"capacity": "staff", "place": "Shop 1"}, "victim"),
        ("housing", "housing", {"capacity": "heard"}, "other"),
    ):
        row, user = partner(kind)
        [sent] = referred(row, user, form, account=WORDS, **says)
        decision = actions.start_decision(by=olu, log=log_of(sent))
        assert suggested(decision, 1) == capacity, kind


def test_what_the_form_told_of_a_shop_theft_answers_the_rules_to_their_end():
    row, user = partner("retailer")
    [sent] = referred(
        row, user, "retailer", account=WORDS, capacity="staff", place="Shop 1", force="no"
    )
    pairs = [
        [name.removeprefix("rules:"), say]
        for name, say in sent.report.answers
        if name.startswith("rules:")
    ]
    here = interview.replay(pairs)
    assert here.finished
    [crime] = here.decision(timezone.localdate()).crimes
    assert (crime.class_, crime.code) == ("46", "046/00")
    business = log_of(sent).people.get(roles=["victim"])
    assert (business.name, business.facts) == (row.name, {"kind": "business"})


def test_sent_twice_is_one_and_of_several_each_is_a_log_of_its_own():
    row, user = partner("social-care")
    origin = str(uuid4())
    told = [
        {"account": f"Disclosure {n}", "victim": {"name": "Eve"}, "suspect": {"name": "Al"}}
        for n in range(3)
    ]
    first = referred(row, user, "marac", origin, several=told)
    again = referred(row, user, "marac", origin, several=told)
    assert [each.pk for each in first] == [each.pk for each in again]
    logs = [log_of(each) for each in first]
    assert [each.text for each in logs] == ["Disclosure 0", "Disclosure 1", "Disclosure 2"]
    assert Log.objects.count() == 3
    assert all(each.received_at for each in logs)
    links = {(each.first_ref, each.second_ref) for each in LogLink.objects.all()}
    assert links == {(logs[0].ref, logs[1].ref), (logs[0].ref, logs[2].ref)}
    assert all(each.qualifiers == ["domestic abuse"] for each in logs)
    assert verify_ledger(records=True, processes=1).problems == []


def test_a_depersonalised_report_is_n100_and_only_its_receipt_is_told(olu):
    row, user = partner("sarc")
    [sent] = referred(
        row, user, "sarc-depersonalised", account=WORDS, chose="depersonalised", age="adult"
    )
    log = log_of(sent)
    assert [each.roles for each in log.people.all()] == [["caller"]]
    decision = actions.start_decision(by=olu, log=log)
    assert suggested(decision, 1) == "other"
    decision = answer_all(
        decision,
        olu,
        {
            FIRST: suggested(decision, 1),
            "victim-says": "missing",
            "what": "sexual",
            "sexual-what": "rape",
        },
    )
    said = interview.replay(decision.answers).decision(timezone.localdate())
    assert not said.crimes
    assert {each.exit for each in said.not_recorded} == {"N100"}
    assert standing_of(sent).stage == RECEIVED
    with pytest.raises(GivenError, match="not asked here"):
        given("sarc-depersonalised", account=WORDS, chose="depersonalised", victim={"name": "Eve"})
    # The same centre with the victim's leave: a professional reports, and that is a crime (p. 62).
    [named] = referred(row, user, "sarc", account=WORDS, chose="details-passed")
    assert named.capacity == "professional"
    assert standing_of(named).stage == OPEN


def test_the_sender_is_told_what_was_decided_and_no_reference_unless_it_is_the_victim(olu):
    shop, clerk = partner("retailer")
    school, toni = partner("school")
    theft = {"what": "theft", "theft-from": "shop"}
    [bottle] = referred(shop, clerk, "retailer", account=WORDS, capacity="staff", place="Shop 1")
    [blow] = referred(school, toni, "school", account=WORDS)
    [heard] = referred(school, toni, "school", account="He said that she said")
    assert standing_of(bottle).stage == OPEN
    for each, wanted in ((bottle, theft), (blow, {FIRST: "professional", "what": "theft"})):
        row = actions.start_decision(by=olu, log=log_of(each))
        actions.conclude(decision=answer_all(row, olu, wanted), by=olu)
    told = standing_of(bottle)
    assert told.stage == RECORDED
    assert told.crimes == log_of(bottle).crime_refs
    assert (standing_of(blow).stage, standing_of(blow).crimes) == (RECORDED, [])
    row = actions.start_decision(by=olu, log=log_of(heard))
    row = answer_all(row, olu, {FIRST: "denied", "what": "theft", "theft-from": "elsewhere"})
    secret = "Mrs Brown of 12 High Street says it never happened"
    why = {"evidence": "video", "from_whom": "officer", "told": "by-phone", "text": secret}
    actions.conclude(decision=row, by=olu, rationale=why)
    told = standing_of(heard)
    assert told.stage == NOT_RECORDED
    assert "need the victim to confirm" in told.why
    assert "Brown" not in f"{told}"


def test_nobody_sees_or_sends_for_another_organisation():
    school, toni = partner()
    shop, clerk = partner("retailer")
    [sent] = referred(school, toni, "school", account=WORDS)
    with pytest.raises(NotAllowed, match="another organisation"):
        check_can_see_referral(clerk, sent)
    with pytest.raises(NotAllowed, match="own organisation"):
        referred(school, clerk, "school", account=WORDS)
    with pytest.raises(PartnerError, match="not a form of your organisation"):
        referred(shop, clerk, "school", account=WORDS)
    nobody = User.objects.create(username="loose", role=Role.PARTNER)
    with pytest.raises(NotAllowed, match="no organisation"):
        referred(school, nobody, "school", account=WORDS)
    set_member_active(member=clerk.partner, by=registrar(), active=False)
    clerk.refresh_from_db()
    with pytest.raises(NotAllowed):
        referred(shop, clerk, "retailer", account=WORDS, capacity="staff", place="Shop 1")
    end_organisation(organisation=school, by=registrar(), why="It closed.")
    with pytest.raises(NotAllowed, match="no longer refers"):
        referred(school, toni, "school", account=WORDS)
    assert Report.objects.count() == 1


def test_a_link_is_for_one_form_until_a_day_and_can_be_taken_back():
    school, _ = partner()
    day = timezone.localdate() + timedelta(days=7)
    more = {"organisation": school, "by": registrar(), "form": "school", "label": "Night staff"}
    link, secret = make_link(expires_on=day, **more)
    assert secret not in str(vars(link))
    assert link_with(secret) == link
    assert link_with(secret + "x") is None
    [sent] = send(
        organisation=school,
        form=held_form("school"),
        given=given("school", account=WORDS),
        origin=str(uuid4()),
        link=link,
    )
    assert (sent.by, sent.link, log_of(sent).text) == ("", link.name, WORDS)
    for wrong in ({"form": "retailer"}, {"label": " "}):
        with pytest.raises(PartnerError):
            make_link(expires_on=day, **{**more, **wrong})
    for far in (timezone.localdate(), day + timedelta(days=400)):
        with pytest.raises(PartnerError, match="last day"):
            make_link(expires_on=far, **more)
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    assert link_with(secret) is None
    Link.objects.filter(pk=link.pk).update(expires_at=link.expires_at)
    revoke_link(link=link, by=registrar())
    assert link_with(secret) is None
    with pytest.raises(PartnerError, match="already"):
        revoke_link(link=link, by=registrar())
    _, other_secret = make_link(expires_on=day, **more)
    end_organisation(organisation=school, by=registrar(), why="Closed")
    let_in_again(organisation=school, by=registrar(), why="Open again")
    assert link_with(other_secret) is None
    assert verify_ledger(records=True, processes=1).problems == []
    with pytest.raises(NotAllowed):
        make_link(expires_on=day, **{**more, "by": User(username="x", role=Role.OFFICER)})


def test_names_are_given_once_and_only_by_those_who_keep_them():
    row, _ = partner(name="St Invented’s")
    with pytest.raises(PartnerError, match="already"):
        make_organisation(name="st invented’s", kind="school", by=registrar())
    with pytest.raises(PartnerError, match="no kind"):
        make_organisation(name="Other", kind="police", by=registrar())
    with pytest.raises(PartnerError, match="user name"):
        add_member(organisation=row, by=registrar(), username="of-" + row.key, name="Again")
    with pytest.raises(NotAllowed):
        make_organisation(name="Other", kind="school", by=User(username="x", role=Role.OFFICER))
    changed = change_organisation(
        organisation=row, by=registrar(), name="St Invented’s Academy", department="South"
    )
    assert (changed.key, changed.department) == (row.key, "South")


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"account": ""}, "answers.account"),
        ({"account": "\0 \0"}, "answers.account"),
        ({"account": "x" * 100_001}, "answers.account"),
        ({"account": "a", "when": {"day": "2026-02-31"}}, "answers.when.day"),
        ({"account": "a", "when": {"day": "2999-01-01"}}, "answers.when.day"),
        ({"account": "a", "where": "moon"}, "answers.where"),
        ({"account": "a", "safe": "maybe"}, "answers.safe"),
        ({"account": "a", "victim": {"age": "12½"}}, "answers.victim.age"),
        ({"account": "a", "victim": {"nick": "x"}}, "answers.victim"),
        ({"account": "a", "colour": "red"}, "answers.colour"),
        ({"account": ["a"]}, "answers.account"),
    ],
)
def test_what_can_not_be_taken_is_said_of_its_field(raw, where):
    with pytest.raises(GivenError) as found:
        given("school", **raw)
    assert [place for place, _words in found.value.problems] == [where]


def test_who_reports_is_always_asked():
    with pytest.raises(GivenError) as found:
        given("school", account="a", contact={"email": "no"})
    places = {place for place, _words in found.value.problems}
    assert places == {"contact.name", "contact.email"}


def test_every_kind_of_organisation_has_a_form_and_a_rule_of_what_it_is_told():
    for kind in Kind.values:
        assert [each for each in forms() if kind in each.for_kinds], kind
        assert rules()[kind].because


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": 1}, "colour"),
        ({"capacity": "friend"}, "friend"),
        ({"for": ["zoo"]}, "zoo"),
        ({"start": ["murder"]}, "don't offer"),
        ({"several": "Thing"}, "each = true"),
        ({"depersonalised": True}, "depersonalised"),
        (
            {"question": [{"id": "a", "kind": "text", "asks": "A"}]},
            "exactly one question of kind text",
        ),
    ],
)
def test_a_form_that_can_not_be_used_is_refused_in_words(change, says):
    good = {
        "title": "T",
        "for": ["school"],
        "capacity": "professional",
        "because": "p. 8",
        "question": [
            {"id": "a", "kind": "text", "asks": "A", "required": True, "account": True},
            {"id": "b", "kind": "person", "asks": "B", "role": "victim"},
        ],
    }
    assert read_form("good", good).type_key == "partner-good"
    with pytest.raises(TypeError_, match=says):
        read_form("bad", {**good, **change})
