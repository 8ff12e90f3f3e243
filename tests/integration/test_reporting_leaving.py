"""The front door and the ways out of it: saved, left, lapsed, closed; its language and its weight."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.contact.force import force
from onrecord.home import home
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.actions import PersonError, add_person
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.reporting.front.drafts import begin, erase_lapsed, find
from onrecord.reporting.front_door import FRONT_DOOR
from onrecord.reporting.health import doctors_findings
from onrecord.reporting.models import Draft
from onrecord.reporting.policies import is_open
from onrecord.reporting.stops import settings as settings_now
from onrecord.reporting.switch.actions import keep_check, set_switch
from onrecord.reporting.switch.checks import SERVICES, standing
from onrecord.reporting.types.held import shipped_types
from tests.reporting_front import SHOP, Reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house")]


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


def test_welsh_is_kept_in_the_draft_without_a_cookie():
    her = Reporter().begin("damage", lang="cy")
    assert her.draft.language == "cy"
    her.post(value="no")
    assert 'lang="cy"' in her.text
    her.get(f"{her.at}?lang=en")
    assert her.draft.language == "en"


@pytest.mark.one_store
def test_a_page_is_light():
    her = Reporter().begin("shop-theft")
    for _ in range(25):
        assert len(her.text.encode()) < 20_000, her.at
        if her.step == "check":
            break
        her.go(**SHOP) if her.step == "danger" else her.post(skip="1")
    assert len(Reporter().get("/report/").text.encode()) < 30_000


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
