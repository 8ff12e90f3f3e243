"""The questions of a report on line: answers that are changed, left out, wrong or hostile are told and none is lost."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageFile

from onrecord.calls.kinds import PHOTO, Kind
from onrecord.contact.models import Log
from onrecord.reporting.files.facts import facts_of
from onrecord.reporting.files.keeping import files_of
from onrecord.reporting.front.sending import happened_at
from onrecord.reporting.models import Draft
from onrecord.reporting.types.values import no_time
from tests.reporting_front import SHOP, WORDS, Reporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_house")]


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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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


@pytest.mark.one_store
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
