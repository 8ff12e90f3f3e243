"""A teacher refers what a pupil told and sees where it stands; the force finds it with its clock; a retailer sends a file with good
and bad rows; night staff send a photograph by a link and come back with the secret; the registrar words and closes a form."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import sign_in
from tests.browser.going import follow, press
from tests.files_made import picture

pytestmark = pytest.mark.browser
WORDS = "Bea told me after maths: “He took my phone and pushed me down the stairs.”"
ROWS = """Incident number,Store,Incident date,Description,Items,Loss,Force used
S-1,Shop 7,30/05/2026,A man took razors,razors,31,no
S-1,Shop 7,30/05/2026,A man took razors,blades,12,no
S-2,Shop 7,31/02/2026,Two boys took sweets,sweets,4,no
S-3,,30/05/2026,Somebody took a coat,coat,60,no
"""


def test_a_teacher_refers_and_sees_where_it_stands(page, demonstration):
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, demonstration, "teacher")
    # Nothing of the force: signing in leads to the own desk.
    expect(page.get_by_role("heading", level=1)).to_have_text("Invented Community College")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    follow(page, "A pupil told us something")
    press(page, "Send to the police")
    expect(page.get_by_role("alert")).to_contain_text("Answer this question")
    page.get_by_label("What happened, or what did the pupil tell you?").fill(WORDS)
    page.get_by_label("On the school's premises, while the school was open").check()
    pupil = page.get_by_role("group", name="The pupil", exact=True)
    pupil.get_by_label("Name").fill("Bea Invented")
    pupil.get_by_label("Age").fill("13")
    page.get_by_label("Your telephone number").fill("01632 960002")
    page.get_by_label("Your own reference").fill("CP 200")
    assert violations(page) == ""
    press(page, "Send to the police")
    page.wait_for_url(re.compile(r"/partners/referrals/\d+/$"))
    expect(page.get_by_text("A log is open, and a decision is due")).to_be_visible()
    ref = page.get_by_role("heading", level=1).inner_text()
    assert violations(page) == ""
    page.goto(demonstration.at("/partners/"))
    page.get_by_label("Reference, yours or ours").fill("CP 200")
    press(page, "Find")
    expect(page.get_by_role("row").filter(has_text=ref)).to_contain_text("A log is open")
    page.context.clear_cookies()
    sign_in(page, demonstration, "supervisor")
    page.goto(demonstration.at("/worklists/referrals/"))
    page.get_by_role("link", name=re.compile("L2")).first.wait_for()
    expect(page.get_by_role("main")).to_contain_text("Bea told me after maths")
    page.goto(demonstration.at("/find/?q=maths"))
    page.get_by_role("main").get_by_role("link", name=re.compile("L2")).first.click()
    expect(page.get_by_role("main")).to_contain_text(ref)
    expect(page.get_by_role("main")).to_contain_text("Invented Community College")


def test_a_retailer_sends_a_file_with_good_and_bad_rows(page, demonstration, tmp_path):
    page.set_viewport_size({"width": 360, "height": 800})
    file = tmp_path / "week.csv"
    file.write_text(ROWS)
    sign_in(page, demonstration, "shopkeeper")
    follow(page, "Many thefts in one file")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_label("Staff of the business, and I may speak for it").check()
    page.get_by_label("Your telephone number").fill("01632 960003")
    press(page, "Send to the police")
    page.wait_for_url(re.compile(r"/partners/files/[0-9a-f-]{36}/$"))
    facts = dict(
        zip(
            page.locator("dl.summary dt").all_text_contents(),
            page.locator("dl.summary dd").all_text_contents(),
            strict=True,
        )
    )
    assert (facts["Rows"], facts["Reports made"], facts["Rows to mend"]) == ("4", "1", "2")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download the rows to mend (CSV)").click()
    mended = tmp_path / "mended.csv"
    caught.value.save_as(mended)
    text = mended.read_text(encoding="utf-8-sig")
    assert "What to do" not in text
    assert text.count("\n") == 3
    mended.write_text(
        text.replace("31/02/2026,Two", "30/05/2026,Two").replace("S-3,,", "S-3,Shop 8,")
    )
    page.goto(demonstration.at("/partners/files/"))
    page.get_by_label("The file").set_input_files(mended)
    page.get_by_label("Staff of the business, and I may speak for it").check()
    page.get_by_label("Your telephone number").fill("01632 960003")
    press(page, "Send to the police")
    page.wait_for_url(re.compile(r"/partners/files/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("Every row was taken.")).to_be_visible()
    assert violations(page) == ""
    follow(page, "What was sent, and where it stands")
    for ref in ("S-1", "S-2", "S-3"):
        expect(page.get_by_role("row").filter(has_text=ref)).to_contain_text("A log is open")


def test_night_staff_send_a_photograph_by_a_link_and_come_back_with_the_secret(
    page, demonstration, tmp_path
):
    page.set_viewport_size({"width": 320, "height": 800})
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/partners/organisations/invented-rose-centre/"))
    page.get_by_text("Make a link").click()
    page.get_by_label("Form").select_option(label="Somebody came to us and stays unknown")
    page.get_by_label("Who has it, such as night staff").fill("Night staff")
    page.get_by_label("Last day on which it works").fill(str(date.today() + timedelta(days=3)))
    press(page, "Make the link")
    address = page.locator("main strong").inner_text()
    page.context.clear_cookies()
    photo = tmp_path / "letter.jpg"
    photo.write_bytes(picture("JPEG"))
    script = tmp_path / "photo.jpg"
    script.write_text("#!/bin/sh")
    page.goto(address)
    files = page.get_by_label("Have you documents or pictures that may be passed on?")
    expect(page.get_by_text("Add nothing by which the victim could be known.")).to_be_visible()
    page.get_by_label("What may be passed on?").fill("It was in May, near the station.")
    files.set_input_files([photo, script])
    press(page, "Add", exact=True)
    expect(page.get_by_role("alert")).to_contain_text("photo.jpg: This file is a program")
    expect(page.get_by_role("button", name=re.compile(r"^Remove\W+letter\.jpg$"))).to_be_visible()
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Some depersonalised data may go to the police").check()
    page.get_by_label("Your name (needed)").fill("Cleo Centre")
    page.get_by_label("Your telephone number").fill("01632 960004")
    press(page, "Send to the police")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the police")
    ref, secret = (page.locator("dd strong").nth(at).inner_text() for at in (0, 1))
    assert violations(page) == ""
    follow(page, "What became of what I sent")
    page.get_by_label("Report number").fill(ref.lower())
    page.get_by_label("Your secret").fill(secret.replace("-", " "))
    press(page, "Show it")
    expect(page.get_by_role("heading", level=1)).to_have_text(ref)
    expect(page.get_by_role("main")).to_contain_text("letter.jpg")
    expect(page.get_by_role("main")).to_contain_text("Received")
    page.get_by_label("What else do you want to tell us?").fill("It was the 20th.")
    press(page, "Add it")
    expect(page.get_by_role("status")).to_contain_text("Added, word for word")
    assert secret not in page.content()
    follow(page, "Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert violations(page) == ""


def test_the_registrar_words_a_form_and_closes_it(page, demonstration):
    page.set_viewport_size({"width": 360, "height": 800})
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/partners/organisations/"))
    follow(page, "Their forms")
    follow(page, "What was disclosed at a conference (MARAC)")
    follow(page, "Change it")
    press(page, "Add a question of its own")
    page.get_by_label("Question", exact=True).fill("How many came to the meeting?")
    page.get_by_label("What is answered").select_option(label="a number")
    press(page, "Done with this")
    expect(page.get_by_role("main")).to_contain_text("(words only)")
    assert violations(page) == ""
    press(page, "Keep this version")
    expect(page.get_by_role("status").first).to_contain_text("is kept as version 1")
    expect(page.get_by_role("heading", name="How many came to the meeting?")).to_be_visible()
    press(page, "Close it")
    expect(page.get_by_role("status").first).to_contain_text("closed")
    assert violations(page) == ""
    press(page, "Open it")
    expect(page.get_by_role("status").first).to_contain_text("open")
