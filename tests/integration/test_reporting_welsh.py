"""The pages for the public in Welsh: every page of every type on the way to the receipt and back, with no English left."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from onrecord.people.roles import Role
from onrecord.reporting.editing.actions import keep_type
from onrecord.reporting.models import Draft, Report
from onrecord.reporting.types.held import open_types, shipped_definitions
from tests.integration.kept_log import person
from tests.reporting_front import Reporter
from tests.welsh_pages import ENGLISH, english_left

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house"), pytest.mark.one_store]
# Proper names, addresses on the web, and what the person in the test wrote.
NAMES = (
    "Anyshire Police",
    "Report Fraud",
    "Rape Crisis England & Wales",
    "Men's Advice Line",
    "register",
    "Victim Support",
)
WORDS = "Cymerodd rhywun ddwy botel o'r silff"


def left(her):
    return english_left(her.text, names=NAMES)


def walk(kind: str, choose=lambda says: says[-1]):
    """Every page from the first to the check page; those with questions are sent empty once, so that problems are seen."""
    her = Reporter().begin(kind, lang="cy")
    seen = {}
    for _ in range(80):
        seen[her.at.split("/", 4)[-1]] = left(her)
        if her.step == "check":
            return her, seen
        if her.step == "stop":
            her.get(re.findall(r'class="button button-second" href="([^"]+)"', her.text)[0])
            continue
        before = her.at
        if her.step != "evidence":
            her.post(value="")
            if her.at == before:
                seen[f"{before} (problem)"] = left(her)
        if her.at == before:
            says = re.findall(r'name="value" value="([^"]+)"', her.text)
            if her.step == "what-happened":
                her.post(value=WORDS)
            elif her.step == "evidence":
                her.post()
            elif says:
                her.post(value=choose(says))
            elif "rules:" in her.step:
                her.post(value="2")
            else:
                her.post(skip="1")
        assert her.at != before, (her.at, her.text[-1500:])
    raise AssertionError("the questions don't end")


@pytest.mark.parametrize("kind", sorted(shipped_definitions()))
def test_no_english_is_left_on_the_way_through_a_type(kind):
    _, seen = walk(kind)
    assert {at: words for at, words in seen.items() if words} == {}
    assert len(seen) > 12


def test_from_the_first_page_to_the_receipt_and_to_what_became_of_it():
    her = Reporter().get("/report/?lang=cy")
    assert left(her) == []
    assert "drafft peiriant" in her.text
    assert 'lang="en" hreflang="en">English<' in her.text
    her.post(kind="")
    assert left(her) == []
    her, _ = walk("shop-theft", choose=lambda says: says[0])
    assert Draft.objects.get().language == "cy"
    for name in ("save", "when", "where", "contact"):
        page = Reporter().get(f"/report/w/{her.token}/{name}/")
        assert left(page) == [], name
    wrong = {
        "day": "31",
        "month": "Chwefror",
        "year": "2026",
        "email": "dim",
        "age": "300",
        "safe": "",
    }
    for name in ("when", "contact", "save"):
        page = Reporter().get(f"/report/w/{her.token}/{name}/").post(**wrong)
        assert left(page) == [], name
    her.get(f"/report/w/{her.token}/check/")
    assert left(her) == []
    her.send()
    assert left(her) == []
    ref, secret = her.receipt
    assert Report.objects.get(ref=ref).language == "cy"
    months = ("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr")  # fmt: skip
    due = timezone.localtime(Report.objects.get(ref=ref).submitted_at + timedelta(hours=24))
    assert months[due.month - 1] in her.text or due.strftime("%d/%m/%Y") in her.text
    for sent in ({}, {"ref": ref, "secret": "x"}, {"ref": ref, "secret": secret}):
        page = Reporter().get("/report/status/?lang=cy")
        assert left(page) == []
        if sent:
            page.post(**sent)
            assert left(page) == [], sent
            assert "drafft peiriant" in page.text


def test_going_on_with_a_code_and_pages_that_are_not_there():
    for address in ("/report/back/?lang=cy", "/report/w/nothing/when/?lang=cy"):
        page = Reporter().get(address)
        assert left(page) == [], address
    page = Reporter().get("/report/back/?lang=cy").post(code="xxxx")
    assert left(page) == []


def test_words_of_a_registrar_without_welsh_are_marked_as_english_and_with_it_are_not():
    registrar = person("reg", Role.REGISTRAR)
    definition = {
        **shipped_definitions()["bicycle-theft"],
        "title": "Stolen sheep",
        "hint": "Of the hill & the field",
        "order": 1,
    }
    keep_type(definition=definition, by=registrar, key="bicycle-theft")
    her = Reporter().get("/report/?lang=cy")
    assert '<span lang="en">Stolen sheep</span>' in her.text
    assert left(her) == []
    definition = {
        **definition,
        "welsh": {
            "Stolen sheep": "Defaid wedi'u dwyn",
            "Of the hill & the field": "Y bryn a'r cae",
        },
    }
    keep_type(definition=definition, by=registrar, key="bicycle-theft")
    her.get("/report/?lang=cy")
    assert "Defaid wedi'u dwyn" in her.text
    assert "Stolen sheep" not in her.text
    assert her.begin("bicycle-theft", lang="cy").status == 200
    assert "Defaid wedi'u dwyn" in her.text


def test_the_other_language_is_one_link_away_and_is_kept_with_what_was_written():
    her = Reporter().begin("theft")
    assert 'href="?' not in her.text
    other = re.search(r'<a href="([^"]+)" lang="cy"', her.text)
    her.get(other[1])
    assert 'lang="cy"' in her.text.split("<body")[0]
    her.get(her.at.split("?")[0])
    assert 'lang="cy"' in her.text.split("<body")[0], "kept with the draft"
    assert translation.get_language() == "en-gb"


def test_the_page_of_staff_stays_english(client):
    client.force_login(person("reg", Role.REGISTRAR))
    page = client.get("/reporting/types/?lang=cy").content.decode()
    assert 'lang="en' in page.split("<body")[0]
    assert "What may be reported on line" in page


def test_the_check_itself_sees_english():
    page = '<html lang="cy"><p>{}</p><p lang="en">This is marked</p><input title="Send the file"></html>'
    assert english_left(page.format("Beth ddigwyddodd?")) == ["Send the file"]
    assert english_left(page.format("What happened to the <b>beic</b>"))[0].startswith(
        "What happened"
    )
    assert {"you", "the"} <= ENGLISH
    assert len(open_types()) >= 15
