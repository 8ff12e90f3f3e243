"""A report on line from the first page to the log, without cookies and without scripts; and all that may go wrong on the way."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageFile

from crimerules.tree import screens
from onrecord.calls.kinds import PHOTO, Kind
from onrecord.contact.force import force
from onrecord.contact.models import Log
from onrecord.deciding.interview import replay
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.suggesting import given
from onrecord.home import home
from onrecord.ledger.live import verify_ledger
from onrecord.measures.alert_models import Outgoing
from onrecord.measures.queue import deliver
from onrecord.people.access import NotAllowed
from onrecord.people.actions import PersonError, add_person
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.files.facts import facts_of
from onrecord.reporting.files.keeping import files_of
from onrecord.reporting.front.drafts import begin, erase_lapsed, find, receipt_of
from onrecord.reporting.front.sending import happened_at
from onrecord.reporting.front_door import FRONT_DOOR
from onrecord.reporting.health import doctors_findings
from onrecord.reporting.models import Draft, Report, Switch
from onrecord.reporting.policies import is_open
from onrecord.reporting.receiving.intake import secret_hash
from onrecord.reporting.states import ReportState
from onrecord.reporting.stops import settings as settings_now
from onrecord.reporting.switch.actions import keep_check, set_switch
from onrecord.reporting.switch.checks import SERVICES, standing
from onrecord.reporting.types.asking import rules_answers
from onrecord.reporting.types.held import shipped_types
from onrecord.reporting.types.values import no_time
from onrecord.reporting.work.confirming import computed
from onrecord.reporting.work.showing import answers_of
from tests.reporting_front import Reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house")]
WORDS = "He took two bottles of gin\nand walked past the till. <b>no</b> ‏שלום‏ é"
WHO = {
    "name": "Ada Invented",
    "phone": "01632 960001",
    "email": "ada@example.org",
    "safe": "by text, mornings",
}
SHOP = {
    "danger": "no", "reporter": "business", "what_happened": WORDS, "value": "40", "got_back": "no",
    "when": {"day": "1", "month": "June", "year": "2026", "time": "9.30pm"},
    "where": {"text": "Corner shop, 1 Invented Street", "postcode": "AB1 2CD"}, "area": "yes",
    "who": "stranger", "theft_force": "no", "else": "no", "suspect": {"name": "", "words": "tall, a red hat"}, "contact": WHO,
}  # fmt: skip


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


def test_two_windows_are_told_of_each_other_and_nothing_is_lost():
    her = Reporter().begin("shop-theft")
    her.post(value="no")
    her.post(value="me")
    other = Reporter().get(her.at)
    her.post(value="first words")
    other.post(value="second words")
    assert (other.status, other.step) == (200, "what-happened")
    assert "first words" in other.text
    assert "second words" in other.text
    assert "first words" in str(her.draft.answers)
    other.post(value="second words")
    assert "second words" in str(her.draft.answers)


def test_an_address_opened_twice_and_the_back_button_show_what_was_answered():
    her = Reporter().begin("shop-theft")
    danger = her.at
    assert not re.search(r"<input[^>]* checked", her.text)
    her.post(value="no")
    for each in (her, Reporter()):
        (box,) = re.findall(r"<input[^>]* checked[^>]*>", each.get(danger).text)
        assert 'value="no"' in box
    assert Draft.objects.count() == 1


def test_skipping_keeps_an_answer_that_is_there_and_removing_it_has_a_name():
    her = Reporter().begin("shop-theft").go(**{**SHOP, "contact": {"safe": "never phone home"}})
    check = her.at
    page = check.replace("check", "contact")
    assert "Skip this question" not in her.get(page).text
    her.post(skip="1")
    assert dict(her.draft.answers)["contact"] == {"safe": "never phone home"}
    # What was only looked at in one window, and skipped there, keeps what another wrote.
    other = Reporter().get(check.replace("check", "who"))
    her.get(other.at).post(value="known")
    other.post(skip="1")
    assert dict(her.draft.answers)["who"] == "known"
    her.get(page)
    assert "Remove this answer" in her.text
    her.post(remove="1")
    assert dict(her.draft.answers)["contact"] == ""
    assert "Skip this question" in her.get(page).text
    # The account can't be taken away: without it there is nothing to report.
    her.get(check.replace("check", "what-happened")).post(remove="1", value=WORDS)
    assert dict(her.draft.answers)["what-happened"] == WORDS


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


def test_31_february_is_told_and_kept_in_words():
    her = Reporter().begin("theft")
    her.post(value="no")
    her.post(value="me")
    her.post(value="My telephone")
    her.post(skip="1")
    date = {"day": "31", "month": "2", "year": "2025", "time": "late", "words": "after the match"}
    her.post(**date)
    assert ("There is no such date" in her.text, 'value="31"' in her.text) == (True, True)
    assert "after the match" in str(her.draft.answers)
    her.post(**date, keep="1")
    assert her.step == "where"
    her.go(what_happened="My telephone")
    assert "31 2 2025" in her.text
    report = her.send()
    assert dict(report.answers)["when"] == date
    assert happened_at(report) is None


def test_no_time_and_no_number_are_told_and_kept_in_words():
    her = Reporter().begin("shop-theft")
    while her.step != "value":
        her.post(**({"value": WORDS} if her.step == "what-happened" else {"skip": "1"}))
    her.post(value="ninety quid")
    assert (her.status, "This is no number in figures" in her.text) == (200, True)
    assert dict(her.draft.answers)["value"] == "ninety quid"
    her.post(value="ninety quid", keep="1")
    while her.step != "when":
        her.post(skip="1")
    date = {"day": "1", "month": "6", "year": "2026", "time": "25:99"}
    her.post(**date)
    assert (her.status, "There is no such time" in her.text) == (200, True)
    her.post(**date, keep="1")
    assert her.step == "where"
    held = dict(her.draft.answers)
    assert (held["value"], held["when"]["time"], held["when"]["at"]) == (
        "ninety quid", "25:99", "2026-06-01",
    )  # fmt: skip


def test_a_picture_that_was_cut_off_is_kept_as_it_came_and_told():
    out = io.BytesIO()
    Image.effect_noise((80, 80), 60).save(out, "PNG")
    her = Reporter().begin("theft")
    while her.step != "evidence":
        if her.step == "stop":
            break
        her.post(**({"value": WORDS} if her.step == "what-happened"
                    else {"value": "not-sure"} if "rules:" in her.step else {"skip": "1"}))  # fmt: skip
    whole = SimpleUploadedFile("whole.png", out.getvalue())
    her.post(files=whole, add="1")
    assert ("whole.png" in her.text, "can't open this picture" in her.text) == (True, False)
    her.post(files=SimpleUploadedFile("cut.jpg", out.getvalue()[:200]))
    assert (her.step, her.status, "can't open this picture" in her.text) == ("evidence", 200, True)
    assert "cut.jpg" in her.text
    her.post()
    assert her.step != "evidence"
    assert [each.size for each in files_of(her.draft)][-1] == 200


@pytest.mark.parametrize("pdf_made", [False, True])
def test_pictures_are_read_to_their_end(pdf_made, monkeypatch):
    """Whoever makes a PDF tells the reader of pictures, for the whole program, to make do with half of one."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", pdf_made)
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        out = io.BytesIO()
        Image.effect_noise((80, 80), 60).convert("RGB").save(out, kind)
        data, media = out.getvalue(), Kind(f"image/{kind.lower()}", PHOTO)
        assert "trouble" not in facts_of(io.BytesIO(data), len(data), media), kind
        short = data[: len(data) // 2]
        assert "trouble" in facts_of(io.BytesIO(short), len(short), media), kind


def test_only_what_looks_like_a_time_and_is_none_is_told():
    for text in ("25:99", "9.75pm", "2599", "13:60", "99 pm", "24:00"):
        assert no_time(text), text
    for text in (
        "",
        "9.30pm",
        "21:30",
        "0930",
        "9 pm",
        "in the evening",
        "about 9",
        "between 9 and 10",
        "late",
    ):
        assert not no_time(text), text


@pytest.mark.parametrize(
    "account", ["x" * 100_000, "a\0b <script>alert(1)</script>", "‮evil‬ " * 50, "𝔘𝔫𝔦" * 3000]
)
def test_whatever_is_written_is_kept_word_for_word(account):
    her = Reporter().begin("something-else").go(what_happened=account)
    assert "<script>alert" not in her.get().text.replace("&lt;", "<").split("<dl")[0]
    report = her.send()
    assert Log.objects.get(ref=report.log_ref).text == account.replace("\0", "").strip()


def test_too_much_is_told_and_stays_in_the_form():
    her = Reporter().begin("something-else")
    her.post(value="no")
    her.post(value="me")
    her.post(value="y" * 100_001)
    told = "100,001 characters; 100,000 at most"
    assert (told in her.text, "y" * 100_001 in her.text) == (True, True)
    her.post(value=" \0")
    assert "Write at least a few words" in her.text
    assert told not in her.text


def test_no_page_with_a_slip_is_an_answer_to_a_form():
    """Else the browser shows an error to whoever presses Back, and asks whether to send it again."""
    her = Reporter().begin("theft")
    for step, wrong, right in (
        ("danger", {}, {"value": "no"}),
        ("reporter", {"value": "nobody"}, {"value": "me"}),
        ("what-happened", {"value": ""}, {"value": "My telephone"}),
        ("things", None, {"skip": "1"}),
        ("when", {"day": "31", "month": "2", "year": "2025"}, {"skip": "1"}),
    ):
        at = her.at
        assert her.step == step
        if wrong is None:
            her.post(**right)
            continue
        answer = Client().post(at, wrong)
        assert (answer.status_code, answer["Location"]) == (302, at)
        assert "There is a problem" in her.get().text
        # It is there for whoever comes back to it, until it is right.
        assert "There is a problem" in Reporter().get(at).text
        her.post(**right)
        assert "There is a problem" not in Reporter().get(at).text
    assert her.draft.slips == {}
    for address in ("/report/", "/report/back/", "/report/status/"):
        answer = Client().post(address, {})
        assert (answer.status_code, answer["Location"].startswith(address)) == (302, True)
        assert "There is a problem" in Client().get(answer["Location"]).content.decode()


def test_what_was_typed_in_vain_goes_with_the_draft_and_when_it_is_sent():
    her = Reporter().begin("something-else").go(what_happened="It was loud")
    her.get(f"/report/w/{her.token}/what-happened/").post(value="")
    assert her.draft.slips
    her.get(f"/report/w/{her.token}/check/").send()
    assert Draft.objects.get().slips == {}


def test_markup_is_shown_as_it_was_typed():
    her = (
        Reporter()
        .begin("something-else")
        .go(what_happened="<img src=x onerror=alert(1)>", contact={"name": '"><b>'})
    )
    page = Client().get(her.at).content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert '"><b>' not in page


def test_saved_by_a_code_and_gone_on_with_elsewhere():
    her = Reporter().begin("damage")
    her.post(value="no")
    old, token = her.at, her.token
    her.get(f"/report/w/{token}/save/").post()
    code = her.receipt[0]
    assert code not in str(vars(Draft.objects.get()))
    # Back and reload show the same code, and make no other: the one that was written down stays good.
    assert her.get().receipt == [code]
    her.get(old).post(value="me")
    assert her.get(f"/report/w/{token}/save/").receipt == []
    other = Reporter().get("/report/back/")
    other.post(code="ABCD-EFGH-JKMN")
    assert "No report has this code" in other.text
    assert "ABCD" not in other.text
    other.post(code=f" {code.lower().replace('-', ' ')} ")
    assert (other.status, other.step) == (200, "what-happened")
    # The address of the other device leads nowhere now.
    assert her.get(old).status == 404
    assert Draft.objects.count() == 1


def test_leave_now_closes_it_and_the_address_tells_nothing():
    her = Reporter().begin("domestic-abuse").go(what_happened="He hits me")
    at, token = her.at, her.token
    her.get(f"/report/leave/{token}/", **{"Sec-Purpose": "prefetch"})
    assert find(token) is not None
    her.get(f"/report/leave/{token}/")
    assert (her.status, her.headers["Location"]) == (302, "https://www.bbc.co.uk/weather")
    assert her.headers["Clear-Site-Data"] == '"cache"'
    assert (her.headers["Referrer-Policy"], "no-store" in her.headers["Cache-Control"]) == (
        "no-referrer",
        True,
    )
    assert not Draft.objects.exists()
    page = her.get(at)
    said = re.sub(r"<[^>]+>", " ", page.text)
    assert (page.status, "hits" in said, "report" in said.lower()) == (404, False, False)
    # The same as under an address that never led anywhere.
    never = Reporter().get(at.replace(token, "nothing"))
    assert page.text.replace(token, "nothing") == never.text


def test_a_draft_or_receipt_that_has_lapsed_leaves_nobody_alone():
    """Whoever comes back too late reads whom to call and where to go on, in their language, and finds the way out."""
    her = Reporter().begin("theft", lang="cy").go(what_happened="My telephone")
    her.send()
    Draft.objects.update(expires_at=timezone.now())
    page = her.get()
    assert page.status == 404
    for there in ("999", "101", 'href="/report/leave/"', "?lang=cy", 'href="/report/"', 'href="/report/back/"', 'href="/report/status/"'):  # fmt: skip
        assert there in page.text, there
    welsh = her.get(f"{her.at}?lang=cy")
    assert '<html lang="cy">' in welsh.text
    assert 'href="/report/back/?lang=cy"' in welsh.text


def test_leaving_with_a_code_keeps_it_for_the_code_alone():
    her = Reporter().begin("damage")
    token = her.token
    her.get(f"/report/w/{token}/save/").post()
    code = her.receipt[0]
    her.get(f"/report/leave/{token}/")
    assert her.get(f"/report/w/{token}/danger/").status == 404
    assert Reporter().get("/report/back/").post(code=code).step == "danger"


def test_drafts_lapse_and_are_erased():
    her = Reporter().begin("damage")
    assert erase_lapsed() == 0
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert her.get().status == 404
    assert erase_lapsed() == 1
    assert not Draft.objects.exists()


def test_forms_of_other_sites_are_refused_and_no_cookie_is_asked_for():
    her = Reporter().begin("damage")
    her.post(value="no", headers={"Origin": "https://elsewhere.example"})
    assert her.status == 403
    her.post(value="no", headers={"Sec-Fetch-Site": "cross-site"})
    assert her.status == 403
    assert not her.draft.answers
    her.post(value="no", headers={"Origin": "http://testserver"})
    assert (her.status, her.step) == (200, "reporter")


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


def test_the_page_is_closed_until_the_registrar_opens_it_and_what_was_begun_can_be_sent():
    her = Reporter().begin("damage")
    registrar = User.objects.create(username="reg", role="registrar")
    officer = User.objects.create(username="pc", role="officer", department="Front desk")
    (home() / "force.toml").write_text('name = "Loamshire Police"')
    with pytest.raises(NotAllowed):
        set_switch(by=officer, on=False, department="")
    set_switch(by=registrar, on=False, department="Contact")
    assert not is_open()
    assert Reporter().get("/report/").status == 404
    her.go(what_happened="My wall").send()
    row = set_switch(by=registrar, on=True, department="Front desk")
    assert set_switch(by=registrar, on=True, department="Front desk").entry_seq == row.entry_seq
    assert verify_ledger(records=True, processes=1).problems == []


def test_nobody_can_have_the_name_of_the_front_door():
    with pytest.raises(PersonError, match="kept for"):
        add_person(username=FRONT_DOOR.upper(), role="officer", by="admin")


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


def test_welsh_is_kept_in_the_draft_without_a_cookie():
    her = Reporter().begin("damage", lang="cy")
    assert her.draft.language == "cy"
    her.post(value="no")
    assert 'lang="cy"' in her.text
    her.get(f"{her.at}?lang=en")
    assert her.draft.language == "en"


def test_a_page_is_light():
    her = Reporter().begin("shop-theft")
    for _ in range(25):
        assert len(her.text.encode()) < 20_000, her.at
        if her.step == "check":
            break
        her.go(**SHOP) if her.step == "danger" else her.post(skip="1")
    assert len(Reporter().get("/report/").text.encode()) < 30_000


def test_begun_with_a_version_it_goes_on_with_it():
    draft, _ = begin(shipped_types()["damage"])
    assert (draft.type_key, draft.type_version) == ("damage", 0)


def test_the_doctor_says_what_is_not_erased_and_a_slip_in_stops_toml_closes_no_page(tmp_path):
    for name in ("Contact", force().conduct_department):
        User.objects.create(
            username=name[:3], role=Role.CALL_TAKER, department=name, email=f"{name[:3]}@force.test"
        )
    begin(shipped_types()["damage"])
    registrar = User.objects.create(username="reg", role=Role.REGISTRAR)
    seen = standing(SERVICES).digest
    keep_check(by=registrar, what=SERVICES, digest=seen, how="rang each")
    assert [words for ok, words in doctors_findings() if not ok] == []
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=2))
    assert [words for ok, words in doctors_findings() if not ok and "report-drafts" in words]
    erase_lapsed()
    (tmp_path / "stops.toml").write_text('leave_to = "http://plain.example"\n', encoding="utf-8")
    assert [words for ok, words in doctors_findings() if not ok and "https://" in words]
    assert Reporter().begin("assault").post(value="yes").step == "stop"
    (tmp_path / "stops.toml").write_text("days = [", encoding="utf-8")
    assert [words for ok, words in doctors_findings() if not ok and "can't be used" in words]
    assert settings_now().leave_to.startswith("https://")
