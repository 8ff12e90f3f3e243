"""The pages of partners in Welsh: every form, what is wrong with it, files and where a referral stands, with no English left."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from onrecord.partners.bulk_file import COLUMNS
from onrecord.partners.forms_held import shipped_forms
from onrecord.partners.organisations import make_link
from tests.partners_world import partner, referred, registrar
from tests.welsh_pages import english_left

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys"), pytest.mark.one_store]
# What a file calls its columns is the same in both languages.
NAMES = (
    *COLUMNS,
    "Invented",
    "Toni Teacher",
    "onrecord",
    "Anyshire Police",
    "Head of year",
    "school.example",
    "yes, os",
    "yes neu no",
    "female neu male",
)


def left(answer):
    return english_left(answer.content.decode(), names=NAMES)


@pytest.mark.parametrize("form", shipped_forms().values(), ids=lambda each: each.key)
def test_no_english_is_left_on_a_form_and_in_what_is_wrong_with_it(form, client):
    _row, user = partner(form.for_kinds[0])
    client.force_login(user)
    page = reverse("partner-refer", args=[form.key])
    assert left(client.get(f"{page}?lang=cy")) == []
    wrong = {
        "origin": str(uuid4()),
        "when-day": "2026-02-31",
        "victim-age": "hen",
        "number": "1",
        "value": "dim",
    }
    answer = client.post(f"{page}?lang=cy", wrong)
    assert "Mae problem" in answer.content.decode()
    assert left(answer) == []


def test_no_english_is_left_on_the_advice_to_call(client):
    _row, user = partner()
    client.force_login(user)
    body = {
        "origin": str(uuid4()),
        "contact-name": "Toni",
        "contact-phone": "01632 960001",
        "account": "Dywedodd",
        "safe": "no",
    }
    answer = client.post(f"{reverse('partner-refer', args=['school'])}?lang=cy", body)
    assert "999" in answer.content.decode()
    assert left(answer) == []


def test_no_english_is_left_on_the_desk_on_files_and_where_a_referral_stands(client):
    row, user = partner("retailer")
    client.force_login(user)
    [sent] = referred(row, user, "retailer", account="Dau ddyn", capacity="staff", place="Siop 1")
    file = SimpleUploadedFile(
        "dwyn.csv", b"shop,date,what happened\nSiop 1,31/02/2026,x\n,01/02/2026,y\n"
    )
    for address in ("partner-desk", "partner-bulk", "partner-columns"):
        assert left(client.get(f"{reverse(address)}?lang=cy")) == [], address
    assert left(client.get(reverse("partner-referral", args=[sent.pk]))) == [], (
        "kept in the session"
    )
    body = {
        "origin": str(uuid4()),
        "capacity": "staff",
        "contact-name": "Toni",
        "contact-phone": "01632 960001",
        "file": file,
    }
    assert left(client.post(reverse("partner-bulk"), body, follow=True)) == []
    assert left(client.post(reverse("partner-bulk"), {"origin": str(uuid4())})) == []


def test_a_link_speaks_welsh_to_whoever_has_no_account(client):
    row, _user = partner()
    day = timezone.localdate() + timedelta(days=3)
    _link, secret = make_link(
        organisation=row, by=registrar(), form="school", label="Nos", expires_on=day
    )
    page = reverse("partner-link", args=[secret])
    assert left(client.get(f"{page}?lang=cy")) == []
    gone = client.get(f"{reverse('partner-link', args=['x'])}?lang=cy")
    assert left(gone) == []


def test_the_pages_of_staff_stay_english(client):
    client.force_login(registrar())
    page = client.get(f"{reverse('partners')}?lang=cy")
    assert page.headers.get("Content-Language", "en") == "en"
    assert "drafft peiriant" not in page.content.decode()
