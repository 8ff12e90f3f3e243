"""A report on line from the first page to the log, without cookies and without scripts: what comes of what was answered."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from crimerules.tree import screens
from onrecord.contact.models import Log
from onrecord.deciding.interview import replay
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.suggesting import given
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.sending.queue import deliver
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.front.drafts import begin, receipt_of
from onrecord.reporting.front.sending import happened_at
from onrecord.reporting.models import Report, Switch
from onrecord.reporting.receiving.intake import secret_hash
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.asking import rules_answers
from onrecord.reporting.types.held import shipped_types
from onrecord.reporting.work.confirming import computed
from onrecord.reporting.work.showing import answers_of
from tests.reporting_front import SHOP, WHO, WORDS, Reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house")]


def test_a_shop_theft_from_the_first_page_to_the_log_without_cookies():
    her = Reporter().begin("shop-theft")
    assert (her.status, her.step) == (200, "danger")
    her.go(**SHOP)
    assert "Check your answers" in her.text
    assert her.text.count("Change") >= 12
    report = her.send()
    log = Log.objects.get(ref=report.log_ref)
    assert (log.text, log.opening_code, log.department) == (WORDS, "Crime: theft", "Contact")
    people = {tuple(each.roles): each for each in log.people.all()}
    caller = people["caller",]
    assert (caller.name, "by text, mornings" in caller.note) == ("Ada Invented", True)
    assert people["victim",].facts == {"kind": "business"}
    assert people["suspect",].note == "tall, a red hat"
    assert (log.places.get().text, log.places.get().postcode) == (
        "Corner shop, 1 Invented Street",
        "AB1 2CD",
    )
    assert timezone.localtime(happened_at(report)).strftime("%d/%m/%Y %H:%M") == "01/06/2026 21:30"
    here = replay(rules_answers(report.answers))
    assert here.expected() == [("46", "046/00")]
    # The receipt: number and secret, which opens nothing else; the account is gone from the draft.
    ref, secret = her.receipt
    assert (ref, report.secret_hash) == (report.ref, secret_hash(secret))
    assert WORDS not in str(her.draft.answers)
    assert secret not in str(her.draft.answers)
    assert receipt_of(her.draft, "another address")[1] != secret
    Switch.objects.all().delete()
    assert verify_ledger(records=True, processes=1).problems == []


def test_sent_twice_is_one_report_and_its_receipt():
    her = Reporter().begin("shop-theft").go(**SHOP)
    check = her.at
    report = her.send()
    first = her.receipt
    her.post(check)
    assert (her.step, her.receipt, Report.objects.count()) == ("sent", first, 1)
    assert "in a log of the police, as you wrote" in her.text
    # Held back there is no log yet, and the receipt doesn't say so.
    Report.objects.update(state=ReportState.HELD_BACK)
    her.get(her.at)
    assert "in a log of the police, as you wrote" not in her.text
    assert "A person reads it first" in her.text
    # The question pages lead there, too: by the back button nothing is written any more.
    her.post(check.replace("check", "what-happened"), value="other")
    assert her.step == "sent"
    assert Report.objects.get().account == report.account


@pytest.mark.one_store
def test_every_type_comes_to_an_end_and_a_log():
    for key in shipped_types():
        her = Reporter().begin(key).go(what_happened=f"Something of {key}")
        report = her.send()
        assert Log.objects.get(ref=report.log_ref).text == f"Something of {key}"
        assert {question for question, _ in rules_answers(report.answers)} <= set(screens())


def test_danger_stops_and_what_was_written_goes_on():
    her = Reporter().begin("assault")
    her.post(value="yes")
    assert (her.step, "Call 999" in her.text, "tel:999" in her.text) == ("stop", True, True)
    assert "I can't call: let me go on" in her.text
    her.go(what_happened="He hit me", danger="yes")
    report = her.send()
    assert ["danger", "yes"] in report.answers


def test_something_sexual_stops_first_and_asks_nothing_that_hurts():
    her = Reporter().begin("sexual")
    assert (her.step, "0808 500 2222" in her.text) == ("stop", True)
    her.go(what_happened="I want to tell you")
    report = her.send()
    assert not [each for each, _ in report.answers if each.startswith("rules:sexual")]
    assert Log.objects.get(ref=report.log_ref).opening_code == "Crime: sexual offence"


def test_whoever_is_asked_once_whether_they_are_safe_is_not_asked_again():
    her = Reporter().begin("domestic-abuse")
    assert (her.step, "Are you safe?" in her.text) == ("stop", True)
    on = re.findall(r'class="button button-second" href="([^"]+)"', her.text)
    her.get(on[0])
    while her.step != "who":
        her.post(**({"value": "He hits me"} if her.step == "what-happened" else {"skip": "1"}))
    her.post(value="partner")
    assert her.step == "what-done"
    # Where nobody has asked it yet, it is asked.
    other = Reporter().begin("assault")
    while other.step != "who":
        other.post(**({"value": "He hits me"} if other.step == "what-happened" else {"skip": "1"}))
    other.post(value="partner")
    assert (other.step, "Are you safe?" in other.text) == ("stop", True)


def test_a_question_left_out_is_left_open_for_the_officer_or_said_to_be_left_out():
    left = {name: value for name, value in SHOP.items() if name not in ("area", "reporter")}
    report = Reporter().begin("shop-theft").go(**left).send()
    shown = {each.asks: each.source for each in answers_of(report) if each.of_rules}
    for screen in ("reporter", "special"):
        source = shown[screens()[screen].asks]
        assert source.left_out
        assert "the reporter left out “" in source.words
    assert "Was that in the area of Anyshire Police?" in shown[screens()["special"].asks].words
    assert "left out a question" in computed(report).why_not
    # Nobody said where: of a partner the rules ask it, and an officer answers.
    home = {"what_happened": "He hit me", "who": "partner", "what_done": "hit"}
    given = rules_answers(Reporter().begin("domestic-abuse").go(**home).send().answers)
    assert (dict(given)["who"], replay(given).at) == ("partner", "where")
    said = Reporter().begin("domestic-abuse").go(**home, area="yes").send()
    assert dict(rules_answers(said.answers))["where"] == "here"
    # What follows from an answer that was given is marked no more than the answer itself.
    full = Reporter().begin("shop-theft").go(**SHOP).send()
    assert "left out" not in computed(full).why_not
    sources = {each.asks: each.source for each in answers_of(full) if each.of_rules}
    assert not [each for each in sources.values() if each and each.left_out]


def test_staff_are_told_what_nobody_was_asked_and_where_each_answer_comes_from(client):
    """“No, none of these” covers more than the public is asked: nobody shall take it for said, or for somebody's guess."""
    report = Reporter().begin("shop-theft").go(**SHOP).send()
    told = {each.asks: each for each in answers_of(report) if each.of_rules}
    special = told[screens()["special"].asks]
    assert special.answer == "No, none of these"
    assert "it follows from the answers to “Was that in the area of" in special.source.words
    assert "“Who did it?”" in special.source.words
    assert "between pupils at a school" in special.source.unasked
    assert (
        told[screens()["reporter"].asks].source.words
        == "From the answer to “Did it happen to you?”."
    )
    assert "begins with it" in told[screens()["what"].asks].source.words
    # What the reporter was asked in the rules' own question is their answer, and says nothing else.
    asked = [each for each in told.values() if each.source is None]
    assert screens()["theft-force"].asks in [each.asks for each in asked]
    # The same stands on the page of the report, before it is confirmed, and in the decision that goes on from it.
    client.force_login(
        User.objects.create(username="cal", role=Role.CALL_TAKER, department="Contact")
    )
    Log.objects.update(department="Contact")
    page = client.get(reverse("report-work", args=[report.pk])).content.decode()
    assert "between pupils at a school" in page
    assert "assumed" not in page
    page = client.get(reverse("report-confirm", args=[report.pk])).content.decode()
    panel = page[page.index('<div class="panel panel-warning">') :]
    assert panel.index("between pupils at a school") < panel.index("Record this")
    answer = client.post(
        reverse("report-confirm", args=[report.pk]), {"do": "questions"}, follow=True
    )
    body = answer.content.decode()
    assert "between pupils at a school" in body
    assert f"Given on line by whoever sent report {report.ref}." in body
    # A changed answer is the officer's own.
    report.refresh_from_db()
    row = RecordingDecision.objects.get(origin=report.decision)
    row.answers = [[at, "yes" if at == "special" else say] for at, say in row.answers]
    assert [each.source for each in given(row) if each.question == "special"] == [""]


def test_another_forces_area_is_received_kept_and_marked():
    her = (
        Reporter()
        .begin("damage")
        .go(what_happened="My car", area="no", other_area="Otherton,\nOthershire", who="not-known")
    )
    report = her.send()
    assert report.other_force == "another force: Otherton, Othershire"
    assert report.log_ref
    assert "we pass it on" in her.text
    train = Reporter().begin("theft").go(what_happened="My bag", area="railway").send()
    assert train.other_force == "British Transport Police"


def test_about_somebody_who_works_for_the_police_goes_to_their_department_alone():
    her = (
        Reporter()
        .begin("assault")
        .go(
            what_happened="An officer pushed me",
            who="police",
            police_told="on-duty",
            what_done="hit",
        )
    )
    report = her.send()
    assert Log.objects.get(ref=report.log_ref).department == "Professional Standards"
    assert "looks into the conduct" in her.text
    assert ["who", "police-duty"] in rules_answers(report.answers)


def test_a_changed_answer_comes_back_to_the_check_page():
    her = Reporter().begin("shop-theft").go(**SHOP)
    check = her.at
    her.get(check.replace("check", "value") + "?check=1").post(value="55")
    assert her.step == "check"
    assert "55" in her.text
    # A change that opens questions asks those, and no others.
    her.get(check.replace("check", "rules:theft-force") + "?check=1").post(value="not-sure")
    assert her.step == "check"
    report = her.send()
    assert ["unsure:theft-force", "not-sure"] in report.answers


def test_an_email_goes_only_to_whoever_asked_and_tells_nothing(settings, tmp_path):
    settings.EMAIL_HOST = "mail.invalid"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Reporter().begin("shop-theft").go(**SHOP).send()
    assert not Outgoing.objects.filter(kind="repo").exists()
    report = Reporter().begin("shop-theft").go(**{**SHOP, "contact": {**WHO, "mail": "on"}}).send()
    row = Outgoing.objects.get(kind="repo")
    assert "ada@" not in row.to + row.body + row.subject
    deliver(timezone.now())
    from django.core import mail

    (letter,) = mail.outbox
    assert (letter.to, report.ref in letter.body) == (["ada@example.org"], True)
    for word in ("gin", "theft", "Ada", "shop"):
        assert word not in letter.body + letter.subject


def test_begun_with_a_version_it_goes_on_with_it():
    draft, _ = begin(shipped_types()["damage"])
    assert (draft.type_key, draft.type_version) == ("damage", 0)
